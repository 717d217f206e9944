"""Text, times, gaps and classes of H2OFrame's cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import (
    FrameBase,
    as_flag,
    as_frame_data,
    as_plain,
    as_text,
    as_whole,
)
from heavywater.core.frames.verbs import arrange, dates, fill, text
from heavywater.core.frames.verbs.reduce import missing_counts
from heavywater.core.frames.verbs.select import resolve_columns
from heavywater.exceptions import H2ONotImplementedError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Cells"]


class Cells(FrameBase):
    """Text, times, gaps and classes.

    Text functions take string columns and the levels of categorical ones, patterns are regular
    expressions, and missing stays missing.
    """

    # -- Text ------------------------------------------------------------------------------

    def toupper(self) -> H2OFrame:
        """Text in capital letters."""
        return self._wrap(text.upper(self._data))

    def tolower(self) -> H2OFrame:
        """Text in small letters."""
        return self._wrap(text.lower(self._data))

    def trim(self) -> H2OFrame:
        """Text without white space at its ends."""
        return self._wrap(text.strip(self._data, None, left=True, right=True))

    def lstrip(self, set: str = " ") -> H2OFrame:
        """Text without the characters of `set` at its beginning."""
        return self._wrap(text.strip(self._data, as_text(set, "set"), left=True, right=False))

    def rstrip(self, set: str = " ") -> H2OFrame:
        """Text without the characters of `set` at its end."""
        return self._wrap(text.strip(self._data, as_text(set, "set"), left=False, right=True))

    def nchar(self) -> H2OFrame:
        """Numbers of characters."""
        return self._wrap(text.length(self._data))

    def substring(self, start_index: int, end_index: int | None = None) -> H2OFrame:
        """The characters from `start_index` up to and without `end_index`, counted from 0."""
        start = as_whole(start_index, "start_index", 0)
        end = None if end_index is None else as_whole(end_index, "end_index")
        return self._wrap(text.substring(self._data, start, end))

    def sub(self, pattern: str, replacement: str, ignore_case: bool = False) -> H2OFrame:
        """Text with the first match of `pattern` replaced."""
        return self._replaced(pattern, replacement, ignore_case, everywhere=False)

    def gsub(self, pattern: str, replacement: str, ignore_case: bool = False) -> H2OFrame:
        """Text with every match of `pattern` replaced."""
        return self._replaced(pattern, replacement, ignore_case, everywhere=True)

    def _replaced(self, pattern: Any, replacement: Any, ignore: Any, everywhere: bool) -> H2OFrame:
        pattern, new = as_text(pattern, "pattern"), as_text(replacement, "replacement")
        ignore = as_flag(ignore, "ignore_case")
        return self._wrap(text.replace(self._data, pattern, new, ignore, everywhere))

    def countmatches(self, pattern: str | Sequence[str]) -> H2OFrame:
        """How often a text, or any of several, occurs."""
        patterns = [pattern] if isinstance(pattern, str) else list(pattern)
        checked = [as_text(item, "pattern") for item in patterns]
        return self._wrap(text.count_matches(self._data, checked))

    def grep(
        self,
        pattern: str,
        ignore_case: bool = False,
        invert: bool = False,
        output_logical: bool = False,
    ) -> H2OFrame:
        """The rows in which the single column matches.

        Parameters
        ----------
        pattern
            What to look for.
        ignore_case
            Take capital and small letters as equal.
        invert
            Find the rows that do not match.
        output_logical
            1 and 0 for each row instead of positions.
        """
        flags = [
            as_flag(flag, name)
            for flag, name in (
                (ignore_case, "ignore_case"),
                (invert, "invert"),
                (output_logical, "output_logical"),
            )
        ]
        return self._wrap(text.grep(self._data, as_text(pattern, "pattern"), *flags))

    def strsplit(self, pattern: str) -> H2OFrame:
        """The single column cut at each match, in columns ``C1``, ``C2``, ..."""
        return self._wrap(text.split_text(self._data, as_text(pattern, "pattern")))

    # -- Times -----------------------------------------------------------------------------

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

    # -- Gaps ------------------------------------------------------------------------------

    def fillna(self, method: str = "forward", axis: int = 0, maxlen: int = 1) -> H2OFrame:
        """Gaps filled from their neighbours.

        Parameters
        ----------
        method
            ``"forward"`` for the value before the gap, ``"backward"`` for the one after it.
        axis
            0 down the columns, 1 along the rows.
        maxlen
            How many missing values in a row to fill.
        """
        at_most = as_whole(maxlen, "maxlen", 0)
        return self._wrap(fill.fill_from_neighbours(self._data, method, axis, at_most))

    def impute(
        self,
        column: Any = -1,
        method: str = "mean",
        combine_method: str = "interpolate",
        by: Any = None,
        group_by_frame: Any = None,
        values: Sequence[float] | None = None,
    ) -> list[float]:
        """Fill gaps with each column's mean, median or most frequent level, in place.

        Parameters
        ----------
        column
            Name or position of a column; -1 for all.
        method
            ``"mean"`` or ``"median"`` for numbers, ``"mode"`` for levels; columns that it does
            not suit stay as they are.
        combine_method
            How to take the median of an even number of values, as in `quantile`.
        by, group_by_frame
            Filling by group is not available yet.
        values
            What to fill with, one number for each column, instead of what `method` finds.

        Returns
        -------
        list of float
            The value used for each column, NaN for those that stay as they are.
        """
        if by is not None or group_by_frame is not None:
            raise H2ONotImplementedError(
                "impute() by group is not available yet; fill each group with "
                "frame[mask, 'x'] = value."
            )
        every = isinstance(column, int) and column == -1
        names = self._data.names if every else resolve_columns(self._data, column)
        filled, used = fill.impute(self._data, names, method, combine_method, values)
        self._replace(filled)
        return used

    def filter_na_cols(self, frac: float = 0.2) -> list[int]:
        """Positions of the columns of which less than the share `frac` is missing."""
        counts = missing_counts(self._data)
        return [i for i, count in enumerate(counts) if count < frac * self._data.nrow]

    # -- Classes and places ----------------------------------------------------------------

    def cut(
        self,
        breaks: Sequence[float],
        labels: Sequence[str] | None = None,
        include_lowest: bool = False,
        right: bool = True,
        dig_lab: int = 3,
    ) -> H2OFrame:
        """The single numeric column in classes, as levels.

        Parameters
        ----------
        breaks
            The ends of the classes; what lies outside is missing.
        labels
            A level for each class; by default its ends, such as ``(0.0,3.0]``.
        include_lowest
            Whether the outermost end that is open belongs to its class too.
        right
            Whether classes include their right ends, else their left ones.
        dig_lab
            Decimals of the ends in default labels.
        """
        return self._wrap(
            fill.cut(
                self._data,
                breaks,
                labels,
                as_flag(include_lowest, "include_lowest"),
                as_flag(right, "right"),
                as_whole(dig_lab, "dig_lab", 0),
            )
        )

    def match(
        self, table: Any, nomatch: float | None = float("nan"), start_index: int = 1
    ) -> H2OFrame:
        """The place of each cell of the single column in a list.

        Parameters
        ----------
        table
            A value or a list of values.
        nomatch
            What to give for cells that are not in it.
        start_index
            The place of the first value.
        """
        items = list(table) if isinstance(table, (list, tuple)) else [table]
        values = [value for value in map(as_plain, items) if value is not None]
        missing = float("nan") if nomatch is None else float(nomatch)
        start = as_whole(start_index, "start_index")
        return self._wrap(fill.match(self._data, values, missing, start))

    def difflag1(self) -> H2OFrame:
        """The single column's differences from one row to the next; the first is missing."""
        return self._wrap(fill.difference(self._data))

    def mult(self, matrix: Any) -> H2OFrame:
        """The matrix product of this frame and another, in columns ``C1``, ``C2``, ..."""
        return self._wrap(arrange.matrix_product(self._data, as_frame_data(matrix, "matrix")))
