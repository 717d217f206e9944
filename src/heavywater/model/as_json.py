"""A model as scripts find it that read H2O's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater.model.layers import catoffsets, layer_facts
from heavywater.model.metrics_base import face

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.model.model_base import ModelBase

__all__ = ["model_json"]


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
    }


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


def _frame_key(key: str) -> dict[str, str]:
    return {"name": key, "type": "Key<Frame>", "URL": f"/3/Frames/{key}"}
