"""Scores in ascending order, with the weight of either class at each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from heavywater.core.metrics.arrays import ROWS_AT_ONCE, Floats, Ints, Mask
from heavywater.core.metrics.deviance import quantiles_of_sorted

__all__ = ["DistinctScores", "ScoredCounts", "ScoredRows", "Steps", "count_scores", "count_sorted"]

#: `positives`, `weights`, `cumulated_positives` and `cumulated` of some scores.
Steps = tuple[Floats, Floats, Floats, Floats]


class ScoredCounts(Protocol):
    """How much weight of either class has each score; scores ascend.

    A place is that of the first of equal scores.
    """

    @property
    def scores(self) -> Floats:
        """The scores; equal ones are side by side."""
        ...

    @property
    def distinct(self) -> int:
        """How many scores differ."""
        ...

    @property
    def total_positives(self) -> float:
        """Σw of the rows of the second class."""
        ...

    @property
    def total(self) -> float:
        """Σw of all rows."""
        ...

    def merged(self) -> DistinctScores:
        """Each score once."""
        ...

    def sums(self, starts: Ints) -> tuple[Floats, Floats, Floats]:
        """Σw of the positive rows, Σw and Σw·score, from each place up to the next one."""
        ...

    def reaching(self, weights: Floats) -> Ints:
        """The first places up to whose scores there is a weight of at least so much."""
        ...

    def quantiles(self, shares: Floats) -> Floats:
        """Scores below which there are such shares of the weight, linear between neighbours."""
        ...

    def steps(self, start: int, stop: int) -> Steps:
        """What belongs to the distinct scores of positive rows that end in a range of places."""
        ...


@dataclass(frozen=True, eq=False)
class DistinctScores:
    """Weights of any size; differences of what is cumulated would be less exact than these.

    Attributes
    ----------
    scores
        The scores, which differ.
    positives, weights
        Σw of the rows of the second class, and of all rows, with that score.
    """

    scores: Floats
    positives: Floats
    weights: Floats

    @property
    def distinct(self) -> int:
        """How many scores differ."""
        return len(self.scores)

    @property
    def negatives(self) -> Floats:
        """Σw of the rows of the first class with each score."""
        return self.weights - self.positives

    @cached_property
    def cumulated_positives(self) -> Floats:
        """`positives` up to each score."""
        return np.cumsum(self.positives)

    @cached_property
    def cumulated(self) -> Floats:
        """`weights` up to each score."""
        return np.cumsum(self.weights)

    @property
    def total_positives(self) -> float:
        """Σw of the rows of the second class."""
        return float(self.cumulated_positives[-1]) if self.distinct else 0.0

    @property
    def total(self) -> float:
        """Σw of all rows."""
        return float(self.cumulated[-1]) if self.distinct else 0.0

    @cached_property
    def _weighted_scores(self) -> Floats:
        return self.weights * self.scores

    def merged(self) -> DistinctScores:
        """Each score once."""
        return self

    def sums(self, starts: Ints) -> tuple[Floats, Floats, Floats]:
        """Σw of the positive rows, Σw and Σw·score, from each place up to the next one."""
        return (
            np.add.reduceat(self.positives, starts),
            np.add.reduceat(self.weights, starts),
            np.add.reduceat(self._weighted_scores, starts),
        )

    def reaching(self, weights: Floats) -> Ints:
        """The first places up to whose scores there is a weight of at least so much."""
        return np.searchsorted(self.cumulated, weights)

    def quantiles(self, shares: Floats) -> Floats:
        """Scores below which there are such shares of the weight, linear between neighbours."""
        return quantiles_of_sorted(self.scores, self.cumulated, shares)

    def steps(self, start: int, stop: int) -> Steps:
        """What belongs to the distinct scores of positive rows that end in a range of places."""
        moves = np.flatnonzero(self.positives[start:stop] > 0) + start
        return (
            self.positives[moves],
            self.weights[moves],
            self.cumulated_positives[moves],
            self.cumulated[moves],
        )


@dataclass(frozen=True, eq=False)
class ScoredRows:
    """Rows of which each counts once.

    Equal scores are not merged: to do that for a million rows takes as long as to sort them.

    Attributes
    ----------
    scores
        The score of each row, ascending.
    last
        Whether it is the last row with its score.
    before
        The number of positive rows before each row; then that of all.
    """

    scores: Floats
    last: Mask
    before: npt.NDArray[np.signedinteger]

    @cached_property
    def distinct(self) -> int:
        """How many scores differ."""
        return int(np.count_nonzero(self.last))

    @property
    def total_positives(self) -> float:
        """The number of positive rows."""
        return float(self.before[-1])

    @property
    def total(self) -> float:
        """The number of rows."""
        return float(self.scores.shape[0])

    def merged(self) -> DistinctScores:
        """Each score once."""
        ends = np.flatnonzero(self.last)
        positives = np.diff(self.before[ends + 1], prepend=0).astype(np.float64)
        weights = np.diff(ends, prepend=-1).astype(np.float64)
        return DistinctScores(self.scores[ends], positives, weights)

    def sums(self, starts: Ints) -> tuple[Floats, Floats, Floats]:
        """Positive rows, rows and Σscore, from each place up to the next one."""
        ends = np.append(starts[1:], self.scores.shape[0])
        positives = (self.before[ends] - self.before[starts]).astype(np.float64)
        rows = (ends - starts).astype(np.float64)
        return positives, rows, np.add.reduceat(self.scores, starts)

    def reaching(self, weights: Floats) -> Ints:
        """The first places up to whose scores there are at least so many rows."""
        rows = np.maximum(np.ceil(weights).astype(np.int64) - 1, 0)
        return np.searchsorted(self.scores, self.scores[rows])

    def quantiles(self, shares: Floats) -> Floats:
        """Scores below which there are such shares of the rows, linear between neighbours."""
        position = shares * (self.total - 1.0)
        below = np.floor(position)
        row = below.astype(np.int64)
        low, high = self.scores[row], self.scores[np.minimum(row + 1, self.scores.shape[0] - 1)]
        between: Floats = low + (high - low) * (position - below)
        return between

    def steps(self, start: int, stop: int) -> Steps:
        """What belongs to the distinct scores of positive rows that end in a range of places."""
        stop = min(stop, self.scores.shape[0])
        ends = np.flatnonzero(self.last[start:stop])
        if ends.shape[0] == 0:
            return (np.empty(0),) * 4
        # The rows between which scores change, and the positive ones below each.
        bounds = np.empty(ends.shape[0] + 1, dtype=np.int64)
        np.add(ends, start + 1, out=bounds[1:])
        bounds[0] = np.searchsorted(self.scores, self.scores[bounds[1] - 1])
        alone = bounds[-1] - bounds[0] == ends.shape[0]
        before = self.before[bounds[0] : bounds[-1] + 1] if alone else self.before[bounds]
        moves = np.flatnonzero(before[1:] != before[:-1])
        after = moves + 1
        found, seen = (each[after].astype(np.float64) for each in (before, bounds))
        return found - before[moves], seen - bounds[moves], found, seen


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
        return DistinctScores(scores, scores, scores)
    if weights is None:
        return _count_rows(*_sorted_with_class(scores, positive))
    order = _order(scores)
    return count_sorted(scores[order], positive[order], weights[order])


def count_sorted(scores: Floats, positive: Mask, weights: Floats) -> DistinctScores:
    """Add up the weights of equal scores, which ascend; there must be at least one."""
    starts = np.flatnonzero(np.concatenate(([True], scores[1:] != scores[:-1])))
    hit = np.where(positive, weights, 0.0)
    return DistinctScores(
        scores=scores[starts],
        positives=np.add.reduceat(hit, starts),
        weights=np.add.reduceat(weights, starts),
    )


def _count_rows(scores: Floats, positive: npt.NDArray[np.uint8]) -> ScoredRows:
    """As `count_sorted`, with every row counting once."""
    rows = scores.shape[0]
    last = np.ones(rows, dtype=np.bool_)
    np.not_equal(scores[1:], scores[:-1], out=last[:-1])
    before = np.zeros(rows + 1, dtype=np.int32 if rows < 2**31 else np.int64)
    np.cumsum(positive, out=before[1:])
    return ScoredRows(scores, last, before)


def _sorted_with_class(scores: Floats, positive: Mask) -> tuple[Floats, npt.NDArray[np.uint8]]:
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
    bits = scores.view(np.uint64) if single is None else single.view(np.uint32)
    one = bits.dtype.type(1)
    keys = bits << one  # which drops the sign that a zero may have
    keys |= positive
    keys.sort()
    found = np.empty(keys.shape[0], dtype=np.uint8)
    ordered = keys.view(np.float64) if single is None else keys.view(np.float32)
    for start in range(0, keys.shape[0], ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        np.bitwise_and(keys[part], one, out=found[part], casting="unsafe")
        keys[part] >>= one
    return ordered.astype(np.float64, copy=False), found


def _in_single_precision(scores: Floats) -> npt.NDArray[np.float32] | None:
    """The scores in half the bits, None where that would change one."""
    single = np.empty(scores.shape[0], dtype=np.float32)
    with np.errstate(over="ignore"):  # infinity differs from the score, and that is noticed
        for start in range(0, scores.shape[0], ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            single[part] = scores[part]
            if not np.array_equal(single[part], scores[part]):
                return None
    return single


def _order(scores: Floats) -> Ints:
    """The order of the scores, not stable."""
    if scores.shape[0] >= 2**32 or not scores.min() >= 0.0:
        return np.argsort(scores)
    single = _in_single_precision(scores)
    if single is None:
        return np.argsort(scores)
    # The position below the score's bits: again one sort of whole numbers.
    bits = (single.view(np.uint32) & np.uint32(0x7FFFFFFF)).astype(np.uint64)
    keys = (bits << np.uint64(32)) | np.arange(scores.shape[0], dtype=np.uint64)
    keys.sort()
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
