"""Everything that explains models, in the place where H2O has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from heavywater import session
from heavywater.explanation.disparate import disparate_analysis
from heavywater.explanation.ice_plots import ice_plot
from heavywater.explanation.learning_curve import learning_curve_plot
from heavywater.explanation.many_models import (
    model_correlation,
    model_correlation_heatmap,
    varimp,
    varimp_heatmap,
)
from heavywater.explanation.models import predictors_of
from heavywater.explanation.numpy_frame import NumpyFrame
from heavywater.explanation.numpy_frame import factor_mapper as _factor_mapper
from heavywater.explanation.numpy_frame import own_point as _handle_orig_values
from heavywater.explanation.overview import explain, explain_row
from heavywater.explanation.pareto import pareto_front
from heavywater.explanation.pareto import positions_on_front as _calculate_pareto_front
from heavywater.explanation.pd_plots import pd_multi_plot, pd_plot
from heavywater.explanation.results import Description, H2OExplanation, Header
from heavywater.explanation.shap_plots import shap_explain_row_plot, shap_summary_plot
from heavywater.model.model_base import ModelBase
from heavywater.model.models import H2ORegressionModel
from heavywater.plot import get_matplotlib_pyplot

__all__ = [
    "Description",
    "H2OExplanation",
    "Header",
    "NumpyFrame",
    "_calculate_pareto_front",
    "_factor_mapper",
    "_handle_orig_values",
    "disparate_analysis",
    "explain",
    "explain_row",
    "get_matplotlib_pyplot",
    "ice_plot",
    "learning_curve_plot",
    "model_correlation",
    "model_correlation_heatmap",
    "no_progress_block",
    "np",
    "pareto_front",
    "pd_multi_plot",
    "pd_plot",
    "residual_analysis_plot",
    "shap_explain_row_plot",
    "shap_summary_plot",
    "varimp",
    "varimp_heatmap",
]


@contextmanager
def no_progress_block() -> Iterator[None]:
    """Show no progress bars meanwhile."""
    state = session.current()
    before, state.progress = state.progress, False
    try:
        yield
    finally:
        state.progress = before


def _get_xy(model: ModelBase) -> tuple[list[str], str | None]:
    """Columns that a model predicts from, and its response; scripts call it."""
    return predictors_of(model._model()), model._model().response


residual_analysis_plot = H2ORegressionModel.residual_analysis_plot
