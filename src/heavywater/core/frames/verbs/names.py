"""Changing the names of columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.select import Selector, column_name
from heavywater.exceptions import H2OFrameError, H2OTypeError

__all__ = ["rename", "with_names"]


def with_names(data: FrameData, names: Sequence[str]) -> FrameData:
    """The frame with all columns named anew, from left to right."""
    names = list(names)
    if len(names) != data.ncol:
        raise H2OFrameError(
            f"{len(names)} names were given for {data.ncol} columns; the numbers must be equal.",
            "names",
        )
    for name in names:
        if not isinstance(name, str):
            raise H2OTypeError(f"The name of a column is a string, not {name!r}.", "names", name)
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise H2OFrameError(
            f"Names of columns must differ, but {twice[0]!r} occurs twice.", "names"
        )
    return data.rename(names)


def rename(data: FrameData, changes: Mapping[str | int, str]) -> FrameData:
    """The frame with some columns renamed; keys that it does not have are passed over."""
    names = data.names
    for old, new in changes.items():
        if known(data, old):
            names[data.names.index(column_name(data, old))] = new
    return with_names(data, names)


def known(data: FrameData, column: Selector) -> bool:
    """Whether the frame has that column."""
    if isinstance(column, str):
        return data.has(column)
    return bool(-data.ncol <= column < data.ncol)
