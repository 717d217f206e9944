"""Does a value have the type that a field declares?

The declarations of stored classes are the file format's schema: a value that does not fit its
annotation comes from a damaged or forged file.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

__all__ = ["annotations_of", "dataclasses_in", "fits", "supported"]

_NUMBER_GROUPS: dict[Any, str] = {
    np.floating: "f",
    np.integer: "iu",
    np.signedinteger: "i",
    np.unsignedinteger: "u",
    np.number: "iuf",
    np.generic: "biuf",
}
_SCALARS = (str, bool, int, float)


@cache
def annotations_of(cls: type) -> Mapping[str, Any]:
    """Evaluated annotations of the fields of a dataclass.

    Raises
    ------
    NameError
        If an annotation names something that its module imports for type checkers only.
    """
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def dataclasses_in(hint: Any) -> set[type]:
    """The dataclasses that an annotation names.

    Examples
    --------
    >>> dataclasses_in(list[int] | None)
    set()
    """
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return {hint}
    return set().union(*map(dataclasses_in, typing.get_args(hint)))


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is what an annotation says.

    Examples
    --------
    >>> fits((1, 2), tuple[int, ...]), fits([1, "a"], list[int]), fits(1, float)
    (True, False, True)
    """
    if hint is Any:
        return True
    if hint is None or hint is type(None):
        return value is None
    if isinstance(hint, type):
        return _fits_class(value, hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return any(type(value) is type(word) and value == word for word in arguments)
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, argument) for argument in arguments)
    if origin is np.ndarray:
        return _fits_array(value, arguments)
    return _fits_container(value, origin, arguments)


def _fits_class(value: Any, hint: type) -> bool:
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _fits_array(value: Any, arguments: tuple[Any, ...]) -> bool:
    if not isinstance(value, np.ndarray):
        return False
    # ndarray[shape, dtype[scalar]]; the shape is checked where its meaning is known.
    scalar = typing.get_args(arguments[1])[0] if len(arguments) > 1 else Any
    if scalar is Any or isinstance(scalar, typing.TypeVar):
        return True
    if scalar in _NUMBER_GROUPS:
        return value.dtype.kind in _NUMBER_GROUPS[scalar]
    return bool(value.dtype == np.dtype(scalar))


def _fits_container(value: Any, origin: Any, arguments: tuple[Any, ...]) -> bool:
    if origin is tuple:
        return isinstance(value, tuple) and _fits_tuple(value, arguments)
    if origin in (list, set, frozenset):
        return isinstance(value, origin) and all(fits(item, arguments[0]) for item in value)
    if origin is collections.abc.Sequence:
        return isinstance(value, (list, tuple)) and all(fits(i, arguments[0]) for i in value)
    if origin in (dict, collections.abc.Mapping):
        return isinstance(value, dict) and all(
            fits(key, arguments[0]) and fits(item, arguments[1]) for key, item in value.items()
        )
    raise TypeError(f"annotations such as {origin!r} are not supported in stored classes")


def _fits_tuple(value: tuple[Any, ...], arguments: tuple[Any, ...]) -> bool:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return all(fits(item, arguments[0]) for item in value)
    return len(value) == len(arguments) and all(map(fits, value, arguments))


def supported(hint: Any, classes: frozenset[type]) -> bool:
    """Whether values under an annotation can be stored, given the classes that can be.

    Examples
    --------
    >>> supported(list[int] | None, frozenset()), supported(bytes, frozenset())
    (True, False)
    """
    if hint is Any or hint is None or hint is type(None) or hint is np.ndarray:
        return True
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal or origin is np.ndarray:
        return True
    if origin in (typing.Union, types.UnionType) or origin in _CONTAINERS:
        return all(a is Ellipsis or supported(a, classes) for a in arguments)
    if not isinstance(hint, type):
        return False
    return hint in _SCALARS or any(issubclass(cls, hint) for cls in classes)


_CONTAINERS = (
    tuple,
    list,
    set,
    frozenset,
    dict,
    collections.abc.Sequence,
    collections.abc.Mapping,
)
