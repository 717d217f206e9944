"""A model for each part of a frame."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs.segment import text_column
from heavywater.core.jobs import Job, JobCancelled
from heavywater.core.training.model import Built
from heavywater.exceptions import H2OModelBuildError

__all__ = ["Segment", "SegmentModels", "build_segments"]

_STATUSES = ("PENDING", "SUCCEEDED", "FAILED")


@dataclass(slots=True)
class Segment:
    """What became of one part.

    Attributes
    ----------
    key
        Key of its model.
    status
        ``"PENDING"``, ``"SUCCEEDED"`` or ``"FAILED"``.
    errors, warnings
        What was said, a line each.
    """

    key: str
    status: str = "PENDING"
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SegmentModels:
    """Models of the parts of a frame.

    Attributes
    ----------
    key
        Name of the collection.
    values
        What makes the parts: a row for each.
    segments
        What became of them, in the same order.
    """

    key: str
    values: FrameData
    segments: list[Segment]

    @property
    def parts(self) -> list[str]:
        """Keys of the models; they go when the collection goes."""
        return [segment.key for segment in self.segments]

    def table(self) -> FrameData:
        """The values with ``model``, ``status``, ``errors`` and ``warnings``."""

        def text(lines: list[str]) -> str | None:
            return "".join(f"{line}\n" for line in lines) or None

        statuses = np.array([_STATUSES.index(s.status) for s in self.segments], dtype=np.int32)
        return self.values.with_columns({
            "model": text_column([segment.key for segment in self.segments]),
            "status": EnumColumn(statuses, _STATUSES),
            "errors": text_column([text(segment.errors) for segment in self.segments]),
            "warnings": text_column([text(segment.warnings) for segment in self.segments]),
        })  # fmt: skip


def build_segments(
    segments: list[Segment], build: Callable[[int, Job], Built], job: Job, parallelism: int
) -> None:
    """Build the models; what fails is noted, and the others go on.

    Parameters
    ----------
    segments
        What is to be built; gets what became of it.
    build
        Makes the model of the part with a number, and keeps it.
    job
        Is told of progress; asked whether to stop.
    parallelism
        How many models are trained side by side.

    Raises
    ------
    JobCancelled
        If the job was cancelled; models that were built by then stay.
    """

    def make(number: int) -> None:
        segment, part = segments[number], job.part(1.0 / len(segments))
        part.checkpoint()
        try:
            built = build(number, part)
        except JobCancelled:
            raise
        except Exception as error:
            segment.status, segment.errors = "FAILED", _said(error)
        else:
            segment.status, segment.warnings = "SUCCEEDED", list(built.model.warnings)
        part.update(1.0)

    with ThreadPoolExecutor(parallelism, "heavywater-segment") as pool:
        # list() re-raises
        list(pool.map(make, range(len(segments))))


def _said(error: Exception) -> list[str]:
    if isinstance(error, H2OModelBuildError) and error.problems:
        # As H2O lists what is wrong with parameters; scripts look for the name.
        return [f"ERRR on field: _{name}: {message}" for name, message in error.problems]
    return [str(error) or type(error).__name__]
