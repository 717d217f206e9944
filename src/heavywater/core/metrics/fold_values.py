"""The numbers by which folds of a cross-validation are compared."""

from __future__ import annotations

import numpy as np

from heavywater.core.metrics.anomaly import AnomalyMetrics
from heavywater.core.metrics.arrays import Floats
from heavywater.core.metrics.binomial import BinomialMetrics
from heavywater.core.metrics.multinomial import MultinomialMetrics
from heavywater.core.metrics.record import MetricsRecord

__all__ = ["CRITERION_OF", "fold_values"]

#: Names in H2O's summary of folds that are those of criteria of a threshold.
CRITERION_OF = {
    "f0point5": "f0point5",
    "f1": "f1",
    "f2": "f2",
    "mcc": "absolute_mcc",
    "precision": "precision",
    "recall": "recall",
    "specificity": "specificity",
}


def fold_values(record: MetricsRecord) -> dict[str, float]:
    """Every number of a record that H2O's summary of folds lists, by name in its order.

    Those of two classes are taken at the threshold with the largest F1. What could not be
    computed, AIC and log-likelihood among it, is NaN.

    Examples
    --------
    >>> from heavywater.core.metrics import regression_metrics
    >>> fold_values(regression_metrics([1.0, 2.0], [1.0, 4.0]))["mae"]
    1.0
    """
    values = {name: _own(record, name) for name in ("aic", "loglikelihood", "mse", "r2", "rmse")}
    if isinstance(record, BinomialMetrics):
        counts = record.confusion_counts(record.max_f1_index)
        values |= _of_classes(record, counts) | _criteria(record)
        values["lift_top_group"] = record.lift_top_group
    elif isinstance(record, MultinomialMetrics):
        values |= _of_classes(record, record.counts)
    elif isinstance(record, AnomalyMetrics):
        values |= {name: record.value(name) for name in record.names}
    else:
        names = ("mae", "mean_residual_deviance", "rmsle")
        values |= {name: _own(record, name) for name in names}
        values["residual_deviance"] = values["mean_residual_deviance"]
    if record.custom_metric_name is not None:
        values |= dict.fromkeys(("custom", "custom_increasing"), record.custom_metric_value)
    return dict(sorted(values.items()))


def _own(record: MetricsRecord, name: str) -> float:
    return record.value(name) if name in record.names else float("nan")


def _of_classes(record: BinomialMetrics | MultinomialMetrics, counts: Floats) -> dict[str, float]:
    totals = counts.sum(axis=1)
    wrong = totals - np.diagonal(counts)
    errors = np.divide(wrong, totals, out=np.zeros_like(totals), where=totals > 0)
    return {
        "accuracy": 1.0 - record.classification_error,
        "auc": record.auc,
        "err": record.classification_error,
        "err_count": float(wrong.sum()),
        "logloss": record.logloss,
        "max_per_class_error": float(errors.max()),
        "mean_per_class_accuracy": 1.0 - record.mean_per_class_error,
        "mean_per_class_error": record.mean_per_class_error,
        "pr_auc": record.pr_auc,
    }


def _criteria(record: BinomialMetrics) -> dict[str, float]:
    index = record.max_f1_index
    if index is None:
        return dict.fromkeys(CRITERION_OF, float("nan"))
    scores = record.thresholds.scores
    return {name: float(scores[criterion][index]) for name, criterion in CRITERION_OF.items()}
