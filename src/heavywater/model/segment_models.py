"""Models of the parts of a frame, as `train_segments` of an estimator makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heavywater.core.training.segments import SegmentModels
from heavywater.exceptions import H2OMissingKeyError, H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["H2OSegmentModels"]


class H2OSegmentModels:
    """A collection of models, one for each part of a frame.

    Parameters
    ----------
    segment_models_id
        Key of the collection.

    Examples
    --------
    >>> from heavywater.estimators import H2OIsolationForestEstimator
    >>> from heavywater.frame import H2OFrame
    >>> frame = H2OFrame({"kind": ["a", "b"] * 20, "x": list(range(40))})
    >>> forest = H2OIsolationForestEstimator(ntrees=5, seed=1)
    >>> models = forest.train_segments(training_frame=frame, segments=["kind"])
    >>> models.as_frame().names
    ['kind', 'model', 'status', 'errors', 'warnings']
    """

    def __init__(self, segment_models_id: str | None = None) -> None:
        if segment_models_id is not None and not isinstance(segment_models_id, str):
            raise H2OTypeError(
                f"segment_models_id is {segment_models_id!r}; it must be a key (a string).",
                "segment_models_id",
                segment_models_id,
            )
        self._segment_models_id = segment_models_id

    @property
    def key(self) -> str | None:
        """Key of the collection in the session."""
        return self._segment_models_id

    def detach(self) -> None:
        """Forget the key; what the session holds stays."""
        self._segment_models_id = None

    def as_frame(self) -> H2OFrame:
        """What became of each part.

        Returns
        -------
        A frame: the columns that make the parts, then ``model`` (a key for `get_model`),
        ``status`` (``SUCCEEDED`` or ``FAILED``), ``errors`` and ``warnings`` (missing without any).

        Raises
        ------
        H2OMissingKeyError
            If the session has no such collection.
        """
        from heavywater import session
        from heavywater.frame import H2OFrame

        if self._segment_models_id is None:
            raise H2OValueError("These segment models have no key.", "segment_models_id")
        store = session.current().store
        found = store.get(self._segment_models_id) if self._segment_models_id in store else None
        if not isinstance(found, SegmentModels):
            raise H2OMissingKeyError(
                f"The session has no segment models {self._segment_models_id!r}."
            )
        return H2OFrame._from_data(found.table())

    def __repr__(self) -> str:
        return f"H2OSegmentModels({self._segment_models_id!r})"
