"""Metrics of predictions of one among many classes."""

from __future__ import annotations

from typing import Any, ClassVar

from heavywater.core.metrics import MultinomialMetrics
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

    def _json(self) -> dict[str, Any]:
        return {
            "model_category": "Multinomial",
            "domain": list(self.record.domain),
            "cm": {"table": self.confusion_matrix()},
            "hit_ratio_table": self.hit_ratio_table(),
        }

    def _notes(self) -> list[str]:
        return [
            f"{name}: not computed, since auc_type is AUTO or NONE" for name in ("AUC", "AUCPR")
        ]

    def _tables(self) -> list[Shown]:
        matrix = self.confusion_matrix()
        return [*([] if matrix is None else [matrix]), self.hit_ratio_table()]
