"""Isolation Forest: how few random splits separate a row from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater.core.isolationforest import parameters
from heavywater.core.jobs import Job
from heavywater.core.training.request import TrainingRequest
from heavywater.estimators.estimator_base import H2OEstimator

if TYPE_CHECKING:
    from heavywater.core.training.model import Built

__all__ = ["H2OIsolationForestEstimator"]


class H2OIsolationForestEstimator(H2OEstimator):
    """Forest of random trees that finds unusual rows (Liu, Ting and Zhou 2008).

    Each tree splits a sample of the rows at random columns and values until rows are alone. Few
    splits suffice for a row that is unlike the others: `predict` gives the mean length of its
    paths, and a score that is 1 for the shortest paths of the training rows and 0 for the longest.
    Categorical columns are split by their levels, and missing values need no preparation.

    The training rows are measured (which takes longer than to grow the trees) when that is first
    asked for, unless a scoring history or early stopping needs it before.

    {parameters}

    Examples
    --------
    >>> import heavywater as h2o
    >>> from heavywater.estimators import H2OIsolationForestEstimator
    >>> frame = h2o.H2OFrame({"x": [*range(50), 400], "y": [*range(50), -100]})
    >>> model = H2OIsolationForestEstimator(ntrees=20, seed=1)
    >>> _ = model.train(training_frame=frame)
    >>> model.predict(frame)["predict"].idxmax()[0, 0]
    50.0
    """

    algo = "isolationforest"
    key_prefix = "IsolationForest"
    supervised_learning = False

    _parameter_set = parameters.PLAIN_PARAMETERS

    def _validate(self, given: dict[str, Any]) -> dict[str, Any]:
        return parameters.validate(given)

    def _parameter_warnings(self, values: dict[str, Any]) -> list[str]:
        return parameters.warnings_for(values)

    def _build(self, request: TrainingRequest, job: Job) -> Built:
        # Imported here: the engine brings Numba along, which takes a quarter of a second.
        from heavywater.core.isolationforest.builder import build

        return build(request, job)
