"""A trained model as data: what every algorithm's model has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from heavywater.core.metrics import AucType, MetricsRecord
from heavywater.core.tables import Table
from heavywater.exceptions import H2OValueError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.metrics.custom import CustomMetric
    from heavywater.core.store import Store

__all__ = ["Built", "Category", "CrossValidation", "TrainedModel", "forget"]

Category = Literal["Regression", "Binomial", "Multinomial", "AutoEncoder", "AnomalyDetection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossValidation:
    """What a model remembers of its folds.

    Attributes
    ----------
    description
        How `TrainedModel.cross_validation_metrics` were obtained.
    summary
        Metrics of all folds side by side.
    scoring_histories
        One for each fold.
    model_keys, prediction_keys
        Keys of the folds' models, and of the frames with their predictions; None if not kept.
    holdout_key, fold_assignment_key
        Keys of the frames with the predictions of all rows by models that did not see them, and
        with the fold of each row; None if not kept.
    """

    description: str
    summary: Table
    scoring_histories: list[Table]
    model_keys: list[str] | None = None
    prediction_keys: list[str] | None = None
    holdout_key: str | None = None
    fold_assignment_key: str | None = None

    @property
    def keys(self) -> list[str]:
        """Keys of everything that was kept."""
        single = [key for key in (self.holdout_key, self.fold_assignment_key) if key is not None]
        return [*(self.model_keys or ()), *(self.prediction_keys or ()), *single]


@dataclass(slots=True, kw_only=True)
class TrainedModel(ABC):
    """What training leaves behind.

    Attributes
    ----------
    key
        Name of the model.
    algorithm, algorithm_title
        ``"deeplearning"`` and ``"Deep Learning"``, for instance.
    category
        Kind of response.
    parameters, given_parameters
        The values that training worked with, and those that the user gave.
    warnings
        What the user should know.
    predictors
        Names of the predictors in the model's order.
    original_names
        Names of the columns that they were made from, and of the special columns and the
        response, if categorical columns became others; else None.
    response, domain
        Name of the response, None if there is none; its levels, None for numbers.
    training_metrics, validation_metrics
        None where there was no such data.
    training_metrics_description, validation_metrics_description
        What they were computed on, such as ``"Metrics reported on full training frame"``.
    cross_validation_metrics, cross_validation
        Metrics of the predictions of rows that folds held out, and what else is remembered of
        the folds; None without folds.
    summary, scoring_history, variable_importances
        Tables; importances only where they were asked for, and a history without rows where none
        was.
    default_threshold
        Probability of the second level, or score of an anomaly, from which on it is predicted;
        None where neither is.
    start_time, run_time_ms
        Seconds since 1970, and duration.
    training_frame_key, validation_frame_key
        Keys of the frames.
    """

    key: str
    algorithm: str
    algorithm_title: str
    category: Category
    parameters: dict[str, Any]
    given_parameters: dict[str, Any]
    predictors: list[str]
    response: str | None
    domain: list[str] | None
    training_metrics: MetricsRecord | None
    validation_metrics: MetricsRecord | None
    training_metrics_description: str | None
    validation_metrics_description: str | None
    summary: Table
    scoring_history: Table
    variable_importances: Table | None
    default_threshold: float | None
    start_time: float
    run_time_ms: int
    training_frame_key: str
    validation_frame_key: str | None
    warnings: list[str] = field(default_factory=list)
    cross_validation_metrics: MetricsRecord | None = None
    original_names: list[str] | None = None
    cross_validation: CrossValidation | None = None

    @abstractmethod
    def predict(self, data: FrameData) -> FrameData:
        """Predictions for the rows of a frame, with H2O's column names."""

    def use_metric(self, metric: CustomMetric) -> None:  # noqa: ARG002 - for those that can
        """Report a metric of the user's own in `score` from now on.

        Raises
        ------
        H2OValueError
            If a model of this kind has no use for it.
        """
        raise H2OValueError(
            f"Custom metrics compare predictions with a response; {self.algorithm_title} models "
            f"of the category {self.category} have none."
        )

    @abstractmethod
    def score(self, data: FrameData, auc_type: AucType | None = None) -> MetricsRecord:
        """Metrics on a frame that has the response.

        Parameters
        ----------
        data
            The frame.
        auc_type
            Another average of the AUCs of several classes than that of the training.

        Raises
        ------
        H2OValueError
            If the response is not in the frame.
        """

    @property
    def parts(self) -> list[str]:
        """Keys of what goes with the model when it is removed."""
        return [] if self.cross_validation is None else self.cross_validation.keys

    def prediction_frame(self, predictions: npt.NDArray[np.float64]) -> FrameData:
        """Predictions as `predict` shows them.

        Parameters
        ----------
        predictions
            Numbers, (rows,), or probabilities, (rows, classes).
        """
        raise NotImplementedError


class Built(NamedTuple):
    """A finished model, and what belongs into the session beside it.

    Attributes
    ----------
    model
        The model.
    parts
        Models and frames of its folds by key.
    """

    model: TrainedModel
    parts: dict[str, TrainedModel | FrameData]


def forget(store: Store, key: str) -> None:
    """Remove an object and what belongs to it: models of a grid, models and frames of folds."""
    found = store.get(key) if key in store else None
    store.remove(key)
    for part in getattr(found, "parts", ()):
        forget(store, part)
