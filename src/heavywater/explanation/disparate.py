"""Models side by side: how good they are, and how evenly they treat protected groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import FrameData
from heavywater.core.metrics.fairness import FAIRNESS
from heavywater.exceptions import H2OValueError, did_you_mean, listed
from heavywater.explanation.groups import Fairness, fairness
from heavywater.explanation.models import models_of, predictors_of

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["disparate_analysis"]

Floats = npt.NDArray[np.float64]


def disparate_analysis(
    models: Any,
    frame: H2OFrame,
    protected_columns: Sequence[str],
    reference: Sequence[str] | None,
    favorable_class: str,
    air_metric: str = "selectedRatio",
    alpha: float = 0.05,
) -> H2OFrame:
    """A leaderboard with what it takes to choose a fair model.

    Parameters
    ----------
    models
        Models of two classes: in a list, a grid, or a leaderboard.
    frame, protected_columns, reference, favorable_class
        As for `fairness_metrics` of models.
    air_metric
        Metric of which adverse impact ratios are looked at.
    alpha
        Groups whose p-value is below count for the columns ``significant_...``.

    Returns
    -------
    Behind the columns of the leaderboard: the number of predictors; the variance of the groups'
    accuracies, and that less what sampling alone makes (Lum, Zhang and Bower 2022, "De-biasing
    'bias' measurement"); smallest, mean, median and largest ratio, of all groups and of the
    significant ones; ``cair``, their mean by the groups' sizes; and those of the p-values.
    """
    from heavywater.frame import H2OFrame as Frame
    from heavywater.scoring import make_leaderboard

    if air_metric not in FAIRNESS:
        raise H2OValueError(
            f"air_metric is {air_metric!r}; there are {listed(FAIRNESS, limit=99)}."
            + did_you_mean(air_metric, FAIRNESS),
            "air_metric",
        )
    known = {str(model.model_id): model._model() for model in models_of(models)}
    table = make_leaderboard(models, frame, extra_columns="ALL")
    keys = [cells[0] for cells in table["model_id"].as_data_frame(False, False)]
    rows = []
    for key in keys:
        model = known[key]
        found = fairness(model, frame, protected_columns, reference, favorable_class)
        rows.append(
            {"num_of_features": len(predictors_of(model)), **_summary(found, air_metric, alpha)}
        )
    extra = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return table.cbind(Frame._from_data(FrameData.from_columns(extra)))


def _summary(found: Fairness, metric: str, alpha: float) -> dict[str, float]:
    accuracy, total = found.values("accuracy"), found.values("total")
    ratios, p_values = found.values(f"AIR_{metric}"), found.p_values
    by_chance = float(np.mean(accuracy * (1.0 - accuracy) / total))
    weighted = found.values("relativeSize") @ ratios
    return {
        "var": float(np.var(accuracy)),
        "corrected_var": max(0.0, float(np.var(accuracy)) - by_chance),
        **_spread("air", ratios),
        "cair": float(weighted),
        **_spread("significant_air", ratios[p_values < alpha]),
        **_spread("p.value", p_values),
    }


def _spread(name: str, values: Floats) -> dict[str, float]:
    if values.size == 0:
        return {f"{name}_{what}": float("nan") for what in ("min", "mean", "median", "max")}
    return {
        f"{name}_min": float(np.min(values)),
        f"{name}_mean": float(np.mean(values)),
        f"{name}_median": float(np.median(values)),
        f"{name}_max": float(np.max(values)),
    }
