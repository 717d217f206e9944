"""Training with balanced classes, through the estimator."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


DOMAIN = ["common", "rare"]


def imbalanced(rows=400, seed=3, share=0.1):
    """Two overlapping classes, one of them rare."""
    rng = np.random.default_rng(seed)
    rare = np.arange(rows) < round(share * rows)
    x = rng.normal(size=rows) + 1.0 * rare
    words = np.where(rare, "rare", "common").tolist()
    columns = {"x": x, "w": np.ones(rows), "y": words}
    return h2o.H2OFrame(columns, column_types={"y": "enum"})


def train(frame, validation=None, weights=None, **parameters):
    defaults = {
        "hidden": [4],
        "epochs": 10,
        "seed": 1,
        "reproducible": True,
        "balance_classes": True,
        "stopping_rounds": 0,
        "classification_stop": -1,
        "overwrite_with_best_model": False,
    }
    return H2ODeepLearningEstimator(**defaults | parameters).train(
        x=["x"], y="y", training_frame=frame, validation_frame=validation, weights_column=weights
    )


def history(model, column):
    return np.array(model.scoring_history(as_data_frame=False)[column], dtype=float)


def test_an_epoch_is_a_pass_over_the_balanced_rows():
    model = train(imbalanced(), epochs=2)
    assert history(model, "samples").tolist() == [0, 720, 1440]
    assert history(model, "epochs").tolist() == [0, 1, 2]
    assert history(train(imbalanced(), epochs=1, max_after_balance_size=0.5), "samples")[-1] == 200


def test_training_metrics_are_those_of_the_balanced_rows():
    model = train(imbalanced())
    assert model.model_performance(train=True).nobs() == 720
    described = model._model_json["output"]["training_metrics"]._metric_json["description"]
    assert described == "Metrics reported on training frame with balanced classes, 720 samples"
    matrix = model.confusion_matrix(train=True).to_list()
    assert [sum(row) for row in matrix] == [360, 360]


def test_samples_for_scoring_are_balanced_too():
    model = train(imbalanced(), score_training_samples=200)
    assert model.model_performance(train=True).nobs() == 200
    rows = [sum(row) for row in model.confusion_matrix(train=True).to_list()]
    assert min(rows) > 70


def test_class_counts_are_exact():
    # H2O draws rows by chance: here it trained 1302 rows of three classes of 434, 433 and 435.
    model = train(imbalanced(), class_sampling_factors=[0.5, 2.5])
    assert [sum(row) for row in model.confusion_matrix(train=True).to_list()] == [180, 100]


def test_probabilities_are_those_of_the_frame():
    """They tell the rare class's true share, though half of the training's rows were of it."""
    frame, fresh = imbalanced(2000), imbalanced(2000, seed=4)
    balanced = train(frame, epochs=20, hidden=[])
    plain = train(frame, epochs=20, hidden=[], balance_classes=False)
    for model in (balanced, plain):
        assert model.predict(fresh)["rare"].mean()[0] == pytest.approx(0.1, abs=0.03)
    assert balanced.model_performance(fresh).logloss() == pytest.approx(
        plain.model_performance(fresh).logloss(), abs=0.02
    )


def test_the_correction_is_that_of_the_shares():
    """Of an untrained network, which says one half to everything: exactly the frame's shares."""
    model = train(
        imbalanced(),
        epochs=0,
        hidden=[],
        initial_weight_distribution="Uniform",
        initial_weight_scale=0,
    )
    predictions = model.predict(imbalanced())
    assert predictions["rare"].unique().nrow == 1
    assert predictions["rare"][0, 0] == pytest.approx(0.1)
    assert predictions["common"][0, 0] == pytest.approx(0.9)
    # the metrics of the training know it too: every row is judged by these probabilities
    expected = -(np.log(0.1) + np.log(0.9)) / 2
    assert model.logloss(train=True) == pytest.approx(expected)


def test_validation_metrics_are_those_of_the_whole_frame():
    model = train(imbalanced(), imbalanced(seed=5))
    assert model.model_performance(valid=True).nobs() == 400
    assert model.logloss(valid=True) == pytest.approx(
        model.model_performance(imbalanced(seed=5)).logloss()
    )


def test_statistics_are_those_of_the_frame():
    frame = imbalanced()
    one, other = train(frame, epochs=0), train(frame, epochs=0, balance_classes=False)
    assert one._model().data_info.shift == other._model().data_info.shift
    assert one._model().data_info.scale == other._model().data_info.scale


def test_a_class_may_be_left_out():
    model = train(imbalanced(), class_sampling_factors=[1.0, 0.0], epochs=20)
    assert history(model, "samples")[-1] == 360 * 20
    assert model.predict(imbalanced())["rare"].mean()[0] < 0.05


def test_rows_of_weight_zero_stay_out():
    frame = imbalanced()
    frame["w"] = h2o.H2OFrame({"w": np.arange(400) % 2})
    model = train(frame, weights="w", epochs=1)
    assert history(model, "samples")[-1] == 360
    assert model.model_performance(train=True).nobs() == 360


def test_what_is_refused():
    frame = imbalanced()
    with pytest.raises(H2OModelBuildError, match=r"3 values, but .* 2 levels.*'common', 'rare'"):
        train(frame, class_sampling_factors=[1.0, 2.0, 3.0])
    with pytest.raises(H2OModelBuildError, match="set balance_classes=True"):
        train(frame, balance_classes=False, class_sampling_factors=[1.0, 2.0])
    with pytest.raises(H2OModelBuildError, match="at least 0"):
        train(frame, class_sampling_factors=[1.0, -2.0])
    frame["w"] = h2o.H2OFrame({"w": np.arange(400) % 3})
    with pytest.raises(H2OModelBuildError, match="weights of 0 and 1 only"):
        train(frame, weights="w")
    with pytest.raises(H2OModelBuildError, match="balance_classes is for classes"):
        H2ODeepLearningEstimator(balance_classes=True).train(y="x", training_frame=frame)


def test_a_limit_without_balancing_is_pointed_out():
    with pytest.warns(H2OUserWarning, match=r"max_after_balance_size=2.*balance_classes is off"):
        train(imbalanced(), balance_classes=False, max_after_balance_size=2.0)


def test_a_stratified_sample_keeps_the_shares():
    # H2O takes the word, and draws as without it.
    common = {"score_validation_samples": 40, "balance_classes": False, "epochs": 1}
    model = train(imbalanced(), imbalanced(), **common, score_validation_sampling="Stratified")
    assert [sum(row) for row in model.confusion_matrix(valid=True).to_list()] == [36, 4]
    described = model._model_json["output"]["validation_metrics"]._metric_json["description"]
    assert described.endswith("40 samples (stratified sampling)")


def test_a_stratified_sample_has_a_row_of_every_class():
    frame = imbalanced(share=0.005)
    model = train(frame, frame, score_validation_samples=20, score_validation_sampling="Stratified")
    assert [sum(row) for row in model.confusion_matrix(valid=True).to_list()] == [20, 1]


def test_strata_need_classes():
    frame = imbalanced()
    frame["w"] = h2o.H2OFrame({"w": np.arange(400)})
    regression = H2ODeepLearningEstimator(
        hidden=[2], epochs=1, score_validation_samples=20, score_validation_sampling="stratified"
    )
    with pytest.warns(H2OUserWarning, match="score_validation_sampling"):
        regression.train(x=["x"], y="w", training_frame=frame, validation_frame=frame)
