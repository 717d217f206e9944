"""The parameters of a trained model in the shapes of H2O's client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from heavywater.core.params import Parameter, ParameterSet

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel

__all__ = ["actual_values", "described", "values"]

_KEYS = {"frame": "Key<Frame>", "model": "Key<Model>"}


def actual_values(trained: TrainedModel, declared: ParameterSet | None) -> dict[str, Any]:
    """Every parameter with the value that the training used; frames and columns by name."""
    used = {
        **trained.parameters,
        "model_id": trained.key,
        "training_frame": trained.training_frame_key,
        "validation_frame": trained.validation_frame_key,
        "response_column": trained.response,
    }
    if declared is None:
        return dict(trained.parameters)
    return {name: used[name] for name in declared.names if name in used}


def values(trained: TrainedModel, declared: ParameterSet | None) -> dict[str, dict[str, Any]]:
    """``"default"``, ``"actual"`` and ``"input"`` value of every parameter.

    As in H2O a frame or model is a dict with its ``"name"``, and a column one with its
    ``"column_name"``.
    """
    defaults = {} if declared is None else declared.defaults()
    given = {
        "training_frame": trained.training_frame_key,
        "validation_frame": trained.validation_frame_key,
        "response_column": trained.response,
        "ignored_columns": trained.parameters.get("ignored_columns"),
        **trained.given_parameters,
    }
    return {
        name: {
            "default": defaults.get(name),
            "actual": _reference(declared, name, actual),
            "input": _reference(declared, name, given.get(name, defaults.get(name))),
        }
        for name, actual in actual_values(trained, declared).items()
    }


def _reference(declared: ParameterSet | None, name: str, value: Any) -> Any:
    if declared is None or not isinstance(value, str):
        return value
    if name == "model_id":
        return {"name": value, "type": "Key<Model>"}
    kind = declared[name].type
    if kind == "column":
        return {"column_name": value}
    return {"name": value, "type": _KEYS[kind]} if kind in _KEYS else value


def described(trained: TrainedModel, declared: ParameterSet | None) -> dict[str, dict[str, Any]]:
    """`values` with what is declared about each: help, type, level, allowed values."""
    return {
        name: {
            "name": name,
            "label": name,
            "default_value": three["default"],
            "actual_value": three["actual"],
            "input_value": three["input"],
            **({} if declared is None or name not in declared else _declaration(declared[name])),
        }
        for name, three in values(trained, declared).items()
    }


def _declaration(parameter: Parameter) -> dict[str, Any]:
    return {
        "help": parameter.help,
        "required": False,
        "type": cast(str, parameter.type),
        "level": parameter.level,
        "values": list(parameter.values),
        "gridable": parameter.gridable,
    }
