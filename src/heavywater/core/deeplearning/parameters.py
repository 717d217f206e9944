"""The parameters of Deep Learning: declarations, rules between them, effective values.

A training asks in this order: `PARAMETERS.validate` (each value by itself), `check` (values against
each other), `check_for` (against the category of the response), `warnings_for`, `effective`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from heavywater.core.deeplearning import loss_rules
from heavywater.core.deeplearning.autoencoder_rules import (
    autoencoder_problems,
    needs_an_autoencoder,
)
from heavywater.core.deeplearning.declarations import DECLARATIONS
from heavywater.core.metrics.class_areas import AVERAGES, MOST_CLASSES
from heavywater.core.params import ParameterSet
from heavywater.core.training.folds import resolved_assignment
from heavywater.core.training.model import Category
from heavywater.exceptions import H2OModelBuildError

__all__ = [
    "PARAMETERS",
    "check",
    "check_classes",
    "check_for",
    "effective",
    "has_dropout",
    "notes_for",
    "validate",
    "warnings_for",
]

Values = Mapping[str, Any]
Problem = tuple[str, str]

PARAMETERS = ParameterSet("H2ODeepLearningEstimator", DECLARATIONS)

# Encodings that are not for networks, and why.
_NO_NUMBERS = {
    "Enum": "which leaves levels as they are, but a network needs numbers; use 'OneHotInternal', "
    "or 'LabelEncoder' for the positions of levels.",
    "OneHotExplicit": "which makes a column for each level; 'OneHotInternal' gives the same "
    "network without those columns, and is much faster.",
}

# What the rate of plain gradient descent is made of; ADADELTA has its own.
_DESCENT = (
    "rate",
    "rate_annealing",
    "rate_decay",
    "momentum_start",
    "momentum_ramp",
    "momentum_stable",
    "nesterov_accelerated_gradient",
)
_ADADELTA = ("rho", "epsilon")
_ELASTIC = ("elastic_averaging_moving_rate", "elastic_averaging_regularization")

_CLASS_METRICS = (
    "logloss",
    "AUC",
    "AUCPR",
    "lift_top_group",
    "misclassification",
    "mean_per_class_error",
)
_REGRESSION_METRICS = ("deviance", "MAE", "RMSLE")
_AREAS = ("AUC", "AUCPR")


def has_dropout(activation: str) -> bool:
    """Whether an activation leaves out hidden units."""
    return activation.endswith("WithDropout")


def validate(given: Values) -> dict[str, Any]:
    """Converted values of all parameters, checked one by one and against each other.

    Examples
    --------
    >>> validate({"activation": "tanh_with_dropout", "epochs": 3})["activation"]
    'TanhWithDropout'
    """
    values = PARAMETERS.validate(given)
    check(values)
    return values


def check(values: Values) -> None:
    """Refuse values that contradict each other, whatever the data.

    Raises
    ------
    H2OModelBuildError
        One error that names them all.
    """
    _refuse(_contradictions(values))


def check_for(values: Values, category: Category) -> None:
    """Refuse values that do not fit the kind of response.

    Raises
    ------
    H2OModelBuildError
        One error that names them all.
    """
    if category == "Regression":
        _refuse(_regression_problems(values))
    elif category != "AutoEncoder":
        _refuse(_classification_problems(values, category))


def check_classes(values: Values, classes: int) -> None:
    """Refuse to stop by averaged AUCs of more classes than they are computed for.

    Raises
    ------
    H2OModelBuildError
        If the stopping metric is one of them.
    """
    metric = values["stopping_metric"]
    if values["stopping_rounds"] > 0 and metric in _AREAS and classes > MOST_CLASSES:
        raise H2OModelBuildError.of(
            [
                (
                    "stopping_metric",
                    f"stopping_metric is {metric!r}, but the response has {classes} levels, and "
                    f"AUCs are averaged for up to {MOST_CLASSES}; use 'logloss' or "
                    "'mean_per_class_error'.",
                )
            ]
        )


def notes_for(values: Values, outputs: int) -> list[str]:
    """What has no effect for a response with so many outputs.

    Examples
    --------
    >>> notes_for(validate({"gainslift_bins": 5}), 1)
    ['gainslift_bins=5 has no effect: it is for a response of two classes.']
    """
    notes = []
    if values["auc_type"] in AVERAGES:
        given = f"auc_type={values['auc_type']!r} has no effect"
        if outputs < 3:
            notes.append(f"{given}: it is for a response of more than two classes.")
        elif outputs > MOST_CLASSES:
            notes.append(
                f"{given}: the response has {outputs} classes, and AUCs are averaged for up to "
                f"{MOST_CLASSES}."
            )
    if values["gainslift_bins"] != -1 and outputs != 2:
        notes.append(
            f"gainslift_bins={values['gainslift_bins']} has no effect: it is for a response of "
            "two classes."
        )
    return notes


def _refuse(problems: Iterator[Problem]) -> None:
    found = list(problems)
    if found:
        raise H2OModelBuildError.of(found)


def _contradictions(values: Values) -> Iterator[Problem]:
    yield from _dropout_problems(values)
    yield from loss_rules.contradictions(values)
    yield from _initial_value_problems(values)
    yield from _checkpoint_problems(values)
    metric = values["stopping_metric"]
    if metric in ("custom", "custom_increasing") and values["custom_metric_func"] is None:
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, but there is no custom_metric_func; give one.",
        )
    yield from _elastic_problems(values)
    if values["class_sampling_factors"] is not None and not values["balance_classes"]:
        yield (
            "class_sampling_factors",
            "class_sampling_factors is given but balance_classes is off; set "
            "balance_classes=True, or leave the factors out.",
        )
    yield from _lift_problems(values)
    if values["categorical_encoding"] in _NO_NUMBERS:
        yield (
            "categorical_encoding",
            f"categorical_encoding is {values['categorical_encoding']!r}, "
            f"{_NO_NUMBERS[values['categorical_encoding']]}",
        )
    if values["autoencoder"]:
        yield from autoencoder_problems(values)
    else:
        yield from needs_an_autoencoder(values)
    if values["sparse"] and values["elastic_averaging"]:
        yield (
            "elastic_averaging",
            "elastic_averaging and sparse are both on; they do not go together. Turn one off.",
        )
    if values["col_major"]:
        yield "col_major", "col_major is True, but H2O has removed that layout; leave it False."
    if values["adaptive_rate"]:
        for name in _ADADELTA:
            if not values[name] > 0:
                yield (
                    name,
                    f"{name} is {values[name]!r}; with adaptive_rate it must be more than 0.",
                )


def _dropout_problems(values: Values) -> Iterator[Problem]:
    ratios, activation, hidden = (
        values["hidden_dropout_ratios"],
        values["activation"],
        values["hidden"],
    )
    if ratios is None:
        return
    if len(ratios) != len(hidden):
        yield (
            "hidden_dropout_ratios",
            f"hidden_dropout_ratios has {len(ratios)} values, but hidden={hidden} has "
            f"{len(hidden)} layers; give one ratio for each hidden layer.",
        )
    if not has_dropout(activation):
        yield (
            "hidden_dropout_ratios",
            f"hidden_dropout_ratios is given, but the activation {activation!r} has no dropout; "
            f"use activation='{activation}WithDropout' or leave the ratios out.",
        )


def _initial_value_problems(values: Values) -> Iterator[Problem]:
    layers = len(values["hidden"]) + 1
    for name in ("initial_weights", "initial_biases"):
        if values[name] is not None and len(values[name]) != layers:
            yield (
                name,
                f"{name} has {len(values[name])} entries, but hidden={values['hidden']} makes "
                f"{layers} layers with the output; give a frame or None for each.",
            )


def _elastic_problems(values: Values) -> Iterator[Problem]:
    if not values["elastic_averaging"]:
        return
    if values["sparse"]:
        yield (
            "elastic_averaging",
            "elastic_averaging cannot be used with sparse; leave one of them out.",
        )
    if values["elastic_averaging_moving_rate"] == 0:
        yield (
            "elastic_averaging_moving_rate",
            "elastic_averaging_moving_rate is 0, with which the model would never move; it must "
            "be more than 0.",
        )


def _checkpoint_problems(values: Values) -> Iterator[Problem]:
    if values["checkpoint"] is None:
        return
    for name in ("initial_weights", "initial_biases", "pretrained_autoencoder"):
        if values[name] is not None:
            yield (
                "checkpoint",
                f"Both checkpoint and {name} are given, but a training that is continued starts "
                "from the checkpoint's network; leave one of them out.",
            )


def _lift_problems(values: Values) -> Iterator[Problem]:
    by_lift = values["stopping_rounds"] > 0 and values["stopping_metric"] == "lift_top_group"
    if by_lift and values["gainslift_bins"] == 0:
        yield (
            "stopping_metric",
            "stopping_metric is 'lift_top_group', but gainslift_bins=0 turns the gains/lift table "
            "off; use -1 or the number of groups.",
        )


def _regression_problems(values: Values) -> Iterator[Problem]:
    numeric = "the response is numeric; for classes convert it with asfactor() before training"
    yield from loss_rules.for_numbers(values, numeric)
    if values["balance_classes"]:
        yield "balance_classes", f"balance_classes is for classes, but {numeric}."
    metric = values["stopping_metric"]
    if values["stopping_rounds"] > 0 and metric in _CLASS_METRICS:
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, which is for classes, but {numeric}.",
        )


def _classification_problems(values: Values, category: Category) -> Iterator[Problem]:
    classes = "the response is categorical; for regression convert it with asnumeric()"
    yield from loss_rules.for_classes(values, category, classes)
    if values["stopping_rounds"] > 0:
        yield from _class_metric_problems(values, category)


def _class_metric_problems(values: Values, category: Category) -> Iterator[Problem]:
    metric = values["stopping_metric"]
    if metric in _REGRESSION_METRICS:
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, which is for numeric responses, but the response is "
            "categorical; use for instance 'logloss' or 'misclassification'.",
        )
    if category != "Multinomial":
        return
    if metric == "lift_top_group":
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, which needs two classes, but the response has more "
            "levels; use for instance 'logloss' or 'mean_per_class_error'.",
        )
    if metric in _AREAS and values["auc_type"] not in AVERAGES:
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, but the response has more than two levels; say with "
            "auc_type which average is meant, for instance 'macro_ovr', or use 'logloss'.",
        )


def warnings_for(values: Values) -> list[str]:
    """What a user probably did not mean: values that are ignored, and why.

    Examples
    --------
    >>> warnings_for(validate({"rate": 0.1}))
    ['rate=0.1 is ignored because adaptive_rate is on; set adaptive_rate=False to use it.']
    """
    ignored = [
        *_ignored(values, _DESCENT, lambda v: v["adaptive_rate"], _FOR_DESCENT),
        *_ignored(values, _ADADELTA, lambda v: not v["adaptive_rate"], _FOR_ADADELTA),
        *_ignored(values, ("initial_weight_scale",), _adaptive_weights, _FOR_SCALE),
        *_ignored(values, ("stopping_metric", "stopping_tolerance"), _no_stopping, _FOR_STOPPING),
        *_ignored(values, ("max_after_balance_size",), _no_balancing, _FOR_BALANCING),
        *_ignored(values, _ELASTIC, lambda v: not v["elastic_averaging"], _FOR_ELASTIC),
        *_ignored(values, ("score_validation_sampling",), _no_validation_sample, _FOR_SAMPLING),
        *_ignored(values, ("average_activation",), _not_sparse, _FOR_SPARSITY),
        *_ignored(values, ("use_all_factor_levels",), _is_autoencoder, _FOR_LEVELS),
        *_ignored(values, ("sparse",), _is_autoencoder, _FOR_OUTPUTS),
    ]
    for name, because in loss_rules.unused_constants(values):
        ignored += _ignored(values, (name,), lambda _: True, because)
    return ignored + PARAMETERS.without_effect(values)


_FOR_DESCENT = "adaptive_rate is on; set adaptive_rate=False to use it."
_FOR_ADADELTA = "adaptive_rate is off; set adaptive_rate=True to use it."
_FOR_OUTPUTS = "autoencoder is on; its outputs are all of its inputs, zeros among them."
_FOR_SCALE = (
    "initial_weight_distribution is 'UniformAdaptive', which scales by itself; choose 'Uniform' "
    "or 'Normal' to use it."
)
_FOR_STOPPING = "stopping_rounds is 0; set stopping_rounds to at least 1 to use it."

_FOR_BALANCING = "balance_classes is off; set balance_classes=True to use it."
_FOR_ELASTIC = "elastic_averaging is off; set elastic_averaging=True to use it."
_FOR_SAMPLING = "score_validation_samples is 0, so that all rows are scored."
_FOR_SPARSITY = "sparsity_beta is 0; set sparsity_beta above 0 to use it."
_FOR_LEVELS = "an autoencoder reproduces all levels; each of them needs an input."


def _not_sparse(values: Values) -> bool:
    return bool(values["sparsity_beta"] == 0)


def _is_autoencoder(values: Values) -> bool:
    return bool(values["autoencoder"])


def _adaptive_weights(values: Values) -> bool:
    return bool(values["initial_weight_distribution"] == "UniformAdaptive")


def _no_stopping(values: Values) -> bool:
    return bool(values["stopping_rounds"] == 0)


def _no_balancing(values: Values) -> bool:
    return not values["balance_classes"]


def _no_validation_sample(values: Values) -> bool:
    return bool(values["score_validation_samples"] == 0)


def _ignored(
    values: Values, names: tuple[str, ...], when: Callable[[Values], bool], because: str
) -> list[str]:
    if not when(values):
        return []
    changed = [name for name in names if not PARAMETERS[name].is_default(values[name])]
    return [f"{name}={values[name]!r} is ignored because {because}" for name in changed]


def effective(values: Values, category: Category) -> dict[str, Any]:
    """The values that a training works with: everything automatic is resolved.

    Examples
    --------
    >>> values = effective(validate({"activation": "tanh_with_dropout"}), "Binomial")
    >>> values["loss"], values["distribution"], values["hidden_dropout_ratios"]
    ('CrossEntropy', 'bernoulli', [0.5, 0.5])
    """
    resolved = dict(values)
    resolved["distribution"] = loss_rules.resolved_distribution(values, category)
    resolved["loss"] = loss_rules.resolved_loss(values["loss"], resolved["distribution"])
    resolved["stopping_metric"] = _stopping_metric(values, category)
    resolved["hidden_dropout_ratios"] = _hidden_dropout(values)
    resolved["use_all_factor_levels"] |= values["autoencoder"]
    if values["categorical_encoding"] == "AUTO":
        resolved["categorical_encoding"] = "OneHotInternal"
    resolved["fold_assignment"] = resolved_assignment(values)
    if values["reproducible"]:
        resolved |= _reproducible_schedule(values)
    return resolved


def _stopping_metric(values: Values, category: Category) -> str | None:
    if values["stopping_rounds"] == 0:
        return None
    if values["stopping_metric"] != "AUTO":
        return str(values["stopping_metric"])
    if category == "AutoEncoder":
        return "MSE"
    return "deviance" if category == "Regression" else "logloss"


def _hidden_dropout(values: Values) -> list[float]:
    count = len(values["hidden"])
    if not has_dropout(values["activation"]):
        return [0.0] * count
    ratios = values["hidden_dropout_ratios"]
    return [0.5] * count if ratios is None else list(ratios)


def _reproducible_schedule(values: Values) -> dict[str, Any]:
    # Both would otherwise depend on the clock: how many rows fit into an iteration, and whether
    # enough time has passed since the last scoring.
    rows = values["train_samples_per_iteration"]
    return {
        "score_each_iteration": True,
        "train_samples_per_iteration": -1 if rows == -2 else rows,
    }
