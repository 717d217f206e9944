"""Deep Learning: feed-forward networks."""

from __future__ import annotations

import numbers
import warnings
from typing import TYPE_CHECKING, Any, cast

from heavywater.core.deeplearning import parameters
from heavywater.core.jobs import Job
from heavywater.core.training.request import TrainingRequest
from heavywater.estimators.estimator_base import H2OEstimator
from heavywater.exceptions import H2OUserWarning, H2OValueError

if TYPE_CHECKING:
    from heavywater.core.deeplearning.model import DeepLearningModel
    from heavywater.core.training.model import Built
    from heavywater.frame import H2OFrame

__all__ = ["H2OAutoEncoderEstimator", "H2ODeepLearningEstimator"]


class H2ODeepLearningEstimator(H2OEstimator):
    """Feed-forward neural network for regression, classification and autoencoders.

    The network learns row by row (or in mini-batches) with ADADELTA or with gradient descent.
    Predictors are standardized and categorical ones get an input for each level; missing values
    and levels that were not seen in training need no preparation.

    Words such as ``"RectifierWithDropout"`` may be spelled loosely: case, spaces and underscores
    do not matter.

    {parameters}

    Examples
    --------
    >>> import heavywater as h2o
    >>> from heavywater.estimators.deeplearning import H2ODeepLearningEstimator
    >>> model = H2ODeepLearningEstimator(hidden=[10], epochs=5, activation="tanh")
    >>> model.epochs
    5
    """

    algo = "deeplearning"
    key_prefix = "DeepLearning"

    _parameter_set = parameters.PARAMETERS

    def _set_parameter(self, name: str, value: Any) -> None:
        super()._set_parameter(name, value)
        self.supervised_learning = not self._get_parameter("autoencoder")

    def _validate(self, given: dict[str, Any]) -> dict[str, Any]:
        return parameters.validate(given)

    def _parameter_warnings(self, values: dict[str, Any]) -> list[str]:
        return parameters.warnings_for(values)

    def _build(self, request: TrainingRequest, job: Job) -> Built:
        # Imported here: the engine brings Numba along, which takes a quarter of a second.
        from heavywater.core.deeplearning.builder import build

        return build(request, job)

    def deepfeatures(self, test_data: H2OFrame, layer: int | str) -> H2OFrame:
        """What the units of a hidden layer make of each row.

        Parameters
        ----------
        test_data
            A frame with the columns of the training; the response is not needed.
        layer
            Number of the hidden layer, 0 for the first; digits in a text are a number, too.

        Returns
        -------
        A frame with the columns ``DF.L1.C1``, ``DF.L1.C2``, ... (of layer 0).
        """
        from heavywater._frame.base import as_frame_data
        from heavywater.frame import H2OFrame

        model = cast("DeepLearningModel", self._model())
        data = as_frame_data(test_data, "test_data")
        return H2OFrame._from_data(model.deep_features(data, _layer_number(layer)))


class H2OAutoEncoderEstimator(H2ODeepLearningEstimator):
    """Feed-forward neural network that learns to reproduce its inputs.

    It is `H2ODeepLearningEstimator` with ``autoencoder=True``, and takes the same parameters, by
    name. There is no response: `y` is ignored if it is given to `train`. After training,
    `anomaly` says how badly rows are reproduced, `deepfeatures` how a hidden layer sees them,
    and `predict` gives the reconstruction.

    Examples
    --------
    >>> from heavywater.estimators import H2OAutoEncoderEstimator
    >>> H2OAutoEncoderEstimator(hidden=[10], activation="tanh").autoencoder
    True
    """

    supervised_learning = False

    def __init__(self, **kwargs: Any) -> None:
        if kwargs.get("autoencoder") is False:
            warnings.warn(
                "autoencoder=False is ignored: H2OAutoEncoderEstimator always makes an "
                "autoencoder; use H2ODeepLearningEstimator for other networks.",
                H2OUserWarning,
                stacklevel=2,
            )
        super().__init__(**kwargs)
        self._set_parameter("autoencoder", True)


def _layer_number(layer: Any) -> int:
    if isinstance(layer, str) and layer.isdigit():
        return int(layer)
    if isinstance(layer, numbers.Integral) and layer is not True and layer is not False:
        return int(layer)
    raise H2OValueError(
        f"layer is {layer!r}; hidden layers are given by number, 0 for the first.", "layer"
    )
