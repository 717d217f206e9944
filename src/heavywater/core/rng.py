"""PCG32, the generator behind H2O's seeded columns.

State and increment have 64 bits, outputs 32. Every row has a generator of its own, so that the
values depend on the seed and the row alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["fold_numbers", "row_uniforms"]

MULTIPLIER = np.uint64(6364136223846793005)
INCREMENT = np.uint64(3)

States = npt.NDArray[np.uint64]


def seeded(seeds: States) -> States:
    """States of generators that were given the seeds."""
    return (INCREMENT + seeds) * MULTIPLIER + INCREMENT


def step(states: States) -> tuple[npt.NDArray[np.uint32], States]:
    """One output of each generator, and the states after it."""
    mixed = ((states >> np.uint64(18)) ^ states) >> np.uint64(27)
    low = mixed.astype(np.uint32)
    turn = (states >> np.uint64(59)).astype(np.uint32)
    back = (np.uint32(32) - turn) & np.uint32(31)
    return (low >> turn) | (low << back), states * MULTIPLIER + INCREMENT


def row_states(rows: int, seed: int) -> States:
    """A state for each row, seeded with the seed plus the row's position."""
    return seeded(np.uint64(seed % 2**64) + np.arange(rows, dtype=np.uint64))


def row_uniforms(rows: int, seed: int) -> npt.NDArray[np.float64]:
    """One number from [0, 1) for each row: the generator's second output, its low 24 bits.

    Examples
    --------
    >>> row_uniforms(2, 42)
    array([0.51378357, 0.69848073])
    """
    _, states = step(row_states(rows, seed))
    outputs, _ = step(states)
    return (outputs & np.uint32(0xFFFFFF)).astype(np.float64) / 2**24


def fold_numbers(rows: int, folds: int, seed: int) -> npt.NDArray[np.int64]:
    """A fold from 0 to `folds` - 1 for each row: the first output, signed, without its sign.

    Examples
    --------
    >>> fold_numbers(5, 3, 5).tolist()
    [1, 2, 2, 1, 2]
    """
    outputs, _ = step(row_states(rows, seed))
    return np.abs(outputs.view(np.int32).astype(np.int64)) % folds
