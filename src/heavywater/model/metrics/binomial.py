"""Metrics of two-class predictions."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from heavywater._renamed import renamed_arguments
from heavywater.core.metrics import BinomialMetrics
from heavywater.display.shown import Shown
from heavywater.exceptions import (
    H2OTypeError,
    H2OValueError,
    did_you_mean,
    listed,
)
from heavywater.model.confusion_matrix import ConfusionMatrix
from heavywater.model.metrics.criteria import (
    ALIASES,
    METHODS,
    NAMES,
    CriterionMethod,
    CriterionValues,
    Thresholds,
    criterion_of,
    metrics_method,
)
from heavywater.model.metrics_base import MetricsBase, face
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = ["H2OBinomialModelMetrics"]

_log = logging.getLogger(__name__)
_METHOD = {method.name: method for method in METHODS}


class H2OBinomialModelMetrics(MetricsBase):
    """How well the probability of the second class separates two classes."""

    title = "ModelMetricsBinomial"
    labels: ClassVar[tuple[tuple[str, str], ...]] = (
        ("MSE", "mse"),
        ("RMSE", "rmse"),
        ("LogLoss", "logloss"),
        ("Mean Per-Class Error", "mean_per_class_error"),
        ("AUC", "auc"),
        ("AUCPR", "pr_auc"),
        ("Gini", "gini"),
    )
    #: Names that `metric`, `confusion_matrix` and `find_threshold_by_max_metric` accept.
    maximizing_metrics: ClassVar[tuple[str, ...]] = NAMES
    #: Other names of criteria.
    metrics_aliases: ClassVar[dict[str, str]] = ALIASES

    F1 = metrics_method(_METHOD["F1"])
    F2 = metrics_method(_METHOD["F2"])
    F0point5 = metrics_method(_METHOD["F0point5"])
    accuracy = metrics_method(_METHOD["accuracy"])
    error = metrics_method(_METHOD["error"])
    precision = metrics_method(_METHOD["precision"])
    tpr = metrics_method(_METHOD["tpr"])
    recall = metrics_method(_METHOD["recall"])
    sensitivity = metrics_method(_METHOD["sensitivity"])
    tnr = metrics_method(_METHOD["tnr"])
    specificity = metrics_method(_METHOD["specificity"])
    fpr = metrics_method(_METHOD["fpr"])
    fallout = metrics_method(_METHOD["fallout"])
    fnr = metrics_method(_METHOD["fnr"])
    missrate = metrics_method(_METHOD["missrate"])
    mcc = metrics_method(_METHOD["mcc"])
    max_per_class_error = metrics_method(_METHOD["max_per_class_error"])
    mean_per_class_error = metrics_method(_METHOD["mean_per_class_error"])

    @property
    def record(self) -> BinomialMetrics:
        """The plain record behind this view."""
        assert isinstance(self._metrics, BinomialMetrics)
        return self._metrics

    # -- Thresholds ------------------------------------------------------------------------

    def metric(self, metric: str, thresholds: Thresholds = None) -> CriterionValues:
        """Any criterion by name, as pairs of threshold and value.

        Parameters
        ----------
        metric
            One of `maximizing_metrics`.
        thresholds
            One threshold, several, ``"all"``, or None for the one at which the criterion is
            largest. The nearest threshold of the table is used.

        Returns
        -------
        A list of pairs whose attribute ``value`` has the values alone: a number for one threshold
        or none, else a list.
        """
        name = _checked_criterion(metric)
        return self._criterion(CriterionMethod(metric, name, ""), thresholds)

    def _criterion(self, method: CriterionMethod, thresholds: Thresholds) -> CriterionValues:
        known = self.record.thresholds.threshold
        scores = self.record.thresholds.scores[method.criterion]
        single = thresholds is None or isinstance(thresholds, (int, float))
        if isinstance(thresholds, str) and thresholds == "all":
            at = [(float(threshold), index) for index, threshold in enumerate(known)]
        elif thresholds is None:
            index = self.record.thresholds.best(method.criterion)
            if index is None:
                return CriterionValues([[float("nan"), float("nan")]], single=True)
            at = [(float(known[index]), index)]
        else:
            at = [(t, self.find_idx_by_threshold(t)) for t in _checked_thresholds(thresholds)]
        pairs = [[threshold, method.value(float(scores[index]))] for threshold, index in at]
        return CriterionValues(pairs, single=single)

    def find_idx_by_threshold(self, threshold: float) -> int:
        """Index of the table's threshold that is nearest to a given one.

        Parameters
        ----------
        threshold
            Between 0 and 1.
        """
        (wanted,) = _checked_thresholds(threshold)
        known = self.record.thresholds.threshold
        if known.shape[0] == 0:
            raise H2OValueError("There are no thresholds, since no rows were scored.")
        index = int(np.argmin(np.abs(known - wanted)))
        if known[index] != wanted:
            _log.info("threshold %r is not in the table; using %r", wanted, float(known[index]))
        return index

    def find_threshold_by_max_metric(self, metric: str) -> float:
        """The first threshold at which a criterion is largest; NaN if it is never defined.

        Parameters
        ----------
        metric
            One of `maximizing_metrics`.
        """
        index = self.record.thresholds.best(_checked_criterion(metric))
        return float("nan") if index is None else float(self.record.thresholds.threshold[index])

    def thresholds_and_metric_scores(self) -> H2OTwoDimTable:
        """All criteria at all thresholds, at most 400."""
        return H2OTwoDimTable.from_table(self.record.thresholds.table())

    def max_criteria_and_metric_scores(self) -> H2OTwoDimTable:
        """Where each criterion is largest."""
        return H2OTwoDimTable.from_table(self.record.thresholds.max_criteria_table())

    # -- Curves and tables -----------------------------------------------------------------

    @property
    def fprs(self) -> list[float]:
        """False positive rates at all thresholds, the highest threshold first."""
        return [float(rate) for rate in self.record.thresholds.scores["fpr"]]

    @property
    def tprs(self) -> list[float]:
        """True positive rates at all thresholds, the highest threshold first."""
        return [float(rate) for rate in self.record.thresholds.scores["tpr"]]

    def average_precision(self) -> float:
        """Mean precision over the rows of the second class, each at its own score; exact.

        It is scikit-learn's ``average_precision_score``; `aucpr` interpolates the curve instead.
        """
        return self.record.average_precision

    def binned_auc(self) -> float:
        """Area under the ROC curve of `thresholds_and_metric_scores`, at most 400 thresholds.

        This is what H2O calls the AUC; `auc` is exact at any size.
        """
        return self.record.binned_auc

    def binned_aucpr(self) -> float:
        """As `binned_auc`, of the precision-recall curve."""
        return self.record.binned_pr_auc

    def roc(self) -> tuple[list[float], list[float]]:
        """The ROC curve at the table's thresholds: false and true positive rates."""
        return self.fprs, self.tprs

    def gains_lift(self) -> H2OTwoDimTable | None:
        """The gains/lift table; None where it is turned off."""
        return face(self.record.gains_lift_table())

    def kolmogorov_smirnov(self) -> float:
        """Largest distance between the cumulative shares of events and non-events."""
        return self.record.kolmogorov_smirnov

    def confusion_matrix(
        self, metrics: str | Sequence[str] | None = None, thresholds: Thresholds = None
    ) -> ConfusionMatrix | list[ConfusionMatrix] | None:
        """Confusion matrices at thresholds, or where criteria are largest.

        Parameters
        ----------
        metrics
            A criterion or several; ``"f1"`` where neither is given.
        thresholds
            A threshold or several; the nearest ones of the table are used.

        Returns
        -------
        One matrix, or a list where several are asked for. None where F1 is never defined.
        """
        if metrics is None and thresholds is None:
            if self.record.max_f1_index is None:
                return None
            metrics = "f1"
        wanted = [] if thresholds is None else _checked_thresholds(thresholds)
        found = [self._matrix_at(self.find_idx_by_threshold(t), "") for t in wanted]
        names = [metrics] if isinstance(metrics, str) else list(metrics or [])
        found += [self._matrix_of(name) for name in names]
        return found[0] if len(found) == 1 else found

    def _matrix_of(self, metric: str) -> ConfusionMatrix:
        name = _checked_criterion(metric)
        index = self.record.thresholds.best(name)
        if index is None:
            raise H2OValueError(
                f"{name} is defined at no threshold, since a class has no rows; give thresholds "
                "instead.",
                "metrics",
            )
        return self._matrix_at(index, f" for max {metric}")

    def _matrix_at(self, index: int, reason: str) -> ConfusionMatrix:
        threshold = float(self.record.thresholds.threshold[index])
        counts = self.record.confusion_counts(index).tolist()
        title = f"Confusion Matrix (Act/Pred){reason} @ threshold = {threshold!r}"
        return ConfusionMatrix(counts, self.record.domain, title)

    def _json(self) -> dict[str, Any]:
        return {
            "domain": list(self.record.domain),
            "cm": {"table": getattr(self.confusion_matrix(), "table", None)},
            "thresholds_and_metric_scores": self.thresholds_and_metric_scores(),
            "max_criteria_and_metric_scores": self.max_criteria_and_metric_scores(),
            "gains_lift_table": self.gains_lift(),
        }

    # -- Display and plots -----------------------------------------------------------------

    def _notes(self) -> list[str]:
        if self.record.max_f1_index is None:
            return ["Confusion matrix: none, since there are no rows of the second class"]
        return []

    def _tables(self) -> list[Shown]:
        matrix, gains = self.confusion_matrix(), self.gains_lift()
        shown: list[Shown] = [matrix] if isinstance(matrix, ConfusionMatrix) else []
        shown.append(self.max_criteria_and_metric_scores())
        return shown if gains is None else [*shown, gains]

    @renamed_arguments(save_to_file="save_plot_path")
    def plot(
        self,
        type: str = "roc",
        server: bool = False,
        save_plot_path: str | None = None,
        plot: bool = True,
    ) -> Any:
        """The ROC or the precision-recall curve, or gains and lift.

        Parameters
        ----------
        type
            ``"roc"``, ``"pr"`` or ``"gains_lift"``.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.
        save_plot_path
            File to save the figure to.
        plot
            False to get the points of the curve instead: a pair of lists, x and y.

        Returns
        -------
        A matplotlib figure, from which the points can be unpacked too, or the points.
        """
        from heavywater.model import plots

        if type == "gains_lift":
            return self.gains_lift_plot("both", server, save_plot_path, plot)
        if type not in ("roc", "pr"):
            raise H2OValueError(f"type must be 'roc', 'pr' or 'gains_lift', not {type!r}.", "type")
        points = self.roc() if type == "roc" else self._precisions()
        if not plot:
            return points
        if type == "roc":
            return plots.roc_figure(
                points, self.auc(), server=server, save_plot_path=save_plot_path
            )
        return plots.pr_figure(points, self.aucpr(), server=server, save_plot_path=save_plot_path)

    def _precisions(self) -> tuple[list[float], list[float]]:
        scores = self.record.thresholds.scores
        return scores["recall"].tolist(), scores["precision"].tolist()

    @renamed_arguments(save_to_file="save_plot_path")
    def gains_lift_plot(
        self,
        type: str = "both",
        server: bool = False,
        save_plot_path: str | None = None,
        plot: bool = True,
    ) -> Any:
        """Cumulative gains and lift over the share of the data.

        Parameters
        ----------
        type
            ``"both"``, ``"gains"`` or ``"lift"``.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.
        save_plot_path
            File to save the figure to.
        plot
            False to get the gains/lift table instead.

        Returns
        -------
        A matplotlib figure, whose columns are read as those of the table, or the table.
        """
        from heavywater.model import plots

        if type not in ("both", "gains", "lift"):
            raise H2OValueError(f"type must be 'both', 'gains' or 'lift', not {type!r}.", "type")
        table = self.gains_lift()
        if table is None:
            raise H2OValueError("There is no gains/lift table; train with gainslift_bins=-1.")
        if not plot:
            return table
        return plots.gains_lift_figure(table, type, server=server, save_plot_path=save_plot_path)


def _checked_criterion(metric: object) -> str:
    name = criterion_of(metric) if isinstance(metric, str) else None
    if name is None:
        raise H2OValueError(
            f"There is no criterion {metric!r}; allowed are {listed(NAMES, limit=30)}."
            + did_you_mean(metric, NAMES),
            "metric",
        )
    return name


def _checked_thresholds(thresholds: Any) -> list[float]:
    given = [thresholds] if isinstance(thresholds, (int, float)) else thresholds
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise H2OTypeError(
            f"thresholds must be a number, a list of numbers or 'all', not {thresholds!r}.",
            "thresholds",
            thresholds,
        )
    values = list(given)
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
            raise H2OTypeError(f"A threshold must be a number, not {value!r}.", "thresholds", value)
        if not 0.0 <= value <= 1.0:
            raise H2OValueError(
                f"A threshold must be between 0 and 1, not {value!r}.", "thresholds"
            )
    return values
