"""What an explanation looks at: the number that a model gives for a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from heavywater.exceptions import H2OValueError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel

__all__ = ["observed", "responses"]

Floats = npt.NDArray[np.float64]

#: Of the isolation forests, one has its decision as prediction where that is known.
_NUMBERS = ("score", "anomaly_score", "predict")


def responses(model: TrainedModel, targets: Sequence[str]) -> Callable[[FrameData], Floats]:
    """Predictions as a function of rows, (rows, targets).

    They are numbers, the probability of the second class, or the probabilities of the targets.
    """
    if model.domain is None:
        return lambda data: _number(model.predict(data))[:, None]
    # A column of predictions per class, after the label.
    chosen = [1 + model.domain.index(target) for target in targets] or [2]

    def probabilities(data: FrameData) -> Floats:
        predictions = model.predict(data)
        return np.column_stack([predictions.numeric(predictions.names[at]) for at in chosen])

    return probabilities


def _number(predictions: FrameData) -> Floats:
    """The prediction, or the score of an anomaly, whichever of its names it has."""
    return predictions.numeric(next(name for name in _NUMBERS if predictions.has(name)))


def observed(model: TrainedModel, data: FrameData, purpose: str) -> str:
    """Name of the response, if the frame has it; `purpose` begins the error's sentence."""
    if model.response is None:
        raise H2OValueError(f"{purpose} a response, and this model was trained without one.")
    if model.response not in data.names:
        raise H2OValueError(
            f"{purpose} the response {model.response!r}, which is not in the frame.", "frame"
        )
    return model.response
