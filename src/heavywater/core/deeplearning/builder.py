"""From a request to a trained network.

The order of things: what kind of problem it is; columns to inputs; the loop (train some rows,
score, note, stop?); the finished model. Nothing is stored before it is whole.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning import parameters as declared
from heavywater.core.deeplearning.importances import importance_table, input_importances
from heavywater.core.deeplearning.model import DeepLearningModel
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.deeplearning.summary import layer_table
from heavywater.core.deeplearning.training import Run, Scoring, Training
from heavywater.core.frames.data import FrameData
from heavywater.core.jobs import Job
from heavywater.core.tables import Table
from heavywater.core.training.data_info import (
    DataInfo,
    Inputs,
    refuse_nothing_to_learn_from,
    usable_predictors,
)
from heavywater.core.training.model import Category
from heavywater.core.training.request import TrainingRequest
from heavywater.core.training.response import Response, response_notes
from heavywater.exceptions import H2OModelBuildError, H2OValueError

__all__ = ["build_model"]

#: H2O's own limit: more would not fit in memory beside the optimiser's state.
MAX_PARAMETERS = 100_000_000

_ALGORITHM = "Deep Learning"


def build_model(request: TrainingRequest, job: Job) -> DeepLearningModel:
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
    start = time.time()
    problem = _Problem.of(request)
    training = problem.rows(request.training, None)
    if training.usable.size == 0:
        raise H2OModelBuildError(
            "No row can be used for training: in every one the response is missing, the weight "
            "is 0, or (with missing_values_handling='Skip') a predictor is missing."
        )
    validation = None
    if request.validation is not None:
        validation = problem.rows(request.validation, "validation_frame")
    network = _initial_network(problem)
    run = Training(
        problem.parameters,
        problem.settings,
        problem.response,
        problem.category,
        network,
        training,
        validation,
        threads=request.threads,
        seed=problem.seed,
    ).run(job)
    return _finished(problem, network, run, training, start)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    """The request with everything resolved that depends on the data."""

    request: TrainingRequest
    category: Category
    parameters: dict[str, Any]
    settings: Settings
    seed: int
    info: DataInfo
    response: Response
    notes: list[str]

    @classmethod
    def of(cls, request: TrainingRequest) -> _Problem:
        data = request.training
        if data.nrow < 2:
            raise H2OModelBuildError(
                f"The training frame has {data.nrow} row{'s' * (data.nrow != 1)}; training needs "
                "at least 2, with different responses. Look at how its rows were selected."
            )
        category = Response.category_of(data, request.response)
        declared.check_for(request.parameters, category)
        values = declared.effective(request.parameters, category)
        seed = values["seed"]
        if seed == -1:
            seed = int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> 1)
            values["seed"] = seed
        usable, dropped = usable_predictors(
            data, request.predictors, ignore_constant=values["ignore_const_cols"]
        )
        refuse_nothing_to_learn_from(usable, dropped)
        weights = _statistics_weights(request)
        info = DataInfo.learn(
            data,
            usable,
            standardize=values["standardize"],
            use_all_factor_levels=values["use_all_factor_levels"],
            weights=weights,
        )
        response = Response.learn(
            data,
            request.response,
            category,
            standardize=values["standardize"],
            distribution=values["distribution"],
            huber_alpha=values["huber_alpha"],
            weights=weights,
        )
        notes = [*request.warnings, *response_notes(data, request.response, category)]
        if dropped:
            listed = ", ".join(repr(name) for name in dropped[:20])
            more = f" and {len(dropped) - 20} more" if len(dropped) > 20 else ""
            notes.append(f"Dropped bad and constant columns: {listed}{more}.")
        return cls(
            request=request,
            category=category,
            parameters=values,
            settings=_settings(values, data.nrow),
            seed=seed,
            info=info,
            response=response,
            notes=notes,
        )

    def rows(self, data: FrameData, frame: str | None) -> Scoring:
        """The rows of a frame, ready to train on or to score."""
        try:
            values = self.response.values(data)
            inputs, notes = self.info.transform(data)
        except H2OValueError as error:
            place = f"{frame}: " if frame else ""
            raise H2OModelBuildError(f"{place}{error}") from None
        self.notes.extend(f"{frame}: {note}" if frame else note for note in notes)
        weights = _row_weights(data, self.request.weights, required=frame is None)
        usable = ~np.isnan(values)
        if weights is not None:
            usable &= weights > 0
        if frame is None and self.parameters["missing_values_handling"] == "Skip":
            usable &= inputs.complete
        elif frame is not None and not usable.any():
            raise H2OModelBuildError(
                f"The {frame} has no row with a known value of the response "
                f"{self.request.response!r}; give rows that have one, or no {frame}."
            )
        return Scoring(inputs, values, weights, np.flatnonzero(usable))


def _settings(values: dict[str, Any], rows: int) -> Settings:
    return Settings(
        loss=values["loss"],
        adaptive=values["adaptive_rate"],
        rho=values["rho"],
        epsilon=values["epsilon"],
        rate=values["rate"],
        rate_annealing=values["rate_annealing"],
        rate_decay=values["rate_decay"],
        momentum_start=values["momentum_start"],
        momentum_ramp=values["momentum_ramp"],
        momentum_stable=values["momentum_stable"],
        nesterov=values["nesterov_accelerated_gradient"],
        input_dropout=values["input_dropout_ratio"],
        hidden_dropout=tuple(values["hidden_dropout_ratios"]),
        l1=values["l1"],
        l2=values["l2"],
        max_w2=values["max_w2"],
        # All rows at once are the largest batch there is.
        batch=min(values["mini_batch_size"], rows),
    )


def _row_weights(
    data: FrameData, column: str | None, *, required: bool
) -> npt.NDArray[np.float64] | None:
    """Observation weights; a validation frame without the column counts every row once."""
    if column is None or (not required and column not in data.names):
        return None
    if data.type_of(column) not in ("int", "real"):
        raise H2OModelBuildError(
            f"The weights column {column!r} is of type {data.type_of(column)}; weights must be "
            "numbers."
        )
    weights = data.numeric(column)
    if np.isnan(weights).any() or (weights < 0).any() or not (weights > 0).any():
        raise H2OModelBuildError(
            f"The weights column {column!r} must hold numbers of 0 or more, none missing and not "
            f"all 0; it has {int(np.isnan(weights).sum())} missing and "
            f"{int((weights < 0).sum())} negative values among {weights.size}."
        )
    return weights


def _statistics_weights(request: TrainingRequest) -> npt.NDArray[np.float64] | None:
    return _row_weights(request.training, request.weights, required=True)


def _initial_network(problem: _Problem) -> Network:
    values, info = problem.parameters, problem.info
    layout = Layout(
        numeric=len(info.numerics),
        levels=info.indicators,
        hidden=tuple(values["hidden"]),
        outputs=problem.response.outputs,
        activation=values["activation"].removesuffix("WithDropout"),
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
    return network


def _finished(
    problem: _Problem, network: Network, run: Run, training: Scoring, start: float
) -> DeepLearningModel:
    request, values = problem.request, problem.parameters
    domain = problem.response.domain
    thresholds = run.validation_metrics or run.training_metrics
    return DeepLearningModel(
        key=request.model_key,
        algorithm="deeplearning",
        algorithm_title=_ALGORITHM,
        category=problem.category,
        parameters=values,
        given_parameters=request.given,
        predictors=problem.info.predictors,
        response=request.response,
        domain=None if domain is None else list(domain),
        training_metrics=run.training_metrics,
        validation_metrics=run.validation_metrics,
        training_metrics_description=run.training_description,
        validation_metrics_description=run.validation_description,
        summary=_summary(problem, network, run.samples),
        scoring_history=run.history,
        variable_importances=_importances(problem, network, training),
        default_threshold=_threshold(problem.category, thresholds),
        start_time=start,
        run_time_ms=round((time.time() - start) * 1000),
        training_frame_key=request.training_frame_key,
        validation_frame_key=request.validation_frame_key,
        warnings=problem.notes + run.notes,
        network=network,
        settings=problem.settings,
        data_info=problem.info,
        response_info=problem.response,
        weights_column=request.weights,
    )


def _summary(problem: _Problem, network: Network, samples: int) -> Table:
    outputs = network.layout.outputs
    task = "regression" if outputs == 1 else f"{outputs}-class classification"
    return layer_table(
        network,
        problem.settings,
        response=problem.request.response,
        task=task,
        distribution=problem.parameters["distribution"],
        rows=samples,
    )


def _threshold(category: Category, metrics: Any) -> float | None:
    if category != "Binomial" or metrics is None:
        return None
    threshold = float(metrics.max_f1_threshold)
    return 0.5 if np.isnan(threshold) else threshold


def _importances(problem: _Problem, network: Network, training: Scoring) -> Table | None:
    if not problem.parameters["variable_importances"]:
        return None
    unseen = _missing_never_seen(problem.info, training.inputs, training.usable)
    return importance_table(problem.info.input_names, input_importances(network), unseen)


def _missing_never_seen(
    info: DataInfo, inputs: Inputs, rows: npt.NDArray[np.int64]
) -> Sequence[int]:
    return [
        column.missing
        for position, column in enumerate(info.categoricals)
        if not (inputs.slots[rows, position] == column.missing).any()
    ]
