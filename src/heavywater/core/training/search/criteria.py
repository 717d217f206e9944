"""What steers a search: the dictionary `search_criteria`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from heavywater.core.params import Parameter, ParameterSet
from heavywater.core.training import declarations as shared
from heavywater.exceptions import H2OModelBuildError, H2OTypeError

__all__ = ["CRITERIA", "STRATEGIES", "checked_criteria"]

STRATEGIES = ("Cartesian", "RandomDiscrete", "Sequential")

CRITERIA = ParameterSet(
    "search_criteria",
    (
        Parameter(
            name="strategy",
            type="enum",
            default="Cartesian",
            values=STRATEGIES,
            help="Which combinations are tried, and in which order.",
        ),
        Parameter(
            name="max_models",
            type="int",
            default=0,
            minimum=0,
            help="Most models to build; 0 for no limit.",
        ),
        replace(
            shared.MAX_RUNTIME_SECS,
            help="Seconds after which no more models are built, and those under way end with what "
            "they have; 0 for no limit.",
        ),
        replace(
            shared.SEED,
            help="Of the random order; models without a seed of their own get it, plus 0, 1, 2, "
            "...",
        ),
        replace(
            shared.STOPPING_ROUNDS,
            default=0,
            help="Ends the search when the best so many models are no better than the next so "
            "many; 0 never does.",
        ),
        replace(shared.STOPPING_METRIC, help="Metric to compare models by."),
        replace(shared.STOPPING_TOLERANCE, default=0.001),
        Parameter(
            name="early_stopping",
            type="bool",
            default=True,
            help="Sequential: whether stopping_rounds has a say.",
        ),
    ),
)

_LIMITS = (
    "max_models",
    "max_runtime_secs",
    "stopping_rounds",
    "stopping_metric",
    "stopping_tolerance",
)
_OF_STRATEGY = {
    "Cartesian": ("strategy",),
    "RandomDiscrete": ("strategy", *_LIMITS, "seed"),
    "Sequential": ("strategy", *_LIMITS, "early_stopping"),
}


def checked_criteria(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """All criteria, converted; those that are not given at their defaults.

    Raises
    ------
    H2OModelBuildError
        If a name or a value is unknown, or a criterion is not one of the strategy.
    """
    given = dict(given or {})
    try:
        criteria = CRITERIA.convert(given)
    except H2OTypeError as error:
        raise _refused(str(error)) from None
    problems = [message for _, message in CRITERIA.problems(criteria)]
    strategy = criteria["strategy"]
    if given and "strategy" not in given:
        problems.append(
            "there is no 'strategy' among them; use 'RandomDiscrete' to try some combinations "
            "only, or leave search_criteria out to try all."
        )
    else:
        problems += [_misplaced(name, strategy) for name in _strangers(given, strategy)]
    if problems:
        raise _refused(" ".join(problems))
    return criteria


def _strangers(given: Mapping[str, Any], strategy: str) -> list[str]:
    return [
        CRITERIA[name].name for name in given if CRITERIA[name].name not in _OF_STRATEGY[strategy]
    ]


def _misplaced(name: str, strategy: str) -> str:
    others = [other for other in STRATEGIES if name in _OF_STRATEGY[other]]
    return (
        f"{name} is no criterion of the strategy {strategy!r}; it belongs to "
        f"{' and '.join(map(repr, others))}."
    )


def _refused(why: str) -> H2OModelBuildError:
    return H2OModelBuildError.of(
        [("search_criteria", f"Can't parse the search_criteria dictionary: {why}")]
    )
