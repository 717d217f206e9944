"""The metrics of a model, by the names of H2O."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import as_frame_data
from heavywater.core.metrics import MetricsRecord
from heavywater.core.metrics.class_areas import AVERAGES, auc_type_of
from heavywater.display.shown import Shown
from heavywater.exceptions import (
    H2ODeprecationWarning,
    H2ONotImplementedError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)
from heavywater.model.metrics import make_view
from heavywater.model.metrics_base import MetricsBase

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["ModelScores"]


class ModelScores(Shown):
    """Reads the metrics of a trained model."""

    def _model(self) -> TrainedModel:
        raise NotImplementedError

    def _view(self, part: str) -> MetricsBase | None:
        """The metrics on training, validation or cross-validation data."""
        model = self._model()
        folds = model.cross_validation
        records: dict[str, tuple[MetricsRecord | None, str | None]] = {
            "train": (model.training_metrics, model.training_metrics_description),
            "valid": (model.validation_metrics, model.validation_metrics_description),
            "xval": (
                model.cross_validation_metrics,
                None if folds is None else folds.description,
            ),
        }
        record, description = records[part]
        return None if record is None else make_view(record, part, model.algorithm, description)

    def _from_metrics(
        self, read: Callable[[Any], Any], train: bool, valid: bool, xval: bool
    ) -> Any:
        """What `read` finds in the metrics: a value, or a dict if several are asked for."""
        asked = _asked(train=train, valid=valid, xval=xval)
        found = {}
        for part in asked:
            view = self._view(part)
            found[part] = None if view is None else read(view)
        return found if len(asked) > 1 else found[asked[0]]

    def mse(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Mean squared error.

        Parameters
        ----------
        train, valid, xval
            Which metrics to read; those of the training data by default.

        Returns
        -------
        The number; None if there are no such metrics; a dict of them if several are chosen.
        """
        return self._from_metrics(lambda metrics: metrics.mse(), train, valid, xval)

    def rmse(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Root mean squared error; parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.rmse(), train, valid, xval)

    def mae(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Mean absolute error (regression); parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.mae(), train, valid, xval)

    def rmsle(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Root mean squared logarithmic error (regression); parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.rmsle(), train, valid, xval)

    def r2(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Coefficient of determination; parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.r2(), train, valid, xval)

    def mean_residual_deviance(
        self, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """Mean deviance (regression); parameters as for `mse`."""
        return self._from_metrics(
            lambda metrics: metrics.mean_residual_deviance(), train, valid, xval
        )

    def logloss(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Logarithmic loss (classification); parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.logloss(), train, valid, xval)

    def auc(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Area under the ROC curve (classification); parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.auc(), train, valid, xval)

    def aucpr(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Area under the precision-recall curve; parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.aucpr(), train, valid, xval)

    def pr_auc(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Deprecated name of `aucpr`."""
        warnings.warn("pr_auc is deprecated; use aucpr.", H2ODeprecationWarning, stacklevel=2)
        return self.aucpr(train, valid, xval)

    def gini(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """2·AUC - 1 (binomial); parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.gini(), train, valid, xval)

    def aic(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """None: defined for other algorithms only; parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.aic(), train, valid, xval)

    def loglikelihood(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """None: reported for other algorithms only; parameters as for `mse`."""
        return self._from_metrics(lambda metrics: metrics.loglikelihood(), train, valid, xval)

    def model_performance(
        self,
        test_data: H2OFrame | None = None,
        train: bool = False,
        valid: bool = False,
        xval: bool = False,
        auc_type: str | None = "none",
        auuc_type: str | None = None,
        custom_auuc_thresholds: object = None,
    ) -> Any:
        """Metrics of the model.

        Parameters
        ----------
        test_data
            A frame to predict and compare with its response; not with `train`, `valid`, `xval`.
        train, valid, xval
            Which metrics from the training to return; those of the training data by default.
        auc_type
            How to average the AUCs of more than two classes, on `test_data`: ``"macro_ovr"``,
            ``"weighted_ovr"``, ``"macro_ovo"`` or ``"weighted_ovo"``. With ``"none"`` and
            ``"auto"`` as the training did.
        auuc_type, custom_auuc_thresholds
            For uplift models, which are not available.

        Returns
        -------
        The metrics, None if there are none for the chosen data.
        """
        if auuc_type is not None or custom_auuc_thresholds is not None:
            raise H2ONotImplementedError(
                "auuc_type and custom_auuc_thresholds belong to uplift models, which are not "
                "available; leave them out."
            )
        kind = auc_type_of("none" if auc_type is None else auc_type)
        if test_data is None:
            if kind in AVERAGES:
                warnings.warn(
                    f"auc_type={auc_type!r} has no effect without test_data: the metrics of the "
                    "training are there already.",
                    H2OUserWarning,
                    stacklevel=2,
                )
            return self._view(_asked(train=train, valid=valid, xval=xval)[0])
        model = self._model()
        if _asked(train=train, valid=valid, xval=xval, default=False):
            raise H2OValueError("Give either test_data or one of train, valid and xval, not both.")
        wanted = kind if kind in AVERAGES else None
        record = model.score(as_frame_data(test_data, "test_data"), wanted)
        return make_view(record, "test", model.algorithm)

    def training_model_metrics(self) -> dict[str, Any]:
        """The numbers of the training metrics by name."""
        view = self._view("train")
        return {} if view is None else view._metric_json


def _asked(*, train: object, valid: object, xval: object, default: bool = True) -> list[str]:
    """Which metrics are asked for; those of the training data if none are."""
    flags = {"train": train, "valid": valid, "xval": xval}
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise H2OTypeError(
                f"{name} must be True or False, not {type(flag).__name__}. To score a frame "
                "call model_performance(frame).",
                name,
                flag,
            )
    asked = [name for name, flag in flags.items() if flag]
    return asked or (["train"] if default else [])
