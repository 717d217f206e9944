"""What all metric records have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from heavywater.exceptions import H2OValueError, did_you_mean, listed

__all__ = ["MetricsRecord"]

# The spellings of H2O's parameters and tables, all in lower case.
_ALIASES: Mapping[str, str] = {
    "deviance": "mean_residual_deviance",
    "aucpr": "pr_auc",
    "misclassification": "classification_error",
    "error": "classification_error",
    "lift": "lift_top_group",
    "anomaly_score": "mean_normalized_score",
}


@dataclass(frozen=True, eq=False, kw_only=True)
class MetricsRecord:
    """Numbers that describe how well predictions match what was observed.

    Attributes
    ----------
    nobs
        Rows that were counted: those with a response and a weight above 0.
    mse
        Mean squared error. For classes, the error of a row is one minus the probability given
        to its class.
    r2
        1 - mse / variance of the response (of the class index, for classes).
    custom_metric_name, custom_metric_value
        Of the user's own metric; None and NaN without one.
    """

    nobs: int
    mse: float
    r2: float
    custom_metric_name: str | None = None
    custom_metric_value: float = math.nan

    #: Names that `value` accepts, in the order of H2O's displays.
    names: ClassVar[tuple[str, ...]] = ("mse", "rmse", "r2")

    @property
    def rmse(self) -> float:
        """Square root of the mean squared error."""
        return float(self.mse**0.5)

    def value(self, name: str) -> float:
        """One metric by name, as `stopping_metric` and the scoring history spell it.

        Parameters
        ----------
        name
            Any case; ``"deviance"``, ``"misclassification"``, ``"AUCPR"`` and ``"lift"`` are
            understood beside the names of the attributes, ``"custom"`` and
            ``"custom_increasing"`` are the user's own.

        Examples
        --------
        >>> from heavywater.core.metrics import regression_metrics
        >>> regression_metrics([1.0, 2.0], [1.0, 4.0]).value("RMSE")
        1.4142135623730951
        """
        lowered = name.lower()
        if lowered in ("custom", "custom_increasing"):
            return self.custom_metric_value
        attribute = _ALIASES.get(lowered, lowered)
        if attribute not in self.names:
            raise H2OValueError(
                f"There is no metric {name!r} here; there are {listed(self.names)}."
                + did_you_mean(name, self.names)
            )
        return float(getattr(self, attribute))
