"""Random numbers of a tree, from its own generator, and of the levels of a column at a node.

Every tree has a generator that is made from the seed and the tree's number, so that trees may be
grown in any order and on any number of cores. It is SplitMix64: a counter that goes up by the
golden ratio of 64 bits, and a function that mixes its bits.

At a node the levels of a categorical column take random places between 0 and 1, which follow from
the node's salt and the level alone: nothing has to be stored for a level, however many there are.

Notes
-----
Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators". The places of levels
come from the finaliser of MurmurHash3 (Appleby 2011).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from heavywater.core.compiled import COMPILE

__all__ = ["below", "even_share", "level_place", "next_bits", "next_share", "stream"]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FACTOR_1 = np.uint64(0xBF58476D1CE4E5B9)
_FACTOR_2 = np.uint64(0x94D049BB133111EB)
_GOLDEN_32 = np.uint32(0x9E3779B9)
_MIX_1 = np.uint32(0x85EBCA6B)
_MIX_2 = np.uint32(0xC2B2AE35)

_S11, _S27, _S30, _S31 = (np.uint64(bits) for bits in (11, 27, 30, 31))
_S8, _S13, _S16 = (np.uint32(bits) for bits in (8, 13, 16))
_ONE = np.uint64(1)


@njit(**COMPILE)
def _mixed(bits):
    bits = (bits ^ (bits >> _S30)) * _FACTOR_1
    bits = (bits ^ (bits >> _S27)) * _FACTOR_2
    return bits ^ (bits >> _S31)


@njit(**COMPILE)
def stream(seed, number):
    """State of a generator of its own for each number; an array of one."""
    state = np.empty(1, np.uint64)
    state[0] = _mixed(_mixed(np.uint64(seed)) + GOLDEN * (np.uint64(number) + _ONE))
    return state


@njit(**COMPILE)
def next_bits(state):
    """64 random bits."""
    state[0] += GOLDEN
    return _mixed(state[0])


@njit(**COMPILE)
def next_share(state):
    """A number from [0, 1)."""
    return float(next_bits(state) >> _S11) * 2.0**-53


@njit(**COMPILE)
def even_share(seed, number):
    """A number from [0, 1) for each number, by itself as random as any, all together evenly spread.

    A random start and steps of the golden ratio (Cranley and Patterson 1976).
    """
    start = _mixed(_mixed(np.uint64(seed)))
    return float((start + GOLDEN * np.uint64(number)) >> _S11) * 2.0**-53


@njit(**COMPILE)
def below(state, bound):
    """A whole number from 0 to `bound` - 1."""
    return int(next_share(state) * bound)


@njit(**COMPILE)
def level_place(salt, level):
    """Where a level lies between 0 and 1, in single precision."""
    # Numba's sums and products of 32 bits have 64; each is cut.
    bits = np.uint32(np.uint32(salt) + np.uint32(level) * _GOLDEN_32)
    bits = np.uint32((bits ^ (bits >> _S16)) * _MIX_1)
    bits = np.uint32((bits ^ (bits >> _S13)) * _MIX_2)
    bits = np.uint32(bits ^ (bits >> _S16))
    return np.float32(bits >> _S8) * np.float32(2.0**-24)
