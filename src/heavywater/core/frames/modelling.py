"""What training and scoring ask of a frame: statistics of columns, and codes of known levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.convert import text

__all__ = [
    "NumericSummary",
    "codes_in_domain",
    "has_one_value",
    "missing_cells",
    "numeric_ranges",
    "numeric_summary",
]


#: So many rows are looked at first to tell that a column is not constant.
_FIRST_ROWS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class NumericSummary:
    """Statistics of numeric columns, one entry a column; missing and infinite values are left out.

    Attributes
    ----------
    mean, sd
        Mean, and standard deviation with n - 1; 0 where fewer than two values are known.
    missing
        Number of missing values.
    """

    mean: npt.NDArray[np.float64]
    sd: npt.NDArray[np.float64]
    missing: npt.NDArray[np.int64]


def _as_numbers(data: FrameData, names: Sequence[str]) -> pl.DataFrame:
    columns = [data.column(name) for name in names]
    return pl.DataFrame(
        [
            (c.to_physical() if isinstance(c.dtype, pl.Datetime) else c).alias(f"{i}")
            for i, c in enumerate(columns)
        ]
    )


def numeric_summary(
    data: FrameData, names: Sequence[str], weights: npt.NDArray[np.float64] | None = None
) -> NumericSummary:
    """Statistics of the numeric columns `names`.

    Parameters
    ----------
    data
        The frame.
    names
        Numeric or time columns.
    weights
        Weight of each row; rows with 0 do not count. The variance is
        n / (n - 1) · Σ w (x - mean)² / Σ w over the n rows that count.
    """
    if not names:
        empty = np.zeros(0)
        return NumericSummary(empty, empty, np.zeros(0, dtype=np.int64))
    if data.sparse is not None:
        return _summary_of_both(data, names, weights)
    if weights is not None:
        table = _as_numbers(data, names)
        missing = np.array(table.null_count().row(0), dtype=np.int64)
        return _weighted_summary(table, weights, missing)
    known = data.facts("summary")
    new = [name for name in names if name not in known]
    if new:
        known.update(_summaries(data, new))
    mean, sd, gaps = zip(*(known[name] for name in names), strict=True)
    return NumericSummary(np.array(mean), np.array(sd), np.array(gaps, dtype=np.int64))


def _summaries(data: FrameData, names: Sequence[str]) -> dict[str, tuple[float, float, int]]:
    """Mean, standard deviation and number of missing values of each column."""
    table = _as_numbers(data, names)
    missing = table.null_count().row(0)
    table = table.with_columns(
        pl.when(pl.col(pl.Float32, pl.Float64).is_finite())
        .then(pl.col(pl.Float32, pl.Float64))
        .name.keep()
    )
    # Expressions widen one column at a time; a wide copy of the table would be eight times it.
    mean = table.select(pl.all().cast(pl.Float64).mean()).row(0)
    sd = table.select(pl.all().cast(pl.Float64).std()).row(0)
    found = zip(names, mean, sd, missing, strict=True)
    return {name: (m or 0.0, s or 0.0, gaps) for name, m, s, gaps in found}


def _summary_of_both(
    data: FrameData, names: Sequence[str], weights: npt.NDArray[np.float64] | None
) -> NumericSummary:
    """The summary of columns some of which are stored sparsely."""
    cells, places = data.sparse, data.sparse_positions(names)
    assert cells is not None
    stored = np.flatnonzero(places < 0)
    rest = FrameData(data.stored)
    dense = numeric_summary(rest, [names[i] for i in stored.tolist()], weights)
    mean, sd = cells.moments(weights)
    missing = cells.sums(np.isnan(cells.values)).astype(np.int64)
    result = NumericSummary(mean[places], sd[places], missing[places])
    result.mean[stored], result.sd[stored] = dense.mean, dense.sd
    result.missing[stored] = dense.missing
    return result


def _weighted_summary(
    table: pl.DataFrame, weights: npt.NDArray[np.float64], missing: npt.NDArray[np.int64]
) -> NumericSummary:
    means, deviations = [], []
    for column in table:
        x = column.cast(pl.Float64).to_numpy()
        counts = (weights > 0) & np.isfinite(x)
        x, w = x[counts], weights[counts]
        mean = float(np.average(x, weights=w)) if x.size else 0.0
        variance = float(np.average((x - mean) ** 2, weights=w)) if x.size else 0.0
        means.append(mean)
        deviations.append(np.sqrt(variance * x.size / max(x.size - 1, 1)))
    return NumericSummary(np.array(means), np.array(deviations), missing)


def numeric_ranges(
    data: FrameData, names: Sequence[str], weights: npt.NDArray[np.float64] | None = None
) -> npt.NDArray[np.float64]:
    """Largest less smallest value of the numeric columns `names`; 0 where none is known.

    Missing and infinite values are left out, and so are rows of weight 0.
    """
    if not names:
        return np.zeros(0)
    if data.sparse is not None:
        places = data.sparse_positions(names)
        kept = data.sparse if weights is None else data.sparse.take_rows(np.flatnonzero(weights))
        smallest, largest = kept.extremes()
        ranges: npt.NDArray[np.float64] = np.maximum(largest - smallest, 0.0)[places]
        stored = np.flatnonzero(places < 0)
        rest = FrameData(data.stored)
        ranges[stored] = numeric_ranges(rest, [names[i] for i in stored.tolist()], weights)
        return ranges
    table = _as_numbers(data, names)
    if weights is not None:
        table = table.filter(pl.Series(weights > 0))
    finite = pl.col(pl.Float32, pl.Float64)
    table = table.with_columns(pl.when(finite.is_finite()).then(finite).name.keep())
    # As floats before they are subtracted: narrow whole numbers would overflow.
    low, high = table.min().row(0), table.max().row(0)
    return np.array(
        [0.0 if a is None else float(b) - float(a) for a, b in zip(low, high, strict=True)]
    )


def has_one_value(data: FrameData, names: Sequence[str]) -> list[bool]:
    """Whether each column holds at most one value, missing ones not counted."""
    if data.sparse is not None:
        places = data.sparse_positions(names)
        smallest, largest = data.sparse.extremes()
        same: list[bool] = (smallest >= largest)[places].tolist()
        stored = np.flatnonzero(places < 0).tolist()
        found = has_one_value(FrameData(data.stored), [names[i] for i in stored])
        for i, alike in zip(stored, found, strict=True):
            same[i] = alike
        return same
    table = pl.DataFrame(
        [
            (c.to_physical() if isinstance(c.dtype, pl.Enum) else c).alias(f"{i}")
            for i, c in enumerate(data.column(name) for name in names)
        ]
    )
    if not names:
        return []
    # Most columns have two values among their first rows, and need no pass over all.
    same = _alike(table.head(_FIRST_ROWS))
    rest = [name for name, alike in zip(table.columns, same, strict=True) if alike]
    if rest and table.height > _FIRST_ROWS:
        constant = dict(zip(rest, _alike(table.select(rest)), strict=True))
        same = [constant.get(name, False) for name in table.columns]
    return same


def _alike(table: pl.DataFrame) -> list[bool]:
    if table.height <= _FIRST_ROWS and all(dtype.is_numeric() for dtype in table.dtypes):
        # Of a few rows NumPy has told before Polars has planned its query.
        if len(set(table.dtypes)) == 1 and table.height:
            block = table.to_numpy(order="c")
            differ = np.fmin.reduce(block) < np.fmax.reduce(block)
            return [not value for value in differ.tolist()]
        columns = (column.to_numpy() for column in table)
        return [not np.fmin.reduce(c) < np.fmax.reduce(c) if c.size else True for c in columns]
    low, high = table.min().row(0), table.max().row(0)
    return [a == b for a, b in zip(low, high, strict=True)]


def codes_in_domain(
    data: FrameData, name: str, domain: Sequence[str]
) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Positions of a column's labels in a known domain, and the labels that are not in it.

    A text or numeric column is matched by how its values are written. Missing values and
    unknown labels get -1.

    Examples
    --------
    >>> frame = FrameData.from_columns({"x": ["b", "a", "z"]})
    >>> codes_in_domain(frame, "x", ["a", "b"])
    (array([ 1,  0, -1], dtype=int32), ['z'])
    """
    own = data.domain(name)
    if own == list(domain):
        return data.codes(name), []
    column = data.column(name)
    labels = text(column).cast(pl.String)
    known = pl.Series(list(domain), dtype=pl.String)
    codes = labels.replace_strict(
        known, pl.Series(range(len(domain)), dtype=pl.Int32), default=None, return_dtype=pl.Int32
    )
    unknown = labels.filter(codes.is_null() & labels.is_not_null()).unique().sort().to_list()
    return codes.fill_null(-1).to_numpy().astype(np.int32), unknown


def missing_cells(data: FrameData, name: str) -> npt.NDArray[np.bool_]:
    """Where a column has no value."""
    return np.asarray(data.column(name).is_null().to_numpy(), dtype=np.bool_)
