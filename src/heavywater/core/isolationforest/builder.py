"""From a request to a trained forest.

The order of things: what kind of problem it is; some trees; measure, note, stop? Then the model.
What need not be known while training is measured later (see `measuring`).
"""

from __future__ import annotations

import time
from typing import Any

from heavywater.core.isolationforest.forest import Forest, PlaneForest
from heavywater.core.isolationforest.growth import Growth
from heavywater.core.isolationforest.model import (
    ExtendedIsolationForestModel,
    ForestModel,
    IsolationForestModel,
)
from heavywater.core.isolationforest.problem import Problem
from heavywater.core.isolationforest.scorekeeper import Scorekeeper
from heavywater.core.isolationforest.tables import History, extended_summary, summary
from heavywater.core.jobs import Job
from heavywater.core.training.model import Built
from heavywater.core.training.request import TrainingRequest

__all__ = ["build", "build_extended"]

#: Trees between two looks at the clock.
_TREES_AT_ONCE = 256


def build(request: TrainingRequest, job: Job) -> Built:
    """Train an isolation forest.

    Parameters
    ----------
    request
        Checked parameters and data.
    job
        Is told of progress; asked whether to stop.

    Raises
    ------
    H2OModelBuildError
        If the data and the parameters do not fit together.
    JobCancelled
        If the job was cancelled.
    """
    return Built(_train(Problem.of(request, extended=False), job), {})


def build_extended(request: TrainingRequest, job: Job) -> Built:
    """Train an extended isolation forest; see `build`."""
    return Built(_train(Problem.of(request, extended=True), job), {})


def _train(problem: Problem, job: Job) -> ForestModel:
    start = time.time()
    keeper = Scorekeeper(problem)
    forest = _grow(problem, keeper, job, start)
    model = _model(problem, forest, start)
    keeper.finish(model)
    model.run_time_ms = round((time.time() - start) * 1000)
    return model


def _grow(problem: Problem, keeper: Scorekeeper, job: Job, start: float) -> Forest | PlaneForest:
    wanted, limit = problem.parameters["ntrees"], problem.parameters.get("max_runtime_secs", 0.0)
    growth = Growth(problem)
    most = min(growth.most, _TREES_AT_ONCE)
    if limit > 0:
        most = min(most, max(8, problem.request.threads))
    parts: list[Any] = []
    done = 0
    if problem.checkpoint is not None:
        parts.append(problem.checkpoint.trees)
        done = problem.checkpoint.trees.trees
        keeper.begin(parts[0])
    while done < wanted:
        count = min(most, keeper.until_next(done), wanted - done)
        parts.append(growth.grow(done, count))
        done += count
        job.update(done / wanted)
        job.checkpoint()
        if keeper.says_stop(parts[-1], done):
            break
        if 0 < limit <= time.time() - start:
            if done < wanted:
                problem.notes.append(
                    f"max_runtime_secs={limit:g} are over: there are {done} of {wanted} trees."
                )
            break
    joined: Forest | PlaneForest = type(parts[0]).joined(parts)
    return joined


def _model(problem: Problem, forest: Forest | PlaneForest, start: float) -> ForestModel:
    request, values, columns = problem.request, problem.parameters, problem.columns
    encoded = columns.encoder is not None
    shared: dict[str, Any] = {
        "key": request.model_key,
        "category": "AnomalyDetection",
        "parameters": values,
        "given_parameters": request.given,
        "predictors": list(columns.names),
        "original_names": list(columns.sources) if encoded else None,
        "response": None,
        "domain": None,
        "training_metrics": None,
        "validation_metrics": None,
        "training_metrics_description": None,
        "validation_metrics_description": None,
        "scoring_history": History.none(),
        "variable_importances": None,
        "default_threshold": None,
        "start_time": start,
        "run_time_ms": 0,
        "training_frame_key": request.training_frame_key,
        "validation_frame_key": request.validation_frame_key,
        "warnings": problem.notes,
        "columns": columns,
        "sample": problem.sample,
    }
    if isinstance(forest, PlaneForest):
        level, seed = values["extension_level"], values["seed"]
        return ExtendedIsolationForestModel(
            algorithm="extendedisolationforest",
            algorithm_title="Extended Isolation Forest",
            summary=extended_summary(forest, values["sample_size"], level, seed),
            forest=forest,
            **shared,
        )
    return IsolationForestModel(
        algorithm="isolationforest",
        algorithm_title="Isolation Forest",
        summary=summary(forest),
        forest=forest,
        labels=None if problem.label_domain is None else values["validation_response_column"],
        label_domain=problem.label_domain,
        **shared,
    )
