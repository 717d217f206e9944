"""Values of Rapids expressions, and arguments of primitives made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from heavywater._rapids.parser import NumberList, Span, TextList
from heavywater.exceptions import H2OExpressionError
from heavywater.frame import H2OFrame

__all__ = [
    "Nothing",
    "Primitive",
    "Value",
    "column",
    "columns",
    "flag",
    "frame",
    "items",
    "number",
    "numbers",
    "optional",
    "plain",
    "rows",
    "text",
    "texts",
    "whole",
]


#: Numbers that a list such as [1:1e6] is written out to.
_MOST_NUMBERS = 10_000_000


class Nothing:
    """What the name ``_`` stands for: an argument that is left out."""


@dataclass(frozen=True, slots=True)
class Primitive:
    """Something that can be called.

    Attributes
    ----------
    name
        Its name in expressions.
    call
        Takes the values of the arguments.
    least, most
        How many it takes; any number if `most` is None.
    """

    name: str
    call: Callable[..., Any]
    least: int = 0
    most: int | None = None

    def __call__(self, *values: Value) -> Any:
        """The result; a wrong number of arguments is refused."""
        if len(values) < self.least or (self.most is not None and len(values) > self.most):
            expected = (
                str(self.least)
                if self.least == self.most
                else f"{self.least} to {self.most}"
                if self.most is not None
                else f"at least {self.least}"
            )
            raise H2OExpressionError(
                f"Incorrect number of arguments; {self.name!r} expects {expected} but was passed "
                f"{len(values)}."
            )
        return self.call(*values)


Value: TypeAlias = "float | str | H2OFrame | NumberList | TextList | Primitive | Nothing"

_KINDS = {
    float: "a number",
    str: "a text",
    H2OFrame: "a frame",
    NumberList: "a list of numbers",
    TextList: "a list of texts",
    Primitive: "a function",
    Nothing: "_",
}


def _wrong(expected: str, value: Value) -> H2OExpressionError:
    shown = value if isinstance(value, (float, str)) else _KINDS.get(type(value), "something else")
    return H2OExpressionError(f"Expected {expected} in the expression, but found {shown!r}.")


def frame(value: Value) -> H2OFrame:
    """A frame."""
    if not isinstance(value, H2OFrame):
        raise _wrong("a frame", value)
    return value


def number(value: Value) -> float:
    """A number, or a list of one."""
    found = _only(value)
    if not isinstance(found, float):
        raise _wrong("a number", value)
    return found


def _only(value: Value) -> Any:
    """What a list of one item holds; anything else as it is."""
    if isinstance(value, NumberList) and len(value.spans) == 1 and value.spans[0].count == 1:
        return value.spans[0].start
    if isinstance(value, TextList) and len(value.texts) == 1:
        return value.texts[0]
    return value


def whole(value: Value) -> int:
    """A whole number."""
    found = number(value)
    if not math.isfinite(found) or found != int(found):
        raise _wrong("a whole number", value)
    return int(found)


def flag(value: Value) -> bool:
    """A truth value: a number that is 0 or not."""
    return bool(number(value))


def text(value: Value) -> str:
    """A text, or a list of one."""
    found = _only(value)
    if not isinstance(found, str):
        raise _wrong("a text", value)
    return found


def texts(value: Value) -> list[str]:
    """A list of texts, or a single one."""
    if isinstance(value, TextList):
        return list(value.texts)
    return [] if is_empty(value) else [text(value)]


def is_empty(value: Value) -> bool:
    """Whether it is the empty list, or left out."""
    return isinstance(value, Nothing) or (isinstance(value, NumberList) and not value.spans)


def numbers(value: Value) -> list[float]:
    """A list of numbers, or a single one."""
    if not isinstance(value, NumberList):
        return [number(value)]
    if sum(span.count for span in value.spans) > _MOST_NUMBERS:
        raise H2OExpressionError(
            f"A list of more than {_MOST_NUMBERS:,} numbers, or without an end, cannot stand here."
        )
    return [span.start + n * span.stride for span in value.spans for n in range(int(span.count))]


def items(value: Value) -> list[Any]:
    """A list of numbers or of texts."""
    return list(value.texts) if isinstance(value, TextList) else numbers(value)


def plain(value: Value) -> Any:
    """A number, a text or a frame; None if left out."""
    if is_empty(value):
        return None
    if isinstance(value, (H2OFrame, float, str)):
        return value
    return _only(value)


def optional(convert: Callable[[Value], Any]) -> Callable[[Value], Any]:
    """An argument that is None when it is left out or the empty list."""
    return lambda value: None if is_empty(value) else convert(value)


def column(value: Value) -> str | int:
    """A column by name or position."""
    found = _only(value)
    return found if isinstance(found, str) else whole(value)


def columns(value: Value) -> list[str | int]:
    """Columns by names or positions."""
    if isinstance(value, TextList):
        return list(value.texts)
    return [column(value)] if isinstance(value, str) else [int(n) for n in numbers(value)]


def rows(value: Value) -> H2OFrame | slice | list[int]:
    """Rows by a frame of zeros and ones, or by positions."""
    if isinstance(value, H2OFrame):
        return value
    span = _single_span(value)
    if span is not None and span.stride == 1 and span.start >= 0:
        stop = None if math.isinf(span.count) else int(span.start + span.count)
        return slice(int(span.start), stop)
    return [int(n) for n in numbers(value)]


def _single_span(value: Value) -> Span | None:
    if isinstance(value, NumberList) and len(value.spans) == 1:
        return value.spans[0]
    return None


def left_out(positions: Sequence[Any]) -> list[int] | None:
    """The positions that negative ones leave out: -1 the first; None if none is negative."""
    chosen = [n for n in positions if isinstance(n, int)]
    if not chosen or max(chosen) >= 0:
        return None
    return [-n - 1 for n in chosen]
