"""What models of H2O-3 have and these do not: each name with the reason or the way round."""

from __future__ import annotations

from heavywater.exceptions import H2ONotImplementedError, H2OValueError

__all__ = ["NOT_YET", "OTHER_ALGORITHMS", "NotYetError", "UntrainedError", "reason"]


class NotYetError(H2ONotImplementedError, AttributeError):
    """A method that is not there yet; an `AttributeError` too, so that `hasattr` is false."""


class UntrainedError(H2OValueError, AttributeError):
    """A result that is asked for before training."""


_MOJO = (
    "MOJO is H2O's format for Java; download_model() and h2o.save_model() write a file that "
    "h2o.load_model() reads on any machine with Heavywater"
)
_EXPLAIN = "explanations come in a later release"
_FAIRNESS = "fairness metrics come in a later release"
_LATER = "it comes in a later release"

NOT_YET: dict[str, str] = {
    "download_mojo": _MOJO,
    "download_pojo": "models are not exported as Java code; h2o.save_model() writes them to files",
    "save_mojo": _MOJO,
    "explain": _EXPLAIN,
    "explain_row": _EXPLAIN,
    "ice_plot": _EXPLAIN,
    "pd_plot": _EXPLAIN,
    "partial_plot": _EXPLAIN,
    "shap_explain_row_plot": _EXPLAIN,
    "shap_summary_plot": _EXPLAIN,
    "residual_analysis_plot": _EXPLAIN,
    "learning_curve_plot": "use plot(), or draw scoring_history()",
    "permutation_importance": "use varimp()",
    "permutation_importance_plot": "use varimp_plot()",
    "predicted_vs_actual_by_variable": _EXPLAIN,
    "predict_contributions": _EXPLAIN,
    "disparate_analysis": _FAIRNESS,
    "fairness_metrics": _FAIRNESS,
    "fair_cut_plot": _FAIRNESS,
    "fair_pd_plot": _FAIRNESS,
    "fair_roc_plot": _FAIRNESS,
    "fair_pr_plot": _FAIRNESS,
    "fair_shap_plot": _FAIRNESS,
    "inspect_model_fairness": _FAIRNESS,
    "calibrate": _LATER,
    "detach": "remove the model with remove(model.model_id)",
    "aic": _LATER,
    "loglikelihood": _LATER,
    "custom_metric_name": "custom metrics come in a later release",
    "custom_metric_value": "custom metrics come in a later release",
}

#: Names that only models of other algorithms have in H2O-3.
OTHER_ALGORITHMS: dict[str, str] = {
    **dict.fromkeys(
        (
            "coef",
            "coef_names",
            "coef_norm",
            "coef_with_p_values",
            "pprint_coef",
            "std_coef_plot",
            "null_deviance",
            "residual_deviance",
            "null_degrees_of_freedom",
            "residual_degrees_of_freedom",
            "negative_log_likelihood",
            "average_objective",
            "get_variable_inflation_factors",
            "hglm_metric",
        ),
        "generalised linear models",
    ),
    **dict.fromkeys(
        (
            "feature_frequencies",
            "feature_interaction",
            "h",
            "ntrees_actual",
            "predict_leaf_node_assignment",
            "row_to_tree_assignment",
            "staged_predict_proba",
            "update_tree_weights",
        ),
        "tree models",
    ),
    "rotation": "principal component analysis",
}


def reason(owner: str, name: str) -> str | None:
    """Why `owner` lacks a name of H2O-3, as a sentence; None for any other name."""
    if name in NOT_YET:
        return f"{owner} has no {name}() yet: {NOT_YET[name]}."
    if name in OTHER_ALGORITHMS:
        return f"{name}() belongs to {OTHER_ALGORITHMS[name]}, which {owner} is not."
    return None
