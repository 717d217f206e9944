"""Metrics of predictions that are already there, from any source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.frames.modelling import codes_in_domain
from heavywater.core.metrics import (
    AucType,
    MetricsRecord,
    binomial_metrics,
    multinomial_metrics,
    ranking,
    regression_metrics,
)
from heavywater.core.metrics import deviance as deviances
from heavywater.core.metrics.class_areas import auc_type_of
from heavywater.exceptions import (
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
    did_you_mean,
    listed,
)
from heavywater.model.metrics import make_view
from heavywater.model.metrics.ranking import H2ORankingMetrics
from heavywater.model.metrics_base import MetricsBase

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.frame import H2OFrame

__all__ = ["make_metrics", "ranking_metrics"]

Floats = npt.NDArray[np.float64]

_DEVIANCES: dict[str, deviances.Deviance] = {
    "gaussian": deviances.gaussian,
    "poisson": deviances.poisson,
    "gamma": deviances.gamma,
    "laplace": deviances.laplace,
}
_CLASSES = {"bernoulli": ("0", "1")}

# Distributions whose deviance depends on a number that make_metrics() has no argument for.
_WITH_A_CONSTANT = {
    "tweedie": "tweedie_power",
    "quantile": "quantile_alpha",
    "huber": "huber_alpha",
}


def make_metrics(
    predicted: H2OFrame,
    actual: H2OFrame,
    domain: Sequence[str] | None = None,
    distribution: str | None = None,
    weights: H2OFrame | None = None,
    treatment: object = None,
    auc_type: str = "NONE",
    auuc_type: str = "AUTO",
    auuc_nbins: int = -1,
    custom_auuc_thresholds: object = None,
) -> MetricsBase:
    """Compare predictions with what was observed, without a model.

    Parameters
    ----------
    predicted
        For a regression one column of numbers; for two classes one column, the probability of the
        second; for more classes a column of probabilities for each.
    actual
        One column: numbers, or categories for a classification.
    domain
        The classes in the order of the probabilities; by default the levels of `actual`.
    distribution
        Selects the deviance of a regression: ``"gaussian"`` (the default, as ``"AUTO"``),
        ``"poisson"``, ``"gamma"`` or ``"laplace"``. ``"bernoulli"`` takes numbers 0 and 1 in
        `actual` as classes.
    weights
        One column of weights of the rows.
    auc_type
        How to average the AUCs of more than two classes: ``"MACRO_OVR"``, ``"WEIGHTED_OVR"``,
        ``"MACRO_OVO"`` or ``"WEIGHTED_OVO"``; ``"NONE"`` and ``"AUTO"`` compute none.
    treatment, auuc_type, auuc_nbins, custom_auuc_thresholds
        For uplift models, which are not available.

    Returns
    -------
    The metrics, as from `model_performance`.

    Examples
    --------
    >>> import heavywater as h2o
    >>> seen = h2o.H2OFrame({"y": ["no", "yes", "yes"]}, column_types=["enum"])
    >>> h2o.make_metrics(h2o.H2OFrame({"p": [0.1, 0.7, 0.8]}), seen).auc()
    1.0
    """
    _refuse_uplift(treatment, auuc_type, auuc_nbins, custom_auuc_thresholds)
    kind = auc_type_of(auc_type)
    given = as_frame_data(predicted, "predicted")
    seen = _single(actual, "actual", given)
    weight = None if weights is None else _weights(_single(weights, "weights", given))
    classes = _classes(seen, domain, distribution)
    if classes is None:
        record = _regression(given, seen, weight, distribution)
    else:
        record = _classification(given, seen, weight, classes, kind)
    return make_view(record, "test", "")


def ranking_metrics(
    scores: H2OFrame,
    actual: H2OFrame,
    weights: H2OFrame | None = None,
    domain: Sequence[str] | None = None,
) -> H2ORankingMetrics:
    """Judge scores of any range, such as anomaly scores, by two classes; exactly, at any size.

    `make_metrics` judges probabilities: it has more metrics, for which scores must lie between 0
    and 1, and tables of at most 400 thresholds.

    Parameters
    ----------
    scores
        One column of numbers; higher ones speak for the second class.
    actual
        One column: a categorical one of two levels, or numbers 0 and 1. Rows where it, or the
        score, is missing are left out.
    weights
        One column of weights of the rows.
    domain
        The two classes, if they are others than the levels of `actual` in this order.

    Returns
    -------
    AUC, average precision, AUCPR, and the curves.

    Examples
    --------
    >>> import heavywater as h2o
    >>> seen = h2o.H2OFrame({"fraud": [0, 0, 1, 1]})
    >>> h2o.ranking_metrics(h2o.H2OFrame({"score": [-3.0, 2.0, 1.0, 40.0]}), seen).auc()
    0.75
    """
    given = as_frame_data(scores, "scores")
    if given.ncol != 1:
        raise H2OValueError(
            f"scores must have one column, not {given.ncol}; select it, as in frame['predict'].",
            "scores",
        )
    seen = _single(actual, "actual", given)
    weight = None if weights is None else _weights(_single(weights, "weights", given))
    classes = _classes(seen, domain, "bernoulli") or []
    if len(classes) != 2:
        raise H2OValueError(
            f"Scores are judged by two classes; actual has {len(classes)}: {listed(classes)}.",
            "actual",
        )
    numbers = _numbers(given, "scores")
    record = ranking(_codes(seen, classes), numbers, weight)
    return H2ORankingMetrics(record, (classes[0], classes[1]))


def _refuse_uplift(treatment: object, kind: object, bins: object, thresholds: object) -> None:
    if treatment is not None or kind != "AUTO" or bins != -1 or thresholds is not None:
        raise H2ONotImplementedError(
            "treatment, auuc_type, auuc_nbins and custom_auuc_thresholds belong to uplift models, "
            "which are not available; leave them out."
        )


def _single(frame: object, argument: str, predicted: FrameData) -> FrameData:
    data = as_frame_data(frame, argument)
    if data.ncol != 1:
        raise H2OValueError(
            f"{argument} must have one column, not {data.ncol}; select it, as in frame['y'].",
            argument,
        )
    if data.nrow != predicted.nrow:
        raise H2OValueError(
            f"{argument} has {data.nrow} rows, but predicted has {predicted.nrow}; both must be "
            "of the same rows.",
            argument,
        )
    return data


def _numbers(data: FrameData, argument: str) -> Floats:
    name = data.names[0]
    if data.type_of(name) not in ("int", "real"):
        raise H2OTypeError(
            f"{argument} must be a column of numbers, but {name!r} is of type "
            f"{data.type_of(name)}.",
            argument,
        )
    return data.numeric(name)


def _weights(data: FrameData) -> Floats:
    weights = _numbers(data, "weights")
    if (weights < 0).any():
        raise H2OValueError(
            f"weights must be 0 or more; {int((weights < 0).sum())} of them are negative.",
            "weights",
        )
    return weights


def _classes(
    actual: FrameData, domain: Sequence[str] | None, distribution: str | None
) -> list[str] | None:
    """The classes, None for a regression."""
    if domain is not None:
        labels = [str(label) for label in domain]
        if isinstance(domain, str) or len(labels) < 2 or len(set(labels)) < len(labels):
            raise H2OValueError(
                f"domain must list two or more different classes, not {domain!r}.", "domain"
            )
        return labels
    if actual.type_of(actual.names[0]) == "enum":
        return list(actual.domain(actual.names[0]) or [])
    return list(_CLASSES[distribution]) if distribution in _CLASSES else None


def _regression(
    predicted: FrameData, actual: FrameData, weights: Floats | None, distribution: str | None
) -> MetricsRecord:
    if predicted.ncol != 1:
        raise H2OValueError(
            f"For a column of numbers in actual, predicted must have one column, not "
            f"{predicted.ncol}. For classes convert actual with asfactor().",
            "predicted",
        )
    values = _numbers(actual, "actual")
    deviance = _deviance(distribution)
    return regression_metrics(values, _numbers(predicted, "predicted"), weights, deviance)


def _deviance(distribution: str | None) -> Callable[[Floats, Floats, Floats], Floats]:
    name = (distribution or "gaussian").lower().replace("auto", "gaussian")
    if name in _WITH_A_CONSTANT:
        raise H2OValueError(
            f"distribution={distribution!r} needs {_WITH_A_CONSTANT[name]}, for which there is no "
            "argument here, as in H2O. Train a model with it and call model_performance(frame).",
            "distribution",
        )
    if name not in _DEVIANCES:
        raise H2OValueError(
            f"distribution must be one of {listed([*_DEVIANCES, *_CLASSES])}, not "
            f"{distribution!r}.{did_you_mean(distribution, _DEVIANCES)}",
            "distribution",
        )
    return _DEVIANCES[name]


def _classification(
    predicted: FrameData,
    actual: FrameData,
    weights: Floats | None,
    classes: list[str],
    auc_type: AucType,
) -> MetricsRecord:
    wanted = 1 if len(classes) == 2 else len(classes)
    if predicted.ncol != wanted:
        columns = "one column, the probability of the second class" if wanted == 1 else "one each"
        raise H2OValueError(
            f"For the {len(classes)} classes {listed(classes)} predicted must have {columns}; it "
            f"has {predicted.ncol}: {listed(predicted.names)}.",
            "predicted",
        )
    probabilities = np.column_stack(
        [_numbers(predicted.select([name]), "predicted") for name in predicted.names]
    )
    if (probabilities < 0).any() or (probabilities > 1).any():
        raise H2OValueError(
            "predicted must hold probabilities between 0 and 1 for classes; its numbers go from "
            f"{np.nanmin(probabilities):g} to {np.nanmax(probabilities):g}. Scores of any range "
            "are judged by ranking_metrics().",
            "predicted",
        )
    codes = _codes(actual, classes)
    if wanted == 1:
        return binomial_metrics(codes, probabilities[:, 0], classes, weights)
    return multinomial_metrics(codes, probabilities, classes, weights, auc_type)


def _codes(actual: FrameData, classes: list[str]) -> npt.NDArray[np.int64]:
    """The classes of the rows by position, -1 where missing."""
    codes, unknown = codes_in_domain(actual, actual.names[0], classes)
    if unknown:
        raise H2OValueError(
            f"actual has {listed(unknown)}, which are not among the classes {listed(classes)}.",
            "actual",
        )
    return codes.astype(np.int64)
