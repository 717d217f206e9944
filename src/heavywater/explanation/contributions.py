"""Contributions to predictions: arguments checked, and the largest ones picked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.exceptions import (
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
    listed,
)

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["can_contribute", "predicted_contributions"]

_FORMATS = ("Original", "Compact")
_NOT_FEATURES = ("BiasTerm", "RowIdx", "BackgroundRowIdx")


@runtime_checkable
class _Contributing(Protocol):
    """A model whose predictions can be taken apart."""

    def contributions(
        self,
        data: FrameData,
        background: FrameData,
        *,
        compact: bool,
        output_space: bool,
        per_reference: bool,
    ) -> FrameData:
        """A column per feature, ``BiasTerm``, and positions if `per_reference` asks for them."""


def can_contribute(model: TrainedModel, *, background: bool) -> bool:
    """Whether a model's predictions can be taken apart, with rows to compare with or without."""
    return (
        background
        and isinstance(model, _Contributing)
        and model.category in ("Regression", "Binomial")
    )


def predicted_contributions(
    model: TrainedModel,
    test_data: H2OFrame,
    *,
    output_format: str,
    top_n: int | None,
    bottom_n: int | None,
    compare_abs: bool,
    background_frame: H2OFrame | None,
    output_space: bool,
    output_per_reference: bool,
) -> FrameData:
    """The frame; arguments as for `ModelBase.predict_contributions`."""
    data = as_frame_data(test_data, "test_data")
    kind = output_format.lower() if isinstance(output_format, str) else output_format
    if kind not in ("original", "compact"):
        raise H2OTypeError(
            f"output_format must be one of {listed(_FORMATS)}, not {output_format!r}.",
            "output_format",
            output_format,
        )
    if not isinstance(model, _Contributing):
        raise H2ONotImplementedError(
            f"Models of {model.algorithm_title} have no contributions; use "
            "permutation_importance() or partial_plot()."
        )
    if background_frame is None:
        raise H2OValueError(
            f"Contributions of {model.algorithm_title} are differences from other rows: give "
            "these as background_frame, for instance a hundred rows of the training frame.",
            "background_frame",
        )
    found = model.contributions(
        data,
        as_frame_data(background_frame, "background_frame"),
        compact=kind == "compact",
        output_space=bool(output_space),
        per_reference=bool(output_per_reference),
    )
    top, bottom = _count(top_n, "top_n"), _count(bottom_n, "bottom_n")
    return found if top == bottom == 0 else _extremes(found, top, bottom, by_size=bool(compare_abs))


def _count(number: object, name: str) -> int:
    if number is None:
        return 0
    if isinstance(number, bool) or not isinstance(number, int):
        raise H2OTypeError(f"{name} must be a whole number, not {number!r}.", name, number)
    return number


def _extremes(found: FrameData, top: int, bottom: int, *, by_size: bool) -> FrameData:
    """The largest and the smallest contributions of each row with the names of their columns.

    Parameters
    ----------
    found
        A column per feature, then the bias, and the positions of rows if there are any.
    top, bottom
        How many of each; all if negative. Together no feature is named twice.
    by_size
        Whether the sign is left out of the comparison.
    """
    features = [name for name in found.names if name not in _NOT_FEATURES]
    values = np.column_stack([found.numeric(name) for name in features])
    count = len(features)
    top = count if top < 0 else min(top, count)
    bottom = count if bottom < 0 else bottom
    bottom = min(bottom, count - top)
    order = np.argsort(-(np.abs(values) if by_size else values), axis=1, kind="stable")
    columns: dict[str, Any] = {}
    for rank in range(top):
        columns |= _ranked("top", rank, order[:, rank], values, features)
    for rank in range(bottom):
        columns |= _ranked("bottom", rank, order[:, count - 1 - rank], values, features)
    kept = found.select([name for name in found.names if name in _NOT_FEATURES])
    return FrameData.from_columns(columns | {name: kept.column(name) for name in kept.names})


def _ranked(
    end: str,
    rank: int,
    chosen: npt.NDArray[np.int64],
    values: npt.NDArray[np.float64],
    features: list[str],
) -> dict[str, Any]:
    return {
        f"{end}_feature_{rank + 1}": EnumColumn(chosen.astype(np.int32), features),
        f"{end}_value_{rank + 1}": values[np.arange(len(values)), chosen],
    }
