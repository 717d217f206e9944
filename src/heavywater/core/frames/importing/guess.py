"""Which type a column of text is, as H2O guesses it from a sample.

H2O counts what the cells look like: numbers other than zero, zeros, dates, UUIDs, other text, and
how many different other texts there are. The decision below was checked against it on some
thousand columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from heavywater.core.frames.importing.convert import to_numbers, to_times, to_uuids
from heavywater.core.frames.types import ColumnKind

__all__ = ["Cells", "count_cells", "guess_kind", "zero_means_missing"]

_MISSING_WORDS = frozenset({"NA", "na", "Na", "N/A"})
_FEW_REPEATS = 0.95
"""With more distinct texts than this share of all texts, the column is not categorical."""


@dataclass(frozen=True)
class Cells:
    """What the cells of a column look like."""

    numbers: int = 0
    zeros: int = 0
    dates: int = 0
    uuids: int = 0
    texts: int = 0
    distinct: frozenset[str] = frozenset()
    values: pl.Series | None = None
    """The different numbers, and missing for each different text that is none."""

    @property
    def filled(self) -> int:
        """Cells with anything in them."""
        return self.numbers + self.zeros + self.dates + self.uuids + self.texts

    def exact(self) -> Cells:
        """The same of a column of numbers alone, whose zeros and gaps were not counted."""
        if self.values is None or self.filled != len(self.values):
            return self
        filled = len(self.values) - self.values.null_count()
        zeros = int((self.values == 0).sum())
        return replace(self, numbers=filled - zeros, zeros=zeros)

    def __add__(self, other: Cells) -> Cells:
        """What the cells of two texts look like, one below the other."""
        one, two = self.exact(), other.exact()
        return Cells(
            one.numbers + two.numbers,
            one.zeros + two.zeros,
            one.dates + two.dates,
            one.uuids + two.uuids,
            one.texts + two.texts,
            one.distinct | two.distinct,
            _both(one.values, two.values),
        )


def _both(one: pl.Series | None, two: pl.Series | None) -> pl.Series | None:
    if one is None or two is None:
        return two if one is None else one
    if one.dtype != two.dtype:
        one, two = one.cast(pl.Float64), two.cast(pl.Float64)
    return one.append(two)


def count_cells(text: pl.Series) -> Cells:
    """Count what the cells of a text column look like; empty ones do not count."""
    filled = text.filter(text.is_not_null() & (text != "")).alias("text")
    distinct = filled.value_counts(name="count")
    values = to_numbers(distinct["text"])
    zeros = _total(distinct, values == 0)
    numbers = _total(distinct, values.is_not_null()) - zeros
    if values.null_count() == 0:
        return Cells(numbers=numbers, zeros=zeros, values=values)
    words = distinct.filter(values.is_null())
    dated = to_times(words["text"]).is_not_null()
    uuids = to_uuids(words["text"]).is_not_null()
    other = words.filter(~dated & ~uuids)
    return Cells(
        numbers=numbers,
        zeros=zeros,
        dates=_total(words, dated),
        uuids=_total(words, uuids),
        texts=int(other["count"].sum()),
        distinct=frozenset(other["text"].to_list()),
        values=values,
    )


def _total(counts: pl.DataFrame, which: pl.Series) -> int:
    return int(counts["count"].filter(which).sum())


def guess_kind(cells: Cells) -> ColumnKind:
    """The type that H2O guesses."""
    numeric = cells.numbers + cells.zeros
    dates, uuids, texts, levels = cells.dates, cells.uuids, cells.texts, len(cells.distinct)
    if numeric >= dates and numeric >= uuids and cells.numbers >= texts:
        return "numeric"
    if levels == 1 and dates == 0:
        return "numeric" if cells.distinct <= _MISSING_WORDS or numeric > texts else "enum"
    if levels <= 1 and numeric > dates + uuids:
        return "numeric"
    if dates > max(uuids, numeric, texts):
        return "time"
    if uuids > max(dates, numeric, texts):
        return "uuid"
    repeats = levels <= _FEW_REPEATS * texts
    if texts > max(dates, uuids, numeric) and levels >= _FEW_REPEATS * texts:
        return "string"
    if repeats and (texts >= numeric or texts + cells.zeros >= cells.filled):
        return "enum"
    return "numeric"


def zero_means_missing(cells: Cells) -> bool:
    """Whether the zeros of a categorical column are gaps: H2O takes them for missing then."""
    return (
        cells.zeros > 0
        and len(cells.distinct) <= _FEW_REPEATS * cells.texts
        and cells.texts + cells.zeros >= cells.filled - 1
    )
