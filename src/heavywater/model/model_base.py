"""What all models share: their results, their page, predictions."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, ClassVar

from heavywater._frame.base import as_frame_data
from heavywater.core.params import ParameterSet
from heavywater.display.shown import checked_verbosity
from heavywater.exceptions import (
    H2OValueError,
)
from heavywater.model import page, parameter_views
from heavywater.model.as_json import model_json
from heavywater.model.cross_validated import CrossValidated
from heavywater.model.explanations import Explanations
from heavywater.model.keeping import Keeping
from heavywater.model.layers import Layers
from heavywater.model.metrics_base import MetricsBase
from heavywater.model.not_yet import NotYetError, UntrainedError, reason
from heavywater.model.other_algorithms import OtherAlgorithms
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["ModelBase"]

_TYPES = {
    "Regression": "regressor",
    "Binomial": "classifier",
    "Multinomial": "classifier",
    "AutoEncoder": "unsupervised",
    "AnomalyDetection": "unsupervised",
}


class ModelBase(Keeping, CrossValidated, Layers, Explanations, OtherAlgorithms):
    """A model, or an estimator that has none yet.

    Estimators inherit from this class. After training, `_attach` gives them the model and makes
    them an instance of the class for their kind of response, such as `H2OBinomialModel`, too.
    """

    #: The algorithm's declared parameters; set by each estimator.
    _parameter_set: ClassVar[ParameterSet | None] = None

    _trained: TrainedModel | None = None
    _wanted_id: str | None = None

    # -- The model behind the face ---------------------------------------------------------

    def _attach(self, trained: TrainedModel) -> None:
        """Become the face of a trained model."""
        from heavywater.model.models import specialised

        self._trained = trained
        self.__class__ = specialised(type(self), trained.category)

    def _detach_model(self) -> None:
        """Become an estimator without a model again, as before a new training."""
        from heavywater.model.models import generic

        self._trained = None
        self.__class__ = generic(type(self))

    def _model(self) -> TrainedModel:
        if self._trained is None:
            raise H2OValueError(_untrained(self))
        return self._trained

    if not TYPE_CHECKING:  # else every misspelt name would pass the type check

        def __getattr__(self, name: str) -> Any:
            # Only for names that are found nowhere else.
            from heavywater.model.models import only_for

            owner = type(self).__name__
            if name.startswith("_"):
                raise AttributeError(f"{owner!r} object has no attribute {name!r}")
            kinds = only_for(name)
            if kinds and self._trained is None:
                raise UntrainedError(_untrained(self))
            if kinds:
                kind = self._model().category.lower()
                raise AttributeError(f"{name}() is for {kinds} models; this is {_a(kind)} model.")
            why = reason(owner, name)
            if why is not None:
                raise NotYetError(why)
            raise AttributeError(f"{owner!r} object has no attribute {name!r}")

    # -- Identity --------------------------------------------------------------------------

    @property
    def model_id(self) -> str | None:
        """Key of the model; before training the one that was asked for, if any."""
        return self._wanted_id if self._trained is None else self._trained.key

    @model_id.setter
    def model_id(self, value: str | None) -> None:
        self._wanted_id = value
        if self._trained is not None and value is not None:
            self._rename(value)

    def _rename(self, key: str) -> None:
        """Give the model another key, in the session too."""
        from heavywater import session

        model, store = self._model(), session.current().store
        if key == model.key:
            return
        # Copies share the model, and keep its name.
        renamed = dataclasses.replace(model, key=key)
        if model.key in store and store.get(model.key) is model:
            store.rename(model.key, key)
            store.put(key, renamed)
        self._trained = renamed

    @property
    def _id(self) -> str | None:
        """The model's key, for scripts that read it where H2O's client keeps it."""
        return self.model_id

    @property
    def key(self) -> str | None:
        """Key of the model, None before training."""
        return None if self._trained is None else self._trained.key

    @property
    def type(self) -> str | None:
        """``"classifier"``, ``"regressor"`` or ``"unsupervised"``; None before training."""
        return None if self._trained is None else _TYPES[self._trained.category]

    @property
    def start_time(self) -> int | None:
        """When training began, in milliseconds since 1970."""
        return None if self._trained is None else int(self._trained.start_time * 1000)

    @property
    def run_time(self) -> int | None:
        """How long training took, in milliseconds."""
        return None if self._trained is None else int(self._trained.run_time_ms)

    @property
    def end_time(self) -> int | None:
        """When training ended, in milliseconds since 1970."""
        if self.start_time is None or self.run_time is None:
            return None
        return self.start_time + self.run_time

    @property
    def have_mojo(self) -> bool:
        """Whether a MOJO can be made of the model; not yet."""
        return False

    @property
    def have_pojo(self) -> bool:
        """Whether Java code can be made of the model; never."""
        return False

    def default_threshold(self) -> float:
        """Probability from which on class 1 is predicted; 0.5 if there is no such class."""
        threshold = self._model().default_threshold
        return 0.5 if threshold is None else float(threshold)

    # -- Parameters ------------------------------------------------------------------------

    @property
    def default_params(self) -> dict[str, Any]:
        """Every parameter with its default."""
        declared = type(self)._parameter_set
        return {} if declared is None else declared.defaults()

    @property
    def actual_params(self) -> dict[str, Any]:
        """Every parameter with the value that the training used; empty before training."""
        if self._trained is None:
            return {}
        return parameter_views.actual_values(self._trained, type(self)._parameter_set)

    @property
    def params(self) -> dict[str, dict[str, Any]]:
        """Every parameter with ``"default"``, ``"actual"`` and ``"input"`` value.

        Frames, models and columns are dicts with their names. Empty before training.
        """
        if self._trained is None:
            return {}
        return parameter_views.values(self._trained, type(self)._parameter_set)

    @property
    def full_parameters(self) -> dict[str, dict[str, Any]]:
        """`params` with what is declared about each: help, type, level, allowed values."""
        if self._trained is None:
            return {}
        return parameter_views.described(self._trained, type(self)._parameter_set)

    @property
    def parms(self) -> dict[str, dict[str, Any]]:
        """Another name of `full_parameters`."""
        return self.full_parameters

    @property
    def _model_json(self) -> dict[str, Any] | None:
        """The model under the names of H2O's JSON, for scripts that look there."""
        return None if self._trained is None else model_json(self, self._trained)

    def detach(self) -> None:
        """Let the model go, and become an estimator without one; the session keeps the model."""
        if self._trained is not None:
            self._detach_model()
        self._wanted_id = None

    # -- Predictions -----------------------------------------------------------------------

    def predict(
        self,
        test_data: H2OFrame,
        custom_metric: object = None,
        custom_metric_func: object = None,
    ) -> H2OFrame:
        """Predictions for every row.

        Parameters
        ----------
        test_data
            A frame with the columns of the training; missing ones count as missing values.
        custom_metric, custom_metric_func
            A metric of one's own, which `model_performance` of other frames reports from now on:
            a function or a class as in ``upload_custom_metric``, or what that gave.

        Returns
        -------
        A frame with the column ``predict`` and, for classes, one column of probabilities per
        class; of an autoencoder, a column ``reconstr_x`` for each input x; of an isolation forest,
        the score and the mean length of paths.
        """
        from heavywater.frame import H2OFrame

        model = self._model()
        if custom_metric is not None and custom_metric_func is not None:
            raise H2OValueError("Give either custom_metric or custom_metric_func, not both.")
        own = custom_metric_func if custom_metric is None else custom_metric
        if own is not None:
            from heavywater._custom_metrics import custom_metric as metric_of

            model.use_metric(metric_of(own))
        return H2OFrame._from_data(model.predict(as_frame_data(test_data, "test_data")))

    # -- Tables ----------------------------------------------------------------------------

    def summary(self) -> H2OTwoDimTable:
        """The layers of the network, or the shape of the trees, as a table."""
        return H2OTwoDimTable.from_table(self._model().summary, row_header=True)

    get_summary = summary

    def show_summary(self) -> None:
        """Print `summary`."""
        self.summary().show()

    def scoring_history(self, as_data_frame: bool = True) -> Any:
        """Metrics at every scoring during the training.

        Parameters
        ----------
        as_data_frame
            A pandas DataFrame if pandas is installed; else, and with False, an
            `H2OTwoDimTable`.

        Returns
        -------
        The table; None if nothing was measured during the training.
        """
        if not self._model().scoring_history.rows:
            return None
        table = H2OTwoDimTable.from_table(self._model().scoring_history, row_header=True)
        return table.as_data_frame() if as_data_frame else table

    def score_history(self) -> Any:
        """Old name of `scoring_history`."""
        return self.scoring_history()

    # -- Display ---------------------------------------------------------------------------

    def _text(self) -> str:
        return self.to_str()

    def _html(self) -> str:
        return self.to_html()

    def to_str(
        self,
        verbosity: str | None = None,
        fmt: str | None = None,  # noqa: ARG002 - H2O's, see the docstring
    ) -> str:
        """The model's page as text; parameters as in `show`, but the page is always text."""
        level = checked_verbosity(verbosity)
        if self._trained is None:
            return _untrained(self)
        return page.text(type(self).__name__, self._trained, self._views(), level)

    def to_html(self, verbosity: str | None = None) -> str:
        """The model's page as HTML."""
        level = checked_verbosity(verbosity)
        if self._trained is None:
            return page.message(_untrained(self))
        return page.html(type(self).__name__, self._trained, self._views(), level)

    def show(self, verbosity: str | None = None, fmt: str | None = None) -> None:
        """Print the model's page; in a notebook, display it.

        Parameters
        ----------
        verbosity
            ``"short"`` for its name and key, ``"medium"`` for the layers too, ``"full"`` (the
            default) for everything.
        fmt
            ``"plain"`` for text or ``"html"``; by default what suits the place.
        """
        from heavywater.display.output import present

        present(lambda: self.to_str(verbosity), lambda: self.to_html(verbosity), fmt)

    def _views(self) -> list[MetricsBase]:
        views = [self._view(part) for part in ("train", "valid", "xval")]
        return [view for view in views if view is not None]


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _untrained(model: ModelBase) -> str:
    return f"{type(model).__name__} has no model yet: train it first, with train(...)."
