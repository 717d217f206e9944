"""Operators of H2OFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater._frame.base import FrameBase, as_operand, as_plain
from heavywater.core.frames.verbs.arithmetic import arithmetic, negative
from heavywater.core.frames.verbs.choose import ifelse
from heavywater.core.frames.verbs.compare import compare, isin
from heavywater.core.frames.verbs.elementwise import apply_function
from heavywater.core.frames.verbs.logical import isna, logical, negation

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Operators"]


class Operators(FrameBase):
    """Arithmetic, comparison and logic, cell by cell.

    A frame meets a frame of the same shape, a single row or column (which is repeated), or a
    plain value. Missing values stay missing in arithmetic; comparisons give 1 or 0 always, a
    missing value being equal to a missing value only.
    """

    # Frames are compared cell by cell, so they cannot be keys.
    __hash__ = None  # type: ignore[assignment]

    # NumPy's own operators would take a frame apart cell by cell.
    __array_ufunc__ = None

    def _arithmetic(self, sign: str, rhs: Any) -> H2OFrame:
        return self._wrap(arithmetic(sign, self._data, as_operand(rhs)))

    def _mirrored(self, sign: str, lhs: Any) -> H2OFrame:
        return self._wrap(arithmetic(sign, as_operand(lhs, "lhs"), self._data))

    def _comparison(self, sign: str, rhs: Any) -> H2OFrame:
        return self._wrap(compare(sign, self._data, None if rhs is None else as_operand(rhs)))

    def _logic(self, sign: str, rhs: Any) -> H2OFrame:
        return self._wrap(logical(sign, self._data, as_operand(rhs)))

    def __add__(self, rhs: Any) -> H2OFrame:
        return self._arithmetic("+", rhs)

    def __sub__(self, rhs: Any) -> H2OFrame:
        return self._arithmetic("-", rhs)

    def __mul__(self, rhs: Any) -> H2OFrame:
        return self._arithmetic("*", rhs)

    def __truediv__(self, rhs: Any) -> H2OFrame:
        return self._arithmetic("/", rhs)

    # The name of division in Python 2, by which H2O's scripts still know it.
    __div__ = __truediv__

    def __floordiv__(self, rhs: Any) -> H2OFrame:
        return self._arithmetic("//", rhs)

    def __mod__(self, rhs: Any) -> H2OFrame:
        return self._arithmetic("%", rhs)

    def __pow__(self, rhs: Any) -> H2OFrame:
        return self._arithmetic("**", rhs)

    def __radd__(self, lhs: Any) -> H2OFrame:
        return self._mirrored("+", lhs)

    def __rsub__(self, lhs: Any) -> H2OFrame:
        return self._mirrored("-", lhs)

    def __rmul__(self, lhs: Any) -> H2OFrame:
        return self._mirrored("*", lhs)

    def __rtruediv__(self, lhs: Any) -> H2OFrame:
        return self._mirrored("/", lhs)

    def __rfloordiv__(self, lhs: Any) -> H2OFrame:
        return self._mirrored("//", lhs)

    def __rmod__(self, lhs: Any) -> H2OFrame:
        return self._mirrored("%", lhs)

    def __rpow__(self, lhs: Any) -> H2OFrame:
        return self._mirrored("**", lhs)

    def __eq__(self, rhs: Any) -> H2OFrame:  # type: ignore[override]
        return self._comparison("==", rhs)

    def __ne__(self, rhs: Any) -> H2OFrame:  # type: ignore[override]
        return self._comparison("!=", rhs)

    def __lt__(self, rhs: Any) -> H2OFrame:
        return self._comparison("<", rhs)

    def __le__(self, rhs: Any) -> H2OFrame:
        return self._comparison("<=", rhs)

    def __gt__(self, rhs: Any) -> H2OFrame:
        return self._comparison(">", rhs)

    def __ge__(self, rhs: Any) -> H2OFrame:
        return self._comparison(">=", rhs)

    def __and__(self, rhs: Any) -> H2OFrame:
        return self._logic("&", rhs)

    def __or__(self, rhs: Any) -> H2OFrame:
        return self._logic("|", rhs)

    def __rand__(self, lhs: Any) -> H2OFrame:
        return self._wrap(logical("&", as_operand(lhs, "lhs"), self._data))

    def __ror__(self, lhs: Any) -> H2OFrame:
        return self._wrap(logical("|", as_operand(lhs, "lhs"), self._data))

    def __invert__(self) -> H2OFrame:
        return self.logical_negation()

    def __neg__(self) -> H2OFrame:
        return self._wrap(negative(self._data))

    def __pos__(self) -> H2OFrame:
        return self._wrap(self._data)

    def __abs__(self) -> H2OFrame:
        return self._wrap(apply_function("abs", self._data))

    def logical_negation(self) -> H2OFrame:
        """1 where a number is zero, 0 where it is not; the same as ``~frame``.

        Returns
        -------
        H2OFrame
            Columns ``not(x)``; missing where missing.
        """
        return self._wrap(negation(self._data))

    def isna(self) -> H2OFrame:
        """Where values are missing.

        Returns
        -------
        H2OFrame
            Columns ``isNA(x)`` with 1 for missing and 0 for everything else.
        """
        return self._wrap(isna(self._data))

    def isin(self, item: Any) -> H2OFrame:
        """Where cells equal one of several values.

        Parameters
        ----------
        item
            A value, or a list of values.

        Returns
        -------
        H2OFrame
            1 where a cell is among them, else 0.
        """
        items = item if isinstance(item, (list, tuple, set, range)) else [item]
        return self._wrap(isin(self._data, [as_plain(value) for value in items]))

    def ifelse(self, yes: Any, no: Any) -> H2OFrame:
        """Values of `yes` where this frame is not zero, values of `no` where it is.

        Parameters
        ----------
        yes, no
            A frame, a number, a text, or None for missing. A single column is repeated beside
            wider frames.

        Returns
        -------
        H2OFrame
            Columns ``C1``, ``C2``, ...; categorical if the values are text. Missing where this
            frame is missing.

        Examples
        --------
        >>> from heavywater.frame import H2OFrame
        >>> frame = H2OFrame({"x": [1, 5, 3]})
        >>> (frame["x"] > 2).ifelse(10, 20).as_data_frame(use_pandas=False, header=False)
        [['20'], ['10'], ['10']]
        """
        sides = [None if side is None else as_operand(side, "yes") for side in (yes, no)]
        return self._wrap(ifelse(self._data, sides[0], sides[1]))
