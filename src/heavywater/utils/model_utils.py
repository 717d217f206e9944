"""What H2O-3 has in `h2o.utils.model_utils`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heavywater.exceptions import H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.model import ModelBase

__all__ = ["reset_model_threshold"]


def reset_model_threshold(model: ModelBase, threshold: float) -> float:
    """Predict the second class from another probability on.

    The model in the session changes too; its metrics stay, for they are of all thresholds.

    Parameters
    ----------
    model
        A model of two classes.
    threshold
        Between 0 and 1.

    Returns
    -------
    The threshold before.

    Examples
    --------
    ``reset_model_threshold(model, 0.4)``; back again with the number that it returned.
    """
    trained = model._model()
    if trained.category != "Binomial":
        raise H2OValueError(
            f"Only models of two classes have a threshold; this is a {trained.category} model.",
            "model",
        )
    if isinstance(threshold, bool) or not isinstance(threshold, (int, float)):
        raise H2OTypeError(
            f"threshold must be a number, not {threshold!r}.", "threshold", threshold
        )
    if not 0.0 <= threshold <= 1.0:
        raise H2OValueError(f"threshold is {threshold!r}; it must be between 0 and 1.", "threshold")
    before = model.default_threshold()
    trained.default_threshold = float(threshold)
    return before
