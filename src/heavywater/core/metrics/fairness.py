"""Decisions about groups of rows, side by side: how often each is favoured, and how rightly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heavywater.core.metrics.arrays import Floats, Ints, Mask
from heavywater.core.metrics.binomial import BinomialMetrics, binomial_metrics

__all__ = ["FAIRNESS", "GroupMetrics", "adverse_impact", "group_metrics", "selection_p_values"]

#: What is known of each group, in the order of H2O's table.
FAIRNESS = (
    "tp", "fp", "tn", "fn", "total", "relativeSize", "accuracy", "precision", "f1", "tpr", "tnr",
    "fpr", "fnr", "auc", "aucpr", "gini", "selected", "selectedRatio", "logloss",
)  # fmt: skip

#: Tables of fewer rows are small enough for Fisher's exact test to be fast.
_EXACT_ROWS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class GroupMetrics:
    """Metrics of groups.

    Attributes
    ----------
    values
        By the names in `FAIRNESS`, a number for each group; NaN where it is not defined.
    records
        Metrics of each group, the favourable class being the second one.
    """

    values: dict[str, Floats]
    records: list[BinomialMetrics]


def group_metrics(
    groups: Ints, count: int, favourable: Mask, selected: Mask, scores: Floats, domain: list[str]
) -> GroupMetrics:
    """Compare decisions with what was observed, group by group.

    Parameters
    ----------
    groups
        Number of each row's group.
    count
        How many groups there are; each has a row.
    favourable
        Whether the row is of the favourable class.
    selected
        Whether the favourable class is predicted.
    scores
        Its probability.
    domain
        The other class, and the favourable one.
    """

    def rows(kind: Mask) -> Floats:
        return np.bincount(groups[kind], minlength=count).astype(np.float64)

    tp, fp = rows(favourable & selected), rows(~favourable & selected)
    tn, fn = rows(~favourable & ~selected), rows(favourable & ~selected)
    total = tp + fp + tn + fn
    records = [
        binomial_metrics(favourable[own].astype(np.int64), scores[own], domain)
        for own in (groups == number for number in range(count))
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = {
            "tp": tp,
            "fp": fp,
            "tn": tn,
            "fn": fn,
            "total": total,
            "relativeSize": total / total.sum(),
            "accuracy": (tp + tn) / total,
            "precision": tp / (tp + fp),
            "f1": 2 * tp / (2 * tp + fp + fn),
            "tpr": tp / (tp + fn),
            "tnr": tn / (tn + fp),
            "fpr": fp / (tn + fp),
            "fnr": fn / (tp + fn),
            "auc": np.array([record.auc for record in records]),
            "aucpr": np.array([record.pr_auc for record in records]),
            "gini": np.array([record.gini for record in records]),
            "selected": tp + fp,
            "selectedRatio": (tp + fp) / total,
            "logloss": np.array([record.logloss for record in records]),
        }
    return GroupMetrics(values, records)


def adverse_impact(values: Floats, reference: int) -> Floats:
    """Ratios of a metric to that of the reference group; infinite or NaN where that is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(values / values[reference])


def selection_p_values(selected: Floats, total: Floats, reference: int) -> npt.NDArray[np.float64]:
    """How likely as different shares of selected rows are, if the groups do not differ.

    By Fisher's exact test, and for many rows by the G-test; of the reference group it is 1.

    Parameters
    ----------
    selected, total
        Rows of each group.
    reference
        The group with which all are compared.
    """
    from scipy.stats import chi2_contingency, fisher_exact

    found = np.ones(selected.size)
    for group in range(selected.size):
        if group == reference:
            continue
        pair = np.array([group, reference])
        table = np.column_stack([selected[pair], (total - selected)[pair]])
        if table.sum() <= _EXACT_ROWS:
            found[group] = fisher_exact(table.astype(np.int64)).pvalue
        elif (table.sum(axis=0) > 0).all():
            found[group] = chi2_contingency(
                table, correction=False, lambda_="log-likelihood"
            ).pvalue
    return found
