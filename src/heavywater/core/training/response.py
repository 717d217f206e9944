"""The response: which kind of problem it makes, and how its values enter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.modelling import codes_in_domain, numeric_summary
from heavywater.core.metrics import (
    AucType,
    MetricsRecord,
    binomial_metrics,
    multinomial_metrics,
    regression_metrics,
)
from heavywater.core.metrics import deviance as deviances
from heavywater.core.training.model import Category
from heavywater.exceptions import H2OModelBuildError, H2OValueError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["Response", "response_notes"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Response:
    """The column to predict.

    Attributes
    ----------
    name
        Of the column.
    domain
        Its levels; None for numbers.
    shift, scale
        A number y is learned as (y - shift) * scale.
    distribution
        Selects the deviance that is reported.
    huber_alpha
        Quantile of the errors at which Huber's deviance turns linear.
    prior, trained
        Share of each class in the training frame, and among the rows that were trained on;
        they differ if classes were balanced. None for numbers.
    auc_type
        Average of the AUCs of more than two classes.
    gainslift_bins
        Groups of the gains/lift table of two classes.
    """

    name: str
    domain: tuple[str, ...] | None
    shift: float = 0.0
    scale: float = 1.0
    distribution: str = "AUTO"
    huber_alpha: float = 0.9
    prior: tuple[float, ...] | None = None
    trained: tuple[float, ...] | None = None
    auc_type: AucType = "NONE"
    gainslift_bins: int = -1

    @staticmethod
    def category_of(data: FrameData, name: str) -> Category:
        """Kind of problem that a column makes.

        Raises
        ------
        H2OModelBuildError
            If the column cannot be a response: text, without values, or with only one.
        """
        kind = data.type_of(name)
        if kind in ("string", "uuid"):
            raise H2OModelBuildError(
                f"The response column {name!r} is of type {kind}. Convert it with asfactor() for "
                "classification or with asnumeric() for regression."
            )
        if kind == "enum":
            return _class_category(data, name)
        values = data.numeric(name)
        known = values[~np.isnan(values)]
        if known.size == 0:
            raise H2OModelBuildError(
                f"The response column {name!r} has no values: all {data.nrow} rows are missing. "
                "Choose another response, or look at how the file was read."
            )
        if np.isinf(known).any():
            raise H2OModelBuildError(
                f"The response column {name!r} has {int(np.isinf(known).sum())} infinite values. "
                "Make them missing, leave their rows out, or train on another scale."
            )
        if known.min() == known.max():
            raise _constant(name, f"{known[0]:g}")
        return "Regression"

    @classmethod
    def learn(
        cls,
        data: FrameData,
        name: str,
        category: Category,
        *,
        standardize: bool,
        distribution: str,
        huber_alpha: float,
        weights: Floats | None,
        auc_type: AucType = "NONE",
        gainslift_bins: int = -1,
    ) -> Response:
        """Find out from the training frame; numbers are standardised if wanted."""
        if category != "Regression":
            return cls(
                name,
                tuple(data.domain(name) or ()),
                distribution=distribution,
                auc_type=auc_type,
                gainslift_bins=gainslift_bins,
            )
        shift, scale = 0.0, 1.0
        if standardize:
            summary = numeric_summary(data, [name], weights)
            shift = float(summary.mean[0])
            scale = 1.0 / float(summary.sd[0]) if summary.sd[0] > 0 else 1.0
            if not np.isfinite(shift) or scale == 0:
                raise H2OModelBuildError(
                    f"The values of the response column {name!r} are too large for their standard "
                    "deviation to be computed; divide the column by a large number."
                )
        return cls(name, None, shift, scale, distribution, huber_alpha)

    @property
    def outputs(self) -> int:
        """Number of output units."""
        return 1 if self.domain is None else len(self.domain)

    def values(self, data: FrameData) -> Floats:
        """Level positions or numbers of the rows of a frame; NaN where missing or unknown.

        Raises
        ------
        H2OValueError
            If the frame lacks the column, or it does not have the kind of values trained on.
        """
        if self.name not in data.names:
            raise H2OValueError(
                f"Metrics need the response column {self.name!r}, which is not in the frame. "
                "Use predict() for data without it."
            )
        if self.domain is not None:
            codes, _ = codes_in_domain(data, self.name, self.domain)
            return np.where(codes < 0, np.nan, codes.astype(np.float64))
        if data.type_of(self.name) in ("enum", "string", "uuid"):
            raise H2OValueError(
                f"The model predicts numbers, but the response column {self.name!r} of this frame "
                f"is of type {data.type_of(self.name)}. Convert it with asnumeric()."
            )
        return data.numeric(self.name)

    def targets(self, values: Floats) -> npt.NDArray[np.float32]:
        """Values on the scale of the outputs."""
        if self.domain is not None:
            return values.astype(np.float32)
        return ((values - self.shift) * self.scale).astype(np.float32)

    def from_outputs(self, outputs: npt.NDArray[np.floating]) -> Floats:
        """Predicted numbers from outputs, or probabilities.

        Where classes were balanced, probabilities are brought back to the shares that the
        classes have in the training frame (King and Zeng 2001, section 4.2).
        """
        wide = np.asarray(outputs, dtype=np.float64)
        if self.domain is not None:
            return wide if self.prior == self.trained else self._unbalanced(wide)
        return wide[:, 0] / self.scale + self.shift

    def _unbalanced(self, probabilities: Floats) -> Floats:
        prior, trained = np.array(self.prior), np.array(self.trained)
        # Of a class that was not trained on, the training has changed nothing.
        known = (prior > 0) & (trained > 0)
        factors = np.where(known, prior / np.where(known, trained, 1.0), 1.0)
        corrected = probabilities * factors
        return np.asarray(corrected / corrected.sum(axis=1, keepdims=True))

    def metrics(
        self,
        values: Floats,
        predictions: Floats,
        weights: Floats | None = None,
        auc_type: AucType | None = None,
    ) -> MetricsRecord:
        """Compare predictions with what was observed.

        Parameters
        ----------
        values, predictions, weights
            Of the same rows.
        auc_type
            Another average of the AUCs of several classes than that of the training.
        """
        if self.domain is None:
            deviance = self._deviance(values, predictions, weights)
            return regression_metrics(values, predictions, weights, deviance)
        codes = np.where(np.isnan(values), -1, values).astype(np.int64)
        if len(self.domain) == 2:
            return binomial_metrics(
                codes, predictions[:, 1], self.domain, weights, self.gainslift_bins
            )
        return multinomial_metrics(
            codes, predictions, self.domain, weights, auc_type or self.auc_type
        )

    def _deviance(
        self, values: Floats, predictions: Floats, weights: Floats | None
    ) -> Callable[[Floats, Floats, Floats], Floats]:
        if self.distribution == "laplace":
            return deviances.laplace
        if self.distribution == "huber":
            delta = deviances.huber_delta(values, predictions, self.huber_alpha, weights)
            return deviances.huber(delta)
        return deviances.gaussian


def response_notes(data: FrameData, name: str, category: Category) -> list[str]:
    """What a user may have meant otherwise: a response of 0 and 1 is learned as a number."""
    if category != "Regression":
        return []
    values = data.numeric(name)
    if set(np.unique(values[~np.isnan(values)])) != {0.0, 1.0}:
        return []
    return [
        f"The response {name!r} has only the values 0 and 1, and is numeric: a regression is "
        "trained. For classification convert it with asfactor() first."
    ]


def _class_category(data: FrameData, name: str) -> Category:
    domain = data.domain(name) or []
    codes = data.codes(name)
    used = np.unique(codes[codes >= 0])
    if used.size == 0:
        raise H2OModelBuildError(
            f"The response column {name!r} has no values: all {data.nrow} rows are missing. "
            "Choose another response, or look at how the file was read."
        )
    if used.size == 1:
        raise _constant(name, domain[used[0]])
    return "Binomial" if len(domain) == 2 else "Multinomial"


def _constant(name: str, value: str) -> H2OModelBuildError:
    return H2OModelBuildError(
        f"The response column {name!r} is constant: every row has the value {value!r}. There is "
        "nothing to learn; choose another response or check how the rows were selected."
    )
