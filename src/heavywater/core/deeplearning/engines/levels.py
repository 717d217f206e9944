"""The inputs that have a row of weights each: levels of categories, and numbers that are mostly 0.

A row of data names those of its inputs that are not 0, and the value of each. The value of a
level is 1. Time goes by what a row names, never by how many inputs there are.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from heavywater.core.compiled.hints import fused, no_alias, wide_vectors
from heavywater.core.deeplearning.engines import TrainingRows
from heavywater.core.deeplearning.engines.kernels import (
    COMPILE,
    COMPILE_VIEW,
    adadelta,
    mask_stream,
    mix,
    penalty,
    reconstruction_derivative,
)
from heavywater.core.deeplearning.engines.numbers import read_row
from heavywater.core.deeplearning.masks import GOLDEN

__all__ = [
    "Entries",
    "add_levels",
    "all_levels",
    "begin_caps",
    "bring_up_to_date",
    "cap_named",
    "count_squares",
    "end_caps",
    "load_entries",
    "make_entries",
    "most_entries",
    "put_back",
    "row_errors",
    "take_entries",
    "update_levels",
    "update_vector",
]


class Entries(NamedTuple):
    """What all rows of data name, one row after another."""

    start: npt.NDArray[np.int64]  # where each row begins, and the end of the last: (rows + 1,)
    slots: npt.NDArray[np.int32]  # the inputs; -1 for none
    values: npt.NDArray[Any]  # theirs; empty if all are 1


def make_entries(data: TrainingRows, dtype: npt.DTypeLike) -> Entries:
    """Translate for the kernels."""
    if data.sparse is not None:
        start, slots, values = data.sparse
        return Entries(start, slots, values.astype(dtype, copy=False))
    rows, columns = data.slots.shape
    start = np.arange(rows + 1, dtype=np.int64) * columns
    return Entries(start, np.ascontiguousarray(data.slots).ravel(), np.zeros(0, dtype))


def take_entries(entries: Entries, rows: npt.NDArray[np.int64]) -> Entries:
    """What some of the rows name."""
    begin = entries.start[rows]
    length = entries.start[rows + 1] - begin
    start = np.concatenate(([0], np.cumsum(length)))
    places = np.repeat(begin - start[:-1], length) + np.arange(start[-1])
    values = entries.values[places] if entries.values.size else entries.values
    return Entries(start, entries.slots[places], values)


def most_entries(entries: Entries, rows: int) -> int:
    """The most that so many rows can name; a row may come several times among them."""
    return rows * int(np.diff(entries.start).max(initial=0))


@njit(**COMPILE)
def load_entries(entries, i, shape, numeric, seed, row, slots, amounts):
    """Copy what row i names and dropout leaves; how much it is.

    The inputs follow the numeric ones in the mask of dropped inputs.
    """
    start = mask_stream(seed, row, 0)
    limit = np.uint32(shape.drop[0])
    one = amounts.dtype.type(1)
    count = 0
    for j in range(entries.start[i], entries.start[i + 1]):
        slot = entries.slots[j]
        if slot < 0:
            continue
        if limit > 0:
            draw = mix(np.uint32(start + np.uint32(GOLDEN) * np.uint32(numeric + slot)))
            if draw < limit:
                continue
        slots[count] = slot
        amounts[count] = entries.values[j] if entries.values.size > 0 else one
        count += 1
    return count


@njit(**COMPILE)
def row_errors(rules, y, numbers, entries, i, levels, errors):
    """Derivative of an autoencoder's loss by its outputs y for row i, with nothing dropped."""
    begin = entries.start[i]
    end = entries.start[i + 1]
    amounts = entries.values[begin:end] if entries.values.size > 0 else entries.values
    read_row(numbers, i, errors[levels:])
    reconstruction_derivative(rules, y, entries.slots[begin:end], amounts, levels, errors)


@njit(**COMPILE)
def add_scaled(weights, amount, z):
    """z += amount * weights."""
    no_alias()
    wide_vectors()
    for r in range(z.size):
        z[r] += amount * weights[r]


@njit(**COMPILE)
def add_levels(theta, slots, amounts, shape, z):
    """Add what a row's inputs bring to the first layer's pieces z."""
    for j in range(slots.size):
        start = shape.level + slots[j] * shape.level_stride
        add_scaled(theta[start : start + z.size], amounts[j], z)


@njit(**COMPILE)
def update_vector(
    theta, first, second, delta, adaptive, moving, nesterov, rho, epsilon, rate, m, l1, l2, scale
):
    """One step of parameters that share one input, `scale`: biases, or a level's weights."""
    no_alias()
    wide_vectors()
    zero = theta.dtype.type(0)
    one = theta.dtype.type(1)
    for r in range(delta.size):
        on = delta[r] != zero
        w = theta[r]
        g = fused(delta[r], scale, penalty(w, l1, l2, zero))
        if adaptive:
            new, f, s = adadelta(w, first[r], second[r], g, rho, epsilon, one)
            first[r] = f if on else first[r]
            second[r] = s if on else second[r]
        elif moving:
            step = rate * g
            v = fused(m, first[r], -step)
            new = w + (fused(m, v, -step) if nesterov else v)
            first[r] = v if on else first[r]
        else:
            new = w - rate * g
        theta[r] = new if on else w


@njit(**COMPILE)
def update_levels(theta, first, second, shape, rules, delta, slots, amounts, rate, m):
    """Update the weights of a row's inputs."""
    for j in range(slots.size):
        start = shape.level + slots[j] * shape.level_stride
        end = start + delta.size
        update_vector(
            theta[start:end], first[start:end], second[start:end], delta,
            rules.adaptive, rules.moving, rules.nesterov, rules.rho, rules.epsilon, rate, m,
            rules.l1, rules.l2, amounts[j],
        )  # fmt: skip


# --- a limit on the weights into a unit -----------------------------------------------------
#
# To shorten a unit's weights means to change one in each row of weights, however many there are.
# So each unit has a factor that its stored weights are to be multiplied by. The rows that a row
# of data names are brought up to date while it is trained; the others follow at the end.

#: Below this a factor is applied to all rows, lest stored weights become too large.
_SMALLEST_FACTOR = 1e-12


@njit(**COMPILE_VIEW)
def all_levels(theta, shape):
    """The rows of weights as a matrix."""
    end = shape.level + shape.levels * shape.level_stride
    return theta[shape.level : end].reshape(shape.levels, shape.level_stride)


@njit(**COMPILE)
def begin_caps(theta, shape, factors, squares):
    """Start with factors of 1, and each unit's sum of squares over all rows of weights."""
    levels = all_levels(theta, shape)
    factors[:] = 1.0
    squares[:] = 0.0
    for slot in range(levels.shape[0]):
        for r in range(squares.size):
            squares[r] += levels[slot, r] * levels[slot, r]


@njit(**COMPILE)
def bring_up_to_date(theta, shape, slots, factors):
    """Multiply some rows by the factors."""
    levels = all_levels(theta, shape)
    for slot in slots:
        for r in range(factors.size):
            levels[slot, r] *= factors[r]


@njit(**COMPILE)
def put_back(theta, shape, slots, factors):
    """Divide some rows by the factors, as all others are stored."""
    levels = all_levels(theta, shape)
    for slot in slots:
        for r in range(factors.size):
            levels[slot, r] /= factors[r]


@njit(**COMPILE)
def count_squares(theta, shape, slots, sign, squares):
    """Add some rows' squares to the sums, or take them away."""
    levels = all_levels(theta, shape)
    for slot in slots:
        for r in range(squares.size):
            squares[r] += sign * levels[slot, r] * levels[slot, r]


@njit(**COMPILE)
def cap_named(theta, shape, W, r, slots, limit, factors, squares):
    """Scale the weights into unit r so that their sum of squares is at most `limit`."""
    total = squares[r]
    for c in range(W.shape[1]):
        total += W[r, c] * W[r, c]
    if total <= limit:
        return
    factor = math.sqrt(limit / total)
    for c in range(W.shape[1]):
        W[r, c] *= factor
    levels = all_levels(theta, shape)
    for slot in slots:
        levels[slot, r] *= factor
    squares[r] *= factor * factor
    factors[r] *= factor
    if factors[r] < _SMALLEST_FACTOR:
        for slot in range(levels.shape[0]):
            levels[slot, r] *= factors[r]
        for slot in slots:
            levels[slot, r] /= factors[r]
        factors[r] = 1.0


@njit(**COMPILE)
def end_caps(theta, shape, factors):
    """Multiply all rows by the factors."""
    levels = all_levels(theta, shape)
    for slot in range(levels.shape[0]):
        for r in range(factors.size):
            levels[slot, r] *= factors[r]
