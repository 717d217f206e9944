"""Reducers, quantiles, counts and correlations of H2OFrame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import FrameBase, as_flag, as_frame_data, as_text, as_whole
from heavywater.core.frames.verbs import moments, reduce
from heavywater.core.frames.verbs.logical import all_cells, any_cell, any_cell_without_missing
from heavywater.core.frames.verbs.table import table, unique
from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean, listed
from heavywater.utils.config import wants_frames

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.frame import H2OFrame

__all__ = ["Statistics"]


def skips_missing(skipna: Any, options: dict[str, Any], verb: str) -> tuple[bool, bool]:
    """`skipna` (also spelled na_rm) and return_frame, from the arguments of a reducer."""
    allowed = ("na_rm", "return_frame")
    for name in options:
        if name not in allowed:
            raise H2OTypeError(
                f"{verb} has no argument {name!r}.{did_you_mean(name, allowed)} Beside skipna and "
                f"axis it takes {listed(allowed)}.",
                name,
            )
    skip = as_flag(options.get("na_rm", skipna), "skipna")
    as_frame = options["return_frame"] if "return_frame" in options else wants_frames()
    return skip, as_flag(as_frame, "return_frame")


class Statistics(FrameBase):
    """Numbers that sum up columns.

    Two levels count as 0 and 1; other columns without numbers give NaN. ``skipna`` and ``na_rm``
    say whether missing values are left out; if not, one of them makes the result missing.
    """

    def mean(self, skipna: bool = True, axis: int = 0, **options: Any) -> list[float] | H2OFrame:
        """Means by column or by row.

        Parameters
        ----------
        skipna
            Leave missing values out (default); `na_rm` is another name for it.
        axis
            0 for columns, 1 for rows.
        **options
            ``return_frame=True`` gives the means of the columns as a frame of one row; it is the
            default where a file ``.h2oconfig`` sets ``general.allow_breaking_changes``.

        Returns
        -------
        list of float, or H2OFrame
            One mean per column; by rows, a frame with the column ``mean``.
        """
        skip, as_frame = skips_missing(skipna, options, "mean")
        reduce.check_axis(axis)
        if axis == 1:
            return self._wrap(reduce.row_means(self._data, skip))
        if as_frame:
            return self._wrap(reduce.means_frame(self._data, skip))
        return reduce.column_means(self._data, skip)

    def sum(self, skipna: bool = True, axis: int = 0, **options: Any) -> float | H2OFrame:
        """The sum of all cells, or sums by column or row.

        Parameters
        ----------
        skipna
            Leave missing values out (default); `na_rm` is another name for it.
        axis
            0 for columns, 1 for rows; only with ``return_frame=True``.
        **options
            ``return_frame=True`` gives a frame of sums instead of one number; it is the default
            where a file ``.h2oconfig`` sets ``general.allow_breaking_changes``.

        Returns
        -------
        float or H2OFrame
            The sum of all cells. With ``return_frame=True`` a frame of one row with the sum of
            each column, or of one column ``sum`` with the sum of each row.
        """
        skip, as_frame = skips_missing(skipna, options, "sum")
        reduce.check_axis(axis)
        if not as_frame:
            return reduce.total(self._data, skip)
        by_axis = reduce.row_sums if axis == 1 else reduce.sums_frame
        return self._wrap(by_axis(self._data, skip))

    def prod(self, na_rm: bool = False) -> float:
        """The product of all cells."""
        return reduce.product(self._data, as_flag(na_rm, "na_rm"))

    def min(self) -> float:
        """The smallest cell of the frame; NaN if one is missing or not a number."""
        return reduce.minimum(self._data)

    def max(self) -> float:
        """The largest cell of the frame; NaN if one is missing or not a number."""
        return reduce.maximum(self._data)

    def median(self, na_rm: bool = False) -> list[float]:
        """The median of each column."""
        return moments.medians(self._data, as_flag(na_rm, "na_rm"))

    def sd(self, na_rm: bool = False) -> list[float]:
        """The standard deviation of each column, over n - 1."""
        return moments.deviations(self._data, as_flag(na_rm, "na_rm"))

    def skewness(self, na_rm: bool = False) -> list[float]:
        """The skewness of each column."""
        return moments.skewnesses(self._data, as_flag(na_rm, "na_rm"))

    def kurtosis(self, na_rm: bool = False) -> list[float]:
        """The kurtosis of each column; 3 for a normal distribution."""
        return moments.kurtoses(self._data, as_flag(na_rm, "na_rm"))

    def var(self, y: Any = None, na_rm: bool = False, use: str | None = None) -> float | H2OFrame:
        """Variances and covariances of the columns.

        Parameters
        ----------
        y
            A frame whose columns are paired with those of this one; by default this frame.
        na_rm
            Leave out rows with missing values.
        use
            ``"everything"``: missing values make results missing (default without `na_rm`);
            ``"complete.obs"``: rows with missing values are left out (default with `na_rm`);
            ``"all.obs"``: missing values are an error.

        Returns
        -------
        float or H2OFrame
            A number for single columns, else a square frame.
        """
        other = None if y is None else as_frame_data(y, "y")
        return self._answer(moments.covariance(self._data, other, missing_use(na_rm, use)))

    def cor(
        self,
        y: Any = None,
        na_rm: bool = False,
        use: str | None = None,
        method: str = "Pearson",
    ) -> float | H2OFrame:
        """Correlations of the columns.

        Parameters
        ----------
        y
            A frame whose columns are paired with those of this one; by default this frame.
        na_rm, use
            What to do with missing values, as in `var`.
        method
            ``"Pearson"``, or ``"Spearman"`` for the correlation of ranks.

        Returns
        -------
        float or H2OFrame
            A number for single columns, else a frame.
        """
        other = None if y is None else as_frame_data(y, "y")
        use = missing_use(na_rm, use)
        return self._answer(moments.correlation(self._data, other, use, as_text(method, "method")))

    def _answer(self, result: FrameData | float) -> float | H2OFrame:
        return result if isinstance(result, float) else self._wrap(result)

    def quantile(
        self,
        prob: Sequence[float] | None = None,
        combine_method: str = "interpolate",
        weights_column: Any = None,
    ) -> H2OFrame:
        """Quantiles of each column.

        Parameters
        ----------
        prob
            Probabilities from 0 to 1; by default 0.01, 0.1, 0.25, 0.333, 0.5, 0.667, 0.75, 0.9
            and 0.99.
        combine_method
            What to take between two values: ``"interpolate"``, ``"average"``, ``"low"`` or
            ``"high"``.
        weights_column
            Name of a column, or a frame of one column, that says how often each row counts.

        Returns
        -------
        H2OFrame
            ``Probs``, and ``<name>Quantiles`` for each column; missing for text and levels.
        """
        data, weights = with_weights(self._data, weights_column)
        probabilities = moments.DEFAULT_PROBABILITIES if prob is None else as_probabilities(prob)
        return self._wrap(moments.quantiles(data, probabilities, combine_method, weights))

    def table(self, data2: Any = None, dense: bool = True) -> H2OFrame:
        """How often each value, or each pair of values, occurs.

        Parameters
        ----------
        data2
            A second column; alternatively this frame has two.
        dense
            True for one row per pair that occurs; False for one column per value of the second
            column.

        Returns
        -------
        H2OFrame
            Values in order, with their ``Count`` (of pairs: ``Counts``). Missing values are not
            counted.
        """
        other = None if data2 is None else as_frame_data(data2, "data2")
        return self._wrap(table(self._data, other, as_flag(dense, "dense")))

    def unique(self, include_nas: bool = False) -> H2OFrame:
        """The distinct values of the first column, in order, in a column ``C1``.

        Parameters
        ----------
        include_nas
            Whether a missing value counts as one; it comes last.
        """
        return self._wrap(unique(self._data, as_flag(include_nas, "include_nas")))

    def nacnt(self) -> list[float]:
        """How many values of each column are missing."""
        return reduce.missing_counts(self._data)

    def any(self) -> bool:
        """Whether some number is not zero or some value is missing."""
        return any_cell(self._data)

    def any_na_rm(self) -> bool:
        """Whether some number is not zero, missing values aside."""
        return any_cell_without_missing(self._data)

    def all(self) -> bool:
        """Whether no number is zero; missing values do not count as zero."""
        return all_cells(self._data)

    def cumsum(self, axis: int = 0) -> H2OFrame:
        """Running sums down the columns (`axis` 0) or along the rows (1)."""
        return self._wrap(reduce.cumulative("cumsum", self._data, axis))

    def cumprod(self, axis: int = 0) -> H2OFrame:
        """Running products down the columns (`axis` 0) or along the rows (1)."""
        return self._wrap(reduce.cumulative("cumprod", self._data, axis))

    def cummin(self, axis: int = 0) -> H2OFrame:
        """Running minima down the columns (`axis` 0) or along the rows (1)."""
        return self._wrap(reduce.cumulative("cummin", self._data, axis))

    def cummax(self, axis: int = 0) -> H2OFrame:
        """Running maxima down the columns (`axis` 0) or along the rows (1)."""
        return self._wrap(reduce.cumulative("cummax", self._data, axis))

    def idxmax(self, skipna: bool = True, axis: int = 0) -> H2OFrame:
        """Where the largest number is: its row in each column, or its column in each row."""
        skip = as_flag(skipna, "skipna")
        return self._wrap(reduce.extreme_positions(self._data, True, skip, as_whole(axis, "axis")))

    def idxmin(self, skipna: bool = True, axis: int = 0) -> H2OFrame:
        """Where the smallest number is: its row in each column, or its column in each row."""
        skip = as_flag(skipna, "skipna")
        return self._wrap(reduce.extreme_positions(self._data, False, skip, as_whole(axis, "axis")))


def missing_use(na_rm: Any, use: str | None) -> str:
    """What var and cor do with missing values."""
    if use is not None:
        return as_text(use, "use")
    return "complete.obs" if as_flag(na_rm, "na_rm") else "everything"


def as_probabilities(prob: Any) -> list[float]:
    """Probabilities as a list, a single one too."""
    items = prob if isinstance(prob, (list, tuple)) else [prob]
    try:
        return [float(item) for item in items]
    except (TypeError, ValueError):
        raise H2OTypeError(
            f"prob must be a list of numbers from 0 to 1, not {prob!r}.", "prob", prob
        ) from None


def with_weights(data: FrameData, weights: Any) -> tuple[FrameData, str | None]:
    """The frame with a column of weights in it, and that column's name."""
    if weights is None or isinstance(weights, str):
        return data, weights
    column = as_frame_data(weights, "weights_column")
    if column.ncol != 1 or column.nrow != data.nrow:
        raise H2OValueError(
            "weights_column must name a column or be a frame of one column and as many rows as "
            f"this one ({data.nrow}), not a frame of {column.nrow} x {column.ncol}.",
            "weights_column",
        )
    name = column.names[0]
    return data.with_columns({name: column.column(name)}), name
