"""Levels that share inputs: more indicators than `max_categorical_features` are hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["HashedLevels", "murmur2"]

_M: Final = np.uint32(0x5BD1E995)
_SHOWN = 3


def murmur2(numbers: npt.NDArray[np.integer], seed: int) -> npt.NDArray[np.int32]:
    """MurmurHash2 of whole numbers, each as four bytes with the highest first.

    Parameters
    ----------
    numbers
        At least 0, less than 2^32.
    seed
        Its lowest 32 bits count.

    Notes
    -----
    Appleby 2008, the 32-bit version; the algorithm reads the bytes with the lowest first.

    Examples
    --------
    >>> murmur2(np.array([0]), 0).tolist()
    [961757189]
    """
    words: npt.NDArray[np.uint32] = numbers.astype(np.uint32).byteswap() * _M
    words = (words ^ (words >> np.uint32(24))) * _M
    start = np.full(words.shape, (seed ^ 4) & 0xFFFFFFFF, dtype=np.uint32)
    h = (start * _M) ^ words
    h = (h ^ (h >> np.uint32(13))) * _M
    return np.asarray(h ^ (h >> np.uint32(15)), dtype=np.uint32).view(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class HashedLevels:
    """Which of a limited number of inputs each indicator became.

    Attributes
    ----------
    inputs
        Their number.
    slots
        The input of each indicator, (indicators,), int32.
    """

    inputs: int
    slots: npt.NDArray[np.int32]

    @classmethod
    def of(cls, indicators: int, inputs: int, seed: int) -> HashedLevels:
        """Spread indicators over inputs, as H2O does for the same seed."""
        hashed = murmur2(np.arange(indicators), seed).astype(np.int64)
        return cls(inputs, np.abs(np.fmod(hashed, inputs)).astype(np.int32))

    def of_slots(self, slots: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """The inputs for positions of indicators; -1, no level, stays."""
        return np.where(slots < 0, slots, self.slots[np.maximum(slots, 0)])

    def names(self, indicators: Sequence[str]) -> list[str]:
        """Names of the inputs, made from those of the indicators that share them."""
        sharing: list[list[str]] = [[] for _ in range(self.inputs)]
        for slot, name in zip(self.slots.tolist(), indicators, strict=True):
            sharing[slot].append(name)
        return [_joined(names, position) for position, names in enumerate(sharing)]


def _joined(names: Sequence[str], position: int) -> str:
    if not names:
        return f"unused {position + 1}"
    more = len(names) - _SHOWN
    return " + ".join(names[:_SHOWN]) + (f" + {more} more" if more > 0 else "")
