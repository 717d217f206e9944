"""What models of H2O-3 have and these do not: each name with the reason or the way round."""

from __future__ import annotations

from heavywater.exceptions import H2ONotImplementedError, H2OValueError

__all__ = [
    "NOT_YET",
    "OTHER_ALGORITHMS",
    "NotDefinedError",
    "NotYetError",
    "UntrainedError",
    "reason",
]


class NotYetError(H2ONotImplementedError, AttributeError):
    """A method that is not there yet; an `AttributeError` too, so that `hasattr` is false."""


class UntrainedError(H2OValueError, AttributeError):
    """A result that is asked for before training."""


class NotDefinedError(H2OValueError, KeyError):
    """A number that a kind of metrics does not have; H2O's client raises a `KeyError`."""

    def __str__(self) -> str:
        # Not KeyError's, which shows the quoted message.
        return str(self.args[0])


_MOJO = (
    "MOJO is H2O's format for Java; download_model() and h2o.save_model() write a file that "
    "h2o.load_model() reads on any machine with Heavywater"
)
_LATER = "it comes in a later release"

NOT_YET: dict[str, str] = {
    "download_mojo": _MOJO,
    "download_pojo": "models are not exported as Java code; h2o.save_model() writes them to files",
    "save_mojo": _MOJO,
    "make": "metrics of given predictions come from make_metrics()",
}

#: Names that only models of other algorithms have in H2O-3.
OTHER_ALGORITHMS: dict[str, str] = {
    **dict.fromkeys(
        (
            "calibrate",
            "feature_frequencies",
            "predict_leaf_node_assignment",
            "row_to_tree_assignment",
            "staged_predict_proba",
            "update_tree_weights",
        ),
        "gradient boosting and random forests",
    ),
}


def reason(owner: str, name: str) -> str | None:
    """Why `owner` lacks a name of H2O-3, as a sentence; None for any other name."""
    if name in NOT_YET:
        return f"{owner} has no {name}() yet: {NOT_YET[name]}."
    if name in OTHER_ALGORITHMS:
        return f"{name}() is for {OTHER_ALGORITHMS[name]}, not for {owner}."
    return None
