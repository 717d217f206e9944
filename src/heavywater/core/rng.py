"""The generators that H2O's seeds feed.

PCG32 is behind its seeded columns. State and increment have 64 bits, outputs 32. Every row has a
generator of its own, so that the values depend on the seed and the row alone.

That of Java is behind the order of random searches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "CellSource",
    "JavaRandom",
    "cell_doubles",
    "doubles",
    "fold_numbers",
    "row_uniforms",
    "shuffled",
    "stratified_fold_numbers",
]

MULTIPLIER = np.uint64(6364136223846793005)
INCREMENT = np.uint64(3)

#: Rows of a portion that stays in the cache.
_AT_ONCE = 1 << 14

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
    drawn = np.empty(rows)
    for start in range(0, rows, _AT_ONCE):
        part = drawn[start : start + _AT_ONCE]
        _, states = step(row_states(part.shape[0], seed + start))
        outputs, _ = step(states)
        np.divide(outputs & np.uint32(0xFFFFFF), 2**24, out=part)
    return drawn


def cell_doubles(rows: int, column: int, seed: int) -> npt.NDArray[np.float64]:
    """One number from [0, 1) for each row of a column, of 53 random bits.

    Each cell has a generator of its own, seeded by its row and column; the low bits of its second
    and fourth output make the number.

    Examples
    --------
    >>> (cell_doubles(6, 1, 42) < 0.4).tolist()
    [False, True, True, False, True, True]
    """
    of_rows = np.uint64(1723) * np.arange(rows, dtype=np.uint64)
    return _doubles(seeded(np.uint64((seed + 1234 * column) % 2**64) ^ of_rows))


def doubles(seeds: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The first number from [0, 1) of 53 random bits that each seed gives.

    Examples
    --------
    >>> doubles(np.array([1, 2])).round(3)
    array([0.393, 0.655])
    """
    return _doubles(seeded(seeds.astype(np.uint64)))


class CellSource:
    """A generator for each row of one column, seeded by seed, row and column.

    Parameters
    ----------
    rows
        Number of rows.
    column
        Position of the column.
    columns
        Number of columns.
    seed
        Any integer of 64 bits.

    Examples
    --------
    >>> CellSource(3, 0, 1, 42).doubles().round(3).tolist()
    [0.517, 0.344, 0.057]
    """

    def __init__(self, rows: int, column: int, columns: int, seed: int) -> None:
        first = np.uint64((seed + column) % 2**64)
        self._states = seeded(first + np.uint64(columns) * np.arange(rows, dtype=np.uint64))
        self._states = seeded(self.longs())

    def outputs(self) -> npt.NDArray[np.uint32]:
        """The next 32 bits of every row."""
        drawn, self._states = step(self._states)
        return drawn

    def longs(self) -> States:
        """The next 64 bits of every row."""
        high = self.outputs().astype(np.uint64)
        return high << np.uint64(32) | self.outputs()

    def doubles(self) -> npt.NDArray[np.float64]:
        """The next number from [0, 1) of 53 random bits of every row."""
        return _double(self.longs(), self.longs())

    def floats(self) -> npt.NDArray[np.float64]:
        """The next number from [0, 1) of 24 random bits of every row."""
        return (self.longs() & np.uint64(0xFFFFFF)).astype(np.float64) / 2**24


def shuffled(count: int, seed: int) -> list[int]:
    """The numbers from 0 to `count` - 1 in an order that the seed decides.

    Each number in turn changes places with a random one of those before it or with itself.

    Examples
    --------
    >>> shuffled(6, 42)
    [5, 2, 1, 0, 4, 3]
    """
    state = seeded(np.array([seed % 2**64], dtype=np.uint64))
    order: list[int] = []
    for number in range(count):
        order.append(number)
        if number:
            drawn, state = step(state)
            place = int(drawn[0]) % (number + 1)
            order[number], order[place] = order[place], number
    return order


def _doubles(states: States) -> npt.NDArray[np.float64]:
    """The low bits of the second and fourth output of each generator as one number."""
    _, states = step(states)
    high, states = step(states)
    _, states = step(states)
    low, _ = step(states)
    return _double(high, low)


def _double(high: npt.NDArray[Any], low: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """A number from [0, 1) of the low 26 and 27 bits of two outputs."""
    bits = (high.astype(np.int64) & (2**26 - 1)) << 27
    return (bits + (low.astype(np.int64) & (2**27 - 1))) / 2.0**53


def fold_numbers(rows: int, folds: int, seed: int) -> npt.NDArray[np.int64]:
    """A fold from 0 to `folds` - 1 for each row: the first output, signed, without its sign.

    Examples
    --------
    >>> fold_numbers(5, 3, 5).tolist()
    [1, 2, 2, 1, 2]
    """
    return _folds(row_states(rows, seed), folds)


def stratified_fold_numbers(
    classes: npt.NDArray[np.int64], folds: int, seed: int
) -> npt.NDArray[np.int64]:
    """A fold for each row, drawn for each class by itself, so that folds have similar shares.

    Parameters
    ----------
    classes
        Class of each row; negative where it is missing, and the folds are dealt in turn.
    folds
        Number of folds.
    seed
        Together with the class, seeds the class's own generator.

    Examples
    --------
    >>> stratified_fold_numbers(np.array([0, 1, 2, 0, 1, -1]), 3, 7).tolist()
    [0, 1, 1, 1, 2, 2]
    """
    numbers = np.arange(classes.size, dtype=np.int64) % folds
    for kind in np.unique(classes[classes >= 0]):
        high, states = step(seeded(np.array([(seed + int(kind)) % 2**64], dtype=np.uint64)))
        low, _ = step(states)
        rows = np.flatnonzero(classes == kind)
        start = high.astype(np.uint64) << np.uint64(32) | low.astype(np.uint64)
        numbers[rows] = _folds(seeded(start + rows.astype(np.uint64)), folds)
    return numbers


def _folds(states: States, folds: int) -> npt.NDArray[np.int64]:
    outputs, _ = step(states)
    return np.abs(outputs.view(np.int32).astype(np.int64)) % folds


class JavaRandom:
    """The linear congruential generator that Java's documentation of ``Random`` specifies.

    Parameters
    ----------
    seed
        Any integer.

    Examples
    --------
    >>> source = JavaRandom(42)
    >>> [source.below(10) for _ in range(5)]
    [0, 3, 8, 4, 0]
    """

    _FACTOR = 0x5DEECE66D
    _MASK = (1 << 48) - 1

    def __init__(self, seed: int) -> None:
        self._state = (seed ^ self._FACTOR) & self._MASK

    def below(self, bound: int) -> int:
        """A number from 0 to `bound` - 1."""
        if bound & (bound - 1) == 0:
            return (bound * self._bits()) >> 31
        while True:
            bits = self._bits()
            # The last, incomplete group of `bound` numbers would favour small ones.
            if bits - bits % bound + bound - 1 < 1 << 31:
                return bits % bound

    def _bits(self) -> int:
        """31 random bits."""
        self._state = (self._state * self._FACTOR + 0xB) & self._MASK
        return self._state >> 17
