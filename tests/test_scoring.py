"""Leaderboards of any models."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from fake_models import formula_model
from heavywater.exceptions import (
    H2OResponseError,
    H2OServerError,
    H2OUserWarning,
    H2OValueError,
)
from heavywater.frame import H2OFrame

# Columns and order as H2O-3 3.46.0.12 has them for models of these kinds.
REGRESSION = ["model_id", "rmse", "mse", "mae", "rmsle", "mean_residual_deviance"]
BINOMIAL = ["model_id", "auc", "logloss", "aucpr", "mean_per_class_error", "rmse", "mse"]
MULTINOMIAL = ["model_id", "mean_per_class_error", "logloss", "rmse", "mse"]
EXTRA = ["training_time_ms", "predict_time_per_row_ms", "algo"]


@pytest.fixture
def frame():
    columns = {
        "x": [1.0, 2.0, 3.0, 4.0],
        "y": [1.0, 2.0, 3.0, 5.0],
        "z": ["n", "p", "n", "p"],
        "m": ["u", "v", "w", "u"],
    }
    return H2OFrame(columns, column_types={"z": "enum", "m": "enum"})


def model(frame, response, key, slope=1.0):
    classes = len(frame._data.domain(response) or ())

    def formula(data):
        x = slope * data.numeric("x")
        if classes == 0:
            return x
        shares = np.exp(np.outer(x, np.arange(classes)))
        return shares / shares.sum(axis=1, keepdims=True)

    return formula_model(formula, frame._data, response=response, key=key)


@pytest.mark.parametrize(
    ("response", "names"), [("y", REGRESSION), ("z", BINOMIAL), ("m", MULTINOMIAL)]
)
def test_columns(frame, response, names):
    models = [model(frame, response, "a", -1.0), model(frame, response, "b")]
    assert h2o.make_leaderboard(models).names == names
    table = h2o.make_leaderboard(models, frame, extra_columns="ALL")
    assert table.names == names + EXTRA
    assert table["algo"].as_data_frame()["algo"].tolist() == ["DeepLearning"] * 2
    assert h2o.make_leaderboard(models, extra_columns="ALL").names == [*names, EXTRA[0], EXTRA[2]]


def keys(table):
    return table["model_id"].as_data_frame()["model_id"].tolist()


def test_the_best_is_first(frame):
    numbers = [model(frame, "y", "a", 2.0), model(frame, "y", "b"), model(frame, "y", "c", 1.5)]
    assert keys(h2o.make_leaderboard(numbers, frame)) == ["b", "c", "a"]
    classes = [model(frame, "z", "a", -1.0), model(frame, "z", "b")]
    assert keys(h2o.make_leaderboard(classes, frame)) == ["b", "a"]
    by_loss = h2o.make_leaderboard(classes, frame, sort_metric="logloss")
    assert by_loss.names[1] == "logloss"
    assert by_loss[0, "logloss"] < by_loss[1, "logloss"]


def test_values_are_those_of_the_models(frame):
    one = model(frame, "z", "a")
    table = h2o.make_leaderboard([one], frame, extra_columns="algo")
    performance = one.model_performance(frame)
    assert table[0, "auc"] == performance.auc()
    assert table[0, "aucpr"] == performance.aucpr()
    assert table.names[-1] == "algo"


def test_models_come_once_and_in_many_ways(frame):
    one = model(frame, "y", "scoring_one")
    h2o.session.current().store.put("scoring_one", one._model())
    table = h2o.make_leaderboard([one, ["scoring_one"], model(frame, "y", "b", 3.0)])
    assert keys(table) == ["scoring_one", "b"]
    assert keys(h2o.make_leaderboard(table[0, :])) == ["scoring_one"]


def test_metrics_of_the_training_stand_in_for_missing_ones(frame):
    one = model(frame, "y", "a")
    with pytest.warns(H2OUserWarning, match="scoring_data='xval'"):
        table = h2o.make_leaderboard([one], scoring_data="xval")
    assert table[0, "mse"] == one.mse(train=True)


def test_what_cannot_be_compared(frame):
    numbers, classes = model(frame, "y", "a"), model(frame, "z", "b")
    for call, words in {
        lambda: h2o.make_leaderboard([numbers, classes]): "different kinds",
        lambda: h2o.make_leaderboard([numbers], sort_metric="auc"): "these models have 'rmse'",
        lambda: h2o.make_leaderboard([numbers], extra_columns=["foo"]): "there are",
        lambda: h2o.make_leaderboard([numbers], extra_columns=EXTRA[1]): "give one",
    }.items():
        # Scripts catch one or the other of H2O's errors.
        for error in (H2OResponseError, H2OServerError, ValueError):
            with pytest.raises(error, match=words):
                call()
    with pytest.raises(H2OValueError, match="scoring_data"):
        h2o.make_leaderboard([numbers], scoring_data="test")
