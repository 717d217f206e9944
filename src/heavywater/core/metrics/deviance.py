"""Deviances row by row, on the scale of the response.

Each takes (w, y, f), weights, actual values and predictions, and returns one value per row; the
mean residual deviance is their sum divided by Σw.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from heavywater.core.metrics.arrays import Floats, as_floats, row_weights

__all__ = [
    "Deviance",
    "gamma",
    "gaussian",
    "huber",
    "huber_delta",
    "laplace",
    "poisson",
    "quantile",
    "tweedie",
    "weighted_quantile",
]

Deviance = Callable[[Floats, Floats, Floats], Floats]

# H2O bounds logarithms (and exponents) so that a prediction of 0 costs much but not everything.
_LOG_FLOOR = -19.0
_EXP_CEILING = 1e19


def _safe_log(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(values)
    floored: Floats = np.where(values <= 0, _LOG_FLOOR, np.maximum(_LOG_FLOOR, logs))
    return floored


def _safe_exp(values: Floats) -> Floats:
    with np.errstate(over="ignore"):
        bounded: Floats = np.minimum(_EXP_CEILING, np.exp(values))
    return bounded


def gaussian(w: Floats, y: Floats, f: Floats) -> Floats:
    """Squared error.

    Examples
    --------
    >>> import numpy as np
    >>> gaussian(np.ones(2), np.array([1.0, 2.0]), np.array([1.5, 2.0])).tolist()
    [0.25, 0.0]
    """
    error = y - f
    squared: Floats = w * error * error
    return squared


def laplace(w: Floats, y: Floats, f: Floats) -> Floats:
    """Absolute error."""
    absolute: Floats = w * np.abs(y - f)
    return absolute


def quantile(alpha: float) -> Deviance:
    """Pinball loss of the `alpha` quantile."""

    def deviance(w: Floats, y: Floats, f: Floats) -> Floats:
        loss: Floats = w * np.where(y > f, alpha * (y - f), (1.0 - alpha) * (f - y))
        return loss

    return deviance


def huber(delta: float) -> Deviance:
    """Squared error up to `delta`, linear beyond."""

    def deviance(w: Floats, y: Floats, f: Floats) -> Floats:
        error = np.abs(y - f)
        loss: Floats = w * np.where(error <= delta, error * error, (2.0 * error - delta) * delta)
        return loss

    return deviance


def huber_delta(
    actual: Floats, predicted: Floats, alpha: float, weights: Floats | None = None
) -> float:
    """The `alpha` quantile of the absolute errors, where H2O's Huber deviance turns linear."""
    actual, predicted = as_floats(actual), as_floats(predicted)
    weights = row_weights(weights, actual.shape[0])
    kept = ~np.isnan(actual) & (weights > 0)
    return weighted_quantile(np.abs(actual - predicted)[kept], weights[kept], alpha)


def weighted_quantile(values: Floats, weights: Floats, probability: float) -> float:
    """A quantile with weights as counts, linear between neighbours; NaN without rows.

    With whole weights it equals `numpy.quantile` of the values, each repeated so many times.

    Examples
    --------
    >>> import numpy as np
    >>> weighted_quantile(np.array([1.0, 2.0]), np.array([3.0, 1.0]), 0.5)
    1.0
    """
    if values.shape[0] == 0:
        return float("nan")
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    return float(quantiles_of_sorted(values[order], cumulated, np.array([probability]))[0])


def quantiles_of_sorted(values: Floats, cumulated: Floats, probabilities: Floats) -> Floats:
    """Quantiles of ascending `values` whose weights are already cumulated."""
    position = probabilities * max(float(cumulated[-1]) - 1.0, 0.0)
    below = np.floor(position)
    low, high = (_value_at(values, cumulated, at) for at in (below, below + 1.0))
    between: Floats = low + (high - low) * (position - below)
    return between


def _value_at(values: Floats, cumulated: Floats, position: Floats) -> Floats:
    index = np.searchsorted(cumulated, position, side="right")
    found: Floats = values[np.minimum(index, values.shape[0] - 1)]
    return found


def poisson(w: Floats, y: Floats, f: Floats) -> Floats:
    """Poisson deviance; an actual value of 0 costs twice its prediction."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(y == 0, 1.0, y / f)
    loss: Floats = 2.0 * w * (y * _safe_log(ratio) - y + f)
    return loss


def gamma(w: Floats, y: Floats, f: Floats) -> Floats:
    """Gamma deviance; a prediction of 0 for 0 is perfect."""
    both = (y == 0) & (f == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(both, 1.0, y / f)
        inverse = np.where(both, 1.0, f / y)
    loss: Floats = 2.0 * w * (_safe_log(inverse) + ratio - 1.0)
    return loss


def tweedie(power: float) -> Deviance:
    """Tweedie deviance, 1 < `power` < 2."""
    one, two = 1.0 - power, 2.0 - power

    def deviance(w: Floats, y: Floats, f: Floats) -> Floats:
        log_f = _safe_log(f)
        with np.errstate(invalid="ignore"):  # a negative value has none
            actual = np.power(y, two) / (one * two)
        crossed = y * _safe_exp(log_f * one) / one
        predicted = _safe_exp(log_f * two) / two
        loss: Floats = 2.0 * w * (actual - crossed + predicted)
        return loss

    return deviance
