"""Predictions and what was observed, by the levels of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.explanation.by_level import means_by_level
from heavywater.core.frames.modelling import codes_in_domain
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OValueError, did_you_mean, listed
from heavywater.two_dim_table import H2OTwoDimTable, can_use_pandas

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["predicted_vs_actual"]


def predicted_vs_actual(
    model: TrainedModel, frame: H2OFrame, predicted: H2OFrame, variable: str, *, use_pandas: bool
) -> Any:
    """The table; arguments as for `ModelBase.predicted_vs_actual_by_variable`."""
    data = as_frame_data(frame, "frame")
    predictions = as_frame_data(predicted, "predicted")
    _check(model, data, predictions, variable)
    weights = model.parameters.get("weights_column")
    means = means_by_level(
        data,
        variable,
        [
            _values(model, predictions, predictions.names[0]),
            _values(model, data, model.response or ""),
        ],
        data.numeric(weights) if weights in data.names else None,
    )
    table = H2OTwoDimTable.from_table(
        Table(
            f"Predicted vs Actual by Variable '{variable}'",
            "",
            (Column(variable, "string"), Column("predict", "double"), Column("actual", "double")),
            tuple((level, *pair) for level, pair in means),
        )
    )
    if use_pandas and can_use_pandas():
        return table.as_data_frame().set_index(variable)
    return table


def _check(model: TrainedModel, data: FrameData, predictions: FrameData, variable: str) -> None:
    if model.category not in ("Regression", "Binomial"):
        raise H2OValueError(
            f"Predictions are compared by variable for regressions and two classes; this is a "
            f"{model.category.lower()} model."
        )
    if model.response not in data.names:
        raise H2OValueError(f"The frame has no response {model.response!r}.", "frame")
    if predictions.nrow != data.nrow:
        raise H2OValueError(
            f"predicted has {predictions.nrow} rows, but frame has {data.nrow}; give "
            "predict(frame).",
            "predicted",
        )
    levels = [name for name, kind in data.types.items() if kind == "enum"]
    if variable not in levels:
        raise H2OValueError(
            f"variable is {variable!r}; it must be a categorical column of the frame: "
            f"{listed(levels)}.{did_you_mean(variable, levels)}",
            "variable",
        )


def _values(model: TrainedModel, data: FrameData, name: str) -> npt.NDArray[np.float64]:
    """Numbers, or 0 and 1 for the two classes; NaN where missing."""
    if model.domain is None:
        return data.numeric(name)
    codes, _ = codes_in_domain(data, name, model.domain)
    return np.where(codes < 0, np.nan, codes.astype(np.float64))
