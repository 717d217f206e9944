"""A trained network and what it takes to use it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.contribution_frames import Explained, contribution_frame
from heavywater.core.deeplearning.forward import hidden_values, outputs
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.metrics import AucType, MetricsRecord
from heavywater.core.metrics.custom import CustomMetric
from heavywater.core.training.data_info import DataInfo, Inputs
from heavywater.core.training.model import TrainedModel
from heavywater.core.training.progress import Progress
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.response import Response
from heavywater.exceptions import H2ONotImplementedError, H2OUserWarning, H2OValueError

__all__ = ["DeepLearningModel"]

Values = TypeVar("Values", bound=npt.NDArray[np.floating])


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
    progress
        How far the training came, for one that continues it.
    """

    #: Contributions compare rows with a background.
    contributes_alone: ClassVar[bool] = False

    network: Network = field(repr=False)
    settings: Settings
    data_info: DataInfo = field(repr=False)
    response_info: Response | Reconstruction = field(repr=False)
    weights_column: str | None = None
    progress: Progress | None = field(default=None, repr=False)

    def predict(self, data: FrameData) -> FrameData:
        """Predictions: ``predict``, and for classes a column of probabilities each."""
        offsets = self._response().offsets(data)
        return self.prediction_frame(self._predictions(self._inputs(data), offsets))

    def prediction_frame(self, predictions: npt.NDArray[np.float64]) -> FrameData:
        """Numbers or probabilities as `predict` shows them."""
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
        offsets = self._response().offsets(data)
        predictions = self._predictions(self._inputs(data), offsets)
        return self._response().metrics(values, predictions, self._weights(data), auc_type, offsets)

    def use_metric(self, metric: CustomMetric) -> None:
        """Report a metric of the user's own in `score` from now on."""
        if not isinstance(self.response_info, Response):
            # Not super(): dataclasses with slots are made anew, and it would look for the old one.
            TrainedModel.use_metric(self, metric)
        else:
            self.response_info = replace(self.response_info, custom_metric=metric)

    def deep_features(self, data: FrameData, layer: int) -> FrameData:
        """Values of the units of a hidden layer.

        Parameters
        ----------
        data
            A frame with the columns of the training; a response is not needed.
        layer
            0 for the first hidden layer.

        Returns
        -------
        Columns ``DF.L1.C1``, ``DF.L1.C2``, ... for the first layer, and so on.

        Raises
        ------
        H2OValueError
            If there is no such layer.
        """
        hidden = len(self.network.layout.hidden)
        if not 0 <= layer < hidden:
            allowed = f"between 0 and {hidden - 1}" if hidden else "left out: there is none"
            raise H2OValueError(
                f"layer is {layer}; the hidden layer (index) to extract must be {allowed}. The "
                f"model {self.key!r} has hidden={list(self.network.layout.hidden)}.",
                "layer",
            )
        inputs = self._inputs(data)
        values = hidden_values(self.network, inputs, layer, self.settings)
        return FrameData.from_columns(
            {
                f"DF.L{layer + 1}.C{unit + 1}": column.astype(np.float64)
                for unit, column in enumerate(self._known(values).T)
            }
        )

    def contributions(
        self,
        data: FrameData,
        background: FrameData | None,
        *,
        compact: bool,
        output_space: bool,
        per_reference: bool,
    ) -> FrameData:
        """How much each column contributes to predictions: DeepSHAP.

        Parameters
        ----------
        data
            The rows.
        background
            Rows to compare with.
        compact, output_space, per_reference
            See `contribution_frame`.

        Raises
        ------
        H2ONotImplementedError
            For more than two classes, and for autoencoders.
        """
        if self.category not in ("Regression", "Binomial") or background is None:
            raise H2ONotImplementedError(
                "These contributions are for regressions and two classes, and compare rows with a "
                "background."
            )
        inputs, references = self._inputs(data), self._inputs(background)
        for rows in (inputs, references):
            self._known(outputs(self.network, rows, self.settings))
        explained = Explained(
            network=self.network,
            response=self._response(),
            info=self.data_info,
            settings=self.settings,
            inputs=inputs,
            offsets=self._response().offsets(data),
            background=references,
        )
        return contribution_frame(
            explained, compact=compact, output_space=output_space, per_reference=per_reference
        )

    def _response(self) -> Response:
        assert isinstance(self.response_info, Response)  # autoencoders score in their own way
        return self.response_info

    def _inputs(self, data: FrameData) -> Inputs:
        inputs, notes = self.data_info.transform(data)
        for note in notes:
            # As seen from the caller of the model's predict() or model_performance().
            warnings.warn(note, H2OUserWarning, stacklevel=4)
        return inputs

    def _weights(self, data: FrameData) -> npt.NDArray[np.float64] | None:
        if self.weights_column is None or self.weights_column not in data.names:
            return None
        return data.numeric(self.weights_column)

    def _predictions(
        self, inputs: Inputs, offsets: npt.NDArray[np.float64] | None
    ) -> npt.NDArray[np.float64]:
        raw = outputs(self.network, inputs, self.settings)
        return self._response().from_outputs(self._known(raw), offsets)

    def _known(self, values: Values) -> Values:
        """The same values, if none is NaN."""
        if np.isnan(values).any():
            raise H2OValueError(
                f"The model {self.key!r} predicts NaN: its inputs are too large for it, or its "
                "weights have grown without bound. Train with standardize=True, a smaller rate "
                "or a max_w2 such as 10."
            )
        return values

    def _labels(self, probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        if probabilities.shape[1] == 2 and self.default_threshold is not None:
            labels = probabilities[:, 1] >= self.default_threshold
        else:
            labels = probabilities.argmax(axis=1)
        return np.asarray(labels, dtype=np.int32)


def _probability_name(level: str, taken: dict[str, Any]) -> str:
    """H2O puts a p before names that read as integers; so do we where a name is taken."""
    try:
        int(level)
    except ValueError:
        return level if level not in taken else f"p{level}"
    return f"p{level}"
