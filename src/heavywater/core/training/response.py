"""The response: which kind of problem it makes, and how its values enter."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.modelling import codes_in_domain
from heavywater.core.metrics import (
    AucType,
    BinomialMetrics,
    MetricsRecord,
    binomial_metrics,
    multinomial_metrics,
    regression_metrics,
)
from heavywater.core.metrics.custom import CustomMetric
from heavywater.core.training.family import Family
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
        A number y is learned as (y - shift) * scale, with an offset o as (y - o - shift) * scale.
        Under a log link shift is 0; the errors of y * scale are learned, which are those of y in
        other units, but outputs are logarithms of y itself.
    distribution, huber_alpha, quantile_alpha, tweedie_power
        See `Family`, which `family` makes of them.
    offset
        Name of the column of offsets, or None.
    prior, trained
        Share of each class in the training frame, and among the rows that were trained on;
        they differ if classes were balanced. None for numbers.
    custom_metric
        The user's own metric, or None.
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
    custom_metric: CustomMetric | None = None
    auc_type: AucType = "NONE"
    gainslift_bins: int = -1
    quantile_alpha: float = 0.5
    tweedie_power: float = 1.5
    offset: str | None = None

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
        family: Family,
        offset: str | None = None,
        weights: Floats | None = None,
        auc_type: AucType = "NONE",
        gainslift_bins: int = -1,
    ) -> Response:
        """Find out from the training frame.

        Parameters
        ----------
        data
            The training frame.
        name, category
            The column, and the kind of problem that it makes.
        standardize
            Shift numbers by their mean and divide by their standard deviation; under a log link
            divide by their mean.
        family
            Distribution of the response.
        offset
            Name of the column of offsets. They are taken off before the statistics are.
        weights
            Weight of each row in the statistics.
        auc_type, gainslift_bins
            As in the class.

        Raises
        ------
        H2OModelBuildError
            If values are too large to be standardised, or negative under a log link.
        H2OValueError
            If the offsets cannot be used.
        """
        if category != "Regression":
            return cls(
                name,
                tuple(data.domain(name) or ()),
                auc_type=auc_type,
                gainslift_bins=gainslift_bins,
                **asdict(family),
            )
        response = cls(name, None, offset=offset, **asdict(family))
        values, offsets = data.numeric(name), response.offsets(data)
        if family.has_log_link:
            _refuse_negative(name, values, family.distribution)
            shift, scale = 0.0, _inverse_mean(values, offsets, weights)
        else:
            shift, scale = _standard(name, values, offsets, weights)
        return replace(response, shift=shift, scale=scale) if standardize else response

    @property
    def family(self) -> Family:
        """Distribution of the response."""
        return Family(
            distribution=self.distribution,
            huber_alpha=self.huber_alpha,
            quantile_alpha=self.quantile_alpha,
            tweedie_power=self.tweedie_power,
        )

    @property
    def standardised(self) -> bool:
        """Whether outputs are on another scale than the predictions, or than their logarithms."""
        return (self.shift, self.scale) != (0.0, 1.0) and not self.family.has_log_link

    @property
    def first_output(self) -> float:
        """An output that is right on average, for rows whose offset is 0."""
        return -math.log(self.scale) if self.family.has_log_link else 0.0

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

    def offsets(self, data: FrameData) -> Floats | None:
        """The offsets of the rows of a frame, if the model has offsets.

        Raises
        ------
        H2OValueError
            If the column is not there, is not numeric, or has missing or infinite values.
        """
        if self.offset is None:
            return None
        if self.offset not in data.names:
            raise H2OValueError(
                f"The offset column {self.offset!r} is not in the frame. A model that was trained "
                "with offsets needs them for each row that it predicts; add the column, with 0 for "
                "no offset."
            )
        if data.type_of(self.offset) not in ("int", "real"):
            raise H2OValueError(
                f"The offset column {self.offset!r} is of type {data.type_of(self.offset)}; it "
                "must be numeric."
            )
        offsets = data.numeric(self.offset)
        unusable = int((~np.isfinite(offsets)).sum())
        if unusable:
            raise H2OValueError(
                f"The offset column {self.offset!r} has {unusable} missing or infinite values "
                f"among {offsets.size}; fill them (with 0 for no offset), or leave these rows out."
            )
        return offsets

    def targets(self, values: Floats, offsets: Floats | None = None) -> npt.NDArray[np.float32]:
        """Values as they are learned; under a log link offsets are left in."""
        if self.domain is not None:
            return values.astype(np.float32)
        if offsets is not None and not self.family.has_log_link:
            values = values - offsets
        return ((values - self.shift) * self.scale).astype(np.float32)

    def added_to_outputs(
        self, rows: int, offsets: Floats | None = None
    ) -> npt.NDArray[np.float32] | None:
        """What training adds to the outputs of so many rows, to compare them with targets.

        That is something under a log link only: the offset, and the change of units.
        """
        if not self.family.has_log_link or (offsets is None and self.scale == 1.0):
            return None
        known = np.zeros(rows) if offsets is None else offsets
        return (known - self.first_output).astype(np.float32)

    def from_outputs(
        self, outputs: npt.NDArray[np.floating], offsets: Floats | None = None
    ) -> Floats:
        """Predicted numbers from outputs (and offsets, if there are any), or probabilities.

        Where classes were balanced, probabilities are brought back to the shares that the
        classes have in the training frame (King and Zeng 2001, section 4.2).
        """
        wide = np.asarray(outputs, dtype=np.float64)
        if self.domain is not None:
            if self.prior != self.trained:
                return self._unbalanced(wide)
            # Those of single precision add up to 1 in single precision only.
            return np.asarray(wide / wide.sum(axis=1, keepdims=True))
        numbers = self.linear(wide[:, 0])
        return self.family.mean(numbers if offsets is None else numbers + offsets)

    @property
    def linear_scale(self) -> float:
        """What a change of the output by 1 changes before the inverse of the link."""
        return 1.0 if self.family.has_log_link else 1.0 / self.scale

    def linear(self, outputs: Floats) -> Floats:
        """Outputs for numbers in the response's units: predictions, or their logarithms."""
        return outputs if self.family.has_log_link else outputs / self.scale + self.shift

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
        offsets: Floats | None = None,
    ) -> MetricsRecord:
        """Compare predictions with what was observed.

        Parameters
        ----------
        values, predictions, weights
            Of the same rows.
        auc_type
            Another average of the AUCs of several classes than that of the training.
        offsets
            Of the rows, for a custom metric.
        """
        record = self._metrics(values, predictions, weights, auc_type)
        if self.custom_metric is None:
            return record
        # The labels that it sees are those of the confusion matrix.
        threshold = record.max_f1_threshold if isinstance(record, BinomialMetrics) else None
        return self.custom_metric.added(
            record,
            values,
            predictions,
            weights,
            offsets=offsets,
            domain=self.domain,
            threshold=threshold,
        )

    def _metrics(
        self,
        values: Floats,
        predictions: Floats,
        weights: Floats | None,
        auc_type: AucType | None,
    ) -> MetricsRecord:
        if self.domain is None:
            deviance = self.family.deviance(values, predictions, weights)
            return regression_metrics(values, predictions, weights, deviance)
        codes = np.where(np.isnan(values), -1, values).astype(np.int64)
        if len(self.domain) == 2:
            return binomial_metrics(
                codes, predictions[:, 1], self.domain, weights, self.gainslift_bins
            )
        return multinomial_metrics(
            codes, predictions, self.domain, weights, auc_type or self.auc_type
        )


def response_notes(
    data: FrameData, name: str, category: Category, distribution: str = "AUTO"
) -> list[str]:
    """What a user may have meant otherwise.

    A response of 0 and 1 is learned as a number; a gamma response should be above 0.
    """
    if category != "Regression":
        return []
    values = data.numeric(name)
    zeros = int((values == 0).sum())
    if distribution == "gamma" and zeros:
        return [
            f"The response {name!r} is 0 in {zeros} rows, where the gamma deviance is infinite; "
            "stop and choose by another stopping_metric such as 'MAE', or use "
            "distribution='tweedie', which is for amounts that may be 0."
        ]
    if set(np.unique(values[~np.isnan(values)])) != {0.0, 1.0}:
        return []
    return [
        f"The response {name!r} has only the values 0 and 1, and is numeric: a regression is "
        "trained. For classification convert it with asfactor() first."
    ]


def _refuse_negative(name: str, values: Floats, distribution: str) -> None:
    negative = int((values < 0).sum())
    if negative:
        raise H2OModelBuildError.of(
            [
                (
                    "response_column",
                    f"The response column {name!r} has {negative} negative values, but a "
                    f"{distribution} response is 0 or more; use another distribution, or leave "
                    "these rows out.",
                )
            ]
        )


def _counted(
    values: Floats, offsets: Floats | None, weights: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """Values, offsets and weights of the rows that count in statistics."""
    weights = np.ones(values.size) if weights is None else weights
    offsets = np.zeros(values.size) if offsets is None else offsets
    counts = ~np.isnan(values) & (weights > 0)
    return values[counts], offsets[counts], weights[counts]


def _inverse_mean(values: Floats, offsets: Floats | None, weights: Floats | None) -> float:
    """One over the factor that makes exp(offset) right on average; 1 if that is out of range."""
    y, o, w = _counted(values, offsets, weights)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        factor = float((w @ np.exp(o)) / (w @ y))
    return factor if 1e-18 < factor < 1e18 else 1.0


def _standard(
    name: str, values: Floats, offsets: Floats | None, weights: Floats | None
) -> tuple[float, float]:
    """Mean and inverse deviation of the values less their offsets."""
    y, o, w = _counted(values, offsets, weights)
    y = y - o
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(w @ y / w.sum()) if y.size else 0.0
        variance = float(w @ (y - mean) ** 2 / w.sum()) if y.size else 0.0
    deviation = math.sqrt(variance * y.size / max(y.size - 1, 1))
    if not math.isfinite(deviation):
        raise H2OModelBuildError(
            f"The values of the response column {name!r} are too large for their standard "
            "deviation to be computed; divide the column by a large number."
        )
    return mean, 1.0 / deviation if deviation > 0 else 1.0


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
