"""Models side by side with their metrics."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater._frame.base import as_frame_data
from heavywater.core.frames.data import FrameData
from heavywater.core.training.model import TrainedModel
from heavywater.exceptions import (
    H2OLeaderboardError,
    H2OUserWarning,
    H2OValueError,
    did_you_mean,
    listed,
)

if TYPE_CHECKING:
    from heavywater.core.metrics import MetricsRecord
    from heavywater.frame import H2OFrame

__all__ = ["MORE_IS_BETTER", "make_leaderboard"]

#: Metrics by kind of response; the first one sorts.
_METRICS = {
    "Regression": ("rmse", "mse", "mae", "rmsle", "mean_residual_deviance"),
    "Binomial": ("auc", "logloss", "aucpr", "mean_per_class_error", "rmse", "mse"),
    "Multinomial": ("mean_per_class_error", "logloss", "rmse", "mse"),
}
#: Metrics of which the largest is the best.
MORE_IS_BETTER = ("auc", "aucpr")
_EXTRA = ("training_time_ms", "predict_time_per_row_ms", "algo")
_SOURCES = ("auto", "train", "valid", "xval")


def make_leaderboard(
    object: Any,
    leaderboard_frame: H2OFrame | None = None,
    sort_metric: str = "AUTO",
    extra_columns: str | Sequence[str] = [],
    scoring_data: str = "AUTO",
) -> H2OFrame:
    """List models with their metrics, the best one first.

    Parameters
    ----------
    object
        Models of one kind of response: a list of models, keys and grids, or a grid.
    leaderboard_frame
        Rows with the response, on which metrics are computed; by default they are those of the
        training.
    sort_metric
        One of the metrics; ``"AUTO"`` is the AUC for two classes, the mean error of all classes
        for more, and the RMSE for numbers. ``"custom"`` is a metric of one's own.
    extra_columns
        ``"training_time_ms"``, ``"predict_time_per_row_ms"`` (with a frame only), ``"algo"``;
        one, several, or ``"ALL"``.
    scoring_data
        Without a frame: ``"train"``, ``"valid"``, ``"xval"``; ``"AUTO"`` takes those of the
        cross-validation, else of the validation frame, else of the training.

    Returns
    -------
    A frame with ``model_id``, the metric that sorts, the other metrics and the extra columns.

    Raises
    ------
    H2OLeaderboardError
        If the models have different metrics, or none that tell which is better.
    """
    from heavywater.explanation.models import models_of
    from heavywater.frame import H2OFrame as Frame

    models = [model._model() for model in models_of(object, "object")]
    metrics = _metrics(models)
    sort_by = _sort_metric(sort_metric, metrics)
    extra = _extra(extra_columns, with_frame=leaderboard_frame is not None)
    source = str(scoring_data).lower()
    if source not in _SOURCES:
        raise H2OValueError(
            f"scoring_data is {scoring_data!r}; it must be one of {listed(_SOURCES)}.",
            "scoring_data",
        )
    data = None
    if leaderboard_frame is not None:
        data = as_frame_data(leaderboard_frame, "leaderboard_frame")
    records = [_record(model, data, source) for model in models]
    columns = [sort_by, *(name for name in metrics if name != sort_by)]
    values = np.array([[_value(record, name) for name in columns] for record in records])
    sign = -1.0 if sort_by in MORE_IS_BETTER else 1.0
    order = np.argsort(sign * values[:, 0], kind="stable")
    ordered = [models[place] for place in order]
    cells: dict[str, Any] = {"model_id": [model.key for model in ordered]}
    cells |= {name: values[order, place] for place, name in enumerate(columns)}
    cells |= {name: [_fact(model, name, data) for model in ordered] for name in extra}
    return Frame._from_data(FrameData.from_columns(cells))


def _metrics(models: Sequence[TrainedModel]) -> list[str]:
    categories = {model.category for model in models}
    without = [model.key for model in models if model.category not in _METRICS]
    if without:
        raise H2OLeaderboardError(f"Models without a response cannot be ranked: {listed(without)}.")
    if len(categories) > 1:
        raise H2OLeaderboardError(
            f"The models have different metrics, since they are of different kinds: "
            f"{listed(sorted(categories))}. Make a leaderboard of each kind."
        )
    own = {_own_metric(model) for model in models}
    if len(own) > 1:
        raise H2OLeaderboardError(
            f"The models have different metrics of one's own: {listed(sorted(map(str, own)))}."
        )
    found = list(_METRICS[categories.pop()])
    return found if own == {None} else [*found, "custom"]


def _own_metric(model: TrainedModel) -> str | None:
    record = model.training_metrics
    return None if record is None else record.custom_metric_name


def _sort_metric(name: str, metrics: Sequence[str]) -> str:
    wanted = str(name).lower()
    if wanted == "auto":
        return metrics[0]
    if wanted not in metrics:
        raise H2OLeaderboardError(
            f"sort_metric is {name!r}; these models have {listed(metrics)}."
            + did_you_mean(wanted, metrics)
        )
    return wanted


def _extra(given: str | Sequence[str] | None, *, with_frame: bool) -> list[str]:
    words = [given] if isinstance(given, str) else list(given or ())
    if any(word.lower() == "all" for word in words):
        return [name for name in _EXTRA if with_frame or name != _EXTRA[1]]
    strange = [word for word in words if word not in _EXTRA]
    if strange:
        raise H2OLeaderboardError(
            f"extra_columns has {listed(strange)}; there are {listed(_EXTRA)}."
            + did_you_mean(strange[0], _EXTRA)
        )
    if _EXTRA[1] in words and not with_frame:
        raise H2OLeaderboardError(f"{_EXTRA[1]} is measured on the leaderboard_frame: give one.")
    return words


def _record(model: TrainedModel, data: FrameData | None, source: str) -> MetricsRecord:
    if data is not None:
        return model.score(data)
    records = {
        "xval": model.cross_validation_metrics,
        "valid": model.validation_metrics,
        "train": model.training_metrics,
    }
    wanted = None if source == "auto" else records[source]
    found = next((record for record in records.values() if record is not None), None)
    if source != "auto" and wanted is None:
        warnings.warn(
            f"The model {model.key!r} has no metrics for scoring_data={source!r}; those of "
            "scoring_data='AUTO' are listed.",
            H2OUserWarning,
            stacklevel=4,
        )
    chosen = wanted or found
    if chosen is None:
        raise H2OLeaderboardError(f"The model {model.key!r} has no metrics.")
    return chosen


def _value(record: MetricsRecord, name: str) -> float:
    return record.value(name)


def _fact(model: TrainedModel, name: str, data: FrameData | None) -> Any:
    if name == "algo":
        return model.algorithm_title.replace(" ", "")
    if name == "training_time_ms":
        return int(model.run_time_ms)
    assert data is not None
    start = time.perf_counter()
    model.predict(data)
    return (time.perf_counter() - start) * 1000.0 / max(1, data.nrow)
