"""What every estimator does: take parameters, train, become its model."""

from __future__ import annotations

import copy
import functools
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from heavywater._rapids import EVALUATE_AUTO
from heavywater._sklearn_tags import frame_tags
from heavywater.core.jobs import Job, Running, start_job
from heavywater.core.params import Parameter, ParameterSet
from heavywater.core.store import Store, unique_key
from heavywater.core.training.folds import fold_problems
from heavywater.core.training.request import TrainingRequest
from heavywater.estimators._checkpoints import checkpoints_folder, write_checkpoints
from heavywater.estimators._columns import choose_predictors, column_name, special_column
from heavywater.estimators._references import References
from heavywater.exceptions import (
    H2OColumnError,
    H2OModelBuildError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)
from heavywater.model.model_base import ModelBase

if TYPE_CHECKING:
    from heavywater.core.training.model import Built, TrainedModel
    from heavywater.frame import H2OFrame
    from heavywater.model.segment_models import H2OSegmentModels

__all__ = ["H2OEstimator", "as_frame", "store_built", "wrap_model"]

# Parameters that train() takes itself, under H2O's names or as x and y.
_OF_TRAIN = ("training_frame", "validation_frame", "response_column", "ignored_columns")

# Parameters that give a column a role besides those of predictors and response.
_SPECIAL = ("weights_column", "offset_column", "fold_column")


class H2OEstimator(ModelBase):
    """Base of the estimators: parameters, training, scikit-learn's conventions.

    A subclass sets `_parameter_set`; its signature, docstring and properties follow from that.
    """

    #: H2O's name of the algorithm.
    algo: ClassVar[str]
    #: How keys of its models begin.
    key_prefix: ClassVar[str]
    #: Whether there is a column to predict.
    supervised_learning: bool = True

    _parms: dict[str, Any]
    _running: Running[Built] | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        parameters = cls.__dict__.get("_parameter_set")
        # The classes that training makes of an estimator inherit everything.
        if parameters is not None:
            _declare(cls, parameters)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._parms = {}
        for name, value in self._parameters().bind(args, kwargs).items():
            self._set_parameter(name, value)

    # -- Parameters ------------------------------------------------------------------------

    @classmethod
    def _parameters(cls) -> ParameterSet:
        if cls._parameter_set is None:
            raise H2OTypeError(f"{cls.__name__} is no estimator; use one for an algorithm.")
        return cls._parameter_set

    def _set_parameter(self, name: str, value: Any) -> None:
        parameter = self._parameters()[name]
        parameter.convert(value)
        if parameter.name == "model_id":
            self._wanted_id = value
        # As given, so that it reads back as the user wrote it, and clone() sees no change.
        self._parms[parameter.name] = value

    def _get_parameter(self, name: str) -> Any:
        parameter = self._parameters()[name]
        if parameter.name == "model_id":
            return self._wanted_id
        if parameter.name not in self._parms:
            # Kept, so that a default list that the user changes in place has its effect.
            self._parms[parameter.name] = parameter.signature_default
        return self._parms[parameter.name]

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002 - scikit-learn's
        """Every parameter by name, as it was given.

        Parameters
        ----------
        deep
            For scikit-learn; no parameter is itself an estimator.
        """
        return {name: self._get_parameter(name) for name in self._parameters().names}

    def set_params(self, **parms: Any) -> Self:
        """Set parameters by name.

        Returns
        -------
        The estimator.
        """
        for name, value in parms.items():
            self._set_parameter(name, value)
        return self

    def __sklearn_clone__(self) -> Self:
        """An estimator with the same parameters and without a model."""
        return cast("Self", self._own_class()(**copy.deepcopy(self.get_params())))

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn's pipelines ask about their last step."""
        return frame_tags(transformer=False)

    def __sklearn_is_fitted__(self) -> bool:
        return self._trained is not None

    def _given(self) -> dict[str, Any]:
        """The parameters that are away from their default."""
        parameters = self._parameters()
        converted = {name: parameters[name].convert(v) for name, v in self._parms.items()}
        return {n: v for n, v in converted.items() if not parameters[n].is_default(v)}

    def _as_given(self) -> dict[str, Any]:
        """The same, each as it was written."""
        return {name: self._parms[name] for name in self._given()}

    # -- Training --------------------------------------------------------------------------

    def train(
        self,
        x: Any = None,
        y: Any = None,
        training_frame: H2OFrame | None = None,
        offset_column: str | None = None,
        fold_column: str | None = None,
        weights_column: str | None = None,
        validation_frame: H2OFrame | None = None,
        max_runtime_secs: float | None = None,
        ignored_columns: Any = None,
        model_id: str | None = None,
        verbose: bool = False,
    ) -> Self:
        """Train the model.

        Parameters
        ----------
        x
            Columns to learn from: names, positions, or both mixed; all others when it is not
            given. Their order does not matter.
        y
            Column to predict, by name or position: categorical for classes, numeric for
            regression; none for an autoencoder.
        training_frame
            Frame with these columns.
        offset_column
            Column of values added to the prediction before the link; see the parameter.
        fold_column
            Column with the fold of each row, for a cross-validation.
        weights_column
            Column of observation weights.
        validation_frame
            Frame to score on while training.
        max_runtime_secs
            Seconds after which the training ends with what it has.
        ignored_columns
            Columns to leave out; instead of `x`.
        model_id
            Key of the model.
        verbose
            Print the scoring history after training.

        Returns
        -------
        The estimator, which is the model now.

        Raises
        ------
        H2OModelBuildError
            If parameters or data cannot give a model; the message says why.
        """
        self.start(
            x,
            y,
            training_frame,
            offset_column,
            fold_column,
            weights_column,
            validation_frame,
            max_runtime_secs,
            ignored_columns,
            model_id,
        )
        self.join()
        if verbose:
            self._print_scoring_history()
        return self

    def train_segments(
        self,
        x: Any = None,
        y: Any = None,
        training_frame: H2OFrame | None = None,
        offset_column: str | None = None,
        fold_column: str | None = None,
        weights_column: str | None = None,
        validation_frame: H2OFrame | None = None,
        max_runtime_secs: float | None = None,
        ignored_columns: Any = None,
        segments: list[str] | H2OFrame | None = None,
        segment_models_id: str | None = None,
        parallelism: int = 1,
        verbose: bool = False,
    ) -> H2OSegmentModels:
        """Train a model for each part of the frame; the estimator itself stays as it is.

        Parameters
        ----------
        x, y, training_frame, offset_column, fold_column, weights_column, validation_frame
            As in `train`. The columns that make the parts are not learned from.
        max_runtime_secs
            Seconds for each model.
        ignored_columns
            Columns to leave out; instead of `x`.
        segments
            Columns, by name: rows with the same values make a part, rows where they are missing
            too. Or a frame that lists values of such columns, a part a row.
        segment_models_id
            Key of the result; models have this key and a number.
        parallelism
            How many models to train side by side; more than one have one core each.
        verbose
            Print what became of each part.

        Returns
        -------
        H2OSegmentModels
            ``as_frame()`` lists the models. A part that cannot give a model is listed as failed,
            with the reason.
        """
        from heavywater.estimators._segments import train_segments
        from heavywater.model.segment_models import H2OSegmentModels

        frame = as_frame(training_frame, "training_frame")
        if frame is None:
            raise H2OValueError("train_segments() needs training_frame.", "training_frame")
        if not isinstance(parallelism, int) or isinstance(parallelism, bool) or parallelism < 1:
            raise H2OValueError(
                f"parallelism is {parallelism!r}; it must be a whole number from 1.", "parallelism"
            )
        columns = _present(
            offset_column=offset_column,
            fold_column=fold_column,
            weights_column=weights_column,
            max_runtime_secs=max_runtime_secs,
        )
        validation = as_frame(validation_frame, "validation_frame")
        if segment_models_id is None:
            segment_models_id = unique_key(f"{self.key_prefix}_segment_models_python")
        models = H2OSegmentModels(segment_models_id)
        train_segments(
            *(self, x, y, frame, validation, ignored_columns, columns),
            *(segments, segment_models_id, parallelism),
        )
        if verbose:
            print(models.as_frame())
        return models

    def start(
        self,
        x: Any = None,
        y: Any = None,
        training_frame: H2OFrame | None = None,
        offset_column: str | None = None,
        fold_column: str | None = None,
        weights_column: str | None = None,
        validation_frame: H2OFrame | None = None,
        max_runtime_secs: float | None = None,
        ignored_columns: Any = None,
        model_id: str | None = None,
    ) -> None:
        """Begin the training and go on; `join` waits for its end. Arguments as in `train`."""
        request = self._training_request(
            x,
            y,
            training_frame,
            offset_column=offset_column,
            fold_column=fold_column,
            weights_column=weights_column,
            validation_frame=validation_frame,
            max_runtime_secs=max_runtime_secs,
            ignored_columns=ignored_columns,
            model_id=model_id,
        )
        overridden = self._overridden(
            offset_column=offset_column, fold_column=fold_column, weights_column=weights_column
        )
        _warn(overridden + request.warnings)
        job = Job(unique_key("job"), f"{self.algo} Model Build")
        self._running = start_job(job, functools.partial(self._build, request))

    def _overridden(self, **columns: Any) -> list[str]:
        """A note for each column that was another one when the estimator was made."""
        given = self._given()
        return [
            f"{name} was {given[name]!r} when the estimator was made, and is {column!r} in this "
            "training: what is given to train() counts."
            for name, column in _present(**columns).items()
            if name in given and given[name] != column
        ]

    def _training_request(
        self,
        x: Any,
        y: Any,
        training_frame: Any,
        *,
        offset_column: str | None = None,
        fold_column: str | None = None,
        weights_column: str | None = None,
        validation_frame: Any = None,
        max_runtime_secs: float | None = None,
        ignored_columns: Any = None,
        model_id: str | None = None,
    ) -> TrainingRequest:
        """A checked request; arguments as in `train`."""
        given = self._given() | _present(
            offset_column=offset_column,
            fold_column=fold_column,
            weights_column=weights_column,
            max_runtime_secs=max_runtime_secs,
            model_id=model_id,
        )
        frames = given | _present(training_frame=training_frame, validation_frame=validation_frame)
        training = as_frame(frames.get("training_frame"), "training_frame")
        validation = as_frame(frames.get("validation_frame"), "validation_frame")
        if training is None:
            raise H2OValueError("train() needs training_frame, an H2OFrame.", "training_frame")
        ignored = given.get("ignored_columns") if ignored_columns is None else ignored_columns
        return self._request(x, y, training, validation, ignored, given)

    def join(self) -> None:
        """Wait for the training that `start` began, showing its progress."""
        from heavywater import session
        from heavywater.display.progress import watcher

        if self._running is None:
            raise H2OValueError("No training has been started; call start() or train().")
        running, self._running = self._running, None
        try:
            built = running.join(watcher())
        except KeyboardInterrupt:
            # It may come before the waiting has begun, too.
            running.cancel()
            raise
        if session.current().properties.get(EVALUATE_AUTO, "").lower() == "false":
            _report_as_given(built.model)
        store_built(built, session.current().store)
        self._attach(built.model)
        write_checkpoints(built)
        _warn(built.model.warnings, known=self._told)

    def _request(
        self,
        x: Any,
        y: Any,
        training: H2OFrame,
        validation: H2OFrame | None,
        ignored: Any,
        given: dict[str, Any],
    ) -> TrainingRequest:
        """Everything checked that can be checked without looking at the data."""
        from heavywater import session

        values = self._validate(given)
        if values.get("export_checkpoints_dir") is not None:
            values["export_checkpoints_dir"] = str(
                checkpoints_folder(values["export_checkpoints_dir"])
            )
        references = References.of(self._parameters(), values)
        values |= references.keys
        names = training._data.names
        response, ignored_y = None, []
        if self.supervised_learning:
            response = _response(y, values["response_column"], names)
        elif y is not None:
            ignored_y = [_ignored_response(y, self.algo)]
        special = {role: special_column(values.get(role), names, role) for role in _SPECIAL}
        _check_roles(response, special)
        taken = set(filter(None, (response, *special.values())))
        if validation is not None and response is not None:
            _check_validation(response, validation)
        key = _model_key(values["model_id"], self.key_prefix)
        problems = list(fold_problems(values, special["fold_column"], training._data))
        if problems:
            raise H2OModelBuildError.of(problems)
        self._told = self._parameter_warnings(values) + ignored_y
        for name in _OF_TRAIN:
            values.pop(name, None)
        predictors = choose_predictors(x, ignored, names, taken)
        used = {*predictors, *taken}
        left_out = [name for name in names if name not in used]
        return TrainingRequest(
            model_key=key,
            parameters=values | {"model_id": key, "ignored_columns": left_out or None},
            given={
                name: references.keys.get(name, value)
                for name, value in given.items()
                if name not in _OF_TRAIN
            },
            predictors=predictors,
            response=response,
            weights=special["weights_column"],
            offset=special["offset_column"],
            fold=special["fold_column"],
            training=training._data,
            validation=None if validation is None else validation._data,
            frames=references.frames,
            models=references.models,
            custom_metric=references.metric,
            training_frame_key=training.frame_id,
            validation_frame_key=None if validation is None else validation.frame_id,
            threads=session.current().nthreads,
            warnings=list(self._told),
        )

    _told: list[str]

    # What an algorithm adds.

    def _validate(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._parameters().validate(given)

    def _parameter_warnings(self, values: dict[str, Any]) -> list[str]:
        return self._parameters().without_effect(values)

    def _build(self, request: TrainingRequest, job: Job) -> Built:
        raise NotImplementedError

    def _print_scoring_history(self) -> None:
        from heavywater.two_dim_table import H2OTwoDimTable

        print(H2OTwoDimTable.from_table(self._model().scoring_history))

    # -- scikit-learn's conventions --------------------------------------------------------

    def fit(self, X: H2OFrame, y: H2OFrame | None = None) -> Self:  # noqa: N803 - scikit-learn's
        """Train on all columns of a frame; `train` offers more.

        Parameters
        ----------
        X
            Columns to learn from; without `y` the last one is the response, unless the estimator
            is an autoencoder.
        y
            A frame of one column, the response; an autoencoder does without.
        """
        training = as_frame(X, "X")
        if training is None:
            raise H2OValueError("fit() needs X, an H2OFrame.", "X")
        if not self.supervised_learning:
            return self.train(training_frame=training)
        response = as_frame(y, "y")
        if response is not None:
            training = training.cbind(response)
        return self.train(y=training.names[-1], training_frame=training)


def wrap_model(trained: Any) -> H2OEstimator:
    """The estimator that a trained model came from."""
    from heavywater.core.training.model import TrainedModel

    if not isinstance(trained, TrainedModel):
        raise H2OValueError(f"This key belongs to a {type(trained).__name__}, not to a model.")
    estimator = _class_for(trained)(**trained.given_parameters)
    estimator._attach(trained)
    return estimator


def _class_for(trained: TrainedModel) -> type[H2OEstimator]:
    from heavywater import estimators

    if trained.category == "AutoEncoder":
        return estimators.H2OAutoEncoderEstimator
    made: dict[str, type[H2OEstimator]] = {
        cls.algo: cls
        for cls in (
            estimators.H2ODeepLearningEstimator,
            estimators.H2OExtendedIsolationForestEstimator,
            estimators.H2OIsolationForestEstimator,
        )
    }
    return made[trained.algorithm]


def store_built(built: Built, store: Store) -> None:
    """Put a model and its parts into the session, instead of those of an older one of its key."""
    from heavywater.core.training.model import forget

    forget(store, built.model.key)
    for key, part in built.parts.items():
        store.put(key, part)
    store.put(built.model.key, built.model)


def _report_as_given(model: TrainedModel) -> None:
    """Let AUTO stand where it was given, not what it became."""
    for name in ("distribution", "stopping_metric", "categorical_encoding", "fold_assignment"):
        if model.given_parameters.get(name, "AUTO") == "AUTO":
            model.parameters[name] = "AUTO"


def _declare(cls: type[H2OEstimator], parameters: ParameterSet) -> None:
    """Give an estimator what follows from its parameters."""
    signature = parameters.signature()
    cls.__init__ = _initializer(signature)  # type: ignore[method-assign]
    cls.__doc__ = _with_parameters(cls.__doc__ or "", parameters.docstring())
    for parameter in parameters:
        # model_id is the model's own: after training it is the key that was made up.
        if parameter.name != "model_id":
            setattr(cls, parameter.name, _property(parameter))


def _initializer(signature: Any) -> Callable[..., None]:
    def __init__(self: H2OEstimator, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        H2OEstimator.__init__(self, *args, **kwargs)

    __init__.__signature__ = signature  # type: ignore[attr-defined]
    return __init__


def _property(parameter: Parameter) -> property:
    name = parameter.name

    def get(self: H2OEstimator) -> Any:
        return self._get_parameter(name)

    def set_(self: H2OEstimator, value: Any) -> None:
        self._set_parameter(name, value)

    return property(get, set_, doc=parameter.help)


def _with_parameters(doc: str, section: str) -> str:
    """The class's docstring with the section where it says so."""
    import inspect

    return inspect.cleandoc(doc).replace("{parameters}", section)


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _warn(messages: list[str], known: list[str] | None = None) -> None:
    for message in messages:
        if message not in (known or ()):
            warnings.warn(message, H2OUserWarning, stacklevel=4)


def as_frame(frame: Any, argument: str) -> H2OFrame | None:
    """A frame that was given as such or by its key; None stays None."""
    from heavywater import _objects
    from heavywater.frame import H2OFrame

    if isinstance(frame, str):
        frame = _objects.get_frame(frame) or frame
    if frame is not None and not isinstance(frame, H2OFrame):
        raise H2OTypeError(
            f"{argument} is of type {type(frame).__name__}; it must be an H2OFrame or the key of "
            "one. Make a frame with H2OFrame(...).",
            argument,
            frame,
        )
    return frame


def _response(y: Any, response_column: str | None, names: list[str]) -> str:
    column = response_column if y is None else y
    if column is None:
        raise H2OValueError("train() needs y, the column to predict, by name or by position.", "y")
    return column_name(column, names, "y")


def _ignored_response(y: Any, algorithm: str) -> str:
    what = "an autoencoder" if algorithm == "deeplearning" else "an isolation forest"
    return (
        f"y={y!r} is ignored: {what} has no response. It is an input like the other columns, "
        "unless x leaves it out."
    )


def _check_roles(response: str | None, special: dict[str, str | None]) -> None:
    taken = {} if response is None else {response: "response"}
    for role, column in special.items():
        if column is None:
            continue
        if column in taken:
            raise H2OModelBuildError.of(
                [
                    (
                        role,
                        f"The column {column!r} is both the {taken[column]} and the {role}; they "
                        "need a column of their own each.",
                    )
                ]
            )
        taken[column] = role


def _check_validation(response: str, validation: H2OFrame) -> None:
    names = validation._data.names
    if response not in names:
        missing = H2OColumnError.unknown(response, names, frame="validation_frame")
        raise H2OModelBuildError.of([("validation_frame", f"{missing} It needs the response.")])


def _model_key(model_id: str | None, prefix: str) -> str:
    if model_id is None:
        return unique_key(f"{prefix}_model_python")
    # A slash would cut the key in two in addresses.
    key = model_id.replace("/", "_")
    if key != model_id:
        _warn([f"model_id {model_id!r} has a slash, which a key cannot have; it is now {key!r}."])
    return key
