"""Gains and lift: how much better than chance the highest scores are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heavywater.core.metrics.arrays import Floats, Ints
from heavywater.core.metrics.scored_counts import ScoredCounts
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OValueError

__all__ = ["GainsLift", "gains_lift"]

_DEFAULT_GROUPS = np.array(
    [0.99, 0.98, 0.97, 0.96, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0]
)


@dataclass(frozen=True, eq=False, slots=True)
class GainsLift:
    """Groups of rows by descending score.

    Attributes
    ----------
    lower_threshold
        Lowest score of each group.
    weights, events, scores
        Σw of each group's rows, of its positive rows, and Σw·score.
    """

    lower_threshold: Floats
    weights: Floats
    events: Floats
    scores: Floats

    @property
    def lift(self) -> Floats:
        """Response rate of each group over that of all rows."""
        with np.errstate(divide="ignore", invalid="ignore"):
            overall = self.events.sum() / self.weights.sum()
            lift: Floats = _rate(self.events, self.weights) / overall
        return lift

    @property
    def kolmogorov_smirnov(self) -> Floats:
        """Share of all events minus share of all non-events down to each group."""
        events, others = np.cumsum(self.events), np.cumsum(self.weights - self.events)
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic: Floats = events / events[-1] - others / others[-1]
        return statistic

    def table(self) -> Table:
        """H2O's ``gains_lift_table``."""
        total, events = float(self.weights.sum()), float(self.events.sum())
        score = float(self.scores.sum())
        description = (
            f"Avg response rate: {100 * events / total:5.2f} %, "
            f"avg score: {100 * score / total:5.2f} %"
        )
        columns = self._columns()
        return Table(
            "Gains/Lift Table",
            description,
            (
                Column("group", "int", "%d"),
                *(Column(name, "double", "%.6f") for name in columns),
            ),
            tuple(
                (group, *(float(cell) for cell in cells))
                for group, cells in enumerate(zip(*columns.values(), strict=True), start=1)
            ),
        )

    def _columns(self) -> dict[str, Floats]:
        with np.errstate(divide="ignore", invalid="ignore"):
            seen, found = np.cumsum(self.weights), np.cumsum(self.events)
            overall = found[-1] / seen[-1]
            cumulative_rate = found / seen
            lift, cumulative_lift = self.lift, cumulative_rate / overall
            return {
                "cumulative_data_fraction": seen / seen[-1],
                "lower_threshold": self.lower_threshold,
                "lift": lift,
                "cumulative_lift": cumulative_lift,
                "response_rate": _rate(self.events, self.weights),
                "score": _rate(self.scores, self.weights),
                "cumulative_response_rate": cumulative_rate,
                "cumulative_score": np.cumsum(self.scores) / seen,
                "capture_rate": self.events / found[-1],
                "cumulative_capture_rate": found / found[-1],
                "gain": 100.0 * (lift - 1.0),
                "cumulative_gain": 100.0 * (cumulative_lift - 1.0),
                "kolmogorov_smirnov": self.kolmogorov_smirnov,
            }


def _rate(part: Floats, whole: Floats) -> Floats:
    """A ratio that is 0 in a group without rows."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def gains_lift(counts: ScoredCounts, bins: int = -1) -> GainsLift | None:
    """Group scores at their quantiles.

    Parameters
    ----------
    counts
        The distinct scores with the weights of either class.
    bins
        That many groups of equal size; -1 for H2O's sixteen, which are finer at the top; 0 for
        none.

    Returns
    -------
    The groups, or None without rows or with 0 bins. Groups with the same lower threshold are
    one group.
    """
    if bins < -1:
        raise H2OValueError(
            f"gainslift_bins={bins} is not allowed: give -1 (automatic), 0 (no gains/lift "
            "table) or the number of groups."
        )
    if bins == 0 or counts.scores.shape[0] == 0:
        return None
    shares = _DEFAULT_GROUPS if bins == -1 else np.arange(bins - 1, -1, -1) / bins
    lower = np.unique(counts.quantiles(shares))[::-1]
    at = np.searchsorted(counts.scores, lower, side="left")
    events, weights, scores = _sums_of_groups(counts, at)
    return GainsLift(lower_threshold=lower, weights=weights, events=events, scores=scores)


def _sums_of_groups(counts: ScoredCounts, starts: Ints) -> tuple[Floats, ...]:
    """The sums of each group; starts descend to 0, and equal ones are groups without rows."""
    filled = np.concatenate(([True], starts[1:] < starts[:-1]))
    sums = tuple(np.zeros(starts.shape[0]) for _ in range(3))
    for each, found in zip(sums, counts.sums(starts[filled][::-1]), strict=True):
        each[filled] = found[::-1]
    return sums
