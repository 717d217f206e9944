"""Confusion matrices: actual classes in rows, predicted ones in columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from heavywater.core.metrics.arrays import Floats, Ints
from heavywater.core.metrics.thresholds import count_cell
from heavywater.core.tables import Column, Table

__all__ = ["confusion_counts", "confusion_table", "error_rate", "mean_class_error"]


def confusion_counts(actual: Ints, predicted: Ints, weights: Floats, classes: int) -> Floats:
    """Σw of each pair of actual and predicted class."""
    cells: Floats = np.zeros(classes * classes)
    np.add.at(cells, actual * classes + predicted, weights)
    return cells.reshape(classes, classes)


def _class_errors(counts: Floats) -> Floats:
    """Share of wrong predictions per actual class; NaN for a class without rows."""
    totals: Floats = counts.sum(axis=1)
    wrong = totals - np.diagonal(counts)
    return np.divide(wrong, totals, out=np.full_like(totals, np.nan), where=totals > 0)


def mean_class_error(counts: Floats) -> float:
    """Mean of the errors of all classes, those without rows included (as 0)."""
    return float(np.nan_to_num(_class_errors(counts)).mean()) if counts.sum() > 0 else np.nan


def error_rate(counts: Floats) -> float:
    """Share of wrong predictions; NaN without rows."""
    total = float(counts.sum())
    return (total - float(np.trace(counts))) / total if total > 0 else float("nan")


def confusion_table(counts: Floats, domain: Sequence[str]) -> Table:
    """H2O's table: a row per class with its error and rate, then the totals.

    Examples
    --------
    >>> import numpy as np
    >>> confusion_table(np.array([[3.0, 1.0], [0.0, 4.0]]), ["no", "yes"]).rows[0]
    (3, 1, 0.25, '1 / 4')
    """
    columns = (
        *(Column(level, "long", "%d") for level in domain),
        Column("Error", "double", "%.4f"),
        Column("Rate", "string", "= %8s"),
    )
    rows = [
        _row(row, row.sum() - row[index], error)
        for index, (row, error) in enumerate(zip(counts, _class_errors(counts), strict=True))
    ]
    wrong = counts.sum() - np.trace(counts)
    rows.append(_row(counts.sum(axis=0), wrong, error_rate(counts)))
    return Table(
        "Confusion Matrix",
        "Row labels: Actual class; Column labels: Predicted class",
        columns,
        tuple(rows),
    )


def _row(counts: Floats, wrong: float, error: float) -> tuple[object, ...]:
    rate = f"{_text(wrong)} / {_text(counts.sum())}"
    return (*(count_cell(cell) for cell in counts), float(error), rate)


def _text(count: float) -> str:
    cell = count_cell(count)
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.6g}"
