"""SHAP contributions as figures: of many rows, and of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.frames.verbs.convert import text
from heavywater.exceptions import H2OValueError, did_you_mean
from heavywater.explanation.arguments import (
    checked_choice,
    checked_count,
    checked_row,
    colours,
    named_columns,
)
from heavywater.explanation.contributions import predicted_contributions
from heavywater.plot import finish, new_figure

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = ["density", "shap_explain_row_plot", "shap_summary_plot"]

Floats = npt.NDArray[np.float64]

_BIAS = "BiasTerm"
_SEED = 0  # of samples and of the spread of points, so that a plot comes out the same again
_BLUE_TO_RED = ("#00AAEE", "#FF1166")


def shap_summary_plot(
    model: ModelBase,
    frame: H2OFrame,
    columns: Sequence[int | str] | None = None,
    top_n_features: int = 20,
    samples: int | None = 1000,
    colorize_factors: bool = True,
    alpha: float = 1,
    colormap: str | None = None,
    figsize: tuple[float, float] = (12, 12),
    jitter: float = 0.35,
    save_plot_path: str | None = None,
    background_frame: H2OFrame | None = None,
    target: str | None = None,
) -> Any:
    """Contributions of columns to the predictions of many rows: a point for each.

    Parameters
    ----------
    model
        A model whose predictions can be taken apart (`predict_contributions`).
    frame
        The rows.
    columns
        Columns to show, by name or position; by default those that contribute most.
    top_n_features
        How many by default; all if negative.
    samples
        Rows to use at most, drawn at random; None for all.
    colorize_factors
        Colour points of categorical columns by level; else they are all alike.
    alpha
        Opacity of the points, 0 to 1.
    colormap
        Name of a matplotlib colour map; from blue to red by default.
    figsize
        Width and height in inches.
    jitter
        How far points spread where they are dense, in rows of the plot.
    save_plot_path
        File to save the figure to.
    background_frame
        Rows to compare with; needed for networks.
    target
        For more than two classes: the one whose probability is taken apart.

    Returns
    -------
    A matplotlib figure. Colours are ranks of numbers, or positions of levels, from 0 to 1.
    """
    rng = np.random.default_rng(_SEED)
    data = as_frame_data(frame, "frame")
    order = rng.permutation(data.nrow)
    if samples is not None:
        order = order[: checked_count(samples, "samples")]
    data = data.take(order)
    contributions = _contributions(model, data, background_frame, target)
    sizes = {name: np.abs(values).mean() for name, values in contributions.items()}
    names = _chosen(as_frame_data(frame, "frame"), contributions, columns)
    if names is None:
        by_size = sorted(sizes, key=lambda name: -sizes[name])
        names = (by_size if top_n_features < 0 else by_size[:top_n_features])[::-1]
    figure, (axes,) = new_figure(size=figsize)
    axes.axvline(0.0, color="black")
    axes.grid(True)
    image = None
    for place, name in enumerate(names):
        values = contributions[name]
        colour = _positions(data, name, by_level=colorize_factors)
        spread = density(values) * rng.uniform(-jitter, jitter, values.size)
        known = ~np.isnan(colour)
        axes.scatter(values[~known], place + spread[~known], alpha=alpha, c="grey")
        image = axes.scatter(
            values[known], place + spread[known], alpha=alpha, c=colour[known],
            cmap=_map(colormap), vmin=0.0, vmax=1.0,
        )  # fmt: skip
    if image is not None:
        bar = figure.colorbar(image, ax=axes)
        bar.set_label("Normalized feature value", rotation=270, labelpad=15)
    axes.set_yticks(range(len(names)), names)
    axes.set(
        xlabel="SHAP value",
        ylabel="Feature",
        title=f'SHAP Summary plot for "{model.model_id}"{_with_target(target)}',
    )
    return finish(figure, save_plot_path)


def shap_explain_row_plot(
    model: ModelBase,
    frame: H2OFrame,
    row_index: int,
    columns: Sequence[int | str] | None = None,
    top_n_features: int = 10,
    figsize: tuple[float, float] = (16, 9),
    plot_type: str = "barplot",
    contribution_type: str = "both",
    save_plot_path: str | None = None,
    background_frame: H2OFrame | None = None,
    target: str | None = None,
) -> Any:
    """Contributions of columns to the prediction of one row.

    Parameters
    ----------
    model
        A model whose predictions can be taken apart (`predict_contributions`).
    frame
        Rows with the one to look at.
    row_index
        Its position.
    columns
        Columns to show, by name or position; by default those that contribute most.
    top_n_features
        How many by default, of either sign in a bar plot; all if negative.
    figsize
        Width and height in inches.
    plot_type
        ``"barplot"``: bars from 0. ``"breakdown"``: bars that lead from the bias to the
        prediction; columns that are not shown are one bar.
    contribution_type
        ``"positive"``, ``"negative"`` or ``"both"``, in a bar plot.
    save_plot_path
        File to save the figure to.
    background_frame
        Rows to compare with; needed for networks.
    target
        For more than two classes: the one whose probability is taken apart.

    Returns
    -------
    A matplotlib figure.
    """
    data = as_frame_data(frame, "frame")
    row = checked_row(data, row_index)
    if row is None:
        raise H2OValueError("row_index must be the position of a row.", "row_index")
    checked_choice(plot_type, ("barplot", "breakdown"), "plot_type")
    checked_choice(contribution_type, ("positive", "negative", "both"), "contribution_type")
    single = data.take(np.array([row]))
    found = _contributions(model, single, background_frame, target, bias=True)
    bias = float(found.pop(_BIAS)[0])
    values = {name: float(value[0]) for name, value in found.items()}
    names = _chosen(data, found, columns)
    count = len(values) if top_n_features < 0 else top_n_features
    figure, (axes,) = new_figure(size=figsize)
    if plot_type == "breakdown":
        _breakdown(axes, _broken_down(values, names, count), bias)
    else:
        shown = _signed(values, names, count, contribution_type)
        _bars(axes, single, {name: values[name] for name in shown})
        axes.set_title(_row_title(model, row, single, target, len(shown), len(values)))
    axes.set(xlabel="SHAP value", ylabel="Feature")
    axes.grid(True)
    axes.set_axisbelow(True)
    return finish(figure, save_plot_path)


# -- Contributions -------------------------------------------------------------------------


def _contributions(
    model: ModelBase,
    data: FrameData,
    background: H2OFrame | None,
    target: str | None,
    *,
    bias: bool = False,
) -> dict[str, Floats]:
    from heavywater.frame import H2OFrame as Frame

    found = predicted_contributions(
        model._model(),
        Frame._from_data(data),
        output_format="Compact",
        background_frame=background,
        target=target,
    )
    return {name: found.numeric(name) for name in found.names if bias or name != _BIAS}


def _chosen(
    data: FrameData, known: dict[str, Floats], columns: Sequence[int | str] | None
) -> list[str] | None:
    """The columns that were asked for; a column of levels stands for all of them."""
    if columns is None:
        return None
    found = []
    for name in named_columns(data, columns, "columns"):
        parts = [name] if name in known else [n for n in known if n.startswith(f"{name}.")]
        if not parts:
            raise H2OValueError(
                f"columns has {name!r}, to which the model's predictions owe nothing."
                + did_you_mean(name, list(known)),
                "columns",
            )
        found += parts
    return found


# -- Many rows -----------------------------------------------------------------------------


def _map(name: str | None) -> Any:
    if name is not None:
        return colours(name)
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("blue_to_red", list(_BLUE_TO_RED))


def _positions(data: FrameData, name: str, *, by_level: bool) -> Floats:
    """Where the rows' values lie in the column, from 0 to 1; NaN for missing ones."""
    if name not in data.names:
        return np.full(data.nrow, np.nan)
    if data.type_of(name) == "enum":
        codes = data.codes(name).astype(np.float64)
        codes[codes < 0] = np.nan
        values = codes if by_level else np.where(np.isnan(codes), np.nan, 0.5)
        most = max(1, len(data.domain(name) or ()) - 1)
        return values / most if by_level else values
    values = data.numeric(name)
    known = np.sort(values[~np.isnan(values)])
    if known.size == 0 or known[0] == known[-1]:
        return np.where(np.isnan(values), np.nan, 0.5)
    # The mean rank of equal values.
    low, high = np.searchsorted(known, values), np.searchsorted(known, values, side="right")
    ranks = (low + high - 1) / 2.0 / (known.size - 1)
    return np.where(np.isnan(values), np.nan, np.clip(ranks, 0.0, 1.0))


def density(values: Floats) -> Floats:
    """How dense the values lie around each, 1 at the most: a histogram with soft edges."""
    if values.size < 10 or np.ptp(values) == 0:
        return np.zeros(values.size)
    from scipy.ndimage import gaussian_filter1d

    counts, edges = np.histogram(values, bins=100)
    smooth = gaussian_filter1d(counts.astype(np.float64), sigma=1.0)
    centres = (edges[:-1] + edges[1:]) / 2.0
    return np.asarray(np.interp(values, centres, smooth / smooth.max()))


# -- One row -------------------------------------------------------------------------------


def _signed(values: dict[str, float], names: list[str] | None, count: int, kind: str) -> list[str]:
    """Columns of a bar plot, from the smallest to the largest contribution."""
    if names is None:
        upwards = sorted(values, key=lambda name: values[name])
        negative = [name for name in upwards if values[name] < 0][:count]
        positive = [name for name in upwards if values[name] >= 0]
        positive = positive[max(0, len(positive) - count) :]
        names = (negative if kind != "positive" else []) + (positive if kind != "negative" else [])
    return sorted(names, key=lambda name: values[name])


def _bars(axes: Any, row: FrameData, values: dict[str, float]) -> None:
    labels = [_with_value(row, name) for name in values]
    axes.barh(range(len(values)), list(values.values()), fc="#b3ddf2")
    axes.axvline(0.0, color="black")
    axes.set_yticks(range(len(values)), labels)


def _with_value(row: FrameData, name: str) -> str:
    if name not in row.names:
        return name
    cell = text(row.column(name))[0]
    return f"{name}={'NA' if cell is None else cell}"


def _row_title(
    model: ModelBase, row: int, single: FrameData, target: str | None, shown: int, count: int
) -> str:
    part = f" using {shown} out of {count} contributions" if shown < count else ""
    predicted = model._model().predict(single)
    prediction = text(predicted.column(predicted.names[0]))[0]
    which = f'"{model.model_id}"{_with_target(target)}'
    return f"SHAP explanation for {which} on row {row}{part}\nprediction: {prediction}"


def _with_target(target: str | None) -> str:
    return f' with target = "{target}"' if target is not None else ""


def _broken_down(
    values: dict[str, float], names: list[str] | None, count: int
) -> list[tuple[str, float]]:
    """Bars from below: the rest, then from the smallest to the largest contribution."""
    by_size = sorted(values, key=lambda name: -abs(values[name]))
    chosen = by_size[:count] if names is None else [name for name in by_size if name in names]
    # A rest of one column is that column.
    if names is None and len(by_size) - len(chosen) == 1:
        chosen = by_size
    bars = [(name, values[name]) for name in chosen]
    if len(chosen) < len(by_size):
        rest = sum(values[name] for name in by_size if name not in chosen)
        bars.append(("Remaining Features", rest))
    return bars[::-1]


def _breakdown(axes: Any, bars: list[tuple[str, float]], bias: float) -> None:
    values = np.array([value for _, value in bars])
    ends = bias + np.cumsum(values)
    starts = np.concatenate(([bias], ends[:-1]))
    axes.barh(
        [name for name, _ in bars], values, left=starts,
        color=["g" if value >= 0 else "r" for value in values],
    )  # fmt: skip
    axes.axvline(float(ends[-1]) if ends.size else bias, label="Prediction")
    axes.axvline(bias, linestyle="dotted", color="gray", label="Bias")
    places = np.arange(max(0, values.size - 1))
    axes.vlines(starts[1:], ymin=places - 0.4, ymax=places + 1.4, color="k")
    axes.legend()
    axes.margins(x=0.02)
