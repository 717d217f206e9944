"""Offsets: added to the output of a regression, in training and wherever it predicts."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_poisson_deviance

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning, H2OValueError

pytestmark = pytest.mark.usefixtures("silent_session")


IDENTITY = ["gaussian", "laplace", "quantile", "huber"]
LOG = ["poisson", "gamma", "tweedie"]


def table(rows=300, seed=1):
    rng = np.random.default_rng(seed)
    x, o = rng.normal(size=rows), rng.normal(size=rows)
    return {"x": x, "o": o, "y": rng.poisson(np.exp(1 + 0.5 * x + o)) + 0.5}


def train(frame, offset="o", validation=None, **parameters):
    defaults = {"hidden": [5], "epochs": 3, "seed": 1, "reproducible": True, "stopping_rounds": 0}
    model = H2ODeepLearningEstimator(**defaults | parameters)
    return model.train(
        x="x", y="y", training_frame=frame, offset_column=offset, validation_frame=validation
    )


def predicted(model, frame):
    return model.predict(frame)["predict"].to_numpy().ravel()


@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize("distribution", IDENTITY + LOG)
def test_predictions_move_with_the_offset(distribution, standardize):
    # Offsets of 0 and less count too: H2O leaves them out.
    model = train(h2o.H2OFrame(table()), distribution=distribution, standardize=standardize)
    offsets = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    got = predicted(model, h2o.H2OFrame({"x": np.full(5, 0.3), "o": offsets}))
    if distribution in LOG:
        np.testing.assert_allclose(got, got[2] * np.exp(offsets), rtol=1e-6)
    else:
        np.testing.assert_allclose(got, got[2] + offsets, rtol=1e-6)


@pytest.mark.parametrize("distribution", IDENTITY)
def test_an_offset_is_taken_off_the_response(distribution):
    # The same as training on the difference, and adding the offset to the predictions.
    columns = table()
    frame = h2o.H2OFrame(columns)
    difference = h2o.H2OFrame({"x": columns["x"], "y": columns["y"] - columns["o"]})
    model = train(frame, distribution=distribution)
    plain = train(difference, offset=None, distribution=distribution)
    np.testing.assert_allclose(
        predicted(model, frame), predicted(plain, difference) + columns["o"], rtol=1e-5
    )
    assert model.mean_residual_deviance() == pytest.approx(plain.mean_residual_deviance())


@pytest.mark.parametrize("batch", [1, 8])
def test_exposures_of_counts(batch):
    # The rate per exposure depends on x alone; without the offset it cannot be told.
    columns = table(600)
    frame = h2o.H2OFrame(columns)
    settings = {"distribution": "poisson", "epochs": 80, "mini_batch_size": batch}
    model, without = train(frame, **settings), train(frame, offset=None, **settings)
    truth = mean_poisson_deviance(columns["y"], np.exp(1 + 0.5 * columns["x"] + columns["o"]) + 0.5)
    assert model.mean_residual_deviance() < 1.1 * truth
    assert without.mean_residual_deviance() > 2 * truth
    rates = predicted(model, h2o.H2OFrame({"x": [-1.0, 0.0, 1.0], "o": [0.0, 0.0, 0.0]}))
    np.testing.assert_allclose(rates, np.exp(1 + 0.5 * np.array([-1, 0, 1])) + 0.1, rtol=0.25)


@pytest.mark.parametrize("distribution", ["gaussian", "poisson"])
def test_metrics_take_offsets_wherever_they_are_computed(distribution):
    frame, other = h2o.H2OFrame(table()), h2o.H2OFrame(table(seed=2))
    model = train(frame, validation=other, distribution=distribution)
    for data, metrics in ((frame, model.mse()), (other, model.mse(valid=True))):
        error = data["y"].to_numpy().ravel() - predicted(model, data)
        assert metrics == pytest.approx((error**2).mean(), rel=1e-6)
        assert model.model_performance(data).mse() == pytest.approx(metrics, rel=1e-6)


def test_an_offset_in_the_constructor_is_the_same_and_train_has_the_last_word():
    frame = h2o.H2OFrame(table())
    one = train(frame, distribution="poisson")
    two = train(frame, offset=None, distribution="poisson", offset_column="o")
    with pytest.warns(H2OUserWarning, match=r"^offset_column was 'no such column'"):
        three = train(frame, distribution="poisson", offset_column="no such column")
    assert np.array_equal(predicted(one, frame), predicted(two, frame))
    assert np.array_equal(predicted(one, frame), predicted(three, frame))
    assert one.actual_params["offset_column"] in ("o", {"column_name": "o"})


def test_an_offset_is_no_predictor():
    frame = h2o.H2OFrame(table())
    model = H2ODeepLearningEstimator(hidden=[3], epochs=1, offset_column="o")
    model.train(y="y", training_frame=frame)
    assert [row[0] for row in model.varimp()] == ["x"]


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        ([0.0, None] * 150, "150 missing or infinite values among 300"),
        ([0.0, float("inf")] * 150, "150 missing or infinite"),
        (["a", "b"] * 150, "of type enum; it must be numeric"),
    ],
)
def test_offsets_that_cannot_be_added(offset, words):
    columns = table()
    model = train(h2o.H2OFrame(columns))
    bad = h2o.H2OFrame(columns | {"o": offset})
    with pytest.raises(H2OModelBuildError, match=words) as caught:
        train(bad)
    assert caught.value.var_name == "offset_column"
    with pytest.raises(H2OModelBuildError, match=f"validation_frame: .*{words}"):
        train(h2o.H2OFrame(columns), validation=bad)
    with pytest.raises(H2OValueError, match=words):
        model.predict(bad)
    with pytest.raises(H2OValueError, match=words):
        model.model_performance(bad)


def test_frames_without_the_offset_are_refused():
    frame = h2o.H2OFrame(table())
    model = train(frame)
    without = frame[["x", "y"]]
    with pytest.raises(H2OValueError, match=r"offset column 'o' is not in the frame.*with 0"):
        model.predict(without)
    with pytest.raises(H2OValueError, match="offset column 'o' is not in the frame"):
        model.model_performance(without)
    with pytest.raises(H2OModelBuildError, match="validation_frame: The offset column 'o'"):
        train(frame, validation=without)


def test_classes_have_no_offsets():
    columns = table() | {"y": ["yes", "no"] * 150}
    frame = h2o.H2OFrame(columns, column_types={"y": "enum"})
    with pytest.raises(H2OModelBuildError, match="offsets are for regression") as caught:
        train(frame)
    assert caught.value.var_name == "offset_column"


@pytest.mark.parametrize("distribution", ["gaussian", "poisson"])
def test_folds_take_offsets(distribution):
    frame = h2o.H2OFrame(table())
    model = train(
        frame,
        distribution=distribution,
        nfolds=3,
        fold_assignment="Modulo",
        keep_cross_validation_predictions=True,
    )
    held_out = model.cross_validation_holdout_predictions()["predict"].to_numpy().ravel()
    for fold, part in enumerate(model.cross_validation_models()):
        rows = np.arange(300) % 3 == fold
        np.testing.assert_allclose(held_out[rows], predicted(part, frame)[rows], rtol=1e-5)
    error = frame["y"].to_numpy().ravel() - held_out
    assert model.mse(xval=True) == pytest.approx((error**2).mean(), rel=1e-6)
