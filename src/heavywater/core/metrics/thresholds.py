"""Thresholds: at most 400 bins of scores, and what each would give as a decision rule."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from heavywater.core.metrics.arrays import Floats, Ints
from heavywater.core.metrics.scored_counts import DistinctScores, ScoredCounts
from heavywater.core.tables import Column, Table

__all__ = ["CRITERIA", "MAX_BINS", "Thresholds", "count_cell", "reduce_bins"]

MAX_BINS = 400

# Above this many bins, whole rounds of cheap merges; below, the cheapest merge one at a time.
_ONE_BY_ONE = 1000

# Many more scores than this are put into a grid of so many widths and so many weights first.
_FINE = 4096

#: H2O's criteria in the order of its tables; `Thresholds.scores` has one array for each.
CRITERIA = (
    "f1",
    "f2",
    "f0point5",
    "accuracy",
    "precision",
    "recall",
    "specificity",
    "absolute_mcc",
    "min_per_class_accuracy",
    "mean_per_class_accuracy",
    "tns",
    "fns",
    "fps",
    "tps",
    "tnr",
    "fnr",
    "fpr",
    "tpr",
)
_COUNTS = frozenset({"tns", "fns", "fps", "tps"})


@dataclass(frozen=True, eq=False)
class Thresholds:
    """Thresholds from high to low with the counts of "score is at least the threshold".

    Attributes
    ----------
    threshold
        Descending.
    tps, fps
        Σw of the true and of the false positives at each threshold.
    """

    threshold: Floats
    tps: Floats
    fps: Floats

    @classmethod
    def from_counts(cls, counts: ScoredCounts) -> Thresholds:
        """Thresholds of scores, which are binned where more than 400 differ."""
        bins = reduce_bins(counts, MAX_BINS)
        return cls(
            threshold=bins.scores[::-1].copy(),
            tps=np.cumsum(bins.positives[::-1]),
            fps=np.cumsum(bins.negatives[::-1]),
        )

    def counts(self) -> DistinctScores:
        """The bins as scores, with the weights of the rows in each."""
        positives = np.diff(self.tps, prepend=0.0)[::-1]
        negatives = np.diff(self.fps, prepend=0.0)[::-1]
        return DistinctScores(self.threshold[::-1], positives, positives + negatives)

    @property
    def positives(self) -> float:
        """Σw of all positive rows."""
        return float(self.tps[-1]) if self.tps.shape[0] else 0.0

    @property
    def negatives(self) -> float:
        """Σw of all negative rows."""
        return float(self.fps[-1]) if self.fps.shape[0] else 0.0

    @cached_property
    def scores(self) -> dict[str, Floats]:
        """Every criterion at every threshold, by the names in `CRITERIA`."""
        return _criteria(self.tps, self.fps, self.positives, self.negatives)

    def best(self, criterion: str) -> int | None:
        """Index of the first threshold that maximises a criterion; None if it is always NaN."""
        values = self.scores[criterion]
        if values.shape[0] == 0 or np.isnan(values).all():
            return None
        return int(np.nanargmax(values))

    def largest(self, criterion: str) -> float:
        """The largest value of a criterion; NaN if it is always NaN."""
        index = self.best(criterion)
        return float("nan") if index is None else float(self.scores[criterion][index])

    def counts_at(self, index: int) -> tuple[float, float, float, float]:
        """(tn, fp, fn, tp) at one threshold."""
        tp, fp = float(self.tps[index]), float(self.fps[index])
        return self.negatives - fp, fp, self.positives - tp, tp

    def table(self) -> Table:
        """H2O's ``thresholds_and_metric_scores``."""
        columns = [[float(value) for value in self.threshold]]
        columns += [_cells(name, self.scores[name]) for name in CRITERIA]
        columns.append(list(range(self.threshold.shape[0])))
        return Table(
            "Metrics for Thresholds",
            "Binomial metrics as a function of classification thresholds",
            (
                Column("threshold", "double", "%f"),
                *(_criterion_column(name) for name in CRITERIA),
                Column("idx", "int", "%d"),
            ),
            tuple(zip(*columns, strict=True)),
        )

    def max_criteria_table(self) -> Table:
        """H2O's ``max_criteria_and_metric_scores``: where each criterion is largest."""
        return Table(
            "Maximum Metrics",
            "Maximum metrics at their respective thresholds",
            (
                Column("metric", "string", "%s"),
                Column("threshold", "double", "%f"),
                Column("value", "double", "%f"),
                Column("idx", "long", "%d"),
            ),
            tuple(self._max_row(name) for name in CRITERIA),
        )

    def _max_row(self, criterion: str) -> tuple[str, float, float, int]:
        index = self.best(criterion)
        if index is None:
            return f"max {criterion}", float("nan"), float("nan"), -1
        value = float(self.scores[criterion][index])
        return f"max {criterion}", float(self.threshold[index]), value, index


def _criterion_column(name: str) -> Column:
    return Column(name, "long", "%d") if name in _COUNTS else Column(name, "double", "%f")


def _cells(name: str, values: Floats) -> list[float]:
    return [count_cell(v) for v in values] if name in _COUNTS else [float(v) for v in values]


def count_cell(value: float) -> float:
    """A sum of weights: an int where it is whole, as with rows that all count once."""
    rounded = round(value)
    return rounded if abs(value - rounded) < 1e-9 * max(1.0, abs(value)) else float(value)


def _criteria(tps: Floats, fps: Floats, p: float, n: float) -> dict[str, Floats]:
    tns, fns = n - fps, p - tps
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = tps / (tps + fps), tps / p
        specificity = tns / n
        return {
            "f1": 2.0 * precision * recall / (precision + recall),
            "f2": 5.0 * precision * recall / (4.0 * precision + recall),
            "f0point5": 1.25 * precision * recall / (0.25 * precision + recall),
            "accuracy": (tns + tps) / (p + n),
            "precision": precision,
            "recall": recall,
            "specificity": specificity,
            "absolute_mcc": np.abs(_mcc(tps, fps, tns, fns)),
            "min_per_class_accuracy": np.minimum(recall, specificity),
            "mean_per_class_accuracy": 0.5 * (recall + specificity),
            "tns": tns,
            "fns": fns,
            "fps": fps,
            "tps": tps,
            "tnr": specificity,
            "fnr": fns / p,
            "fpr": fps / n,
            "tpr": recall,
        }


def _mcc(tps: Floats, fps: Floats, tns: Floats, fns: Floats) -> Floats:
    above = tps * tns - fps * fns
    # Roots first: the product of four counts can exceed the exact range of doubles.
    below = np.sqrt(tps + fps) * np.sqrt(tps + fns) * np.sqrt(tns + fps) * np.sqrt(tns + fns)
    return np.where(above == 0, 0.0, above / below)


def reduce_bins(counts: ScoredCounts, limit: int) -> DistinctScores:
    """Merge neighbouring scores until at most `limit` bins are left.

    H2O's rule: the pair goes first whose union has the smallest squared error around its centre,
    the weighted mean. H2O applies it row by row, so its bins depend on the order of the rows;
    here the rule sees all scores at once. Very many scores are first put into a fine grid, and
    then thinned in rounds, each merging the cheaper half of the pairs.
    """
    if counts.distinct <= limit:
        return counts.merged()
    # Cells of neighbouring scores; starts[i] is the first cell of bin i.
    cells = _fine_grid(counts, max(limit, _FINE))
    starts = np.arange(cells.distinct)
    centre, weight = cells.scores, cells.weights
    error = np.zeros_like(centre)
    coarse = max(limit, _ONE_BY_ONE)
    while centre.shape[0] > coarse:
        chosen = _cheap_disjoint_pairs(centre, weight, error, centre.shape[0] - coarse)
        starts = np.delete(starts, chosen + 1)
        centre, weight, error = _merge_pairs(centre, weight, error, chosen)
    kept = _merge_one_by_one(centre, weight, error, limit)
    return _merged(cells, starts[kept])


def _fine_grid(counts: ScoredCounts, cells: int) -> DistinctScores:
    """What to begin with merging: every score, or if there are many more than `cells`, a grid.

    A cell ends where a cell of equal widths or one of equal weights ends, so that it is narrow as
    well as light, and the error that it hides is far below that of any bin in the end.
    """
    if counts.distinct <= 2 * cells:
        return counts.merged()
    scores = counts.scores
    shares = np.arange(cells) / cells
    by_width = np.searchsorted(scores, scores[0] + (scores[-1] - scores[0]) * shares)
    by_weight = counts.reaching(counts.total * shares)
    return _merged(counts, np.unique(np.concatenate(([0], by_width, by_weight))))


def _merged(counts: ScoredCounts, starts: Ints) -> DistinctScores:
    """The scores from each start up to the next one as one score, their mean."""
    positives, weights, scores = counts.sums(starts)
    ends = np.append(starts[1:], counts.scores.shape[0]) - 1
    # Rounding must not change a single score, nor move a mean out of its cell.
    lowest, highest = counts.scores[starts], counts.scores[ends]
    return DistinctScores(np.clip(scores / weights, lowest, highest), positives, weights)


def _union_error(centre: Floats, weight: Floats, error: Floats) -> Floats:
    """Squared error of each bin united with its right neighbour."""
    distance = centre[1:] - centre[:-1]
    shared = weight[1:] * weight[:-1] / (weight[1:] + weight[:-1])
    union: Floats = error[1:] + error[:-1] + distance * distance * shared
    return union


def _cheap_disjoint_pairs(centre: Floats, weight: Floats, error: Floats, at_most: int) -> Ints:
    """Left ends of pairs to merge in one round, no bin in two of them."""
    cost = _union_error(centre, weight, error)
    cheap = cost <= np.quantile(cost, 0.5)
    # In a run of neighbouring cheap pairs take every second one.
    position = np.arange(cheap.shape[0])
    last_dear = np.maximum.accumulate(np.where(cheap, -1, position))
    chosen = np.flatnonzero(cheap & ((position - last_dear) % 2 == 1))
    if chosen.shape[0] > at_most:
        cheapest = np.argpartition(cost[chosen], at_most - 1)[:at_most]
        chosen = np.sort(chosen[cheapest])
    return chosen


def _merge_pairs(
    centre: Floats, weight: Floats, error: Floats, left: Ints
) -> tuple[Floats, Floats, Floats]:
    right = left + 1
    total = weight[left] + weight[right]
    distance = centre[right] - centre[left]
    joined_error = (
        error[left] + error[right] + distance * distance * (weight[left] * weight[right] / total)
    )
    joined_centre = centre[left] + distance * (weight[right] / total)
    centre, weight, error = centre.copy(), weight.copy(), error.copy()
    centre[left], weight[left], error[left] = joined_centre, total, joined_error
    return np.delete(centre, right), np.delete(weight, right), np.delete(error, right)


def _merge_one_by_one(centre: Floats, weight: Floats, error: Floats, limit: int) -> Ints:
    """Indices of the bins at which the merged bins start; the cheapest union always first."""
    c, w, e = centre.tolist(), weight.tolist(), error.tolist()
    bins = len(c)
    after, before = list(range(1, bins + 1)), list(range(-1, bins - 1))
    version = [0] * bins  # of the pair that starts here; outdated heap entries are skipped
    queue = [(cost, i, 0) for i, cost in enumerate(_union_error(centre, weight, error).tolist())]
    heapq.heapify(queue)

    def push(i: int) -> None:
        j = after[i]
        version[i] += 1
        if j < bins:
            distance = c[j] - c[i]
            cost = e[i] + e[j] + distance * distance * w[i] * w[j] / (w[i] + w[j])
            heapq.heappush(queue, (cost, i, version[i]))

    alive = bins
    while alive > limit:
        cost, i, stamp = heapq.heappop(queue)
        if version[i] != stamp:
            continue
        j = after[i]
        total = w[i] + w[j]
        c[i], w[i], e[i] = c[i] + (c[j] - c[i]) * w[j] / total, total, cost
        after[i] = after[j]
        if after[i] < bins:
            before[after[i]] = i
        version[j] = -1
        push(i)
        if before[i] >= 0:
            push(before[i])
        alive -= 1
    return np.array([i for i in range(bins) if version[i] >= 0])
