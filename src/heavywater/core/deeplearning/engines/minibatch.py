"""Mini-batches: one averaged gradient and one update of every weight per batch.

The work is matrix products, which Numba hands to the BLAS that SciPy brings; what lies between
them is compiled here. Rows of categorical levels that no row of the batch holds have no
gradient and are left alone, so a batch costs time by what it contains; unless the rules are not
fast, for then penalties and the optimiser's averages act on them too. A batch may be one row.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from heavywater.core.deeplearning.engines.compiler_hints import wide_vectors
from heavywater.core.deeplearning.engines.kernels import (
    CLASS_QUADRATIC,
    COMPILE,
    COMPILE_ENTRY,
    activate,
    adadelta,
    cap_row,
    draw_mask,
    follow_averages,
    mask_stream,
    momentum_at,
    multiply_by_slope,
    output_derivative,
    penalty,
    pull_to_average,
    softmax,
    source_fingerprint,
)
from heavywater.core.deeplearning.engines.levels import (
    add_levels,
    add_scaled,
    load_entries,
    row_errors,
)
from heavywater.core.deeplearning.engines.online import cap_unit, load_inputs, matrix
from heavywater.core.deeplearning.network import Layout, aligned_zeros

__all__ = ["BatchScratch", "make_batch_scratch", "train_batches"]


class BatchScratch(NamedTuple):
    """Working memory of one replica. Blocks are flat; a layer's part is cut to the batch."""

    values: npt.NDArray[Any]  # inputs of every layer, and the outputs: (batch, stride) each
    pieces: npt.NDArray[Any]  # linear pieces of one layer: (batch, rows)
    derivatives: npt.NDArray[Any]  # of the loss by those pieces: (batch, rows)
    errors: npt.NDArray[Any]  # of the loss by the layer's values: (batch, stride)
    winner: npt.NDArray[np.int8]  # which piece gave a value, -1 for a dropped unit
    start: npt.NDArray[np.int64]  # of each layer's inputs in `values`; then of the outputs
    won: npt.NDArray[np.int64]  # of each layer's part of `winner`
    gradient: npt.NDArray[Any]  # like the parameters; what would be the levels' is never used
    level_gradient: npt.NDArray[Any]  # (named inputs, level stride): of those that are touched
    touched: npt.NDArray[np.int64]  # inputs that the batch names (see `levels`)
    place: npt.NDArray[np.int32]  # where an input is in `touched`; -1 if it is not
    keep: npt.NDArray[np.uint8]
    begin: npt.NDArray[np.int64]  # (batch + 1): where in `slots` each row begins
    slots: npt.NDArray[np.int32]  # what the rows name
    amounts: npt.NDArray[Any]  # and the values of that


def make_batch_scratch(
    layout: Layout, entries: int, batch: int, dtype: npt.DTypeLike
) -> BatchScratch:
    """Working memory for batches of up to `batch` rows that name up to so many inputs."""
    layers = layout.layers
    widths = [layout.stride(layer) for layer in range(layers)] + [layout.outputs]
    rows = max(layout.rows(layer) for layer in range(layers))
    units = [layout.units(layer) for layer in range(layers)]
    named = min(layout.levels, entries)
    return BatchScratch(
        values=aligned_zeros(batch * sum(widths), dtype),
        pieces=aligned_zeros(batch * rows, dtype),
        derivatives=aligned_zeros(batch * rows, dtype),
        errors=aligned_zeros(batch * max(*widths, 16), dtype),
        winner=np.zeros(batch * sum(units), dtype=np.int8),
        start=np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.int64) * batch,
        won=np.concatenate([[0], np.cumsum(units)[:-1]]).astype(np.int64) * batch,
        gradient=aligned_zeros(layout.size, dtype),
        level_gradient=aligned_zeros(named * layout.level_stride, dtype).reshape(
            named, layout.level_stride
        ),
        touched=np.zeros(named, dtype=np.int64),
        place=np.full(layout.levels, -1, dtype=np.int32),
        keep=np.ones(max(layout.numeric, *units, 16), dtype=np.uint8),
        begin=np.zeros(batch + 1, dtype=np.int64),
        slots=np.zeros(entries, dtype=np.int32),
        amounts=np.zeros(entries, dtype=dtype),
    )


@njit(**COMPILE)
def block(flat, start, rows, columns):
    """A (rows, columns) matrix that begins at `start` of a flat array."""
    return flat[start : start + rows * columns].reshape(rows, columns)


@njit(**COMPILE)
def add_bias_and_levels(theta, shape, layer, scratch, z):
    """z += biases, and in the first layer what each row's named inputs bring."""
    bias = theta[shape.bias[layer] : shape.bias[layer] + z.shape[1]]
    for i in range(z.shape[0]):
        for r in range(z.shape[1]):
            z[i, r] += bias[r]
    if layer > 0:
        return
    for i in range(z.shape[0]):
        named = slice(scratch.begin[i], scratch.begin[i + 1])
        add_levels(theta, scratch.slots[named], scratch.amounts[named], shape, z[i])


@njit(**COMPILE)
def hidden_values(z, keep, channels, kind, values, winner):
    """Values of one row's hidden units from their linear pieces."""
    zero = z.dtype.type(0)
    units = winner.size
    for u in range(units):
        best = 0
        for k in range(1, channels):
            if z[u * channels + k] > z[u * channels + best]:
                best = k
        values[u] = z[u * channels + best] if keep[u] else zero
        winner[u] = best if keep[u] or channels == 1 else -1
    activate(kind, values[:units])


@njit(**COMPILE)
def forward(theta, shape, rules, scratch, batch, seed, row, step):
    """Values of all layers for one batch."""
    layers = shape.units.size
    for layer in range(layers):
        units = shape.units[layer]
        channels = shape.channels[layer]
        W = matrix(theta, shape, layer)
        a = block(scratch.values, scratch.start[layer], batch, shape.stride[layer])
        z = block(scratch.pieces, 0, batch, W.shape[0])
        if W.shape[1] > 0:
            np.dot(a, W.T, z)
        else:
            z[:] = z.dtype.type(0)
        add_bias_and_levels(theta, shape, layer, scratch, z)
        last = layer == layers - 1
        width = units if last else shape.stride[layer + 1]
        values = block(scratch.values, scratch.start[layer + 1], batch, width)
        winner = block(scratch.winner, scratch.won[layer], batch, units)
        keep = scratch.keep[:units]
        keep[:] = 1
        for i in range(batch):
            if last:
                values[i, :] = z[i, :]
                if rules.reconstruct:
                    activate(shape.activation, values[i])
                elif rules.loss <= CLASS_QUADRATIC:
                    softmax(values[i])
                continue
            if shape.drop[layer + 1] > 0:
                draw_mask(mask_stream(seed, row + i * step, layer + 1), shape.drop[layer + 1], keep)
            hidden_values(z[i], keep, channels, shape.activation, values[i], winner[i])
            if rules.sparse:
                average = shape.average[layer]
                follow_averages(theta[average : average + units], values[i, :units], keep)


@njit(**COMPILE)
def spread_to_pieces(errors, winner, channels, scale, derivatives):
    """A unit's error goes to the piece that gave its value; `scale` averages the batch."""
    zero = errors.dtype.type(0)
    derivatives[:] = zero
    for i in range(winner.shape[0]):
        for u in range(winner.shape[1]):
            if winner[i, u] >= 0:
                derivatives[i, u * channels + winner[i, u]] = errors[i, u] * scale


@njit(**COMPILE)
def level_gradients(scratch, derivatives):
    """Sum the derivatives by named input; the number of inputs that the batch names."""
    count = 0
    width = derivatives.shape[1]
    for i in range(derivatives.shape[0]):
        for j in range(scratch.begin[i], scratch.begin[i + 1]):
            slot = scratch.slots[j]
            k = scratch.place[slot]
            if k < 0:
                k = count
                scratch.place[slot] = k
                scratch.touched[k] = slot
                scratch.level_gradient[k, :width] = derivatives.dtype.type(0)
                count += 1
            add_scaled(derivatives[i], scratch.amounts[j], scratch.level_gradient[k, :width])
    for k in range(count):
        scratch.place[scratch.touched[k]] = -1
    return count


@njit(**COMPILE)
def output_errors(shape, rules, y, X, entries, row, target, derivatives):
    """Derivative of one row's loss by the inputs of the output layer."""
    if rules.reconstruct:
        row_errors(rules, y, X, entries, row, shape.levels, derivatives)
        multiply_by_slope(shape.activation, y, derivatives)
    else:
        output_derivative(rules, y, target[row], derivatives)


@njit(**COMPILE)
def backward(theta, shape, rules, scratch, rows, X, entries, target, offset):
    """Averaged gradient of one batch; the number of levels that it holds."""
    batch = rows.size
    layers = shape.units.size
    scale = theta.dtype.type(1.0 / batch)
    touched = 0
    outputs = shape.units[layers - 1]
    y = block(scratch.values, scratch.start[layers], batch, outputs)
    derivatives = block(scratch.derivatives, 0, batch, outputs)
    for i in range(batch):
        row = rows[i]
        if offset.size > 0:
            y[i, 0] += offset[row]
        output_errors(shape, rules, y[i], X, entries, row, target, derivatives[i])
        for k in range(outputs):
            derivatives[i, k] *= scale
    for layer in range(layers - 1, -1, -1):
        W = matrix(theta, shape, layer)
        stride = shape.stride[layer]
        a = block(scratch.values, scratch.start[layer], batch, stride)
        if stride > 0:
            np.dot(derivatives.T, a, matrix(scratch.gradient, shape, layer))
        bias = scratch.gradient[shape.bias[layer] : shape.bias[layer] + W.shape[0]]
        bias[:] = bias.dtype.type(0)
        for i in range(batch):
            for r in range(bias.size):
                bias[r] += derivatives[i, r]
        if layer == 0:
            touched = level_gradients(scratch, derivatives)
            break
        errors = block(scratch.errors, 0, batch, stride)
        np.dot(derivatives, W, errors)
        units = shape.units[layer - 1]
        channels = shape.channels[layer - 1]
        average = theta[shape.average[layer - 1] : shape.average[layer - 1] + units]
        for i in range(batch):
            if rules.sparse:
                # The errors are those of an average over the batch already.
                pull_to_average(average, rules.sparsity * scale, rules.average, errors[i, :units])
            multiply_by_slope(shape.activation, a[i, :units], errors[i, :units])
        derivatives = block(scratch.derivatives, 0, batch, units * channels)
        winner = block(scratch.winner, scratch.won[layer - 1], batch, units)
        spread_to_pieces(errors, winner, channels, theta.dtype.type(1), derivatives)
    return touched


@njit(**COMPILE)
def adadelta_range(theta, first, second, g, begin, end, rules, l1, l2):
    """ADADELTA on parameters `begin` to `end` with the gradient g."""
    wide_vectors()
    zero = theta.dtype.type(0)
    one = theta.dtype.type(1)
    rho = rules.rho
    epsilon = rules.epsilon
    t = theta[begin:end]
    G = first[begin:end]
    D = second[begin:end]
    for k in range(t.size):
        slope = g[k] + penalty(t[k], l1, l2, zero)
        t[k], G[k], D[k] = adadelta(t[k], G[k], D[k], slope, rho, epsilon, one)


@njit(**COMPILE)
def descend_range(theta, first, g, begin, end, rules, rate, m, l1, l2):
    """Gradient descent, with or without momentum, on parameters `begin` to `end`."""
    wide_vectors()
    zero = theta.dtype.type(0)
    nesterov = rules.nesterov
    t = theta[begin:end]
    V = first[begin:end]
    if not rules.moving:
        for k in range(t.size):
            t[k] -= rate * (g[k] + penalty(t[k], l1, l2, zero))
        return
    for k in range(t.size):
        step = rate * (g[k] + penalty(t[k], l1, l2, zero))
        v = m * V[k] - step
        V[k] = v
        t[k] += m * v - step if nesterov else v


@njit(**COMPILE)
def update_range(theta, first, second, g, begin, end, rules, rate, m, l1, l2):
    """One step of the parameters `begin` to `end` along their gradient g."""
    if rules.adaptive:
        adadelta_range(theta, first, second, g, begin, end, rules, l1, l2)
    else:
        descend_range(theta, first, g, begin, end, rules, rate, m, l1, l2)


@njit(**COMPILE)
def update_other_levels(theta, first, second, shape, rules, scratch, touched, rate, m):
    """One step of the weights of inputs that the batch does not name: their gradient is 0."""
    rows = shape.units[0] * shape.channels[0]
    nothing = scratch.gradient[shape.level : shape.level + rows]
    for k in range(touched):
        scratch.place[scratch.touched[k]] = k
    for slot in range(shape.levels):
        if scratch.place[slot] < 0:
            begin = shape.level + slot * shape.level_stride
            update_range(
                theta, first, second, nothing, begin, begin + rows, rules, rate, m,
                rules.l1, rules.l2,
            )  # fmt: skip
    for k in range(touched):
        scratch.place[scratch.touched[k]] = -1


@njit(**COMPILE)
def update(theta, first, second, shape, rules, scratch, touched, annealed, m):
    """One step of all parameters along the batch's gradient."""
    zero = theta.dtype.type(0)
    gradient = scratch.gradient
    l1, l2 = rules.l1, rules.l2
    for layer in range(shape.units.size):
        rows = shape.units[layer] * shape.channels[layer]
        rate = shape.rate[layer] * annealed
        begin = shape.weight[layer]
        end = begin + rows * shape.stride[layer]
        g = gradient[begin:end]
        update_range(theta, first, second, g, begin, end, rules, rate, m, l1, l2)
        begin = shape.bias[layer]
        end = begin + rows
        g = gradient[begin:end]
        update_range(theta, first, second, g, begin, end, rules, rate, m, zero, zero)
        if layer > 0:
            continue
        for k in range(touched):
            begin = shape.level + scratch.touched[k] * shape.level_stride
            end = begin + rows
            g = scratch.level_gradient[k, :rows]
            update_range(theta, first, second, g, begin, end, rules, rate, m, l1, l2)
        if not rules.fast:
            update_other_levels(theta, first, second, shape, rules, scratch, touched, rate, m)


@njit(**COMPILE)
def cap_weights(theta, shape, limit):
    """Keep the squared weights into each unit at or below `limit`."""
    end = shape.level + shape.levels * shape.level_stride
    levels = theta[shape.level : end].reshape(shape.levels, shape.level_stride)
    for layer in range(shape.units.size):
        W = matrix(theta, shape, layer)
        for r in range(W.shape[0]):
            if layer == 0:
                cap_unit(W, levels, r, limit)
            else:
                cap_row(W, r, limit)


def _entry_point(fingerprint: str) -> Any:
    @njit(**COMPILE_ENTRY)
    def train_batches(
        theta,
        first,
        second,
        shape,
        rules,
        scratch,
        X,
        entries,
        target,
        offset,
        order,
        batch,
        seed,
        row,
        step,
    ):
        """Train on the rows of `order` in batches; the last may be smaller.

        Parameters are those of `online.train_rows`, and `batch`, the number of rows a batch.
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        for begin in range(0, order.size, batch):
            rows = order[begin : begin + batch]
            momentum = momentum_at(rules, row)
            m = theta.dtype.type(momentum)
            annealed = theta.dtype.type((1.0 - momentum) / (1.0 + rules.annealing * row))
            inputs = block(scratch.values, 0, rows.size, shape.stride[0])
            for i in range(rows.size):
                number = row + i * step
                load_inputs(X[rows[i]], shape, seed, number, scratch.keep, inputs[i])
                at = scratch.begin[i]
                scratch.begin[i + 1] = at + load_entries(
                    entries, rows[i], shape, X.shape[1], seed, number,
                    scratch.slots[at:], scratch.amounts[at:],
                )  # fmt: skip
            forward(theta, shape, rules, scratch, rows.size, seed, row, step)
            touched = backward(theta, shape, rules, scratch, rows, X, entries, target, offset)
            update(theta, first, second, shape, rules, scratch, touched, annealed, m)
            if rules.capped:
                cap_weights(theta, shape, rules.max_w2)
            row += rows.size * step

    return train_batches


train_batches = _entry_point(source_fingerprint())
