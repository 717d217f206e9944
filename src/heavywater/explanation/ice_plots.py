"""Individual conditional expectations: the dependence of single rows on one column.

Goldstein et al. 2015, "Peeking inside the black box: visualizing statistical learning with plots
of individual conditional expectation".
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.explanation.partial_dependence import each_prediction
from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.arrange import sort
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OUserWarning
from heavywater.explanation.arguments import colours
from heavywater.explanation.axes import ColumnAxis, legend_beside
from heavywater.explanation.curves import Look, for_each_group, look_at
from heavywater.explanation.partial_dependence import Task
from heavywater.explanation.responses import observed, responses
from heavywater.plot import decorate_plot_result, finish, new_figure
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = ["ice_plot"]

Floats = npt.NDArray[np.float64]

_LINES = 11  # from the smallest to the largest response, a tenth of the rows apart


def ice_plot(
    model: ModelBase,
    frame: H2OFrame,
    column: str,
    target: str | Sequence[str] | None = None,
    max_levels: int = 30,
    figsize: tuple[float, float] = (16, 9),
    colormap: str = "plasma",
    save_plot_path: str | None = None,
    show_pdp: bool = True,
    binary_response_scale: str = "response",
    centered: bool = False,
    grouping_column: str | None = None,
    output_graphing_data: bool = False,
    nbins: int = 100,
    show_rug: bool = True,
) -> Any:
    """Dependence on one column of eleven rows, a tenth of the ordered responses apart.

    Parameters
    ----------
    model
        The model.
    frame
        The rows, with the response; a model without one takes its predictions instead.
    column
        Column to look at: numbers, times or categories.
    target
        For more than two classes: the one whose probability is shown.
    max_levels
        Levels of a categorical column to show, the most frequent ones; rows of others are left
        out.
    figsize
        Width and height in inches.
    colormap
        Name of a matplotlib colour map.
    save_plot_path
        File to save the figure to.
    show_pdp
        Draw the partial dependence, which is the mean over all rows, too.
    binary_response_scale
        ``"logodds"`` shows ln(p / (1 - p)) of a probability p, for two classes.
    centered
        Let all lines begin at 0; not for categories.
    grouping_column
        Categorical column with at most ten levels: a plot of the rows of each.
    output_graphing_data
        Return a table with the points of all lines instead; its ``figure()`` is the figure.
    nbins
        Values of a column of numbers, at equal distances.
    show_rug
        Mark the values of all rows below the lines.

    Returns
    -------
    A matplotlib figure, or a table; with `grouping_column` a list of them. Circles are the rows
    as they are; the legend says in which of them the column is missing.
    """

    def draw(rows: H2OFrame, group: tuple[str, str] | None, path: str | None) -> Any:
        trained = model._model()
        look = look_at(
            trained, rows, column, target, max_levels=max_levels, bins=nbins,
            scale=binary_response_scale,
        )  # fmt: skip
        look = replace(look, group=group)
        centre = bool(centered)
        if centre and look.axis.categorical:
            warnings.warn(
                "Centering is not supported for factor columns!", H2OUserWarning, stacklevel=3
            )
            centre = False
        lines = _lines(look, rows.frame_id, centre=centre)
        figure = _figure(look, lines, figsize, colormap, show_pdp=show_pdp, rug=show_rug)
        figure = finish(figure, path)
        if not output_graphing_data:
            return figure
        return decorate_plot_result(H2OTwoDimTable.from_table(_table(look, lines)), figure)

    if grouping_column is None:
        return draw(frame, None, save_plot_path)
    return for_each_group(frame, grouping_column, save_plot_path, draw)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Predictions for some rows.

    Attributes
    ----------
    sample
        Name of the frame.
    rows
        Their positions in the order of responses, (lines,).
    axis
        Of these rows; its grid ends with a missing value.
    predictions
        For each value of the grid, (lines, values), and for the rows as they are, (lines,).
    centre
        Whether lines begin at 0.
    """

    sample: str
    rows: list[int]
    axis: ColumnAxis
    predictions: Floats
    own: Floats
    centre: bool

    def shown(self, look: Look) -> tuple[Floats, Floats]:
        """Both as the figure has them."""
        lines, own = look.scale.of(self.predictions), look.scale.of(self.own)
        if not self.centre:
            return lines, own
        return lines - lines[:, :1], own - lines[:, 0]


def _lines(look: Look, sample: str, *, centre: bool) -> _Lines:
    task = look.task
    ordered = _ordered(task)
    rows = [round((ordered.nrow - 1) * tenth / (_LINES - 1)) for tenth in range(_LINES)]
    chosen: FrameData = ordered.take(np.array(rows))
    grid = replace(task, missing=True).grid(look.column)
    predict = responses(task.model, task.targets)
    found = [predictions[:, 0] for predictions in each_prediction(predict, chosen, [grid])]
    return _Lines(
        sample=sample,
        rows=rows,
        axis=ColumnAxis(chosen, grid),
        predictions=np.column_stack(found),
        own=predict(chosen)[:, 0],
        centre=centre,
    )


def _ordered(task: Task) -> FrameData:
    """The rows by response; of a model without one, by prediction."""
    if task.model.response is None:
        predictions = responses(task.model, task.targets)(task.data)[:, 0]
        return task.data.take(np.argsort(predictions, kind="stable"))
    response = observed(task.model, task.data, "ICE plots choose rows by")
    return sort(task.data, [response], [True])


def _figure(
    look: Look,
    lines: _Lines,
    figsize: tuple[float, float],
    colormap: str,
    *,
    show_pdp: bool,
    rug: bool,
) -> Any:
    figure, (axes,) = new_figure(size=figsize)
    palette = colours(colormap, _LINES)
    places, own_places = lines.axis.places, lines.axis.of_rows()
    curves, own = lines.shown(look)
    for number, colour in enumerate(palette):
        label = f"{number * 10}th Percentile"
        if np.isnan(own_places[number]):
            label += " (missing)"
        if lines.axis.categorical:
            axes.scatter(places, curves[number], color=[colour], label=label)
        else:
            x, y = _with_point(places, curves[number], own_places[number], own[number])
            axes.plot(x, y, color=colour, label=label)
        axes.scatter(own_places[number], own[number], color=[colour], s=150, alpha=0.5)
    if show_pdp:
        mean, _, _ = look.curve()
        if lines.centre:
            mean = mean - mean[0]
        draw = axes.scatter if lines.axis.categorical else axes.plot
        style = {} if lines.axis.categorical else {"linestyle": "dashed"}
        draw(look.axis.places, mean, color="k", label="Partial Dependence", **style)
    look.axis.prepare(axes)
    look.axis.show_rows(axes, rug=rug)
    axes.plot([], [], marker="o", alpha=0.5, ms=10, ls="", color="grey",
              label="Original observations")  # fmt: skip
    axes.set(
        title=f'Individual Conditional Expectation for "{look.task.model.key}"\n'
        f'on column "{look.column}"{look.addition}',
        ylabel=look.scale.label("Response difference" if lines.centre else "Response"),
    )
    legend_beside(axes)
    return figure


def _with_point(x: Floats, y: Floats, own_x: float, own_y: float) -> tuple[Floats, Floats]:
    """A curve through the row's own point too, without missing values."""
    x, y = np.append(x, own_x), np.append(y, own_y)
    order = np.argsort(x)
    order = order[~np.isnan(x[order])]
    return x[order], y[order]


def _table(look: Look, lines: _Lines) -> Table:
    """The points of all lines, each followed by the row's own point."""
    kind = "string" if lines.axis.categorical else "double"
    columns = [
        Column("sample_id", "string"),
        Column("row_id", "int"),
        Column("column", "string"),
        Column("mean_response", "double"),
        Column("simulated_x_value", kind),
        Column("is_original_observation", "bool"),
    ]
    extra = []
    if look.group is not None:
        columns.append(Column("grouping_variable_value", "string"))
        extra.append(look.group[0])
    centred = _centred(look, lines) if lines.centre else None
    if centred is not None:
        columns.append(Column("centered_response", "double"))
    if look.scale.log_odds:
        columns.append(Column("log(odds)", "double"))
    cells = []
    for number, row in enumerate(lines.rows):
        for at, value, prediction, own in _points(lines, number):
            cell: list[Any] = [lines.sample, row, look.column, prediction, value, own, *extra]
            if centred is not None:
                cell.append(float(centred[number, at]))
            if look.scale.log_odds:
                cell.append(float(look.scale.of(np.array([prediction]))[0]))
            cells.append(tuple(cell))
    header = "ICE plot graphing output" + (look.group[1] if look.group else "")
    return Table(header, "", tuple(columns), tuple(cells))


def _centred(look: Look, lines: _Lines) -> Floats:
    """Distances from the beginning of each line; the last column is the row's own."""
    curves, own = lines.shown(look)
    return np.column_stack([curves, own])


def _points(lines: _Lines, number: int) -> list[tuple[int, Any, float, bool]]:
    """Position, value, prediction, and whether the value is the row's own."""
    grid, axis = lines.axis.grid, lines.axis
    own = axis.cells()[number]
    points = [
        (at, label, float(lines.predictions[number, at]), label == own)
        for at, label in enumerate(grid.labels)
    ]
    # A level that the row has is a point already, and so is a missing value.
    if not axis.categorical and own == own:
        points.append((len(points), own, float(lines.own[number]), True))
    return points
