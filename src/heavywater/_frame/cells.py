"""Text, gaps and classes of H2OFrame's cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import (
    FrameBase,
    as_flag,
    as_frame_data,
    as_numbers,
    as_plain,
    as_text,
    as_whole,
)
from heavywater.core.frames.verbs import arrange, fill, impute, text, tokens
from heavywater.core.frames.verbs.likeness import MEASURES, text_likeness
from heavywater.core.frames.verbs.reduce import missing_counts
from heavywater.core.frames.verbs.select import resolve_columns
from heavywater.exceptions import H2OTypeError, H2OValueError, listed

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.frame import H2OFrame

__all__ = ["Cells"]


class Cells(FrameBase):
    """Text, gaps and classes.

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
        """The characters from `start_index` up to and without `end_index`, counted from 0.

        A negative `start_index` counts as 0; there is nothing before a smaller `end_index`.
        """
        start = max(0, as_whole(start_index, "start_index"))
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

    def tokenize(self, split: str) -> H2OFrame:
        """The words of all text columns in a single column ``C1``, for word counts and the like.

        Parameters
        ----------
        split
            Regular expression at which text is cut.

        Returns
        -------
        H2OFrame
            The words of a row follow one another; a missing value ends each row.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> frame = H2OFrame({"s": ["red wine", "tea"]}, column_types=["string"])
        >>> frame.tokenize(" ").as_data_frame(use_pandas=False, header=False)
        [['red'], ['wine'], [''], ['tea'], ['']]
        """
        return self._wrap(tokens.tokenize(self._data, as_text(split, "split")))

    def entropy(self) -> H2OFrame:
        """Shannon's entropy of each text's characters, in bits; 0 for empty text."""
        return self._wrap(tokens.entropy(self._data))

    def num_valid_substrings(self, path_to_words: str) -> H2OFrame:
        """How many substrings of two characters or more are words of a list.

        Parameters
        ----------
        path_to_words
            Path of a text file with one word a line.
        """
        words = tokens.read_words(as_text(path_to_words, "path_to_words"))
        return self._wrap(tokens.known_substrings(self._data, words))

    def strdistance(
        self, y: H2OFrame, measure: str | None = None, compare_empty: bool = True
    ) -> H2OFrame:
        """How alike the texts of two frames are, cell by cell.

        Parameters
        ----------
        y
            A frame of the same shape. Both hold text or levels.
        measure
            ``"lv"`` (Levenshtein's edits), ``"lcs"`` (longest common substrings), ``"qgram"``
            (pairs of characters), ``"jaccard"`` (words), ``"jw"`` (Jaro and Winkler) or
            ``"soundex"``.
        compare_empty
            Whether empty text is compared; if not, its result is missing.

        Returns
        -------
        H2OFrame
            As in H2O these are no distances: 1 means equal, 0 nothing in common. Missing where a
            text is.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> mine, theirs = (H2OFrame([[word]], column_types=["string"]) for word in ("abc", "abd"))
        >>> round(mine.strdistance(theirs, "lv").flatten(), 3)
        0.667
        """
        if not isinstance(measure, str):
            raise H2OTypeError(
                f"measure must be one of {listed(MEASURES)}, not {measure!r}.", "measure", measure
            )
        other = as_frame_data(y, "y")
        compare = as_flag(compare_empty, "compare_empty")
        return self._wrap(text_likeness(self._data, other, measure, compare))

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
        values: Sequence[float | str] | None = None,
    ) -> list[float] | H2OFrame:
        """Fill gaps with each column's mean, median or most frequent value, in place.

        Parameters
        ----------
        column
            Name or position of a column; -1 for all, of which those with levels get their most
            frequent one.
        method
            ``"mean"`` or ``"median"`` for numbers, ``"mode"`` for the most frequent value; a
            column that it does not suit stays as it is.
        combine_method
            How to take the median of an even number of values, as in `quantile`.
        by
            Columns to group by: gaps are filled with the value of the row's group.
        group_by_frame
            The groups' values, from `group_by`, if they are known already. Of its columns the last
            one is filled in; the others are those grouped by, unless `by` names them.
        values
            What to fill with, a number or level for each column, instead of what `method` finds.

        Returns
        -------
        list of float, or H2OFrame
            The value used for each column, of levels its place, NaN for those that stay as they
            are. By group, a frame of the groups' values.
        """
        every = isinstance(column, int) and column == -1
        names = self._data.names if every else resolve_columns(self._data, column)
        if by is None and group_by_frame is None:
            filled, used = self._imputed(names, method, combine_method, values, every)
            self._replace(filled)
            return used
        if values is not None:
            raise H2OValueError("values cannot be combined with groups; leave one out.", "values")
        typical = (
            None if group_by_frame is None else as_frame_data(group_by_frame, "group_by_frame")
        )
        if by is None:
            keys = [] if typical is None else typical.names[:-1]
        else:
            keys = resolve_columns(self._data, by)
        if typical is None:
            kind = None if every and method == "mean" else method
            typical = impute.typical_by_group(self._data, names, keys, kind)
            names = [name for name in names if impute.has_value(typical, name)]
        elif every:
            names = [name for name in names if impute.has_value(typical, name)]
        suited = [name for name in names if name not in keys]
        self._replace(impute.fill_by_group(self._data, suited, keys, typical))
        return self._wrap(typical)

    def _imputed(
        self, names: list[str], method: str, combine: str, values: Any, every: bool
    ) -> tuple[FrameData, list[float]]:
        filled, used = impute.impute(self._data, names, method, combine, values)
        if not every or values is not None or method == "mode":
            return filled, used
        levels = [name for name in names if self._data.domain(name) is not None]
        filled, more = impute.impute(filled, levels, "mode", combine, None)
        return filled, [b if a != a else a for a, b in zip(used, more, strict=True)]

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
                as_numbers(breaks, "breaks"),
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
