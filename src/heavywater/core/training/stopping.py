"""When training should end early: H2O's rule of moving averages."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = ["INCREASING", "has_stopped_improving", "is_better"]

#: Metrics of which more is better.
INCREASING = frozenset({"AUC", "AUCPR", "lift_top_group", "custom_increasing"})

#: Metrics that are good when they stay as they are.
_EITHER_WAY = frozenset({"anomaly_score"})

#: Metrics that cannot be below 0: at 0 there is nothing left to improve.
_BOUNDED = frozenset(
    {"logloss", "MSE", "RMSE", "MAE", "RMSLE", "AUC", "AUCPR", "misclassification",
     "mean_per_class_error"}
)  # fmt: skip


def is_better(metric: str, new: float, old: float) -> bool:
    """Whether one value of a metric is strictly better than another; NaN never is."""
    if math.isnan(new):
        return False
    if math.isnan(old):
        return True
    return new > old if metric in INCREASING else new < old


def has_stopped_improving(
    metric: str, values: Sequence[float], rounds: int, tolerance: float
) -> bool:
    """Whether the last `rounds` scorings are no better than those before.

    Parameters
    ----------
    metric
        H2O's name of the metric.
    values
        Its history, oldest first.
    rounds
        Width of the moving averages; 0 never stops.
    tolerance
        Relative improvement that counts as one.

    Notes
    -----
    Over the last 2·rounds values there are rounds + 1 simple moving averages. Training has
    stopped improving when the best of the later ones does not beat the first of them by more
    than the tolerance; for an anomaly score, when none of them is farther from it than that. Values
    that are NaN or infinite and averages of different signs settle nothing.

    Examples
    --------
    >>> has_stopped_improving("logloss", [0.5, 0.4, 0.4, 0.4], rounds=2, tolerance=0.0)
    False
    >>> has_stopped_improving("logloss", [0.5, 0.4, 0.4, 0.4, 0.4], rounds=2, tolerance=0.0)
    True
    """
    if rounds == 0 or len(values) < 2 * rounds:
        return False
    last = np.asarray(values[-2 * rounds :], dtype=float)
    if not np.isfinite(last).all():
        return False
    averages = np.array([last[i : i + rounds].mean() for i in range(rounds + 1)])
    reference, later = averages[0], averages[1:]
    if metric in _BOUNDED and reference == 0:
        return True
    if np.unique(np.sign(averages)).size > 1:
        return False
    if reference == 0:
        return True  # as are all others: nothing has changed
    if metric in _EITHER_WAY:
        change = max(later.max() / reference - 1, 1 - later.min() / reference)
        return bool(change <= tolerance)
    if metric in INCREASING:
        return bool(later.max() / reference <= 1 + tolerance)
    return bool(later.min() / reference >= 1 - tolerance)
