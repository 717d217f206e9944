"""Which loss goes with which distribution, and what follows from a choice of either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from heavywater.core.deeplearning.settings import Loss
from heavywater.core.training.model import Category

__all__ = [
    "contradictions",
    "descended_loss",
    "for_classes",
    "for_numbers",
    "resolved_distribution",
    "resolved_loss",
    "unused_constants",
]

Values = Mapping[str, Any]
Problem = tuple[str, str]

# Which loss a distribution implies.
_LOSS_OF = {
    "gaussian": "Quadratic",
    "laplace": "Absolute",
    "quantile": "Quantile",
    "huber": "Huber",
    "bernoulli": "CrossEntropy",
    "multinomial": "CrossEntropy",
}
_DISTRIBUTION_OF = {
    "Automatic": "gaussian",
    "Quadratic": "gaussian",
    "Absolute": "laplace",
    "Quantile": "quantile",
    "Huber": "huber",
}
# What is descended under a distribution whose loss has no name among those of `loss`.
_DEVIANCE_OF: dict[str, Loss] = {"poisson": "Poisson", "gamma": "Gamma", "tweedie": "Tweedie"}

# Constants, and the distribution or loss that has them.
_CONSTANTS = {
    "quantile_alpha": ("quantile", "Quantile"),
    "tweedie_power": ("tweedie", None),
    "huber_alpha": ("huber", "Huber"),
}


def contradictions(values: Values) -> Iterator[Problem]:
    """A distribution and a loss that do not go together, whatever the data."""
    distribution, loss = values["distribution"], values["loss"]
    if distribution in _DEVIANCE_OF:
        allowed = ["Automatic"]
    elif distribution in ("laplace", "quantile", "huber"):
        allowed = ["Automatic", _LOSS_OF[distribution]]
    else:
        return
    if loss not in allowed:
        yield (
            "distribution",
            f"distribution is {distribution!r} but loss is {loss!r}; with that distribution the "
            f"loss must be {' or '.join(repr(word) for word in allowed)}.",
        )


def for_numbers(values: Values, numeric: str) -> Iterator[Problem]:
    """What does not fit a numeric response; `numeric` says that it is one."""
    loss, distribution = values["loss"], values["distribution"]
    if loss == "CrossEntropy":
        yield "loss", f"loss is 'CrossEntropy', which is for classes, but {numeric}."
    if distribution in ("bernoulli", "multinomial"):
        yield (
            "distribution",
            f"distribution is {distribution!r}, which is for classes, but {numeric}.",
        )


def for_classes(values: Values, category: Category, classes: str) -> Iterator[Problem]:
    """What does not fit a categorical response; `classes` says that it is one."""
    loss, distribution = values["loss"], values["distribution"]
    if loss not in ("Automatic", "CrossEntropy", "Quadratic"):
        yield "loss", f"loss is {loss!r}, which is for numbers, but {classes}."
    if distribution not in ("AUTO", "bernoulli", "multinomial"):
        yield "distribution", f"distribution is {distribution!r}, but {classes}."
    if distribution == "bernoulli" and category == "Multinomial":
        yield (
            "distribution",
            "distribution is 'bernoulli', which is for two classes, but the response has more "
            "levels; use 'AUTO' or 'multinomial'.",
        )
    if values["offset_column"] is not None:
        yield (
            "offset_column",
            f"offset_column is {values['offset_column']!r}; offsets are for regression, but "
            f"{classes}.",
        )


def unused_constants(values: Values) -> Iterator[tuple[str, str]]:
    """Constants of distributions that are not in use, and which ones those are."""
    for name, (distribution, loss) in _CONSTANTS.items():
        chosen = values["distribution"]
        by_loss = loss is not None and values["loss"] == loss
        if chosen != distribution and not by_loss:
            yield name, f"the distribution is {chosen!r}; it is for distribution={distribution!r}."


def resolved_distribution(values: Values, category: Category) -> str:
    """The distribution, where it is AUTO by the response and the loss."""
    given = str(values["distribution"])
    if given != "AUTO":
        return given
    if category == "Binomial":
        return "bernoulli"
    return "multinomial" if category == "Multinomial" else _DISTRIBUTION_OF[values["loss"]]


def resolved_loss(given: str, distribution: str) -> str:
    """The loss, where it is Automatic by the distribution.

    It stays Automatic where the distribution's loss has no name among those of the parameter.
    """
    return _LOSS_OF.get(distribution, given) if given == "Automatic" else given


def descended_loss(resolved: Values) -> Loss:
    """The error that the engine descends, from effective values.

    Examples
    --------
    >>> descended_loss({"distribution": "poisson", "loss": "Automatic"})
    'Poisson'
    """
    loss: Loss = resolved["loss"]
    return _DEVIANCE_OF.get(resolved["distribution"], loss)
