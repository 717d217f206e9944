"""scikit-learn's own checks of estimators."""

from __future__ import annotations

from sklearn.utils.estimator_checks import parametrize_with_checks

from heavywater.sklearn import (
    H2OAutoEncoderEstimator,
    H2ODeepLearningClassifier,
    H2ODeepLearningEstimator,
    H2ODeepLearningRegressor,
    H2OExtendedIsolationForestEstimator,
    H2OIsolationForestEstimator,
)

ESTIMATORS = [
    H2ODeepLearningClassifier(hidden=(20,), epochs=20),
    H2ODeepLearningRegressor(hidden=(20,), epochs=20),
    H2ODeepLearningEstimator(estimator_type="classifier", hidden=(20,), epochs=20),
    H2OAutoEncoderEstimator(hidden=(2,), activation="tanh"),
    H2OIsolationForestEstimator(ntrees=10, random_state=1),
    H2OExtendedIsolationForestEstimator(ntrees=10, random_state=1),
]

_ORDER = (
    "rows are learned from one after the other, so that a row of weight 2 is not at the same place "
    "in the order as two rows"
)
_WEIGHTS = {
    "check_sample_weight_equivalence_on_dense_data": _ORDER,
    "check_sample_weight_equivalence_on_sparse_data": _ORDER,
}
_COLUMNS = "predict gives the reconstruction, which has a column for each input"
_RECONSTRUCTION = {
    "check_estimator_sparse_array": _COLUMNS,
    "check_estimator_sparse_matrix": _COLUMNS,
}


def expected(estimator):
    if isinstance(estimator, H2OAutoEncoderEstimator):
        return _RECONSTRUCTION
    if isinstance(estimator, (H2OExtendedIsolationForestEstimator, H2OIsolationForestEstimator)):
        return {}
    return _WEIGHTS


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected)
def test_scikit_learns_checks(estimator, check):
    check(estimator)
