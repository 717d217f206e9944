"""A model as scripts find it that read H2O's JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater.model.layers import catoffsets, layer_facts
from heavywater.model.metrics_base import MetricsBase, face
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.core.training.model import CrossValidation, TrainedModel
    from heavywater.model.model_base import ModelBase

__all__ = ["model_json", "plain"]


def model_json(model: ModelBase, trained: TrainedModel) -> dict[str, Any]:
    """What H2O's client keeps of a model, as far as it is here.

    Tables are `H2OTwoDimTable` and metrics are their views, as in H2O.
    """
    return {
        "model_id": {"name": trained.key, "type": "Key<Model>"},
        "algo": trained.algorithm,
        "algo_full_name": trained.algorithm_title,
        "response_column_name": trained.response,
        "data_frame": {"name": trained.training_frame_key},
        "timestamp": model.end_time,
        "have_mojo": model.have_mojo,
        "have_pojo": model.have_pojo,
        "parameters": list(model.full_parameters.values()),
        "output": _output(model, trained),
    }


def _output(model: ModelBase, trained: TrainedModel) -> dict[str, Any]:
    return {
        "model_category": trained.category,
        "names": [*trained.predictors, *([trained.response] if trained.response else [])],
        "original_names": trained.original_names,
        "model_summary": model.summary(),
        "scoring_history": model.scoring_history(as_data_frame=False),
        "training_metrics": model._view("train"),
        "validation_metrics": model._view("valid"),
        "cross_validation_metrics": model._view("xval"),
        "variable_importances": face(trained.variable_importances),
        "default_threshold": model.default_threshold(),
        "start_time": model.start_time,
        "end_time": model.end_time,
        "run_time": model.run_time,
        **_layers(trained),
        **_splits(trained),
        **_folds(trained.cross_validation),
    }


def _folds(folds: CrossValidation | None) -> dict[str, Any]:
    """What is known of a cross-validation; None throughout without one."""
    names = (
        "cross_validation_models",
        "cross_validation_predictions",
        "cross_validation_holdout_predictions_frame_id",
        "cross_validation_fold_assignment_frame_id",
        "cross_validation_metrics_summary",
        "cv_scoring_history",
    )
    if folds is None:
        return dict.fromkeys(names)
    models, predictions = folds.model_keys, folds.prediction_keys
    facts = (
        None if models is None else [_model_key(key) for key in models],
        None if predictions is None else [_frame_key(key) for key in predictions],
        None if folds.holdout_key is None else _frame_key(folds.holdout_key),
        None if folds.fold_assignment_key is None else _frame_key(folds.fold_assignment_key),
        face(folds.summary),
        [H2OTwoDimTable.from_table(table, row_header=True) for table in folds.scoring_histories],
    )
    return dict(zip(names, facts, strict=True))


def _layers(trained: TrainedModel) -> dict[str, Any]:
    from heavywater.core.deeplearning.model import DeepLearningModel

    if not isinstance(trained, DeepLearningModel):
        return {}
    facts: dict[str, Any] = {**layer_facts(trained), "catoffsets": catoffsets(trained)}
    for kind in ("weights", "biases"):
        keys = [f"{trained.key}.{kind}.{layer}" for layer in range(trained.network.layout.layers)]
        exported = trained.parameters["export_weights_and_biases"]
        facts[kind] = [_frame_key(key) for key in keys] if exported else None
    return facts


def _splits(trained: TrainedModel) -> dict[str, Any]:
    from heavywater.model.models.anomaly_detection import split_table_of

    table = split_table_of(trained)
    return {} if table is None else {"variable_splits": face(table)}


def _model_key(key: str) -> dict[str, str]:
    return {"name": key, "type": "Key<Model>", "URL": f"/3/Models/{key}"}


def _frame_key(key: str) -> dict[str, str]:
    return {"name": key, "type": "Key<Frame>", "URL": f"/3/Frames/{key}"}


def plain(value: Any) -> Any:
    """A part of `model_json` as plain JSON values, the way H2O writes them.

    Numbers that JSON lacks are strings: ``"NaN"``, ``"Infinity"``, ``"-Infinity"``.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return _plain_object(value)


def _plain_object(value: Any) -> Any:
    if isinstance(value, H2OTwoDimTable):
        return {
            "name": value.table_header,
            "description": value.table_description,
            "columns": [
                {"name": name, "type": kind}
                for name, kind in zip(value.col_header, value.col_types, strict=True)
            ],
            "rowcount": len(value),
            # By columns, as in H2O.
            "data": [plain(list(column)) for column in zip(*value.cell_values, strict=True)],
        }
    if isinstance(value, MetricsBase):
        return plain(value._metric_json)
    for attribute in ("frame_id", "model_id"):
        if isinstance(key := getattr(value, attribute, None), str):
            return {"name": key}
    return getattr(value, "__qualname__", repr(value))
