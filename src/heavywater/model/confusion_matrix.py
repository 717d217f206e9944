"""Confusion matrices of two classes at a threshold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from heavywater.core.metrics.thresholds import count_cell
from heavywater.core.tables import Column, Table
from heavywater.display.shown import Shown
from heavywater.exceptions import H2OValueError
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = ["ConfusionMatrix"]


class ConfusionMatrix(Shown):
    """Counts of actual (rows) and predicted (columns) classes.

    Parameters
    ----------
    cm
        The counts, a row per actual class.
    domains
        Names of the classes.
    table_header
        Title of the table.

    Attributes
    ----------
    table
        The matrix with its error rates as `H2OTwoDimTable`.

    Examples
    --------
    >>> print(ConfusionMatrix([[3, 2], [1, 4]], ["no", "yes"]))
    Confusion Matrix (Act/Pred)
           no    yes    Error    Rate
    -----  ----  -----  -------  ----------
    no     3     2      0.4      (2.0/5.0)
    yes    1     4      0.2      (1.0/5.0)
    Total  4     6      0.3      (3.0/10.0)
    """

    ROUND = 4

    def __init__(
        self,
        cm: Sequence[Sequence[float]],
        domains: Sequence[str] | None = None,
        table_header: str | None = None,
    ) -> None:
        counts = np.asarray(cm, dtype=np.float64)
        if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
            raise H2OValueError(f"A confusion matrix is square, but {cm!r} is not.", "cm")
        names = [str(level) for level in domains or range(counts.shape[0])]
        if len(names) != counts.shape[0]:
            raise H2OValueError(
                f"{len(names)} names do not fit a matrix of {counts.shape[0]} classes.", "domains"
            )
        self._counts = counts
        title = table_header or "Confusion Matrix (Act/Pred)"
        self.table = H2OTwoDimTable.from_table(_table(counts, names, title))

    def to_list(self) -> list[list[float]]:
        """The counts without totals and errors, a list per actual class."""
        return [[count_cell(cell) for cell in row] for row in self._counts]

    @staticmethod
    def read_cms(
        cms: Sequence[Sequence[Sequence[float]]] | None = None,
        domains: Sequence[str] | None = None,
    ) -> list[ConfusionMatrix]:
        """Confusion matrices of several lists of counts.

        Parameters
        ----------
        cms
            The counts of each.
        domains
            Names of the classes, the same for all.
        """
        return [ConfusionMatrix(cm, domains) for cm in cms or []]

    def _text(self) -> str:
        # No description follows the title, so no colon either.
        return f"{self.table.table_header}\n{self.table.text(header=False, rows=-1)}"

    def _html(self) -> str:
        return self.table.html(rows=-1)


def _table(counts: np.ndarray, names: list[str], title: str) -> Table:
    columns = (
        Column("", "string"),
        *(Column(name, "long", "%d") for name in names),
        Column("Error", "double", "%.4f"),
        Column("Rate", "string"),
    )
    rows = [
        _row(name, counts[index], counts[index].sum() - counts[index, index])
        for index, name in enumerate(names)
    ]
    wrong = counts.sum() - np.trace(counts)
    rows.append(_row("Total", counts.sum(axis=0), wrong))
    return Table(title, "", columns, tuple(rows))


def _row(name: str, counts: np.ndarray, wrong: float) -> tuple[object, ...]:
    total = float(counts.sum())
    error = float(wrong) / total if total > 0 else float("nan")
    rate = (
        f"({float(wrong):.10g}/{total:.10g})"
        if _fractional(wrong, total)
        else (f"({float(wrong)}/{total})")
    )
    return (name, *(count_cell(cell) for cell in counts), round(error, ConfusionMatrix.ROUND), rate)


def _fractional(*counts: float) -> bool:
    return any(isinstance(count_cell(count), float) for count in counts)
