"""How alike models are, and an order in which those that are alike stand together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["agreement", "correlation", "order_by_similarity"]

Floats = npt.NDArray[np.float64]


def correlation(predictions: Floats) -> Floats:
    """Pearson's correlation of columns of numbers.

    Parameters
    ----------
    predictions
        (rows, models); rows in which one is missing are left out.

    Returns
    -------
    ndarray of shape (models, models)
        NaN beside a model whose predictions are all the same, but 1 on the diagonal.
    """
    known = predictions[~np.isnan(predictions).any(axis=1)]
    centred = known - known.mean(axis=0)
    sizes = np.sqrt((centred * centred).sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = centred.T @ centred / np.outer(sizes, sizes)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def agreement(labels: npt.NDArray[np.integer]) -> Floats:
    """Share of rows for which two models predict the same class.

    Parameters
    ----------
    labels
        Classes by position, (rows, models).
    """
    count = labels.shape[1]
    found = np.ones((count, count))
    for first in range(count):
        for second in range(first):
            same = float(np.mean(labels[:, first] == labels[:, second]))
            found[first, second] = found[second, first] = same
    return found


def order_by_similarity(columns: Floats) -> list[int]:
    """The columns of a matrix so that neighbours are alike: leaves of a hierarchical clustering.

    Parameters
    ----------
    columns
        (rows, columns); a missing value counts as 0.
    """
    if columns.shape[1] < 3:
        return list(range(columns.shape[1]))
    from scipy.cluster.hierarchy import leaves_list, linkage

    points = np.nan_to_num(columns.T)
    return [int(leaf) for leaf in leaves_list(linkage(points, "average", optimal_ordering=True))]
