"""Models of responses with several classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater.model.model_base import ModelBase

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["H2OMultinomialModel"]


class H2OMultinomialModel(ModelBase):
    """A model that predicts one among several classes."""

    def confusion_matrix(
        self,
        data: H2OFrame | None = None,
        train: bool = False,
        valid: bool = False,
        xval: bool = False,
    ) -> Any:
        """The confusion matrix with error rates and totals.

        Parameters
        ----------
        data
            A frame to predict and compare with its response.
        train, valid, xval
            Without `data`, which metrics to read; those of the training data by default.
        """
        if data is not None:
            return self.model_performance(data, train, valid, xval).confusion_matrix()
        return self._from_metrics(lambda m: m.confusion_matrix(), train, valid, xval)

    def hit_ratio_table(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """Share of rows whose class is among the k most probable; parameters as for `mse`."""
        return self._from_metrics(lambda m: m.hit_ratio_table(), train, valid, xval)

    def mean_per_class_error(
        self, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """Mean of all classes' error rates; parameters as for `mse`."""
        return self._from_metrics(lambda m: m.mean_per_class_error(), train, valid, xval)

    def multinomial_auc_table(
        self, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """AUCs of each class against the rest and of each pair; parameters as for `mse`."""
        return self._from_metrics(lambda m: m.multinomial_auc_table(), train, valid, xval)

    def multinomial_aucpr_table(
        self, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """As `multinomial_auc_table`, of precision-recall curves; parameters as for `mse`."""
        return self._from_metrics(lambda m: m.multinomial_aucpr_table(), train, valid, xval)
