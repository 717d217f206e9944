"""Parameters that refer to other objects of the session: models, and lists of frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from heavywater._custom_metrics import custom_metric
from heavywater.core.params import Parameter, ParameterSet
from heavywater.exceptions import H2OModelBuildError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.metrics.custom import CustomMetric
    from heavywater.core.training.model import TrainedModel

__all__ = ["References"]


@dataclass(slots=True)
class References:
    """What the parameters of a training refer to.

    Attributes
    ----------
    keys
        By parameter, the key or the keys that stand for the objects.
    frames, models
        By parameter, the data and the models themselves.
    metric
        The user's own metric.
    """

    keys: dict[str, Any] = field(default_factory=dict)
    frames: dict[str, list[FrameData | None]] = field(default_factory=dict)
    models: dict[str, TrainedModel] = field(default_factory=dict)
    metric: CustomMetric | None = None

    @classmethod
    def of(cls, parameters: ParameterSet, values: Mapping[str, Any]) -> References:
        """Find every object that converted values refer to, itself or by its key.

        Raises
        ------
        H2OModelBuildError
            If there is no such model or frame in the session, or an estimator has not been
            trained.
        """
        found = cls()
        for parameter in parameters:
            value = values[parameter.name]
            if value is None:
                continue
            if parameter.type == "model":
                model = _model(value, parameter)
                found.models[parameter.name] = model
                found.keys[parameter.name] = model.key
            elif parameter.type == "function":
                found.metric = custom_metric(value)
            elif parameter.type == "frame[]":
                frames = [_frame(item, parameter) for item in value]
                found.frames[parameter.name] = [data for _, data in frames]
                found.keys[parameter.name] = [key for key, _ in frames]
        return found


def _model(value: Any, parameter: Parameter) -> TrainedModel:
    from heavywater import session
    from heavywater.core.training.model import TrainedModel

    if not isinstance(value, str):
        trained = value if isinstance(value, TrainedModel) else getattr(value, "_trained", None)
        if trained is None:
            raise _refusal(parameter, f"{type(value).__name__} has no model yet. Train it first.")
        return trained
    store = session.current().store
    found = store.get(value) if value in store else None
    if not isinstance(found, TrainedModel):
        kind = f"a {type(found).__name__}" if value in store else "nothing in the session"
        raise _refusal(
            parameter,
            f"it is {value!r}, which is {kind}; it must be a trained model or the key of one.",
        )
    return found


def _frame(value: Any, parameter: Parameter) -> tuple[str | None, FrameData | None]:
    from heavywater import _objects

    if value is None:
        return None, None
    frame = _objects.get_frame(value) if isinstance(value, str) else value
    if frame is None:
        raise _refusal(parameter, f"the session has no frame {value!r}.")
    return frame.frame_id, frame._data


def _refusal(parameter: Parameter, message: str) -> H2OModelBuildError:
    return H2OModelBuildError.of([(parameter.name, f"{parameter.name}: {message}")])
