"""Deep Learning: feed-forward networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater.core.deeplearning import parameters
from heavywater.core.jobs import Job
from heavywater.core.training.request import TrainingRequest
from heavywater.estimators.estimator_base import H2OEstimator

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel

__all__ = ["H2ODeepLearningEstimator"]


class H2ODeepLearningEstimator(H2OEstimator):
    """Feed-forward neural network for regression and classification.

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

    def _validate(self, given: dict[str, Any]) -> dict[str, Any]:
        return parameters.validate(given)

    def _parameter_warnings(self, values: dict[str, Any]) -> list[str]:
        return parameters.warnings_for(values)

    def _build(self, request: TrainingRequest, job: Job) -> TrainedModel:
        # Imported here: the engine brings Numba along, which takes a quarter of a second.
        from heavywater.core.deeplearning.builder import build_model

        return build_model(request, job)


def __getattr__(name: str) -> type:
    from heavywater._stand_ins import stand_in

    if name == "H2OAutoEncoderEstimator":
        return stand_in(name, "autoencoders come in a later release")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
