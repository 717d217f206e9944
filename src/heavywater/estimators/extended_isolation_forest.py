"""Extended Isolation Forest: splits by planes of any slope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater.core.isolationforest import parameters
from heavywater.core.jobs import Job
from heavywater.core.training.request import TrainingRequest
from heavywater.estimators.estimator_base import H2OEstimator

if TYPE_CHECKING:
    from heavywater.core.training.model import Built

__all__ = ["H2OExtendedIsolationForestEstimator"]


class H2OExtendedIsolationForestEstimator(H2OEstimator):
    """Forest of random trees whose splits look at several columns (Hariri et al. 2019).

    A split is a plane with a random slope through a random point, so that scores do not depend on
    how the data lie along the axes. `predict` gives the mean length of each row's paths and a score
    between 0 and 1: above 0.5 paths are shorter than in a random tree, and close to 1 is
    an anomaly.

    {parameters}

    Examples
    --------
    >>> import heavywater as h2o
    >>> from heavywater.estimators import H2OExtendedIsolationForestEstimator
    >>> frame = h2o.H2OFrame({"x": [*range(50), 400], "y": [*range(50), -100]})
    >>> model = H2OExtendedIsolationForestEstimator(ntrees=20, extension_level=1, seed=1)
    >>> _ = model.train(training_frame=frame)
    >>> model.predict(frame)["anomaly_score"].idxmax()[0, 0]
    50.0
    """

    algo = "extendedisolationforest"
    key_prefix = "ExtendedIsolationForest"
    supervised_learning = False

    _parameter_set = parameters.EXTENDED_PARAMETERS

    def _validate(self, given: dict[str, Any]) -> dict[str, Any]:
        return parameters.validate_extended(given)

    def _build(self, request: TrainingRequest, job: Job) -> Built:
        # Imported here: the engine brings Numba along, which takes a quarter of a second.
        from heavywater.core.isolationforest.builder import build_extended

        return build_extended(request, job)
