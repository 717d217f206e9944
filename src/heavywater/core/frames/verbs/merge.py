"""Two frames joined by the values of common columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.types import make_unique
from heavywater.core.frames.verbs._columns import domain_of
from heavywater.core.frames.verbs._pairs import all_pairs, pairs
from heavywater.core.frames.verbs.combine import united, wide
from heavywater.exceptions import H2OFrameError, listed

__all__ = ["common_columns", "merge"]

Join = Literal["inner", "left", "right", "outer"]


def common_columns(left: FrameData, right: FrameData) -> list[str]:
    """Names that both frames have, in the left one's order.

    Raises
    ------
    H2OValueError
        If there is none.
    """
    theirs = set(right.names)
    names = [name for name in left.names if name in theirs]
    if not names:
        raise H2OFrameError(
            f"The frames have no columns in common to merge on: the left one has "
            f"{listed(left.names)}, the right one {listed(right.names)}. Rename one, or give by_x "
            "and by_y."
        )
    return names


def merge(
    left: FrameData, right: FrameData, left_on: Sequence[str], right_on: Sequence[str], join: Join
) -> FrameData:
    """Rows of two frames whose keys are equal, side by side.

    Parameters
    ----------
    left, right
        The frames.
    left_on, right_on
        The columns of each whose values must be equal, pair by pair.
    join
        Whose rows are kept without a partner: ``"inner"`` of none, ``"left"``, ``"right"``, or
        ``"outer"`` of both; what they lack is missing.

    Returns
    -------
    FrameData
        The keys, under the left frame's names and in the order that they have there; the other
        columns of the left frame, then those of the right one. A name that is taken gets ``.1``
        appended. Rows are ordered by the keys: numbers by size, missing ones first; levels by
        their place in the kept frame's domain, but first come those that the other frame has not,
        missing ones among them, which are all alike in that order. That is H2O's.

    Notes
    -----
    Missing keys are equal to no other key. Levels are equal by name. Rows with equal keys are
    ordered as in the left frame, then as in the right one.
    """
    if len(left_on) != len(right_on):
        raise H2OFrameError(
            f"by_x has {len(left_on)} columns and by_y has {len(right_on)}; they must be pairs."
        )
    names = sorted(zip(left_on, right_on, strict=True), key=lambda pair: left.names.index(pair[0]))
    left_on, right_on = [a for a, _ in names], [b for _, b in names]
    left.join_pieces()
    right.join_pieces()
    if join == "outer":
        found = all_pairs([_comparable(left, a, right, b) for a, b in names])
        assert found.keys is not None
        return _assembled(left, right, left_on, right_on, found.first, found.second, found.keys)
    if join == "right":
        keys = [_comparable(right, b, left, a) for a, b in names]
    else:
        keys = [_comparable(left, a, right, b) for a, b in names]
    found = pairs([_alike(*pair) for pair in keys], "inner" if join == "inner" else "left")
    kept, on = (right, right_on) if join == "right" else (left, left_on)
    shared = found.keys
    if shared is None or [key.dtype for key in shared] != [kept.column(name).dtype for name in on]:
        shared = _rows(kept.table.select(list(on)), found.first)
    places = (found.second, found.first) if join == "right" else (found.first, found.second)
    return _assembled(left, right, left_on, right_on, *places, shared)


def _comparable(
    left: FrameData, left_name: str, right: FrameData, right_name: str
) -> tuple[pl.Series, pl.Series]:
    """Two key columns in one type."""
    mine, theirs = left.column(left_name), right.column(right_name)
    kinds = {left.type_of(left_name), right.type_of(right_name)}
    if len(kinds) > 1 and not kinds <= {"int", "real"}:
        raise H2OFrameError(
            f"The columns to merge on must be of one type: {left_name!r} is "
            f"{left.type_of(left_name)} in the left frame, {right_name!r} is "
            f"{right.type_of(right_name)} in the right one. Convert one of them."
        )
    if mine.dtype == theirs.dtype:
        return mine, theirs
    if isinstance(mine.dtype, pl.Enum):
        shared: pl.DataType | type[pl.DataType] = pl.Enum(united([mine, theirs]))
    else:
        shared = wide({mine.dtype, theirs.dtype})
    return mine.cast(shared), theirs.cast(shared)


def _alike(kept: pl.Series, other: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Levels as their places, missing for levels that `other` has not; other keys as they are."""
    if not isinstance(kept.dtype, pl.Enum):
        return kept, other
    there = np.zeros(len(domain_of(kept)), dtype=np.bool_)
    theirs = other.to_physical()
    there[theirs.drop_nulls().unique().to_numpy()] = True
    mine = kept.to_physical()
    return mine.set(pl.Series(values=~there).gather(mine), None), theirs


def _assembled(
    left: FrameData,
    right: FrameData,
    left_on: Sequence[str],
    right_on: Sequence[str],
    left_rows: pl.Series,
    right_rows: pl.Series,
    shared: Sequence[pl.Series],
) -> FrameData:
    columns = [column.alias(name) for column, name in zip(shared, left_on, strict=True)]
    columns += _rows(left.table.drop(list(left_on)), left_rows)
    columns += _rows(right.table.drop(list(right_on)), right_rows)
    names = _names([column.name for column in columns])
    uuids = {new for new, c in zip(names, columns, strict=True) if c.name in left.uuids}
    return FrameData(
        pl.DataFrame([c.alias(n) for n, c in zip(names, columns, strict=True)]), uuids=uuids
    )


def _rows(table: pl.DataFrame, places: pl.Series) -> list[pl.Series]:
    """The rows at some places, missing ones where there is no place."""
    if not table.width:
        return []
    if places.null_count():
        return table.select(pl.all().gather(places)).get_columns()
    return table[places].get_columns()


def _names(names: list[str]) -> list[str]:
    """Names with ``.1`` behind those that occur again."""
    taken: set[str] = set()
    marked = []
    for name in names:
        marked.append(f"{name}.1" if name in taken else name)
        taken.add(name)
    return make_unique(marked)
