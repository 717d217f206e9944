"""Mathematical functions of every cell: ``exp``, ``log``, ``round`` and their kin.

They take numeric columns only. Where a function is not defined (the root of -1) the result is
missing. Result columns are called ``exp(x)``, as H2O does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import FloatArray, from_series, numbers, reject
from heavywater.exceptions import H2OFrameError

__all__ = ["FUNCTIONS", "apply_function", "round_to", "signif"]

NUMERIC = ("int", "real")


def special(name: str) -> Callable[[FloatArray], FloatArray]:
    """A function of scipy.special, imported when it is first used."""

    def compute(values: FloatArray) -> FloatArray:
        from scipy import special

        if name == "trigamma":
            return np.asarray(special.polygamma(1, values), dtype=np.float64)
        return np.asarray(getattr(special, name)(values), dtype=np.float64)

    return compute


# H2O's name of the function in results, and what computes it.
FUNCTIONS: dict[str, tuple[str, Callable[[FloatArray], FloatArray]]] = {
    "abs": ("abs", np.abs),
    "acos": ("acos", np.arccos),
    "acosh": ("acosh", np.arccosh),
    "asin": ("asin", np.arcsin),
    "asinh": ("asinh", np.arcsinh),
    "atan": ("atan", np.arctan),
    "atanh": ("atanh", np.arctanh),
    "ceil": ("ceiling", np.ceil),
    "cos": ("cos", np.cos),
    "cosh": ("cosh", np.cosh),
    "cospi": ("cospi", lambda x: np.cos(np.pi * np.fmod(x, 2.0))),
    "digamma": ("digamma", special("digamma")),
    "exp": ("exp", np.exp),
    "expm1": ("expm1", np.expm1),
    "floor": ("floor", np.floor),
    "gamma": ("gamma", special("gamma")),
    "lgamma": ("lgamma", special("gammaln")),
    "log": ("log", np.log),
    "log10": ("log10", np.log10),
    "log1p": ("log1p", np.log1p),
    "log2": ("log2", np.log2),
    "sign": ("sign", np.sign),
    "sin": ("sin", np.sin),
    "sinh": ("sinh", np.sinh),
    "sinpi": ("sinpi", lambda x: np.sin(np.pi * np.fmod(x, 2.0))),
    "sqrt": ("sqrt", np.sqrt),
    "tan": ("tan", np.tan),
    "tanh": ("tanh", np.tanh),
    "tanpi": ("tanpi", lambda x: np.tan(np.pi * np.fmod(x, 1.0))),
    "trigamma": ("trigamma", special("trigamma")),
    "trunc": ("trunc", np.trunc),
}


def apply_function(name: str, data: FrameData) -> FrameData:
    """Apply one of `FUNCTIONS` to every cell."""
    reject(data, name, NUMERIC)
    label, compute = FUNCTIONS[name]
    with np.errstate(all="ignore"):
        return from_series(
            {f"{label}({c.name})": computed(compute(numbers(c))) for c in data.table}
        )


def computed(values: FloatArray) -> pl.Series:
    """Computed numbers as a column."""
    return pl.Series(values=values)


def round_to(data: FrameData, digits: int) -> FrameData:
    """Round to `digits` decimals; halves go to the even number at 0 digits, else away from zero.

    A negative number of digits rounds to tens, hundreds and so on.
    """
    reject(data, "round", NUMERIC)
    return from_series({c.name: computed(rounded(numbers(c), digits)) for c in data.table})


def rounded(values: FloatArray, digits: int) -> FloatArray:
    """One column of `round_to`."""
    if digits == 0:
        return np.rint(values)
    # Scaling by a power that is exact in double precision, also for negative digits.
    scale = 10.0 ** abs(digits)
    scaled = np.abs(values) * scale if digits > 0 else np.abs(values) / scale
    whole = np.floor(scaled + 0.5)
    return np.sign(values) * (whole / scale if digits > 0 else whole * scale)


def signif(data: FrameData, digits: int) -> FrameData:
    """Round to `digits` significant digits; at least one."""
    reject(data, "signif", NUMERIC)
    if digits < 1:
        raise H2OFrameError(f"signif keeps at least 1 digit, not {digits}.", "digits")
    return from_series({c.name: computed(significant(numbers(c), digits)) for c in data.table})


def significant(values: FloatArray, digits: int) -> FloatArray:
    """One column of `signif`."""
    rounded_texts = [float(f"{value:.{digits - 1}e}") for value in values]
    return np.array(rounded_texts, dtype=np.float64)
