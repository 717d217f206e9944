"""What `train_segments` does: an estimator for each part of a frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.segment import each_segment, rows_of_segments
from heavywater.core.jobs import Job
from heavywater.core.store import unique_key
from heavywater.core.training.model import Built
from heavywater.core.training.segments import Segment, SegmentModels, build_segments
from heavywater.estimators._checkpoints import write_checkpoints
from heavywater.estimators._columns import column_name, column_names
from heavywater.exceptions import H2OModelBuildError, H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.core.store import Store
    from heavywater.estimators.estimator_base import H2OEstimator
    from heavywater.frame import H2OFrame

__all__ = ["segment_values", "train_segments"]

Rows = npt.NDArray[np.intp]


def segment_values(segments: Any, data: FrameData) -> FrameData:
    """The parts to make: those that columns of a frame make, or those that are given.

    Raises
    ------
    H2OValueError, H2OTypeError, H2OColumnError
        If there are none, or columns that the frame does not have.
    """
    from heavywater.frame import H2OFrame

    if segments is None:
        raise H2OValueError(
            "train_segments() needs segments: columns whose values make the parts, or a frame "
            "that lists them.",
            "segments",
        )
    if isinstance(segments, H2OFrame):
        names = [column_name(name, data.names, "segments") for name in segments.names]
        # A part that is listed twice is one part.
        places = rows_of_segments(segments._data, each_segment(segments._data, names))
        return segments._data.take(np.sort([place[0] for place in places]))
    if not isinstance(segments, list) or not all(isinstance(name, str) for name in segments):
        raise H2OTypeError(
            f"segments is {segments!r}; it must be a list of names of columns, or an H2OFrame.",
            "segments",
            segments,
        )
    if not segments:
        raise H2OValueError("segments names no column.", "segments")
    return each_segment(data, [column_name(name, data.names, "segments") for name in segments])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Trains one estimator on parts of frames.

    Attributes
    ----------
    estimator
        Has the parameters.
    columns
        Other arguments of its `train`.
    x, y, ignored
        As in its `train`, without the columns that make the parts.
    training, validation
        The whole frames.
    rows, validation_rows
        Positions of each part's rows in them.
    keys
        Keys of the models.
    threads
        Cores for each of them.
    store
        Where models go.
    """

    estimator: H2OEstimator
    columns: dict[str, Any]
    x: Any
    y: Any
    ignored: Any
    training: FrameData
    validation: FrameData | None
    rows: list[Rows]
    validation_rows: list[Rows]
    keys: list[str]
    threads: int
    store: Store

    def build(self, number: int, job: Job) -> Built:
        """Train the model of one part and keep it."""
        from heavywater.estimators.estimator_base import store_built
        from heavywater.frame import H2OFrame

        rows = self.rows[number]
        if rows.size == 0:
            raise H2OModelBuildError.of(
                [("training_frame", "The training frame has no row with these values.")]
            )
        validation = None
        if self.validation is not None:
            validation = H2OFrame._from_data(self.validation.take(self.validation_rows[number]))
        one = self.estimator.__sklearn_clone__()
        request = one._training_request(
            self.x,
            self.y,
            H2OFrame._from_data(self.training.take(rows)),
            validation_frame=validation,
            ignored_columns=self.ignored,
            model_id=self.keys[number],
            **self.columns,
        )
        built = one._build(replace(request, threads=self.threads), job)
        store_built(built, self.store)
        write_checkpoints(built)
        return built


def train_segments(
    estimator: H2OEstimator,
    x: Any,
    y: Any,
    training: H2OFrame,
    validation: H2OFrame | None,
    ignored: Any,
    columns: dict[str, Any],
    segments: Any,
    key: str,
    parallelism: int,
) -> None:
    """Train a model for each part, showing the progress; keeps the collection under a key.

    Arguments as of the method.
    """
    from heavywater import session
    from heavywater.display.progress import run_shown

    current, data = session.current(), training._data
    values = segment_values(segments, data)
    taken = set(values.names)
    result = SegmentModels(key, values, [Segment(f"{key}_{n}") for n in range(values.nrow)])
    none: list[Rows] = []
    parts = _Parts(
        estimator=estimator,
        columns=columns,
        x=None if x is None else [n for n in data.names
                                  if n in column_names(x, data.names, "x") - taken],
        y=y,
        ignored=None if x is not None else sorted(
            taken | column_names(ignored or [], data.names, "ignored_columns")
        ),
        training=data,
        validation=None if validation is None else validation._data,
        rows=rows_of_segments(data, values),
        validation_rows=none if validation is None else rows_of_segments(validation._data, values),
        keys=[segment.key for segment in result.segments],
        threads=current.nthreads if parallelism == 1 else 1,
        store=current.store,
    )  # fmt: skip
    current.store.put(key, result)
    job = Job(unique_key("job"), f"{estimator.algo} Segment Models Build")
    run_shown(job, lambda job: build_segments(result.segments, parts.build, job, parallelism))
