"""Rows to train or to measure on, and when to measure."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.training.data_info import Inputs

__all__ = ["Scoring", "ScoringClock", "description"]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scoring:
    """Rows with their responses, to train on or to measure on.

    Attributes
    ----------
    inputs
        All rows of the frame.
    values
        Responses: level positions or numbers, NaN where missing.
    weights
        Observation weights, or None.
    offsets
        What is added to each row's prediction or its logarithm, or None.
    usable
        Rows to train on.
    balanced
        Whether classes are balanced: `usable` then names each row as often as it counts, in
        training and in measuring.
    """

    inputs: Inputs
    values: Floats
    weights: Floats | None
    usable: Rows
    balanced: bool = False
    offsets: Floats | None = None

    @property
    def measured(self) -> Rows:
        """Rows that metrics count: those with a response and a weight, unless classes are
        balanced."""
        if self.balanced:
            return self.usable
        known = ~np.isnan(self.values)
        return np.flatnonzero(known if self.weights is None else known & (self.weights > 0))

    def compared(self, predictions: Floats) -> tuple[Floats, Floats, Floats | None]:
        """Responses, predictions (of all rows) and weights as metrics count them."""
        if not self.balanced:
            return self.values, predictions, self.weights
        # Weights are 0 or 1 here, and rows of weight 0 are not among the usable ones.
        return self.values[self.usable], predictions[self.usable], None

    def sample(
        self, size: int, rng: np.random.Generator, *, stratified: bool = False
    ) -> tuple[Scoring, bool]:
        """Exactly `size` random rows (0 means all), and whether that is all of them.

        With `stratified`, each class has the same share among them as among all rows.
        """
        rows = self.measured
        if size == 0 or size >= rows.size:
            return self, True
        if stratified:
            return self.take(_stratified(self.values, rows, size, rng)), False
        return self.take(np.sort(rng.choice(rows, size, replace=False))), False

    def take(self, rows: Rows) -> Scoring:
        """Some of the rows, all of which count."""
        weights = None if self.weights is None else self.weights[rows]
        return Scoring(
            self.inputs.take(rows),
            self.values[rows],
            weights,
            np.arange(rows.size, dtype=np.int64),
            offsets=None if self.offsets is None else self.offsets[rows],
        )


def _stratified(values: Floats, rows: Rows, size: int, rng: np.random.Generator) -> Rows:
    """`size` of the rows, each class at its share, rounded, but at least one row of each."""
    codes = values[rows].astype(np.int64)
    present, counts = np.unique(codes, return_counts=True)
    # Largest remainders: whole parts first, then one more where most was cut off.
    exact = counts * (size / rows.size)
    wanted = np.floor(exact).astype(np.int64)
    for position in np.argsort(wanted - exact, kind="stable")[: size - int(wanted.sum())]:
        wanted[position] += 1
    wanted = np.maximum(wanted, 1)
    parts = [
        rng.choice(rows[codes == code], count, replace=False)
        for code, count in zip(present, wanted, strict=True)
    ]
    return np.sort(np.concatenate(parts))


class ScoringClock:
    """When to score: not more often than every so many seconds, nor for too large a share."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._always = bool(parameters["score_each_iteration"])
        self._interval = float(parameters["score_interval"])
        self._share = float(parameters["score_duty_cycle"])
        self._begin: float | None = None
        self._spent = 0.0

    def is_due(self) -> bool:
        if self._always:
            return True
        if self._begin is None:
            return self._share > 0
        since = time.monotonic() - self._begin
        return since > self._interval and self._spent / since < self._share

    def start(self) -> None:
        self._begin = time.monotonic()

    def stop(self) -> None:
        assert self._begin is not None
        self._spent = time.monotonic() - self._begin


def description(
    rows: Scoring, everything: bool, name: str, *, balanced: bool = False, stratified: bool = False
) -> str:
    """What metrics were computed on, nearly in H2O's words.

    Parameters
    ----------
    rows
        Those that were measured.
    everything
        Whether they are all that there are.
    name
        ``"training"`` or ``"validation"``.
    balanced, stratified
        How they were chosen.
    """
    how = " (balanced classes)" * balanced + " (stratified sampling)" * stratified
    count = rows.usable.size
    if not everything:
        return f"Metrics reported on temporary {name} frame with {count} samples{how}"
    if balanced:
        return f"Metrics reported on {name} frame with balanced classes, {count} samples"
    return f"Metrics reported on full {name} frame"
