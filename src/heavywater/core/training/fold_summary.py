"""The table "Cross-Validation Metrics Summary": metrics of all folds side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from heavywater.core.metrics import MetricsRecord
from heavywater.core.metrics.fold_values import fold_values
from heavywater.core.tables import Column, Table

__all__ = ["fold_summary"]


def fold_summary(records: Sequence[MetricsRecord | None]) -> Table:
    """Metrics of the folds, with mean and standard deviation (n - 1).

    Parameters
    ----------
    records
        Each fold's metrics on the rows that it held out; None for a fold without a row that
        counts, whose cells are NaN.

    Returns
    -------
    One row a metric, by alphabet; columns ``mean``, ``sd``, ``cv_1_valid``, ... A metric that is
    NaN in one fold has no mean; folds without metrics are passed over.
    """
    by_fold = [None if record is None else fold_values(record) for record in records]
    measured = [values for values in by_fold if values is not None]
    rows = []
    for name in measured[0] if measured else ():
        cells = [float("nan") if values is None else values[name] for values in by_fold]
        rows.append((name, *_moments([values[name] for values in measured]), *cells))
    return Table(
        "Cross-Validation Metrics Summary",
        "",
        (
            Column("", "string", "%s"),
            Column("mean", "float", "%f"),
            Column("sd", "float", "%f"),
            *(Column(f"cv_{fold}_valid", "float", "%f") for fold in range(1, len(records) + 1)),
        ),
        tuple(rows),
    )


def _moments(values: list[float]) -> tuple[float, float]:
    """Mean and standard deviation; the latter is NaN for a single fold."""
    # Infinite ones, such as the r2 of a single row, have a mean but no deviation.
    with np.errstate(invalid="ignore"):
        numbers = np.asarray(values)
        mean = numbers.mean()
        squares = float(((numbers - mean) ** 2).sum())
    count = numbers.size - 1
    return float(mean), float(np.sqrt(squares / count)) if count else float("nan")
