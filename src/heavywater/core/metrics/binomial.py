"""Metrics of two-class predictions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from heavywater.core.metrics.arrays import (
    ROWS_AT_ONCE,
    Floats,
    Mask,
    as_codes,
    as_floats,
    divide,
    refuse_nan,
    same_length,
)
from heavywater.core.metrics.confusion import confusion_table, error_rate, mean_class_error
from heavywater.core.metrics.curves import areas, pr_auc, roc_auc
from heavywater.core.metrics.gains_lift import GainsLift, gains_lift
from heavywater.core.metrics.record import MetricsRecord
from heavywater.core.metrics.scored_counts import ScoredCounts, count_scores
from heavywater.core.metrics.thresholds import Thresholds
from heavywater.core.parallel import both
from heavywater.core.tables import Table
from heavywater.exceptions import H2OValueError

__all__ = ["LOGLOSS_CEILING", "BinomialMetrics", "binomial_metrics", "row_logloss"]

# No single row costs more: a probability of 0 counts as 1e-15.
LOGLOSS_CEILING = float(-np.log(1e-15))

# Fewer are done with sooner than a thread begins.
_MANY_ROWS = 100_000

# See `curves`: the cache, and the threads of the BLAS.
_ROWS_AT_ONCE = 1 << 13


@dataclass(frozen=True, eq=False, kw_only=True)
class BinomialMetrics(MetricsRecord):
    """How well the probability of the second class separates two classes.

    Attributes
    ----------
    domain
        The two class names; the second is the positive one.
    logloss
        Mean of -ln(probability given to the row's class).
    auc, pr_auc
        Areas under the ROC and the precision-recall curve, from all distinct scores.
    thresholds
        At most 400 thresholds with their counts.
    groups
        Groups of the gains/lift table, None where it is turned off.
    average_precision
        Area under the precision-recall curve as a staircase, from all distinct scores; NaN in
        records of older files.
    """

    domain: tuple[str, str]
    logloss: float
    auc: float
    pr_auc: float
    thresholds: Thresholds
    groups: GainsLift | None
    average_precision: float = math.nan

    names: ClassVar[tuple[str, ...]] = (
        "mse",
        "rmse",
        "logloss",
        "mean_per_class_error",
        "auc",
        "pr_auc",
        "gini",
        "r2",
        "classification_error",
        "lift_top_group",
    )

    @property
    def gini(self) -> float:
        """2·AUC - 1."""
        return 2.0 * self.auc - 1.0

    @property
    def binned_auc(self) -> float:
        """Area under the ROC curve through the points of `thresholds` alone, as H2O has it."""
        return roc_auc(self.thresholds.counts())

    @property
    def binned_pr_auc(self) -> float:
        """As `binned_auc`, of the precision-recall curve."""
        return pr_auc(self.thresholds.counts())

    @cached_property
    def max_f1_index(self) -> int | None:
        """Index of the threshold with the largest F1; None where F1 is never defined."""
        return self.thresholds.best("f1")

    @property
    def max_f1_threshold(self) -> float:
        """The threshold that predictions use by default; 0.5 where F1 is never defined."""
        index = self.max_f1_index
        return 0.5 if index is None else float(self.thresholds.threshold[index])

    def confusion_counts(self, index: int | None) -> Floats:
        """2 x 2 counts at the threshold with this index; NaN where there is none."""
        if index is None:
            return np.full((2, 2), np.nan)
        return np.array(self.thresholds.counts_at(index)).reshape(2, 2)

    @property
    def mean_per_class_error(self) -> float:
        """Mean of both classes' error rates at the threshold with the largest F1."""
        return mean_class_error(self.confusion_counts(self.max_f1_index))

    @property
    def classification_error(self) -> float:
        """Error rate at the threshold with the largest F1."""
        return error_rate(self.confusion_counts(self.max_f1_index))

    @property
    def lift_top_group(self) -> float:
        """Lift of the group with the highest scores."""
        return float("nan") if self.groups is None else float(self.groups.lift[0])

    @property
    def kolmogorov_smirnov(self) -> float:
        """Largest distance between the cumulative shares of events and non-events."""
        if self.groups is None:
            return float("nan")
        return float(np.max(self.groups.kolmogorov_smirnov))

    def confusion_matrix(self) -> Table | None:
        """The confusion matrix at the threshold with the largest F1."""
        index = self.max_f1_index
        if index is None:
            return None
        return confusion_table(self.confusion_counts(index), self.domain)

    def gains_lift_table(self) -> Table | None:
        """The gains/lift table, None where it is turned off."""
        return None if self.groups is None else self.groups.table()


def binomial_metrics(
    actual: ArrayLike,
    p1: ArrayLike,
    domain: Sequence[str],
    weights: ArrayLike | None = None,
    gainslift_bins: int = -1,
) -> BinomialMetrics:
    """Compare probabilities of the second class with actual classes.

    Parameters
    ----------
    actual
        0 or 1 per row; rows with anything else (-1 for NA) are left out.
    p1
        Probability of class 1 for the same rows.
    domain
        Names of both classes.
    weights
        Weight of each row; rows with 0 or NaN are left out. All 1 by default.
    gainslift_bins
        Groups of the gains/lift table; -1 for H2O's sixteen, 0 for no table.

    Examples
    --------
    >>> metrics = binomial_metrics([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], ["no", "yes"])
    >>> metrics.auc
    0.75
    """
    if len(domain) != 2:
        raise H2OValueError(f"Binomial metrics need 2 classes, but the domain has {len(domain)}.")
    y = as_codes(actual)
    p = same_length("p1", as_floats(p1), y.shape[0])
    w = None if weights is None else same_length("weights", as_floats(weights), y.shape[0])
    positive = y == 1
    kept = positive | (y == 0)
    if w is not None:
        kept &= w > 0
    if not kept.all():
        positive, p, w = positive[kept], p[kept], None if w is None else w[kept]
    refuse_nan(p)
    counts, (squares, losses) = _counts_and_errors(p, positive, w)
    roc, smooth, stairs = areas(counts)
    total = counts.total
    share = divide(counts.total_positives, total)  # whose variance is share·(1 - share)
    mse = divide(squares, total)
    return BinomialMetrics(
        nobs=int(p.shape[0]),
        mse=mse,
        r2=1.0 - divide(mse, share * (1.0 - share)),
        domain=(str(domain[0]), str(domain[1])),
        logloss=divide(losses, total),
        auc=roc,
        pr_auc=smooth,
        thresholds=Thresholds.from_counts(counts),
        groups=gains_lift(counts, gainslift_bins),
        average_precision=stairs,
    )


def _counts_and_errors(
    p: Floats, positive: Mask, w: Floats | None
) -> tuple[ScoredCounts, tuple[float, float]]:
    """`count_scores` and `_error_sums`; of many rows the errors are summed up beside the sort."""
    if p.shape[0] < _MANY_ROWS:
        return count_scores(p, positive, w), _error_sums(p, positive, w)
    return both(lambda: count_scores(p, positive, w), lambda: _error_sums(p, positive, w))


def _error_sums(p: Floats, positive: Mask, w: Floats | None) -> tuple[float, float]:
    """Σw·error² and Σw·logloss, the error of a row being 1 minus its class's probability."""
    squares = losses = 0.0
    for start in range(0, p.shape[0], ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        error = positive[part] - p[part]  # far faster than a choice for each row
        np.abs(error, out=error)
        loss = row_logloss(error)
        if w is None:
            squares += float(error @ error)
            losses += float(loss.sum())
        else:
            squares += float((error * error) @ w[part])
            losses += float(loss @ w[part])
    return squares, losses


def row_logloss(error: Floats) -> Floats:
    """-ln(1 - error), bounded so that certainty in a wrong class stays finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        loss: Floats = 1.0 - error
        np.log(loss, out=loss)
    np.negative(loss, out=loss)
    return np.minimum(LOGLOSS_CEILING, loss, out=loss)
