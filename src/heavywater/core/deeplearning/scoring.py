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
    usable
        Rows that count.
    """

    inputs: Inputs
    values: Floats
    weights: Floats | None
    usable: Rows

    def sample(self, size: int, rng: np.random.Generator) -> tuple[Scoring, bool]:
        """About `size` random rows (0 means all), and whether that is all of them."""
        count = self.usable.size
        if size == 0 or size >= count:
            return self, True
        rows = np.sort(rng.choice(self.usable, size, replace=False))
        weights = None if self.weights is None else self.weights[rows]
        sampled = Scoring(
            self.inputs.take(rows), self.values[rows], weights, np.arange(size, dtype=np.int64)
        )
        return sampled, False


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


def description(rows: Scoring, everything: bool, name: str) -> str:
    """What metrics were computed on, in H2O's words."""
    if everything:
        return f"Metrics reported on full {name} frame"
    return f"Metrics reported on temporary {name} frame with {rows.usable.size} samples"
