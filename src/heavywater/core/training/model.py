"""A trained model as data: what every algorithm's model has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from heavywater.core.metrics import AucType, MetricsRecord
from heavywater.core.tables import Table

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["Category", "TrainedModel"]

Category = Literal["Regression", "Binomial", "Multinomial", "AutoEncoder"]


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
    cross_validation_metrics
        None: without folds there are none.
    summary, scoring_history, variable_importances
        Tables; importances only where they were asked for.
    default_threshold
        Probability of the second level from which on it is predicted; binomial models only.
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

    @abstractmethod
    def predict(self, data: FrameData) -> FrameData:
        """Predictions for the rows of a frame, with H2O's column names."""

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
