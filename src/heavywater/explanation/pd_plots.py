"""Partial dependence as one plot: of a model, and of several models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater.exceptions import H2OValueError
from heavywater.explanation.arguments import colours
from heavywater.explanation.axes import ColumnAxis, legend_beside
from heavywater.explanation.curves import Look, for_each_group, look_at
from heavywater.explanation.models import first_of_each_family, models_of
from heavywater.plot import decorate_plot_result, finish, new_figure
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = ["pd_multi_plot", "pd_plot"]

_MARKERS = ("o", "v", "s", "P", "*", "D", "X", "^", "<", ">", ".")


def pd_plot(
    model: ModelBase,
    frame: H2OFrame,
    column: str,
    row_index: int | None = None,
    target: str | Sequence[str] | None = None,
    max_levels: int = 30,
    figsize: tuple[float, float] = (16, 9),
    colormap: str = "Dark2",
    save_plot_path: str | None = None,
    binary_response_scale: str = "response",
    grouping_column: str | None = None,
    output_graphing_data: bool = False,
    nbins: int = 100,
    show_rug: bool = True,
) -> Any:
    """Partial dependence of predictions on one column, over how often its values occur.

    Parameters
    ----------
    model
        The model.
    frame
        The rows; their other columns stay as they are.
    column
        Column to look at: numbers, times or categories.
    row_index
        One row instead of all of them; its own value is marked.
    target
        For more than two classes: the one whose probability is shown.
    max_levels
        Levels of a categorical column to show, the most frequent ones; rows of others are left
        out.
    figsize
        Width and height in inches.
    colormap
        Name of a matplotlib colour map, of which the first colour is used.
    save_plot_path
        File to save the figure to.
    binary_response_scale
        ``"logodds"`` shows ln(p / (1 - p)) of a probability p, for two classes.
    grouping_column
        Categorical column with at most ten levels: a plot of the rows of each.
    output_graphing_data
        Return the table that is shown instead; its ``figure()`` is the figure.
    nbins
        Values of a column of numbers, at equal distances.
    show_rug
        Mark the values of all rows below the curve.

    Returns
    -------
    A matplotlib figure, or a table; with `grouping_column` a list of them.
    """
    model_here = model._model()
    if grouping_column is not None:
        return for_each_group(
            frame,
            grouping_column,
            save_plot_path,
            lambda rows, group, path: _pd_figure(
                _grouped(
                    look_at(
                        model_here, rows, column, target, max_levels=max_levels, bins=nbins,
                        scale=binary_response_scale,
                    ),
                    group, row_index,
                ),
                figsize, colormap, path, output_graphing_data, show_rug,
            ),
        )  # fmt: skip
    look = look_at(
        model_here, frame, column, target, row=row_index, max_levels=max_levels, bins=nbins,
        scale=binary_response_scale,
    )  # fmt: skip
    return _pd_figure(look, figsize, colormap, save_plot_path, output_graphing_data, show_rug)


def _grouped(look: Look, group: tuple[str, str], row: int | None) -> Look:
    if row is not None:
        raise H2OValueError(
            "row_index is for a plot of one row, which is in one group; leave out grouping_column.",
            "row_index",
        )
    return Look(task=look.task, column=look.column, scale=look.scale, group=group)


def _pd_figure(
    look: Look,
    figsize: tuple[float, float],
    colormap: str,
    save_plot_path: str | None,
    as_table: bool,
    rug: bool,
) -> Any:
    colour = colours(colormap)(0)
    axis, row = look.axis, look.task.row
    mean, spread, table = look.curve()
    figure, (axes,) = new_figure(size=figsize)
    places = axis.places
    if axis.categorical:
        axes.errorbar(places, mean, yerr=spread, fmt="o", color=colour, elinewidth=3, markersize=10)
    else:
        axes.plot(places, mean, color=colour)
        axes.fill_between(places, mean - spread, mean + spread, color=colour, alpha=0.2)
    axis.prepare(axes)
    axis.show_rows(axes, rug=rug)
    _label(axes, look, axis, row)
    if row is not None:
        axes.legend()
    data = H2OTwoDimTable.from_table(table)
    figure = finish(figure, save_plot_path)
    return decorate_plot_result(data, figure) if as_table else figure


def _label(axes: Any, look: Look, axis: ColumnAxis, row: int | None) -> None:
    """Title and vertical axis; of a single row also its value."""
    name = look.column
    if row is None:
        axes.set(
            title=f'Partial Dependence plot for "{name}"{look.addition}',
            ylabel=look.scale.label("Mean Response"),
        )
        return
    axes.axvline(axis.of_rows()[row], color="k", linestyle="dotted", label="Instance value")
    axes.set(
        title=f'Individual Conditional Expectation for column "{name}" and row {row}'
        + look.addition,
        ylabel=look.scale.label("Response"),
    )


def pd_multi_plot(
    models: Any,
    frame: H2OFrame,
    column: str,
    best_of_family: bool = True,
    row_index: int | None = None,
    target: str | Sequence[str] | None = None,
    max_levels: int = 30,
    figsize: tuple[float, float] = (16, 9),
    colormap: str = "Dark2",
    markers: Sequence[str] = _MARKERS,
    save_plot_path: str | None = None,
    show_rug: bool = True,
) -> Any:
    """Partial dependence of the predictions of several models on one column.

    Parameters
    ----------
    models
        Models in a list, a grid, or a leaderboard.
    frame
        The rows.
    column
        Column to look at.
    best_of_family
        Show the first model of each algorithm only.
    row_index
        One row instead of all of them.
    target
        For more than two classes: the one whose probability is shown.
    max_levels
        Levels of a categorical column to show, the most frequent ones.
    figsize
        Width and height in inches.
    colormap
        Name of a matplotlib colour map.
    markers
        Of the models, for categories; the last one is that of all further models.
    save_plot_path
        File to save the figure to.
    show_rug
        Mark the values of all rows below the curves.

    Returns
    -------
    A matplotlib figure.
    """
    shown = models_of(models)
    if best_of_family:
        shown = first_of_each_family(shown)
    palette = colours(colormap, len(shown))
    figure, (axes,) = new_figure(size=figsize)
    for number, model in enumerate(shown):
        look = look_at(
            model._model(), frame, column, target, row=row_index, max_levels=max_levels, bins=20
        )
        mean, _, _ = look.curve()
        label, colour = model.model_id, palette[number]
        if look.axis.categorical:
            marker = markers[min(number, len(markers) - 1)]
            axes.scatter(look.axis.places, mean, color=[colour], label=label, marker=marker)
        else:
            axes.plot(look.axis.places, np.asarray(mean), color=colour, label=label)
    look.axis.prepare(axes)
    look.axis.show_rows(axes, rug=show_rug)
    _label(axes, look, look.axis, look.task.row)
    legend_beside(axes)
    return finish(figure, save_plot_path)
