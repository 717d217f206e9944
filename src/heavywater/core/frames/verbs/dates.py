"""Parts of times: year, month, day of the week and so on, in UTC."""

from __future__ import annotations

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import as_float, from_series, is_number, one_column
from heavywater.exceptions import H2OValueError

__all__ = ["PARTS", "date_part", "day_of_week"]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS = ("year", "month", "week", "day", "hour", "minute", "second")


def date_part(name: str, data: FrameData) -> FrameData:
    """One of `PARTS` of the times in the only column; weeks are ISO's."""
    column = times(data, name)
    return from_series({column.name: getattr(column.dt, name)()})


def day_of_week(data: FrameData) -> FrameData:
    """The day of the week in the only column, as levels from Mon to Sun."""
    column = times(data, "dayOfWeek")
    places = (column.dt.weekday() - 1).cast(pl.UInt32)
    names = pl.Series(WEEKDAYS, dtype=pl.Enum(WEEKDAYS))
    return from_series({column.name: names.gather(places)})


def times(data: FrameData, verb: str) -> pl.Series:
    """The only column as times; numbers are milliseconds since 1970."""
    column = one_column(data, verb)
    if not is_number(column):
        raise H2OValueError(
            f"{verb} takes a time column, but {column.name!r} is of type "
            f"{data.type_of(column.name)}. Read it as col_types={{{column.name!r}: 'time'}}."
        )
    if column.dtype.is_temporal():
        return column
    return as_float(column).cast(pl.Int64).cast(pl.Datetime("ms"))
