"""Models that reproduce their inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from heavywater._frame.base import as_frame_data
from heavywater.exceptions import H2OTypeError
from heavywater.model.model_base import ModelBase

if TYPE_CHECKING:
    from heavywater.core.deeplearning.autoencoder import AutoEncoderModel
    from heavywater.frame import H2OFrame

__all__ = ["H2OAutoEncoderModel"]


class H2OAutoEncoderModel(ModelBase):
    """A model that has learned to reproduce its inputs."""

    def anomaly(self, test_data: H2OFrame, per_feature: bool = False) -> H2OFrame:
        """How badly each row is reproduced.

        Errors are on the scale of the network's inputs: numbers less their mean, divided by the
        distance of the smallest from the largest in training; 1 for a level that the row has,
        0 for the others.

        Parameters
        ----------
        test_data
            A frame with the columns of the training; missing ones count as missing values.
        per_feature
            Whether to give the squared error of each input instead of their mean.

        Returns
        -------
        A frame with the column ``Reconstruction.MSE``, or with a column ``reconstr_x.SE`` for
        each input.
        """
        from heavywater.frame import H2OFrame

        if not isinstance(per_feature, bool):
            raise H2OTypeError(
                f"per_feature must be True or False, not {per_feature!r}.",
                "per_feature",
                per_feature,
            )
        model = cast("AutoEncoderModel", self._model())
        data = as_frame_data(test_data, "test_data")
        return H2OFrame._from_data(model.anomaly(data, per_feature=per_feature))
