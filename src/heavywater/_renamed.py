"""Arguments that H2O has renamed: the old names work on, with a warning."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from heavywater.exceptions import H2ODeprecationWarning

__all__ = ["renamed_arguments"]

P = ParamSpec("P")
R = TypeVar("R")


def renamed_arguments(**new_names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A decorator for functions that are also called with arguments by their old names.

    Parameters
    ----------
    **new_names
        By old name, the new one. Where both are given the new one counts.

    Examples
    --------
    >>> @renamed_arguments(data="frame")
    ... def rows(frame):
    ...     return len(frame)
    >>> with warnings.catch_warnings(action="ignore"):
    ...     rows(data=[1, 2])
    2
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            named: dict[str, Any] = kwargs
            for old in [name for name in named if name in new_names]:
                new = new_names[old]
                warnings.warn(
                    f"{old} is deprecated; use {new}.", H2ODeprecationWarning, stacklevel=2
                )
                value = named.pop(old)
                named.setdefault(new, value)
            return function(*args, **kwargs)

        return call

    return decorate
