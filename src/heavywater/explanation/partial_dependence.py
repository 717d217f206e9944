"""Partial dependence: arguments of `ModelBase.partial_plot`, checked, to H2O's tables."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.explanation.partial_dependence import (
    Grid,
    level_grid,
    number_grid,
    partial_dependence,
)
from heavywater.core.tables import Column, Table
from heavywater.exceptions import (
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
    did_you_mean,
    listed,
)
from heavywater.explanation.arguments import checked_row, checked_targets, known_column
from heavywater.explanation.partial_figures import Drawing, draw
from heavywater.explanation.responses import responses
from heavywater.plot import PlottedList
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["Task", "dependence", "partial_plots"]

Floats = npt.NDArray[np.float64]

_RESPONSES = ("mean_response", "stddev_response", "std_error_mean_response")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is looked at: the checked arguments of a partial dependence.

    Attributes
    ----------
    model, data
        The model and the rows.
    weights
        Weight of each row; None for 1.
    targets
        Classes whose probabilities are averaged; none but for several classes.
    row
        Position of the only row to look at; None for all.
    bins
        Values of a column of numbers.
    missing
        Whether to look at a missing value too.
    splits
        From columns to the values to look at, where they are given.
    """

    model: TrainedModel
    data: FrameData
    weights: Floats | None = None
    targets: tuple[str, ...] = ()
    row: int | None = None
    bins: int = 20
    missing: bool = False
    splits: dict[str, list[Any]] = field(default_factory=dict)

    def grid(self, name: str) -> Grid:
        """The values of one column."""
        splits = self.splits.get(name)
        if self.data.type_of(name) == "enum":
            return level_grid(self.data, name, splits=splits, missing=self.missing)
        return number_grid(self.data, name, self.bins, splits=splits, missing=self.missing)

    def rows(self) -> tuple[FrameData, Floats | None]:
        """The rows to predict, with their weights."""
        if self.row is None:
            return self.data, self.weights
        return self.data.take(np.array([self.row])), None


def partial_plots(
    model: TrainedModel,
    frame: H2OFrame,
    cols: Sequence[str] | None,
    pairs: Sequence[Sequence[str]] | None,
    *,
    destination_key: str | None,
    nbins: int,
    weight_column: str | None,
    plot: bool,
    plot_stddev: bool,
    figsize: tuple[float, float],
    server: bool,
    include_na: bool,
    user_splits: Mapping[Any, Sequence[Any]] | None,
    save_plot_path: str | None,
    row_index: int | None,
    targets: Sequence[str] | None,
) -> PlottedList:
    """Tables and figure; arguments as for `ModelBase.partial_plot`."""
    data = as_frame_data(frame, "frame")
    if destination_key is not None:
        warnings.warn(
            "destination_key has no effect: the tables are what is returned, and nothing is "
            "kept in the session.",
            H2OUserWarning,
            stacklevel=3,
        )
    names, two = _names(data, cols), _pairs(data, pairs)
    if not names and not two:
        raise H2OValueError(
            "partial_plot() needs cols, the columns to look at, or col_pairs_2dpdp, pairs of them.",
            "cols",
        )
    task = Task(
        model=model,
        data=data,
        weights=_weights(data, weight_column),
        targets=checked_targets(model, targets, pairs=bool(two)),
        row=checked_row(data, row_index),
        bins=_bins(nbins),
        missing=bool(include_na),
        splits=_splits(data, user_splits),
    )
    _check_levels(task, [*names, *(name for pair in two for name in pair)])
    drawings = [dependence(task, columns) for columns in [*((name,) for name in names), *two]]
    tables = [H2OTwoDimTable.from_table(table) for drawing in drawings for table in drawing.tables]
    if not plot:
        return PlottedList(tables)
    figure = draw(
        drawings,
        deviations=plot_stddev,
        figsize=figsize,
        server=server,
        save_plot_path=save_plot_path,
    )
    return PlottedList(tables, figure)


def dependence(task: Task, columns: Sequence[str]) -> Drawing:
    """Tables of one column, or of several that are set together."""
    grids = [task.grid(name) for name in columns]
    data, weights = task.rows()
    cells: list[list[tuple[object, ...]]] = [[] for _ in task.targets or ("",)]
    found = partial_dependence(responses(task.model, task.targets), data, grids, weights)
    for labels, summaries in found:
        for rows, summary in zip(cells, summaries, strict=True):
            rows.append((*labels, summary.mean, summary.deviation, summary.error))
    header = (
        *(Column(_header(g.name), "double" if g.domain is None else "string") for g in grids),
        *(Column(name, "double") for name in _RESPONSES),
    )
    title = "PartialDependence" if len(columns) == 1 else "2D-PartialDependence"
    tables = [
        Table(title, _description(task, columns, target), header, tuple(rows))
        for target, rows in zip(task.targets or ("",), cells, strict=True)
    ]
    return Drawing(grids, tables, task.targets, task.row)


def _header(name: str) -> str:
    """H2O writes the names of these columns in small letters, without signs."""
    return re.sub(r"[^a-z0-9_]", "", re.sub(r"\s", "_", name.lower())) or name


def _description(task: Task, columns: Sequence[str], target: str) -> str:
    if len(columns) == 1:
        text = f"Partial Dependence Plot of model {task.model.key} on column '{columns[0]}'"
    else:
        text = (
            f"2D Partial Dependence Plot of model {task.model.key} on 1st column '{columns[0]}' "
            f"and 2nd column '{columns[1]}'"
        )
    if target:
        return f"{text} and class {target}"
    if task.row is not None:
        return f"{text} for row index {task.row}"
    return f"{text}." if len(columns) == 1 else text


# -- Checks --------------------------------------------------------------------------------


def _names(data: FrameData, cols: Sequence[str] | None) -> list[str]:
    if cols is None:
        return []
    if isinstance(cols, str) or not all(isinstance(name, str) for name in cols):
        raise H2OTypeError(f"cols must be a list of names of columns, not {cols!r}.", "cols", cols)
    return [known_column(data, name, "cols") for name in cols]


def _pairs(data: FrameData, pairs: Sequence[Sequence[str]] | None) -> list[tuple[str, str]]:
    found = []
    for pair in pairs or []:
        if isinstance(pair, str) or len(pair) != 2:
            raise H2OTypeError(
                f"col_pairs_2dpdp must be a list of pairs of names, but {pair!r} is none.",
                "col_pairs_2dpdp",
                pairs,
            )
        first, second = (known_column(data, name, "col_pairs_2dpdp") for name in pair)
        if first == second:
            raise H2OValueError(
                f"col_pairs_2dpdp pairs {first!r} with itself; give two different columns.",
                "col_pairs_2dpdp",
            )
        found.append((first, second))
    return found


def _weights(data: FrameData, column: object) -> Floats | None:
    if column is None or column == -1:
        return None
    if not isinstance(column, str) or column not in data.names:
        raise H2OValueError(
            f"weight_column is {column!r}; it must be the name of a column of the frame."
            + did_you_mean(column, data.names),
            "weight_column",
        )
    weights = data.numeric(column)
    if np.isnan(weights).any() or (weights < 0).any() or not weights.sum() > 0:
        raise H2OValueError(
            f"The weights in {column!r} must be numbers of 0 or more, none missing and not all 0.",
            "weight_column",
        )
    return weights


def _bins(nbins: object) -> int:
    if isinstance(nbins, bool) or not isinstance(nbins, int) or nbins < 2:
        raise H2OValueError(f"nbins must be a whole number of 2 or more, not {nbins!r}.", "nbins")
    return nbins


def _splits(data: FrameData, splits: Mapping[Any, Sequence[Any]] | None) -> dict[str, list[Any]]:
    if not splits:
        return {}
    if not isinstance(splits, Mapping):
        raise H2OValueError(
            f"user_splits must be a dict from columns to lists of values, not {splits!r}.",
            "user_splits",
        )
    return {_split_name(data, key): _split_values(data, key, splits[key]) for key in splits}


def _split_name(data: FrameData, key: object) -> str:
    if isinstance(key, int) and not isinstance(key, bool) and 0 <= key < data.ncol:
        return data.names[key]
    return known_column(data, key, "user_splits") if isinstance(key, str) else _refuse_key(key)


def _refuse_key(key: object) -> str:
    raise H2OValueError(
        f"user_splits has the key {key!r}; keys are names or positions of columns.", "user_splits"
    )


def _split_values(data: FrameData, key: object, values: Sequence[Any]) -> list[Any]:
    name = _split_name(data, key)
    if data.type_of(name) != "enum":
        return [float(value) for value in values]
    domain = data.domain(name) or []
    strange = [value for value in values if value not in domain]
    if strange:
        raise H2OValueError(
            f"user_splits has {listed(strange)} for {name!r}, whose levels are {listed(domain)}; "
            "for a missing value set include_na=True.",
            "user_splits",
        )
    return list(values)


def _check_levels(task: Task, names: Sequence[str]) -> None:
    for name in names:
        levels = len(task.data.domain(name) or ())
        if name not in task.splits and levels > task.bins:
            raise H2OValueError(
                f"{name!r} has {levels} levels, more than nbins={task.bins}; raise nbins, or "
                "choose levels with user_splits.",
                "nbins",
            )
