"""Scores grouped by value, and the exact areas under their curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heavywater.core.metrics.arrays import Floats, Mask

__all__ = ["ScoredCounts", "count_scores", "count_sorted", "pr_auc", "roc_auc"]


@dataclass(frozen=True, eq=False, slots=True)
class ScoredCounts:
    """How much weight of either class has each score; scores ascend and differ.

    Attributes
    ----------
    scores
        The distinct scores.
    positives, negatives
        Σw of the rows of either class with that score.
    """

    scores: Floats
    positives: Floats
    negatives: Floats

    @property
    def weights(self) -> Floats:
        """Σw of both classes."""
        return self.positives + self.negatives


def count_scores(scores: Floats, positive: Mask, weights: Floats) -> ScoredCounts:
    """Add up the weights of equal scores."""
    if scores.shape[0] == 0:
        return ScoredCounts(scores, weights, weights)
    order = np.argsort(scores)
    return count_sorted(scores[order], positive[order], weights[order])


def count_sorted(scores: Floats, positive: Mask, weights: Floats) -> ScoredCounts:
    """Add up the weights of equal scores, which ascend; there must be at least one."""
    starts = np.flatnonzero(np.concatenate(([True], scores[1:] != scores[:-1])))
    hit = np.where(positive, weights, 0.0)
    return ScoredCounts(
        scores=scores[starts],
        positives=np.add.reduceat(hit, starts),
        negatives=np.add.reduceat(weights - hit, starts),
    )


def _from_the_top(counts: ScoredCounts) -> tuple[Floats, Floats]:
    """True and false positives at each threshold, the highest first, after a leading 0."""
    tps = np.concatenate(([0.0], np.cumsum(counts.positives[::-1])))
    fps = np.concatenate(([0.0], np.cumsum(counts.negatives[::-1])))
    return tps, fps


def roc_auc(counts: ScoredCounts) -> float:
    """Area under the ROC curve by trapezoids; ties count one half.

    As in H2O it is 1 without negatives, and 0 without positives.
    """
    tps, fps = _from_the_top(counts)
    if counts.scores.shape[0] == 0:
        return float("nan")
    if fps[-1] <= 0:
        return 1.0
    if tps[-1] <= 0:
        return 0.0
    area = 0.5 * np.sum(np.diff(fps) * (tps[1:] + tps[:-1]))
    return float(area / (tps[-1] * fps[-1]))


def pr_auc(counts: ScoredCounts) -> float:
    """Area under the precision-recall curve, interpolated as Davis and Goadrich propose.

    Between two thresholds false positives grow linearly with true positives, so with
    t = recall, h = ΔFP/ΔTP, a = 1 + h and b = (FP₀ - h·TP₀)/P the precision is t/(a·t + b), and
    its integral is (Δt - b/a·ln((a·t₁ + b)/(a·t₀ + b)))/a.
    """
    tps, fps = _from_the_top(counts)
    if counts.scores.shape[0] == 0:
        return float("nan")
    total = tps[-1]
    if total <= 0:
        return 0.0
    step_tp, step_fp = np.diff(tps), np.diff(fps)
    moves = step_tp > 0  # a step without true positives adds no area
    tp0, fp0 = tps[:-1][moves], fps[:-1][moves]
    h = step_fp[moves] / step_tp[moves]
    a, b = 1.0 + h, (fp0 - h * tp0) / total
    # a·t + b is the share of rows above the threshold, (TP + FP)/P.
    above = tp0 + fp0
    grown = np.divide((step_tp + step_fp)[moves], above, out=np.zeros_like(above), where=above > 0)
    # above = 0 only before the first row, and there b = 0 as well.
    return float(np.sum((step_tp[moves] / total - b / a * np.log1p(grown)) / a))
