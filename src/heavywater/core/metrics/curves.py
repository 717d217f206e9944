"""Scores grouped by value, and the exact areas under their curves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from heavywater.core.metrics.arrays import Floats, Ints, Mask

__all__ = [
    "ScoredCounts",
    "average_precision",
    "count_scores",
    "count_sorted",
    "pr_auc",
    "precision_areas",
    "roc_auc",
]

_STEPS_AT_ONCE = 1 << 14


@dataclass(frozen=True, eq=False)
class ScoredCounts:
    """How much weight of either class has each score; scores ascend and differ.

    Attributes
    ----------
    scores
        The distinct scores.
    positives, weights
        Σw of the rows of the second class, and of all rows, with that score.
    cumulated_positives, cumulated
        The same up to that score.
    """

    scores: Floats
    positives: Floats
    weights: Floats
    cumulated_positives: Floats
    cumulated: Floats

    @classmethod
    def of(cls, scores: Floats, positives: Floats, weights: Floats) -> ScoredCounts:
        """Counts of which the cumulated ones are not known yet."""
        return cls(scores, positives, weights, np.cumsum(positives), np.cumsum(weights))

    @property
    def negatives(self) -> Floats:
        """Σw of the rows of the first class."""
        return self.weights - self.positives

    @cached_property
    def weighted_scores(self) -> Floats:
        """Σw·score."""
        return self.weights * self.scores


def count_scores(scores: Floats, positive: Mask, weights: Floats | None = None) -> ScoredCounts:
    """Add up the weights of equal scores.

    Parameters
    ----------
    scores
        One per row, none NaN.
    positive
        Whether the row is of the second class.
    weights
        Weight of each row; all 1 by default, which is faster.
    """
    if scores.shape[0] == 0:
        return ScoredCounts.of(scores, scores, scores)
    if weights is None:
        return _count_rows(*_sorted_with_class(scores, positive))
    order = _order(scores)
    return count_sorted(scores[order], positive[order], weights[order])


def count_sorted(scores: Floats, positive: Mask, weights: Floats) -> ScoredCounts:
    """Add up the weights of equal scores, which ascend; there must be at least one."""
    starts = np.flatnonzero(np.concatenate(([True], scores[1:] != scores[:-1])))
    hit = np.where(positive, weights, 0.0)
    return ScoredCounts.of(
        scores=scores[starts],
        positives=np.add.reduceat(hit, starts),
        weights=np.add.reduceat(weights, starts),
    )


def _count_rows(
    scores: npt.NDArray[np.floating], positive: npt.NDArray[np.integer]
) -> ScoredCounts:
    """As `count_sorted`, with every row counting once."""
    last = np.ones(scores.shape[0], dtype=np.bool_)
    np.not_equal(scores[1:], scores[:-1], out=last[:-1])
    found: Floats = np.cumsum(positive, dtype=np.int32)[last].astype(np.float64)
    rows: Floats = np.flatnonzero(last).astype(np.float64)
    rows += 1.0
    return ScoredCounts(
        scores=scores[last].astype(np.float64),
        positives=_differences(found),
        weights=_differences(rows),
        cumulated_positives=found,
        cumulated=rows,
    )


def _differences(cumulated: Floats) -> Floats:
    """What was added up; `numpy.diff` would copy everything to begin with."""
    parts = np.empty_like(cumulated)
    parts[0] = cumulated[0]
    np.subtract(cumulated[1:], cumulated[:-1], out=parts[1:])
    return parts


def _sorted_with_class(
    scores: Floats, positive: Mask
) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.integer]]:
    """Scores in ascending order, and 1 where the row is positive.

    Numbers of 0 or more compare as their bits do, and the sign's bit is free: the class goes into
    the lowest bit, and one sort of whole numbers orders both. That is several times as fast as to
    find the order and to follow it. Scores that fit into single precision, as those of networks
    do, sort in half the time again.
    """
    if not scores.min() >= 0.0:
        order = np.argsort(scores)
        return scores[order], positive[order].view(np.uint8)
    single = _in_single_precision(scores)
    narrow = bool((single == scores).all())
    bits = single.view(np.uint32) if narrow else (scores + 0.0).view(np.uint64)
    if narrow:
        bits &= np.uint32(0x7FFFFFFF)  # a zero may have a sign
    keys = (bits << bits.dtype.type(1)) | positive
    keys.sort()
    found = keys & keys.dtype.type(1)
    keys >>= keys.dtype.type(1)
    return keys.view(single.dtype if narrow else scores.dtype), found


def _in_single_precision(scores: Floats) -> npt.NDArray[np.float32]:
    with np.errstate(over="ignore"):  # infinity differs from the score, and that is noticed
        return scores.astype(np.float32)


def _order(scores: Floats) -> Ints:
    """The order of the scores, not stable."""
    single = _in_single_precision(scores)
    if scores.shape[0] >= 2**32 or not scores.min() >= 0.0 or not (single == scores).all():
        return np.argsort(scores)
    # The position below the score's bits: again one sort of whole numbers.
    bits = (single.view(np.uint32) & np.uint32(0x7FFFFFFF)).astype(np.uint64)
    keys = (bits << np.uint64(32)) | np.arange(scores.shape[0], dtype=np.uint64)
    keys.sort()
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)


def roc_auc(counts: ScoredCounts) -> float:
    """Area under the ROC curve by trapezoids; ties count one half.

    As in H2O it is 1 without negatives, and 0 without positives.
    """
    if counts.scores.shape[0] == 0:
        return float("nan")
    up_to = counts.cumulated_positives
    positives, negatives = float(up_to[-1]), float(counts.cumulated[-1] - up_to[-1])
    if negatives <= 0:
        return 1.0
    if positives <= 0:
        return 0.0
    # A negative row beats the positive ones below it, and half of those beside it: the sum of
    # (weights - positives)·(up_to - positives / 2), without arrays for the differences.
    own, all_of = counts.positives, counts.weights
    lost = all_of @ up_to - own @ up_to - 0.5 * (all_of @ own - own @ own)
    return 1.0 - float(lost) / (positives * negatives)


def precision_areas(counts: ScoredCounts) -> tuple[float, float]:
    """Areas under the precision-recall curve: interpolated, and as a staircase.

    The interpolation is that of Davis and Goadrich: between two thresholds false positives grow
    linearly with true positives, so with t = recall, h = ΔFP/ΔTP, a = 1 + h and
    b = (FP₀ - h·TP₀)/P the precision is t/(a·t + b), and its integral is
    (Δt - b/a·ln((a·t₁ + b)/(a·t₀ + b)))/a.

    The staircase is the mean precision over the positive rows, each at its own score as the
    threshold. Both are 0 without positives, and NaN without rows.
    """
    if counts.scores.shape[0] == 0:
        return float("nan"), float("nan")
    total = float(counts.cumulated_positives[-1])
    if total <= 0:
        return 0.0, 0.0
    moves = np.flatnonzero(counts.positives > 0)  # a step without true positives adds no area
    # In portions that stay in the cache.
    portions = range(0, moves.shape[0], _STEPS_AT_ONCE)
    steps = [_steps(counts, moves[at : at + _STEPS_AT_ONCE], total) for at in portions]
    return sum(smooth for smooth, _ in steps), sum(stairs for _, stairs in steps)


def pr_auc(counts: ScoredCounts) -> float:
    """The interpolated area under the precision-recall curve; see `precision_areas`."""
    return precision_areas(counts)[0]


def average_precision(counts: ScoredCounts) -> float:
    """The area under the precision-recall curve as a staircase; see `precision_areas`."""
    return precision_areas(counts)[1]


def _steps(counts: ScoredCounts, moves: Ints, total: float) -> tuple[float, float]:
    """Both areas of some steps of the precision-recall curve."""
    step, rows = counts.positives[moves], counts.weights[moves]
    a = rows / step
    tp0 = total - counts.cumulated_positives[moves]
    above = counts.cumulated[-1] - counts.cumulated[moves]  # TP₀ + FP₀
    b = (above - a * tp0) / total
    # a·t + b is the share of rows above the threshold, (TP + FP)/P.
    grown = np.divide(rows, above, out=np.zeros_like(above), where=above > 0)
    # above = 0 only before the first row, and there b = 0 as well.
    smooth = np.sum((step / total - b / a * np.log1p(grown)) / a)
    stairs = step @ ((tp0 + step) / (above + rows)) / total
    return float(smooth), float(stairs)
