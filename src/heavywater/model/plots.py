"""Figures of models and metrics.

Matplotlib is imported when a figure is drawn. Figures are returned, never opened in a window:
a notebook shows the one that ends a cell, a script calls ``matplotlib.pyplot.show()``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from heavywater.core.tables import Table
from heavywater.display.output import in_notebook
from heavywater.exceptions import H2ONotImplementedError, H2OValueError, did_you_mean, listed
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = [
    "gains_lift_figure",
    "history_figure",
    "importance_figure",
    "pr_figure",
    "roc_figure",
]

_DEFAULT_METRIC = {
    "AutoEncoder": "mse",
    "Regression": "rmse",
    "Binomial": "logloss",
    "Multinomial": "classification_error",
}
_TIMESTEPS = ("epochs", "samples", "duration")
_LABELS = {"training": "Training", "validation": "Validation"}
_SECONDS = {"msec": 1e-3, "sec": 1.0, "min": 60.0, "hr": 3600.0, "hrs": 3600.0}


@cache
def _figure_class() -> type[Any]:
    from matplotlib.figure import Figure

    class ResultFigure(Figure):
        """A figure that scripts may also ask for by ``result.figure()``, as H2O's results."""

        def __call__(self) -> Figure:
            return self

    return ResultFigure


def _new_figure() -> tuple[Any, Any]:
    try:
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise H2ONotImplementedError(
            "Plots need matplotlib: install it with `pip install heavywater[plot]`."
        ) from error
    figure, axes = plt.subplots(FigureClass=_figure_class(), layout="constrained")
    if in_notebook():
        # Else the notebook shows it twice: as the cell's result and as an open figure.
        plt.close(figure)
    return figure, axes


def _finished(figure: Any, save_plot_path: str | None) -> Any:
    if save_plot_path is not None:
        figure.savefig(save_plot_path)
    return figure


def history_figure(
    history: Table, category: str, timestep: str, metric: str, save_plot_path: str | None
) -> Any:
    """Curves of one metric over the training.

    Parameters
    ----------
    history
        The scoring history.
    category
        Kind of response, which chooses the metric if it is ``"AUTO"``.
    timestep
        A column of the history, or ``"AUTO"`` for epochs.
    metric
        A metric of the history, or ``"AUTO"``.
    save_plot_path
        File to save the figure to, if any.
    """
    step = "epochs" if timestep.upper() == "AUTO" else timestep
    if step not in _TIMESTEPS:
        raise H2OValueError(
            f"timestep must be AUTO or one of {listed(_TIMESTEPS)}, not {timestep!r}."
            + did_you_mean(timestep, _TIMESTEPS),
            "timestep",
        )
    name = _DEFAULT_METRIC[category] if metric.upper() == "AUTO" else metric
    curves = {part: f"{part}_{name}" for part in _LABELS if f"{part}_{name}" in history.names}
    if not curves:
        known = [n.removeprefix("training_") for n in history.names if n.startswith("training_")]
        known = [n for n in known if n != "speed"]
        raise H2OValueError(
            f"The scoring history has no metric {metric!r}; it has {listed(known)}."
            + did_you_mean(metric, known),
            "metric",
        )
    figure, axes = _new_figure()
    steps = _steps(history, step)
    for part, column in curves.items():
        axes.plot(steps, _numbers(history.column(column)), label=_LABELS[part], marker=".")
    axes.set(xlabel=step, ylabel=name, title="Scoring History")
    axes.legend()
    return _finished(figure, save_plot_path)


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


def importance_figure(table: Table, count: int, owner: str, save_plot_path: str | None) -> Any:
    """Bars of scaled importances, the largest on top."""
    names = table.column("variable")[:count]
    importances = table.column("scaled_importance")[:count]
    figure, axes = _new_figure()
    axes.barh([str(name) for name in names], importances)
    axes.invert_yaxis()
    axes.set(xlabel="scaled importance", title=f"Variable Importance: {owner}")
    return _finished(figure, save_plot_path)


def roc_figure(
    points: tuple[list[float], list[float]], auc: float, save_plot_path: str | None
) -> Any:
    """The ROC curve with the diagonal of chance."""
    figure, axes = _new_figure()
    axes.plot([0.0, *points[0]], [0.0, *points[1]])
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey")
    axes.set(
        xlabel="False Positive Rate",
        ylabel="True Positive Rate",
        title=f"ROC Curve, AUC = {auc:.4f}",
    )
    return _finished(figure, save_plot_path)


def pr_figure(
    points: tuple[list[float], list[float]], aucpr: float, save_plot_path: str | None
) -> Any:
    """The precision-recall curve."""
    figure, axes = _new_figure()
    axes.plot(*points)
    axes.set(
        xlabel="Recall",
        ylabel="Precision",
        ylim=(0, 1.05),
        title=f"Precision-Recall Curve, AUCPR = {aucpr:.4f}",
    )
    return _finished(figure, save_plot_path)


def gains_lift_figure(table: H2OTwoDimTable, kind: str, save_plot_path: str | None) -> Any:
    """Cumulative gain and lift over the share of the data."""
    figure, axes = _new_figure()
    share = table["cumulative_data_fraction"]
    if kind in ("both", "gains"):
        axes.plot(share, table["cumulative_capture_rate"], label="cumulative capture rate")
    if kind in ("both", "lift"):
        axes.plot(share, table["cumulative_lift"], label="cumulative lift")
    axes.set(xlabel="cumulative data fraction", title="Gains/Lift")
    axes.legend()
    return _finished(figure, save_plot_path)
