"""Metrics of predictions of one among many classes."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from heavywater.core.metrics import MultinomialMetrics
from heavywater.core.metrics.class_areas import MOST_CLASSES
from heavywater.display.shown import Shown
from heavywater.model.metrics_base import MetricsBase, face
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = ["H2OMultinomialModelMetrics"]


class H2OMultinomialModelMetrics(MetricsBase):
    """How well class probabilities fit the actual classes."""

    title = "ModelMetricsMultinomial"
    labels: ClassVar[tuple[tuple[str, str], ...]] = (
        ("MSE", "mse"),
        ("RMSE", "rmse"),
        ("LogLoss", "logloss"),
        ("Mean Per-Class Error", "mean_per_class_error"),
    )

    @property
    def record(self) -> MultinomialMetrics:
        """The plain record behind this view."""
        assert isinstance(self._metrics, MultinomialMetrics)
        return self._metrics

    def mean_per_class_error(self) -> float:
        """Mean of all classes' error rates."""
        return self.record.mean_per_class_error

    def confusion_matrix(self) -> H2OTwoDimTable | None:
        """The confusion matrix with error rates and totals; None above 1000 classes."""
        return face(self.record.confusion_matrix())

    def hit_ratio_table(self) -> H2OTwoDimTable:
        """Share of rows whose class is among the k most probable ones."""
        return H2OTwoDimTable.from_table(self.record.hit_ratio_table())

    def multinomial_auc_table(self) -> H2OTwoDimTable | str:
        """AUC of each class against the rest and of each pair, with their averages.

        A sentence that says why where they were not computed.
        """
        return face(self.record.auc_table()) or self._not_computed("AUC")

    def multinomial_aucpr_table(self) -> H2OTwoDimTable | str:
        """As `multinomial_auc_table`, of the areas under precision-recall curves."""
        return face(self.record.aucpr_table()) or self._not_computed("AUCPR")

    def _not_computed(self, name: str) -> str:
        return (
            f"{name}: not computed, since auc_type is AUTO or NONE or there are more than "
            f"{MOST_CLASSES} classes."
        )

    def _json(self) -> dict[str, Any]:
        return {
            "cm": {"table": self.confusion_matrix()},
            "hit_ratio_table": self.hit_ratio_table(),
            "multinomial_auc_table": face(self.record.auc_table()),
            "multinomial_aucpr_table": face(self.record.aucpr_table()),
        }

    def _pairs(self) -> list[tuple[str, str]]:
        areas = (("AUC", self.record.auc), ("AUCPR", self.record.pr_auc))
        known = [(label, repr(area)) for label, area in areas if not math.isnan(area)]
        return [*super()._pairs(), *known]

    def _notes(self) -> list[str]:
        tables = (self.multinomial_auc_table(), self.multinomial_aucpr_table())
        return [table for table in tables if isinstance(table, str)]

    def _tables(self) -> list[Shown]:
        areas = (self.record.auc_table(), self.record.aucpr_table())
        shown = [*(face(table) for table in areas), self.confusion_matrix(), self.hit_ratio_table()]
        return [table for table in shown if table is not None]
