"""Checks of types, in the vocabulary that scripts for H2O-3 use.

A *type* here is a class, ``None``, a value that stands for itself, or a compound: ``[t]`` is a list
of t, ``(t, u)`` a tuple of just these, ``{t, u}`` either of them, ``{"name": t}`` a dict with these
keys; `U`, `I`, `NOT`, `Tuple` and `Dict` say the same where a literal cannot. ``int`` and ``float``
leave out bools, `numeric` is either of both.

Examples
--------
>>> is_type([1, 2], [int]), is_type(True, int), is_type("a", None, str)
(True, False, True)
>>> assert_is_type(1.5, int)
Traceback (most recent call last):
    ...
heavywater.exceptions.H2OTypeError: The value is 1.5 (of type float); it must be int.
"""

from __future__ import annotations

import numbers
import re
import sys
from collections.abc import Callable
from typing import Any

from heavywater.exceptions import H2OTypeError, H2OValueError

__all__ = [
    "NOT",
    "BoundInt",
    "BoundNumeric",
    "Dict",
    "Enum",
    "I",
    "Tuple",
    "U",
    "assert_is_type",
    "assert_matches",
    "assert_satisfies",
    "h2oframe",
    "is_type",
    "numeric",
    "numpy_ndarray",
    "pandas_dataframe",
]


class _Rule:
    """A type that is told by a function.

    Parameters
    ----------
    name
        How messages call it.
    holds
        Whether a value is of it.
    """

    def __init__(self, name: str, holds: Callable[[Any], bool]) -> None:
        self.name = name
        self.holds = holds


def U(*types: Any) -> _Rule:  # noqa: N802 - the name that scripts use
    """Any of several types."""
    return _Rule(" or ".join(map(_name, types)), lambda value: is_type(value, *types))


def I(*types: Any) -> _Rule:  # noqa: E743, N802
    """All of several types at once."""
    return _Rule(
        " and ".join(map(_name, types)),
        lambda value: all(is_type(value, one) for one in types),
    )


def NOT(*types: Any) -> _Rule:  # noqa: N802
    """None of several types."""
    return _Rule(f"not {U(*types).name}", lambda value: not is_type(value, *types))


def Tuple(kind: Any) -> _Rule:  # noqa: N802
    """A tuple of any length with elements of one type."""
    return _Rule(
        f"tuple of {_name(kind)}",
        lambda value: isinstance(value, tuple) and all(is_type(one, kind) for one in value),
    )


def Dict(**kinds: Any) -> _Rule:  # noqa: N802
    """A dict that may have these keys, and no others, with values of these types."""
    return _Rule(
        f"dict with {', '.join(kinds)}",
        lambda value: (
            isinstance(value, dict)
            and all(key in kinds and is_type(one, kinds[key]) for key, one in value.items())
        ),
    )


def BoundInt(low: float | None = None, high: float | None = None) -> _Rule:  # noqa: N802
    """A whole number within bounds, ends included."""
    return _Rule(
        _range("int", low, high), lambda value: _is_int(value) and _within(value, low, high)
    )


def BoundNumeric(low: float | None = None, high: float | None = None) -> _Rule:  # noqa: N802
    """A number within bounds, ends included."""
    return _Rule(
        _range("numeric", low, high), lambda value: _is_real(value) and _within(value, low, high)
    )


def Enum(*words: str) -> _Rule:  # noqa: N802
    """One of several words; case, blanks and punctuation do not matter."""
    loose = {_loose(word) for word in words}
    return _Rule(
        " or ".join(map(repr, words)),
        lambda value: isinstance(value, str) and _loose(value) in loose,
    )


def _is_int(value: Any) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _is_real(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _within(value: Any, low: float | None, high: float | None) -> bool:
    return bool((low is None or value >= low) and (high is None or value <= high))


def _range(name: str, low: float | None, high: float | None) -> str:
    above = "" if low is None else f" >= {low}"
    return name + above + ("" if high is None else f" <= {high}")


def _loose(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _of_module(name: str, class_name: str) -> _Rule:
    """Instances of another package's class; without that package loaded there are none."""

    def holds(value: Any) -> bool:
        module = sys.modules.get(name)
        return module is not None and isinstance(value, getattr(module, class_name))

    return _Rule(class_name, holds)


#: A number: int or float, of Python or of NumPy.
numeric = _Rule("numeric", _is_real)
h2oframe = _of_module("heavywater.frame", "H2OFrame")
pandas_dataframe = _of_module("pandas", "DataFrame")
numpy_ndarray = _of_module("numpy", "ndarray")


def is_type(value: Any, *types: Any) -> bool:
    """Whether a value is of any of some types."""
    return any(_is_one(value, kind) for kind in types)


def _is_one(value: Any, kind: Any) -> bool:
    if isinstance(kind, _Rule):
        return kind.holds(value)
    if kind is int:
        return _is_int(value)
    if kind is float:
        return isinstance(value, float)
    if isinstance(kind, type):
        return isinstance(value, kind)
    if isinstance(kind, list):
        return isinstance(value, list) and all(is_type(one, *kind) for one in value)
    if isinstance(kind, tuple):
        return (
            isinstance(value, tuple)
            and len(value) == len(kind)
            and all(is_type(one, k) for one, k in zip(value, kind, strict=True))
        )
    if isinstance(kind, (set, frozenset)):
        return is_type(value, *kind)
    if isinstance(kind, dict):
        return (
            isinstance(value, dict)
            and set(value) == set(kind)
            and all(is_type(one, kind[key]) for key, one in value.items())
        )
    return bool(value is kind or (type(value) is type(kind) and value == kind))


def _name(kind: Any) -> str:
    if isinstance(kind, _Rule):
        return kind.name
    if isinstance(kind, type):
        return kind.__name__
    if isinstance(kind, list):
        return f"list of {' or '.join(map(_name, kind))}"
    if isinstance(kind, tuple):
        return f"({', '.join(map(_name, kind))})"
    if isinstance(kind, (set, frozenset)):
        return " or ".join(sorted(map(_name, kind)))
    if isinstance(kind, dict):
        return "{" + ", ".join(f"{key!r}: {_name(one)}" for key, one in kind.items()) + "}"
    return repr(kind)


def assert_is_type(value: Any, *types: Any, **options: Any) -> None:
    """Raise unless a value is of any of some types.

    Parameters
    ----------
    value
        The value.
    *types
        What it may be.
    **options
        ``message`` replaces the error's text; ``skip_frames`` is accepted, and does nothing: a
        traceback is left as it is.

    Raises
    ------
    H2OTypeError
        If it is of none of them.
    """
    if is_type(value, *types):
        return
    shown = repr(value)
    shown = shown if len(shown) <= 100 else f"{shown[:97]}..."
    allowed = " or ".join(map(_name, types))
    message = options.get("message") or (
        f"The value is {shown} (of type {type(value).__name__}); it must be {allowed}."
    )
    raise H2OTypeError(message, None, value)


def assert_matches(value: str, pattern: str) -> re.Match[str]:
    """Raise unless a text matches a regular expression at its beginning; the match otherwise."""
    found = re.match(pattern, value)
    if found is None:
        raise H2OValueError(f"The value {value!r} does not match the pattern {pattern!r}.")
    return found


def assert_satisfies(value: Any, condition: bool, message: str | None = None) -> None:
    """Raise unless a condition holds for a value."""
    if not condition:
        raise H2OValueError(message or f"The value {value!r} does not satisfy the condition.")
