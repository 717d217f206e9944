"""Two frames joined by the values of common columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.types import make_unique
from heavywater.core.frames.verbs._columns import domain_of
from heavywater.core.frames.verbs._order import stable_order
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
        pairs = [_comparable(right, b, left, a) for a, b in names]
        rows = (_RIGHT, _LEFT)
    else:
        pairs = [_comparable(left, a, right, b) for a, b in names]
        rows = (_LEFT, _RIGHT)
    first, second = (
        pl.DataFrame([pair[side].alias(key) for pair, key in zip(pairs, keys, strict=True)])
        for side in (0, 1)
    )
    joined = _paired(first.with_row_index(rows[0]), second.with_row_index(rows[1]), keys, join)
    if join == "outer":
        shared = [joined.get_column(key) for key in keys]
    elif join == "right":
        shared = _rows(right.table.select(list(right_on)), joined.get_column(_RIGHT))
    else:
        shared = _rows(left.table.select(list(left_on)), joined.get_column(_LEFT))
    return _assembled(left, right, left_on, right_on, joined, shared)


def _paired(first: pl.DataFrame, second: pl.DataFrame, keys: list[str], join: Join) -> pl.DataFrame:
    """The rows' numbers in both frames, in H2O's order; for ``"outer"`` the keys too.

    `first` is the frame whose rows are kept. Keys are put in order before they are paired, since
    there are often more pairs.
    """
    if join == "outer":
        joined = first.join(second, on=keys, how="full", coalesce=True, maintain_order="left_right")
        return joined[stable_order(joined, keys)]
    how: Literal["inner", "left"] = "inner" if join == "inner" else "left"
    levels = any(isinstance(first.schema[key], pl.Enum) for key in keys)
    first, second = first[stable_order(first, keys)], second.drop_nulls(keys)
    if len(keys) == 1 and first.schema[keys[0]] != pl.String:
        joined = _paired_in_order(first, second, keys[0], how)
    else:
        joined = first.join(second, on=keys, how=how, maintain_order="left_right")
    if how == "left" and levels:
        alone = joined.get_column(second.columns[0]).is_null()
        joined = pl.concat([joined.filter(alone), joined.filter(~alone)])
    return joined


def _paired_in_order(
    first: pl.DataFrame, second: pl.DataFrame, key: str, how: Literal["inner", "left"]
) -> pl.DataFrame:
    """The pairs by a single key, both sides in its order: Polars walks along them."""
    number = pl.col(key).to_physical().set_sorted()
    missing, first = first.filter(pl.col(key).is_null()), first.drop_nulls(key)
    second = second[stable_order(second, [key])]
    joined = first.with_columns(number).join(
        second.with_columns(number), on=key, how=how, maintain_order="left_right"
    )
    if how == "inner" or not missing.height:
        return joined
    return pl.concat([missing.with_columns(pl.col(key).to_physical()), joined], how="diagonal")


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


def _assembled(
    left: FrameData,
    right: FrameData,
    left_on: Sequence[str],
    right_on: Sequence[str],
    joined: pl.DataFrame,
    shared: Sequence[pl.Series],
) -> FrameData:
    columns = [column.alias(name) for column, name in zip(shared, left_on, strict=True)]
    columns += _rows(left.table.drop(list(left_on)), joined.get_column(_LEFT))
    columns += _rows(right.table.drop(list(right_on)), joined.get_column(_RIGHT))
    names = _names([column.name for column in columns])
    uuids = {new for new, c in zip(names, columns, strict=True) if c.name in left.uuids}
    return FrameData(
        pl.DataFrame([c.alias(n) for n, c in zip(names, columns, strict=True)]), uuids=uuids
    )


def _rows(table: pl.DataFrame, places: pl.Series) -> list[pl.Series]:
    """The rows at some places, missing ones where there is no place."""
    if not table.width:
        return []
    if table.n_chunks() > 1:
        # From several pieces, rows are looked up many times slower.
        table = table.rechunk()
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
