"""Distances between the rows of two frames."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import FloatArray, from_series
from heavywater.exceptions import H2OFrameError, did_you_mean, listed

__all__ = ["row_distances"]

#: As many cells of the result are computed at a time.
_BLOCK_CELLS = 1 << 22


def _absolute(rows: FloatArray, queries: FloatArray) -> FloatArray:
    return _by_metric(rows, queries, "cityblock")


def _euclidean(rows: FloatArray, queries: FloatArray) -> FloatArray:
    return _by_metric(rows, queries, "euclidean")


def _by_metric(rows: FloatArray, queries: FloatArray, metric: str) -> FloatArray:
    from scipy.spatial.distance import cdist

    return np.asarray(cdist(rows, queries, metric), dtype=np.float64)


def _cosine(rows: FloatArray, queries: FloatArray) -> FloatArray:
    lengths = np.outer(np.linalg.norm(rows, axis=1), np.linalg.norm(queries, axis=1))
    with np.errstate(invalid="ignore"):
        similarity: FloatArray = (rows @ queries.T) / lengths
    return similarity


def _squared_cosine(rows: FloatArray, queries: FloatArray) -> FloatArray:
    return np.square(_cosine(rows, queries))


_MEASURES: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "l1": _absolute,
    "l2": _euclidean,
    "cosine": _cosine,
    "cosine_sq": _squared_cosine,
}


def row_distances(references: FrameData, queries: FrameData, measure: str) -> FrameData:
    """The distance of each row from each query.

    Parameters
    ----------
    references, queries
        Numeric columns without missing values, the same number in both.
    measure
        ``"l1"`` or ``"l2"`` for distances, ``"cosine"`` or ``"cosine_sq"`` for similarities; in
        small or capital letters. The cosine with a row of zeros is missing.

    Returns
    -------
    FrameData
        A row for each row of `references`, a column ``C1``, ``C2``, ... for each of `queries`.
    """
    word = measure.lower()
    if word not in _MEASURES:
        raise H2OFrameError(
            f"measure must be one of {listed(_MEASURES)}, not {measure!r}."
            f"{did_you_mean(word, _MEASURES)}",
            "measure",
        )
    if references.ncol != queries.ncol:
        raise H2OFrameError(
            f"distance needs equal numbers of columns in both frames, not {references.ncol} and "
            f"{queries.ncol}.",
            "y",
        )
    for frame in (references, queries):
        _check_complete(frame)
    rows, points = (
        f.matrix(f.names, np.float64).astype(np.float64, copy=False) for f in (references, queries)
    )
    found = np.empty((queries.nrow, references.nrow))
    step = max(1, _BLOCK_CELLS // max(1, queries.nrow))
    for start in range(0, references.nrow, step):
        found[:, start : start + step] = _MEASURES[word](rows[start : start + step], points).T
    return from_series({f"C{i + 1}": pl.Series(values=column) for i, column in enumerate(found)})


def _check_complete(frame: FrameData) -> None:
    for name, kind in frame.types.items():
        if kind not in ("int", "real"):
            raise H2OFrameError(f"distance takes numeric columns, but {name!r} is of type {kind}.")
        if frame.column(name).null_count():
            raise H2OFrameError(
                f"distance takes no missing values, but the column {name!r} has some. Leave out "
                "their rows with na_omit(), or fill them with impute()."
            )
