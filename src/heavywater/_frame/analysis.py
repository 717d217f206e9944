"""Histograms, distances, combined levels, time series and functions of columns or rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater._frame.base import FrameBase, as_flag, as_frame_data, as_text, as_whole
from heavywater._frame.by_row import apply_to_columns, apply_to_rows
from heavywater.core.frames.verbs import distance, histogram, isax
from heavywater.exceptions import H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Analysis"]


class Analysis(FrameBase):
    """What looks at several columns or rows at once."""

    def apply(self, fun: Callable[[Any], Any] | None = None, axis: int = 0) -> H2OFrame:
        """The results of a function of each column, or of each row.

        Parameters
        ----------
        fun
            A lambda of one argument. For columns that is a frame of one column. For rows it stands
            for any row: it has operators, functions such as ``abs()`` and ``ifelse()``, cells by
            name or position (``row["x"]``) and reducers over the row (``row.mean()``). It is
            called once and computes all rows; what depends on a row by ``if`` needs ``ifelse``.
        axis
            0 for columns, 1 for rows.

        Returns
        -------
        H2OFrame
            By columns, a column of the same name for each; by rows, columns ``C1``, ``C2``, ...
            Rows hold numbers: of levels their places, of times milliseconds, of text nothing.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> frame = H2OFrame({"x": [1, 2], "y": [5, 7]})
        >>> frame.apply(lambda column: column.mean()).as_data_frame(use_pandas=False)
        [['x', 'y'], ['1.5', '6']]
        >>> frame.apply(lambda row: row["y"] - row["x"], axis=1).as_data_frame(use_pandas=False)
        [['C1'], ['4'], ['5']]
        """
        if isinstance(axis, bool) or axis not in (0, 1):
            raise H2OTypeError(f"axis must be 0 (columns) or 1 (rows), not {axis!r}.", "axis", axis)
        if fun is None or not callable(fun) or isinstance(fun, type):
            raise H2OTypeError(
                f"fun must be a function, such as a lambda, not {fun!r}.", "fun", fun
            )
        over = apply_to_columns if axis == 0 else apply_to_rows
        return self._wrap(over(self._data, fun))

    def hist(
        self,
        breaks: str | int | Sequence[float] = "sturges",
        plot: bool = True,
        save_plot_path: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """A histogram of the single numeric column.

        Parameters
        ----------
        breaks
            How to choose the number of breaks: ``"sturges"``, ``"rice"``, ``"sqrt"``, ``"doane"``,
            ``"fd"`` (by the median absolute deviation) or ``"scott"``; that number; or the breaks
            themselves.
        plot
            Draw the histogram too.
        save_plot_path
            File to save the figure to.
        **kwargs
            ``server=True`` leaves the figure out of matplotlib's list of open ones.

        Returns
        -------
        H2OFrame, or a figure that also answers as that frame
            A row for each break: ``breaks``, and of the class that ends there ``counts``,
            ``mids_true`` (the middle of its values) and ``mids`` (the middle of its ends); with
            ``plot=True`` also ``widths``, else ``density``.
        """
        server = as_flag(kwargs.pop("server", False), "server")
        if kwargs:
            raise H2OValueError(f"hist has no argument {next(iter(kwargs))!r}.")
        counted = self._wrap(histogram.histogram(self._data, as_breaks(breaks)))
        widths = counted["breaks"].difflag1()
        if not as_flag(plot, "plot"):
            counted["density"] = counted["counts"] / (widths * counted["counts"].sum())
            return counted
        counted["widths"] = widths
        return draw_histogram(counted, self._data.names[0], save_plot_path, server)

    def distance(self, y: H2OFrame, measure: str | None = None) -> H2OFrame:
        """The distance of each row of this frame from each row of another.

        Parameters
        ----------
        y
            A frame of as many numeric columns.
        measure
            ``"l1"``, ``"l2"`` (default), ``"cosine"`` or ``"cosine_sq"``; the last two are
            similarities.

        Returns
        -------
        H2OFrame
            A row for each row of this frame, columns ``C1``, ``C2``, ... for the rows of `y`.
        """
        word = "l2" if measure is None else as_text(measure, "measure")
        return self._wrap(distance.row_distances(self._data, as_frame_data(y, "y"), word))

    def interaction(
        self,
        factors: Sequence[str | int],
        pairwise: bool,
        max_factors: int,
        min_occurrence: int,
        destination_frame: str | None = None,
    ) -> H2OFrame:
        """Levels of several categorical columns combined.

        Parameters
        ----------
        factors
            Names or positions of categorical columns.
        pairwise
            Of three or more, combine each pair; else all into one column.
        max_factors
            How many combinations get a level, the most frequent first; the others share
            ``other``.
        min_occurrence
            How often a combination must occur to get one.
        destination_frame
            Name of the result in the session.

        Returns
        -------
        H2OFrame
            Columns such as ``a_b`` with levels such as ``x_u``; a missing level counts as ``NA``.
        """
        from heavywater._making import interaction

        return interaction(
            self,  # type: ignore[arg-type]
            factors,
            pairwise,
            max_factors,
            min_occurrence,
            destination_frame,
        )

    def isax(
        self, num_words: int, max_cardinality: int, optimize_card: bool = False, **kwargs: Any
    ) -> H2OFrame:
        """A word for each row, which is a time series: the iSAX index.

        Parameters
        ----------
        num_words
            Into how many pieces of equal length a series is cut.
        max_cardinality
            How many letters there are for the mean of a piece.
        optimize_card
            Count, in each piece, only the letters that occur.
        **kwargs
            Nothing further is accepted.

        Returns
        -------
        H2OFrame
            ``iSax_index``, such as ``0^10_3^10``, and the letters in columns ``c0``, ``c1``, ...
        """
        if kwargs:
            raise H2OTypeError(f"isax has no argument {next(iter(kwargs))!r}.")
        words = as_whole(num_words, "num_words", 1)
        letters = as_whole(max_cardinality, "max_cardinality", 1)
        optimize = as_flag(optimize_card, "optimize_card")
        return self._wrap(isax.isax(self._data, words, letters, optimize))


def as_breaks(breaks: Any) -> str | int | list[float]:
    """The breaks of a histogram: a word, their number, or a list of them."""
    if isinstance(breaks, str):
        return breaks
    if isinstance(breaks, (int, np.integer)) and not isinstance(breaks, bool):
        return int(breaks)
    if isinstance(breaks, (list, tuple, np.ndarray)):
        numbers = [item for item in breaks if isinstance(item, (int, float, np.number))]
        if len(numbers) == len(breaks):
            return [float(item) for item in numbers]
    raise H2OTypeError(
        f"breaks must be a word, a whole number or a list of numbers, not {breaks!r}.",
        "breaks",
        breaks,
    )


def draw_histogram(counted: H2OFrame, name: str, path: str | None, server: bool) -> Any:
    """A figure of the classes and their counts."""
    from heavywater.plot import finish, new_figure

    figure, [axes] = new_figure(server=server)
    data = counted._data
    ends, widths, counts = (data.numeric(n)[1:] for n in ("breaks", "widths", "counts"))
    axes.bar(ends - widths, counts, widths, align="edge")
    axes.set_xlabel(name)
    axes.set_ylabel("Frequency")
    axes.set_title(f"Histogram of {name}")
    return finish(figure, path, counted)
