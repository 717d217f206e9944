"""Importance of columns by shuffling them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater._frame.base import as_frame_data
from heavywater.core.explanation.permutation import permutation_importances
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OValueError, did_you_mean, listed
from heavywater.plot import finish, new_figure
from heavywater.two_dim_table import H2OTwoDimTable, can_use_pandas

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["importance", "importance_figure"]

_AUTOMATIC = {"Regression": "rmse", "Binomial": "auc", "Multinomial": "logloss"}
_NOT_MEASURED = ("nobs",)


def importance(
    model: TrainedModel,
    frame: H2OFrame,
    metric: str,
    n_samples: int,
    n_repeats: int,
    features: Sequence[str] | None,
    seed: int,
    *,
    use_pandas: bool,
) -> Any:
    """The table of importances; arguments as for `ModelBase.permutation_importance`."""
    table = H2OTwoDimTable.from_table(
        _table(model, frame, metric, n_samples, n_repeats, features, seed)
    )
    if use_pandas and can_use_pandas():
        return table.as_data_frame().set_index("Variable")
    return table


def _table(
    model: TrainedModel,
    frame: H2OFrame,
    metric: str,
    n_samples: int,
    n_repeats: int,
    features: Sequence[str] | None,
    seed: int,
) -> Table:
    data = as_frame_data(frame, "frame")
    if model.response is None or model.response not in data.names:
        raise H2OValueError(
            "Permutation importance compares predictions with the response"
            + (
                f" {model.response!r}, which is not in the frame."
                if model.response
                else ", and this model was trained without one."
            ),
            "frame",
        )
    _check_count(n_repeats, "n_repeats", 1)
    chosen = _features(model, data, features)
    name = _metric(model, metric)
    rng = np.random.default_rng(None if seed == -1 else abs(int(seed)))
    sample = _sample(data, n_samples, rng)
    distances = permutation_importances(model, sample, name, chosen, n_repeats, rng)
    order = np.argsort(-distances.mean(axis=1), kind="stable")
    names = [chosen[index] for index in order]
    return _runs(names, distances[order]) if n_repeats > 1 else _shares(names, distances[order, 0])


def _shares(names: list[str], distances: Any) -> Table:
    largest, total = distances.max(initial=0.0), distances.sum()
    columns = ("Relative Importance", "Scaled Importance", "Percentage")
    rows = [
        (
            name,
            float(distance),
            float(distance / largest) if largest > 0 else 0.0,
            float(distance / total) if total > 0 else 0.0,
        )
        for name, distance in zip(names, distances, strict=True)
    ]
    return _importances(columns, rows)


def _runs(names: list[str], distances: Any) -> Table:
    columns = tuple(f"Run {run}" for run in range(1, distances.shape[1] + 1))
    rows = [(name, *row) for name, row in zip(names, distances.tolist(), strict=True)]
    return _importances(columns, rows)


def _importances(columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Table:
    header = (
        Column("Variable", "string", "%s"),
        *(Column(name, "double", "%f") for name in columns),
    )
    return Table("Variable Importances", "", header, tuple(rows))


def _check_count(value: object, name: str, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise H2OValueError(
            f"{name} must be a whole number of {least} or more, not {value!r}.", name
        )


def _sample(data: FrameData, n_samples: int, rng: np.random.Generator) -> FrameData:
    if n_samples != -1:
        _check_count(n_samples, "n_samples", 2)
    if n_samples == -1 or n_samples >= data.nrow:
        return data
    return data.take(np.sort(rng.choice(data.nrow, n_samples, replace=False)))


def _features(model: TrainedModel, data: FrameData, features: Sequence[str] | None) -> list[str]:
    known = [name for name in _predictors(model) if name in data.names]
    if not features:
        return known
    chosen = [features] if isinstance(features, str) else list(features)
    strange = [name for name in chosen if name not in known]
    if strange:
        raise H2OValueError(
            f"features has {listed(strange)}; the model's predictors in the frame are "
            f"{listed(known)}.{did_you_mean(strange[0], known)}",
            "features",
        )
    return chosen


def _predictors(model: TrainedModel) -> list[str]:
    """Columns of a frame that the model reads."""
    if model.original_names is None:
        return model.predictors
    special = {model.response, *(model.parameters.get(role) for role in _SPECIAL)}
    return [name for name in model.original_names if name not in special]


_SPECIAL = ("weights_column", "offset_column", "fold_column")


def _metric(model: TrainedModel, metric: str) -> str:
    metrics = model.training_metrics
    names = [] if metrics is None else [n for n in metrics.names if n not in _NOT_MEASURED]
    wanted = _AUTOMATIC[model.category] if metric.lower() == "auto" else metric.lower()
    if wanted not in names:
        raise H2OValueError(
            f"metric is {metric!r}; for this model there are AUTO, {listed(names)}."
            + did_you_mean(metric, names),
            "metric",
        )
    return wanted


def importance_figure(
    table: H2OTwoDimTable,
    title: str,
    num_of_features: int,
    *,
    server: bool,
    save_plot_path: str | None,
) -> Any:
    """Bars of importances, or boxes where there are several runs; the largest on top."""
    _check_count(num_of_features, "num_of_features", 1)
    rows = table.cell_values[:num_of_features]
    figure, (axes,) = new_figure(server=server)
    names = [str(row[0]) for row in rows]
    if table.col_header[1] == "Run 1":
        axes.boxplot([row[1:] for row in rows], orientation="horizontal", tick_labels=names)
        axes.set_xlabel("importance")
    else:
        axes.barh(names, [row[2] for row in rows])
        axes.set_xlabel("scaled importance")
    axes.invert_yaxis()
    axes.set_title(title)
    return finish(figure, save_plot_path, table)
