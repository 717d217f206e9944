"""Times of H2OFrame: from parts and from text, and their parts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import FrameBase, as_text, milliseconds
from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs import dates
from heavywater.exceptions import H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Times"]

PARTS = ("year", "month", "day", "hour", "minute", "second", "msec")


class Times(FrameBase):
    """Times, in UTC."""

    def year(self) -> H2OFrame:
        """The year of the single time column."""
        return self._wrap(dates.date_part("year", self._data))

    def month(self) -> H2OFrame:
        """The month, from 1 to 12, of the single time column."""
        return self._wrap(dates.date_part("month", self._data))

    def week(self) -> H2OFrame:
        """The ISO week, from 1 to 53, of the single time column."""
        return self._wrap(dates.date_part("week", self._data))

    def day(self) -> H2OFrame:
        """The day of the month of the single time column."""
        return self._wrap(dates.date_part("day", self._data))

    def hour(self) -> H2OFrame:
        """The hour, from 0 to 23, of the single time column."""
        return self._wrap(dates.date_part("hour", self._data))

    def minute(self) -> H2OFrame:
        """The minute of the single time column."""
        return self._wrap(dates.date_part("minute", self._data))

    def second(self) -> H2OFrame:
        """The second of the single time column."""
        return self._wrap(dates.date_part("second", self._data))

    def dayOfWeek(self) -> H2OFrame:  # noqa: N802 - H2O's name
        """The day of the week of the single time column, as levels Mon to Sun."""
        return self._wrap(dates.day_of_week(self._data))

    def as_date(self, format: str) -> H2OFrame:
        """The single column of text or levels read as dates: milliseconds since 1970.

        Parameters
        ----------
        format
            The dates' format in the manner of strptime, such as ``"%Y-%m-%d"``.

        Returns
        -------
        H2OFrame
            Whole numbers, under the same name; missing where missing.

        Raises
        ------
        H2OValueError
            If text does not have the format.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> days = H2OFrame({"day": ["02/01/1970"]}, column_types=["string"])
        >>> days.as_date("%d/%m/%Y").flatten()
        86400000.0
        """
        pattern = as_text(format, "format")
        return self._wrap(dates.milliseconds_from_text(self._data, pattern))

    @staticmethod
    def moment(
        year: Any = None,
        month: Any = None,
        day: Any = None,
        hour: Any = None,
        minute: Any = None,
        second: Any = None,
        msec: Any = None,
        date: datetime.date | None = None,
        time: datetime.time | None = None,
    ) -> H2OFrame:
        """A column of times made from their parts.

        Parameters
        ----------
        year, month, day
            Each a whole number or a numeric frame of one column.
        hour, minute, second, msec
            Likewise; 0 by default.
        date
            A date instead of `year`, `month` and `day`; a `datetime` instead of all parts.
        time
            A time of day instead of `hour`, `minute`, `second` and `msec`.

        Returns
        -------
        H2OFrame
            A time column ``time``, with one row or as many as the frames have. Missing where a
            part is missing or out of its range.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> days = H2OFrame({"day": [1, 30]})
        >>> H2OFrame.moment(2020, 2, days).isna().as_data_frame(use_pandas=False, header=False)
        [['0'], ['1']]
        """
        parts = [year, month, day, hour, minute, second, msec]
        if time is not None:
            parts[3:] = _of_time(time, parts[3:])
        if date is not None:
            parts = _of_date(date, time, parts)
        if any(part is None for part in parts[:3]):
            raise H2OValueError("Either year, month and day are needed, or date.")
        checked = [0 if part is None else part for part in parts]
        moments = dates.moments_of(_columns(checked, "moment"))
        return FrameBase._wrap(dates.times_frame("time", moments))

    @staticmethod
    def mktime(
        year: Any = 1970,
        month: Any = 0,
        day: Any = 0,
        hour: Any = 0,
        minute: Any = 0,
        second: Any = 0,
        msec: Any = 0,
    ) -> H2OFrame:
        """Milliseconds since 1970 from the parts of times; `moment` gives times.

        Parameters
        ----------
        year, hour, minute, second, msec
            Each a whole number or a numeric frame of one column.
        month, day
            Likewise, but counted from 0: the fourth of January is month 0 and day 3.

        Returns
        -------
        H2OFrame
            A numeric column ``msec``, missing where a part is.

        Raises
        ------
        H2OValueError
            If a part is out of its range.
        """
        parts = _columns([year, month, day, hour, minute, second, msec], "mktime")
        parts[1], parts[2] = parts[1] + 1, parts[2] + 1
        moments = dates.moments_of(parts)
        missing = np.any(np.broadcast_arrays(*map(np.isnan, parts)), axis=0)
        wrong = np.flatnonzero(np.isnan(moments) & ~missing)
        if wrong.size:
            at = [part[min(int(wrong[0]), part.size - 1)] for part in parts]
            given = ", ".join(f"{n}={v:g}" for n, v in zip(PARTS, at, strict=True))
            raise H2OValueError(
                f"There is no such time (months and days counted from 1): {given}, in row "
                f"{int(wrong[0])}."
            )
        return FrameBase._wrap(FrameData.from_columns({"msec": moments}))


def _of_time(time: datetime.time, given: list[Any]) -> list[Any]:
    if not isinstance(time, datetime.time):
        raise H2OTypeError(f"time must be a datetime.time, not {time!r}.", "time", time)
    if any(part is not None for part in given):
        raise H2OValueError("time cannot be combined with hour, minute, second and msec.", "time")
    return [time.hour, time.minute, time.second, time.microsecond // 1000]


def _of_date(date: Any, time: Any, parts: list[Any]) -> list[Any]:
    if not isinstance(date, (datetime.date, np.datetime64)):
        raise H2OTypeError(f"date must be a date, not {date!r}.", "date", date)
    if any(part is not None for part in parts[:3]):
        raise H2OValueError("date cannot be combined with year, month and day.", "date")
    whole = isinstance(date, (datetime.datetime, np.datetime64))
    if whole and (time is not None or any(part is not None for part in parts[3:])):
        raise H2OValueError("A date with a time of day cannot be combined with another.", "date")
    if isinstance(date, np.datetime64):
        date = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=milliseconds(date))
    if not whole:
        return [date.year, date.month, date.day, *parts[3:]]
    clock = [date.hour, date.minute, date.second, date.microsecond // 1000]
    return [date.year, date.month, date.day, *clock]


def _columns(parts: list[Any], verb: str) -> list[npt.NDArray[np.float64]]:
    """The parts as arrays of equal length, or of length 1."""
    columns = [_column(part, name, verb) for part, name in zip(parts, PARTS, strict=True)]
    rows = {len(c) for c, part in zip(columns, parts, strict=True) if isinstance(part, FrameBase)}
    if len(rows) > 1 or rows == {0}:
        raise H2OValueError(
            f"{verb} needs frames of equal numbers of rows, at least 1; these have "
            f"{', '.join(map(str, sorted(rows)))}."
        )
    return columns


def _column(part: Any, name: str, verb: str) -> npt.NDArray[np.float64]:
    if isinstance(part, FrameBase):
        data = part._data
        if data.ncol != 1:
            raise H2OValueError(f"{name} must be a frame of one column, not of {data.ncol}.", name)
        if data.type_of(data.names[0]) not in ("int", "real"):
            raise H2OValueError(
                f"{name} must be numeric, not of type {data.type_of(data.names[0])}.", name
            )
        return data.numeric(data.names[0])
    if isinstance(part, (int, np.integer)) and not isinstance(part, bool):
        return np.array([float(part)])
    raise H2OTypeError(
        f"{name} must be a whole number or an H2OFrame in {verb}(), not {part!r}.", name, part
    )
