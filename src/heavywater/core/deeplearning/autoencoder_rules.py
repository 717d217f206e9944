"""What an autoencoder's parameters may not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["autoencoder_problems", "needs_an_autoencoder"]

Values = Mapping[str, Any]
Problem = tuple[str, str]

_DISTRIBUTIONS = ("AUTO", "gaussian", "laplace", "quantile", "huber")

# Parameters that are about a response, and what to do.
_ABOUT_A_RESPONSE = {
    "balance_classes": "there are no classes to balance; leave it out.",
    "offset_column": "there is no prediction that an offset could be added to; leave it out.",
    "nfolds": "cross-validation compares predictions with a response; leave it out, and hold "
    "rows out with split_frame() and validation_frame.",
    "fold_column": "cross-validation compares predictions with a response; leave it out.",
    "pretrained_autoencoder": "it is for supervised models; continue an autoencoder with "
    "checkpoint, or train it longer.",
}


def autoencoder_problems(values: Values) -> Iterator[Problem]:
    """Values that do not fit an autoencoder: the parameter's name, and what is wrong."""
    for name, why in _ABOUT_A_RESPONSE.items():
        if values[name]:
            yield name, f"{name} is {values[name]!r}, but an autoencoder has no response: {why}"
    if values["custom_metric_func"]:
        yield (
            "custom_metric_func",
            "Custom metric is not supported for Autoencoder. Compute yours from anomaly() or "
            "predict() after training.",
        )
    yield from _loss_problems(values)
    if values["activation"].startswith("Maxout"):
        yield (
            "activation",
            f"activation is {values['activation']!r}, but Maxout units cannot be the outputs of "
            "an autoencoder; use 'Tanh', 'Rectifier' or 'ExpRectifier'.",
        )
    metric = values["stopping_metric"]
    if metric not in ("AUTO", "MSE"):
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, but an autoencoder has only the error of its "
            "reconstruction; use 'AUTO' or 'MSE'.",
        )
    if values["categorical_encoding"] == "SortByResponse":
        yield (
            "categorical_encoding",
            "categorical_encoding is 'SortByResponse', but an autoencoder has no response to sort "
            "levels by; use 'AUTO'.",
        )
    if values["sparsity_beta"] > 0:
        yield from _average_problems(values["activation"], values["average_activation"])


def _loss_problems(values: Values) -> Iterator[Problem]:
    if values["loss"] == "CrossEntropy":
        yield (
            "loss",
            "loss is 'CrossEntropy', which is for classes, but an autoencoder reproduces numbers; "
            "use 'Automatic', 'Quadratic', 'Absolute', 'Quantile' or 'Huber'.",
        )
    if values["distribution"] not in _DISTRIBUTIONS:
        yield (
            "distribution",
            f"distribution is {values['distribution']!r}; an autoencoder's can be "
            f"{', '.join(map(repr, _DISTRIBUTIONS))}.",
        )


def _average_problems(activation: str, average: float) -> Iterator[Problem]:
    if activation.startswith("Rectifier"):
        if average <= 0:
            yield (
                "average_activation",
                f"average_activation is {average!r}; with sparsity_beta and the activation "
                f"{activation!r}, whose values are never negative, it must be more than 0.",
            )
    elif not -1 < average < 1:
        yield (
            "average_activation",
            f"average_activation is {average!r}; with sparsity_beta and the activation "
            f"{activation!r} it must lie between -1 and 1, both excluded.",
        )


def needs_an_autoencoder(values: Values) -> Iterator[Problem]:
    """Values that only an autoencoder can have."""
    if values["sparsity_beta"] != 0:
        yield (
            "sparsity_beta",
            f"sparsity_beta is {values['sparsity_beta']!r}, but only autoencoders can be sparse; "
            "set autoencoder=True, or use l1 for small weights.",
        )
