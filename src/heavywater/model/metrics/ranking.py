"""Metrics of scores of any range, such as those of anomalies."""

from __future__ import annotations

from typing import Any

import numpy as np

from heavywater.core.metrics import Ranking
from heavywater.display.html import html_heading, html_pairs
from heavywater.display.shown import Shown
from heavywater.exceptions import H2OValueError

__all__ = ["H2ORankingMetrics"]

_MOST_POINTS = 5000  # of a figure; more cannot be told apart


class H2ORankingMetrics(Shown):
    """How well scores put the rows of one class above those of another.

    All of it is exact at any size: nothing is put into bins.

    Parameters
    ----------
    record
        The scores by class.
    domain
        Names of the two classes; the second one should have the higher scores.
    """

    def __init__(self, record: Ranking, domain: tuple[str, str]) -> None:
        self._record = record
        self.domain = domain

    def nobs(self) -> int:
        """Number of rows that were counted."""
        return self._record.nobs

    def prevalence(self) -> float:
        """Share of the second class, which is the precision of a guess."""
        return self._record.prevalence

    def auc(self) -> float:
        """Area under the ROC curve; scikit-learn's ``roc_auc_score``."""
        return self._record.auc

    def gini(self) -> float:
        """2·AUC - 1."""
        return 2.0 * self.auc() - 1.0

    def aucpr(self) -> float:
        """Area under the precision-recall curve, with H2O's interpolation between thresholds."""
        return self._record.pr_auc

    def average_precision(self) -> float:
        """The same area as a staircase; scikit-learn's ``average_precision_score``."""
        return self._record.average_precision

    def roc(self) -> tuple[list[float], list[float]]:
        """False and true positive rates at all thresholds, from (0, 0) to (1, 1)."""
        _, true, false = self._record.curves()
        with np.errstate(invalid="ignore", divide="ignore"):
            rates = [np.concatenate(([0.0], part / part[-1:])) for part in (false, true)]
        return rates[0].tolist(), rates[1].tolist()

    def precision_recall(self) -> tuple[list[float], list[float]]:
        """Precision and recall at all thresholds, the highest threshold first."""
        _, true, false = self._record.curves()
        with np.errstate(invalid="ignore", divide="ignore"):
            return (true / (true + false)).tolist(), (true / true[-1:]).tolist()

    def thresholds(self) -> list[float]:
        """All distinct scores, the highest first."""
        return [float(score) for score in self._record.curves()[0]]

    def plot(
        self, type: str = "roc", server: bool = False, save_plot_path: str | None = None
    ) -> Any:
        """The ROC or the precision-recall curve.

        Parameters
        ----------
        type
            ``"roc"`` or ``"pr"``.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.
        save_plot_path
            File to save the figure to.

        Returns
        -------
        A matplotlib figure.
        """
        from heavywater.model import plots

        if type not in ("roc", "pr"):
            raise H2OValueError(f"type must be 'roc' or 'pr', not {type!r}.", "type")
        if type == "roc":
            points = _thinned(self.roc())
            return plots.roc_figure(
                points, self.auc(), server=server, save_plot_path=save_plot_path
            )
        precision, recall = self.precision_recall()
        points = _thinned((recall, precision))
        return plots.pr_figure(points, self.aucpr(), server=server, save_plot_path=save_plot_path)

    def _pairs(self) -> list[tuple[str, str]]:
        return [
            ("Rows", repr(self.nobs())),
            (f"Share of {self.domain[1]!r}", repr(self.prevalence())),
            ("AUC", repr(self.auc())),
            ("Average precision", repr(self.average_precision())),
            ("AUCPR", repr(self.aucpr())),
        ]

    def _text(self) -> str:
        return "\n".join(
            ["RankingMetrics", *(f"{label}: {value}" for label, value in self._pairs())]
        )

    def _html(self) -> str:
        return html_heading("RankingMetrics", "") + html_pairs(self._pairs())


def _thinned(curve: tuple[list[float], list[float]]) -> tuple[list[float], list[float]]:
    """Points at equal distances along the curve, both ends among them."""
    if len(curve[0]) <= _MOST_POINTS:
        return curve
    x, y = (np.array(part) for part in curve)
    way = np.concatenate(([0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))))
    kept = np.unique(np.searchsorted(way, np.linspace(0.0, way[-1], _MOST_POINTS)))
    return x[kept].tolist(), y[kept].tolist()
