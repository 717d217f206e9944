"""The response of an autoencoder, which is its own input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["Reconstruction"]


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

    def values(self, data: FrameData) -> npt.NDArray[np.float64]:
        """0 for every row: none is without a response."""
        return np.zeros(data.nrow)

    def targets(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """What the engine is handed, and does not read."""
        return values.astype(np.float32)
