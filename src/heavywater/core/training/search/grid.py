"""A grid as data: its models, its failures, and what it was asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heavywater.core.metrics import BinomialMetrics, MetricsRecord
from heavywater.core.metrics.fold_values import CRITERION_OF, fold_values
from heavywater.core.tables import Column, Table
from heavywater.core.training.model import TrainedModel
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OModelBuildError, did_you_mean

__all__ = [
    "Grid",
    "GridFailure",
    "GridModel",
    "GridPlan",
    "default_metric",
    "fingerprint",
    "sort_models",
    "summary_table",
]


@dataclass(slots=True, kw_only=True)
class GridPlan:
    """What a grid was asked to do: enough to go on with it in another session.

    Attributes
    ----------
    given
        Parameters that all models share; frames and models among them by key.
    hyper_params
        Values of each hyper-parameter.
    criteria
        What steers the search, as it was given.
    walk_seed
        Of the random order: the seed of the criteria, or one that was drawn.
    x, y
        Names of the columns to learn from (None for all), and of that to predict.
    training_frame_key, validation_frame_key
        Keys of the frames.
    first_number
        Number of the first combination; a search that goes on numbers them as before.
    parallelism
        Models to train at a time; 0 for as many as there are cores.
    export_dir, recovery_dir
        Folders to which models, and in the latter frames too, are saved on the way.
    saved_frames, saved_models
        Keys of the frames and models that were saved with the grid, so that it can go on.
    """

    given: dict[str, Any]
    hyper_params: dict[str, list[Any]]
    criteria: dict[str, Any]
    walk_seed: int
    x: list[str] | None
    y: str | None
    training_frame_key: str
    validation_frame_key: str | None
    first_number: int = 1
    parallelism: int = 1
    export_dir: str | None = None
    recovery_dir: str | None = None
    saved_frames: list[str] = field(default_factory=list)
    saved_models: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridModel:
    """A model of a grid.

    Attributes
    ----------
    key
        Of the model.
    number
        Its place among all combinations that were tried, from 1.
    hyper
        Its hyper-parameters.
    fingerprint
        Equal for models of equal parameters and data.
    """

    key: str
    number: int
    hyper: dict[str, Any]
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFailure:
    """A combination from which no model could be built.

    Attributes
    ----------
    hyper
        Its hyper-parameters, as they were given.
    parameters
        All parameters; None if a value could not even be set.
    message
        Why.
    kind
        Name of the error's class.
    """

    hyper: dict[str, Any]
    parameters: dict[str, Any] | None
    message: str
    kind: str


@dataclass(slots=True, kw_only=True)
class Grid:
    """Models of one algorithm that differ in some parameters.

    Attributes
    ----------
    key
        Name of the grid.
    algorithm
        ``"deeplearning"``, for instance.
    hyper_names
        Names of the hyper-parameters, by alphabet.
    plan
        What was asked for last.
    models, failures
        In the order of the search.
    numbered
        The last number that was given to a combination, so that names stay unique.
    """

    key: str
    algorithm: str
    hyper_names: list[str]
    plan: GridPlan
    models: list[GridModel] = field(default_factory=list)
    failures: list[GridFailure] = field(default_factory=list)
    numbered: int = 0

    @property
    def parts(self) -> list[str]:
        """Keys of what goes with the grid when it is removed."""
        return [model.key for model in self.models]


def fingerprint(request: TrainingRequest) -> str:
    """What tells the models of a grid apart: parameters, columns and frames."""
    own = ("model_id", "export_checkpoints_dir")
    facts = [
        {name: value for name, value in request.given.items() if name not in own},
        request.predictors,
        [request.response, request.weights, request.offset, request.fold],
        [request.training_frame_key, request.validation_frame_key],
    ]
    return json.dumps(facts, sort_keys=True, default=repr)


def default_metric(model: TrainedModel) -> str:
    """The metric by which models of this kind are sorted, in H2O's spelling for grids.

    Empty if there is none by which one is better than another.
    """
    if model.category == "AnomalyDetection":
        return ""
    if model.category == "AutoEncoder":
        return "mse"
    return "residual_deviance" if model.category == "Regression" else "logloss"


def metrics_of(model: TrainedModel) -> MetricsRecord:
    """The metrics that count: of the cross-validation, else of the validation frame, else own."""
    record = model.cross_validation_metrics or model.validation_metrics or model.training_metrics
    assert record is not None
    return record


def metric_values(model: TrainedModel) -> dict[str, float]:
    """Every metric that models can be sorted by.

    What depends on a threshold is taken at its best, as H2O does: each model at its own.
    """
    record = metrics_of(model)
    values = fold_values(record)
    if "pr_auc" in values:
        values["aucpr"] = values["pr_auc"]
    if isinstance(record, BinomialMetrics):
        criteria = CRITERION_OF | {name: name for name in ("accuracy", "mean_per_class_accuracy")}
        values |= {name: record.thresholds.largest(c) for name, c in criteria.items()}
    return values


def sort_models(
    models: Sequence[TrainedModel], sort_by: str | None = None, *, decreasing: bool = False
) -> tuple[list[TrainedModel], str, list[float]]:
    """Models from the smallest to the largest value of a metric; those without one at the end.

    Parameters
    ----------
    models
        All of one kind.
    sort_by
        Name of the metric in any case; logloss, residual deviance or MSE by default. Anomaly
        detection has no default, and models stay in their order.
    decreasing
        From the largest to the smallest.

    Returns
    -------
    The models, the name of the metric, and their values.

    Raises
    ------
    H2OModelBuildError
        If the models have no such metric.
    """
    if not models:
        return [], sort_by or "", []
    known = [metric_values(model) for model in models]
    name = default_metric(models[0]) if sort_by is None else sort_by.lower()
    if not name:
        return list(models), name, [math.nan] * len(models)
    if name not in known[0]:
        raise H2OModelBuildError.of(
            [
                (
                    "sort_by",
                    f"Models cannot be sorted by {sort_by!r}; there are "
                    f"{', '.join(sorted(known[0]))}.{did_you_mean(name, known[0])}",
                )
            ]
        )
    pairs = [(values[name], model) for values, model in zip(known, models, strict=True)]
    sign = -1.0 if decreasing else 1.0
    pairs.sort(key=lambda pair: math.inf if math.isnan(pair[0]) else sign * pair[0])
    return [model for _, model in pairs], name, [value for value, _ in pairs]


def summary_table(
    grid: Grid,
    models: Sequence[TrainedModel],
    metric: str,
    values: Sequence[float],
    *,
    decreasing: bool = False,
) -> Table:
    """H2O's "Hyper-Parameter Search Summary" of sorted models."""
    measured = [(value,) if metric else () for value in values]
    rows = [
        ("", *(_cell(model.parameters.get(name)) for name in grid.hyper_names), model.key, *value)
        for model, value in zip(models, measured, strict=True)
    ]
    columns = [Column("", "string", "%s")]
    for position, name in enumerate(grid.hyper_names, start=1):
        numeric = bool(rows) and all(isinstance(row[position], float) for row in rows)
        columns.append(Column(name, "double" if numeric else "string", "%s"))
    columns.append(Column("model_ids", "string", "%s"))
    if metric:
        columns.append(Column(metric, "double", "%s"))
    direction = "decreasing" if decreasing else "increasing"
    return Table(
        "Hyper-Parameter Search Summary",
        f"ordered by {direction} {metric}" if metric else "",
        tuple(columns),
        tuple(rows),
    )


def _cell(value: Any) -> Any:
    """A hyper-parameter as H2O's table has it: lists as text, of a single element only that."""
    if isinstance(value, list):
        return str(value[0]) if len(value) == 1 else str(value)
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else ""
    return float(value) if isinstance(value, (int, float)) else str(value)
