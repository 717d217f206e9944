"""Numbers of a decision rule, "class 1 if its probability is at least the threshold".

One declaration per method: from it come the method of the metrics and, with the arguments that
choose training or validation data, the method of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from heavywater.core.metrics.thresholds import CRITERIA

__all__ = [
    "ALIASES",
    "METHODS",
    "NAMES",
    "CriterionMethod",
    "CriterionValues",
    "criterion_of",
    "metrics_method",
    "model_method",
]

#: Other names of the criteria in the table of thresholds.
ALIASES = {
    "fallout": "fpr",
    "missrate": "fnr",
    "recall": "tpr",
    "sensitivity": "tpr",
    "specificity": "tnr",
}

#: All names that choose a criterion, in H2O's order.
NAMES = (
    "absolute_mcc",
    "accuracy",
    "precision",
    "f0point5",
    "f1",
    "f2",
    "mean_per_class_accuracy",
    "min_per_class_accuracy",
    *CRITERIA[-8:],  # counts and rates
    *ALIASES,
)


class CriterionValues(list[list[float]]):
    """Pairs of threshold and value.

    Parameters
    ----------
    pairs
        The pairs.
    single
        Whether one value was asked for, by a threshold or by none.

    Attributes
    ----------
    value
        The values without the thresholds; a number where one was asked for.
    """

    def __init__(self, pairs: Iterable[list[float]], *, single: bool) -> None:
        super().__init__(pairs)
        values = [value for _, value in self]
        self.value: float | list[float] = values[0] if single else values


def criterion_of(name: str) -> str | None:
    """The criterion behind a name in any case, None if there is none."""
    lowered = name.lower()
    criterion = ALIASES.get(lowered, lowered)
    return criterion if criterion in CRITERIA else None


@dataclass(frozen=True, slots=True)
class CriterionMethod:
    """A method that reads one criterion, or one minus it."""

    name: str
    criterion: str
    meaning: str
    complement: bool = False

    def value(self, score: float) -> float:
        """The method's number from the criterion's."""
        return 1.0 - score if self.complement else score


METHODS = (
    CriterionMethod("F1", "f1", "Harmonic mean of precision and recall"),
    CriterionMethod("F2", "f2", "F score with recall weighted twice as much as precision"),
    CriterionMethod("F0point5", "f0point5", "F score with precision weighted twice"),
    CriterionMethod("accuracy", "accuracy", "Share of correct predictions"),
    CriterionMethod("error", "accuracy", "Share of wrong predictions", complement=True),
    CriterionMethod("precision", "precision", "Share of true among predicted positives"),
    CriterionMethod("tpr", "tpr", "True positive rate"),
    CriterionMethod("recall", "recall", "Share of the positives that are found"),
    CriterionMethod("sensitivity", "tpr", "Share of the positives that are found"),
    CriterionMethod("tnr", "tnr", "True negative rate"),
    CriterionMethod("specificity", "specificity", "Share of the negatives that are recognised"),
    CriterionMethod("fpr", "fpr", "False positive rate"),
    CriterionMethod("fallout", "fpr", "False positive rate"),
    CriterionMethod("fnr", "fnr", "False negative rate"),
    CriterionMethod("missrate", "fnr", "False negative rate"),
    CriterionMethod("mcc", "absolute_mcc", "Absolute Matthews correlation coefficient"),
    CriterionMethod(
        "max_per_class_error", "min_per_class_accuracy", "Larger class error", complement=True
    ),
    CriterionMethod(
        "mean_per_class_error", "mean_per_class_accuracy", "Mean class error", complement=True
    ),
)

Thresholds = float | Sequence[float] | str | None

_THRESHOLDS_DOC = """thresholds
            One threshold, several, ``"all"``, or None for the one at which the criterion
            `{criterion}` is largest. The nearest threshold of the table is used.
"""


def metrics_method(method: CriterionMethod) -> Callable[..., CriterionValues]:
    """The method for a class that has `_criterion`."""

    def read(self: Any, thresholds: Thresholds = None) -> CriterionValues:
        return self._criterion(method, thresholds)  # type: ignore[no-any-return]

    read.__name__ = read.__qualname__ = method.name
    read.__doc__ = f"""{method.meaning}, as pairs of threshold and value.

        Parameters
        ----------
        {_THRESHOLDS_DOC.format(criterion=method.criterion)}"""
    return read


def model_method(method: CriterionMethod) -> Callable[..., Any]:
    """The method for a model, which also chooses the data."""

    def read(
        self: Any,
        thresholds: Thresholds = None,
        train: bool = False,
        valid: bool = False,
        xval: bool = False,
    ) -> Any:
        return self._from_metrics(
            lambda metrics: metrics._criterion(method, thresholds), train, valid, xval
        )

    read.__name__ = read.__qualname__ = method.name
    read.__doc__ = f"""{method.meaning}, as pairs of threshold and value.

        Parameters
        ----------
        {_THRESHOLDS_DOC.format(criterion=method.criterion)}
        train, valid, xval
            Which metrics to read; those of the training data by default. If several are
            chosen, the result is a dict.
        """
    return read
