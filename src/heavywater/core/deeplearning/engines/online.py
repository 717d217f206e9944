"""Stochastic gradient descent proper: every row moves the weights.

One data row goes forward, its error comes back, and each unit's weights are updated the
moment its derivative is known, after its error has been passed down through the old ones. A
unit whose derivative is zero (an inactive rectifier, a unit left out by dropout) and a weight
whose input is zero are left alone: this is H2O's ``fast_mode``, and where most of the speed
comes from.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from heavywater.core.compiled.hints import wide_vectors
from heavywater.core.deeplearning.engines.kernels import (
    CLASS_QUADRATIC,
    COMPILE,
    COMPILE_ENTRY,
    COMPILE_VIEW,
    activate,
    adadelta_row,
    cap_row,
    descend_row,
    dot,
    dots,
    draw_mask,
    follow_averages,
    mask_stream,
    momentum_at,
    momentum_row,
    multiply_by_slope,
    output_derivative,
    propagate,
    pull_to_average,
    softmax,
    source_fingerprint,
)
from heavywater.core.deeplearning.engines.levels import (
    add_levels,
    begin_caps,
    bring_up_to_date,
    cap_named,
    count_squares,
    end_caps,
    load_entries,
    put_back,
    row_errors,
    update_levels,
    update_vector,
)
from heavywater.core.deeplearning.engines.numbers import read_row
from heavywater.core.deeplearning.network import Layout, aligned_zeros

__all__ = ["Scratch", "make_scratch", "train_rows"]


class Scratch(NamedTuple):
    """Working memory of one replica."""

    inputs: npt.NDArray[Any]  # (2, stride of layer 0): this row's numbers, and the next one's
    pieces: npt.NDArray[Any]  # (layers, rows): linear pieces; those of layer 0 a row ahead
    values: npt.NDArray[Any]  # units' values, layer after layer, each on a padded offset
    errors: npt.NDArray[Any]  # likewise: derivative of the loss
    winner: npt.NDArray[np.int64]  # likewise: which row of the weights gave the value
    delta: npt.NDArray[Any]  # (rows): derivative of the loss by one layer's pieces
    start: npt.NDArray[np.int64]  # offsets into values, errors and winner
    keep: npt.NDArray[np.uint8]  # mask of the inputs, or of the layer being computed
    ahead: npt.NDArray[np.uint8]  # mask of the first layer's units in the row that comes next
    rows: npt.NDArray[np.int64]  # (2, rows): numbers of rows of weights that have work to do
    slots: npt.NDArray[np.int32]  # what this row names (see `levels`)
    amounts: npt.NDArray[Any]  # and the values of that
    factors: npt.NDArray[np.float64]  # (rows of layer 0): see `levels`, on limits
    squares: npt.NDArray[np.float64]  # likewise


def make_scratch(layout: Layout, entries: int, dtype: npt.DTypeLike) -> Scratch:
    """Working memory for networks of one layout and rows that name up to so many inputs."""
    widths = [-(-layout.units(layer) // 16) * 16 for layer in range(layout.layers)]
    total = sum(widths)
    largest = max([layout.numeric, *widths, 16])
    stride = layout.stride(0)
    rows = max(-(-layout.rows(layer) // 16) * 16 for layer in range(layout.layers))
    return Scratch(
        inputs=aligned_zeros(2 * stride, dtype).reshape(2, stride),
        pieces=aligned_zeros(layout.layers * rows, dtype).reshape(layout.layers, rows),
        values=aligned_zeros(total, dtype),
        errors=aligned_zeros(total, dtype),
        delta=aligned_zeros(rows, dtype),
        winner=np.zeros(total, dtype=np.int64),
        start=np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.int64),
        keep=np.ones(largest, dtype=np.uint8),
        ahead=np.ones(largest, dtype=np.uint8),
        rows=np.zeros((2, rows), dtype=np.int64),
        slots=np.zeros(entries, dtype=np.int32),
        amounts=np.zeros(entries, dtype=dtype),
        factors=np.ones(layout.rows(0)),
        squares=np.zeros(layout.rows(0)),
    )


@njit(**COMPILE_VIEW)
def matrix(vector, shape, layer):
    """One layer's weights, or their accumulators, as a matrix."""
    rows = shape.units[layer] * shape.channels[layer]
    stride = shape.stride[layer]
    start = shape.weight[layer]
    return vector[start : start + rows * stride].reshape(rows, stride)


@njit(**COMPILE)
def load_inputs(numbers, i, shape, seed, row, keep, out):
    """Copy the numbers of row i, some of them dropped."""
    wide_vectors()
    read_row(numbers, i, out)
    if shape.drop[0] == 0:
        return
    width = numbers.cells.shape[1]
    draw_mask(mask_stream(seed, row, 0), shape.drop[0], keep[:width])
    zero = out.dtype.type(0)
    for c in range(width):
        out[c] = out[c] if keep[c] else zero


@njit(**COMPILE)
def draw_units(shape, layer, seed, row, keep):
    """Which of a layer's units take part in a row; those of the last layer always do."""
    if layer < shape.units.size - 1 and shape.drop[layer + 1] > 0:
        draw_mask(mask_stream(seed, row, layer + 1), shape.drop[layer + 1], keep)
    else:
        keep[:] = 1


@njit(**COMPILE)
def kept_rows(keep, channels, rows):
    """List the rows of weights of the units that are kept; how many.

    A loop over the list knows where it goes next; one that asks each unit guesses wrong half of
    the time under dropout, at some twenty cycles each.
    """
    count = 0
    for u in range(keep.size):
        for k in range(channels):
            rows[count + k] = u * channels + k
        count += channels * keep[u]
    return count


@njit(**COMPILE)
def moved_rows(delta, rows):
    """List the rows of weights that have a derivative; how many."""
    count = 0
    for r in range(delta.size):
        rows[count] = r
        count += delta[r] != 0
    return count


@njit(**COMPILE)
def resting_rows(delta, keep, channels, rows):
    """List the rows of weights without a derivative whose units are kept; how many."""
    count = 0
    for u in range(keep.size):
        for r in range(u * channels, (u + 1) * channels):
            rows[count] = r
            count += keep[u] * (delta[r] == 0)
    return count


@njit(**COMPILE)
def linear_pieces(W, b, a, z, rows):
    """z = W a + b for some rows of W."""
    dots(W, rows, a, z)
    for j in range(rows.size):
        z[rows[j]] += b[rows[j]]


@njit(**COMPILE)
def choose_pieces(z, keep, channels, values, winner):
    """Each unit's largest piece and its row.

    The value of a unit that is left out is 0. It still learns, with the slope of its activation
    at 0 (for Tanh and ExpRectifier 1, for Rectifier 0), unless it has several pieces.
    """
    zero = z.dtype.type(0)
    for u in range(values.size):
        if not keep[u]:
            values[u] = zero
            winner[u] = u if channels == 1 else -1
            continue
        best = u * channels
        for r in range(best + 1, (u + 1) * channels):
            if z[r] > z[best]:
                best = r
        values[u] = z[best]
        winner[u] = best


@njit(**COMPILE)
def forward_layer(theta, shape, rules, scratch, layer, slots, amounts, seed, row):
    """Values of one layer's units. The first layer's products lie in `pieces` already."""
    units = shape.units[layer]
    channels = shape.channels[layer]
    last = layer == shape.units.size - 1
    start = scratch.start[layer]
    values = scratch.values[start : start + units]
    z = scratch.pieces[layer, : units * channels]
    b = theta[shape.bias[layer] : shape.bias[layer] + z.size]
    keep = scratch.ahead[:units] if layer == 0 else scratch.keep[:units]
    if layer == 0:
        add_levels(theta, slots, amounts, shape, z)
        for r in range(z.size):
            z[r] += b[r]
    else:
        below = scratch.start[layer - 1]
        a = scratch.values[below : below + shape.stride[layer]]
        draw_units(shape, layer, seed, row, keep)
        rows = scratch.rows[0]
        count = kept_rows(keep, channels, rows)
        linear_pieces(matrix(theta, shape, layer), b, a, z, rows[:count])
    choose_pieces(z, keep, channels, values, scratch.winner[start : start + units])
    if not last:
        activate(shape.activation, values)
        if rules.sparse:
            average = shape.average[layer]
            follow_averages(theta[average : average + units], values, keep)
    elif rules.reconstruct:
        activate(shape.activation, values)
    elif rules.loss <= CLASS_QUADRATIC:
        softmax(values)


@njit(**COMPILE)
def derivatives_by_piece(errors, winner, delta):
    """Derivative by each linear piece: a unit's goes to the piece that gave its value."""
    delta[:] = delta.dtype.type(0)
    for u in range(winner.size):
        if winner[u] >= 0:
            delta[winner[u]] = errors[u]


@njit(**COMPILE)
def update_biases(theta, first, second, shape, rules, layer, delta, rate, m):
    """Update a layer's biases."""
    zero = theta.dtype.type(0)
    start = shape.bias[layer]
    end = start + delta.size
    update_vector(
        theta[start:end], first[start:end], second[start:end], delta,
        rules.adaptive, rules.moving, rules.nesterov, rules.rho, rules.epsilon, rate, m,
        zero, zero, theta.dtype.type(1),
    )  # fmt: skip


@njit(**COMPILE)
def backward_layer(theta, first, second, shape, rules, scratch, layer, rate, m):
    """Pass the errors of a layer above the first down, and update its weights."""
    wide_vectors()
    units = shape.units[layer]
    W = matrix(theta, shape, layer)
    F = matrix(first, shape, layer)
    S = matrix(second, shape, layer)
    start = scratch.start[layer]
    below = scratch.start[layer - 1]
    a = scratch.values[below : below + shape.stride[layer]]
    e = scratch.errors[below : below + shape.stride[layer]]
    e[:] = e.dtype.type(0)
    delta = scratch.delta[: W.shape[0]]
    derivatives_by_piece(
        scratch.errors[start : start + units], scratch.winner[start : start + units], delta
    )
    rho, epsilon, l1, l2 = rules.rho, rules.epsilon, rules.l1, rules.l2
    adaptive, moving, nesterov = rules.adaptive, rules.moving, rules.nesterov
    rows = scratch.rows[0]
    count = moved_rows(delta, rows)
    for j in range(count):
        r = rows[j]
        d = delta[r]
        propagate(W, r, d, e)
        if adaptive:
            adadelta_row(W, F, S, r, a, d, rho, epsilon, l1, l2)
        elif moving:
            momentum_row(W, F, r, a, d, rate, m, nesterov, l1, l2)
        else:
            descend_row(W, r, a, d, rate, l1, l2)
        if rules.capped:
            cap_row(W, r, rules.max_w2)
    update_biases(theta, first, second, shape, rules, layer, delta, rate, m)
    if rules.sparse:
        average = shape.average[layer - 1]
        average_end = average + shape.units[layer - 1]
        pull_to_average(theta[average:average_end], rules.sparsity, rules.average, e)
    multiply_by_slope(shape.activation, a, e)


@njit(**COMPILE)
def cap_unit(W, levels, r, limit):
    """`cap_row` over a first-layer unit's numbers and levels together."""
    total = W.dtype.type(0)
    for c in range(W.shape[1]):
        total += W[r, c] * W[r, c]
    for slot in range(levels.shape[0]):
        total += levels[slot, r] * levels[slot, r]
    if total > limit:
        factor = math.sqrt(limit / total)
        for c in range(W.shape[1]):
            W[r, c] *= factor
        for slot in range(levels.shape[0]):
            levels[slot, r] *= factor


@njit(**COMPILE)
def first_layer_and_ahead(
    theta, first, second, shape, rules, scratch, slots, amounts, a, x, rate, m
):
    """Update the first layer for inputs a, and multiply its new weights by the next row x.

    The first layer's weights are most of a network's and do not fit the nearest cache: the
    next data row's forward pass rides along while each unit's are at hand.
    """
    wide_vectors()
    units = shape.units[0]
    channels = shape.channels[0]
    W = matrix(theta, shape, 0)
    F = matrix(first, shape, 0)
    S = matrix(second, shape, 0)
    z = scratch.pieces[0]
    delta = scratch.delta[: W.shape[0]]
    derivatives_by_piece(scratch.errors[:units], scratch.winner[:units], delta)
    update_biases(theta, first, second, shape, rules, 0, delta, rate, m)
    if rules.capped:
        count_squares(theta, shape, slots, -1.0, scratch.squares)
    update_levels(theta, first, second, shape, rules, delta, slots, amounts, rate, m)
    if rules.capped:
        count_squares(theta, shape, slots, 1.0, scratch.squares)
    rho, epsilon, l1, l2 = rules.rho, rules.epsilon, rules.l1, rules.l2
    adaptive, moving, nesterov = rules.adaptive, rules.moving, rules.nesterov
    keep = scratch.ahead
    moved = scratch.rows[0]
    count = moved_rows(delta, moved)
    for j in range(count):
        r = moved[j]
        d = delta[r]
        if adaptive:
            adadelta_row(W, F, S, r, a, d, rho, epsilon, l1, l2)
        elif moving:
            momentum_row(W, F, r, a, d, rate, m, nesterov, l1, l2)
        else:
            descend_row(W, r, a, d, rate, l1, l2)
        if rules.capped:
            cap_named(theta, shape, W, r, slots, rules.max_w2, scratch.factors, scratch.squares)
        if keep[r // channels]:
            z[r] = dot(W, r, x)
    resting = scratch.rows[1]
    count = resting_rows(delta, keep[:units], channels, resting)
    dots(W, resting[:count], x, z)


def _entry_point(fingerprint: str) -> Any:
    @njit(**COMPILE_ENTRY)
    def train_rows(
        theta,
        first,
        second,
        shape,
        rules,
        scratch,
        numbers,
        entries,
        target,
        offset,
        order,
        seed,
        row,
        step,
    ):
        """Train on the rows of `order`, one after another.

        Parameters
        ----------
        theta, first, second
            Parameters and optimiser states, changed in place.
        shape, rules, scratch
            See `Shape`, `Rules`, `Scratch`.
        numbers
            Numeric inputs, see `Numbers`.
        entries
            See `Entries`.
        target
            Class index or response, (rows,); an autoencoder's is the row itself.
        offset
            What is added to the output, (rows,); or empty.
        order
            Rows to visit; at least one.
        seed
            Of the dropout masks.
        row
            Rows trained before, by all replicas: the position in the schedules.
        step
            Rows trained by all replicas for each one trained here.
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        layers = shape.units.size
        last = scratch.start[layers - 1]
        errors = scratch.errors[last : last + shape.units[layers - 1]]
        numeric = numbers.cells.shape[1]
        values = scratch.values[last : last + shape.units[layers - 1]]
        W = matrix(theta, shape, 0)
        if rules.capped:
            begin_caps(theta, shape, scratch.factors, scratch.squares)
        load_inputs(numbers, order[0], shape, seed, row, scratch.keep, scratch.inputs[0])
        for r in range(W.shape[0]):
            scratch.pieces[0, r] = dot(W, r, scratch.inputs[0])
        keep = scratch.ahead[: shape.units[0]]
        draw_units(shape, 0, seed, row, keep)
        for t in range(order.size):
            i = order[t]
            momentum = momentum_at(rules, row)
            m = theta.dtype.type(momentum)
            annealed = theta.dtype.type((1.0 - momentum) / (1.0 + rules.annealing * row))
            count = load_entries(
                entries, i, shape, numeric, seed, row, scratch.slots, scratch.amounts
            )
            slots = scratch.slots[:count]
            amounts = scratch.amounts[:count]
            if rules.capped:
                bring_up_to_date(theta, shape, slots, scratch.factors)
            for layer in range(layers):
                forward_layer(theta, shape, rules, scratch, layer, slots, amounts, seed, row)
            if offset.size > 0:
                values[0] += offset[i]
            if rules.reconstruct:
                row_errors(rules, values, numbers, entries, i, shape.levels, errors)
                multiply_by_slope(shape.activation, values, errors)
            else:
                output_derivative(rules, values, target[i], errors)
            for layer in range(layers - 1, 0, -1):
                rate = shape.rate[layer] * annealed
                backward_layer(theta, first, second, shape, rules, scratch, layer, rate, m)
            row += step
            now = scratch.inputs[t & 1]
            ahead = scratch.inputs[(t + 1) & 1]
            if t + 1 < order.size:
                load_inputs(numbers, order[t + 1], shape, seed, row, scratch.keep, ahead)
                draw_units(shape, 0, seed, row, keep)
            rate = shape.rate[0] * annealed
            first_layer_and_ahead(
                theta, first, second, shape, rules, scratch, slots, amounts, now, ahead, rate, m
            )
            if rules.capped:
                put_back(theta, shape, slots, scratch.factors)
        if rules.capped:
            end_caps(theta, shape, scratch.factors)

    return train_rows


train_rows = _entry_point(source_fingerprint())
