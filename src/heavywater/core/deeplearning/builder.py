"""From a request to a trained network.

The order of things: what kind of problem it is; columns to inputs; the loop (train some rows,
score, note, stop?); the finished model. Nothing is stored before it is whole.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from heavywater.core.deeplearning.autoencoder import AutoEncoderModel
from heavywater.core.deeplearning.first_outputs import start_outputs
from heavywater.core.deeplearning.folding import Folding
from heavywater.core.deeplearning.importances import importance_table, input_importances
from heavywater.core.deeplearning.model import DeepLearningModel
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.pretrained import copy_hidden_layers
from heavywater.core.deeplearning.problem import Problem
from heavywater.core.deeplearning.scoring import Scoring
from heavywater.core.deeplearning.summary import layer_table
from heavywater.core.deeplearning.training import Run, Training
from heavywater.core.deeplearning.weight_frames import set_initial_values
from heavywater.core.jobs import Job
from heavywater.core.tables import Table
from heavywater.core.training.cross_validation import cross_validate
from heavywater.core.training.folds import has_folds
from heavywater.core.training.model import Built, Category, TrainedModel
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OModelBuildError

__all__ = ["build", "build_model", "train_network"]

#: H2O's own limit: more would not fit in memory beside the optimiser's state.
MAX_PARAMETERS = 100_000_000

_ALGORITHM = "Deep Learning"


def build_model(request: TrainingRequest, job: Job) -> TrainedModel:
    """Train a network.

    Parameters
    ----------
    request
        Checked parameters and data.
    job
        Is told of progress; asked whether to stop.

    Raises
    ------
    H2OModelBuildError
        If the data and the parameters do not fit together, or training is unstable.
    JobCancelled
        If the job was cancelled.
    """
    return build(request, job).model


def build(request: TrainingRequest, job: Job) -> Built:
    """Train a network, with its folds if they are asked for; see `build_model`."""
    problem = Problem.of(request)
    if has_folds(request.parameters, request.fold):
        return cross_validate(request, Folding(problem, train_network), job)
    training = problem.rows(request.training, None)
    return Built(train_network(problem, training, request.threads, job)[0], {})


def train_network(
    problem: Problem,
    training: Scoring,
    threads: int,
    job: Job,
    validation: Scoring | None = None,
) -> tuple[DeepLearningModel, Run]:
    """Train a network on rows that are ready.

    Parameters
    ----------
    problem
        What to train.
    training
        The rows.
    threads
        Most replicas to train side by side.
    job
        Is told of progress; asked whether to stop.
    validation
        Rows to score on; those of the request's validation frame by default.
    """
    start = time.time()
    problem, training = problem.balance(training)
    if validation is None and problem.request.validation is not None:
        validation = problem.rows(problem.request.validation, "validation_frame")
    network = _initial_network(problem, training)
    run = Training(
        problem.parameters,
        problem.settings,
        problem.response,
        problem.category,
        network,
        training,
        validation,
        threads=threads,
        progress=problem.progress(),
        earlier=None if problem.checkpoint is None else problem.checkpoint.scoring_history,
    ).run(job)
    return _finished(problem, network, run, training, start), run


def _initial_network(problem: Problem, training: Scoring) -> Network:
    if problem.checkpoint is not None:
        return problem.checkpoint.network.copy()
    values, info = problem.parameters, problem.info
    layout = Layout(
        numeric=0 if info.sparse else len(info.numerics),
        levels=info.named,
        hidden=tuple(values["hidden"]),
        outputs=problem.response.outputs,
        activation=values["activation"].removesuffix("WithDropout"),
        autoencoder=problem.category == "AutoEncoder",
    )
    if layout.parameter_count > MAX_PARAMETERS:
        raise H2OModelBuildError(
            f"The network would have {layout.parameter_count:,} weights and biases "
            f"({layout.inputs:,} inputs, hidden={values['hidden']}); at most {MAX_PARAMETERS:,} "
            "are allowed. Use smaller hidden layers, or leave out categorical columns with "
            "many levels."
        )
    network = Network.zeros(layout)
    network.initialise(
        np.random.default_rng(problem.seed),
        values["initial_weight_distribution"],
        values["initial_weight_scale"],
        classification=problem.response.domain is not None,
    )
    if isinstance(problem.response, Reconstruction):
        start_outputs(network, training)
    # Without a shift, an output must first grow to the logarithm of the responses.
    network.biases(layout.layers - 1)[:] += problem.response.first_output
    pretrained = problem.request.models.get("pretrained_autoencoder")
    if pretrained is not None:
        problem.notes.extend(copy_hidden_layers(network, pretrained, info))
    frames = problem.request.frames
    set_initial_values(network, frames.get("initial_weights"), frames.get("initial_biases"))
    return network


def _finished(
    problem: Problem, network: Network, run: Run, training: Scoring, start: float
) -> DeepLearningModel:
    request, values = problem.request, problem.parameters
    domain = problem.response.domain
    thresholds = run.validation_metrics or run.training_metrics
    model = AutoEncoderModel if problem.category == "AutoEncoder" else DeepLearningModel
    return model(
        key=request.model_key,
        algorithm="deeplearning",
        algorithm_title=_ALGORITHM,
        category=problem.category,
        parameters=values,
        given_parameters=request.given,
        predictors=problem.info.predictors,
        original_names=_original_names(problem),
        response=request.response,
        domain=None if domain is None else list(domain),
        training_metrics=run.training_metrics,
        validation_metrics=run.validation_metrics,
        training_metrics_description=run.training_description,
        validation_metrics_description=run.validation_description,
        summary=_summary(problem, network, run.progress.samples),
        scoring_history=run.history,
        variable_importances=_importances(problem, network, training),
        default_threshold=_threshold(problem.category, thresholds),
        start_time=start,
        run_time_ms=round((time.time() - start) * 1000),
        training_frame_key=request.training_frame_key,
        validation_frame_key=request.validation_frame_key,
        warnings=problem.notes + run.notes,
        progress=run.progress,
        network=network,
        settings=problem.settings,
        data_info=problem.info,
        response_info=problem.response,
        weights_column=request.weights,
    )


def _original_names(problem: Problem) -> list[str] | None:
    """Columns before they were encoded, the response at the end; None if they stayed."""
    if problem.info.predictors_stay:
        return None
    special = (problem.request.weights, problem.request.response)
    return [*problem.info.columns, *(name for name in special if name is not None)]


def _summary(problem: Problem, network: Network, samples: int) -> Table:
    return layer_table(
        network,
        problem.settings,
        task=_task(problem),
        distribution=problem.parameters["distribution"],
        rows=samples,
    )


def _task(problem: Problem) -> str:
    if problem.category == "AutoEncoder":
        return "auto-encoder"
    response = problem.response
    task = "regression" if response.domain is None else f"{response.outputs}-class classification"
    return f"predicting {problem.request.response}, {task}"


def _threshold(category: Category, metrics: Any) -> float | None:
    if category != "Binomial" or metrics is None:
        return None
    threshold = float(metrics.max_f1_threshold)
    return 0.5 if np.isnan(threshold) else threshold


def _importances(problem: Problem, network: Network, training: Scoring) -> Table | None:
    if not problem.parameters["variable_importances"]:
        return None
    unseen = problem.info.never_trained(training.inputs, training.usable)
    return importance_table(problem.info.input_names, input_importances(network), unseen)
