"""Models by kind of response.

An estimator does not know before training which kind of response it will have. When it does, it
becomes an instance of a class that inherits from its own and from the one for that kind.
"""

from __future__ import annotations

from typing import cast

from heavywater.exceptions import H2OServerError
from heavywater.model.model_base import ModelBase
from heavywater.model.models.anomaly_detection import H2OAnomalyDetectionModel
from heavywater.model.models.autoencoder import H2OAutoEncoderModel
from heavywater.model.models.binomial import H2OBinomialModel
from heavywater.model.models.multinomial import H2OMultinomialModel
from heavywater.model.models.regression import H2ORegressionModel

__all__ = [
    "H2OAnomalyDetectionModel",
    "H2OAutoEncoderModel",
    "H2OBinomialModel",
    "H2OMultinomialModel",
    "H2ORegressionModel",
    "generic",
    "only_for",
    "specialised",
]

_KINDS: dict[str, type[ModelBase]] = {
    "AnomalyDetection": H2OAnomalyDetectionModel,
    "AutoEncoder": H2OAutoEncoderModel,
    "Regression": H2ORegressionModel,
    "Binomial": H2OBinomialModel,
    "Multinomial": H2OMultinomialModel,
}


def generic(cls: type[ModelBase]) -> type[ModelBase]:
    """The estimator's own class, without a kind of response."""
    return cast("type[ModelBase]", cls.__dict__.get("_generic", cls))


def specialised(cls: type[ModelBase], category: str) -> type[ModelBase]:
    """The estimator's class for a kind of response."""
    if category not in _KINDS:
        raise H2OServerError(f"There are no models of the category {category!r}.")
    return _specialised(generic(cls), category)


_made: dict[tuple[type[ModelBase], str], type[ModelBase]] = {}


def _specialised(cls: type[ModelBase], category: str) -> type[ModelBase]:
    kind = _KINDS[category]
    if issubclass(cls, kind):
        return cls
    if (cls, category) not in _made:
        # The name stays, so that the page and the repr name the class that the user wrote.
        names = {
            "__module__": cls.__module__,
            "__qualname__": cls.__qualname__,
            "__doc__": cls.__doc__,
            "_generic": cls,
        }
        _made[cls, category] = type(cls.__name__, (cls, kind), names)
    return _made[cls, category]


def only_for(name: str) -> str:
    """Which kinds of models have a name that others lack, such as ``"binomial"``."""
    if hasattr(ModelBase, name):
        return ""
    return " and ".join(word.lower() for word, kind in _KINDS.items() if hasattr(kind, name))
