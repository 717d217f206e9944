"""Metrics of models that tell how unusual rows are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from heavywater.core.metrics.arrays import as_floats
from heavywater.core.metrics.record import MetricsRecord

__all__ = ["AnomalyMetrics", "anomaly_metrics"]


@dataclass(frozen=True, eq=False, kw_only=True)
class AnomalyMetrics(MetricsRecord):
    """How long paths through isolation trees are on average, and the scores made from them.

    There is no response: `mse` and `r2` are NaN.

    Attributes
    ----------
    mean_score
        Mean length of paths over rows and trees.
    mean_normalized_score
        Mean of the rows' scores.
    """

    mean_score: float
    mean_normalized_score: float

    names: ClassVar[tuple[str, ...]] = ("mean_score", "mean_normalized_score", "mse", "rmse")


def anomaly_metrics(lengths: ArrayLike, scores: ArrayLike) -> AnomalyMetrics:
    """Metrics from each row's mean length of paths and its score.

    Parameters
    ----------
    lengths
        Mean length of each row's paths; rows with NaN do not count.
    scores
        Score of each row.

    Examples
    --------
    >>> metrics = anomaly_metrics([4.0, 6.0], [1.0, 0.0])
    >>> metrics.mean_score, metrics.mean_normalized_score
    (5.0, 0.5)
    """
    length, score = as_floats(lengths), as_floats(scores)
    known = length == length
    if not known.all():
        length, score = length[known], score[known]
    some = length.size > 0
    return AnomalyMetrics(
        nobs=int(length.size),
        mse=math.nan,
        r2=math.nan,
        mean_score=float(length.mean()) if some else math.nan,
        mean_normalized_score=float(score.mean()) if some else math.nan,
    )
