"""Errors of a regression over its predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater._frame.base import as_frame_data
from heavywater.exceptions import H2OValueError
from heavywater.plot import finish, new_figure

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["residual_figure"]


def residual_figure(
    model: TrainedModel, frame: H2OFrame, figsize: tuple[float, float], save_plot_path: str | None
) -> Any:
    """The figure; arguments as for `H2ORegressionModel.residual_analysis_plot`."""
    data = as_frame_data(frame, "frame")
    if model.response is None or model.response not in data.names:
        raise H2OValueError(
            f"Residuals need the response {model.response!r}, which is not in the frame.", "frame"
        )
    fitted = model.predict(data).numeric("predict")
    residuals = data.numeric(model.response) - fitted
    known = ~np.isnan(residuals)
    fitted, residuals = fitted[known], residuals[known]
    figure, (axes,) = new_figure(size=figsize)
    axes.axhline(0.0, color="black")
    axes.scatter(fitted, residuals)
    if fitted.size > 1 and np.ptp(fitted) > 0:
        slope, intercept = np.polyfit(fitted, residuals, 1)
        ends = np.array([fitted.min(), fitted.max()])
        axes.plot(ends, slope * ends + intercept, color="blue")
    axes.grid(True)
    axes.set(xlabel="Fitted", ylabel="Residuals", title=f'Residual Analysis for "{model.key}"')
    return finish(figure, save_plot_path)
