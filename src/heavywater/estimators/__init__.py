"""Estimators: one module for each algorithm."""

from __future__ import annotations

from typing import NoReturn

from heavywater.estimators.deeplearning import H2ODeepLearningEstimator
from heavywater.estimators.estimator_base import H2OEstimator

__all__ = ["H2ODeepLearningEstimator", "H2OEstimator"]


def __getattr__(name: str) -> NoReturn:
    from heavywater.exceptions import H2OAttributeError, did_you_mean

    if name.startswith("H2O") and name.endswith("Estimator"):
        raise H2OAttributeError(
            f"{name} is not available in this release of Heavywater, which has "
            f"H2ODeepLearningEstimator.{did_you_mean(name, __all__)}"
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
