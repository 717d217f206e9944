"""What a column contributes to the predictions of each protected group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OValueError, did_you_mean
from heavywater.explanation.contributions import predicted_contributions
from heavywater.explanation.groups import Groups
from heavywater.explanation.results import H2OExplanation
from heavywater.explanation.shap_plots import density
from heavywater.plot import finish, new_figure

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = ["axis_label", "differ_in_size", "fair_shap_plot"]

Floats = npt.NDArray[np.float64]

_SEED = 0  # of the spread of points


def fair_shap_plot(
    model: ModelBase,
    frame: H2OFrame,
    column: str,
    protected_columns: Sequence[str],
    autoscale: bool = True,
    figsize: tuple[float, float] = (16, 9),
    jitter: float = 0.35,
    alpha: float = 1,
    save_plot_path_prefix: str | None = None,
    background_frame: H2OFrame | None = None,
) -> H2OExplanation:
    """Contributions of a column to predictions, in each group.

    Parameters
    ----------
    model, frame, protected_columns
        As for `fairness_metrics`.
    column
        Column to look at.
    autoscale
        As for `fair_pd_plot`, of the colours.
    figsize
        Width and height in inches.
    jitter
        How far points spread where they are dense, in rows of the plot.
    alpha
        Opacity of the points, 0 to 1.
    save_plot_path_prefix
        File to save the figure to, but for ``_`` and the column's name.
    background_frame
        Rows to compare with; needed for networks.

    Returns
    -------
    By the column's name, a matplotlib figure.
    """
    from heavywater.frame import H2OFrame as Frame

    groups = Groups.of(frame, protected_columns)
    found = predicted_contributions(
        model._model(),
        Frame._from_data(groups.data),
        output_format="Compact",
        background_frame=background_frame,
    )
    if column not in found.names or column == "BiasTerm":
        raise H2OValueError(
            f"column is {column!r}, to which the model's predictions owe nothing."
            + did_you_mean(column, found.names),
            "column",
        )
    log = autoscale and differ_in_size(groups, column)
    figure = _strips(groups, found.numeric(column), _values(groups.data, column), log,
                     column, figsize, jitter, alpha)  # fmt: skip
    path = None if save_plot_path_prefix is None else f"{save_plot_path_prefix}_{column}"
    return H2OExplanation({column: finish(figure, path)})


def _values(data: FrameData, column: str) -> Floats:
    if data.type_of(column) != "enum":
        return data.numeric(column)
    codes = data.codes(column).astype(np.float64)
    return np.where(codes < 0, np.nan, codes)


def _strips(
    groups: Groups,
    contributions: Floats,
    values: Floats,
    log: bool,
    column: str,
    figsize: tuple[float, float],
    jitter: float,
    alpha: float,
) -> Any:
    rng = np.random.default_rng(_SEED)
    shades = np.log1p(values) if log else values
    figure, (axes,) = new_figure(size=figsize)
    low, high = (np.nanmin(shades), np.nanmax(shades)) if np.isfinite(shades).any() else (0, 1)
    image = None
    for number, name in enumerate(groups.names):
        own = groups.of_rows == number
        spread = density(contributions[own]) * rng.uniform(-jitter, jitter, int(own.sum()))
        image = axes.scatter(
            contributions[own], number + spread, c=shades[own], alpha=alpha, label=name,
            vmin=low, vmax=high, plotnonfinite=True,
        )  # fmt: skip
    axes.axvline(0.0, color="black")
    axes.grid(True)
    axes.set_yticks(range(len(groups.names)), groups.names)
    axes.set(
        title=f"SHAP Contributions for {column}",
        xlabel=f"Contribution of {column}",
        ylabel="Sensitive Features",
    )
    if image is not None:
        figure.colorbar(image, ax=axes).set_label(axis_label(column, log))
    return figure


def differ_in_size(groups: Groups, column: str) -> bool:
    """Whether the groups' largest values are of other sizes, and none is below 0."""
    if groups.data.type_of(column) not in ("int", "real"):
        return False
    values = groups.data.numeric(column)
    known = ~np.isnan(values)
    if not known.any() or values[known].min() < 0:
        return False
    largest = np.full(len(groups.levels), -np.inf)
    np.maximum.at(largest, groups.of_rows[known], values[known])
    largest = np.log1p(largest[np.isfinite(largest)])
    return bool(np.ptp(largest) > 1)


def axis_label(column: str, log: bool) -> str:
    """What an axis of values, or of their logarithms, is called."""
    return f"log({column})" if log else column
