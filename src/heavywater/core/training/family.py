"""The distribution of a numeric response: its link, its deviance, its constants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heavywater.core.metrics import deviance as deviances

__all__ = ["LOG_LINK", "Family"]

Floats = npt.NDArray[np.float64]

#: Distributions of counts and amounts. They have a log link: a model's output is the logarithm of
#: its prediction.
LOG_LINK = frozenset({"poisson", "gamma", "tweedie"})

#: Predictions under a log link are at most this (H2O's bound).
_LARGEST_PREDICTION = 1e19


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A distribution and its constants.

    Attributes
    ----------
    distribution
        H2O's name.
    huber_alpha
        Quantile of the absolute errors at which Huber's deviance turns linear.
    quantile_alpha
        Quantile that is predicted.
    tweedie_power
        Power of the variance.
    """

    distribution: str = "AUTO"
    huber_alpha: float = 0.9
    quantile_alpha: float = 0.5
    tweedie_power: float = 1.5

    @property
    def has_log_link(self) -> bool:
        """Whether outputs are logarithms of predictions."""
        return self.distribution in LOG_LINK

    def mean(self, outputs: Floats) -> Floats:
        """Predictions from outputs: the inverse of the link.

        Examples
        --------
        >>> Family(distribution="poisson").mean(np.array([0.0, 1000.0])).tolist()
        [1.0, 1e+19]
        """
        if not self.has_log_link:
            return outputs
        with np.errstate(over="ignore"):
            return np.asarray(np.minimum(_LARGEST_PREDICTION, np.exp(outputs)))

    def deviance(
        self, values: Floats, predictions: Floats, weights: Floats | None
    ) -> deviances.Deviance:
        """The deviance that is reported.

        Huber's depends on the rows: it is linear beyond the `huber_alpha` quantile of their errors.
        """
        if self.distribution == "huber":
            delta = deviances.huber_delta(values, predictions, self.huber_alpha, weights)
            return deviances.huber(delta)
        if self.distribution == "quantile":
            return deviances.quantile(self.quantile_alpha)
        if self.distribution == "tweedie":
            return deviances.tweedie(self.tweedie_power)
        return _PLAIN.get(self.distribution, deviances.gaussian)


_PLAIN = {
    "laplace": deviances.laplace,
    "poisson": deviances.poisson,
    "gamma": deviances.gamma,
}
