"""Histograms of single columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import (
    FloatArray,
    from_series,
    numbers,
    one_column,
    reject,
)
from heavywater.exceptions import H2OFrameError, did_you_mean, listed

__all__ = ["RULES", "histogram"]

Places = npt.NDArray[np.int64]

#: Makes the median absolute deviation of normal values their standard deviation.
_NORMAL = 1.4826


def _sturges(values: FloatArray) -> int:
    return math.ceil(1 + math.log2(values.size))


def _rice(values: FloatArray) -> int:
    return math.ceil(2 * math.cbrt(values.size))


def _sqrt(values: FloatArray) -> int:
    return int(math.sqrt(values.size))


def _doane(values: FloatArray) -> int:
    n = values.size
    spread = math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))
    centred = values - values.mean()
    skewness = float(np.mean(centred**3) / np.mean(centred**2) ** 1.5)
    extra = math.log2(1 + abs(skewness) / spread) if spread else 0.0
    return int(1 + math.log2(n) + extra)


def _freedman_diaconis(values: FloatArray) -> int:
    deviation = _NORMAL * float(np.median(np.abs(values - np.median(values))))
    return _by_width(values, 2 * deviation)


def _scott(values: FloatArray) -> int:
    return _by_width(values, 3.5 * float(np.std(values, ddof=1)))


def _by_width(values: FloatArray, width: float) -> int:
    if not width > 0:
        return _sturges(values)
    return math.ceil(float(np.ptp(values)) * math.cbrt(values.size) / width)


#: How many breaks there are: Sturges (1926), Rice, square root, Doane (1976), Freedman and
#: Diaconis (1981; by the median absolute deviation), Scott (1979).
RULES: dict[str, Callable[[FloatArray], int]] = {
    "sturges": _sturges,
    "rice": _rice,
    "sqrt": _sqrt,
    "doane": _doane,
    "fd": _freedman_diaconis,
    "scott": _scott,
}


def histogram(data: FrameData, breaks: str | int | Sequence[float]) -> FrameData:
    """How many values of the only column lie between breaks.

    Parameters
    ----------
    data
        A numeric column with at least two different values; missing ones are left out.
    breaks
        One of `RULES`, a number of breaks from the smallest to the largest value, or the breaks.

    Returns
    -------
    FrameData
        A row for each break: ``breaks``, and of the class that ends there ``counts``,
        ``mids_true`` (halfway between its smallest and largest value), ``mids`` (halfway between
        its ends). The first break ends no class. Classes of equal width include their left end,
        the last one both; others their right end, and the outermost also take what lies beyond.
    """
    reject(data, "hist", ("int", "real"))
    column = numbers(one_column(data, "hist"))
    values = column[~np.isnan(column)]
    if not values.size or values.min() == values.max():
        raise H2OFrameError(
            f"hist takes a column with different values, but {data.names[0]!r} has "
            + ("one value only." if values.size else "no value at all.")
        )
    if isinstance(breaks, str):
        edges = _equal(values, max(2, _rule(breaks)(values)))
        places = _among_equal(values, edges)
    elif isinstance(breaks, int):
        if breaks < 2:
            raise H2OFrameError(
                f"breaks must be at least 2 (one class has two ends), not {breaks}.", "breaks"
            )
        edges = _equal(values, breaks)
        places = _among_equal(values, edges)
    else:
        edges = np.unique(np.asarray(breaks, dtype=np.float64))
        if edges.size < 2 or not np.isfinite(edges).all():
            raise H2OFrameError(
                f"breaks must hold at least two different numbers, not {list(breaks)!r}.", "breaks"
            )
        places = _clipped(np.searchsorted(edges, values, side="left") - 1, edges)
    return _as_frame(values, edges, places)


def _rule(word: str) -> Callable[[FloatArray], int]:
    if word.lower() not in RULES:
        raise H2OFrameError(
            f"breaks must be a number, a list of numbers or one of {listed(RULES)}, not {word!r}."
            f"{did_you_mean(word.lower(), RULES)}",
            "breaks",
        )
    return RULES[word.lower()]


def _equal(values: FloatArray, count: int) -> FloatArray:
    return np.linspace(values.min(), values.max(), count)


def _among_equal(values: FloatArray, edges: FloatArray) -> Places:
    return _clipped(np.searchsorted(edges, values, side="right") - 1, edges)


def _clipped(places: npt.NDArray[np.intp], edges: FloatArray) -> Places:
    """Values beyond the breaks are in the outermost classes."""
    return np.clip(places, 0, edges.size - 2).astype(np.int64)


def _as_frame(values: FloatArray, edges: FloatArray, places: Places) -> FrameData:
    table = pl.DataFrame({"class": places, "x": values})
    found = table.group_by("class").agg(
        pl.len().alias("counts"), ((pl.col("x").min() + pl.col("x").max()) / 2).alias("true")
    )
    every = pl.DataFrame({"class": np.arange(edges.size - 1)})
    classes = every.join(found, on="class", how="left", maintain_order="left")
    first = pl.Series([None], dtype=pl.Float64)
    counts = classes.get_column("counts").cast(pl.Float64).fill_null(0)
    middles = pl.Series(values=(edges[1:] + edges[:-1]) / 2)
    return from_series(
        {
            "breaks": pl.Series(values=edges),
            "counts": pl.concat([first, counts.alias("")]),
            "mids_true": pl.concat([first, classes.get_column("true").alias("")]),
            "mids": pl.concat([first, middles]),
        }
    )
