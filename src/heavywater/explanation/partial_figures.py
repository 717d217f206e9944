"""Figures of partial dependence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from heavywater.core.explanation.partial_dependence import Grid
from heavywater.core.tables import Table
from heavywater.plot import finish, new_figure

__all__ = ["Drawing", "draw"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on one pair of axes.

    Attributes
    ----------
    grids
        The columns that change.
    tables
        A table for each target, or the only one.
    targets
        Classes; none where there is one table.
    row
        The row that was looked at, None for all.
    """

    grids: list[Grid]
    tables: list[Table]
    targets: tuple[str, ...]
    row: int | None

    @property
    def title(self) -> str:
        """As H2O's figures have it."""
        names = " and ".join(grid.name for grid in self.grids)
        text = f"{'2D p' if len(self.grids) == 2 else 'P'}artial dependence plot for {names}"
        if self.targets:
            text += f" and {', '.join(self.targets)}"
        return text if self.row is None else f"{text}, row {self.row}"


def draw(
    drawings: Sequence[Drawing],
    *,
    deviations: bool,
    figsize: tuple[float, float],
    server: bool,
    save_plot_path: str | None,
) -> Any:
    """One figure with the drawings below each other.

    Parameters
    ----------
    drawings
        What to draw.
    deviations
        Whether to show the standard deviations too.
    figsize
        Width and height in inches.
    server
        Leave the figure out of those that matplotlib would show.
    save_plot_path
        File to save the figure to, if any.
    """
    projections = [None if len(drawing.grids) == 1 else "3d" for drawing in drawings]
    figure, all_axes = new_figure(
        len(drawings), size=figsize, server=server, projections=projections
    )
    for axes, drawing in zip(all_axes, drawings, strict=True):
        axes.set_title(drawing.title)
        if len(drawing.grids) == 2:
            _surface(axes, drawing, deviations)
            continue
        for number, table in enumerate(drawing.tables):
            label = drawing.targets[number] if drawing.targets else None
            _curve(axes, drawing.grids[0], table, label, deviations)
        axes.set(xlabel=drawing.grids[0].name, ylabel="mean_response")
        axes.grid(True)
        if axes.get_legend_handles_labels()[0]:
            axes.legend()
    return finish(figure, save_plot_path)


def _responses(table: Table) -> tuple[np.ndarray, np.ndarray]:
    mean, deviation = (
        np.array(table.column(name)) for name in ("mean_response", "stddev_response")
    )
    return mean, deviation


def _curve(axes: Any, grid: Grid, table: Table, label: str | None, deviations: bool) -> None:
    mean, deviation = _responses(table)
    if grid.domain is not None:
        places = np.arange(mean.size)
        axes.errorbar(
            places, mean, deviation if deviations else None, fmt="o", capsize=5, label=label
        )
        axes.set_xticks(places, [str(level) for level in grid.labels], rotation=45)
        return
    values = np.array(grid.values)
    known = ~np.isnan(values)
    order = np.argsort(values[known])
    x, y, spread = (a[known][order] for a in (values, mean, deviation))
    (line,) = axes.plot(x, y, "-" if x.size > 1 else "o", label=label)
    if deviations:
        axes.fill_between(x, y - spread, y + spread, alpha=0.1, color=line.get_color())
    for missing in mean[~known]:
        name = "missing" if label is None else f"{label}, missing"
        axes.axhline(missing, linestyle="--", color=line.get_color(), label=name)


def _surface(axes: Any, drawing: Drawing, deviations: bool) -> None:
    (table,) = drawing.tables
    mean, deviation = _responses(table)
    first, second = (
        _places(axes, grid, axis) for grid, axis in zip(drawing.grids, "xy", strict=True)
    )
    shape = (first.size, second.size)
    x, y = np.meshgrid(first, second, indexing="ij")
    # A surface has no place for a missing value.
    known = np.ix_(~np.isnan(first), ~np.isnan(second))
    heights = [mean, mean + deviation, mean - deviation] if deviations else [mean]
    for number, z in enumerate(heights):
        axes.plot_surface(
            x[known], y[known], z.reshape(shape)[known], alpha=0.2 if number else 0.6,
            cmap="coolwarm", edgecolor="grey", linewidth=0.3,
        )  # fmt: skip
    axes.set(xlabel=drawing.grids[0].name, ylabel=drawing.grids[1].name, zlabel="mean_response")


def _places(axes: Any, grid: Grid, axis: str) -> np.ndarray:
    if grid.domain is None:
        return np.array(grid.values)
    places = np.arange(len(grid.values), dtype=float)
    getattr(axes, f"set_{axis}ticks")(places, [str(level) for level in grid.labels])
    return places
