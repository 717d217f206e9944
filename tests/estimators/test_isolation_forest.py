"""Isolation forests as users meet them."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.estimators import (
    H2ODeepLearningEstimator,
    H2OExtendedIsolationForestEstimator,
    H2OIsolationForestEstimator,
)
from heavywater.exceptions import H2OModelBuildError, H2OTypeError, H2OUserWarning
from heavywater.model import (
    H2OAnomalyDetectionModel,
    H2OAnomalyDetectionModelMetrics,
    H2OBinomialModelMetrics,
)

NAMES = ["x0", "x1", "c"]


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(500, 2))
    x[:10] += 5
    return h2o.H2OFrame._from_data(
        FrameData.from_columns(
            {
                "x0": x[:, 0],
                "x1": x[:, 1],
                "c": EnumColumn(rng.integers(-1, 3, 500), ["a", "b", "c"]),
                "y": EnumColumn((np.arange(500) < 10).astype(int), ["no", "yes"]),
                "text": ["t"] * 500,
            }
        )
    )


def forest(frame, cls=H2OIsolationForestEstimator, *, x=NAMES, validation=None, **given):
    estimator = cls(**{"ntrees": 30, "seed": 3, **given})
    return estimator.train(x=x, training_frame=frame, validation_frame=validation)


def cells(frame, column):
    return frame._data.numeric(column)


def test_predictions_and_their_range(frame):
    model = forest(frame)
    predictions = model.predict(frame)
    assert predictions.types == {"predict": "real", "mean_length": "real"}
    scores, lengths = cells(predictions, "predict"), cells(predictions, "mean_length")
    # H2O's normalisation: from the shortest path of the training rows to the longest.
    assert (scores.min(), scores.max()) == (0, 1)
    span = lengths.max() - lengths.min()
    assert scores == pytest.approx((lengths.max() - lengths) / span)
    assert set(np.argsort(lengths)[:8]) <= set(range(10))
    assert isinstance(model, H2OAnomalyDetectionModel)
    assert model.type == "unsupervised"


def test_extended_predictions(frame):
    model = forest(frame, H2OExtendedIsolationForestEstimator, extension_level=2)
    predictions = model.predict(frame)
    assert predictions.names == ["anomaly_score", "mean_length"]
    scores, lengths = cells(predictions, "anomaly_score"), cells(predictions, "mean_length")
    assert scores == pytest.approx(2.0 ** (-lengths / 10.244770920116851))
    assert set(np.argsort(lengths)[:8]) <= set(range(10))
    assert model.scoring_history() is None
    assert model.model_performance().mean_score() == pytest.approx(lengths.mean())


def test_the_page_has_h2os_tables(frame, capsys):
    model = forest(frame, score_tree_interval=10)
    page = str(model)
    for text in (
        "H2OIsolationForestEstimator : Isolation Forest",
        "number_of_internal_trees",
        "ModelMetricsAnomaly: isolationforest",
        "Anomaly Score: ",
        "mean_tree_path_length",
    ):
        assert text in page
    assert "Trees" in model.to_html()
    output = model._model_json["output"]
    assert output["model_category"] == "AnomalyDetection"
    assert output["model_summary"]["number_of_trees"][0] == 30
    assert output["variable_splits"].col_header == [
        "variable",
        "count",
        "aggregated_split_ratios",
        "aggregated_split_depths",
    ]
    assert len(model.scoring_history()) == 4


def test_the_history_is_plotted(frame):
    pytest.importorskip("matplotlib")
    figure = forest(frame, score_tree_interval=10).plot(server=True).figure()
    (axes,) = figure.axes
    assert axes.get_xlabel() == "number_of_trees"
    assert axes.lines[0].get_xdata().tolist() == [0, 10, 20, 30]


def test_splits_of_variables(frame):
    model = forest(frame)
    rows = model.varsplits()
    assert [row[0] for row in rows] == NAMES
    trees = model._trained.forest
    assert sum(row[1] for row in rows) == int((~trees.leaves).sum())
    assert sum(row[3] for row in rows) == int((trees.node_depths[~trees.leaves] + 1).sum())
    table = model.varsplits(use_pandas=True)
    assert table.shape == (3, 4)
    with pytest.warns(H2OUserWarning, match="not of one column"):
        assert forest(frame, H2OExtendedIsolationForestEstimator).varsplits() is None


def test_contamination_marks_a_share_of_the_rows(frame):
    predictions = forest(frame, contamination=0.02).predict(frame)
    assert predictions.types == {"predict": "enum", "score": "real", "mean_length": "real"}
    marked = predictions._data.codes("predict")
    assert marked.sum() == 10
    assert (
        cells(predictions, "score")[marked == 1].min()
        > cells(predictions, "score")[marked == 0].max()
    )


def test_a_labelled_validation_frame(frame):
    model = forest(frame, validation=frame, validation_response_column="y")
    predictions = model.predict(frame)
    assert predictions.names == ["predict", "score", "mean_length"]
    assert predictions["predict"].levels() == [["no", "yes"]]
    assert isinstance(model.model_performance(train=True), H2OAnomalyDetectionModelMetrics)
    valid = model.model_performance(valid=True)
    assert isinstance(valid, H2OBinomialModelMetrics)
    assert valid.auc() > 0.99
    assert isinstance(model.model_performance(frame), H2OBinomialModelMetrics)
    unlabelled = model.model_performance(frame[["x0", "x1", "c"]])
    assert isinstance(unlabelled, H2OAnomalyDetectionModelMetrics)
    assert model.auc(valid=True) == valid.auc()
    # Trees do not depend on the labels.
    plain = forest(frame).predict(frame)
    assert np.array_equal(cells(plain, "predict"), cells(predictions, "score"))


@pytest.mark.parametrize("metric", ["auto", "auc"])
def test_early_stopping(frame, metric):
    labels = {} if metric == "auto" else {"validation_response_column": "y"}
    model = forest(
        frame,
        ntrees=300,
        stopping_rounds=2,
        stopping_metric=metric,
        validation=frame if labels else None,
        **labels,
    )
    count = model._trained.forest.trees
    assert 4 <= count < 300
    assert model.ntrees_actual() == count
    assert len(model.scoring_history()) == count + 1
    used = "anomaly_score" if metric == "auto" else "AUC"
    assert model.actual_params["stopping_metric"] == used


def test_out_of_bag_metrics(frame):
    model = forest(frame, sample_size=100)
    trained = model._trained
    rows = trained.sample.of(0, 30)
    totals, counts = np.zeros(500), np.zeros(500)
    one = {"x": NAMES, "sample_size": 100}
    lengths = [cells(forest(frame, ntrees=n, **one).predict(frame), "mean_length") * n
               for n in range(1, 31)]  # fmt: skip
    for tree in range(30):
        own = lengths[tree] - (lengths[tree - 1] if tree else 0)
        out = ~np.isin(np.arange(500), rows[tree])
        totals[out] += own[out]
        counts += out
    assert model.model_performance().mean_score() == pytest.approx((totals / counts).mean())
    assert trained.training_metrics_description.endswith("Out-Of-Bag training samples")


def test_missing_values_unseen_levels_and_absent_columns(frame):
    model = forest(frame)
    other = h2o.H2OFrame({"x0": [0.0, None, 9.0], "c": ["a", "zzz", "a"]},
                         column_types={"c": "enum"})  # fmt: skip
    with pytest.warns(H2OUserWarning) as caught:
        lengths = cells(model.predict(other), "mean_length")
    said = " ".join(str(warning.message) for warning in caught)
    assert "'zzz'" in said
    assert "'x1'" in said
    assert np.isfinite(lengths).all()
    assert lengths[2] < lengths[0]
    with pytest.raises(ValueError, match="none of the model's 3 predictors"):
        model.predict(h2o.H2OFrame({"z": [1, 2]}))
    text = h2o.H2OFrame({"x0": ["p", "q"]}, column_types={"x0": "enum"})
    with pytest.raises(ValueError, match="trained with numbers"):
        model.predict(text)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"sample_size": 0}, "sample_size is 0"),
        ({"max_depth": -1}, "max_depth is -1"),
        ({"min_rows": 0}, "min_rows is 0"),
        ({"min_rows": 251}, "must have at least 502"),
        ({"mtries": 0}, "mtries is 0"),
        ({"mtries": -3}, "mtries is -3"),
        ({"mtries": 4}, "there are 3 columns"),
        ({"col_sample_rate_change_per_level": 2.5}, "at most 2"),
        ({"col_sample_rate_per_tree": 0}, "more than 0"),
        ({"contamination": 0}, "contamination is 0"),
        ({"contamination": 0.6}, "at most 0.5"),
        ({"categorical_encoding": "one_hot_internal"}, "not for trees"),
        ({"categorical_encoding": "sort_by_response"}, "no response"),
        ({"stopping_rounds": 1, "stopping_metric": "auc"}, "labelled validation frame"),
        ({"stopping_rounds": 1, "stopping_metric": "mae"}, "numeric responses"),
    ],
)
@pytest.mark.filterwarnings("ignore::heavywater.exceptions.H2OUserWarning")
def test_what_is_refused(frame, given, says):
    before = set(h2o.ls()["key"])
    with pytest.raises(H2OModelBuildError, match=says):
        forest(frame, **given)
    assert set(h2o.ls()["key"]) == before


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "validation_response_column is not given"),
        ({"validation_response_column": "c"}, "of 3 levels"),
        ({"validation_response_column": "x0"}, "binary categorical"),
        ({"validation_response_column": "zzz"}, "missing response column"),
        ({"validation_response_column": "y", "contamination": 0.1}, "cannot be used together"),
    ],
)
def test_validation_frames_that_tell_nothing(frame, given, says):
    with pytest.raises(H2OModelBuildError, match=says):
        forest(frame, validation=frame, **given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"extension_level": 3}, r"must be in interval \[0, 2\] but it is 3"),
        ({"extension_level": -1}, "extension_level is -1"),
        ({"sample_size": 1}, "at least 2"),
        ({"ntrees": 0}, "ntrees is 0"),
        ({"categorical_encoding": "sort_by_response"}, "no response"),
    ],
)
def test_what_extended_forests_refuse(frame, given, says):
    with pytest.raises(H2OModelBuildError, match=says):
        forest(frame, H2OExtendedIsolationForestEstimator, **given)


def test_there_is_no_cross_validation(frame):
    with pytest.raises(H2OTypeError, match="no parameter 'nfolds'"):
        H2OIsolationForestEstimator(nfolds=3)
    with pytest.raises(H2OTypeError, match="no parameter 'weights_column'"):
        forest(frame).train(training_frame=frame, weights_column="x0")


def test_a_response_is_ignored_and_said(frame):
    with pytest.warns(H2OUserWarning, match="an isolation forest has no response"):
        H2OIsolationForestEstimator(ntrees=2).train(x=NAMES, y="y", training_frame=frame)


def test_what_is_ignored_draws_a_warning(frame):
    with pytest.warns(H2OUserWarning, match="sample_rate is given"):
        forest(frame, sample_rate=0.5, sample_size=20)
    with pytest.warns(H2OUserWarning, match="stopping_rounds is 0"):
        forest(frame, stopping_metric="anomaly_score")
    with pytest.warns(H2OUserWarning, match="Dropped bad and constant columns: 'text'"):
        forest(frame, x=[*NAMES, "text"])


def test_checkpoints(frame):
    first = forest(frame, ntrees=10, seed=8)
    more = forest(frame, ntrees=25, seed=-1, checkpoint=first)
    whole = forest(frame, ntrees=25, seed=8)
    assert np.array_equal(
        cells(more.predict(frame), "predict"), cells(whole.predict(frame), "predict")
    )
    for given, says in (
        ({"ntrees": 10}, "has 10 trees already"),
        ({"max_depth": 4}, "max_depth is 4, but the checkpoint"),
        ({"x": ["x0"]}, "not among the predictors"),
    ):
        with pytest.raises(H2OModelBuildError, match=says):
            forest(frame, **{"checkpoint": first.model_id, **given})
    network = H2ODeepLearningEstimator(hidden=[2], epochs=0.1).train(
        x=["x0"], y="x1", training_frame=frame
    )
    with pytest.raises(H2OModelBuildError, match="Deep Learning model"):
        forest(frame, checkpoint=network)


@pytest.mark.filterwarnings("ignore::heavywater.exceptions.H2OUserWarning")
def test_time_limits(frame):
    model = forest(frame, ntrees=50_000, max_runtime_secs=0.01)
    assert 1 <= model._trained.forest.trees < 50_000
    assert any("max_runtime_secs" in warning for warning in model._trained.warnings)


@pytest.mark.parametrize(
    "encoding", ["one_hot_explicit", "binary", "eigen", "label_encoder", "enum_limited"]
)
@pytest.mark.parametrize("cls", [H2OIsolationForestEstimator, H2OExtendedIsolationForestEstimator])
def test_encodings(frame, encoding, cls):
    model = forest(frame, cls, categorical_encoding=encoding)
    column = "predict" if cls is H2OIsolationForestEstimator else "anomaly_score"
    found = np.argsort(-cells(model.predict(frame), column))[:10]
    assert len(set(found) & set(range(10))) >= 8


def test_one_hot_columns_count_for_the_extension_level(frame):
    given = {"x": ["c"], "extension_level": 3, "categorical_encoding": "one_hot_explicit"}
    model = forest(frame, H2OExtendedIsolationForestEstimator, **given)
    assert model._trained.predictors == ["c.a", "c.b", "c.c", "c.missing(NA)"]


def test_few_columns_a_tree(frame):
    trees = forest(frame, col_sample_rate_per_tree=0.4)._trained.forest
    for number in range(trees.trees):
        used = trees.column[trees.start[number] : trees.start[number + 1]]
        assert len(set(used.tolist()) - {-1}) == 1


def test_models_are_kept_and_come_back(frame, tmp_path):
    for cls in (H2OIsolationForestEstimator, H2OExtendedIsolationForestEstimator):
        model = forest(frame, cls)
        loaded = h2o.load_model(h2o.save_model(model, str(tmp_path)))
        assert isinstance(loaded, cls)
        for name in model.predict(frame).names:
            assert np.array_equal(
                cells(model.predict(frame), name), cells(loaded.predict(frame), name)
            )
        assert isinstance(h2o.get_model(model.model_id), cls)


def test_the_folder_of_checkpoints(frame, tmp_path):
    model = forest(frame, export_checkpoints_dir=str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [model.model_id]


def test_a_grid(frame):
    from heavywater.grid import H2OGridSearch

    grid = H2OGridSearch(H2OIsolationForestEstimator, {"max_depth": [3, 5]})
    grid.train(x=NAMES, training_frame=frame, validation_frame=frame,
               validation_response_column="y")  # fmt: skip
    assert len(grid) == 2
    assert grid[0].type == "unsupervised"
    assert "ordered by" not in str(grid)
    assert "ordered by decreasing auc" in str(grid.get_grid("auc", decreasing=True))


@pytest.mark.parametrize("seed", range(3))
def test_as_good_as_scikit_learn(seed):
    ensemble = pytest.importorskip("sklearn.ensemble")
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(size=(1500, 6)), rng.normal(2.0, 1.5, size=(40, 6))])
    y = np.arange(1540) >= 1500
    theirs = -ensemble.IsolationForest(random_state=seed).fit(X).score_samples(X)
    table = h2o.H2OFrame(X)
    for cls in (H2OIsolationForestEstimator, H2OExtendedIsolationForestEstimator):
        ours = cells(
            cls(ntrees=100, seed=seed).train(training_frame=table).predict(table), "mean_length"
        )
        assert metrics.roc_auc_score(y, -ours) == pytest.approx(
            metrics.roc_auc_score(y, theirs), abs=0.03
        )


def test_a_stopping_tolerance_of_one_is_refused_as_in_h2o(frame):
    # H2O-3 3.46.0.12 refuses it whether or not stopping_rounds is set.
    with pytest.raises(H2OModelBuildError, match="stopping_tolerance is 1"):
        H2OIsolationForestEstimator(stopping_tolerance=1.0).train(NAMES, training_frame=frame)
