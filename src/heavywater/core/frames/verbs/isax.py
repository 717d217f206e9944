"""iSAX: time series as short words (Lin et al., 2003; Camerra et al., 2010)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import FloatArray, from_series, reject
from heavywater.exceptions import H2OFrameError

__all__ = ["isax"]


def isax(data: FrameData, words: int, cardinality: int, optimize: bool) -> FrameData:
    """A word for each row, which is a time series.

    The columns are cut in `words` pieces of equal length. The mean of the columns that belong to a
    piece becomes one of `cardinality` letters, which are equally likely for normal values.

    Parameters
    ----------
    data
        Numeric columns, a row for each series.
    words
        Number of pieces, at most as many as there are columns.
    cardinality
        Number of letters, counted from 0.
    optimize
        Count, in each piece, only the letters that occur.

    Returns
    -------
    FrameData
        ``iSax_index``: letter and cardinality of each piece as text, such as ``0^10_3^10``; then
        the letters in columns ``c0``, ``c1``, ... Missing for a series with a missing value.

    Notes
    -----
    As in H2O, to a piece belong as many pieces as there are up to it, from it on: two to the
    second, three to the third, as far as there are columns. Those of the papers would not overlap;
    words of H2O could not be compared with them. A series is measured in units of the deviation
    within what belongs to each piece. One that does not vary there is at its mean throughout.
    """
    reject(data, "isax", ("int", "real"))
    if words > data.ncol:
        raise H2OFrameError(
            f"num_words must be at most the number of columns, {data.ncol}, not {words}.",
            "num_words",
        )
    size = data.ncol // words
    matrix = data.matrix(data.names, np.float64).astype(np.float64, copy=False)
    pieces = [
        matrix[:, place * size : (2 * place + 1) * size]  # see the notes
        for place in range(words)
    ]
    letters = letters_of(pieces, cardinality)
    gaps = np.any([np.isnan(piece).any(axis=1) for piece in pieces], axis=0)
    sizes = [cardinality] * words
    if optimize:
        for place in range(words):
            there = np.unique(letters[~gaps, place])
            letters[:, place] = np.searchsorted(there, letters[:, place])
            sizes[place] = len(there)
    return _as_frame(letters, gaps, sizes)


def letters_of(pieces: list[FloatArray], cardinality: int) -> npt.NDArray[np.int64]:
    """The letters of each series (rows) by the means of its pieces."""
    from scipy.stats import norm

    counts = np.array([piece.shape[1] for piece in pieces])
    means = np.stack([piece.mean(axis=1) for piece in pieces], axis=1)
    within = sum(
        np.square(piece - mean[:, None]).sum(axis=1)
        for piece, mean in zip(pieces, means.T, strict=True)
    )
    with np.errstate(all="ignore"):
        deviation = np.sqrt(within / (counts.sum() - 1))
        scores = (means - (means @ (counts / counts.sum()))[:, None]) / deviation[:, None]
    bounds = norm.ppf(np.arange(1, cardinality) / cardinality)
    scores = np.nan_to_num(scores, posinf=np.inf, neginf=-np.inf)
    return np.asarray(np.searchsorted(bounds, scores), dtype=np.int64)


def _as_frame(
    letters: npt.NDArray[np.int64], gaps: npt.NDArray[np.bool_], sizes: list[int]
) -> FrameData:
    missing = pl.Series(values=gaps)
    columns = {
        f"c{place}": pl.Series(values=column.copy()).set(missing, None)
        for place, column in enumerate(letters.T)
    }
    parts = [
        pl.format("{}^{}", pl.col(name), pl.lit(size))
        for name, size in zip(columns, sizes, strict=True)
    ]
    index = pl.DataFrame(columns).select(pl.concat_str(parts, separator="_")).to_series()
    return from_series({"iSax_index": index, **columns})
