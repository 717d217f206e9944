"""The hyper-parameters that a user names, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from heavywater.core.params import ParameterSet
from heavywater.exceptions import H2OModelBuildError, did_you_mean

__all__ = ["checked_space"]


def checked_space(
    hyper_params: Mapping[str, Any], parameters: ParameterSet, given: Iterable[str]
) -> dict[str, list[Any]]:
    """The values of each hyper-parameter as lists.

    A single value stands for a list of one. Whether each value is allowed is found out when its
    models are built, so that a bad one does not keep the others from being built.

    Parameters
    ----------
    hyper_params
        What the user gave.
    parameters
        Those of the estimator.
    given
        Names of the parameters that the estimator, or the call of `train`, sets already.

    Raises
    ------
    H2OModelBuildError
        If a name is unknown, cannot be varied, or is set elsewhere too, or a list is empty.
    """
    problems, space, taken = [], {}, set(given)
    for name, values in hyper_params.items():
        problem = _problem_of_name(name, parameters, taken)
        if problem is None:
            official = parameters[name]
            space[official.name] = _as_list(values)
            if not space[official.name]:
                problem = f"The list of values of hyper-parameter {name!r} is empty."
        if problem is not None:
            problems.append((str(name), problem))
    if problems:
        raise H2OModelBuildError.of(problems)
    return space


def _problem_of_name(name: object, parameters: ParameterSet, taken: set[str]) -> str | None:
    if not isinstance(name, str) or name not in parameters:
        names = [parameter.name for parameter in parameters if parameter.gridable]
        return (
            f"Unknown hyper-parameter {name!r}: {parameters.algorithm} has no such parameter."
            f"{did_you_mean(name, names)}"
        )
    parameter = parameters[name]
    if not parameter.gridable:
        return (
            f"The parameter {name!r} is not gridable: all models of a grid share it. Give it to "
            "the estimator instead."
        )
    if parameter.name in taken:
        return (
            f"{name!r} is set both for all models and in hyper_params, which is ambiguous; leave "
            "it out of one of them."
        )
    return None


def _as_list(values: Any) -> list[Any]:
    # Frames can be iterated over, but a frame is one value.
    if isinstance(values, (str, bytes)) or hasattr(values, "frame_id"):
        return [values]
    return list(values) if isinstance(values, Iterable) else [values]
