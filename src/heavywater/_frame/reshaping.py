"""H2OFrame: rows grouped, joined with another frame's, ranked, and tables turned long or wide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import FrameBase, as_flag, as_frame_data, as_text, as_whole
from heavywater.core.frames.verbs import arrange, merge, rank, reshape
from heavywater.core.frames.verbs.select import column_name, resolve_columns
from heavywater.exceptions import H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.group_by import GroupBy

__all__ = ["Reshaping"]


class Reshaping(FrameBase):
    """Groups, joins, ranks, long and wide tables."""

    def group_by(self, by: Any) -> GroupBy:
        """Group the rows by the values of some columns.

        Parameters
        ----------
        by
            A name, a position, or a list of these.

        Returns
        -------
        GroupBy
            Its methods add results; its `get_frame` computes them.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> frame = H2OFrame({"g": [1, 2, 1], "x": [1, 2, 3]})
        >>> frame.group_by("g").sum("x").get_frame().as_data_frame(use_pandas=False)
        [['g', 'sum_x'], ['1', '4'], ['2', '2']]
        """
        from heavywater.group_by import GroupBy

        return GroupBy(self, by)  # type: ignore[arg-type]

    def merge(
        self,
        other: H2OFrame,
        all_x: bool = False,
        all_y: bool = False,
        by_x: Any = None,
        by_y: Any = None,
        method: str = "auto",
    ) -> H2OFrame:
        """Join the rows of another frame whose keys are equal.

        Parameters
        ----------
        other
            The other frame.
        all_x, all_y
            Keep the rows of this frame, and of the other, that have no partner; with both, all
            rows of both (H2O refuses that).
        by_x, by_y
            The key columns of this frame and of the other; all columns that both have, when they
            are not given.
        method
            ``"auto"`` and ``"radix"`` pair every row with all of its partners; ``"hash"`` with the
            first one only.

        Returns
        -------
        H2OFrame
            The keys, the other columns of this frame, those of the other; ordered by the keys.
            Missing keys have no partner.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> left, right = H2OFrame({"k": [1, 2], "a": [5, 6]}), H2OFrame({"k": [2], "b": [7]})
        >>> left.merge(right, all_x=True).as_data_frame(use_pandas=False)
        [['k', 'a', 'b'], ['1', '5', ''], ['2', '6', '7']]
        """
        theirs = as_frame_data(other, "other")
        if method not in ("auto", "radix", "hash"):
            raise H2OValueError(
                f"method must be 'auto', 'radix' or 'hash', not {method!r}.", "method"
            )
        left_on = self._keys(by_x, theirs, "by_x")
        right_on = left_on if by_y is None else resolve_columns(theirs, by_y)
        if by_x is None and by_y is not None:
            left_on = right_on
        if method == "hash":
            theirs = arrange.drop_duplicates(theirs, right_on, "first")
        joins: dict[tuple[bool, bool], Any] = {
            (False, False): "inner",
            (True, False): "left",
            (False, True): "right",
            (True, True): "outer",
        }
        join = joins[as_flag(all_x, "all_x"), as_flag(all_y, "all_y")]
        return self._wrap(merge.merge(self._data, theirs, left_on, right_on, join))

    def _keys(self, by: Any, theirs: Any, argument: str) -> list[str]:
        if by is None:
            return merge.common_columns(self._data, theirs)
        if isinstance(by, (list, tuple)) and not by:
            raise H2OValueError(f"{argument} is empty; name at least one column.", argument)
        return resolve_columns(self._data, by)

    def pivot(self, index: Any, column: Any, value: Any) -> H2OFrame:
        """A row for each value of `index`, a column for each level of `column`.

        Parameters
        ----------
        index
            Column of numbers, times or levels that names the rows.
        column
            Column of levels, whole numbers or times, which names the columns.
        value
            Column with what is in the cells; of several values for one cell the first counts, and
            a cell without any is missing.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> long = H2OFrame({"i": [1, 1], "c": ["a", "b"], "v": [5, 6]}, column_types={"c": "enum"})
        >>> long.pivot("i", "c", "v").as_data_frame(use_pandas=False)
        [['i', 'a', 'b'], ['1', '5', '6']]
        """
        names = [column_name(self._data, part) for part in (index, column, value)]
        return self._wrap(reshape.pivot(self._data, *names))

    def melt(
        self,
        id_vars: Any,
        value_vars: Any = None,
        var_name: str = "variable",
        value_name: str = "value",
        skipna: bool = False,
    ) -> H2OFrame:
        """A row for each cell of some columns.

        Parameters
        ----------
        id_vars
            Columns that identify a row, repeated for each of its cells.
        value_vars
            Numeric columns whose cells become rows; all others when not given.
        var_name, value_name
            Names of the columns for a cell's column and its value.
        skipna
            Leave out missing cells.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> H2OFrame({"id": [1], "a": [5], "b": [6]}).melt(["id"]).as_data_frame(use_pandas=False)
        [['id', 'variable', 'value'], ['1', 'a', '5'], ['1', 'b', '6']]
        """
        keep = resolve_columns(self._data, id_vars)
        values = None if value_vars is None else resolve_columns(self._data, value_vars)
        melted = reshape.melt(
            self._data,
            keep,
            values,
            as_text(var_name, "var_name"),
            as_text(value_name, "value_name"),
            as_flag(skipna, "skipna"),
        )
        return self._wrap(melted)

    def rep_len(self, length_out: int) -> H2OFrame:
        """The values of a single column repeated up to a number of rows.

        Of several columns, the columns repeated up to that number of columns. Results are called
        ``C1``, ``C2``, ...

        Parameters
        ----------
        length_out
            The number of rows, or of columns.
        """
        return self._wrap(
            reshape.repeat_to_length(self._data, as_whole(length_out, "length_out", 1))
        )

    # -- Ranks -----------------------------------------------------------------------------

    def rank_within_group_by(
        self,
        group_by_cols: Any,
        sort_cols: Any,
        ascending: bool | Sequence[bool] = (),
        new_col_name: str = "New_Rank_column",
        sort_cols_sorted: bool = False,
    ) -> H2OFrame:
        """The frame with each row's rank among the rows of its group.

        Parameters
        ----------
        group_by_cols
            Columns whose values make a group.
        sort_cols
            Columns that rank; a row that lacks one of their values has no rank.
        ascending
            For each of `sort_cols`, whether small values come first; all do when it is empty.
        new_col_name
            Name of the ranks' column; they begin at 1.
        sort_cols_sorted
            Order the rows by `sort_cols` alone, not by the groups first.
        """
        groups = resolve_columns(self._data, group_by_cols)
        by = resolve_columns(self._data, sort_cols)
        flags = [ascending] if isinstance(ascending, bool) else list(ascending)
        up = [as_flag(flag, "ascending") for flag in flags] or [True] * len(by)
        ranked = rank.rank_within_groups(
            self._data,
            groups,
            by,
            up,
            as_text(new_col_name, "new_col_name"),
            as_flag(sort_cols_sorted, "sort_cols_sorted"),
        )
        return self._wrap(ranked)

    def topNBottomN(  # noqa: N802 - H2O's name
        self,
        column: Any = 0,
        nPercent: float = 10,  # noqa: N803
        grabTopN: int = -1,  # noqa: N803
    ) -> H2OFrame:
        """The rows with the largest, or the smallest, values of a column.

        Parameters
        ----------
        column
            Its name or position.
        nPercent
            Share of the rows in percent, above 0 and at most 100.
        grabTopN
            1 for the largest, -1 for the smallest.

        Returns
        -------
        H2OFrame
            ``Original_Row_Indices`` and the column, the largest or the smallest first.
        """
        if grabTopN not in (1, -1):
            raise H2OValueError(f"grabTopN must be 1 or -1, not {grabTopN!r}.", "grabTopN")
        if isinstance(nPercent, bool) or not isinstance(nPercent, (int, float)):
            raise H2OTypeError(f"nPercent must be a number, not {nPercent!r}.", "nPercent")
        name = column_name(self._data, column)
        return self._wrap(rank.extreme_rows(self._data, name, float(nPercent), grabTopN == 1))

    def topN(self, column: Any = 0, nPercent: float = 10) -> H2OFrame:  # noqa: N802, N803
        """The rows with the largest values of a column, see `topNBottomN`."""
        return self.topNBottomN(column, nPercent, 1)

    def bottomN(self, column: Any = 0, nPercent: float = 10) -> H2OFrame:  # noqa: N802, N803
        """The rows with the smallest values of a column, see `topNBottomN`."""
        return self.topNBottomN(column, nPercent, -1)
