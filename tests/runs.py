"""Training runs without an estimator, on small made-up frames."""

from __future__ import annotations

import numpy as np

from heavywater.core.deeplearning import parameters as declared
from heavywater.core.deeplearning.builder import build_model
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.jobs import Job, run_job
from heavywater.core.training.request import TrainingRequest


def numbers_frame(rows=300, seed=1, noise=0.1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 3))
    y = x[:, 0] * 2 - x[:, 1] + noise * rng.normal(size=rows)
    return FrameData.from_columns({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "y": y})


def classes_frame(rows=300, classes=3, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 2))
    codes = np.digitize(x[:, 0] + x[:, 1], np.linspace(-1, 1, classes - 1))
    domain = [f"c{k}" for k in range(classes)]
    return FrameData.from_columns({"a": x[:, 0], "b": x[:, 1], "y": EnumColumn(codes, domain)})


def train(data, *, validation=None, weights=None, threads=1, **given):
    given = {"hidden": [10], "seed": 1, "epochs": 5, **given}
    request = TrainingRequest(
        model_key="m",
        parameters=declared.validate(given),
        given=given,
        predictors=[name for name in data.names if name not in ("y", weights)],
        response="y",
        weights=weights,
        training=data,
        validation=validation,
        threads=threads,
    )
    return run_job(Job("j", "test"), lambda job: build_model(request, job))


def mixed_frame(rows=300, seed=1):
    """Numbers and levels that hang together, with a few missing ones."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    numbers = np.column_stack([x, 10 - 2 * x + 0.1 * rng.normal(size=rows), 100 * x**2])
    numbers[3, 0] = np.nan
    level = np.digitize(x, [-1, 0, 1])
    level[5] = -1
    return FrameData.from_columns(
        {
            "a": numbers[:, 0],
            "b": numbers[:, 1],
            "c": numbers[:, 2],
            "d": EnumColumn(level, ["p", "q", "r", "s"]),
        }
    )


def autoencoder(data, *, validation=None, weights=None, threads=1, **given):
    """A trained autoencoder of all columns but the weights."""
    given = {"hidden": [3], "seed": 1, "epochs": 5, "activation": "Tanh", **given}
    given["autoencoder"] = True
    request = TrainingRequest(
        model_key="m",
        parameters=declared.validate(given),
        given=given,
        predictors=[name for name in data.names if name != weights],
        response=None,
        weights=weights,
        training=data,
        validation=validation,
        threads=threads,
    )
    return run_job(Job("j", "test"), lambda job: build_model(request, job))


def history(model, column):
    return model.scoring_history.column(column)
