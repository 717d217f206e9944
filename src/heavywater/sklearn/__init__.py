"""Estimators for scikit-learn's pipelines and searches, around those of `heavywater.estimators`.

They take arrays, lists, pandas and Polars tables, SciPy's sparse matrices and H2OFrames, and return
what they were given: an H2OFrame for an H2OFrame, else an array.

Needs scikit-learn: ``pip install 'heavywater[sklearn]'``.

Examples
--------
>>> from sklearn.datasets import load_iris
>>> from heavywater.sklearn import H2ODeepLearningClassifier
>>> X, y = load_iris(return_X_y=True)
>>> model = H2ODeepLearningClassifier(hidden=(20,), epochs=50, random_state=1).fit(X, y)
>>> model.predict(X[:2])
array([0, 0])
"""

from __future__ import annotations

try:
    import sklearn as _sklearn  # noqa: F401 - to say at once what is missing
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "heavywater.sklearn needs scikit-learn, which is not installed; install it with "
        "pip install 'heavywater[sklearn]'.",
        name="sklearn",
    ) from error

from heavywater.sklearn.connection import h2o_connection
from heavywater.sklearn.estimators import (
    H2OAutoEncoderEstimator,
    H2ODeepLearningClassifier,
    H2ODeepLearningEstimator,
    H2ODeepLearningRegressor,
)
from heavywater.sklearn.forests import (
    H2OExtendedIsolationForestEstimator,
    H2OIsolationForestEstimator,
)

__all__ = [
    "H2OAutoEncoderEstimator",
    "H2ODeepLearningClassifier",
    "H2ODeepLearningEstimator",
    "H2ODeepLearningRegressor",
    "H2OExtendedIsolationForestEstimator",
    "H2OIsolationForestEstimator",
    "h2o_connection",
]

# Lists that scripts written for H2O-3's module look at: which of its estimators have no wrapper,
# or only some of the three kinds.
_excluded_estimators = ("H2OEstimator",)
_generic_only_estimators = (
    "H2OAutoEncoderEstimator",
    "H2OExtendedIsolationForestEstimator",
    "H2OIsolationForestEstimator",
)
_classifier_only_estimators: tuple[str, ...] = ()
_regressor_only_estimators: tuple[str, ...] = ()
