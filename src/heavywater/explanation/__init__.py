"""Explanations of models: checked arguments in, tables and figures out.

The calculations are in `heavywater.core.explanation`, and those that only one algorithm can do in
its own package. What is about one model is a method of models too.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "explain",
    "explain_row",
    "model_correlation",
    "model_correlation_heatmap",
    "pareto_front",
    "pd_multi_plot",
    "varimp",
    "varimp_heatmap",
]


# What H2O has here beside the names that it exports.
_OTHERS = (
    "H2OExplanation",
    "disparate_analysis",
    "ice_plot",
    "learning_curve_plot",
    "pd_plot",
    "residual_analysis_plot",
    "shap_explain_row_plot",
    "shap_summary_plot",
)


def __getattr__(name: str) -> Any:
    # Models import modules of this package, and these models: nothing may be imported here.
    if name in __all__ or name in _OTHERS:
        return getattr(import_module(f"{__name__}._explain"), name)
    if name == "_explain":  # H2O's own place of all this, which is loaded with `import h2o` there
        return import_module(f"{__name__}._explain")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
