"""Scoring history: what was measured, when, and after how much training."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heavywater.core.metrics import MetricsRecord
from heavywater.core.tables import Column, Table
from heavywater.core.training.model import Category

__all__ = ["ScoringHistory"]

#: Columns of the metrics, and the names under which the records have them.
_METRICS: dict[Category, dict[str, str]] = {
    "Regression": {"rmse": "rmse", "deviance": "deviance", "mae": "mae", "r2": "r2"},
    "Binomial": {
        "rmse": "rmse",
        "logloss": "logloss",
        "r2": "r2",
        "auc": "auc",
        "pr_auc": "pr_auc",
        "lift": "lift_top_group",
        "classification_error": "classification_error",
    },
    "Multinomial": {
        "rmse": "rmse",
        "logloss": "logloss",
        "r2": "r2",
        "classification_error": "classification_error",
        "auc": "auc",
        "pr_auc": "pr_auc",
    },
    "AutoEncoder": {"rmse": "rmse", "mse": "mse"},
}


@dataclass(slots=True)
class ScoringHistory:
    """Rows of the history, one a scoring.

    Parameters
    ----------
    category
        Kind of problem: decides the metrics' columns.
    epoch_rows
        Training rows in one epoch.
    validated
        Whether there is a validation frame.
    """

    category: Category
    epoch_rows: int
    validated: bool
    _start: float = field(default_factory=time.time)
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def add(
        self,
        iteration: int,
        samples: int,
        training_seconds: float,
        training: MetricsRecord | None,
        validation: MetricsRecord | None,
    ) -> None:
        """Append a scoring; without metrics, an empty entry.

        Parameters
        ----------
        iteration, samples
            Iterations and rows trained so far.
        training_seconds
            Time spent on training proper, for the speed.
        training, validation
            What was measured.
        """
        now = time.time()
        speed = f"{samples / training_seconds:.0f} obs/sec" if samples else None
        cells = [
            datetime.fromtimestamp(now).strftime("%Y-%m-%d %H:%M:%S"),
            _duration(now - self._start),
            speed,
            samples / self.epoch_rows,
            iteration,
            float(samples),
            *self._values(training),
        ]
        if self.validated:
            cells += self._values(validation)
        self._rows.append(tuple(cells))

    def _values(self, metrics: MetricsRecord | None) -> list[float]:
        names = _METRICS[self.category].values()
        if metrics is None:
            return [float("nan")] * len(names)
        return [metrics.value(name) for name in names]

    def table(self) -> Table:
        """The history so far."""
        metrics = _METRICS[self.category]
        columns = [
            Column("timestamp", "string", "%s"),
            Column("duration", "string", "%s"),
            Column("training_speed", "string", "%s"),
            Column("epochs", "double", "%.5f"),
            Column("iterations", "int", "%d"),
            Column("samples", "double", "%f"),
            *(Column(f"training_{name}", "double", "%.5f") for name in metrics),
        ]
        if self.validated:
            columns += [Column(f"validation_{name}", "double", "%.5f") for name in metrics]
        return Table("Scoring History", "", tuple(columns), tuple(self._rows))


def _duration(seconds: float) -> str:
    """Time in H2O's words: `` 0.758 sec``, ``1 min 12.345 sec``."""
    minutes, rest = divmod(seconds, 60.0)
    if minutes < 1:
        return f"{rest:6.3f} sec"
    hours, minutes = divmod(int(minutes), 60)
    prefix = f"{hours}:{minutes:02d}:" if hours else f"{minutes:2d} min "
    return f"{prefix}{rest:06.3f} sec"
