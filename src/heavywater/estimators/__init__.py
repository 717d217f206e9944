"""Estimators: one module for each algorithm."""

from __future__ import annotations

from heavywater.estimators.deeplearning import (
    H2OAutoEncoderEstimator,
    H2ODeepLearningEstimator,
)
from heavywater.estimators.estimator_base import H2OEstimator
from heavywater.estimators.extended_isolation_forest import H2OExtendedIsolationForestEstimator
from heavywater.estimators.isolation_forest import H2OIsolationForestEstimator

__all__ = [
    "H2OAutoEncoderEstimator",
    "H2ODeepLearningEstimator",
    "H2OEstimator",
    "H2OExtendedIsolationForestEstimator",
    "H2OIsolationForestEstimator",
]


# Classes of H2O-3 for other algorithms. They can be imported, because notebooks import more than
# they use, and say at the first use that they are not here.
_NAMES = """
    ANOVAGLM AdaBoost Aggregator CoxProportionalHazards DecisionTree
    GeneralizedAdditive GeneralizedLinear GeneralizedLowRank Generic GradientBoosting HGLM
    IsotonicRegression KMeans ModelSelection NaiveBayes PrincipalComponentAnalysis
    RandomForest RuleFit SingularValueDecomposition StackedEnsemble SupportVectorMachine
    TargetEncoder UpliftRandomForest Word2vec XGBoost
"""
_OTHERS = {f"H2O{name}Estimator" for name in _NAMES.split()} | {"H2OInfogram"}


def __getattr__(name: str) -> type:
    from heavywater._stand_ins import stand_in
    from heavywater.exceptions import did_you_mean

    if name in _OTHERS:
        return stand_in(name, "it has H2ODeepLearningEstimator and the isolation forests")
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}.{did_you_mean(name, __all__)}"
    )
