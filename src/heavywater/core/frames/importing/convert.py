"""Columns of text to columns of a type, by H2O's rules for what a number, a time, ... looks like.

What is not of the type becomes missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from heavywater.core.frames.codes import as_levels, new_codes
from heavywater.core.frames.types import ColumnKind
from heavywater.core.frames.zones import to_utc

__all__ = ["as_kind", "narrowest", "to_enum", "to_levels", "to_numbers", "to_times", "to_uuids"]


def as_kind(text: pl.Series, kind: ColumnKind) -> pl.Series:
    """The text column converted to `kind`."""
    return _CONVERTERS[kind](text)


# -- Numbers ---------------------------------------------------------------------------------

# Java's number texts with the two things that H2O takes beside them: a dollar sign in front and
# per cent signs behind. A lone sign or point is zero to H2O.
_DECORATED: Final = r"^\$?([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t]*(%*)$"
_ZEROS: Final = ("-", "+", ".")


def to_numbers(text: pl.Series) -> pl.Series:
    """The numbers that the texts mean: Int64 where all are written as whole ones, else Float64."""
    stripped = text.str.strip_chars(" \t")
    whole = stripped.cast(pl.Int64, strict=False)
    if whole.null_count() == stripped.null_count():
        return whole
    number = stripped.cast(pl.Float64, strict=False)
    number = _without_words(number, stripped)
    if number.null_count() > stripped.null_count():
        number = number.fill_null(_decorated_numbers(stripped.set(number.is_not_null(), None)))
    return whole if whole.null_count() == number.null_count() else number


def _without_words(number: pl.Series, text: pl.Series) -> pl.Series:
    """Missing in place of ``nan`` and ``inf``, which are words to H2O; 1e400 stays infinite."""
    odd = number.is_nan() | number.is_infinite()
    if not odd.any():
        return number
    return number.set(odd & text.str.contains(r"(?i)[ny]"), None)


def _decorated_numbers(text: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": text})
    parts = pl.col("text").str.extract_groups(_DECORATED)
    digits = parts.struct.field("1").cast(pl.Float64, strict=False)
    percents = parts.struct.field("2").str.len_bytes().cast(pl.Float64)
    value = pl.when(pl.col("text").is_in(_ZEROS)).then(0.0).otherwise(digits / 100.0**percents)
    return frame.select(value.alias("text")).to_series()


def narrowest(number: pl.Series) -> pl.Series:
    """The whole numbers in the smallest type that holds them; fractions as they are."""
    if not number.dtype.is_integer():
        return number
    dtype = integer_type(number.min(), number.max())
    return number if dtype == number.dtype else number.cast(dtype)


def integer_type(low: object, high: object) -> type[pl.DataType]:
    """The smallest type of whole numbers for the range from `low` to `high`."""
    if not isinstance(low, int) or not isinstance(high, int):
        return pl.UInt8
    if low >= 0 and high < 2**8:
        return pl.UInt8
    for bits, dtype in ((15, pl.Int16), (31, pl.Int32)):
        if low >= -(2**bits) and high < 2**bits:
            return dtype
    return pl.Int64


# -- Times -----------------------------------------------------------------------------------

_CLOCK: Final = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"(?:[.:](?P<fraction>\d{1,9}))?(?: ?(?P<half>[AaPp][Mm]))?"
)
_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DATES: Final = (
    r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?",
    r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})[-/](?P<year>\d{4}|\d{2})",
    r"(?P<day>\d{1,2})-?(?P<name>[A-Za-z]{3,9})-?(?P<year>\d{4}|\d{2})",
)
_PATTERNS: Final = (*(rf"^{date}(?:\s+{_CLOCK})?$" for date in _DATES), rf"^{_CLOCK}$")
_PIVOT: Final = 69  # two-digit years from here on belong to the last century


def to_times(text: pl.Series) -> pl.Series:
    """The moments that the texts mean in the session's time zone, as ``Datetime("ms")`` in UTC.

    Recognised as in H2O: ``2020-01-31``, ``2020-01``, ``1/31/2020``, ``01-31-20``,
    ``31-Jan-2020``, ``31Jan20``, each with a time ``23:59:59.999`` or ``11:59:59 PM`` behind it,
    a time alone, and whole numbers, which are milliseconds since 1970.
    """
    quick = to_utc(_iso_times(text))
    if quick.null_count() == text.null_count():
        return quick
    distinct = text.drop_nulls().unique()
    moments = _moments(distinct.alias("text"))
    if moments.height == 0:
        return pl.Series(text.name, [None], dtype=pl.Datetime("ms")).new_from_index(0, len(text))
    return text.replace_strict(
        moments["text"], moments["moment"], default=None, return_dtype=pl.Datetime("ms")
    )


def _iso_times(text: pl.Series) -> pl.Series:
    """The most common form of dates or of times, which Polars reads fast; null for all others."""
    lengths = text.str.len_bytes()
    longest = lengths.max()
    form = "%Y-%m-%d %H:%M:%S" if longest == 19 else "%Y-%m-%d"
    length = 19 if longest == 19 else 10
    if longest != length or lengths.min() != length:
        text = text.set(lengths != length, None)
    return text.str.to_datetime(form, time_unit="ms", strict=False)


def _moments(text: pl.Series) -> pl.DataFrame:
    """The texts that mean a moment, each with the moment."""
    stripped = text.str.strip_chars(" \t")
    parts = [pl.DataFrame({"text": text, "moment": stripped.cast(pl.Int64, strict=False)})]
    for pattern in _PATTERNS:
        # Most texts are of none: only those that are get taken to pieces, which takes longer.
        matching = stripped.str.contains(pattern)
        if matching.any():
            found = pl.DataFrame({"text": text, "stripped": stripped}).filter(matching)
            told = found.select("text", moment=_moment(pl.col("stripped"), pattern))
            parts.append(told.with_columns(to_utc(told["moment"]).to_physical()))
    moments = pl.concat(parts).drop_nulls("moment")
    return moments.with_columns(pl.col("moment").cast(pl.Datetime("ms")))


def _moment(text: pl.Expr, pattern: str) -> pl.Expr:
    """The moment that a text of a pattern means; null when there is no such day or time."""
    parts = text.str.extract_groups(pattern)

    def part(name: str, absent: str) -> pl.Expr:
        if f"?P<{name}>" not in pattern:
            return pl.lit(absent)
        return parts.struct.field(name).fill_null(absent)

    date = pl.concat_str(
        _full_year(part("year", "1970")),
        _month_number(part("name", "")) if "?P<name>" in pattern else part("month", "1"),
        part("day", "1"),
        separator="-",
    ).str.to_date("%Y-%m-%d", strict=False)
    hour = part("hour", "0").cast(pl.Int64, strict=False)
    minute = part("minute", "0").cast(pl.Int64, strict=False)
    second = part("second", "0").cast(pl.Int64, strict=False)
    # H2O takes the first three digits of the fraction for milliseconds, even if there are fewer.
    fraction = part("fraction", "0").str.slice(0, 3).cast(pl.Int64, strict=False)
    half = part("half", "").str.to_lowercase()
    # H2O adds twelve hours for PM, modulo a day, so that 12:00 PM is midnight there.
    hours = pl.when(half == "pm").then((hour + 12) % 24).otherwise(hour)
    valid = (hour < 24) & (minute < 60) & (second < 60) & ((half == "") | (hour <= 12))
    clock = ((hours * 60 + minute) * 60 + second) * 1000 + fraction
    moment = (date.cast(pl.Datetime("ms")).to_physical() + clock).cast(pl.Datetime("ms"))
    return pl.when(valid).then(moment)


def _full_year(year: pl.Expr) -> pl.Expr:
    short = year.str.len_bytes() == 2
    last_century = year.cast(pl.Int32, strict=False) >= _PIVOT
    century = pl.when(last_century).then(pl.lit("19")).otherwise(pl.lit("20"))
    return pl.when(short).then(pl.concat_str(century, year)).otherwise(year)


def _month_number(name: pl.Expr) -> pl.Expr:
    numbers = {month: str(i) for i, month in enumerate(_MONTHS, start=1)}
    numbers |= {month[:3]: str(i) for i, month in enumerate(_MONTHS, start=1)}
    return name.str.to_lowercase().replace_strict(numbers, default=None, return_dtype=pl.String)


# -- Text ------------------------------------------------------------------------------------

_UUID: Final = r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"


def to_uuids(text: pl.Series) -> pl.Series:
    """The texts that are UUIDs, in upper case."""
    stripped = text.str.strip_chars(" \t")
    return stripped.set(~stripped.str.contains(_UUID), None).str.to_uppercase()


def to_enum(text: pl.Series) -> pl.Series:
    """The texts of a file as categories, where empty text is missing."""
    return to_levels(text, missing=[""])


def to_levels(text: pl.Series, missing: Sequence[str] = ()) -> pl.Series:
    """The texts as categories, but for those that mean `missing`; the domain is sorted by code
    point."""
    column = text.cast(new_codes())
    return as_levels([column.to_physical()], column.dtype, missing).alias(text.name)


def _to_numbers_narrowly(text: pl.Series) -> pl.Series:
    return narrowest(to_numbers(text))


def _to_text(text: pl.Series) -> pl.Series:
    return text


_CONVERTERS: Final = {
    "numeric": _to_numbers_narrowly,
    "enum": to_enum,
    "string": _to_text,
    "time": to_times,
    "uuid": to_uuids,
}
