"""Models of responses with two classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heavywater._renamed import renamed_arguments
from heavywater.explanation import fairness
from heavywater.model.metrics.criteria import METHODS, Thresholds, model_method
from heavywater.model.model_base import ModelBase

__all__ = ["H2OBinomialModel"]

_METHOD = {method.name: method for method in METHODS}


class H2OBinomialModel(ModelBase):
    """A model that predicts one of two classes."""

    # Functions of a model, which are methods too.
    fairness_metrics = fairness.fairness_metrics
    fair_pd_plot = fairness.fair_pd_plot
    fair_pr_plot = fairness.fair_pr_plot
    fair_roc_plot = fairness.fair_roc_plot
    fair_shap_plot = fairness.fair_shap_plot
    inspect_model_fairness = fairness.inspect_model_fairness

    F1 = model_method(_METHOD["F1"])
    F2 = model_method(_METHOD["F2"])
    F0point5 = model_method(_METHOD["F0point5"])
    accuracy = model_method(_METHOD["accuracy"])
    error = model_method(_METHOD["error"])
    precision = model_method(_METHOD["precision"])
    tpr = model_method(_METHOD["tpr"])
    recall = model_method(_METHOD["recall"])
    sensitivity = model_method(_METHOD["sensitivity"])
    tnr = model_method(_METHOD["tnr"])
    specificity = model_method(_METHOD["specificity"])
    fpr = model_method(_METHOD["fpr"])
    fallout = model_method(_METHOD["fallout"])
    fnr = model_method(_METHOD["fnr"])
    missrate = model_method(_METHOD["missrate"])
    mcc = model_method(_METHOD["mcc"])
    max_per_class_error = model_method(_METHOD["max_per_class_error"])
    mean_per_class_error = model_method(_METHOD["mean_per_class_error"])

    def plot(  # type: ignore[override]  # the order of H2O's differs too
        self,
        timestep: str = "AUTO",
        metric: str = "AUTO",
        server: bool = False,
        save_plot_path: str | None = None,
    ) -> Any:
        """The scoring history as curves; parameters as for `ModelBase.plot`, in H2O's order."""
        return self.scoring_history_plot(timestep, metric, server, save_plot_path)

    def metric(
        self,
        metric: str,
        thresholds: Thresholds = None,
        train: bool = False,
        valid: bool = False,
        xval: bool = False,
    ) -> Any:
        """Any criterion by name, as pairs of threshold and value.

        Parameters
        ----------
        metric
            Name of the criterion, such as ``"f1"``.
        thresholds
            One threshold, several, ``"all"``, or None for the one at which it is largest.
        train, valid, xval
            Which metrics to read; those of the training data by default.
        """
        return self._from_metrics(lambda m: m.metric(metric, thresholds), train, valid, xval)

    def confusion_matrix(
        self,
        metrics: str | Sequence[str] | None = None,
        thresholds: Thresholds = None,
        train: bool = False,
        valid: bool = False,
        xval: bool = False,
    ) -> Any:
        """Confusion matrices at thresholds, or where criteria are largest.

        Parameters
        ----------
        metrics
            A criterion or several; ``"f1"`` where neither is given.
        thresholds
            A threshold or several; the nearest ones of the table are used.
        train, valid, xval
            Which metrics to read; those of the training data by default.
        """
        return self._from_metrics(
            lambda m: m.confusion_matrix(metrics, thresholds), train, valid, xval
        )

    def find_threshold_by_max_metric(
        self, metric: str, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """The first threshold at which a criterion is largest.

        Parameters
        ----------
        metric
            Name of the criterion, such as ``"f1"``.
        train, valid, xval
            Which metrics to read; those of the training data by default.
        """
        return self._from_metrics(
            lambda m: m.find_threshold_by_max_metric(metric), train, valid, xval
        )

    def find_idx_by_threshold(
        self, threshold: float, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """Index of the table's threshold that is nearest to a given one.

        Parameters
        ----------
        threshold
            Between 0 and 1.
        train, valid, xval
            Which metrics to read; those of the training data by default.
        """
        return self._from_metrics(lambda m: m.find_idx_by_threshold(threshold), train, valid, xval)

    def roc(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """The ROC curve: false and true positive rates; parameters as for `mse`."""
        return self._from_metrics(lambda m: m.roc(), train, valid, xval)

    def gains_lift(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """The gains/lift table; parameters as for `mse`."""
        return self._from_metrics(lambda m: m.gains_lift(), train, valid, xval)

    def thresholds_and_metric_scores(
        self, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """All criteria at all thresholds, at most 400; parameters as for `mse`."""
        return self._from_metrics(lambda m: m.thresholds_and_metric_scores(), train, valid, xval)

    def kolmogorov_smirnov(self) -> Any:
        """Largest distance between the shares of events and non-events in the training data."""
        return self._from_metrics(lambda m: m.kolmogorov_smirnov(), True, False, False)

    @renamed_arguments(save_to_file="save_plot_path")
    def gains_lift_plot(
        self,
        type: str = "both",
        xval: bool = False,
        server: bool = False,
        save_plot_path: str | None = None,
        plot: bool = True,
    ) -> Any:
        """Cumulative gains and lift over the share of the data.

        Parameters
        ----------
        type
            ``"both"``, ``"gains"`` or ``"lift"``.
        xval
            From the cross-validation metrics instead of those of the training data.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.
        save_plot_path
            File to save the figure to.
        plot
            False to get the gains/lift table instead.
        """
        return self._from_metrics(
            lambda m: m.gains_lift_plot(type, server, save_plot_path, plot),
            not xval,
            False,
            xval,
        )
