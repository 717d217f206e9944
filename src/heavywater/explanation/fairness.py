"""How a model treats protected groups: metrics, curves and dependences of each, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.exceptions import H2OValueError, did_you_mean, listed
from heavywater.explanation.axes import ColumnAxis
from heavywater.explanation.contributions import can_contribute
from heavywater.explanation.curves import Look, look_at
from heavywater.explanation.fair_shap import axis_label, differ_in_size, fair_shap_plot
from heavywater.explanation.groups import Fairness, Groups, fairness, fairness_frames
from heavywater.explanation.results import Description, H2OExplanation, Header
from heavywater.explanation.texts import OF_GROUPS
from heavywater.plot import figures_kept_aside, finish, new_figure

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = [
    "fair_pd_plot",
    "fair_pr_plot",
    "fair_roc_plot",
    "fair_shap_plot",
    "fairness_metrics",
    "inspect_model_fairness",
]

Floats = npt.NDArray[np.float64]

_SHOWN = ("auc", "aucpr", "f1", "p.value", "selectedRatio", "total")
_FOUR_FIFTHS = (0.8, 1.25)


def fairness_metrics(
    model: ModelBase,
    frame: H2OFrame,
    protected_columns: Sequence[str],
    reference: Sequence[str] | None,
    favorable_class: str,
) -> dict[str, H2OFrame]:
    """Metrics of the groups that protected columns make together.

    Parameters
    ----------
    model
        A model of two classes.
    frame
        Rows with the response; those where it or a protected column is missing are left out.
    protected_columns
        Categorical columns.
    reference
        Their levels in the group with which the others are compared; None for the largest group.
    favorable_class
        The class that is good for those whom a row is about.

    Returns
    -------
    ``"overview"``: a row for each group with its counts, rates and areas, the same relative to
    the reference (``AIR_...``, adverse impact ratios), and the probability of as different shares
    of selected rows if there were no difference (``p.value``). ``"thresholds_and_metrics_..."``:
    criteria at thresholds for each group.
    """
    return fairness_frames(
        fairness(model._model(), frame, protected_columns, reference, favorable_class)
    )


def fair_roc_plot(
    model: ModelBase,
    frame: H2OFrame,
    protected_columns: Sequence[str],
    reference: Sequence[str] | None,
    favorable_class: str,
    figsize: tuple[float, float] = (16, 9),
    save_plot_path: str | None = None,
) -> Any:
    """The ROC curve of each group; arguments as for `fairness_metrics`.

    Returns
    -------
    A matplotlib figure.
    """
    found = fairness(model._model(), frame, protected_columns, reference, favorable_class)
    figure, axes = _curves(found, "fpr", "tpr", figsize)
    axes.plot([0, 1], [0, 1], c="gray", linestyle="dashed")
    axes.set(
        xlabel="False Positive Rate",
        ylabel="True Positive Rate",
        title="Receiver Operating Characteristic Curve",
    )
    return finish(figure, save_plot_path)


def fair_pr_plot(
    model: ModelBase,
    frame: H2OFrame,
    protected_columns: Sequence[str],
    reference: Sequence[str] | None,
    favorable_class: str,
    figsize: tuple[float, float] = (16, 9),
    save_plot_path: str | None = None,
) -> Any:
    """The precision-recall curve of each group; arguments as for `fairness_metrics`.

    Returns
    -------
    A matplotlib figure. A dashed line is the share of the favourable class in all rows.
    """
    found = fairness(model._model(), frame, protected_columns, reference, favorable_class)
    figure, axes = _curves(found, "recall", "precision", figsize)
    values = found.metrics.values
    share = (values["tp"] + values["fn"]).sum() / values["total"].sum()
    axes.axhline(share, c="gray", linestyle="dashed")
    axes.set(xlabel="Recall", ylabel="Precision", title="Precision-Recall Curve")
    return finish(figure, save_plot_path)


def _curves(found: Fairness, x: str, y: str, figsize: tuple[float, float]) -> tuple[Any, Any]:
    figure, (axes,) = new_figure(size=figsize)
    for name, record in zip(found.groups.names, found.metrics.records, strict=True):
        axes.plot(record.thresholds.scores[x], record.thresholds.scores[y], label=name)
    axes.grid(True)
    axes.legend()
    return figure, axes


def fair_pd_plot(
    model: ModelBase,
    frame: H2OFrame,
    column: str,
    protected_columns: Sequence[str],
    figsize: tuple[float, float] = (16, 9),
    autoscale: bool = True,
    save_plot_path: str | None = None,
) -> Any:
    """Partial dependence in each group, with standard errors.

    Parameters
    ----------
    model, frame, protected_columns
        As for `fairness_metrics`.
    column
        Column to look at.
    figsize
        Width and height in inches.
    autoscale
        Show the logarithm of one more than the values, if the groups' largest ones are of other
        sizes and none is below 0.
    save_plot_path
        File to save the figure to.

    Returns
    -------
    A matplotlib figure.
    """
    from heavywater.frame import H2OFrame as Frame

    groups = Groups.of(frame, protected_columns)
    whole = look_at(model._model(), Frame._from_data(groups.data), column, None,
                    max_levels=max(1, groups.data.nrow), bins=40)  # fmt: skip
    log = autoscale and differ_in_size(groups, column)
    figure, (axes,) = new_figure(size=figsize)
    for number, name in enumerate(groups.names):
        look = Look(task=replace(whole.task, data=groups.rows(number)), column=column)
        mean, _, table = look.curve()
        error = np.array(table.column("std_error_mean_response"), dtype=np.float64)
        axis = look.axis
        x = np.log1p(axis.places) if log else axis.places
        if axis.categorical:
            axes.errorbar(x, mean, yerr=error, label=name, fmt="o", elinewidth=3, markersize=10)
        else:
            axes.plot(x, mean, label=name)
            axes.fill_between(x, mean - error, mean + error, alpha=0.2)
    ColumnAxis(groups.data, whole.task.grid(column)).prepare(axes)
    axes.legend()
    axes.set(xlabel=axis_label(column, log), ylabel="Response", title=f"PDP for {column}")
    return finish(figure, save_plot_path)


# -- All of it -----------------------------------------------------------------------------


def inspect_model_fairness(
    model: ModelBase,
    frame: H2OFrame,
    protected_columns: Sequence[str],
    reference: Sequence[str] | None,
    favorable_class: str,
    metrics: Sequence[str] = _SHOWN,
    figsize: tuple[float, float] = (16, 9),
    render: bool = True,
    background_frame: H2OFrame | None = None,
) -> H2OExplanation:
    """Everything about a model and protected groups.

    Parameters
    ----------
    model, frame, protected_columns, reference, favorable_class
        As for `fairness_metrics`.
    metrics
        Columns of the table to show, with their ratios to the reference.
    figsize
        Width and height of figures in inches.
    render
        Show everything at once: in a notebook with its figures, elsewhere as text.
    background_frame
        Rows to compare with in SHAP; without it SHAP is left out for models that need one.

    Returns
    -------
    Parts by name, as from `explain`: ``"overview"``, ``"ROC"``, ``"PR"``,
    ``"permutation_importance"``, ``"pdp"`` and ``"shap"``.
    """
    trained = model._model()
    found = fairness(trained, frame, protected_columns, reference, favorable_class)
    columns = _columns(found, metrics)
    arguments = (frame, protected_columns, reference, favorable_class)
    result = H2OExplanation()
    with figures_kept_aside():
        result["overview"] = _part(
            "overview",
            data=fairness_frames(found)["overview"][[*protected_columns, *columns]],
            plots=H2OExplanation({name: _bars(found, name, figsize) for name in columns}),
        )
        result["ROC"] = _part("ROC", plot=fair_roc_plot(model, *arguments, figsize=figsize))
        result["PR"] = _part("PR", plot=fair_pr_plot(model, *arguments, figsize=figsize))
        importances = model.permutation_importance(frame)
        names = list(importances["Variable"])
        result["permutation_importance"] = _part("permutation_importance", data=importances)
        result["pdp"] = _part(
            "pdp",
            plots=H2OExplanation(
                {
                    name: fair_pd_plot(model, frame, name, protected_columns, figsize=figsize)
                    for name in names
                }
            ),
        )
        if can_contribute(trained, background=background_frame is not None):
            result["shap"] = _part(
                "shap",
                plots=H2OExplanation(
                    {
                        name: fair_shap_plot(
                            model, frame, name, protected_columns, figsize=figsize,
                            background_frame=background_frame,
                        )
                        for name in names
                    }
                ),
            )  # fmt: skip
    if render:
        result.render()
    return result


def _part(name: str, **content: Any) -> H2OExplanation:
    text = OF_GROUPS[name]
    return H2OExplanation(
        header=Header(text.title), description=Description(text.description), **content
    )


def _columns(found: Fairness, metrics: Sequence[str]) -> list[str]:
    strange = [name for name in metrics if name not in found.names]
    if strange:
        raise H2OValueError(
            f"metrics has {listed(strange)}; there are {listed(found.names, limit=99)}."
            + did_you_mean(strange[0], found.names),
            "metrics",
        )
    wanted = {*metrics, *(f"AIR_{name}" for name in metrics)}
    return sorted(wanted & set(found.names))


def _bars(found: Fairness, name: str, figsize: tuple[float, float]) -> Any:
    """A metric of all groups, those with the largest AUC first; the reference is another colour."""
    figure, (axes,) = new_figure(size=figsize)
    order = np.argsort(-np.nan_to_num(found.values("auc"), nan=-1.0), kind="stable")
    groups = [found.groups.names[place] for place in order]
    values = found.values(name)[order]
    values = np.where(np.isfinite(values), values, np.nan)
    colours = ["C1" if place == found.reference else "C0" for place in order]
    if name.startswith("AIR_"):
        axes.bar(groups, values - 1.0, bottom=1.0, color=colours)
        axes.axhline(1.0, c="k")
        for limit in _FOUR_FIFTHS:
            axes.axhline(limit, c="gray", linestyle="dashed")
    else:
        axes.bar(groups, values, color=colours)
    if name == "p.value":
        axes.axhline(0.05, c="r")
        axes.axhspan(0.0, 0.05, color="r", alpha=0.1)
    axes.grid(True)
    axes.tick_params(axis="x", labelrotation=90)
    axes.set_title(name)
    return finish(figure, None)
