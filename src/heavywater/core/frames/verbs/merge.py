"""Two frames joined by the values of common columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.types import make_unique
from heavywater.core.frames.verbs._columns import domain_of
from heavywater.core.frames.verbs.combine import united, wide
from heavywater.exceptions import H2OFrameError, listed

__all__ = ["common_columns", "merge"]

Join = Literal["inner", "left", "right", "outer"]

_LEFT, _RIGHT = "\0left row", "\0right row"


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
        The keys, under the left frame's names; the other columns of the left frame, then those of
        the right one. A name that is taken gets ``.1`` appended. Rows are ordered by the keys:
        numbers by size, missing ones first; levels by their place in the kept frame's domain,
        those without a partner first, as in H2O.

    Notes
    -----
    Missing keys are equal to no other key. Levels are equal by name. Rows with equal keys are
    ordered as in the left frame, then as in the right one.
    """
    if len(left_on) != len(right_on):
        raise H2OFrameError(
            f"by_x has {len(left_on)} columns and by_y has {len(right_on)}; they must be pairs."
        )
    keys = [f"\0key {number}" for number in range(len(left_on))]
    names = list(zip(left_on, right_on, strict=True))
    if join == "right":
        pairs = [_comparable(right, b, left, a)[::-1] for a, b in names]
    else:
        pairs = [_comparable(left, a, right, b) for a, b in names]
    mine = pl.DataFrame([p[0].alias(k) for p, k in zip(pairs, keys, strict=True)])
    theirs = pl.DataFrame([p[1].alias(k) for p, k in zip(pairs, keys, strict=True)])
    joined = mine.with_row_index(_LEFT).join(
        theirs.with_row_index(_RIGHT),
        on=keys,
        how="full" if join == "outer" else join,
        coalesce=True,
    )
    joined = _ordered(joined, keys, join)
    kept = [right.column(b) if join == "right" else left.column(a) for a, b in names]
    if join != "outer":
        joined = _with_domains(joined, keys, kept)
    return _assembled(left, right, left_on, right_on, joined, keys)


def _with_domains(
    joined: pl.DataFrame, keys: Sequence[str], kept: Sequence[pl.Series]
) -> pl.DataFrame:
    """The joined levels in the domains of the frame whose rows are kept."""
    narrowed = [
        joined.get_column(key).cast(pl.String).cast(column.dtype)
        for key, column in zip(keys, kept, strict=True)
        if isinstance(column.dtype, pl.Enum) and column.dtype != joined.schema[key]
    ]
    return joined.with_columns(narrowed) if narrowed else joined


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
        shared: pl.DataType | type[pl.DataType] = pl.Enum(_union(mine, theirs))
    else:
        shared = wide({mine.dtype, theirs.dtype})
    return mine.cast(shared), theirs.cast(shared)


def _union(mine: pl.Series, theirs: pl.Series) -> list[str]:
    levels = domain_of(mine)
    known = set(levels)
    more = [level for level in domain_of(theirs) if level not in known]
    return united([mine, theirs]) if not more else [*levels, *more]


def _ordered(joined: pl.DataFrame, keys: list[str], join: Join) -> pl.DataFrame:
    by: list[str | pl.Expr] = [*keys, _LEFT, _RIGHT]
    if join == "right":
        by = [*keys, _RIGHT, _LEFT]
    if any(isinstance(joined.get_column(key).dtype, pl.Enum) for key in keys):
        other = _RIGHT if join == "left" else _LEFT
        if join in ("left", "right"):
            by.insert(0, pl.col(other).is_not_null())
    return joined.sort(by, nulls_last=False)


def _assembled(
    left: FrameData,
    right: FrameData,
    left_on: Sequence[str],
    right_on: Sequence[str],
    joined: pl.DataFrame,
    keys: list[str],
) -> FrameData:
    columns = [joined.get_column(k).alias(n) for k, n in zip(keys, left_on, strict=True)]
    mine = left.table.drop(list(left_on))
    theirs = right.table.drop(list(right_on))
    columns += [column.gather(joined.get_column(_LEFT)) for column in mine]
    columns += [column.gather(joined.get_column(_RIGHT)) for column in theirs]
    names = _names([column.name for column in columns])
    uuids = {new for new, c in zip(names, columns, strict=True) if c.name in left.uuids}
    return FrameData(
        pl.DataFrame([c.alias(n) for n, c in zip(names, columns, strict=True)]), uuids=uuids
    )


def _names(names: list[str]) -> list[str]:
    """Names with ``.1`` behind those that occur again."""
    taken: set[str] = set()
    marked = []
    for name in names:
        marked.append(f"{name}.1" if name in taken else name)
        taken.add(name)
    return make_unique(marked)
