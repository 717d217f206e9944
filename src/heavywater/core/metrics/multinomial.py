"""Metrics of predictions of one among many classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from heavywater.core.metrics.arrays import (
    Floats,
    Ints,
    as_codes,
    as_floats,
    divide,
    population_variance,
    refuse_nan,
    row_weights,
    same_length,
    weighted_mean,
)
from heavywater.core.metrics.binomial import row_logloss
from heavywater.core.metrics.class_areas import (
    AVERAGES,
    MOST_CLASSES,
    AucType,
    ClassAreas,
    class_areas,
)
from heavywater.core.metrics.confusion import (
    confusion_counts,
    confusion_table,
    error_rate,
    mean_class_error,
)
from heavywater.core.metrics.record import MetricsRecord
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OValueError

__all__ = ["MultinomialMetrics", "multinomial_metrics"]

_MAX_HITS = 10
_MAX_MATRIX = 1000  # classes; a larger confusion matrix helps nobody


@dataclass(frozen=True, eq=False, kw_only=True)
class MultinomialMetrics(MetricsRecord):
    """How well the probabilities of several classes fit the actual classes.

    Attributes
    ----------
    domain
        Names of the classes.
    logloss
        Mean of -ln(probability given to the row's class).
    counts
        Σw by actual (row) and predicted (column) class.
    hit_ratios
        Share of the rows whose class is among the k most probable ones, for k = 1, 2, ...
    auc_type
        Which average `auc` and `pr_auc` are; NaN with ``"AUTO"`` and ``"NONE"``.
    roc_areas, pr_areas
        Areas of each class against the rest and of each pair; None without an average, and above
        50 classes.
    """

    domain: tuple[str, ...]
    logloss: float
    counts: Floats
    hit_ratios: Floats
    auc_type: AucType = "NONE"
    roc_areas: ClassAreas | None = None
    pr_areas: ClassAreas | None = None

    names: ClassVar[tuple[str, ...]] = (
        "mse",
        "rmse",
        "logloss",
        "mean_per_class_error",
        "r2",
        "classification_error",
        "auc",
        "pr_auc",
    )

    @property
    def auc(self) -> float:
        """Area under the ROC curves, averaged as `auc_type` says."""
        return float("nan") if self.roc_areas is None else self.roc_areas.average(self.auc_type)

    @property
    def pr_auc(self) -> float:
        """Area under the precision-recall curves, averaged as `auc_type` says."""
        return float("nan") if self.pr_areas is None else self.pr_areas.average(self.auc_type)

    @property
    def mean_per_class_error(self) -> float:
        """Mean of all classes' error rates; a class without rows counts as 0."""
        return mean_class_error(self.counts)

    @property
    def classification_error(self) -> float:
        """Share of rows whose most probable class is not the actual one."""
        return error_rate(self.counts)

    def confusion_matrix(self) -> Table | None:
        """The confusion matrix, None above 1000 classes."""
        if len(self.domain) > _MAX_MATRIX:
            return None
        return confusion_table(self.counts, self.domain)

    def auc_table(self) -> Table | None:
        """Areas under the ROC curves, None where they were not computed."""
        return None if self.roc_areas is None else self.roc_areas.table()

    def aucpr_table(self) -> Table | None:
        """Areas under the precision-recall curves, None where they were not computed."""
        return None if self.pr_areas is None else self.pr_areas.table()

    def hit_ratio_table(self) -> Table:
        """Hit ratios for the best 1, 2, ... up to 10 classes."""
        return Table(
            f"Top-{self.hit_ratios.shape[0]} Hit Ratios",
            "",
            (Column("k", "string", "%s"), Column("hit_ratio", "float", "%f")),
            tuple((str(k), float(ratio)) for k, ratio in enumerate(self.hit_ratios, start=1)),
        )


def multinomial_metrics(
    actual: ArrayLike,
    probabilities: ArrayLike,
    domain: Sequence[str],
    weights: ArrayLike | None = None,
    auc_type: AucType = "NONE",
) -> MultinomialMetrics:
    """Compare class probabilities with actual classes.

    Parameters
    ----------
    actual
        Class index per row; negative (NA) rows are left out. An index beyond the domain is a
        class that the model does not know: its probability is 0, and the row is in no cell of
        the confusion matrix.
    probabilities
        One row per row of `actual`, one column per class.
    domain
        Names of the classes.
    weights
        Weight of each row; rows with 0 or NaN are left out. All 1 by default.
    auc_type
        Which average of the classes' AUCs to take; they are computed for up to 50 classes.

    Examples
    --------
    >>> metrics = multinomial_metrics(
    ...     [0, 1, 2], [[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0.5, 0.2, 0.3]], ["a", "b", "c"]
    ... )
    >>> metrics.hit_ratios.round(2).tolist()
    [0.67, 1.0, 1.0]
    """
    y = as_codes(actual)
    p = same_length("probabilities", as_floats(probabilities), y.shape[0])
    classes = len(domain)
    if p.ndim != 2 or p.shape[1] != classes:
        raise H2OValueError(
            f"probabilities of shape {p.shape} do not fit a domain of {classes} classes; "
            "there must be one column per class."
        )
    w = row_weights(weights, y.shape[0])
    kept = (y >= 0) & (w > 0)
    if not kept.all():
        y, p, w = y[kept], p[kept], w[kept]
    refuse_nan(p)
    known = y < classes
    own = p[np.arange(y.shape[0]), np.where(known, y, 0)]
    error = 1.0 - np.where(known, own, 0.0)
    mse = weighted_mean(error * error, w)
    names = tuple(str(level) for level in domain)
    own_rows = (y, p, w) if known.all() else (y[known], p[known], w[known])
    roc_areas = pr_areas = None
    if auc_type in AVERAGES and classes <= MOST_CLASSES:
        roc_areas, pr_areas = class_areas(*own_rows, names)
    return MultinomialMetrics(
        nobs=int(y.shape[0]),
        mse=mse,
        r2=1.0 - divide(mse, population_variance(y.astype(np.float64), w)),
        domain=names,
        logloss=weighted_mean(row_logloss(error), w),
        counts=_confusion(*own_rows),
        hit_ratios=_hit_ratios(y, p, own, known, w),
        auc_type=auc_type,
        roc_areas=roc_areas,
        pr_areas=pr_areas,
    )


def _confusion(y: Ints, p: Floats, w: Floats) -> Floats:
    """Σw by actual and predicted class, of rows whose class the model knows."""
    return confusion_counts(y, p.argmax(axis=1), w, p.shape[1])


def _hit_ratios(y: Ints, p: Floats, own: Floats, known: np.ndarray, w: Floats) -> Floats:
    classes = p.shape[1]
    best = min(_MAX_HITS, classes)
    # Of equally probable classes the first is predicted, so it also ranks first.
    ahead = p > own[:, None]
    if classes > 1:
        ahead |= (p == own[:, None]) & (np.arange(classes) < y[:, None])
    rank = np.where(known, ahead.sum(axis=1), classes)
    hits = np.bincount(rank, w, minlength=classes + 1)[:best]
    total = float(w.sum())
    ratios: Floats = np.cumsum(hits) / total if total > 0 else np.full(best, np.nan)
    return ratios
