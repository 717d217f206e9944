"""Isolation forests for scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np

from heavywater import estimators
from heavywater.core.frames.data import FrameData
from heavywater.sklearn.data import converted
from heavywater.sklearn.wrapper import Unsupervised

__all__ = ["H2OExtendedIsolationForestEstimator", "H2OIsolationForestEstimator"]


class _Forest(Unsupervised):
    """What both have."""

    def predict(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """How unusual each row is, as the first column of H2O's predictions says.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features.

        Returns
        -------
        array of shape (n_samples,), or H2OFrame of one column
            Scores, which are larger for unusual rows; 1 for anomalies and 0 for other rows if
            `contamination` is given.
        """
        result = self._predicted(X)
        first = result.names[0]
        values = result.codes(first) if result.domain(first) else result.numeric(first)
        return converted(result.select([first]), values, X, self.data_conversion)

    def score_samples(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """How usual each row is, as scikit-learn has it: the larger, the less of an anomaly.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features.

        Returns
        -------
        array of shape (n_samples,), or H2OFrame of one column
            Scores below 0.
        """
        result = self._predicted(X)
        name = next(n for n in ("score", "anomaly_score", "predict") if result.has(n))
        values = np.negative(result.numeric(name))
        frame = FrameData.from_columns({"score": values})
        return converted(frame, values, X, self.data_conversion)

    def fit_predict(self, X: Any, y: Any = None, **fit_params: Any) -> Any:  # noqa: N803
        """Predictions for the rows of the training; parameters as for `fit`."""
        return self.fit(X, y, **fit_params).predict(X)


class H2OIsolationForestEstimator(_Forest):
    """Forest of random trees that finds unusual rows.

    It wraps `heavywater.estimators.H2OIsolationForestEstimator`, which `estimator` is after `fit`.

    {parameters}

    Attributes
    ----------
    n_features_in_ : int
        Number of features.
    feature_names_in_ : array of shape (columns,)
        Their names, if X had some.
    estimator : H2OIsolationForestEstimator
        The model with everything that H2O's models offer.

    Examples
    --------
    >>> H2OIsolationForestEstimator(ntrees=20, random_state=1).ntrees
    20
    """

    _wrapped = estimators.H2OIsolationForestEstimator


class H2OExtendedIsolationForestEstimator(_Forest):
    """Forest of random trees whose splits look at several columns.

    It wraps `heavywater.estimators.H2OExtendedIsolationForestEstimator`, which `estimator` is after
    `fit`.

    {parameters}

    Attributes
    ----------
    n_features_in_ : int
        Number of features.
    feature_names_in_ : array of shape (columns,)
        Their names, if X had some.
    estimator : H2OExtendedIsolationForestEstimator
        The model with everything that H2O's models offer.

    Examples
    --------
    >>> H2OExtendedIsolationForestEstimator(extension_level=1, random_state=1).extension_level
    1
    """

    _wrapped = estimators.H2OExtendedIsolationForestEstimator
