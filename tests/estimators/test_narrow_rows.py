"""Long rows of small whole numbers, which models read as they are stored, give what others give."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import heavywater as h2o
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator

ROWS, PIXELS = 200, 64


def frame(kind):
    """The same rows, pixels of the type `kind`."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (ROWS, PIXELS))
    columns = {f"p{i}": pl.Series(pixels[:, i].astype(kind)) for i in range(PIXELS)}
    columns["kind"] = pl.Series(rng.choice(["a", "b", "c"], ROWS))
    columns["label"] = pl.Series(np.where(pixels[:, 0] + pixels[:, 1] > 255, "t", "f"))
    result = h2o.H2OFrame(pl.DataFrame(columns))
    for name in ("kind", "label"):
        result[name] = result[name].asfactor()
    return result


def close(one, other):
    assert one.names == other.names
    for name in one.names:
        if one.types[name] != "enum":
            mine, theirs = (f[name].as_data_frame().to_numpy() for f in (one, other))
            assert np.allclose(mine, theirs, atol=2e-4), name


@pytest.fixture(scope="module")
def both():
    return frame(np.uint8), frame(np.float64)


@pytest.mark.parametrize(
    "given", [{}, {"nfolds": 2, "keep_cross_validation_predictions": True}, {"standardize": False}]
)
def test_the_same_predictions_and_contributions(both, given):
    found = []
    for data in both:
        model = H2ODeepLearningEstimator(
            hidden=[4], epochs=2, seed=1, reproducible=True, activation="Tanh", **given
        )
        model.train(y="label", training_frame=data)
        outputs = [model.predict(data)]
        if "nfolds" in given:
            outputs.append(model.cross_validation_holdout_predictions())
        outputs.append(model.predict_contributions(data[:5, :], background_frame=data[10:20, :]))
        found.append(outputs)
    for one, other in zip(*found, strict=True):
        close(one, other)


def test_the_same_anomalies(both):
    found = []
    for data in both:
        model = H2OAutoEncoderEstimator(hidden=[3], epochs=2, seed=1, reproducible=True)
        model.train(x=[f"p{i}" for i in range(PIXELS)], training_frame=data)
        found.append((model.anomaly(data), model.deepfeatures(data, 0)))
    for one, other in zip(*found, strict=True):
        close(one, other)
