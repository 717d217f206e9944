"""Contributions to predictions: arguments checked, and the largest ones picked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.explanation.contributions import sampled_contributions
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.exceptions import (
    H2ONotImplementedError,
    H2OResponseError,
    H2OTypeError,
    H2OValueError,
    listed,
)
from heavywater.explanation.arguments import single_target
from heavywater.explanation.models import column_name, predictors_of
from heavywater.explanation.responses import responses

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["can_contribute", "predicted_contributions"]

_FORMATS = ("Original", "Compact")
_BIAS = "BiasTerm"
_SEED = 0  # so that contributions come out the same again
_NOT_FEATURES = (_BIAS, "RowIdx", "BackgroundRowIdx")


@runtime_checkable
class _Contributing(Protocol):
    """A model that takes its predictions apart by itself.

    Attributes
    ----------
    contributes_alone
        Whether it does so without a background, or with one.
    """

    contributes_alone: bool

    def contributions(
        self,
        data: FrameData,
        background: FrameData | None,
        *,
        compact: bool,
        output_space: bool,
        per_reference: bool,
    ) -> FrameData:
        """A column per feature, ``BiasTerm``, and positions if `per_reference` asks for them."""


def can_contribute(model: TrainedModel, *, background: bool) -> bool:
    """Whether a model's predictions can be taken apart, with rows to compare with or without."""
    if model.category in ("Multinomial", "AutoEncoder"):
        return False
    return background or (isinstance(model, _Contributing) and model.contributes_alone)


def predicted_contributions(
    model: TrainedModel,
    test_data: H2OFrame,
    *,
    output_format: str = "Original",
    top_n: int | None = None,
    bottom_n: int | None = None,
    compare_abs: bool = False,
    background_frame: H2OFrame | None = None,
    output_space: bool = False,
    output_per_reference: bool = False,
    target: str | None = None,
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
    if model.category == "AutoEncoder":
        raise H2ONotImplementedError(
            "Contributions are parts of one prediction, of which an autoencoder has none; "
            "anomaly(per_feature=True) has the error of each input."
        )
    if model.category == "Multinomial" and target is None:
        # An OSError, as the client of H2O, which takes no model of several classes apart, has it.
        raise H2OResponseError(
            "Contributions are parts of one probability; name the class as target: "
            f"{listed(model.domain or [])}."
        )
    targets = single_target(model, target)
    background = _background(model, background_frame)
    own = isinstance(model, _Contributing) and model.contributes_alone == (background is None)
    if own and not targets:
        assert isinstance(model, _Contributing)
        found = model.contributions(
            data,
            background,
            compact=kind == "compact",
            output_space=bool(output_space),
            per_reference=bool(output_per_reference),
        )
    else:
        assert background is not None
        found = _sampled(model, data, background, targets, per_reference=bool(output_per_reference))
    top, bottom = _count(top_n, "top_n"), _count(bottom_n, "bottom_n")
    return found if top == bottom == 0 else _extremes(found, top, bottom, by_size=bool(compare_abs))


def _background(model: TrainedModel, frame: H2OFrame | None) -> FrameData | None:
    if frame is None:
        if isinstance(model, _Contributing) and model.contributes_alone:
            return None
        raise H2OValueError(
            f"Contributions of {model.algorithm_title} are differences from other rows: give "
            "these as background_frame, for instance a hundred rows of the training frame.",
            "background_frame",
        )
    background = as_frame_data(frame, "background_frame")
    if background.nrow == 0:
        raise H2OValueError("background_frame has no rows to compare with.", "background_frame")
    return background


def _sampled(
    model: TrainedModel,
    data: FrameData,
    background: FrameData,
    targets: tuple[str, ...],
    *,
    per_reference: bool,
) -> FrameData:
    """Contributions of any model: it predicts mixtures of the rows and of the background."""
    predict = responses(model, targets)
    names = predictors_of(model)
    offset = column_name(model.parameters.get("offset_column"))
    values, bias = sampled_contributions(
        lambda rows: predict(rows)[:, 0],
        data,
        background,
        names,
        kept=[offset] if offset is not None and data.has(offset) else [],
        per_reference=per_reference,
        rng=np.random.default_rng(_SEED),
    )
    columns: dict[str, Any] = {name: values[:, place] for place, name in enumerate(names)}
    columns[_BIAS] = bias
    if per_reference:
        row, reference = np.divmod(np.arange(len(bias)), background.nrow)
        columns |= {"RowIdx": row, "BackgroundRowIdx": reference}
    return FrameData.from_columns(columns)


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
