"""What a model knows of its folds, under H2O's names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heavywater.exceptions import H2OValueError
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.core.training.model import CrossValidation, TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["CrossValidated"]


class CrossValidated:
    """The part of a model that is about its cross-validation."""

    def _model(self) -> TrainedModel:
        raise NotImplementedError

    def _folds(self) -> CrossValidation | None:
        return self._model().cross_validation

    def is_cross_validated(self) -> bool:
        """Whether the model was cross-validated."""
        return self._folds() is not None

    def xval_keys(self) -> list[str] | None:
        """Keys of the folds' models; None if there are none, or they were not kept."""
        folds = self._folds()
        return None if folds is None or folds.model_keys is None else list(folds.model_keys)

    def cross_validation_models(self) -> list[Any] | None:
        """Models of the folds; None if there are none, or they were not kept.

        They are kept unless ``keep_cross_validation_models=False``.
        """
        keys = self.xval_keys()
        return None if keys is None else [_get_model(key) for key in keys]

    @property
    def xvals(self) -> list[Any]:
        """Models of the folds; empty if there are none, or they were not kept."""
        return self.cross_validation_models() or []

    def get_xval_models(self, key: str | None = None) -> Any:
        """Models of the folds.

        Parameters
        ----------
        key
            Key of one of them, to get only that.

        Returns
        -------
        A list, or the model of that key.

        Raises
        ------
        H2OValueError
            If there are no such models.
        """
        if key is not None:
            return _get_model(key)
        models = self.cross_validation_models()
        if models is None:
            why = (
                "The models of the folds were not kept; train with "
                "keep_cross_validation_models=True."
                if self.is_cross_validated()
                else "The model was not cross-validated; train with nfolds or with a fold_column."
            )
            raise H2OValueError(why)
        return models

    def cross_validation_predictions(self) -> list[H2OFrame] | None:
        """Each fold's predictions of the rows that it held out; 0 in all other rows.

        None if there are none, or they were not kept: train with
        ``keep_cross_validation_predictions=True``.
        """
        folds = self._folds()
        keys = None if folds is None else folds.prediction_keys
        return None if keys is None else _get_frames(keys)

    def cross_validation_holdout_predictions(self) -> H2OFrame | None:
        """Predictions of all rows, each by the model that did not see it; None as above."""
        folds = self._folds()
        key = None if folds is None else folds.holdout_key
        return None if key is None else _get_frames([key])[0]

    def cross_validation_fold_assignment(self) -> H2OFrame | None:
        """The fold of each row, from 0.

        None if there is none, or it was not kept: train with
        ``keep_cross_validation_fold_assignment=True``.
        """
        folds = self._folds()
        key = None if folds is None else folds.fold_assignment_key
        return None if key is None else _get_frames([key])[0]

    def cross_validation_metrics_summary(self) -> H2OTwoDimTable | None:
        """Metrics of all folds side by side, with mean and standard deviation; None without."""
        folds = self._folds()
        if folds is None:
            print("No cross-validation metrics summary for this model")
            return None
        return H2OTwoDimTable.from_table(folds.summary)


def _get_model(key: str) -> Any:
    from heavywater import _objects

    return _objects.get_model(key)


def _get_frames(keys: Sequence[str]) -> list[H2OFrame]:
    from heavywater import _objects

    frames = []
    for key in keys:
        frame = _objects.get_frame(key)
        if frame is None:
            raise H2OValueError(
                f"The frame {key!r} was removed from the session; train the model again."
            )
        frames.append(frame)
    return frames
