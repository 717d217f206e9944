"""Deep Learning for scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils import ClassifierTags, RegressorTags
from sklearn.utils.metaestimators import available_if

from heavywater import estimators
from heavywater.core.params import ParameterSet
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame
from heavywater.sklearn.data import converted
from heavywater.sklearn.wrapper import Supervised, Unsupervised

__all__ = [
    "H2OAutoEncoderEstimator",
    "H2ODeepLearningClassifier",
    "H2ODeepLearningEstimator",
    "H2ODeepLearningRegressor",
]

_OF_CLASSES = ("bernoulli", "multinomial")


class H2ODeepLearningClassifier(ClassifierMixin, Supervised):
    """Feed-forward neural network for classes.

    It wraps `heavywater.estimators.H2ODeepLearningEstimator`, which `estimator` is after `fit`.
    A class is predicted if it is the most probable one; H2O's own `predict` takes the second of
    two classes from the threshold on at which F1 was largest.

    {parameters}

    Attributes
    ----------
    classes_ : array of shape (n_classes,)
        The classes, sorted.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : array of shape (columns,)
        Their names, if X had some.
    estimator : H2ODeepLearningEstimator
        The model with everything that H2O's models offer.

    Examples
    --------
    >>> H2ODeepLearningClassifier(hidden=(10,), random_state=1).epochs
    10.0
    """

    _wrapped = estimators.H2ODeepLearningEstimator

    score = Supervised.score

    def _is_classifier(self, y: Any) -> bool:  # noqa: ARG002 - others look at it
        return True

    def predict_proba(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """Probabilities of the classes.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features.

        Returns
        -------
        array of shape (n_samples, n_classes), or H2OFrame
            In the order of `classes_`.
        """
        return self._predict_proba(X)

    def predict_log_proba(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """Logarithms of `predict_proba`."""
        return self._predict_log_proba(X)


class H2ODeepLearningRegressor(RegressorMixin, Supervised):
    """Feed-forward neural network for numbers.

    It wraps `heavywater.estimators.H2ODeepLearningEstimator`, which `estimator` is after `fit`.

    {parameters}

    Attributes
    ----------
    n_features_in_ : int
        Number of features.
    feature_names_in_ : array of shape (columns,)
        Their names, if X had some.
    estimator : H2ODeepLearningEstimator
        The model with everything that H2O's models offer.

    Examples
    --------
    >>> H2ODeepLearningRegressor(hidden=(10,), distribution="laplace").hidden
    (10,)
    """

    _wrapped = estimators.H2ODeepLearningEstimator

    score = Supervised.score

    def _is_classifier(self, y: Any) -> bool:  # noqa: ARG002 - others look at it
        return False


def _may_be_classifier(model: Any) -> bool:
    if getattr(model, "_classes", None) is None and not model._declared_classifier():
        raise AttributeError(
            f"{type(model).__name__} has probabilities for classes only: set "
            "estimator_type='classifier', or a distribution such as 'multinomial'."
        )
    return True


class H2ODeepLearningEstimator(Supervised):
    """Feed-forward neural network for classes or numbers, whatever the target is.

    {parameters}

    Attributes
    ----------
    classes_ : array of shape (n_classes,)
        The classes, sorted; a classifier has them.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : array of shape (columns,)
        Their names, if X had some.
    estimator : H2ODeepLearningEstimator
        The model with everything that H2O's models offer.

    Examples
    --------
    >>> from sklearn.base import is_classifier
    >>> is_classifier(H2ODeepLearningEstimator(distribution="bernoulli"))
    True
    """

    _wrapped = estimators.H2ODeepLearningEstimator
    _generic = True

    def _declared_classifier(self) -> bool:
        if self.estimator_type not in (None, "classifier", "regressor"):
            raise H2OValueError(
                f"estimator_type is {self.estimator_type!r}; it must be 'classifier', 'regressor' "
                "or None.",
                "estimator_type",
            )
        if self.estimator_type is not None:
            return bool(self.estimator_type == "classifier")
        return str(self.distribution).lower() in _OF_CLASSES

    def _is_classifier(self, y: Any) -> bool:
        if self._declared_classifier():
            return True
        if self.estimator_type == "regressor":
            return False
        if isinstance(y, H2OFrame):
            return y._data.type_of(y.names[0]) not in ("int", "real", "time")
        return np.asarray(y).dtype.kind not in "iuf"

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        if self._declared_classifier():
            tags.estimator_type = "classifier"
            tags.classifier_tags = ClassifierTags()
        elif self.estimator_type == "regressor":
            tags.estimator_type = "regressor"
            tags.regressor_tags = RegressorTags()
        tags.target_tags.required = True
        return tags

    @available_if(_may_be_classifier)
    def predict_proba(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """Probabilities of the classes, as in `H2ODeepLearningClassifier`."""
        return self._predict_proba(X)

    @available_if(_may_be_classifier)
    def predict_log_proba(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """Logarithms of `predict_proba`."""
        return self._predict_log_proba(X)


class H2OAutoEncoderEstimator(Unsupervised):
    """Feed-forward neural network that reproduces its inputs.

    It wraps `heavywater.estimators.H2OAutoEncoderEstimator`, which `estimator` is after `fit`; that
    has `anomaly` and `deepfeatures`.

    {parameters}

    Attributes
    ----------
    n_features_in_ : int
        Number of features.
    feature_names_in_ : array of shape (columns,)
        Their names, if X had some.
    estimator : H2OAutoEncoderEstimator
        The model with everything that H2O's models offer.

    Examples
    --------
    >>> H2OAutoEncoderEstimator(hidden=(2,), activation="tanh").hidden
    (2,)
    """

    _wrapped = estimators.H2OAutoEncoderEstimator

    @classmethod
    def _declared(cls) -> ParameterSet:
        declared = super()._declared()
        without = [parameter for parameter in declared if parameter.name != "autoencoder"]
        return ParameterSet(declared.algorithm, without)

    def predict(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """The reconstruction of each row.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features.

        Returns
        -------
        array of shape (n_samples, n_inputs), or H2OFrame
            A categorical feature has a column for each of its levels.
        """
        result = self._predicted(X)
        array = np.asarray(result.matrix(result.names, np.float64))
        return converted(result, array, X, self.data_conversion)

    def fit_predict(self, X: Any, y: Any = None, **fit_params: Any) -> Any:  # noqa: N803
        """The reconstruction of the rows of the training; parameters as for `fit`."""
        return self.fit(X, y, **fit_params).predict(X)
