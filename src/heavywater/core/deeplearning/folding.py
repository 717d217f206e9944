"""Networks of the folds of a cross-validation: one matrix of inputs for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.forward import outputs
from heavywater.core.deeplearning.model import DeepLearningModel
from heavywater.core.deeplearning.problem import Problem
from heavywater.core.deeplearning.scoring import Scoring
from heavywater.core.deeplearning.training import Run
from heavywater.core.jobs import Job
from heavywater.core.metrics import MetricsRecord
from heavywater.core.parallel import one_blas_thread
from heavywater.core.training.cross_validation import FoldModel, FoldTask
from heavywater.core.training.data_info import DataInfo, Inputs
from heavywater.core.training.fold_inputs import SharedInputs
from heavywater.core.training.folds import Folds
from heavywater.exceptions import H2OModelBuildError

if TYPE_CHECKING:
    from heavywater.core.training.response import Response

__all__ = ["Folding"]

Floats = npt.NDArray[np.float64]
Train = Callable[..., tuple[DeepLearningModel, Run]]


class Folding:
    """Trains the networks of folds and that of all rows (see `cross_validation.Foldable`).

    Parameters
    ----------
    problem
        The request, resolved for all rows.
    train
        `builder.train_network`.
    """

    def __init__(self, problem: Problem, train: Train) -> None:
        request = problem.request
        # Autoencoders are not cross-validated.
        self._response = cast("Response", problem.response)
        self._problem = problem
        self._train = train
        self._shared = SharedInputs.of(
            problem.info, request.training, standardize=problem.parameters["standardize"]
        )
        problem.notes.extend(self._shared.notes)
        self._rows = problem.scoring(
            request.training,
            self._shared.whole(),
            self._response.values(request.training),
            None,
        )
        self._folds: Folds | None = None
        self._of_folds: Sequence[tuple[DataInfo, Inputs]] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything resolved."""
        return self._problem.parameters

    @property
    def response_values(self) -> Floats:
        """Responses of all rows, NaN where missing."""
        return self._rows.values

    def prepare(self, folds: Folds) -> None:
        """Take the statistics of all folds, in one pass over the data."""
        self._folds = folds
        self._of_folds = self._shared.of_folds(folds, self._rows.weights)

    def measure(self, predictions: Floats) -> MetricsRecord:
        """Metrics of predictions for all rows."""
        rows = self._rows
        return self._response.metrics(rows.values, predictions, rows.weights, offsets=rows.offsets)

    def train_fold(self, fold: int, task: FoldTask, job: Job) -> FoldModel:
        """Train on the rows that a fold does not hold out."""
        assert self._folds is not None
        held_out, (info, inputs) = self._folds.held_out(fold), self._of_folds[fold]
        training, validation = self._parts(held_out, inputs)
        if training.usable.size == 0:
            raise H2OModelBuildError(
                f"Fold {fold + 1} leaves no row to train on: in all others the response is "
                "missing or the weight is 0. Use other folds."
            )
        changes = dict(task.changes)
        if validation is None:
            # There is nothing to judge by when it no longer improves.
            changes |= {"stopping_rounds": 0, "stopping_metric": None}
        assert training.weights is not None
        problem = self._problem.of_fold(task.key, changes, info, training.weights)
        # Side by side, matrix products must not take the cores from each other.
        with one_blas_thread():
            model, run = self._train(problem, training, task.threads, job, validation)
            raw = outputs(model.network, inputs.pick(np.flatnonzero(held_out)), model.settings)
        stopped = {}
        if run.stopped_early:
            stopped["epochs"] = run.progress.samples / training.usable.size
        # The model's own response: it corrects the probabilities of balanced classes.
        offsets = None if self._rows.offsets is None else self._rows.offsets[held_out]
        predictions = cast("Response", model.response_info).from_outputs(raw, offsets)
        return FoldModel(model=model, predictions=predictions, stopped_at=stopped)

    def _parts(
        self, held_out: npt.NDArray[np.bool_], inputs: Inputs
    ) -> tuple[Scoring, Scoring | None]:
        """Rows to train on, and rows to measure on; the latter may be none that counts."""
        rows = self._rows
        weights = np.ones(held_out.size) if rows.weights is None else rows.weights
        kept = rows.usable[~held_out[rows.usable]]
        training = replace(
            rows, inputs=inputs, weights=np.where(held_out, 0.0, weights), usable=kept
        )
        positions = np.flatnonzero(held_out)
        validation = Scoring(
            inputs.pick(positions),
            rows.values[positions],
            None if rows.weights is None else rows.weights[positions],
            np.arange(positions.size, dtype=np.int64),
            offsets=None if rows.offsets is None else rows.offsets[positions],
        )
        measured = validation.measured
        return training, replace(validation, usable=measured) if measured.size else None

    def train_whole(self, task: FoldTask, notes: list[str], job: Job) -> DeepLearningModel:
        """Train on all rows."""
        problem = replace(
            self._problem,
            parameters=self._problem.parameters | task.changes,
            notes=self._problem.notes + notes,
        )
        # What folds needed is not held while the last network trains.
        self._of_folds = ()
        return self._train(problem, self._rows, task.threads, job)[0]
