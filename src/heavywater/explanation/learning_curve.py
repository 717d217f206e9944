"""How metrics went while a model, and the models of its folds, were trained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater.core.tables import Table
from heavywater.exceptions import H2OValueError, did_you_mean, listed
from heavywater.plot import finish, new_figure

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.model.model_base import ModelBase

__all__ = ["learning_curve_plot"]

#: Stopping metrics, and how the scoring history calls them.
_COLUMNS = {
    "logloss": "logloss",
    "auc": "auc",
    "misclassification": "classification_error",
    "rmse": "rmse",
    "mse": "mse",
    "anomaly_score": "mean_anomaly_score",
    "lift_top_group": "lift",
    "aucpr": "pr_auc",
    "deviance": "deviance",
    "mae": "mae",
    "custom": "custom",
    "custom_increasing": "custom",
}
_PREFERRED = {
    "Regression": "rmse",
    "AutoEncoder": "rmse",
    "AnomalyDetection": "mean_anomaly_score",
}

#: Columns that count what was trained, and the parameters that say how much of it was wanted.
_STEPS = {"epochs": "epochs", "number_of_trees": "ntrees"}
_COLOURS = ("#785ff0", "#ff6000", "#648fff", "#ffb000")

Points = tuple[list[float], list[float]]


def learning_curve_plot(
    model: ModelBase,
    metric: str = "AUTO",
    cv_ribbon: bool | None = None,
    cv_lines: bool | None = None,
    figsize: tuple[float, float] = (16, 9),
    colormap: str | None = None,
    save_plot_path: str | None = None,
) -> Any:
    """A metric over the epochs, of the model and of the models of its folds.

    Parameters
    ----------
    model
        The model.
    metric
        A stopping metric, such as ``"logloss"`` or ``"misclassification"``; AUTO takes the
        logloss of classes and the RMSE of numbers.
    cv_ribbon
        Draw mean and standard deviation of the folds' models; by default where most of them
        were scored at the same epochs.
    cv_lines
        Draw a line for each fold; by default where no ribbon is drawn.
    figsize
        Width and height in inches.
    colormap
        Name of a matplotlib colour map.
    save_plot_path
        File to save the figure to.

    Returns
    -------
    A matplotlib figure.
    """
    return _figure(model._model(), metric, cv_ribbon, cv_lines, figsize, colormap, save_plot_path)


def _figure(
    model: TrainedModel,
    metric: str,
    cv_ribbon: bool | None,
    cv_lines: bool | None,
    figsize: tuple[float, float],
    colormap: str | None,
    save_plot_path: str | None,
) -> Any:
    if not model.scoring_history.rows:
        raise H2OValueError(
            f"The model {model.key!r} has no scoring history, of which a learning curve is made; "
            "forests keep one with score_each_iteration or score_tree_interval."
        )
    column = _column(model, metric)
    figure, (axes,) = new_figure(size=figsize)
    train, valid, fold_train, fold_valid = _colours(colormap)
    folds = model.cross_validation
    histories = [] if folds is None else folds.scoring_histories
    ribbon = cv_ribbon if cv_ribbon is not None else _steps_agree(histories, column)
    lines = cv_lines if cv_lines is not None else not ribbon
    for kind, label, colour in [
        ("training", "Training (CV Models)", fold_train),
        ("validation", "Cross-validation", fold_valid),
    ]:
        curves = _curves(histories, f"{kind}_{column}")
        if curves and ribbon:
            _draw_ribbon(axes, curves, label, colour)
        if curves and lines:
            _draw_lines(axes, curves, label, colour)
    for kind, label, colour in [
        ("training", "Training", train),
        ("validation", "Validation", valid),
    ]:
        curve = _points(model.scoring_history, f"{kind}_{column}")
        if curve is None and kind == "training":
            curve = _points(model.scoring_history, column)
        if curve is not None:
            axes.plot(*curve, "o-", label=label, color=colour)
    step = _step(model.scoring_history)
    wanted = model.parameters.get(_STEPS[step])
    if wanted is not None:
        axes.axvline(wanted, label=f"Selected\n{step}", color="#2FBB24")
    axes.grid(True)
    axes.set(xlabel=step, ylabel=column, title=f"Learning Curve\nfor {model.key}")
    axes.legend()
    return finish(figure, save_plot_path)


def _step(history: Table) -> str:
    return next(name for name in _STEPS if name in history.names)


def _column(model: TrainedModel, metric: str) -> str:
    known = [n.removeprefix("training_") for n in model.scoring_history.names]
    allowed = [word for word, column in _COLUMNS.items() if column in known]
    if metric.lower() == "auto":
        return _PREFERRED.get(model.category, "logloss")
    column = _COLUMNS.get(metric.lower())
    if column is None or column not in known:
        raise H2OValueError(
            f"metric is {metric!r}; for this model there are AUTO, {listed(allowed)}."
            + did_you_mean(metric.lower(), allowed),
            "metric",
        )
    return column


def _colours(colormap: str | None) -> Sequence[Any]:
    if colormap is None:
        return _COLOURS
    import matplotlib as mpl

    if colormap not in mpl.colormaps:
        raise H2OValueError(
            f"colormap is {colormap!r}, which matplotlib does not have."
            + did_you_mean(colormap, list(mpl.colormaps)),
            "colormap",
        )
    return [mpl.colormaps[colormap](share) for share in np.linspace(0, 1, 4)]


def _points(history: Table, column: str) -> Points | None:
    """Steps and values where the metric was measured; None without that column."""
    if column not in history.names:
        return None
    pairs = [
        (float(step), float(value))
        for step, value in zip(history.column(_step(history)), history.column(column), strict=True)
        if value is not None and not np.isnan(value)
    ]
    return [step for step, _ in pairs], [value for _, value in pairs]


def _curves(histories: Sequence[Table], column: str) -> list[Points]:
    found = [_points(history, column) for history in histories]
    return [curve for curve in found if curve is not None]


def _by_step(curves: Sequence[Points]) -> dict[float, list[float]]:
    found: dict[float, list[float]] = defaultdict(list)
    for steps, values in curves:
        for step, value in zip(steps, values, strict=True):
            found[step].append(value)
    return dict(sorted(found.items()))


def _steps_agree(histories: Sequence[Table], column: str) -> bool:
    """Whether most folds were scored at the same steps, so that a mean over them says something."""
    curves = _curves(histories, f"training_{column}")
    counts = [len(values) for values in _by_step(curves).values()]
    if len(counts) < 2 or np.mean(counts) <= 2:
        return False
    return bool(np.mean(np.equal(counts[:-1], counts[1:])) >= 0.5)


def _draw_ribbon(axes: Any, curves: Sequence[Points], label: str, colour: Any) -> None:
    values = _by_step(curves)
    steps = list(values)
    mean = np.array([np.mean(group) for group in values.values()])
    spread = np.array([np.std(group) for group in values.values()])
    axes.plot(steps, mean, label=label, color=colour)
    axes.fill_between(steps, mean - spread, mean + spread, color=colour, alpha=0.25)


def _draw_lines(axes: Any, curves: Sequence[Points], label: str, colour: Any) -> None:
    for number, curve in enumerate(curves):
        axes.plot(*curve, label=label if number == 0 else None, color=colour, linestyle="dotted")
