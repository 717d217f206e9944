"""Explanations of models: checked arguments in, tables and figures out.

The calculations are in `heavywater.core.explanation`, and those that only one algorithm can do in
its own package. Users reach them by the methods of models.
"""

from __future__ import annotations

from heavywater._stand_ins import stand_in

__all__: list[str] = []

_LATER = {
    "explain": "use the methods of a model: varimp_plot(), partial_plot(), learning_curve_plot()",
    "explain_row": "model.predict_contributions() and partial_plot(row_index=...) look at rows",
    "model_correlation": "compare the predictions of the models with H2OFrame.cor()",
    "model_correlation_heatmap": "compare the predictions of the models with H2OFrame.cor()",
    "pareto_front": "compare model_performance() of the models",
    "pd_multi_plot": "use partial_plot() of each model",
    "varimp": "use varimp() of each model",
    "varimp_heatmap": "use varimp() of each model",
}


def __getattr__(name: str) -> type:
    """Functions of H2O-3 that compare many models: they can be imported, and say what to use."""
    if name in _LATER:
        return stand_in(name, _LATER[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
