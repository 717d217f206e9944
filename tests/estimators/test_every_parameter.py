"""Every parameter, changed alone, changes what it is documented to change, or says why not.

One row of `CASES` a parameter, in H2O's order. What the change should do in detail is tested where
the topic is.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import heavywater as h2o
from heavywater.core.deeplearning.parameters import PARAMETERS
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


ROWS = 120


def made(seed=1):
    """Columns for every role."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=ROWS)
    number = np.exp(0.5 * x + 0.5 * rng.normal(size=ROWS))
    columns = {
        "x": x,
        "gaps": np.where(rng.random(ROWS) < 0.2, np.nan, rng.normal(size=ROWS)),
        "same": np.ones(ROWS),
        "k": rng.choice(list("abcdef"), ROWS).tolist(),
        "y": number,
        "two": np.where(x + rng.normal(size=ROWS) > 1, "yes", "no").tolist(),
        "three": rng.choice(["u", "v", "w"], ROWS, p=[0.6, 0.3, 0.1]).tolist(),
        "weight": rng.integers(1, 5, ROWS).astype(float),
        "offset": rng.normal(size=ROWS),
        "fold": np.arange(ROWS) % 2,
    }
    return h2o.H2OFrame(columns, column_types={"k": "enum", "two": "enum", "three": "enum"})


def train(given: dict[str, Any]) -> H2ODeepLearningEstimator:
    """A model; values that need the session are made now."""
    frame = made()
    given = {
        "hidden": [4],
        "epochs": 3,
        "seed": 1,
        "stopping_rounds": 0,
        "overwrite_with_best_model": False,
        "regression_stop": -1,
        "classification_stop": -1,
    } | {name: value(frame) if name in LATE else value for name, value in given.items()}
    arguments = {"training_frame": frame, "validation_frame": made(2)}
    arguments |= {"x": ["x", "gaps", "k"], "y": "y"}
    for name in ("x", "y", "training_frame", "validation_frame"):
        arguments[name] = given.pop(f"_{name}", arguments[name])
    if "checkpoint" in given:
        given["checkpoint"] = train({"epochs": 1})
    return H2ODeepLearningEstimator(**given).train(**arguments)


#: Parameters whose value is made from the training frame.
LATE = ("training_frame", "validation_frame", "_training_frame", "_validation_frame",
        "initial_weights", "initial_biases", "pretrained_autoencoder")  # fmt: skip


# -- What can be seen of a model -----------------------------------------------------------


def network(model):
    return model._model().network.parameters.tobytes()


def history(model):
    return list(model.scoring_history(as_data_frame=False)["samples"])


def last_epoch(model):
    return model.scoring_history(as_data_frame=False)["epochs"][-1]


def rows_trained(model):
    return history(model)[-1]


def xval(model):
    return None if not model.is_cross_validated() else model.mse(xval=True)


def own_weights(model):
    try:
        return model.weights(0).shape
    except ValueError:
        return None


def own_metric(model):
    return model.model_performance(train=True).custom_metric_value()


@dataclass(frozen=True)
class Case:
    """A change, what it starts from, and where it shows."""

    change: Any
    shows: Callable[[Any], Any] = network
    base: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Idle:
    """A change that only warns, with words of the reason."""

    change: Any
    words: str


DESCENT = {"adaptive_rate": False, "rate": 0.01}
CLASSES = {"_y": "three", "_validation_frame": lambda frame: made(2)}
BALANCED = CLASSES | {"balance_classes": True}
FOLDS = {"nfolds": 3, "_validation_frame": lambda frame: None}
AUTOENCODER = {"autoencoder": True, "activation": "Tanh", "_y": None}
SPARSE_AUTOENCODER = AUTOENCODER | {"sparsity_beta": 0.5, "average_activation": -0.5}
SHORT_ITERATIONS = {"train_samples_per_iteration": 20}
SCORED = {"score_each_iteration": True, "train_samples_per_iteration": 30}
STOPPING = SCORED | {"epochs": 300, "stopping_rounds": 2, "stopping_tolerance": 0.5}
ELASTIC = {"elastic_averaging": True}


def only(number, layer, count):
    """Frames for one layer, None for the others."""

    def make(frame):
        shape = {"weights": (4, 9), "biases": (4, 1)}[number]
        given = h2o.H2OFrame(np.full(shape, 0.1).tolist())
        return [given if position == layer else None for position in range(count)]

    return make


def pretrained(frame):
    return H2ODeepLearningEstimator(
        autoencoder=True, activation="Tanh", hidden=[4], epochs=2, seed=3
    ).train(x=["x", "gaps", "k"], training_frame=frame)


def worst_error(actual, predicted):
    return np.abs(actual - predicted).max()


CASES: dict[str, Case | Idle] = {
    "model_id": Case("mine", lambda model: model.model_id),
    "training_frame": Case(
        lambda frame: made(7), base={"_training_frame": lambda frame: None,
                                     "training_frame": lambda frame: frame}
    ),
    "validation_frame": Case(
        lambda frame: made(7), lambda model: model.mse(valid=True),
        {"_validation_frame": lambda frame: None, "validation_frame": lambda frame: frame},
    ),
    "nfolds": Case(2, xval, {"_validation_frame": lambda frame: None}),
    "keep_cross_validation_models": Case(
        False, lambda model: model.cross_validation_models() is None, FOLDS
    ),
    "keep_cross_validation_predictions": Case(
        True, lambda model: model.cross_validation_predictions() is None, FOLDS
    ),
    "keep_cross_validation_fold_assignment": Case(
        True, lambda model: model.cross_validation_fold_assignment() is None, FOLDS
    ),
    "fold_assignment": Case("Modulo", xval, FOLDS),
    "fold_column": Case("fold", xval, {"_validation_frame": lambda frame: None}),
    "response_column": Case("offset", base={"_y": None, "response_column": "y"}),
    "ignored_columns": Case(["gaps"], base={"_x": None, "ignored_columns": ["k"]}),
    "ignore_const_cols": Case(
        False, lambda model: len(model.varimp()), {"_x": ["x", "same"], "_validation_frame":
                                                   lambda frame: None}
    ),
    "score_each_iteration": Case(True, history, SHORT_ITERATIONS),
    "weights_column": Case("weight"),
    "offset_column": Case("offset"),
    "balance_classes": Case(True, base=CLASSES),
    "class_sampling_factors": Case([0.5, 1.0, 4.0], rows_trained, BALANCED),
    "max_after_balance_size": Case(0.5, rows_trained, BALANCED),
    "max_confusion_matrix_size": Idle(5, "there is no log"),
    "checkpoint": Case("another", history),
    "pretrained_autoencoder": Case(pretrained, base={"activation": "Tanh"}),
    "overwrite_with_best_model": Case(True, base=DESCENT | {"rate": 0.05, "epochs": 30} | SCORED),
    "use_all_factor_levels": Case(False),
    "standardize": Case(False),
    "activation": Case("Tanh"),
    "hidden": Case([5]),
    "epochs": Case(4, last_epoch),
    "train_samples_per_iteration": Case(20, history, {"score_each_iteration": True}),
    "target_ratio_comm_to_comp": Idle(0.1, "one process"),
    "seed": Case(2),
    "adaptive_rate": Case(False),
    "rho": Case(0.9),
    "epsilon": Case(1e-6),
    "rate": Case(0.02, base=DESCENT),
    "rate_annealing": Case(1e-2, base=DESCENT),
    "rate_decay": Case(0.5, base=DESCENT),
    "momentum_start": Case(0.5, base=DESCENT),
    "momentum_ramp": Case(100, base=DESCENT | {"momentum_stable": 0.9}),
    "momentum_stable": Case(0.9, base=DESCENT | {"momentum_ramp": 100}),
    "nesterov_accelerated_gradient": Case(False, base=DESCENT | {"momentum_start": 0.5}),
    "input_dropout_ratio": Case(0.2),
    "hidden_dropout_ratios": Case([0.1], base={"activation": "RectifierWithDropout"}),
    "l1": Case(0.01),
    "l2": Case(0.01),
    "max_w2": Case(0.5),
    "initial_weight_distribution": Case("Normal"),
    "initial_weight_scale": Case(0.2, base={"initial_weight_distribution": "Normal"}),
    "initial_weights": Case(only("weights", 0, 2)),
    "initial_biases": Case(only("biases", 0, 2)),
    "loss": Case("Absolute"),
    "distribution": Case("poisson"),
    "quantile_alpha": Case(0.9, base={"distribution": "quantile"}),
    "tweedie_power": Case(1.2, base={"distribution": "tweedie"}),
    "huber_alpha": Case(0.5, base={"distribution": "huber"}),
    "score_interval": Case(0.0, history, SHORT_ITERATIONS | {"score_duty_cycle": 1.0}),
    "score_training_samples": Case(
        50, lambda model: model.model_performance(train=True).nobs()
    ),
    "score_validation_samples": Case(
        50, lambda model: model.model_performance(valid=True).nobs()
    ),
    "score_duty_cycle": Case(0.0, history, SHORT_ITERATIONS),
    "classification_stop": Case(1.0, last_epoch, CLASSES | SCORED),
    "regression_stop": Case(1e9, last_epoch, SCORED),
    "stopping_rounds": Case(4, last_epoch, STOPPING),
    "stopping_metric": Case("MAE", last_epoch, STOPPING | {"stopping_tolerance": 0.05}),
    "stopping_tolerance": Case(0.01, last_epoch, STOPPING),
    "max_runtime_secs": Case(0.01, lambda model: last_epoch(model) < 2_000, {"epochs": 2_000}),
    "score_validation_sampling": Case(
        "Stratified", lambda model: str(model.confusion_matrix(valid=True)),
        CLASSES | {"_y": "two", "score_validation_samples": 40},
    ),
    "diagnostics": Idle(False, "always reported"),
    "fast_mode": Case(False),
    "force_load_balance": Idle(False, "how rows are dealt"),
    "variable_importances": Case(False, lambda model: model._model().variable_importances is None),
    "replicate_training_data": Idle(False, "one process"),
    "single_node_mode": Idle(True, "one process"),
    "missing_values_handling": Case("Skip", rows_trained),
    "quiet_mode": Idle(True, "no server log"),
    "autoencoder": Case(True, lambda model: model.type, {"_y": None, "activation": "Tanh",
                                                         "response_column": "y"}),
    "sparse": Case(True),
    "average_activation": Case(0.5, base=SPARSE_AUTOENCODER),
    "sparsity_beta": Case(1.0, base=SPARSE_AUTOENCODER),
    "max_categorical_features": Case(3),
    "reproducible": Case(True, history, {"epochs": 6}),
    "export_weights_and_biases": Case(True, own_weights),
    "mini_batch_size": Case(8),
    "categorical_encoding": Case("LabelEncoder"),
    "elastic_averaging": Case(True),
    "elastic_averaging_moving_rate": Case(0.5, base=ELASTIC),
    "elastic_averaging_regularization": Case(0.1, base=ELASTIC | {"epochs": 80}),
    "auc_type": Case("MACRO_OVR", lambda model: model.auc(), CLASSES),
    "custom_metric_func": Case(worst_error, own_metric),
    "gainslift_bins": Case(
        5, lambda model: len(model.gains_lift().cell_values), CLASSES | {"_y": "two"}
    ),
}  # fmt: skip

#: What is done whatever is said, what is refused, and what needs a place of its own.
ELSEWHERE = {"shuffle_training_data", "col_major", "export_checkpoints_dir"}


def test_every_parameter_is_here():
    assert set(CASES) | ELSEWHERE == set(PARAMETERS.names)
    assert [name for name in PARAMETERS.names if name in CASES] == list(CASES)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if isinstance(case, Case)])
def test_it_changes_what_it_should(name):
    case = CASES[name]
    with warnings.catch_warnings():
        # Of a time-out, and of columns that are the same in all rows.
        warnings.simplefilter("ignore", H2OUserWarning)
        before = case.shows(train(case.base))
        after = case.shows(train(case.base | {name: case.change}))
    assert repr(before) != repr(after)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if isinstance(case, Idle)])
def test_without_an_effect_it_warns(name):
    case = CASES[name]
    with pytest.warns(H2OUserWarning, match=rf"{name}=.* has no effect: .*{re.escape(case.words)}"):
        changed = train({name: case.change})
    assert network(changed) == network(train({}))


def test_rows_are_shuffled_whatever_is_said():
    """As `shuffle_training_data` asks, so there is nothing to warn of."""
    assert network(train({"shuffle_training_data": True})) == network(train({}))


def test_a_layout_that_h2o_has_removed_is_refused():
    with pytest.raises(H2OModelBuildError, match="col_major"):
        train({"col_major": True})


def test_models_are_written_where_they_should(tmp_path):
    model = train({"export_checkpoints_dir": str(tmp_path)})
    assert [file.name for file in tmp_path.iterdir()] == [model.model_id]
