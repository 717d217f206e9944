"""Several models, however they are given, and what can be asked of any model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.model.model_base import ModelBase

__all__ = [
    "column_name",
    "first_of_each_family",
    "importances_by_column",
    "is_leaderboard",
    "models_of",
    "predictors_of",
    "with_importances",
]

#: Parameters that name columns which are no predictors.
_SPECIAL = ("fold_column", "weights_column", "offset_column", "response_column")


def is_leaderboard(given: object) -> bool:
    """Whether this is a frame with keys of models."""
    return isinstance(given, H2OFrame) and "model_id" in given.names


def models_of(given: Any, argument: str = "models") -> list[ModelBase]:
    """Models from a model, a grid, a leaderboard, a key, or a list of these; each once.

    Raises
    ------
    H2OTypeError
        If there is something else in it.
    H2OValueError
        If there are none.
    """
    found: dict[str | None, ModelBase] = {}
    for model in _each(given, argument):
        model._model()  # trained, or an error that says so
        found.setdefault(model.model_id, model)
    if not found:
        raise H2OValueError(f"{argument} has no models.", argument)
    return list(found.values())


def _each(given: Any, argument: str) -> Iterable[ModelBase]:
    from heavywater import _objects
    from heavywater.grid.results import GridResults
    from heavywater.model.model_base import ModelBase

    if isinstance(given, ModelBase):
        return [given]
    if isinstance(given, str):
        return [_objects.get_model(given)]
    if isinstance(given, GridResults):
        return given.models
    if is_leaderboard(given):
        keys = given["model_id"].as_data_frame(use_pandas=False, header=False)
        return [_objects.get_model(row[0]) for row in keys]
    if isinstance(given, (list, tuple)):
        return [model for part in given for model in _each(part, argument)]
    raise H2OTypeError(
        f"{argument} must be a model, a list of models, a grid, or a leaderboard from "
        f"make_leaderboard(), not {type(given).__name__}.",
        argument,
        given,
    )


def first_of_each_family(models: Iterable[ModelBase]) -> list[ModelBase]:
    """The first model of each algorithm."""
    found: dict[str, ModelBase] = {}
    for model in models:
        found.setdefault(model._model().algorithm, model)
    return list(found.values())


def predictors_of(model: TrainedModel) -> list[str]:
    """Names of the columns from which a model predicts."""
    if model.original_names is None:
        return list(model.predictors)
    special = {column_name(model.parameters.get(name)) for name in _SPECIAL} | {model.response}
    return [name for name in model.original_names if name not in special]


def column_name(value: Any) -> Any:
    """Name of a column as parameters hold it: by itself, or in a dictionary."""
    return value.get("column_name") if isinstance(value, dict) else value


def with_importances(models: Iterable[ModelBase]) -> list[ModelBase]:
    """Those that know how important their inputs are."""
    return [model for model in models if model._model().variable_importances is not None]


def importances_by_column(model: TrainedModel) -> dict[str, float]:
    """Shares of the importance of all inputs, by column of the data; they add up to 1.

    An importance of a level, such as ``"colour.red"``, is one of its column.

    Raises
    ------
    H2OValueError
        If there are no importances.
    """
    table = model.variable_importances
    if table is None:
        raise H2OValueError(
            f"The model {model.key!r} has no variable importances; train with "
            "variable_importances=True."
        )
    columns = predictors_of(model)
    shares = dict.fromkeys(columns, 0.0)
    for name, share in zip(table.column("variable"), table.column("percentage"), strict=True):
        shares[_column_of(str(name), columns)] += float(share)
    total = sum(shares.values())
    return {name: share / total if total > 0 else 0.0 for name, share in shares.items()}


def _column_of(name: str, columns: Iterable[str]) -> str:
    """The column that an input is made from."""
    columns = list(columns)
    if name in columns:
        return name
    beginnings = [column for column in columns if name.startswith((f"{column}.", f"{column}:"))]
    if not beginnings:
        raise H2OValueError(f"The importance of {name!r} belongs to no column of the model.")
    return max(beginnings, key=len)
