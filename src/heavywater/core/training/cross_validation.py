"""Cross-validation of any algorithm.

The algorithm makes the data ready once. Each fold then trains a model on the rows that it does not
hold out, and predicts those that it does; the predictions of all folds together are measured once.
In the end the model of all rows is trained, for as long as the folds found it worthwhile.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from heavywater.core.jobs import Job, JobCancelled
from heavywater.core.metrics import MetricsRecord
from heavywater.core.training.fold_frames import assignment_frame, holdout_frames
from heavywater.core.training.fold_summary import fold_summary
from heavywater.core.training.folds import Folds, assign_folds
from heavywater.core.training.model import Built, CrossValidation, TrainedModel
from heavywater.core.training.request import TrainingRequest

__all__ = ["FoldModel", "FoldTask", "Foldable", "cross_validate"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoldTask:
    """What the model of one fold, or that of all rows, is to be.

    Attributes
    ----------
    key
        Of the model.
    changes
        Parameters that differ from those of the request.
    threads
        Replicas that may train at the same time.
    """

    key: str
    changes: dict[str, Any]
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoldModel:
    """What one fold found.

    Attributes
    ----------
    model
        Its model; the validation metrics are those on the rows held out, None if none of these
        counts.
    predictions
        For the rows held out, in their order: numbers, or probabilities (rows, classes).
    stopped_at
        If training ended early because the model no longer improved: the parameters, such as
        ``epochs``, with which it would have ended there anyway; else empty.
    """

    model: TrainedModel
    predictions: Floats
    stopped_at: dict[str, float]


class Foldable(Protocol):
    """An algorithm with the data made ready once, for the models of folds and of all rows."""

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything resolved; the seed is a number that was drawn if none was given."""

    @property
    def response_values(self) -> Floats:
        """Positions of levels or numbers of all rows, NaN where missing."""

    def prepare(self, folds: Folds) -> None:
        """Take the statistics that folds need."""

    def train_fold(self, fold: int, task: FoldTask, job: Job) -> FoldModel:
        """Train on the rows that a fold does not hold out; called from several threads."""

    def train_whole(self, task: FoldTask, notes: list[str], job: Job) -> TrainedModel:
        """Train on all rows; the notes become warnings of the model."""

    def measure(self, predictions: Floats) -> MetricsRecord:
        """Metrics of predictions for all rows."""


def cross_validate(request: TrainingRequest, algorithm: Foldable, job: Job) -> Built:
    """Train the models of all folds, then that of all rows.

    Folds train side by side; each has its own row numbers, seed and replicas, so that which of
    them ends first has no influence on any.

    Parameters
    ----------
    request
        What the user wants.
    algorithm
        What trains.
    job
        Is told of progress; asked whether to stop.

    Returns
    -------
    The model of all rows, and the fold models and frames that are to be kept.
    """
    values = algorithm.parameters
    folds = assign_folds(
        request.training,
        algorithm.response_values,
        nfolds=values["nfolds"],
        assignment=values["fold_assignment"],
        fold_column=request.fold,
        seed=values["seed"],
    )
    algorithm.prepare(folds)
    clock = _Budget(values["max_runtime_secs"], folds.count, request.threads)
    found = _train_folds(request, algorithm, folds, clock, job)
    predictions = _pooled(folds, found)
    metrics = algorithm.measure(predictions)
    changes, notes = _for_all_rows(values, found)
    model = algorithm.train_whole(
        FoldTask(
            key=request.model_key,
            changes=changes | {"max_runtime_secs": clock.left()},
            threads=request.threads,
        ),
        notes,
        job.part(1.0 / (folds.count + 1)),
    )
    model.parameters["max_runtime_secs"] = values["max_runtime_secs"]
    return _assembled(request, values, model, folds, found, metrics)


class _Budget:
    """How the time of `max_runtime_secs` is shared: folds, one round after another, then all rows.

    Parameters
    ----------
    seconds
        For everything; 0 for no limit.
    folds, threads
        How many there are, and how many train at a time.
    """

    def __init__(self, seconds: float, folds: int, threads: int) -> None:
        self._seconds = float(seconds)
        self._end = time.monotonic() + self._seconds
        rounds = math.ceil(folds / min(folds, threads))
        self.of_a_fold = self._seconds / (rounds + 1)

    def left(self) -> float:
        """Seconds for the last model; 0 for no limit."""
        if self._seconds == 0:
            return 0.0
        return max(self._end - time.monotonic(), 1e-3)


def _train_folds(
    request: TrainingRequest, algorithm: Foldable, folds: Folds, clock: _Budget, job: Job
) -> list[FoldModel]:
    """Models of all folds, in order. The first failure ends all of them, and is raised."""
    workers = min(folds.count, request.threads)
    parts = [job.part(1.0 / (folds.count + 1)) for _ in range(folds.count)]
    changes = {
        "nfolds": 0,
        "fold_assignment": None,
        "fold_column": None,
        "max_runtime_secs": clock.of_a_fold,
    }

    def work(fold: int) -> FoldModel:
        parts[fold].checkpoint()
        key = f"{request.model_key}_cv_{fold + 1}"
        # More threads than folds: each fold has several replicas.
        threads = max(1, request.threads // folds.count)
        task = FoldTask(key=key, changes={**changes, "model_id": key}, threads=threads)
        return algorithm.train_fold(fold, task, parts[fold])

    with ThreadPoolExecutor(workers, "heavywater-fold") as pool:
        futures = [pool.submit(work, fold) for fold in range(folds.count)]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            if any(_failed(future) for future in futures):
                for future, part in zip(futures, parts, strict=True):
                    future.cancel()
                    part.cancel()
    job.checkpoint()
    return _results(futures)


def _failed(future: Future[FoldModel]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is not None


def _results(futures: list[Future[FoldModel]]) -> list[FoldModel]:
    """All results, or the first error that is not the cancelling of the other folds."""
    errors = [future.exception() for future in futures if not future.cancelled()]
    real = [error for error in errors if error is not None and not isinstance(error, JobCancelled)]
    if real:
        raise real[0]
    return [future.result() for future in futures]


def _pooled(folds: Folds, found: list[FoldModel]) -> Floats:
    """Predictions of all rows, each by the model that did not see it."""
    first = found[0].predictions
    pooled = np.empty((folds.numbers.size, *first.shape[1:]))
    for fold, result in enumerate(found):
        pooled[folds.held_out(fold)] = result.predictions
    return pooled


def _for_all_rows(
    values: dict[str, Any], found: list[FoldModel]
) -> tuple[dict[str, Any], list[str]]:
    """Parameters of the model of all rows, and what the user should know of them.

    It has no rows of its own to judge it by, so it neither stops early nor goes back to a better
    network; it trains for as long as those folds did, on average, that stopped early.
    """
    changes: dict[str, Any] = {"overwrite_with_best_model": False}
    if not values["stopping_rounds"]:
        return changes, []
    changes |= {"stopping_rounds": 0, "stopping_metric": None}
    early = [result.stopped_at for result in found if result.stopped_at]
    notes = []
    for name in early[0] if early else ():
        changes[name] = float(np.mean([stopped[name] for stopped in early]))
        notes.append(
            f"{name} is {changes[name]:g} for the model of all rows, the mean of the "
            f"{len(early)} of {len(found)} folds that stopped early (given: {values[name]:g})."
        )
    return changes, notes


def _assembled(
    request: TrainingRequest,
    values: dict[str, Any],
    model: TrainedModel,
    folds: Folds,
    found: list[FoldModel],
    metrics: MetricsRecord,
) -> Built:
    key = request.model_key
    parts: dict[str, Any] = {}
    record = CrossValidation(
        description=f"{folds.count}-fold cross-validation on training data (Metrics computed for "
        "combined holdout predictions)",
        summary=fold_summary([result.model.validation_metrics for result in found]),
        scoring_histories=[result.model.scoring_history for result in found],
    )
    if values["keep_cross_validation_models"]:
        models = {result.model.key: result.model for result in found}
        parts |= models
        record = replace(record, model_keys=list(models))
    if values["keep_cross_validation_predictions"]:
        whole, by_fold = holdout_frames(folds, found)
        holdout = f"cv_holdout_prediction_{key}"
        frames = {f"prediction_{key}_cv_{n}": frame for n, frame in enumerate(by_fold, start=1)}
        parts |= {**frames, holdout: whole}
        record = replace(record, prediction_keys=list(frames), holdout_key=holdout)
    if values["keep_cross_validation_fold_assignment"]:
        assignment = f"cv_fold_assignment_{key}"
        parts[assignment] = assignment_frame(request, folds)
        record = replace(record, fold_assignment_key=assignment)
    model.cross_validation_metrics = metrics
    model.cross_validation = record
    return Built(model, parts)
