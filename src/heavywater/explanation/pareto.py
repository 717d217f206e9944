"""The best compromises between two criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.frames.verbs.convert import text
from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean
from heavywater.explanation.arguments import checked_choice, colours
from heavywater.plot import decorate_plot_result, finish, new_figure
from heavywater.scoring import MORE_IS_BETTER, make_leaderboard

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.frame import H2OFrame
    from heavywater.grid.grid_search import H2OGridSearch

__all__ = ["pareto_front", "pareto_front_of_grid", "positions_on_front"]

_OPTIMA = ("top left", "top right", "bottom left", "bottom right")

_NAMES = {
    "auc": "Area Under ROC Curve",
    "aucpr": "Area Under Precision/Recall Curve",
    "logloss": "Logloss",
    "mae": "Mean Absolute Error",
    "mean_per_class_error": "Mean Per Class Error",
    "mean_residual_deviance": "Mean Residual Deviance",
    "mse": "Mean Square Error",
    "predict_time_per_row_ms": "Per-Row Prediction Time [ms]",
    "rmse": "Root Mean Square Error",
    "rmsle": "Root Mean Square Log Error",
    "training_time_ms": "Training Time [ms]",
}


def pareto_front(
    frame: Any,
    x_metric: str | None = None,
    y_metric: str | None = None,
    optimum: str = "top left",
    title: str | None = None,
    color_col: str = "algo",
    figsize: tuple[float, float] = (16, 9),
    colormap: str = "Dark2",
) -> H2OFrame:
    """Rows than which no other is better in both of two columns, and all rows as a figure.

    Parameters
    ----------
    frame
        A leaderboard, another frame, or what can be made one.
    x_metric, y_metric
        The two columns.
    optimum
        Where the best values would be: ``"top left"``, ``"top right"``, ``"bottom left"`` or
        ``"bottom right"``.
    title
        Of the figure.
    color_col
        Column of classes that have colours of their own, if the frame has it.
    figsize
        Width and height in inches.
    colormap
        Name of a matplotlib colour map.

    Returns
    -------
    The rows in the order of the frame; ``figure()`` of them is the figure. Rows with a missing
    value are not among them.
    """
    from heavywater.frame import H2OFrame as Frame

    table = frame if isinstance(frame, Frame) else _as_frame(frame)
    data = as_frame_data(table, "frame")
    x, y = (_numbers(data, name, argument) for name, argument in
            ((x_metric, "x_metric"), (y_metric, "y_metric")))  # fmt: skip
    place = checked_choice(str(optimum).lower(), _OPTIMA, "optimum")
    front = positions_on_front(x, y, top="top" in place, left="left" in place)
    figure, (axes,) = new_figure(size=figsize)
    shades = _colours_of_rows(axes, data, color_col, colormap)
    axes.scatter(x, y, c=shades, alpha=0.5)
    axes.plot(x[front], y[front], c="k")
    axes.scatter(x[front], y[front], c=None if shades is None else shades[front], s=100, zorder=100)
    axes.grid(True)
    axes.set(
        xlabel=_NAMES.get(str(x_metric), x_metric),
        ylabel=_NAMES.get(str(y_metric), y_metric),
        title="Pareto Front" if title is None else title,
    )
    rows: H2OFrame = Frame._from_data(data.take(np.sort(front)))
    decorate_plot_result(rows, finish(figure, None))
    return rows


def pareto_front_of_grid(
    grid: H2OGridSearch,
    test_frame: H2OFrame | None = None,
    x_metric: str | None = None,
    y_metric: str | None = None,
    **options: Any,
) -> H2OFrame:
    """Models of a grid than which no other is better in both of two criteria.

    Parameters
    ----------
    grid
        The grid.
    test_frame
        Rows to compute metrics on; by default they are those of the training.
    x_metric, y_metric
        Columns of the leaderboard: by default the time of a prediction, for which `test_frame` is
        needed, and the metric that sorts.
    **options
        Further arguments of `pareto_front`.

    Returns
    -------
    Rows of the leaderboard; ``figure()`` of them is the figure.
    """
    if x_metric is None and test_frame is None:
        raise H2OValueError(
            "The time of a prediction is measured on test_frame: give one, or x_metric.",
            "x_metric",
        )
    table = make_leaderboard(grid, test_frame, extra_columns="ALL")
    x = "predict_time_per_row_ms" if x_metric is None else x_metric
    y = table.names[1] if y_metric is None else y_metric
    places = (
        "top" if y in MORE_IS_BETTER else "bottom",
        "right" if x in MORE_IS_BETTER else "left",
    )
    chosen = {"optimum": " ".join(places), "title": f"Pareto Front for {grid.grid_id}", **options}
    return pareto_front(table, x, y, **chosen)


def positions_on_front(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], top: bool = True, left: bool = True
) -> npt.NDArray[np.int64]:
    """Points than which none is better in both coordinates, by how good the first one is.

    Parameters
    ----------
    x, y
        The points; those with a missing coordinate are left out. Of equal ones the first counts.
    top, left
        Whether larger y, and smaller x, are better.
    """
    down = -y if top else y
    across = x if left else -x
    known = np.flatnonzero(~(np.isnan(across) | np.isnan(down)))
    order = known[np.lexsort((down[known], across[known]))]
    best = np.minimum.accumulate(down[order])
    first = np.concatenate(([True], best[1:] < best[:-1]))[: order.size]
    return np.asarray(order[first])


def _as_frame(given: Any) -> H2OFrame:
    from heavywater.frame import H2OFrame as Frame

    try:
        return Frame(given)
    except (TypeError, ValueError) as error:
        raise H2OTypeError(
            f"frame must be an H2OFrame or data that one can be made of, not "
            f"{type(given).__name__}.",
            "frame",
            given,
        ) from error


def _numbers(data: FrameData, name: str | None, argument: str) -> npt.NDArray[np.float64]:
    columns = [column for column in data.names if data.type_of(column) in ("int", "real")]
    if name not in columns:
        raise H2OValueError(
            f"{argument} is {name!r}; it must be a column of numbers."
            + did_you_mean(str(name), columns),
            argument,
        )
    return data.numeric(name)


def _colours_of_rows(
    axes: Any, data: FrameData, name: str, colormap: str
) -> npt.NDArray[np.float64] | None:
    if name not in data.names:
        return None
    from matplotlib.lines import Line2D

    labels = [str(label) for label in text(data.column(name)).to_list()]
    known = list(dict.fromkeys(labels))
    shade = dict(zip(known, colours(colormap, len(known)), strict=True))
    axes.legend(
        handles=[
            Line2D([0], [0], marker="o", color="w", label=label, markerfacecolor=shade[label],
                   markersize=10)
            for label in known
        ]
    )  # fmt: skip
    return np.array([shade[label] for label in labels])
