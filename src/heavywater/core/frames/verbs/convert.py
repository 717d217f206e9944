"""Changing the type of columns, and questions about types and levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import (
    as_float,
    domain_of,
    from_series,
    is_number,
    map_columns,
    numbers,
    one_column,
)
from heavywater.exceptions import H2OFrameError, did_you_mean, listed

__all__ = [
    "append_levels",
    "as_character",
    "as_factor",
    "as_numeric",
    "categories",
    "columns_by_type",
    "levels",
    "relevel",
    "relevel_by_frequency",
    "set_level",
    "set_levels",
]

TYPE_GROUPS = {
    "numeric": ("int", "real"),
    "categorical": ("enum",),
    "string": ("string",),
    "time": ("time",),
    "uuid": ("uuid",),
}


def as_factor(data: FrameData) -> FrameData:
    """Whole numbers and text as levels: numbers in numeric order, text sorted by code point."""
    for name, kind in data.types.items():
        if kind not in ("int", "string", "enum"):
            raise H2OFrameError(
                f"Only 'int' or 'string' columns can become categorical with asfactor(), got "
                f"{name}:{kind}. Use ascharacter() first if each value should be a level."
            )
    return map_columns(data, factor)


def factor(column: pl.Series) -> pl.Series:
    """One column of `as_factor`."""
    if isinstance(column.dtype, pl.Enum):
        return column
    if column.dtype == pl.String:
        domain = sorted(column.drop_nulls().unique().to_list())
        return column.cast(pl.Enum(domain))
    whole = column.cast(pl.Int64)
    domain = [str(value) for value in whole.drop_nulls().unique().sort()]
    return whole.cast(pl.String).cast(pl.Enum(domain))


def as_numeric(data: FrameData) -> FrameData:
    """Numbers: levels by their text if all of them are numbers, else by their place.

    Text that is no number becomes missing; a time becomes milliseconds since 1970.
    """
    return map_columns(data, number)


def number(column: pl.Series) -> pl.Series:
    """One column of `as_numeric`."""
    if isinstance(column.dtype, pl.Enum):
        labels = pl.Series(domain_of(column), dtype=pl.String).cast(pl.Float64, strict=False)
        if labels.null_count() == 0:
            return column.cast(pl.String).cast(pl.Float64)
        return column.to_physical().cast(pl.Float64)
    if column.dtype == pl.String:
        return column.str.strip_chars().cast(pl.Float64, strict=False).fill_nan(None)
    return as_float(column) if column.dtype.is_temporal() else column


def as_character(data: FrameData) -> FrameData:
    """Text: levels by their label, numbers in their shortest spelling."""
    return map_columns(data, text)


def text(column: pl.Series) -> pl.Series:
    """One column of `as_character`."""
    if not is_number(column):
        return column.cast(pl.String)
    values = as_float(column).to_list()
    return pl.Series(column.name, [spelled(value) for value in values], dtype=pl.String)


def spelled(value: float | None) -> str | None:
    """A number as text, without a fraction if it is whole."""
    if value is None:
        return None
    return str(int(value)) if value.is_integer() else repr(value)


def levels(data: FrameData) -> list[list[str]]:
    """The domain of each column, an empty list for one that is not categorical."""
    return [data.domain(name) or [] for name in data.names]


def columns_by_type(data: FrameData, group: str) -> list[int]:
    """Positions of the columns of one group: numeric, categorical, string, time, uuid, bad."""
    if group == "bad":
        return [
            i for i, column in enumerate(data.each_column()) if column.null_count() == data.nrow
        ]
    if group not in TYPE_GROUPS:
        raise H2OFrameError(
            f"Columns cannot be asked for by type {group!r}.{did_you_mean(group, TYPE_GROUPS)} "
            f"Allowed are {listed([*TYPE_GROUPS, 'bad'])}.",
            "coltype",
        )
    kinds = TYPE_GROUPS[group]
    return [i for i, name in enumerate(data.names) if data.type_of(name) in kinds]


def categorical(data: FrameData, verb: str) -> pl.Series:
    """The only column, which must be categorical."""
    column = one_column(data, verb)
    if not isinstance(column.dtype, pl.Enum):
        raise H2OFrameError(
            f"{verb} takes a categorical column, but {column.name!r} is of type "
            f"{data.type_of(column.name)}. Convert it with asfactor() first."
        )
    return column


def categories(data: FrameData) -> list[str]:
    """The levels of the only column, which must be categorical."""
    return domain_of(categorical(data, "categories"))


def set_levels(data: FrameData, labels: Sequence[str]) -> FrameData:
    """The column with every level renamed, in the order of its domain."""
    column = categorical(data, "set_levels")
    old = domain_of(column)
    if len(labels) != len(old):
        raise H2OFrameError(
            f"{len(labels)} labels were given for {len(old)} levels; the numbers must be equal.",
            "levels",
        )
    return with_codes(column, list(labels))


def with_codes(column: pl.Series, domain: list[str]) -> FrameData:
    """The same places in another domain."""
    renamed = pl.Series(domain, dtype=pl.String).gather(column.to_physical().cast(pl.UInt32))
    return from_series({column.name: renamed.cast(pl.Enum(domain))})


def append_levels(data: FrameData, labels: Sequence[str]) -> FrameData:
    """The column with further levels after its domain."""
    column = categorical(data, "append_levels")
    domain = list(dict.fromkeys([*domain_of(column), *labels]))
    return from_series({column.name: column.cast(pl.String).cast(pl.Enum(domain))})


def relevel(data: FrameData, level: str) -> FrameData:
    """The column with one level moved to the front of its domain."""
    column = categorical(data, "relevel")
    domain = known_level(column, level)
    moved = [level, *(other for other in domain if other != level)]
    return from_series({column.name: column.cast(pl.String).cast(pl.Enum(moved))})


def relevel_by_frequency(data: FrameData, weights: str | None, top: int | None) -> FrameData:
    """The frame with the levels of each categorical column ordered by how often they occur.

    Parameters
    ----------
    data
        The rows.
    weights
        A numeric column that says how often each row counts.
    top
        How many of the most frequent levels are moved to the front, the others keeping their
        order; None for all.
    """
    counts = None if weights is None else numbers(data.column(weights))
    changed = {}
    for column in data.stored:
        if isinstance(column.dtype, pl.Enum):
            domain = domain_of(column)
            codes = data.codes(column.name)
            shares = None if counts is None else np.nan_to_num(counts[codes >= 0])
            often = np.bincount(codes[codes >= 0], shares, minlength=len(domain))
            order = np.argsort(-often, kind="stable")
            if top is not None and top < len(domain):
                order = np.concatenate([order[:top], np.sort(order[top:])])
            moved = pl.Enum([domain[place] for place in order])
            changed[column.name] = column.cast(pl.String).cast(moved)
    return data.with_columns(changed)


def set_level(data: FrameData, level: str) -> FrameData:
    """The column with one of its levels in every row."""
    column = categorical(data, "set_level")
    known_level(column, level)
    return from_series(
        {column.name: pl.Series([level], dtype=column.dtype).new_from_index(0, len(column))}
    )


def known_level(column: pl.Series, level: str) -> list[str]:
    """The domain, after checking that the level is in it."""
    domain = domain_of(column)
    if level not in domain:
        raise H2OFrameError(
            f"The column {column.name!r} has no level {level!r}.{did_you_mean(level, domain)} Its "
            f"levels are {listed(domain)}.",
            "level",
        )
    return domain
