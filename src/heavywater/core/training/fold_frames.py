"""Frames that a cross-validation leaves: predictions of rows held out, and folds of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.combine import rbind

if TYPE_CHECKING:
    from heavywater.core.training.folds import Folds
    from heavywater.core.training.model import TrainedModel
    from heavywater.core.training.request import TrainingRequest

__all__ = ["assignment_frame", "holdout_frames"]


class _Predicted(Protocol):
    @property
    def model(self) -> TrainedModel: ...

    @property
    def predictions(self) -> npt.NDArray[np.float64]: ...


def holdout_frames(folds: Folds, found: Sequence[_Predicted]) -> tuple[FrameData, list[FrameData]]:
    """Predictions of all rows by the models that did not see them, and those of each fold.

    A fold's frame has all rows, as in H2O; outside of the rows held out, numbers are 0 and labels
    the first level.
    """
    parts = [result.model.prediction_frame(result.predictions) for result in found]
    positions = [np.flatnonzero(folds.held_out(fold)) for fold in range(folds.count)]
    order = np.argsort(np.concatenate(positions), kind="stable")
    whole = rbind(parts[0], parts[1:]).take(order)
    by_fold = []
    for result, part, rows in zip(found, parts, positions, strict=True):
        nothing = result.model.prediction_frame(np.zeros_like(result.predictions[:1]))
        # The row after the fold's own is the one of zeros.
        source = np.full(folds.numbers.size, rows.size, dtype=np.int64)
        source[rows] = np.arange(rows.size)
        by_fold.append(rbind(part, [nothing]).take(source))
    return whole, by_fold


def assignment_frame(request: TrainingRequest, folds: Folds) -> FrameData:
    """A column ``fold_assignment``: numbers of folds, or the given fold column."""
    if request.fold is not None:
        return request.training.select([request.fold]).rename(["fold_assignment"])
    return FrameData.from_columns({"fold_assignment": folds.numbers})
