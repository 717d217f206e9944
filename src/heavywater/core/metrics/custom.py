"""Metrics of a user's own: a function of arrays, or H2O's three steps row by row."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from heavywater.core.metrics.record import MetricsRecord
from heavywater.exceptions import H2OModelBuildError, H2OTypeError

__all__ = ["CustomMetric"]

Floats = npt.NDArray[np.float64]
Record = TypeVar("Record", bound=MetricsRecord)

_STEPS = ("map", "reduce", "metric")


@dataclass(frozen=True, slots=True, eq=False)
class CustomMetric:
    """A user's metric.

    Attributes
    ----------
    name
        What it is called in results.
    function
        A function of arrays, or an object with the methods ``map``, ``reduce`` and ``metric``.
        None after reading from a file, which keeps no code: then nothing is computed.
    """

    name: str
    function: Any

    @classmethod
    def of(cls, given: Any, name: str | None = None) -> CustomMetric:
        """A metric from what a user gave.

        Parameters
        ----------
        given
            A function; or a class, or an object of one, with H2O's three methods.
        name
            Its name; that of the function or class by default.

        Raises
        ------
        H2OTypeError
            If it is neither.
        """
        if isinstance(given, cls):
            return given
        named = name or str(getattr(given, "__name__", type(given).__name__))
        if all(callable(getattr(given, step, None)) for step in _STEPS):
            return cls(named, given() if isinstance(given, type) else given)
        if not callable(given) or isinstance(given, type):
            raise H2OTypeError(
                f"A custom metric must be a function of actual and predicted values, or a class "
                f"with the methods map, reduce and metric, not {given!r}.",
                "custom_metric_func",
                given,
            )
        return cls(named, given)

    def added(
        self,
        record: Record,
        actual: Floats,
        predictions: Floats,
        weights: Floats | None = None,
        *,
        offsets: Floats | None = None,
        domain: Sequence[str] | None = None,
        threshold: float | None = None,
    ) -> Record:
        """A record with this metric in it.

        Parameters
        ----------
        record
            The other metrics.
        actual
            Numbers, or positions of levels; rows with NaN do not count.
        predictions
            Numbers, or probabilities of shape (rows, classes).
        weights
            Rows of weight 0 do not count.
        offsets
            What was added to each row's prediction, None for nothing.
        domain
            The classes; None for numbers.
        threshold
            Probability of the second of two classes from which on it is predicted.

        Raises
        ------
        H2OModelBuildError
            If the user's code fails, or gives no number.
        """
        if self.function is None:
            return record
        counts = ~np.isnan(actual)
        if weights is not None:
            counts &= weights > 0
            weights = weights[counts]
        offsets = None if offsets is None else offsets[counts]
        actual, predictions = actual[counts], predictions[counts]
        labels = None if domain is None else _labels(predictions, threshold)
        try:
            # It may want something around it while it computes.
            with self.function if hasattr(self.function, "__exit__") else nullcontext():
                if hasattr(self.function, "reduce"):
                    value = _by_rows(self.function, actual, predictions, weights, offsets, labels)
                else:
                    value = _at_once(self.function, actual, predictions, weights, domain, labels)
        except Exception as error:
            raise H2OModelBuildError(
                f"The custom metric {self.name!r} failed with {type(error).__name__}: {error}"
            ) from error
        if not isinstance(value, numbers.Real):
            raise H2OModelBuildError(
                f"The custom metric {self.name!r} gave {value!r}; it must give one number."
            )
        return replace(record, custom_metric_name=self.name, custom_metric_value=float(value))


def _labels(probabilities: Floats, threshold: float | None) -> npt.NDArray[np.int64]:
    if probabilities.shape[1] == 2 and threshold is not None:
        return np.asarray(probabilities[:, 1] >= threshold, dtype=np.int64)
    return np.asarray(probabilities.argmax(axis=1), dtype=np.int64)


def _by_rows(
    steps: Any,
    actual: Floats,
    predictions: Floats,
    weights: Floats | None,
    offsets: Floats | None,
    labels: npt.NDArray[np.int64] | None,
) -> Any:
    """H2O's way: ``metric(reduce(map(row), map(row), ...))``."""
    columns = [predictions[:, None]] if labels is None else [labels[:, None], predictions]
    rows = np.concatenate(columns, axis=1).astype(np.float64).tolist()
    weighed = [1.0] * len(rows) if weights is None else weights.tolist()
    shifted = [0.0] * len(rows) if offsets is None else offsets.tolist()
    total: Any = None
    for row, value, weight, offset in zip(rows, actual.tolist(), weighed, shifted, strict=True):
        mapped = steps.map(row, [value], weight, offset, None)
        total = mapped if total is None else steps.reduce(total, mapped)
    return np.nan if total is None else steps.metric(total)


def _at_once(
    function: Callable[..., Any],
    actual: Floats,
    predictions: Floats,
    weights: Floats | None,
    domain: Sequence[str] | None,
    labels: npt.NDArray[np.int64] | None,
) -> Any:
    """Scikit-learn's way: ``function(actual, predicted)``, and what else it asks for."""
    offered: dict[str, Any] = {"sample_weight": weights, "weights": weights}
    if domain is None or labels is None:
        arguments = (actual, predictions)
    else:
        names = np.array(domain, dtype=object)
        arguments = (names[actual.astype(np.int64)], names[labels])
        offered["probabilities"] = predictions
    asked = _keywords(function)
    return function(*arguments, **{name: offered[name] for name in offered if name in asked})


def _keywords(function: Callable[..., Any]) -> set[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # some built-in functions have none
        return set()
    takes = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {parameter.name for parameter in parameters if parameter.kind in takes}
