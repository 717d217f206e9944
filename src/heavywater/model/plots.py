"""Figures of models and metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heavywater.core.tables import Table
from heavywater.exceptions import H2OTypeError, did_you_mean, listed
from heavywater.plot import finish, new_figure
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = [
    "gains_lift_figure",
    "history_figure",
    "importance_figure",
    "pr_figure",
    "roc_figure",
]

_DEFAULT_METRIC = {
    "AnomalyDetection": "mean_anomaly_score",
    "AutoEncoder": "mse",
    "Regression": "rmse",
    "Binomial": "logloss",
    "Multinomial": "classification_error",
}
_TIMESTEPS = ("epochs", "samples", "duration", "number_of_trees")
_LABELS = {"training": "Training", "validation": "Validation"}
_SECONDS = {"msec": 1e-3, "sec": 1.0, "min": 60.0, "hr": 3600.0, "hrs": 3600.0}


def history_figure(
    history: Table,
    category: str,
    timestep: str,
    metric: str,
    *,
    server: bool,
    save_plot_path: str | None,
) -> Any:
    """Curves of one metric over the training.

    Parameters
    ----------
    history
        The scoring history.
    category
        Kind of response, which chooses the metric if it is ``"AUTO"``.
    timestep
        A column of the history, or ``"AUTO"`` for epochs or trees.
    metric
        A metric of the history, or ``"AUTO"``.
    server
        Leave the figure out of those that matplotlib would show.
    save_plot_path
        File to save the figure to, if any.
    """
    allowed = [name for name in _TIMESTEPS if name in history.names]
    counted = "number_of_trees" if "epochs" not in allowed else "epochs"
    step = counted if timestep.upper() == "AUTO" else timestep
    if step not in allowed:
        raise H2OTypeError(
            f"timestep must be AUTO or one of {listed(allowed)}, not {timestep!r}."
            + did_you_mean(timestep, allowed),
            "timestep",
            timestep,
        )
    name = _DEFAULT_METRIC[category] if metric.upper() == "AUTO" else metric
    curves = {part: f"{part}_{name}" for part in _LABELS if f"{part}_{name}" in history.names}
    if category == "AnomalyDetection" and name in history.names:
        curves = {"training": name}
    if not curves:
        known = [n.removeprefix("training_") for n in history.names if n.startswith("training_")]
        known = [n for n in known if n != "speed"]
        raise H2OTypeError(
            f"The scoring history has no metric {metric!r}; it has {listed(known)}."
            + did_you_mean(metric, known),
            "metric",
            metric,
        )
    figure, (axes,) = new_figure(server=server)
    steps = _steps(history, step)
    for part, column in curves.items():
        axes.plot(steps, _numbers(history.column(column)), label=_LABELS[part], marker=".")
    axes.set(xlabel=step, ylabel=name, title="Scoring History")
    axes.legend()
    return finish(figure, save_plot_path)


def _steps(history: Table, step: str) -> list[float]:
    cells = history.column(step)
    return [_seconds(str(cell)) for cell in cells] if step == "duration" else _numbers(cells)


def _seconds(duration: str) -> float:
    """Seconds of a duration such as ``" 1.500 sec"``, ``"2 min 3.000 sec"`` or ``"1:02:03.5"``."""
    total, pending = 0.0, 0.0
    for word in duration.split():
        if word in _SECONDS:
            total, pending = total + pending * _SECONDS[word], 0.0
        elif word[0].isdigit():
            pending = _sexagesimal(word)
    return total + pending


def _sexagesimal(number: str) -> float:
    value = 0.0
    for part in number.split(":"):
        value = 60.0 * value + float(part)
    return value


def _numbers(cells: Sequence[Any]) -> list[float]:
    return [float("nan") if cell is None else float(cell) for cell in cells]


def importance_figure(
    table: Table, count: int, owner: str, *, server: bool, save_plot_path: str | None
) -> Any:
    """Bars of scaled importances, the largest on top."""
    names = table.column("variable")[:count]
    importances = table.column("scaled_importance")[:count]
    figure, (axes,) = new_figure(server=server)
    axes.barh([str(name) for name in names], importances)
    axes.invert_yaxis()
    axes.set(xlabel="scaled importance", title=f"Variable Importance: {owner}")
    return finish(figure, save_plot_path)


def roc_figure(
    points: tuple[list[float], list[float]],
    auc: float,
    *,
    server: bool,
    save_plot_path: str | None,
) -> Any:
    """The ROC curve with the diagonal of chance."""
    figure, (axes,) = new_figure(server=server)
    axes.plot([0.0, *points[0]], [0.0, *points[1]])
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey")
    axes.set(
        xlabel="False Positive Rate",
        ylabel="True Positive Rate",
        title=f"ROC Curve, AUC = {auc:.4f}",
    )
    return finish(figure, save_plot_path, points)


def pr_figure(
    points: tuple[list[float], list[float]],
    aucpr: float,
    *,
    server: bool,
    save_plot_path: str | None,
) -> Any:
    """The precision-recall curve."""
    figure, (axes,) = new_figure(server=server)
    axes.plot(*points)
    axes.set(
        xlabel="Recall",
        ylabel="Precision",
        ylim=(0, 1.05),
        title=f"Precision-Recall Curve, AUCPR = {aucpr:.4f}",
    )
    return finish(figure, save_plot_path, points)


def gains_lift_figure(
    table: H2OTwoDimTable, kind: str, *, server: bool, save_plot_path: str | None
) -> Any:
    """Cumulative gain and lift over the share of the data."""
    figure, (axes,) = new_figure(server=server)
    share = table["cumulative_data_fraction"]
    if kind in ("both", "gains"):
        axes.plot(share, table["cumulative_capture_rate"], label="cumulative capture rate")
    if kind in ("both", "lift"):
        axes.plot(share, table["cumulative_lift"], label="cumulative lift")
    axes.set(xlabel="cumulative data fraction", title="Gains/Lift")
    axes.legend()
    return finish(figure, save_plot_path, table)
