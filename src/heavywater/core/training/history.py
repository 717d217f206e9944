"""Scoring history: what was measured, when, and after how much training."""

from __future__ import annotations

import math
import time
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import Any

from heavywater.core.metrics import MetricsRecord
from heavywater.core.tables import Column, Table
from heavywater.core.training.model import Category
from heavywater.core.training.progress import Progress

__all__ = ["ScoringHistory", "duration_text"]

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
    validated
        Whether there is a validation frame.
    custom
        Whether the user has a metric of their own.
    seconds
        Time that earlier trainings of the same network took.
    earlier
        Their history, which this one continues.
    """

    category: Category
    validated: bool
    custom: bool = False
    seconds: float = 0.0
    earlier: InitVar[Table | None] = None
    _start: float = field(init=False, default_factory=time.time)
    _rows: list[tuple[Any, ...]] = field(init=False, default_factory=list)

    def __post_init__(self, earlier: Table | None) -> None:
        if earlier is None:
            return
        known = [column.name for column in earlier.columns]
        wanted = [column.name for column in self._columns()]
        for row in earlier.rows:
            cells = dict(zip(known, row, strict=True))
            self._rows.append(tuple(cells.get(name, math.nan) for name in wanted))

    @property
    def duration(self) -> float:
        """Seconds of all trainings of this network so far."""
        return self.seconds + time.time() - self._start

    def add(
        self,
        progress: Progress,
        training: MetricsRecord | None,
        validation: MetricsRecord | None,
    ) -> None:
        """Append a scoring; without metrics, an empty entry.

        Parameters
        ----------
        progress
            What was trained so far.
        training, validation
            What was measured.
        """
        seconds, samples = progress.training_seconds, progress.samples
        cells = [
            datetime.now().strftime("%Y-%m-%d %H:%M:%S"),
            duration_text(self.duration),
            f"{samples / seconds:.0f} obs/sec" if samples and seconds else None,
            progress.epochs,
            progress.iteration,
            float(samples),
            *self._values(training),
        ]
        if self.validated:
            cells += self._values(validation)
        self._rows.append(tuple(cells))

    def _values(self, metrics: MetricsRecord | None) -> list[float]:
        names = self._metrics().values()
        if metrics is None:
            return [float("nan")] * len(names)
        return [metrics.value(name) for name in names]

    def table(self) -> Table:
        """The history so far."""
        return Table("Scoring History", "", self._columns(), tuple(self._rows))

    def _metrics(self) -> dict[str, str]:
        return _METRICS[self.category] | ({"custom": "custom"} if self.custom else {})

    def _columns(self) -> tuple[Column, ...]:
        metrics = self._metrics()
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
        return tuple(columns)


def duration_text(seconds: float) -> str:
    """Time in H2O's words: `` 0.758 sec``, ``1 min 12.345 sec``."""
    minutes, rest = divmod(seconds, 60.0)
    if minutes < 1:
        return f"{rest:6.3f} sec"
    hours, minutes = divmod(int(minutes), 60)
    prefix = f"{hours}:{minutes:02d}:" if hours else f"{minutes:2d} min "
    return f"{prefix}{rest:06.3f} sec"
