"""A trained autoencoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.forward import (
    outputs,
    reconstruction_errors,
    squared_errors,
)
from heavywater.core.deeplearning.model import DeepLearningModel
from heavywater.core.deeplearning.weight_frames import different_names
from heavywater.core.frames.data import FrameData
from heavywater.core.metrics import AucType, MetricsRecord, autoencoder_metrics
from heavywater.core.training.data_info import Inputs

__all__ = ["AutoEncoderModel"]


@dataclass(slots=True, kw_only=True)
class AutoEncoderModel(DeepLearningModel):
    """A trained network whose outputs are its inputs again."""

    def predict(self, data: FrameData) -> FrameData:
        """The reconstruction: ``reconstr_`` and the name of each input.

        Numbers are brought back to the scale of their column; the outputs of levels stay as
        they are.
        """
        inputs = self._inputs(data)
        values = self._known(outputs(self.network, inputs, self.settings))
        reconstructed = values.astype(np.float64)
        info = self.data_info
        reconstructed[:, info.indicators :] /= info.scale
        reconstructed[:, info.indicators :] += info.shift
        return self._by_input(reconstructed, "")

    def score(self, data: FrameData, auc_type: AucType | None = None) -> MetricsRecord:  # noqa: ARG002
        """Error of the reconstruction; weights count if the frame has them."""
        inputs = self._inputs(data)
        return autoencoder_metrics(self._errors(inputs), self._weights(data))

    def anomaly(self, data: FrameData, *, per_feature: bool) -> FrameData:
        """How badly each row is reproduced, on the scale of the network's inputs.

        Parameters
        ----------
        data
            A frame with the columns of the training.
        per_feature
            The squared error of each input, in columns ``reconstr_x.SE``, instead of their
            mean, ``Reconstruction.MSE``.
        """
        inputs = self._inputs(data)
        if not per_feature:
            return FrameData.from_columns({"Reconstruction.MSE": self._errors(inputs)})
        squares = self._known(squared_errors(self.network, inputs, self.settings))
        return self._by_input(squares.astype(np.float64), ".SE")

    def _errors(self, inputs: Inputs) -> npt.NDArray[np.float64]:
        return self._known(reconstruction_errors(self.network, inputs, self.settings))

    def _by_input(self, values: npt.NDArray[np.float64], suffix: str) -> FrameData:
        names = different_names(self.data_info.input_names)
        columns: dict[str, Any] = {
            f"reconstr_{name}{suffix}": values[:, position] for position, name in enumerate(names)
        }
        return FrameData.from_columns(columns)
