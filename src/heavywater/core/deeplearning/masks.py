"""Dropout masks from a counter.

Whether a unit takes part in a row is a function of (seed, row number, layer, unit) alone: no
generator has a state to share, masks can be drawn in any order and in vectors, and a run can
be repeated on any number of threads. The mixing function is the finaliser of MurmurHash3
(Appleby 2011) over 32 bits, which passes each input bit on to every output bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["keep_mask", "stream", "threshold"]

GOLDEN = 0x9E3779B9
MIX_1 = 0x85EBCA6B
MIX_2 = 0xC2B2AE35


def threshold(ratio: float) -> int:
    """Draws below this 32-bit number are dropped."""
    return round(ratio * 2.0**32)


def _mix(value: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    value = (value ^ (value >> np.uint32(16))) * np.uint32(MIX_1)
    value = (value ^ (value >> np.uint32(13))) * np.uint32(MIX_2)
    return value ^ (value >> np.uint32(16))


def stream(seed: int, row: int, layer: int) -> int:
    """Starting point of the masks of one layer in one row: a 32-bit number.

    Parameters
    ----------
    seed
        Of the training run.
    row
        How many rows were trained before this one.
    layer
        0 for the inputs, l for hidden layer l.
    """
    start = (seed ^ (seed >> 32)) & 0xFFFFFFFF
    for part in (row & 0xFFFFFFFF, row >> 32, layer):
        start = int(_mix(np.array([(start + GOLDEN * (part + 1)) & 0xFFFFFFFF], np.uint32))[0])
    return start


def keep_mask(start: int, size: int, ratio: float) -> npt.NDArray[np.bool_]:
    """Which of `size` units take part.

    Examples
    --------
    >>> keep_mask(stream(1, 0, 1), 8, 0.0).all()
    np.True_
    """
    unit = np.arange(size, dtype=np.uint32)
    draws = _mix(np.uint32(start) + unit * np.uint32(GOLDEN))
    return np.asarray(draws.astype(np.uint64) >= threshold(ratio))
