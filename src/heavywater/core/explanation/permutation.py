"""Importance of a column: how much worse a model becomes when its values are shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from heavywater.exceptions import H2OValueError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel

__all__ = ["permutation_importances"]


def permutation_importances(
    model: TrainedModel,
    data: FrameData,
    metric: str,
    features: Sequence[str],
    repeats: int,
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Distance of a metric from its value with a column's values in random order.

    Breiman 2001, "Random forests", section 10; of the model as it is, with no new training.

    Parameters
    ----------
    model
        The model.
    data
        Rows with the response.
    metric
        A name that the model's metrics know.
    features
        Columns to shuffle, one at a time.
    repeats
        Number of times that each is shuffled.
    rng
        Draws the orders.

    Returns
    -------
    ndarray of shape (features, repeats)
        Never negative: a metric that gets better by chance has a distance too.

    Raises
    ------
    H2OValueError
        If the metric has no value on these rows.
    """
    reference = model.score(data).value(metric)
    if np.isnan(reference):
        raise H2OValueError(
            f"The metric {metric!r} has no value on these rows, so nothing can be measured by it; "
            "choose another one.",
            "metric",
        )
    distances = np.empty((len(features), repeats))
    for run in range(repeats):
        for position, name in enumerate(features):
            shuffled = data.select([name]).take(rng.permutation(data.nrow)).column(name)
            changed = data.with_columns({name: shuffled})
            distances[position, run] = abs(model.score(changed).value(metric) - reference)
    return distances
