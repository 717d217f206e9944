"""Times from text and from their parts, and their parts again, in the session's time zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import as_float, from_series, is_number, one_column
from heavywater.core.frames.zones import to_local, to_utc
from heavywater.exceptions import H2OFrameError

__all__ = [
    "PARTS",
    "date_part",
    "day_of_week",
    "milliseconds_from_text",
    "moments_of",
    "times_frame",
]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
#: What is put in front of text, and of its format, that lacks these parts of a date.
_LACKING: Final = (
    ("year", "Yyc", "%Y", "2000"),
    ("month", "mbBhj", "%m", "01"),
    ("day", "dej", "%d", "01"),
)
_SYNONYMS: Final = {"%D": "%m/%d/%y", "%T": "%H:%M:%S", "%R": "%H:%M", "%F": "%Y-%m-%d"}
#: The last year that two digits can mean.
_LAST_SHORT_YEAR: Final = 2068
#: Upper bounds of hours, minutes, seconds and milliseconds.
_CLOCK: Final = (24, 60, 60, 1000)

PARTS = ("year", "month", "week", "day", "hour", "minute", "second")


def date_part(name: str, data: FrameData) -> FrameData:
    """One of `PARTS` of the times in the only column; weeks are ISO's."""
    column = to_local(times(data, name))
    return from_series({column.name: getattr(column.dt, name)()})


def day_of_week(data: FrameData) -> FrameData:
    """The day of the week in the only column, as levels from Mon to Sun."""
    column = to_local(times(data, "dayOfWeek"))
    places = (column.dt.weekday() - 1).cast(pl.UInt32)
    names = pl.Series(WEEKDAYS, dtype=pl.Enum(WEEKDAYS))
    return from_series({column.name: names.gather(places)})


def times(data: FrameData, verb: str) -> pl.Series:
    """The only column as times; numbers are milliseconds since 1970."""
    column = one_column(data, verb)
    if not is_number(column):
        raise H2OFrameError(
            f"{verb} takes a time column, but {column.name!r} is of type "
            f"{data.type_of(column.name)}. Read it as col_types={{{column.name!r}: 'time'}}."
        )
    if column.dtype.is_temporal():
        return column
    return as_float(column).cast(pl.Int64).cast(pl.Datetime("ms"))


def milliseconds_from_text(data: FrameData, pattern: str) -> FrameData:
    """The only column, text or levels, read as dates: milliseconds since 1970.

    Parameters
    ----------
    data
        Missing text stays missing.
    pattern
        A format in the manner of strptime, such as ``%Y-%m-%d``. Of a date without a year it is
        2000, without a month January, without a day the first; a time of day alone is in 1970.
        Years of two digits are from 1969 to 2068.

    Raises
    ------
    H2OValueError
        If text does not have the format.
    """
    column = one_column(data, "as_date")
    if not (column.dtype == pl.String or isinstance(column.dtype, pl.Enum)):
        raise H2OFrameError(
            f"as_date takes text or levels, but {column.name!r} is of type "
            f"{data.type_of(column.name)}."
        )
    if not pattern:
        raise H2OFrameError("format must not be empty; '%Y-%m-%d' is one.", "format")
    text = column.cast(pl.String)
    return from_series({column.name: _parsed(text, pattern)})


def _parsed(text: pl.Series, pattern: str) -> pl.Series:
    full = pattern
    for short, meaning in _SYNONYMS.items():
        full = full.replace(short, meaning)
    before, beginning = _completion(full)
    try:
        times = (beginning + text).str.to_datetime(before + full, time_unit="ms", strict=False)
    except pl.exceptions.PolarsError as error:
        raise H2OFrameError(
            f"{pattern!r} is not a format of dates that can be read: {error}", "format"
        ) from None
    if "%y" in full:
        # Polars takes 69 for 2069.
        late = times.dt.year() > _LAST_SHORT_YEAR
        times = times.zip_with(~late.fill_null(False), times.dt.offset_by("-100y"))
    wrong = (times.is_null() & text.is_not_null()).arg_true()
    if len(wrong):
        row = int(wrong[0])
        raise H2OFrameError(
            f"{text[row]!r} in row {row} does not have the format {pattern!r}.", "format"
        )
    return to_utc(times).dt.epoch("ms")


def _completion(pattern: str) -> tuple[str, str]:
    """Format and text of the parts of a date that a format lacks."""
    letters = set(re.findall("%-?([A-Za-z])", pattern))
    lacking = [(form, word) for _, which, form, word in _LACKING if not letters & set(which)]
    if len(lacking) == len(_LACKING):
        lacking[0] = ("%Y", "1970")
    if letters & {"H", "I"} and "M" not in letters:
        lacking.append(("%M", "00"))
    return "".join(f"{form} " for form, _ in lacking), "".join(f"{word} " for _, word in lacking)


def moments_of(parts: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Milliseconds since 1970 of years, months, days, hours, minutes, seconds and milliseconds.

    Months and days count from 1; fractions are cut off. NaN where a part is missing or out of its
    range.
    """
    whole = np.broadcast_arrays(*(np.trunc(part) for part in parts))
    there = ~np.isnan(whole).any(axis=0)
    year, month, day, *clock = (np.where(there, part, 1).astype(np.int64) for part in whole)
    there &= (month >= 1) & (month <= 12) & (np.abs(year) < 10_000)
    months = np.where(there, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]")
    there &= (day >= 1) & (day <= ((months + 1).astype("datetime64[D]") - days).astype(np.int64))
    total = days.astype(np.int64) + day - 1
    for part, bound in zip(clock, _CLOCK, strict=True):
        there &= (part >= 0) & (part < bound)
        total = total * bound + part
    local = pl.Series(values=total).cast(pl.Datetime("ms"))
    utc = to_utc(local).to_physical().cast(pl.Float64).to_numpy()
    return np.where(there, utc, np.nan)


def times_frame(name: str, moments: npt.NDArray[np.float64]) -> FrameData:
    """A time column of milliseconds since 1970, NaN for missing."""
    values = pl.Series(values=moments, nan_to_null=True).cast(pl.Int64)
    return from_series({name: values.cast(pl.Datetime("ms"))})
