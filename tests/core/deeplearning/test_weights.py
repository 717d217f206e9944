"""Observation weights from outside: a weight of 2 is the row twice, one of 0 is no row."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.core.frames.data import FrameData
from heavywater.core.training.family import Family
from heavywater.core.training.response import Response
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError

pytestmark = pytest.mark.usefixtures("silent_session")


DISTRIBUTIONS = ["gaussian", "laplace", "quantile", "huber", "poisson", "gamma", "tweedie"]


def table(rows=120, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    y = rng.gamma(2.0, np.exp(0.5 * x))
    return {"x": x, "y": y, "w": rng.integers(0, 4, rows).astype(float)}


def train(frame, weights="w", validation=None, **parameters):
    defaults = {"hidden": [4], "epochs": 3, "seed": 1, "reproducible": True, "stopping_rounds": 0}
    model = H2ODeepLearningEstimator(**defaults | parameters)
    return model.train(
        x="x", y="y", training_frame=frame, weights_column=weights, validation_frame=validation
    )


def predicted(model, frame):
    return model.predict(frame)["predict"].to_numpy().ravel()


def repeated(columns):
    times = columns["w"].astype(int)
    return {name: np.repeat(values, times) for name, values in columns.items() if name != "w"}


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_rows_of_weight_zero_might_as_well_not_be_there(distribution):
    columns = table() | {"w": np.repeat([0.0, 1.0], 60)}
    columns["y"][:60] = 1e6
    frame = h2o.H2OFrame(columns)
    kept = frame[60:, :]
    one = train(frame, distribution=distribution)
    other = train(kept, weights=None, distribution=distribution)
    assert np.array_equal(predicted(one, kept), predicted(other, kept))
    assert one.mean_residual_deviance() == other.mean_residual_deviance()
    assert one.model_performance(train=True).nobs() == 60


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_metrics_count_a_weight_of_two_as_the_row_twice(distribution):
    columns = table()
    frame = h2o.H2OFrame(columns)
    model = train(frame, distribution=distribution)
    twice = model.model_performance(h2o.H2OFrame(repeated(columns)))
    for metrics in (model.model_performance(train=True), model.model_performance(frame)):
        for name in ("mse", "mae", "rmsle", "mean_residual_deviance", "r2"):
            assert getattr(metrics, name)() == pytest.approx(getattr(twice, name)(), rel=1e-5)


@pytest.mark.parametrize("distribution", ["gaussian", "poisson"])
@pytest.mark.parametrize("offset", [None, "o"])
def test_statistics_of_the_response_are_weighted(distribution, offset):
    # With offsets H2O takes the unweighted ones.
    columns = table() | {"o": np.linspace(-1, 1, 120)}
    frames = (FrameData.from_columns(part) for part in (columns, repeated(columns)))
    one, twice = (
        Response.learn(
            frame,
            "y",
            "Regression",
            standardize=True,
            family=Family(distribution=distribution),
            offset=offset,
            weights=weights,
        )
        for frame, weights in zip(frames, (columns["w"], None), strict=True)
    )
    assert one.shift == pytest.approx(twice.shift, abs=1e-12)
    # The deviation's divisor is the number of rows less one, not that of repetitions.
    assert one.scale == pytest.approx(twice.scale, rel=5e-3)
    unweighted = Response.learn(
        FrameData.from_columns(columns),
        "y",
        "Regression",
        standardize=True,
        family=Family(distribution=distribution),
        offset=offset,
    )
    assert abs(one.scale / unweighted.scale - 1) > 1e-3


def three_groups(rows=900):
    """Three groups; in each half of the rows say 1 and half say 5, at three times the weight."""
    rng = np.random.default_rng(3)
    high = rng.random(rows) < 0.5
    return {
        "x": rng.choice(["a", "b", "c"], rows).tolist(),
        "y": np.where(high, 5.0, 1.0),
        "w": np.where(high, 3.0, 1.0),
    }


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"distribution": "gaussian"}, 4.0),
        ({"distribution": "poisson"}, 4.0),
        ({"distribution": "gamma"}, 4.0),
        ({"distribution": "tweedie"}, 4.0),
        ({"distribution": "laplace"}, 5.0),
        ({"distribution": "quantile", "quantile_alpha": 0.4}, 5.0),
        ({"distribution": "quantile", "quantile_alpha": 0.1}, 1.0),
    ],
)
def test_training_follows_the_weights(parameters, expected, batch):
    columns = three_groups()
    frame = h2o.H2OFrame(columns, column_types={"x": "enum"})
    model = train(frame, hidden=[], epochs=40 * batch, mini_batch_size=batch, **parameters)
    assert predicted(model, frame) == pytest.approx(expected, abs=0.6)


def test_hubers_threshold_counts_weights():
    # Almost all weight is on rows without noise; unweighted, their errors are the smallest.
    columns = table(400)
    columns["y"] = columns["x"] + np.where(np.arange(400) % 2, 0.0, 20.0 * columns["x"] ** 2)
    columns["w"] = np.where(np.arange(400) % 2, 100.0, 1.0)
    settings = {"distribution": "huber", "huber_alpha": 0.5, "epochs": 60}
    model = train(h2o.H2OFrame(columns), **settings)
    error = predicted(model, h2o.H2OFrame({"x": [0.0, 1.0]})) - [0.0, 1.0]
    assert np.abs(error).max() < 1.0


def test_weights_of_the_validation_frame():
    columns, other = table(), table(seed=2)
    model = train(h2o.H2OFrame(columns), validation=h2o.H2OFrame(other))
    twice = model.model_performance(h2o.H2OFrame(repeated(other)))
    assert model.mse(valid=True) == pytest.approx(twice.mse(), rel=1e-6)
    without = h2o.H2OFrame({name: other[name] for name in "xy"})
    unweighted = train(h2o.H2OFrame(columns), validation=without)
    plain = unweighted.model_performance(without)
    assert unweighted.mse(valid=True) == pytest.approx(plain.mse(), rel=1e-6)
    assert plain.nobs() == 120
    assert plain.mse() != pytest.approx(twice.mse(), rel=1e-3)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([1.0, None] * 60, "60 missing and 0 negative"),
        ([1.0, -2.0] * 60, "0 missing and 60 negative"),
        ([0.0] * 120, "not all 0"),
        (["a", "b"] * 60, "of type enum"),
    ],
)
def test_weights_that_cannot_count(weights, words):
    columns = table()
    bad = h2o.H2OFrame(columns | {"w": weights})
    with pytest.raises(H2OModelBuildError, match=words):
        train(bad)
    with pytest.raises(H2OModelBuildError, match=words):
        train(h2o.H2OFrame(columns), validation=bad)
