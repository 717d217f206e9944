"""How the values of columns are spread: a few counts for a small picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import as_float, is_number

__all__ = ["Distribution", "distribution"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts of the values of a column.

    Attributes
    ----------
    labels
        The levels, or what the bars of numbers span.
    counts
        How many values each has.
    others
        Values of levels that are not among the labels.
    """

    labels: list[str]
    counts: list[int]
    others: int = 0


def distribution(data: FrameData, name: str, bars: int = 20) -> Distribution | None:
    """Counts of a column's values.

    Parameters
    ----------
    data, name
        The frame, and the column's name.
    bars
        At most so many counts: of numbers and times in parts of equal width between the smallest
        and the largest, of levels for the most frequent ones in the order of the domain.

    Returns
    -------
    Distribution or None
        None for text, and where no value is finite. Missing and infinite values are left out.
    """
    column = data.column(name)
    if isinstance(column.dtype, pl.Enum):
        return _of_levels(column, bars)
    return _of_numbers(column, bars) if is_number(column) else None


def _of_levels(column: pl.Series, bars: int) -> Distribution | None:
    domain = column.dtype.categories.to_list()  # type: ignore[attr-defined]
    codes = column.to_physical().drop_nulls().to_numpy()
    if not codes.size:
        return None
    counts = np.bincount(codes, minlength=len(domain))
    often = np.sort(np.argsort(-counts, kind="stable")[:bars])
    kept = [int(count) for count in counts[often]]
    return Distribution([domain[at] for at in often], kept, int(codes.size) - sum(kept))


def _of_numbers(column: pl.Series, bars: int) -> Distribution | None:
    values = as_float(column).drop_nulls().to_numpy()
    values = values[np.isfinite(values)]
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    whole = column.dtype.is_integer() or bool(np.all(values == np.trunc(values)))
    # Whole numbers in a narrow range get a bar each, not gaps between them.
    count = min(bars, int(high - low) + 1) if whole and high - low < bars else bars
    edges = _edges(low, high, count, whole)
    counts = np.histogram(values, bins=edges)[0]
    return Distribution(_spans(column, edges, whole), [int(n) for n in counts])


def _edges(low: float, high: float, count: int, whole: bool) -> npt.NDArray[np.float64]:
    if whole and high - low + 1 == count:
        return np.arange(count + 1, dtype=np.float64) + low - 0.5
    # Halves first: the difference of two large numbers may be infinite.
    steps = np.linspace(0, 1, count + 1, dtype=np.float64)
    edges: npt.NDArray[np.float64] = low * (1 - steps) + high * steps
    if not np.all(np.diff(edges) > 0):  # one value, or two that hardly differ
        wide = max(abs(low), abs(high), 1.0) * 1e-6
        return np.array([low - wide, high + wide])
    edges[0], edges[-1] = low, high
    return edges


def _spans(column: pl.Series, edges: npt.NDArray[np.float64], whole: bool) -> list[str]:
    """What each bar spans, as text."""
    if column.dtype.is_temporal():
        moments = pl.Series(edges.astype(np.int64)).cast(pl.Datetime("ms"))
        texts = moments.dt.strftime("%Y-%m-%d %H:%M").to_list()
    elif whole and np.all(np.diff(edges) == 1):
        return [f"{value + 0.5:g}" for value in edges[:-1]]
    else:
        texts = [f"{value:.4g}" for value in edges]
    return [start if start == end else f"{start} to {end}" for start, end in pairwise(texts)]
