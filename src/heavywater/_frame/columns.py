"""Names, types and levels of H2OFrame's columns; frames side by side and one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater._frame.base import FrameBase, as_frame_data, as_numbers, as_seed, as_text, as_whole
from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs import arrange, combine, convert, random
from heavywater.exceptions import H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Columns"]


class Columns(FrameBase):
    """Conversions of columns, and frames made from several."""

    # -- Types -----------------------------------------------------------------------------

    def asfactor(self) -> H2OFrame:
        """Whole numbers and text as categorical columns.

        Returns
        -------
        H2OFrame
            Levels are ordered as numbers, or as text by code point; missing stays missing.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> H2OFrame({"x": [10, 9, 10, 1]}).asfactor().levels()
        [['1', '9', '10']]
        """
        return self._wrap(convert.as_factor(self._data))

    def asnumeric(self) -> H2OFrame:
        """Columns as numbers.

        Returns
        -------
        H2OFrame
            Levels become the numbers they spell if all of them do, else their place in the
            domain; text that spells no number becomes missing; times become milliseconds.
        """
        return self._wrap(convert.as_numeric(self._data))

    def ascharacter(self) -> H2OFrame:
        """Columns as text."""
        return self._wrap(convert.as_character(self._data))

    def _are(self, *kinds: str) -> list[bool]:
        return [kind in kinds for kind in self._data.types.values()]

    def isfactor(self) -> list[bool]:
        """Whether each column is categorical."""
        return self._are("enum")

    def isnumeric(self) -> list[bool]:
        """Whether each column is numeric."""
        return self._are("int", "real")

    def isstring(self) -> list[bool]:
        """Whether each column is text."""
        return self._are("string")

    def ischaracter(self) -> list[bool]:
        """Whether each column is text; the same as `isstring`."""
        return self._are("string")

    def anyfactor(self) -> bool:
        """Whether some column is categorical."""
        return any(self.isfactor())

    def columns_by_type(self, coltype: str = "numeric") -> list[int]:
        """Positions of the columns of a type.

        Parameters
        ----------
        coltype
            ``"numeric"``, ``"categorical"``, ``"string"``, ``"time"``, ``"uuid"``, or ``"bad"``
            for columns without any value.
        """
        return convert.columns_by_type(self._data, as_text(coltype, "coltype"))

    # -- Levels ----------------------------------------------------------------------------

    def levels(self) -> list[Any]:
        """The levels of each column.

        Returns
        -------
        list of list of str
            An empty list for a column that is not categorical; one empty list if none is.
        """
        found = convert.levels(self._data)
        return found if any(found) else []

    def nlevels(self) -> list[int] | int:
        """The number of levels of each column; 0 if no column is categorical.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> H2OFrame({"x": [3, 1, 3]}).asfactor().nlevels()
        [2]
        """
        found = self.levels()
        return [len(levels) for levels in found] if found else 0

    def categories(self) -> list[str]:
        """The levels of a single categorical column."""
        return convert.categories(self._data)

    def set_levels(self, levels: Sequence[str]) -> H2OFrame:
        """The single categorical column with its levels renamed, in the order of `levels`."""
        return self._wrap(convert.set_levels(self._data, as_labels(levels)))

    def set_level(self, level: str) -> H2OFrame:
        """The single categorical column with one of its levels in every row."""
        return self._wrap(convert.set_level(self._data, as_text(level, "level")))

    def append_levels(self, levels: Sequence[str]) -> H2OFrame:
        """The single categorical column with more levels after its own."""
        return self._wrap(convert.append_levels(self._data, as_labels(levels)))

    def relevel(self, y: str) -> H2OFrame:
        """The single categorical column with level `y` moved to the front of its domain."""
        return self._wrap(convert.relevel(self._data, as_text(y, "y")))

    def relevel_by_frequency(self, weights_column: str | None = None, top_n: int = -1) -> H2OFrame:
        """The frame with the most frequent levels of each categorical column first.

        Parameters
        ----------
        weights_column
            A numeric column that says how often each row counts.
        top_n
            How many of the most frequent levels to move; the others keep their order. -1 for all.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> frame = H2OFrame({"x": ["a", "b", "b"]}, column_types=["enum"])
        >>> frame.relevel_by_frequency().levels()
        [['b', 'a']]
        """
        top = as_whole(top_n, "top_n")
        if top != -1 and top < 1:
            raise H2OValueError(f"top_n must be a positive number, or -1, not {top}.", "top_n")
        weights = None if weights_column is None else as_text(weights_column, "weights_column")
        kept = None if top == -1 else top
        return self._wrap(convert.relevel_by_frequency(self._data, weights, kept))

    # -- Several frames --------------------------------------------------------------------

    def cbind(self, data: Any) -> H2OFrame:
        """This frame's columns, then those of others.

        Parameters
        ----------
        data
            A frame, a number (a column of its own), or a list of both.

        Returns
        -------
        H2OFrame
            A name that occurs again gets a number appended.
        """
        parts = data if isinstance(data, (list, tuple)) else [data]
        return self._wrap(combine.cbind(self._data, [as_part(part) for part in parts]))

    def rbind(self, data: Any) -> H2OFrame:
        """This frame's rows, then those of others.

        Parameters
        ----------
        data
            A frame or a list of frames with the same names and types of columns. Levels are
            united.
        """
        parts = data if isinstance(data, (list, tuple)) else [data]
        return self._wrap(combine.rbind(self._data, [as_frame_data(p, "data") for p in parts]))

    def concat(self, frames: Any, axis: int = 1) -> H2OFrame:
        """Frames side by side (`axis` 1) or one below the other (0)."""
        frames = frames if isinstance(frames, (list, tuple)) else [frames]
        if axis not in (0, 1):
            raise H2OValueError(
                f"axis must be 1 (side by side) or 0 (one below the other), not {axis!r}.", "axis"
            )
        return self.rbind(frames) if axis == 0 else self.cbind(frames)

    # -- Rows ------------------------------------------------------------------------------

    def sort(self, by: Any, ascending: Any = ()) -> H2OFrame:
        """Rows in the order of some columns, missing values first.

        Parameters
        ----------
        by
            Names or positions of columns, the most important first.
        ascending
            For each of them True (small first, default) or False.
        """
        flags = [ascending] if isinstance(ascending, bool) else list(ascending)
        return self._wrap(arrange.sort(self._data, by, flags))

    def na_omit(self) -> H2OFrame:
        """The rows without any missing value."""
        return self._wrap(arrange.na_omit(self._data))

    def drop_duplicates(self, columns: Any, keep: str = "first") -> H2OFrame:
        """One row for each combination of values in `columns`, the first or the last."""
        return self._wrap(arrange.drop_duplicates(self._data, columns, keep))

    def which(self) -> H2OFrame:
        """Positions of the rows where the single column is not zero, in a column ``C1``."""
        return self._wrap(arrange.which(self._data))

    def transpose(self) -> H2OFrame:
        """Rows as columns ``C1``, ``C2``, ...; numeric columns only."""
        return self._wrap(arrange.transpose(self._data))

    def scale(self, center: Any = True, scale: Any = True) -> H2OFrame:
        """Numeric columns moved and stretched.

        Parameters
        ----------
        center
            True to subtract means, False for nothing, or a list of numbers to subtract.
        scale
            True to divide by standard deviations, False for nothing, or a list of numbers.
        """
        given = [
            value if isinstance(value, bool) else as_numbers(value, argument, ", True or False")
            for argument, value in (("center", center), ("scale", scale))
        ]
        return self._wrap(arrange.scale(self._data, *given))

    # -- Chance ----------------------------------------------------------------------------

    def runif(self, seed: int | None = None) -> H2OFrame:
        """A random number from [0, 1) for each row, in a column ``rnd``.

        Parameters
        ----------
        seed
            The same seed gives the same numbers, here and in H2O. None or -1 for a random one.
        """
        return self._wrap(random.runif(self._data, as_seed(seed)))

    def insert_missing_values(self, fraction: float = 0.1, seed: int | None = None) -> H2OFrame:
        """Make cells missing at random, in place.

        Parameters
        ----------
        fraction
            Probability of each cell.
        seed
            The same seed makes the same cells missing, here and in H2O. None for a random one.

        Returns
        -------
        The frame itself.
        """
        if isinstance(fraction, bool) or not isinstance(fraction, (int, float)):
            raise H2OTypeError(
                f"fraction must be a number, not {fraction!r}.", "fraction", fraction
            )
        self._replace(random.insert_missing(self._data, float(fraction), as_seed(seed)))
        return self  # type: ignore[return-value]

    def split_frame(
        self,
        ratios: Sequence[float] | None = None,
        destination_frames: Sequence[str] | None = None,
        seed: int | None = None,
    ) -> list[H2OFrame]:
        """The rows in random parts.

        Parameters
        ----------
        ratios
            Shares of all parts but the last, which takes the rest; ``[0.75]`` by default.
        destination_frames
            Names for the parts, one more than `ratios`.
        seed
            The same seed gives the same parts, here and in H2O. None or -1 for a random one.

        Returns
        -------
        list of H2OFrame
            Each part is about as large as asked for; rows keep their order.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> train, test = H2OFrame({"x": list(range(100))}).split_frame([0.8], seed=1)
        >>> train.nrow + test.nrow
        100
        """
        from heavywater.frame import H2OFrame

        shares = [0.75] if ratios is None else as_ratios(ratios)
        names = as_destinations(destination_frames, len(shares) + 1)
        parts = random.split(self._data, shares, as_seed(seed))
        return [H2OFrame._from_data(part, n) for part, n in zip(parts, names, strict=True)]

    def kfold_column(self, n_folds: int = 3, seed: int | None = -1) -> H2OFrame:
        """A random fold from 0 to ``n_folds - 1`` for each row, in a column ``C1``."""
        folds = as_whole(n_folds, "n_folds")
        return self._wrap(random.kfold(self._data, folds, as_seed(seed)))

    def stratified_kfold_column(self, n_folds: int = 3, seed: int | None = -1) -> H2OFrame:
        """A random fold for each row, so that each value of the single column has equal shares.

        Parameters
        ----------
        n_folds
            Number of folds, which count from 0.
        seed
            The same seed gives the same folds. None or -1 for a random one.

        Returns
        -------
        H2OFrame
            A column ``C1``. The rows of a value in two folds differ by one at most.
        """
        folds = as_whole(n_folds, "n_folds")
        return self._wrap(random.stratified_kfold(self._data, folds, as_seed(seed)))

    def stratified_split(self, test_frac: float = 0.2, seed: int | None = -1) -> H2OFrame:
        """Rows for training and testing, so that each value of the single column is in both.

        Parameters
        ----------
        test_frac
            Share of the rows of each value that are for testing; at least one row is.
        seed
            The same seed gives the same rows, here and in H2O. None or -1 for a random one.

        Returns
        -------
        H2OFrame
            A column ``test_train_split`` with levels ``train`` and ``test``.
        """
        if isinstance(test_frac, bool) or not isinstance(test_frac, (int, float)):
            raise H2OTypeError(f"test_frac must be a number, not {test_frac!r}.", "test_frac")
        split = random.stratified_split(self._data, float(test_frac), as_seed(seed))
        return self._wrap(split)

    def modulo_kfold_column(self, n_folds: int = 3) -> H2OFrame:
        """Folds 0, 1, ... in turn, in a column ``C1``."""
        return self._wrap(random.modulo_kfold(self._data, as_whole(n_folds, "n_folds")))


def as_part(value: Any) -> FrameData | float:
    """Something that cbind takes: a frame's data or a number."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return float(value)
    return as_frame_data(value, "data")


def as_labels(levels: Any) -> list[str]:
    """A list of levels, a single one too."""
    labels = [levels] if isinstance(levels, str) else list(levels)
    return [as_text(label, "levels") for label in labels]


def as_ratios(ratios: Any) -> list[float]:
    """Ratios as a list of numbers."""
    items = [ratios] if isinstance(ratios, (int, float)) else ratios
    if not isinstance(items, (list, tuple, np.ndarray)):
        raise H2OTypeError(f"ratios must be a list of numbers, not {ratios!r}.", "ratios", ratios)
    try:
        return [float(item) for item in items]
    except (TypeError, ValueError):
        raise H2OTypeError(
            f"ratios must be a list of numbers, not {ratios!r}.", "ratios", ratios
        ) from None


def as_destinations(names: Any, count: int) -> Sequence[str | None]:
    """A name for each part, or none for all."""
    if names is None:
        return [None] * count
    if not isinstance(names, (list, tuple)) or len(names) != count:
        raise H2OValueError(
            f"destination_frames must be a list of {count} names, one more than ratios, not "
            f"{names!r}.",
            "destination_frames",
        )
    return [as_text(name, "destination_frames") for name in names]
