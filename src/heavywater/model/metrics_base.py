"""What the views of all metrics share."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, ClassVar

from heavywater.core.metrics import MetricsRecord
from heavywater.display.html import html_heading, html_pairs
from heavywater.display.shown import Shown
from heavywater.exceptions import H2ODeprecationWarning, H2OTypeError, H2OValueError, listed
from heavywater.model.not_yet import NotDefinedError, NotYetError, reason
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = ["PARTS", "MetricsBase"]

#: Where metrics come from, and how their page says so.
PARTS = {
    "train": "train data",
    "valid": "validation data",
    "xval": "cross-validation data",
    "test": "test data",
}

# H2O's names of the numbers in its JSON, and those that are only in its scoring history.
_JSON_NAMES = {
    "mse": "MSE",
    "rmse": "RMSE",
    "auc": "AUC",
    "gini": "Gini",
}
_ONLY_IN_HISTORY = ("classification_error", "lift_top_group")


class MetricsBase(Shown):
    """Metrics of a model on some data.

    Parameters
    ----------
    record
        The numbers.
    on
        ``"train"``, ``"valid"``, ``"xval"`` or ``"test"``.
    algorithm
        Name of the algorithm, such as ``"deeplearning"``.
    description
        How the numbers were obtained, for instance on which sample.
    """

    #: Title of the page.
    title: ClassVar[str] = "ModelMetrics"
    #: Labels on the page, and the numbers that they show.
    labels: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(
        self,
        record: MetricsRecord,
        on: str = "test",
        algorithm: str = "",
        description: str | None = None,
    ) -> None:
        if on not in PARTS:
            raise H2OValueError(f"on must be one of {listed(PARTS)}, not {on!r}.", "on")
        self._metrics = record
        self._on = on
        self._algo = algorithm
        self._description = description

    @property
    def record(self) -> MetricsRecord:
        """The plain record behind this view."""
        return self._metrics

    @property
    def description(self) -> str | None:
        """How the numbers were obtained, for instance on which sample."""
        return self._description

    @property
    def _metric_json(self) -> dict[str, Any]:
        """The numbers under H2O's names, for scripts that look there."""
        record = self._metrics
        names = [name for name in record.names if name not in _ONLY_IN_HISTORY]
        return {
            "__meta": {"schema_type": self.title},
            "model_category": self.title.removeprefix("ModelMetrics"),
            "nobs": record.nobs,
            "description": self._description,
            **{_JSON_NAMES.get(name, name): record.value(name) for name in names},
            "custom_metric_name": record.custom_metric_name,
            "custom_metric_value": self.custom_metric_value(),
            "AIC": None,
            "loglikelihood": None,
            **self._json(),
        }

    def _json(self) -> dict[str, Any]:
        """What a kind of metrics has besides numbers, under H2O's names."""
        return {}

    def __getitem__(self, name: str) -> Any:
        """A number or a table by its name in H2O's JSON, such as ``"MSE"``; None if not there."""
        if not isinstance(name, str):  # as in a loop over metrics, which have no order
            raise H2OTypeError(f"Metrics are indexed by name, not by {name!r}.", "name", name)
        return self._metric_json.get(name)

    def _number(self, name: str) -> float:
        if name not in self._metrics.names:
            raise NotDefinedError(
                f"{name} is not defined for {self._kind}; there are {listed(self._metrics.names)}."
            )
        return self._metrics.value(name)

    @property
    def _kind(self) -> str:
        return f"{self.title.removeprefix('ModelMetrics').lower()} metrics"

    def nobs(self) -> int:
        """Number of rows that were counted."""
        return self._metrics.nobs

    def mse(self) -> float:
        """Mean squared error."""
        return self._number("mse")

    def rmse(self) -> float:
        """Root mean squared error."""
        return self._number("rmse")

    def mae(self) -> float:
        """Mean absolute error (regression)."""
        return self._number("mae")

    def rmsle(self) -> float:
        """Root mean squared logarithmic error (regression)."""
        return self._number("rmsle")

    def r2(self) -> float:
        """Coefficient of determination; for classes, of the class index."""
        return self._number("r2")

    def mean_residual_deviance(self) -> float:
        """Mean of the distribution's deviance (regression)."""
        return self._number("mean_residual_deviance")

    def logloss(self) -> float:
        """Mean of -ln(probability given to the actual class) (classification)."""
        return self._number("logloss")

    def auc(self) -> float:
        """Area under the ROC curve; for several classes an average, NaN if none was chosen."""
        return self._number("auc")

    def aucpr(self) -> float:
        """Area under the precision-recall curve; for several classes as `auc`."""
        return self._number("pr_auc")

    def pr_auc(self) -> float:
        """Deprecated name of `aucpr`."""
        warnings.warn("pr_auc is deprecated; use aucpr.", H2ODeprecationWarning, stacklevel=2)
        return self.aucpr()

    def gini(self) -> float:
        """2·AUC - 1 (binomial)."""
        return self._number("gini")

    def mean_per_class_error(self) -> Any:
        """Mean of all classes' error rates (classification)."""
        return self._number("mean_per_class_error")

    def custom_metric_name(self) -> str | None:
        """Name of the user's own metric; None if there is none."""
        return self._metrics.custom_metric_name

    def custom_metric_value(self) -> float | None:
        """Value of the user's own metric; None if there is none."""
        if self._metrics.custom_metric_name is None:
            return None
        return self._metrics.custom_metric_value

    def aic(self) -> None:
        """Akaike's information criterion: None, for it is defined for other algorithms only."""

    def loglikelihood(self) -> None:
        """Log likelihood: None, for it is reported for other algorithms only."""

    def null_deviance(self) -> None:
        """None: only generalised linear models have it."""

    def residual_deviance(self) -> None:
        """None: only generalised linear models have it."""

    def null_degrees_of_freedom(self) -> None:
        """None: only generalised linear models have it."""

    def residual_degrees_of_freedom(self) -> None:
        """None: only generalised linear models have it."""

    def hglm_metric(self, metric_string: str) -> None:
        """None: only hierarchical generalised linear models have it."""

    if not TYPE_CHECKING:  # else every misspelt name would pass the type check

        def __getattr__(self, name: str) -> Any:
            # Only for names that are found nowhere else.
            owner = type(self).__name__
            why = reason(owner, name)
            if why is not None:
                raise NotYetError(why)
            raise AttributeError(f"{owner!r} object has no attribute {name!r}")

    # -- Display ---------------------------------------------------------------------------

    def _pairs(self) -> list[tuple[str, str]]:
        """Labels and numbers of the page."""
        pairs = [(label, repr(self._metrics.value(name))) for label, name in self.labels]
        own = self._metrics.custom_metric_name
        if own is not None:
            pairs.insert(0, (own, repr(self._metrics.custom_metric_value)))
        return pairs

    def _notes(self) -> list[str]:
        """Lines below the numbers."""
        return []

    def _tables(self) -> list[Shown]:
        """Tables below the lines."""
        return []

    @property
    def _origin(self) -> str:
        return f"Reported on {PARTS[self._on]}."

    def _text(self) -> str:
        numbers = [f"{label}: {value}" for label, value in self._pairs()]
        head = [f"{self.title}: {self._algo}", f"** {self._origin} **", ""]
        blocks = ["\n".join([*head, *numbers, *self._notes()])]
        blocks += [str(table) for table in self._tables()]
        return "\n\n".join(blocks)

    def _html(self) -> str:
        notes = [("", note) for note in self._notes()]
        parts = [
            html_heading(f"{self.title}: {self._algo}", self._origin),
            html_pairs([*self._pairs(), *notes]),
        ]
        parts += [table._repr_html_() for table in self._tables()]
        return "".join(parts)


def face(table: Any) -> H2OTwoDimTable | None:
    """A table record as users see it; None stays None."""
    return None if table is None else H2OTwoDimTable.from_table(table)
