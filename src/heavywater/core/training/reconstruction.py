"""The response of an autoencoder, which is its own input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["Reconstruction"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """Stands where a supervised problem has its `Response`: no column is predicted.

    Attributes
    ----------
    outputs
        Number of output units: one for each input.
    """

    outputs: int

    #: There are no classes.
    domain: ClassVar[None] = None
    #: It is the inputs that are standardised.
    shift: ClassVar[float] = 0.0
    scale: ClassVar[float] = 1.0
    standardised: ClassVar[bool] = False
    first_output: ClassVar[float] = 0.0

    def values(self, data: FrameData) -> Floats:
        """0 for every row: none is without a response."""
        return np.zeros(data.nrow)

    def offsets(self, data: FrameData) -> None:
        """There are no offsets."""

    def added_to_outputs(self, rows: int, offsets: Floats | None = None) -> None:
        """Nothing is added to outputs."""

    def targets(
        self,
        values: Floats,
        offsets: Floats | None = None,  # noqa: ARG002 - there are none
    ) -> npt.NDArray[np.float32]:
        """What the engine is handed, and does not read."""
        return values.astype(np.float32)
