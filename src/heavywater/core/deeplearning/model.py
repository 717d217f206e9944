"""A trained network and what it takes to use it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.forward import outputs
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.metrics import AucType, MetricsRecord
from heavywater.core.training.data_info import DataInfo, Inputs
from heavywater.core.training.model import TrainedModel
from heavywater.core.training.response import Response
from heavywater.exceptions import H2OUserWarning, H2OValueError

__all__ = ["DeepLearningModel"]


@dataclass(slots=True, kw_only=True)
class DeepLearningModel(TrainedModel):
    """A trained network.

    Attributes
    ----------
    network, settings
        The network and how it was trained.
    data_info, response_info
        How columns become inputs, and outputs predictions.
    weights_column
        Name of the observation weights, if there were any.
    """

    network: Network = field(repr=False)
    settings: Settings
    data_info: DataInfo = field(repr=False)
    response_info: Response = field(repr=False)
    weights_column: str | None = None

    def predict(self, data: FrameData) -> FrameData:
        """Predictions: ``predict``, and for classes a column of probabilities each."""
        inputs, notes = self.data_info.transform(data)
        _tell(notes)
        predictions = self._predictions(inputs)
        domain = self.response_info.domain
        if domain is None:
            return FrameData.from_columns({"predict": predictions})
        labels = self._labels(predictions)
        columns: dict[str, Any] = {"predict": EnumColumn(labels, list(domain))}
        for position, level in enumerate(domain):
            columns[_probability_name(level, columns)] = predictions[:, position]
        return FrameData.from_columns(columns)

    def score(self, data: FrameData, auc_type: AucType | None = None) -> MetricsRecord:
        """Metrics on a frame that has the response; weights count if the frame has them."""
        values = self.response_info.values(data)
        inputs, notes = self.data_info.transform(data)
        _tell(notes)
        weights = None
        if self.weights_column is not None and self.weights_column in data.names:
            weights = data.numeric(self.weights_column)
        return self.response_info.metrics(values, self._predictions(inputs), weights, auc_type)

    def _predictions(self, inputs: Inputs) -> npt.NDArray[np.float64]:
        raw = outputs(self.network, inputs, self.settings.hidden_dropout)
        if np.isnan(raw).any():
            raise H2OValueError(
                f"The model {self.key!r} predicts NaN: its inputs are too large for it, or its "
                "weights have grown without bound. Train with standardize=True, a smaller rate "
                "or a max_w2 such as 10."
            )
        return self.response_info.from_outputs(raw)

    def _labels(self, probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        if probabilities.shape[1] == 2 and self.default_threshold is not None:
            labels = probabilities[:, 1] >= self.default_threshold
        else:
            labels = probabilities.argmax(axis=1)
        return np.asarray(labels, dtype=np.int32)


def _tell(notes: list[str]) -> None:
    # As seen from the caller of the model's predict() or model_performance().
    for note in notes:
        warnings.warn(note, H2OUserWarning, stacklevel=4)


def _probability_name(level: str, taken: dict[str, Any]) -> str:
    """H2O puts a p before names that read as integers; so do we where a name is taken."""
    try:
        int(level)
    except ValueError:
        return level if level not in taken else f"p{level}"
    return f"p{level}"
