"""Mathematical functions of H2OFrame, cell by cell.

All of them take numeric columns only, name their result columns ``exp(x)`` and give a missing
value where the function is not defined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heavywater._frame.base import FrameBase, as_whole
from heavywater.core.frames.verbs.elementwise import apply_function, round_to, signif

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Elementwise"]


class Elementwise(FrameBase):
    """Functions of every cell."""

    def _function(self, name: str) -> H2OFrame:
        return self._wrap(apply_function(name, self._data))

    def abs(self) -> H2OFrame:
        """The absolute value, in columns ``abs(x)``."""
        return self._function("abs")

    def acos(self) -> H2OFrame:
        """The arc cosine, in radians, in columns ``acos(x)``."""
        return self._function("acos")

    def acosh(self) -> H2OFrame:
        """The inverse hyperbolic cosine, in columns ``acosh(x)``."""
        return self._function("acosh")

    def asin(self) -> H2OFrame:
        """The arc sine, in radians, in columns ``asin(x)``."""
        return self._function("asin")

    def asinh(self) -> H2OFrame:
        """The inverse hyperbolic sine, in columns ``asinh(x)``."""
        return self._function("asinh")

    def atan(self) -> H2OFrame:
        """The arc tangent, in radians, in columns ``atan(x)``."""
        return self._function("atan")

    def atanh(self) -> H2OFrame:
        """The inverse hyperbolic tangent, in columns ``atanh(x)``."""
        return self._function("atanh")

    def ceil(self) -> H2OFrame:
        """The smallest whole number that is not below, in columns ``ceiling(x)``."""
        return self._function("ceil")

    def cos(self) -> H2OFrame:
        """The cosine of an angle in radians, in columns ``cos(x)``."""
        return self._function("cos")

    def cosh(self) -> H2OFrame:
        """The hyperbolic cosine, in columns ``cosh(x)``."""
        return self._function("cosh")

    def cospi(self) -> H2OFrame:
        """The cosine of an angle in units of pi, in columns ``cospi(x)``."""
        return self._function("cospi")

    def digamma(self) -> H2OFrame:
        """The derivative of the log of the gamma function, in columns ``digamma(x)``."""
        return self._function("digamma")

    def exp(self) -> H2OFrame:
        """The exponential function, in columns ``exp(x)``."""
        return self._function("exp")

    def expm1(self) -> H2OFrame:
        """The exponential function minus 1, exact near zero, in columns ``expm1(x)``."""
        return self._function("expm1")

    def floor(self) -> H2OFrame:
        """The largest whole number that is not above, in columns ``floor(x)``."""
        return self._function("floor")

    def gamma(self) -> H2OFrame:
        """The gamma function, in columns ``gamma(x)``."""
        return self._function("gamma")

    def lgamma(self) -> H2OFrame:
        """The logarithm of the gamma function, in columns ``lgamma(x)``."""
        return self._function("lgamma")

    def log(self) -> H2OFrame:
        """The natural logarithm, in columns ``log(x)``."""
        return self._function("log")

    def log10(self) -> H2OFrame:
        """The logarithm to base 10, in columns ``log10(x)``."""
        return self._function("log10")

    def log1p(self) -> H2OFrame:
        """The natural logarithm of 1 + x, exact near zero, in columns ``log1p(x)``."""
        return self._function("log1p")

    def log2(self) -> H2OFrame:
        """The logarithm to base 2, in columns ``log2(x)``."""
        return self._function("log2")

    def sign(self) -> H2OFrame:
        """-1, 0 or 1, as a number is negative, zero or positive, in columns ``sign(x)``."""
        return self._function("sign")

    def sin(self) -> H2OFrame:
        """The sine of an angle in radians, in columns ``sin(x)``."""
        return self._function("sin")

    def sinh(self) -> H2OFrame:
        """The hyperbolic sine, in columns ``sinh(x)``."""
        return self._function("sinh")

    def sinpi(self) -> H2OFrame:
        """The sine of an angle in units of pi, in columns ``sinpi(x)``."""
        return self._function("sinpi")

    def sqrt(self) -> H2OFrame:
        """The square root, in columns ``sqrt(x)``."""
        return self._function("sqrt")

    def tan(self) -> H2OFrame:
        """The tangent of an angle in radians, in columns ``tan(x)``."""
        return self._function("tan")

    def tanh(self) -> H2OFrame:
        """The hyperbolic tangent, in columns ``tanh(x)``."""
        return self._function("tanh")

    def tanpi(self) -> H2OFrame:
        """The tangent of an angle in units of pi, in columns ``tanpi(x)``."""
        return self._function("tanpi")

    def trigamma(self) -> H2OFrame:
        """The second derivative of the log of the gamma function, in columns ``trigamma(x)``."""
        return self._function("trigamma")

    def trunc(self) -> H2OFrame:
        """The number without its fraction, in columns ``trunc(x)``."""
        return self._function("trunc")

    def round(self, digits: int = 0) -> H2OFrame:
        """Numbers rounded to a number of decimals.

        Parameters
        ----------
        digits
            Decimals to keep. At 0, halves go to the even number; else away from zero. Negative
            numbers round to tens, hundreds and so on.
        """
        return self._wrap(round_to(self._data, as_whole(digits, "digits")))

    def signif(self, digits: int = 6) -> H2OFrame:
        """Numbers rounded to a number of significant digits.

        Parameters
        ----------
        digits
            Digits to keep, at least 1.
        """
        return self._wrap(signif(self._data, as_whole(digits, "digits")))
