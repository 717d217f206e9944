"""One model and one column: the arguments of the plots over a column, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.tables import Table
from heavywater.exceptions import H2OValueError, did_you_mean
from heavywater.explanation.arguments import (
    checked_count,
    checked_row,
    known_column,
    single_target,
)
from heavywater.explanation.axes import ColumnAxis, frequent_levels
from heavywater.explanation.partial_dependence import Task, dependence

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["Look", "Scale", "for_each_group", "look_at"]

Floats = npt.NDArray[np.float64]

_MOST_GROUPS = 10


@dataclass(frozen=True, slots=True)
class Scale:
    """The vertical axis: the responses as they are, or their log odds."""

    log_odds: bool = False

    def of(self, responses: Floats) -> Floats:
        """Responses on this scale."""
        if not self.log_odds:
            return responses
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(responses) - np.log1p(-responses))

    def spread(self, deviations: Floats, responses: Floats) -> Floats:
        """Standard deviations on this scale, to first order."""
        if not self.log_odds:
            return deviations
        slope = np.maximum(responses * (1.0 - responses), np.finfo(np.float64).tiny)
        return np.where(deviations == 0, 0.0, deviations / slope)

    def label(self, usual: str) -> str:
        """What the axis is called."""
        return "log(odds)" if self.log_odds else usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A model, a column and rows.

    Attributes
    ----------
    task
        Model, rows and values.
    column
        Name of the column.
    group
        The level of a grouping column, and what titles say of it.
    """

    task: Task
    column: str
    scale: Scale = field(default_factory=Scale)
    group: tuple[str, str] | None = None

    @property
    def axis(self) -> ColumnAxis:
        """The horizontal axis."""
        return ColumnAxis(self.task.data, self.task.grid(self.column))

    def table(self) -> Table:
        """Partial dependence, or that of the task's row."""
        return dependence(self.task, [self.column]).tables[0]

    def curve(self) -> tuple[Floats, Floats, Table]:
        """Means and their spread on the scale, and the table that they are from."""
        table = self.table()
        mean, deviation = (
            np.array(table.column(name), dtype=np.float64)
            for name in ("mean_response", "stddev_response")
        )
        return self.scale.of(mean), self.scale.spread(deviation, mean), table

    @property
    def addition(self) -> str:
        """What a title says of target and group."""
        target = f' with target = "{self.task.targets[0]}"' if self.task.targets else ""
        return target + (self.group[1] if self.group else "")


def look_at(
    model: TrainedModel,
    frame: H2OFrame,
    column: str,
    target: str | Sequence[str] | None,
    *,
    row: int | None = None,
    max_levels: int,
    bins: int,
    scale: str = "response",
    missing: bool = False,
) -> Look:
    """Check the arguments of a plot over a column.

    Rows of levels that are not shown are left out, unless a single row is looked at.

    Parameters
    ----------
    model, frame, column
        What to look at.
    target
        For several classes the one whose probability is shown.
    row
        Position of the only row to look at.
    max_levels
        So many levels at most; the rarest are left out.
    bins
        Values of a column of numbers.
    scale
        ``"response"`` or ``"logodds"``.
    missing
        Whether to look at a missing value too.
    """
    data = as_frame_data(frame, "frame")
    known_column(data, column, "column")
    targets = single_target(model, target)
    place = checked_row(data, row)
    splits: dict[str, list[Any]] = {}
    if data.type_of(column) == "enum":
        limit = checked_count(max_levels, "max_levels")
        if len(data.domain(column) or ()) > limit:
            splits[column] = frequent_levels(data, column, limit, place)
            if place is None:
                data = _with_levels(data, column, splits[column])
    task = Task(
        model=model,
        data=data,
        targets=targets,
        row=place,
        bins=checked_count(bins, "nbins", 2),
        missing=missing,
        splits=splits,
    )
    return Look(task=task, column=column, scale=_scale(model, scale))


def _with_levels(data: FrameData, column: str, levels: Sequence[str]) -> FrameData:
    domain = data.domain(column) or []
    chosen = np.array([domain.index(level) for level in levels])
    return data.take(np.flatnonzero(np.isin(data.codes(column), chosen)))


def _scale(model: TrainedModel, name: str) -> Scale:
    # Both sentences are H2O's: scripts compare them.
    if name not in ("response", "logodds"):
        raise H2OValueError("Unsupported value for binary_response_scale!", "binary_response_scale")
    if name == "logodds" and model.category != "Binomial":
        raise H2OValueError(
            "binary_response_scale cannot be set to 'logodds' value for non-binomial models!",
            "binary_response_scale",
        )
    return Scale(log_odds=name == "logodds")


def for_each_group(
    frame: H2OFrame,
    grouping_column: str,
    save_plot_path: str | None,
    draw: Callable[[H2OFrame, tuple[str, str], str | None], Any],
) -> list[Any]:
    """A plot of the rows of each level of a column.

    Parameters
    ----------
    frame, grouping_column
        The rows, and the categorical column with at most ten levels.
    save_plot_path
        Where to save plots; the level is added to the name.
    draw
        Draws one of them, from its rows, the level with its label, and the path.
    """
    from heavywater.frame import H2OFrame as Frame

    data = as_frame_data(frame, "frame")
    kinds = [name for name in data.names if data.type_of(name) == "enum"]
    if grouping_column not in kinds:
        raise H2OValueError(
            f"grouping_column is {grouping_column!r}; it must be a categorical column of the "
            f"frame.{did_you_mean(str(grouping_column), kinds)}",
            "grouping_column",
        )
    domain = data.domain(grouping_column) or []
    if len(domain) > _MOST_GROUPS:
        raise H2OValueError(
            f"{grouping_column!r} has {len(domain)} levels; there is a plot for each, so that "
            f"there may be {_MOST_GROUPS} at most.",
            "grouping_column",
        )
    plots = []
    codes = data.codes(grouping_column)
    for code, level in enumerate(domain):
        rows = np.flatnonzero(codes == code)
        if rows.size == 0:
            continue
        label = f"\ngrouping variable: {grouping_column} = '{level}'"
        part = Frame._from_data(data.take(rows))
        plots.append(draw(part, (level, label), _path_of(save_plot_path, level)))
    return plots


def _path_of(path: str | None, level: str) -> str | None:
    if path is None:
        return None
    whole = Path(path)
    return str(whole.with_name(f"{whole.stem}_{level}{whole.suffix}"))
