"""Exact areas under the curves of scores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from heavywater.core.metrics.scored_counts import ScoredCounts

__all__ = ["Areas", "areas", "average_precision", "pr_auc", "roc_auc"]

# Places of a portion that stays in the cache.
_AT_ONCE = 1 << 15


class Areas(NamedTuple):
    """Areas under the ROC curve, and under the precision-recall curve, interpolated and not."""

    roc: float
    smooth: float
    stairs: float


def areas(counts: ScoredCounts) -> Areas:
    """All areas in one pass.

    The ROC curve's is by trapezoids; ties count one half. As in H2O it is 1 without negatives,
    and 0 without positives.

    The interpolation is that of Davis and Goadrich: between two thresholds false positives grow
    linearly with true positives, so with t = recall, h = ΔFP/ΔTP, a = 1 + h and
    b = (FP₀ - h·TP₀)/P the precision is t/(a·t + b), and its integral is
    (Δt - b/a·ln((a·t₁ + b)/(a·t₀ + b)))/a.

    The staircase is the mean precision over the positive rows, each at its own score as the
    threshold. Both are 0 without positives. All areas are NaN without rows.
    """
    rows = counts.scores.shape[0]
    if rows == 0:
        return Areas(float("nan"), float("nan"), float("nan"))
    positives, total = counts.total_positives, counts.total
    if positives <= 0:
        return Areas(0.0 if total > positives else 1.0, 0.0, 0.0)
    parts = [
        _areas(counts, start, start + _AT_ONCE, positives, total)
        for start in range(0, rows, _AT_ONCE)
    ]
    lost, smooth, stairs = (sum(each) for each in zip(*parts, strict=True))
    negatives = total - positives
    roc = 1.0 - lost / (positives * negatives) if negatives > 0 else 1.0
    return Areas(roc, smooth, stairs)


def _areas(
    counts: ScoredCounts, start: int, stop: int, positives: float, total: float
) -> tuple[float, float, float]:
    """What the scores between two places add; the ROC curve's is what it lacks, times P·N."""
    # A step without true positives adds no area.
    step, rows, up_to, seen = counts.steps(start, stop)
    if step.shape[0] == 0:
        return 0.0, 0.0, 0.0
    tp0, above = positives - up_to, total - seen  # above = TP₀ + FP₀
    # A positive row loses to the negative ones above it, and half against those beside it.
    lost = np.sum(step * (above - tp0 + 0.5 * (rows - step)))
    # a·t + b is the share of rows above the threshold, (TP + FP)/P. Nothing is above the highest
    # score alone, and there b = 0 as well.
    with np.errstate(divide="ignore"):
        grown = rows / above
    if above[-1] <= 0.0:
        grown[-1] = 0.0
    slope = step / rows  # 1/a, and b/a = (above/a - TP₀)/P
    smooth = np.sum(slope * (step - (above * slope - tp0) * np.log1p(grown))) / positives
    stairs = np.sum(step * (tp0 + step) / (above + rows)) / positives
    return float(lost), float(smooth), float(stairs)


def roc_auc(counts: ScoredCounts) -> float:
    """Area under the ROC curve; see `areas`."""
    return areas(counts).roc


def pr_auc(counts: ScoredCounts) -> float:
    """The interpolated area under the precision-recall curve; see `areas`."""
    return areas(counts).smooth


def average_precision(counts: ScoredCounts) -> float:
    """The area under the precision-recall curve as a staircase; see `areas`."""
    return areas(counts).stairs
