"""H2OGridSearch: models of one estimator for many combinations of its parameters."""

from __future__ import annotations

import re
import secrets
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from heavywater.core.jobs import Job, Running, start_job
from heavywater.core.store import Store, unique_key
from heavywater.core.training.search import walkers
from heavywater.core.training.search.criteria import checked_criteria
from heavywater.core.training.search.grid import Grid, GridPlan
from heavywater.core.training.search.search import Course, search
from heavywater.estimators._columns import column_name, column_names
from heavywater.estimators._references import References
from heavywater.estimators.estimator_base import H2OEstimator, as_frame
from heavywater.exceptions import (
    H2ODeprecationWarning,
    H2OModelBuildError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)
from heavywater.grid.building import EstimatorBuilder
from heavywater.grid.metrics import KINDS
from heavywater.grid.results import GridResults
from heavywater.grid.space import checked_space
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["H2OGridSearch"]


class H2OGridSearch(GridResults):
    """Models of one estimator for many combinations of its parameters, the best first.

    A combination from which no model can be built is listed as a failure, and the search goes
    on.

    Parameters
    ----------
    model
        An estimator, or its class. What is set in it holds for all models.
    hyper_params
        By parameter, the list of its values.
    grid_id
        Key of the grid. Training a grid of a key that the session has adds models to it;
        combinations that it has already are not built again.
    search_criteria
        How to search, a dictionary:

        ``strategy``
            ``"Cartesian"`` (default): all combinations. ``"RandomDiscrete"``: in random order,
            until a limit is reached. ``"Sequential"``: the first values of all lists together,
            then the second ones, and so on.
        ``max_models``, ``max_runtime_secs``
            Limits, for all strategies but Cartesian.
        ``stopping_rounds``, ``stopping_metric``, ``stopping_tolerance``
            End the search when the best so many models are no better than the next so many.
        ``seed``
            Of the random order. Models without a seed of their own get this one plus 0, 1, ...
        ``early_stopping``
            Sequential: False to ignore ``stopping_rounds``.
    export_checkpoints_dir
        Folder to which each model is written when it is done, and the grid.
    recovery_dir
        The same, with the frames, so that an interrupted search can be continued by `load_grid`
        and `resume`.
    parallelism
        Models to train at a time: 1 (default), more, or 0 for as many as there are cores. Models
        that train side by side have one thread each, so that which of them ends first has no
        influence on any.

    Examples
    --------
    >>> import heavywater as h2o
    >>> from heavywater.estimators import H2ODeepLearningEstimator
    >>> from heavywater.grid import H2OGridSearch
    >>> grid = H2OGridSearch(H2ODeepLearningEstimator(epochs=1), {"hidden": [[5], [10, 10]]})
    >>> len(grid)
    0
    """

    _running: Running[None] | None = None
    _builder: EstimatorBuilder | None = None

    def __init__(
        self,
        model: H2OEstimator | type[H2OEstimator] | None,
        hyper_params: Mapping[str, Any],
        grid_id: str | None = None,
        search_criteria: Mapping[str, Any] | None = None,
        export_checkpoints_dir: str | None = None,
        recovery_dir: str | None = None,
        parallelism: int = 1,
    ) -> None:
        self.model = _estimator(model)
        if not isinstance(hyper_params, Mapping):
            raise _wrong("hyper_params", hyper_params, "a dict from parameters to lists of values")
        if search_criteria is not None and not isinstance(search_criteria, Mapping):
            raise _wrong("search_criteria", search_criteria, "a dict, or None")
        for name, text in (
            ("grid_id", grid_id),
            ("export_checkpoints_dir", export_checkpoints_dir),
            ("recovery_dir", recovery_dir),
        ):
            if text is not None and not isinstance(text, str):
                raise _wrong(name, text, "a string, or None")
        self.hyper_params = dict(hyper_params)
        self.search_criteria = None if search_criteria is None else dict(search_criteria)
        self.export_checkpoints_dir = export_checkpoints_dir
        self.recovery_dir = recovery_dir
        self._id = grid_id
        self._parallelism = _checked_parallelism(parallelism)
        self._faces = {}

    @classmethod
    def _of(cls, grid: Grid) -> H2OGridSearch:
        """The face of a grid of the session."""
        plan = grid.plan
        face = cls(
            _estimator_of(grid.algorithm, plan.given),
            plan.hyper_params,
            grid.key,
            plan.criteria or None,
            plan.export_dir,
            plan.recovery_dir,
            plan.parallelism,
        )
        face._become(grid)
        return face

    # -- Identity --------------------------------------------------------------------------

    @property
    def grid_id(self) -> str | None:
        """Key of the grid; before training the one that was asked for, if any."""
        return self._id

    @grid_id.setter
    def grid_id(self, value: str) -> None:
        if self._grid is not None:
            _store().rename(self._grid.key, value)
            self._grid.key = value
        self._id = value

    @property
    def key(self) -> str | None:
        """Key of the grid; the same as `grid_id`."""
        return self._id

    def detach(self) -> None:
        """Forget which grid this is; the grid stays in the session."""
        self._id = None

    def _become(self, grid: Grid) -> None:
        """Take over a grid, and the methods for its kind of models."""
        self._grid, self._id = grid, grid.key
        models = self._sorted()[0]
        if models:
            self.__class__ = _specialised(models[0].category)

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
        **params: Any,
    ) -> Self:
        """Train the models.

        Parameters
        ----------
        x, y, training_frame, offset_column, fold_column, weights_column, validation_frame
            As in the estimator's `train`.
        **params
            More parameters that hold for all models, such as ``nfolds=5``.

        Returns
        -------
        The grid.

        Raises
        ------
        H2OModelBuildError
            If no model at all can be built.
        """
        self.start(
            x,
            y,
            training_frame,
            offset_column,
            fold_column,
            weights_column,
            validation_frame,
            **params,
        )
        self.join()
        return self

    def start(
        self,
        x: Any = None,
        y: Any = None,
        training_frame: H2OFrame | None = None,
        offset_column: str | None = None,
        fold_column: str | None = None,
        weights_column: str | None = None,
        validation_frame: H2OFrame | None = None,
        **params: Any,
    ) -> None:
        """Begin the search and go on; `join` waits for its end. Arguments as in `train`."""
        if self._running is not None and not self._running.job.ended:
            raise H2OValueError("The grid is being trained; call join() or cancel() first.")
        columns = {
            "offset_column": offset_column,
            "fold_column": fold_column,
            "weights_column": weights_column,
        }
        given = self.model._as_given() | params
        given |= {name: column for name, column in columns.items() if column is not None}
        training = _frame(training_frame, given.pop("training_frame", None), "training_frame")
        if training is None:
            raise H2OValueError("train() needs training_frame, an H2OFrame.", "training_frame")
        validation = _frame(
            validation_frame, given.pop("validation_frame", None), "validation_frame"
        )
        y = y[0] if isinstance(y, (list, tuple)) and len(y) == 1 else y
        self._check_columns(x, y, training, given)
        self._begin(given, x, y, training, validation)

    def _check_columns(self, x: Any, y: Any, training: H2OFrame, given: dict[str, Any]) -> None:
        """Refuse at once what would make every single model fail."""
        names = training.names
        if x is not None:
            column_names(x, names, "x")
        response = given.get("response_column") if y is None else y
        if self.model.supervised_learning and not given.get("autoencoder"):
            if response is None and "response_column" not in self.hyper_params:
                raise H2OValueError(
                    "train() needs y, the column to predict, by name or by position.", "y"
                )
            if response is not None:
                column_name(response, names, "y")

    def _begin(
        self,
        given: dict[str, Any],
        x: Any,
        y: Any,
        training: H2OFrame,
        validation: H2OFrame | None,
        walk_seed: int | None = None,
    ) -> None:
        """Start the search; `walk_seed` is that of a search to go on with."""
        from heavywater import session

        resumed = walk_seed is not None
        estimator = _class_of(self.model)
        parameters = estimator._parameters()
        export_dir = given.pop("export_checkpoints_dir", None) or self.export_checkpoints_dir
        converted = {name: parameters[name].convert(value) for name, value in given.items()}
        space = checked_space(self.hyper_params, parameters, converted)
        criteria = checked_criteria(self.search_criteria)
        seed = criteria["seed"]
        if walk_seed is None:
            walk_seed = secrets.randbits(63) if seed == -1 else seed
        walk, count = walkers.walk(space, criteria["strategy"], walk_seed)
        names = training.names
        references = References.of(parameters, parameters.convert(given))
        plan = GridPlan(
            given=converted | references.keys,
            hyper_params=space,
            criteria=dict(self.search_criteria or {}),
            walk_seed=walk_seed,
            x=None if x is None else [n for n in names if n in column_names(x, names, "x")],
            y=None if y is None else column_name(y, names, "y"),
            training_frame_key=training.frame_id,
            validation_frame_key=None if validation is None else validation.frame_id,
            parallelism=self._parallelism,
            export_dir=export_dir,
            recovery_dir=self.recovery_dir,
        )
        current = session.current()
        grid = self._grid_for(plan, estimator, current.store, resumed=resumed)
        builder = EstimatorBuilder(
            grid=grid,
            estimator=estimator,
            given=given,
            x=plan.x,
            y=plan.y,
            training=training,
            validation=validation,
            store=current.store,
            walk_seed=None if seed == -1 else seed,
        )
        builder.prepare(references)
        current.store.put(grid.key, grid)
        self._become(grid)
        self._builder = builder
        job = Job(unique_key("job"), f"{estimator.algo} Grid Build")
        course = Course(walk, count, criteria, 0 if resumed else len(grid.models))
        threads = current.nthreads
        self._running = start_job(
            job, lambda job: search(grid, course, builder, job, threads=threads)
        )

    def _grid_for(
        self, plan: GridPlan, estimator: type[H2OEstimator], store: Store, *, resumed: bool
    ) -> Grid:
        """The grid of this key with a new plan; a new grid if there is none."""
        old = store.get(self._id) if self._id is not None and self._id in store else None
        names = sorted(plan.hyper_params)
        if old is None:
            prefix = f"Grid_{estimator.key_prefix}_{plan.training_frame_key}_model_python"
            key = self._id or unique_key(prefix)
            return Grid(
                key=key.replace("/", "_"),
                algorithm=estimator.algo,
                hyper_names=names,
                plan=plan,
            )
        if not isinstance(old, Grid):
            raise H2OModelBuildError.of(
                [("grid_id", f"grid_id is {self._id!r}, which is the key of something else.")]
            )
        if old.models and old.plan.training_frame_key != plan.training_frame_key:
            raise H2OModelBuildError.of(
                [
                    (
                        "training_frame",
                        "Cannot append new models to a grid with different training input: the "
                        f"grid {old.key!r} was trained on the frame "
                        f"{old.plan.training_frame_key!r}, not on {plan.training_frame_key!r}. "
                        "Use another grid_id.",
                    )
                ]
            )
        old.hyper_names = sorted({*old.hyper_names, *names})
        plan.first_number = old.plan.first_number if resumed else old.numbered + 1
        old.plan, old.failures = plan, []
        return old

    def join(self) -> None:
        """Wait for the search that `start` began, showing its progress.

        Raises
        ------
        H2OModelBuildError
            If no model at all could be built.
        H2OJobCancelled
            If the search was cancelled; models that were done by then stay.
        """
        from heavywater.display.progress import watcher

        if self._running is None or self._grid is None:
            raise H2OValueError("No search has been started; call start() or train().")
        running = self._running
        try:
            running.join(watcher())
        except KeyboardInterrupt:
            # It may come before the waiting has begun, too.
            running.cancel()
            raise
        finally:
            self._running = None
            self._become(self._grid)
        self._tell_failures()
        for message in self._builder.warnings if self._builder is not None else ():
            warnings.warn(message, H2OUserWarning, stacklevel=3)

    def _tell_failures(self) -> None:
        """List what failed; raise if nothing succeeded."""
        assert self._grid is not None
        failures = self._grid.failures
        if not self._grid.models:
            reasons = list(dict.fromkeys(failure.message for failure in failures))
            raise H2OModelBuildError(
                "\n".join(reasons)
                or "The search has built no model: its limits left none to build."
            )
        if not failures:
            return
        print("Errors/Warnings building gridsearch model\n")
        for failure in failures:
            for name, value in failure.hyper.items():
                print(f"Hyper-parameter: {name}, {value}")
            print(f"failure_details: {failure.message}\n")

    def cancel(self) -> None:
        """End the search that `start` began; models that are done stay.

        Raises
        ------
        H2OValueError
            If no search is under way.
        """
        if self._running is None:
            raise H2OValueError("Grid is not running.")
        self._running.cancel()
        if self._grid is not None:
            self._become(self._grid)

    def resume(self, recovery_dir: str | None = None, detach: bool = False) -> None:
        """Go on with a search that was interrupted, in this session or (see `load_grid`) another.

        Parameters
        ----------
        recovery_dir
            Folder for what is built from now on; none by default.
        detach
            Return at once; `join` waits for the end.
        """
        if self._grid is None:
            raise H2OValueError("There is no search to resume; train the grid, or load it.")
        plan = self._grid.plan
        training = _known_frame(plan.training_frame_key, "training_frame")
        validation = None
        if plan.validation_frame_key is not None:
            validation = _known_frame(plan.validation_frame_key, "validation_frame")
        self.model = _estimator_of(self._grid.algorithm, plan.given)
        self.hyper_params = dict(plan.hyper_params)
        self.search_criteria = dict(plan.criteria) or None
        self._parallelism = plan.parallelism
        self.recovery_dir = recovery_dir
        self._begin(dict(plan.given), plan.x, plan.y, training, validation, plan.walk_seed)
        if not detach:
            self.join()

    # -- Sorting ---------------------------------------------------------------------------

    def get_grid(self, sort_by: str | None = None, decreasing: bool | None = None) -> H2OGridSearch:
        """The grid with its models in another order.

        Parameters
        ----------
        sort_by
            Metric, such as ``"auc"`` or ``"mse"``, in any case; of the cross-validation, else of
            the validation frame, else of the training frame.
        decreasing
            The largest first; the smallest by default, whatever the metric.

        Returns
        -------
        A new grid of the same models; this one if neither is given.

        Raises
        ------
        H2OModelBuildError
            If the models have no such metric.
        """
        if sort_by is None and decreasing is None:
            return self
        if self._grid is None:
            raise H2OValueError("The grid has no models yet: train it first, with train(...).")
        grid = H2OGridSearch(
            self.model,
            self.hyper_params,
            self._grid.key,
            self.search_criteria,
            self.export_checkpoints_dir,
            self.recovery_dir,
            self._parallelism,
        )
        grid._sort_by, grid._decreasing = sort_by, bool(decreasing)
        grid._faces = self._faces
        grid._become(self._grid)
        return grid

    def sort_by(self, metric: str, increasing: bool = True) -> H2OTwoDimTable:
        """Deprecated: use `get_grid`.

        Parameters
        ----------
        metric
            Name of a metric's method, which may have arguments, as in ``"mse(xval=True)"``.
        increasing
            The smallest first.
        """
        warnings.warn(
            "grid.sort_by() is deprecated; use grid.get_grid() instead.",
            H2ODeprecationWarning,
            stacklevel=2,
        )
        name, flags = _call(metric)
        values = getattr(self, name)(**flags)
        order = sorted(values, key=lambda key: cast("float", values[key]), reverse=not increasing)
        rows = [[key, str(self.get_hyperparams(key, display=False)), values[key]] for key in order]
        names = ", ".join(self.hyper_params)
        return H2OTwoDimTable(
            f"Grid Search Results for {type(self.model).__name__}",
            "",
            ["Model Id", f"Hyperparameters: [{names}]", metric.removesuffix("()")],
            cell_values=rows,
        )


_CALL = re.compile(r"(\w+)(?:\(((?:\s*(?:train|valid|xval)\s*=\s*(?:True|False)\s*,?)*)\))?")


def _call(text: str) -> tuple[str, dict[str, bool]]:
    """A method's name and its flags, from text such as ``"mse(xval=True)"``."""
    match = _CALL.fullmatch(text.strip())
    if match is None:
        raise H2OValueError(
            f"metric must be a name such as 'mse' or 'mse(xval=True)', not {text!r}.", "metric"
        )
    flags = re.findall(r"(\w+)\s*=\s*(\w+)", match[2] or "")
    return match[1], {name: value == "True" for name, value in flags}


_made: dict[str, type[H2OGridSearch]] = {}


def _specialised(category: str) -> type[H2OGridSearch]:
    """The class of grids for a kind of models."""
    if category not in _made:
        names = {
            "__module__": H2OGridSearch.__module__,
            "__qualname__": H2OGridSearch.__qualname__,
            "__doc__": H2OGridSearch.__doc__,
        }
        _made[category] = type("H2OGridSearch", (H2OGridSearch, KINDS[category]), names)
    return _made[category]


def _wrong(name: str, value: Any, allowed: str) -> H2OTypeError:
    return H2OTypeError(
        f"{name} is {value!r} (of type {type(value).__name__}); it must be {allowed}.", name, value
    )


def _checked_parallelism(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong("parallelism", value, "a whole number")
    if value < 0:
        raise H2OValueError(
            f"parallelism is {value}; it must be 1 for one model at a time, more, or 0 for as "
            "many as there are cores.",
            "parallelism",
        )
    return value


def _estimator(model: Any) -> H2OEstimator:
    """The estimator that a grid varies."""
    from heavywater.estimators.deeplearning import H2ODeepLearningEstimator

    if model is None:
        return H2ODeepLearningEstimator()
    made = model() if isinstance(model, type) and issubclass(model, H2OEstimator) else model
    if not isinstance(made, H2OEstimator):
        raise _wrong("model", model, "an estimator, or the class of one")
    return made


def _estimator_of(algorithm: str, given: Mapping[str, Any]) -> H2OEstimator:
    """An estimator with the parameters that a grid's models share."""
    from heavywater import estimators

    made = {
        cls.algo: cls
        for cls in (
            estimators.H2ODeepLearningEstimator,
            estimators.H2OExtendedIsolationForestEstimator,
            estimators.H2OIsolationForestEstimator,
        )
    }
    if algorithm not in made:
        raise H2OValueError(f"This release has no algorithm {algorithm!r}.")
    if given.get("autoencoder"):
        return estimators.H2OAutoEncoderEstimator(**given)
    return made[algorithm](**given)


def _class_of(estimator: H2OEstimator) -> type[H2OEstimator]:
    from heavywater.model.models import generic

    return cast("type[H2OEstimator]", generic(type(estimator)))


def _frame(given: Any, of_estimator: Any, argument: str) -> H2OFrame | None:
    return as_frame(of_estimator if given is None else given, argument)


def _known_frame(key: str, argument: str) -> H2OFrame:
    from heavywater import _objects

    frame = _objects.get_frame(key)
    if frame is None:
        raise H2OValueError(
            f"The search was for the {argument} {key!r}, which is not in the session; load the "
            "grid with load_params_references=True if it was saved with its frames, or import "
            "the frame under that key.",
            argument,
        )
    return frame


def _store() -> Store:
    from heavywater import session

    return session.current().store
