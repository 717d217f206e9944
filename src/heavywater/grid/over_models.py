"""Methods of models, called on all models of a grid at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["EveryModel", "over_models"]


def over_models(name: str) -> Callable[..., dict[str, Any]]:
    """A method of grids that calls that of each model, and gives the results by model key."""

    def method(self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {model.model_id: _answer(model, name, args, kwargs) for model in self.models}

    method.__name__ = name
    method.__qualname__ = f"H2OGridSearch.{name}"
    method.__doc__ = (
        f"``{name}`` of every model, by the model's key; arguments as for a single model.\n\n"
        "Returns\n-------\nA dict, in the order of the grid."
    )
    return method


def _answer(model: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    found = getattr(model, name)
    return found(*args, **kwargs) if callable(found) else found


class EveryModel:
    """What all kinds of models answer."""

    predict = over_models("predict")
    model_performance = over_models("model_performance")
    scoring_history = over_models("scoring_history")
    varimp = over_models("varimp")
    mse = over_models("mse")
    rmse = over_models("rmse")
    mae = over_models("mae")
    rmsle = over_models("rmsle")
    r2 = over_models("r2")
    logloss = over_models("logloss")
    mean_residual_deviance = over_models("mean_residual_deviance")
    auc = over_models("auc")
    aucpr = over_models("aucpr")
    pr_auc = over_models("pr_auc")
    gini = over_models("gini")
    aic = over_models("aic")
    is_cross_validated = over_models("is_cross_validated")
    xval_keys = over_models("xval_keys")
    xvals = over_models("xvals")
    get_xval_models = over_models("get_xval_models")
    deepfeatures = over_models("deepfeatures")
    weights = over_models("weights")
    biases = over_models("biases")
    normmul = over_models("normmul")
    normsub = over_models("normsub")
    respmul = over_models("respmul")
    respsub = over_models("respsub")
    catoffsets = over_models("catoffsets")
    coef = over_models("coef")
    coef_norm = over_models("coef_norm")
    residual_deviance = over_models("residual_deviance")
    residual_degrees_of_freedom = over_models("residual_degrees_of_freedom")
    null_deviance = over_models("null_deviance")
    null_degrees_of_freedom = over_models("null_degrees_of_freedom")
