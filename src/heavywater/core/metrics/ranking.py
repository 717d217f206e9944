"""How well any scores put one class above another, whatever the scores' range."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from heavywater.core.metrics.arrays import Floats, as_codes, as_floats, divide, same_length
from heavywater.core.metrics.curves import average_precision, pr_auc, roc_auc
from heavywater.core.metrics.scored_counts import ScoredCounts, count_scores
from heavywater.exceptions import H2OValueError

__all__ = ["Ranking", "ranking"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Ranking:
    """Exact areas and curves of scores, at any size.

    Attributes
    ----------
    nobs
        Rows that were counted: those with a class, a score, and a weight above 0.
    counts
        How much weight of either class has each score.
    """

    nobs: int
    counts: ScoredCounts = field(repr=False)

    @property
    def auc(self) -> float:
        """Area under the ROC curve: the chance that a positive row has the higher score."""
        return roc_auc(self.counts)

    @property
    def pr_auc(self) -> float:
        """Area under the precision-recall curve, interpolated as Davis and Goadrich propose."""
        return pr_auc(self.counts)

    @property
    def average_precision(self) -> float:
        """Area under the precision-recall curve as a staircase."""
        return average_precision(self.counts)

    @property
    def prevalence(self) -> float:
        """Share of the positive rows, which is the precision of a guess."""
        return divide(self.counts.total_positives, self.counts.total)

    def curves(self) -> tuple[Floats, Floats, Floats]:
        """All thresholds from high to low, with the true and the false positives at each.

        Returns
        -------
        Three arrays of the number of distinct scores; weights of rows whose score is at least
        the threshold.
        """
        counts = self.counts.merged()
        true = np.cumsum(counts.positives[::-1])
        return counts.scores[::-1].copy(), true, np.cumsum(counts.weights[::-1]) - true


def ranking(actual: ArrayLike, scores: ArrayLike, weights: ArrayLike | None = None) -> Ranking:
    """Compare scores with classes.

    Parameters
    ----------
    actual
        1 for the rows that should have the higher scores, 0 for the others; rows with anything
        else are left out.
    scores
        Numbers of any range, such as anomaly scores; rows without one (NaN) are left out.
    weights
        Weight of each row; rows with 0 or NaN are left out. All 1 by default.

    Examples
    --------
    >>> ranking([0, 0, 1, 1], [-3.0, 2.0, 1.0, 40.0]).auc
    0.75
    """
    y = as_codes(actual)
    s = same_length("scores", as_floats(scores), y.shape[0])
    w = None if weights is None else same_length("weights", as_floats(weights), y.shape[0])
    if np.isinf(s).any():
        raise H2OValueError("The scores contain infinities, between which there is no order.")
    kept = ((y == 0) | (y == 1)) & ~np.isnan(s)
    if w is not None:
        kept &= w > 0
    counts = count_scores(s[kept], y[kept] == 1, None if w is None else w[kept])
    return Ranking(nobs=int(kept.sum()), counts=counts)
