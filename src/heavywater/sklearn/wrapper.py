"""What the estimators for scikit-learn share: parameters, fitting, predictions in any form.

The parameters are those declared for the algorithm (as H2O's wrappers have them), and

- ``random_state``, scikit-learn's: an integer gives the same model on any machine, since it
  implies ``reproducible=True`` where there is such a parameter; ``seed`` of a network gives it for
  the same number of cores;
- ``init_connection_args``, ``data_conversion`` and ``estimator_type``, as in H2O.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import issparse
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.params import ParameterSet
from heavywater.estimators.estimator_base import H2OEstimator
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame
from heavywater.sklearn.connection import H2OConnectionMonitorMixin
from heavywater.sklearn.data import Classes, converted, features, numbers, row_weights, with_columns

__all__ = ["H2OConnectionMonitorMixin", "Wrapper"]

_CONVERSIONS = """init_connection_args : dict, default None
    Arguments of `heavywater.init`, which is called with them if the session has not begun.
data_conversion : {'auto', 'array', 'numpy', 'pandas', 'h2o', True, False}, default 'auto'
    What predictions are: an H2OFrame for an H2OFrame and else an array ('auto'), always an
    array ('array', 'numpy', True), a table of pandas ('pandas'), an H2OFrame ('h2o', False)."""

_RANDOM_STATE = """random_state : int, RandomState or None, default None
    An integer makes fits repeatable on any machine: it is the seed, and of networks implies
    reproducible=True. Not together with seed."""

_ESTIMATOR_TYPE = """estimator_type : {'classifier', 'regressor', None}, default None
    What the target is taken for. None: a classifier if the distribution says so, or if the
    target is not numeric."""


class Wrapper(H2OConnectionMonitorMixin, BaseEstimator):
    """Base of the estimators for scikit-learn.

    A subclass names the estimator that it wraps; its signature and docstring follow from that.
    """

    #: The class that does the work.
    _wrapped: ClassVar[type[H2OEstimator]]
    #: Whether the constructor takes `estimator_type`.
    _generic: ClassVar[bool] = False
    #: Parameters of the wrapped class that only have one value here, and why.
    _fixed: ClassVar[dict[str, str]] = {}

    _estimator: H2OEstimator | None = None
    _forget: weakref.finalize[Any, Any] | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "_wrapped" in cls.__dict__:
            _declare(cls, cls._declared())

    @classmethod
    def _declared(cls) -> ParameterSet:
        """The parameters of the constructor that the wrapped class has too."""
        return cls._wrapped._parameters()

    # -- The estimator behind --------------------------------------------------------------

    @property
    def estimator(self) -> H2OEstimator | None:
        """The model with all that H2O's models offer; None before `fit`."""
        return self._estimator

    def _make_estimator(self) -> H2OEstimator:
        """An estimator with the parameters of this one, which it keeps."""
        self._estimator = self._wrapped(**self._given_parameters())
        return self._estimator

    def _given_parameters(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self._declared().names}
        for name, why in (_OF_FIT | self._fixed).items():
            if name not in given:
                continue
            if not self._declared()[name].is_default(given[name]):
                raise H2OValueError(f"{name}={given[name]!r} is given, but {why}.", name)
            del given[name]
        random_state = self.random_state
        if random_state is None:
            return given
        if given["seed"] not in (None, -1):
            raise H2OValueError(
                "Both seed and random_state are given; use one of them: random_state for the same "
                "model on any machine, seed for the same model on as many cores.",
                "random_state",
            )
        seed = int(check_random_state(random_state).randint(2**31 - 1))
        if isinstance(random_state, (int, np.integer)):
            seed = int(random_state)
        given["seed"] = seed
        return given | ({"reproducible": True} if "reproducible" in given else {})

    def _train(
        self, data: FrameData, response: str | None, *, sparse: bool, **options: Any
    ) -> None:
        self.init_connection(**(self.init_connection_args or {}))
        parameters = self._given_parameters()
        if sparse:
            # As if it were dense, a wide matrix might not fit into memory.
            parameters["sparse"] = True
        estimator = self._wrapped(**parameters)
        estimator.train(y=response, training_frame=H2OFrame._from_data(data), **options)
        self._estimator = estimator
        self._drop_when_unused(estimator)

    def _drop_when_unused(self, estimator: H2OEstimator) -> None:
        """Let the session forget a model without a name of its own together with this object.

        A search fits hundreds of models; the session would keep them all.
        """
        if self._forget is not None:
            self._forget()
        self._forget = None
        if self.model_id is None:
            self._forget = weakref.finalize(self, _remove, str(estimator.model_id))
            self._forget.atexit = False

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(super().__getstate__())
        # It belongs to the model in this session's store; a copy leaves that one alone.
        state.pop("_forget", None)
        return state

    # -- scikit-learn's ----------------------------------------------------------------------

    def __sklearn_is_fitted__(self) -> bool:
        return self._estimator is not None and self._estimator.key is not None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = True
        tags.input_tags.categorical = True
        return tags

    def _predicted(self, X: Any) -> FrameData:  # noqa: N803 - scikit-learn's
        check_is_fitted(self)
        assert self._estimator is not None
        data = features(self, X, fitting=False)
        return self._estimator.predict(H2OFrame._from_data(data))._data

    def show(self) -> None:
        """Print the model's page, or before `fit` the estimator."""
        if self._estimator is not None:
            self._estimator.show()
        else:
            print(self)


_OF_FIT = {
    "training_frame": "fit() learns from X and y; leave it out",
    "response_column": "fit() takes the target as y; leave it out",
}


def _remove(key: str) -> None:
    from heavywater import _objects

    _objects.remove(key)


class Supervised(Wrapper):
    """An estimator with a target."""

    _fixed: ClassVar[dict[str, str]] = {
        "autoencoder": "an autoencoder has no target; use H2OAutoEncoderEstimator"
    }

    def _is_classifier(self, y: Any) -> bool:
        raise NotImplementedError

    def fit(self, X: Any, y: Any, sample_weight: Any = None, **fit_params: Any) -> Self:  # noqa: N803
        """Train the network.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features. Missing values are allowed; text and categories of tables are categorical
            features; a sparse matrix is trained on with ``sparse=True``.
        y : {array, Series, H2OFrame} of shape (n_samples,)
            Target.
        sample_weight : array of shape (n_samples,), default None
            A row of weight 2 counts as two rows.
        **fit_params
            Arguments of `H2OEstimator.train`, such as ``validation_frame`` or ``verbose``.

        Returns
        -------
        self
        """
        data = features(self, X, fitting=True)
        if y is None:
            raise H2OValueError(
                f"This {type(self).__name__} estimator requires y to be passed, but the target y "
                "is None.",
                "y",
            )
        classes, target = Classes.of(y) if self._is_classifier(y) else (None, numbers(y))
        weights = row_weights(sample_weight, data)
        data, (response,) = with_columns(data, {_name_of(y): target})
        if weights is not None:
            _refuse_two_weights(self.weights_column)
            data, (fit_params["weights_column"],) = with_columns(data, {"sample_weight": weights})
            _refuse_one_class(classes, target, weights)
        self._train(data, response, sparse=issparse(X), **fit_params)
        self._classes = classes
        if classes is not None:
            self.classes_ = classes.labels
        return self

    def fit_predict(self, X: Any, y: Any, **fit_params: Any) -> Any:  # noqa: N803
        """Predictions for the rows of the training; parameters as for `fit`."""
        return self.fit(X, y, **fit_params).predict(X)

    def predict(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        """Predictions: the most probable class, or a number.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features.

        Returns
        -------
        array of shape (n_samples,), or H2OFrame of one column
            See `data_conversion`.
        """
        result = self._predicted(X)
        if self._classes is None:
            values: npt.NDArray[Any] = result.numeric("predict")
            return converted(result, values, X, self.data_conversion)
        codes = _probabilities(result).argmax(axis=1)
        column = EnumColumn(codes, self._classes.levels)
        frame = FrameData.from_columns({"predict": column})
        return converted(frame, self._classes.labels[codes], X, self.data_conversion)

    def _predict_proba(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        result = self._predicted(X)
        return converted(
            result.select(result.names[1:]), _probabilities(result), X, self.data_conversion
        )

    def _predict_log_proba(self, X: Any) -> Any:  # noqa: N803 - scikit-learn's
        result = self._predicted(X)
        with np.errstate(divide="ignore"):
            logs = np.log(_probabilities(result))
        columns = dict(zip(result.names[1:], logs.T, strict=True))
        return converted(FrameData.from_columns(columns), logs, X, self.data_conversion)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803
        """Accuracy for classes, R² for numbers.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features.
        y : {array, Series, H2OFrame} of shape (n_samples,)
            Target.
        sample_weight : array of shape (n_samples,), default None
            Weights of the rows.
        """
        from sklearn.metrics import accuracy_score, r2_score

        result = self._predicted(X)
        if self._classes is None:
            predicted = result.numeric("predict")
            return float(r2_score(numbers(y), predicted, sample_weight=sample_weight))
        codes = _probabilities(result).argmax(axis=1)
        return float(accuracy_score(self._classes.codes(y), codes, sample_weight=sample_weight))


def _probabilities(result: FrameData) -> npt.NDArray[np.float64]:
    return np.asarray(result.matrix(result.names[1:], np.float64), dtype=np.float64)


def _name_of(y: Any) -> str:
    if isinstance(y, H2OFrame):
        return y.names[0]
    name = getattr(y, "name", None)
    return name if isinstance(name, str) and name else "target"


def _refuse_two_weights(weights_column: Any) -> None:
    if weights_column is not None:
        raise H2OValueError(
            f"Both sample_weight and weights_column={weights_column!r} are given; use one of them.",
            "sample_weight",
        )


def _refuse_one_class(
    classes: Classes | None, target: Any, weights: npt.NDArray[np.float64]
) -> None:
    if not (weights > 0).any():
        raise H2OValueError("All weights of sample_weight are zero.", "sample_weight")
    if classes is not None and len(np.unique(target.codes[weights > 0])) < 2:
        raise H2OValueError(
            "All rows with a weight above zero are of one class; at least two classes are needed.",
            "sample_weight",
        )


# -- Signatures ----------------------------------------------------------------------------


def _declare(cls: type[Wrapper], declared: ParameterSet) -> None:
    """Give a wrapper the constructor and the docstring that follow from the parameters."""
    defaults = {p.name: _immutable(p.signature_default) for p in declared}
    defaults |= {"random_state": None, "init_connection_args": None, "data_conversion": "auto"}
    if cls._generic:
        defaults["estimator_type"] = None
    cls.__init__ = _constructor(defaults)  # type: ignore[method-assign]
    section = [declared.docstring(), _RANDOM_STATE, _CONVERSIONS]
    section += [_ESTIMATOR_TYPE] if cls._generic else []
    doc = inspect.cleandoc(cls.__doc__ or "")
    cls.__doc__ = doc.replace("{parameters}", "\n".join(section))


def _immutable(default: Any) -> Any:
    # scikit-learn's rule for defaults.
    return tuple(default) if isinstance(default, list) else default


def _constructor(defaults: dict[str, Any]) -> Callable[..., None]:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature(
        [inspect.Parameter("self", kind)]
        + [inspect.Parameter(name, kind, default=value) for name, value in defaults.items()]
    )

    def __init__(self: Wrapper, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        for name, value in list(bound.arguments.items())[1:]:
            setattr(self, name, value)

    __init__.__signature__ = signature  # type: ignore[attr-defined]
    return __init__


class Unsupervised(Wrapper):
    """What learns without a target."""

    def fit(self, X: Any, y: Any = None, **fit_params: Any) -> Self:  # noqa: N803, ARG002
        """Train the model.

        Parameters
        ----------
        X : {array, sparse matrix, table, H2OFrame} of shape (n_samples, n_features)
            Features.
        y
            Not used; there for scikit-learn's pipelines.
        **fit_params
            Arguments of `H2OEstimator.train`.
        """
        self._train(features(self, X, fitting=True), None, sparse=False, **fit_params)
        return self
