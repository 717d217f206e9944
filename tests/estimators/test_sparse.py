"""sparse=True, and frames that are stored sparsely, through the estimator."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import scipy.sparse as sp

import heavywater as h2o
from heavywater.core.deeplearning import problem
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


def cells(rows, columns, each, seed=1):
    """Random cells, so many on each row, and classes that follow the first columns."""
    rng = np.random.default_rng(seed)
    slots = np.concatenate([rng.choice(columns, each, replace=False) for _ in range(rows)])
    values = rng.normal(1.0, 0.3, size=slots.size)
    matrix = sp.csr_array((values, slots, np.arange(rows + 1) * each), shape=(rows, columns))
    score = matrix[:, : columns // 2].sum(axis=1) - matrix[:, columns // 2 :].sum(axis=1)
    return matrix, np.where(score > 0, "up", "down")


def frame(matrix, labels):
    data = h2o.H2OFrame(matrix)
    return data.cbind(h2o.H2OFrame({"y": labels.tolist()}, column_types={"y": "enum"}))


def train(data, **parameters):
    defaults = {"hidden": [8], "epochs": 10, "seed": 1, "reproducible": True, "stopping_rounds": 0}
    return H2ODeepLearningEstimator(**defaults | parameters).train(y="y", training_frame=data)


@pytest.fixture
def small():
    return cells(300, 40, 4)


@pytest.mark.parametrize("batch", [1, 16])
def test_how_a_frame_is_stored_does_not_matter(small, batch):
    matrix, labels = small
    stored = frame(matrix, labels)
    full = h2o.H2OFrame(matrix.toarray()).cbind(stored["y"])
    assert stored._data.sparse is not None
    assert full._data.sparse is None
    for sparse in (True, False):
        mine, theirs = (
            train(data, sparse=sparse, mini_batch_size=batch) for data in (stored, full)
        )
        np.testing.assert_allclose(
            mine.predict(full)["up"].to_numpy(), theirs.predict(stored)["up"].to_numpy(), rtol=1e-5
        )


def test_sparse_changes_what_is_learned_and_is_reported(small):
    data = frame(*small)
    models = [train(data, sparse=sparse, epochs=100) for sparse in (True, False)]
    assert models[0].auc() > 0.95
    assert models[0].logloss() != pytest.approx(models[1].logloss(), rel=1e-6)
    assert [model.actual_params["sparse"] for model in models] == [True, False]
    assert [len(model.varimp()) for model in models] == [40, 40]


def test_levels_and_weights_go_with_sparse_numbers(small):
    matrix, labels = small
    data = frame(matrix, labels)
    data["c"] = h2o.H2OFrame({"c": ["p", "q", None] * 100}, column_types={"c": "enum"})
    data["w"] = h2o.H2OFrame({"w": [1.0, 2.0, 0.0] * 100})
    model = H2ODeepLearningEstimator(hidden=[4], epochs=2, seed=1, sparse=True)
    model.train(y="y", training_frame=data, weights_column="w", validation_frame=data)
    assert {"c.p", "c.q", "c.missing(NA)", "C40"} <= {row[0] for row in model.varimp()}
    assert model.auc(valid=True) == pytest.approx(model.model_performance(data).auc())


def test_regression_on_svmlight(tmp_path):
    rng = np.random.default_rng(1)
    lines = []
    for _ in range(200):
        slots = np.sort(rng.choice(60, 3, replace=False)) + 1
        values = rng.normal(size=3).round(3)
        pairs = " ".join(f"{s}:{v}" for s, v in zip(slots, values, strict=True))
        lines.append(f"{values.sum():.3f} {pairs}")
    for part in range(2):
        (tmp_path / f"{part}.svm").write_text("\n".join(lines[part * 100 : (part + 1) * 100]))
    (tmp_path / "narrow.svm").write_text("0 1:1.5\n0 2:-1.5\n")
    data = h2o.import_file([str(tmp_path / "0.svm"), str(tmp_path / "1.svm")])
    assert data.shape == (200, 61)
    model = H2ODeepLearningEstimator(hidden=[10], epochs=300, seed=1, sparse=True)
    model.train(y="C1", training_frame=data)
    assert model.r2() > 0.9
    with pytest.warns(H2OUserWarning, match="count as 0"):
        up, down = model.predict(h2o.import_file(str(tmp_path / "narrow.svm"))).to_numpy().ravel()
    assert up > 0.7 > -0.7 > down


@pytest.mark.parametrize("batch", [1, 32])
def test_memory_goes_by_what_is_not_zero(batch):
    matrix, labels = cells(1000, 50_000, 10)
    data = frame(matrix, labels)
    options = {"hidden": [2], "epochs": 1, "sparse": True, "ignore_const_cols": False}
    train(data[:50, :], **options, mini_batch_size=batch)  # compiles
    tracemalloc.start()
    try:
        data[:700, :].dim, data.split_frame([0.5], seed=1), data[["C3", "y"]].dim
        train(data, **options, mini_batch_size=batch).predict(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # In full the inputs alone would be 200 MB.
    assert peak < 100e6


def test_data_too_wide_for_dense_inputs_are_trained_sparsely(small, monkeypatch):
    monkeypatch.setattr(problem, "_MOST_CELLS", 1000)
    data = frame(*small)
    with pytest.warns(H2OUserWarning, match="sparse=True is used"):
        model = train(data)
    assert model.actual_params["sparse"] is True
    expected = train(data, sparse=True).predict(data)["up"].to_numpy()
    np.testing.assert_array_equal(model.predict(data)["up"].to_numpy(), expected)


def test_rows_with_gaps_are_skipped(small):
    matrix, labels = small
    matrix = matrix.tolil()
    matrix[:100, 3] = np.nan
    data = frame(matrix.tocsr(), labels)
    model = train(data, sparse=True, missing_values_handling="Skip", epochs=1)
    assert model.scoring_history()["samples"].iloc[-1] == 200


def test_cross_validation(small):
    matrix, labels = small
    stored = frame(matrix, labels)
    full = h2o.H2OFrame(matrix.toarray()).cbind(stored["y"])
    mine, theirs = (train(data, sparse=True, nfolds=3, epochs=20) for data in (stored, full))
    assert mine.auc(xval=True) == pytest.approx(theirs.auc(xval=True), rel=1e-6)
    assert mine.auc(xval=True) != pytest.approx(mine.auc(), rel=1e-3)


@pytest.mark.parametrize("options", [{"sparse": True}, {"max_categorical_features": 4}, {}])
def test_contributions_add_up_to_the_prediction(options):
    rng = np.random.default_rng(1)
    columns = {
        "x": rng.normal(size=60),
        "c": [f"v{i}" for i in rng.integers(0, 5, 60)],
        "d": [f"w{i}" for i in rng.integers(0, 3, 60)],
        "y": rng.normal(size=60),
    }
    data = h2o.H2OFrame(columns, column_types={"c": "enum", "d": "enum"})
    model = train(data, **options)
    for form in ("Original", "Compact"):
        found = model.predict_contributions(
            data[:5, :], background_frame=data[10:30, :], output_format=form
        )
        total = found.to_numpy().sum(axis=1)
        expected = model.predict(data[:5, :])["predict"].to_numpy().ravel()
        np.testing.assert_allclose(total, expected, rtol=1e-4)
    assert set(found.names) == {"x", "c", "d", "BiasTerm"}


def test_autoencoders_have_no_use_for_it():
    with pytest.warns(H2OUserWarning, match="sparse=True is ignored because autoencoder is on"):
        H2ODeepLearningEstimator(
            autoencoder=True, sparse=True, hidden=[2], epochs=1, seed=1, stopping_rounds=0
        ).train(x=["a", "b"], training_frame=h2o.H2OFrame({"a": [1, 2, 3, 4.5], "b": [0, 1, 0, 2]}))


def test_sparse_does_not_go_with_elastic_averaging(small):
    with pytest.raises((H2OModelBuildError, NotImplementedError), match="elastic_averaging"):
        train(frame(*small), sparse=True, elastic_averaging=True)
