"""What a training is asked to do: the one argument of a model builder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.metrics.custom import CustomMetric
    from heavywater.core.training.model import TrainedModel

__all__ = ["TrainingRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRequest:
    """A checked request for one model.

    Parameters
    ----------
    model_key
        Key under which the caller will keep the model.
    parameters
        Every parameter, converted and checked one by one and against each other; what depends on
        the response (``AUTO``, ``Automatic``) is not yet resolved.
    given
        The parameters that the user gave, converted.
    predictors
        Names of the columns to learn from, in the frame's order; no special column is among them.
    response
        Name of the column to predict; None for an autoencoder, which predicts its inputs.
    weights, offset, fold
        Names of the columns of observation weights, of offsets and of folds, or None.
    training, validation
        The data.
    frames, models
        Data and models that parameters refer to, by the parameter's name; `parameters` and
        `given` have their keys.
    custom_metric
        The user's own metric, or None.
    training_frame_key, validation_frame_key
        Keys of the frames that the data come from.
    threads
        Number of replicas that may train at the same time.
    warnings
        What the user should know already; the model repeats it.
    """

    model_key: str
    parameters: dict[str, Any]
    given: dict[str, Any]
    predictors: list[str]
    response: str | None
    training: FrameData
    weights: str | None = None
    offset: str | None = None
    fold: str | None = None
    validation: FrameData | None = None
    frames: dict[str, list[FrameData | None]] = field(default_factory=dict)
    models: dict[str, TrainedModel] = field(default_factory=dict)
    custom_metric: CustomMetric | None = None
    training_frame_key: str = ""
    validation_frame_key: str | None = None
    threads: int = 1
    warnings: list[str] = field(default_factory=list)
