"""Mini-batches: one gradient of all rows and one update of every weight per batch.

The work is matrix products, which Numba hands to the BLAS that SciPy brings; what lies between
them is compiled here. Hidden layers are held unit by unit, (units, batch): then each unit's
weights times the batch are a row of the result, a gradient can be made, and used up, for some
units at a time while it is in the cache, and what is done to single values runs along the
batch. Inputs and outputs are held row by row, as they come.

A large batch goes through in parts, whose gradients are added up, so that working memory is
bounded.

Rows of categorical levels that no row of the batch holds have no gradient and are left alone,
so a batch costs time by what it contains; unless the rules are not fast, for then penalties and
the optimiser's averages act on them too. A batch may be one row.
"""

from __future__ import annotations

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
    adadelta_vector,
    cap_row,
    descend_vector,
    follow_averages,
    mask_stream,
    mix,
    momentum_at,
    momentum_vector,
    multiply_by_slope,
    output_derivative,
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
from heavywater.core.deeplearning.engines.online import cap_unit, draw_units, load_inputs, matrix
from heavywater.core.deeplearning.masks import GOLDEN
from heavywater.core.deeplearning.network import Layout, aligned_zeros

__all__ = ["BatchScratch", "make_batch_scratch", "train_batches"]

#: OpenBLAS multiplies matrices of up to so many products without packing them first, which is
#: faster for gradients of batches of up to 64: they are taken for some units at a time.
SMALL_PRODUCT = 1_000_000

#: With fewer units at a time than this there is no gain.
FEWEST_UNITS = 16


#: Rows that go through the network together.
PART = 512


class Part(NamedTuple):
    """Where in its batch a part is."""

    first: bool
    last: bool
    rows: int  # by which the gradient of the whole batch is divided


class BatchScratch(NamedTuple):
    """Working memory of one replica. Blocks are flat; each is cut to the part of the batch.

    In what follows `batch` is the number of rows of the part.
    """

    inputs: npt.NDArray[Any]  # numbers of the rows: (batch, stride of layer 0)
    values: npt.NDArray[Any]  # of each hidden layer's units: (stride of the next layer, batch)
    start: npt.NDArray[np.int64]  # of each layer's part of `values`
    pieces: npt.NDArray[Any]  # linear pieces of a Maxout layer, or derivatives: (rows, batch)
    winner: npt.NDArray[np.int8]  # which piece gave a value, -1 for a dropped unit
    won: npt.NDArray[np.int64]  # of each layer's part of `winner`
    outputs: npt.NDArray[Any]  # (batch, outputs)
    slopes: npt.NDArray[Any]  # of the loss by the outputs' inputs: (batch, outputs)
    errors: npt.NDArray[Any]  # (2, ...): of the loss by a layer's values, and the one below's
    by_row: npt.NDArray[Any]  # what concerns the first layer's pieces, row by row: (batch, rows)
    gradient: npt.NDArray[Any]  # of some units' weights
    total: npt.NDArray[Any]  # gradient of the parts before; empty if a batch has one part
    level_gradient: npt.NDArray[Any]  # (named inputs, level stride): of those that are touched
    known: npt.NDArray[np.int64]  # (1,): how many are touched
    touched: npt.NDArray[np.int64]  # inputs that the batch names (see `levels`)
    place: npt.NDArray[np.int32]  # where an input is in `touched`; -1 if it is not
    keep: npt.NDArray[np.uint8]  # mask of the inputs, or of a layer's units
    streams: npt.NDArray[np.uint32]  # where each row's masks of a layer begin
    begin: npt.NDArray[np.int64]  # (batch + 1): where in `slots` each row begins
    slots: npt.NDArray[np.int32]  # what the rows name
    amounts: npt.NDArray[Any]  # and the values of that


def make_batch_scratch(
    layout: Layout, entries: int, batch: int, dtype: npt.DTypeLike
) -> BatchScratch:
    """Working memory for batches of up to `batch` rows that name up to so many inputs."""
    parts = -(-batch // PART)
    batch = min(batch, PART)
    layers = range(layout.layers)
    widths = [layout.stride(layer) for layer in layers[1:]]
    units = [layout.units(layer) for layer in layers]
    rows = max(layout.rows(layer) for layer in layers)
    named = min(layout.levels, entries)
    return BatchScratch(
        inputs=aligned_zeros(batch * layout.stride(0), dtype),
        values=aligned_zeros(batch * sum(widths), dtype),
        start=np.concatenate([[0], np.cumsum(widths)]).astype(np.int64) * batch,
        pieces=aligned_zeros(batch * rows, dtype),
        winner=np.zeros(batch * sum(units), dtype=np.int8),
        won=np.concatenate([[0], np.cumsum(units)[:-1]]).astype(np.int64) * batch,
        outputs=aligned_zeros(batch * layout.outputs, dtype),
        slopes=aligned_zeros(batch * layout.outputs, dtype),
        errors=aligned_zeros(2 * batch * max([*widths, 16]), dtype).reshape(2, -1),
        by_row=aligned_zeros(batch * layout.rows(0) if layout.levels else 0, dtype),
        gradient=aligned_zeros(
            max(rows, *(layout.rows(layer) * layout.stride(layer) for layer in layers)), dtype
        ),
        total=aligned_zeros(layout.size if parts > 1 else 0, dtype),
        level_gradient=aligned_zeros(named * layout.level_stride, dtype).reshape(
            named, layout.level_stride
        ),
        known=np.zeros(1, dtype=np.int64),
        touched=np.zeros(named, dtype=np.int64),
        place=np.full(layout.levels, -1, dtype=np.int32),
        keep=np.ones(max(layout.numeric, *units, 16), dtype=np.uint8),
        streams=np.zeros(batch, dtype=np.uint32),
        begin=np.zeros(batch + 1, dtype=np.int64),
        slots=np.zeros(entries, dtype=np.int32),
        amounts=np.zeros(entries, dtype=dtype),
    )


@njit(**COMPILE_VIEW)
def block(flat, start, rows, columns):
    """A (rows, columns) matrix that begins at `start` of a flat array."""
    return flat[start : start + rows * columns].reshape(rows, columns)


@njit(**COMPILE_VIEW)
def product(left, right, out):
    """out = left right."""
    np.dot(left, right, out)


@njit(**COMPILE)
def transpose(source, target):
    """target = source.T, in tiles that stay in the cache."""
    side = 16
    for top in range(0, source.shape[0], side):
        for left in range(0, source.shape[1], side):
            for i in range(top, min(top + side, source.shape[0])):
                for j in range(left, min(left + side, source.shape[1])):
                    target[j, i] = source[i, j]


# --- forward ------------------------------------------------------------------------------


@njit(**COMPILE)
def load_batch(scratch, shape, numbers, entries, rows, seed, row, step):
    """Copy the batch's rows, less what dropout leaves out of them."""
    inputs = block(scratch.inputs, 0, rows.size, shape.stride[0])
    for i in range(rows.size):
        number = row + i * step
        load_inputs(numbers, rows[i], shape, seed, number, scratch.keep, inputs[i])
        at = scratch.begin[i]
        scratch.begin[i + 1] = at + load_entries(
            entries, rows[i], shape, numbers.cells.shape[1], seed, number,
            scratch.slots[at:], scratch.amounts[at:],
        )  # fmt: skip


@njit(**COMPILE)
def add_named(theta, shape, scratch, z):
    """Add what each row's named inputs bring to its pieces z, (batch, rows of layer 0)."""
    for i in range(z.shape[0]):
        named = slice(scratch.begin[i], scratch.begin[i + 1])
        add_levels(theta, scratch.slots[named], scratch.amounts[named], shape, z[i])


@njit(**COMPILE)
def first_pieces(theta, shape, scratch, z):
    """The first hidden layer's linear pieces z, (rows, batch), without biases."""
    rows, batch = z.shape
    W = matrix(theta, shape, 0)
    if W.shape[1] > 0:
        product(W, block(scratch.inputs, 0, batch, W.shape[1]).T, z)
    else:
        z[:] = z.dtype.type(0)
    if scratch.begin[batch] > 0:
        named = block(scratch.by_row, 0, batch, rows)
        named[:] = z.dtype.type(0)
        add_named(theta, shape, scratch, named)
        for r in range(rows):
            for i in range(batch):
                z[r, i] += named[i, r]


@njit(**COMPILE)
def add_biases(z, bias):
    """z += biases, unit by unit."""
    wide_vectors()
    for r in range(z.shape[0]):
        b = bias[r]
        for i in range(z.shape[1]):
            z[r, i] += b


@njit(**COMPILE)
def largest_pieces(z, channels, values, winner):
    """Each unit's largest linear piece, and which it is."""
    for u in range(winner.shape[0]):
        for i in range(winner.shape[1]):
            best = 0
            for k in range(1, channels):
                if z[u * channels + k, i] > z[u * channels + best, i]:
                    best = k
            values[u, i] = z[u * channels + best, i]
            winner[u, i] = best


@njit(**COMPILE)
def drop_units(streams, limit, values, winner):
    """Set the values of units that are left out to 0; no piece of theirs has won."""
    wide_vectors()
    zero = values.dtype.type(0)
    limit = np.uint32(limit)
    for u in range(values.shape[0]):
        for i in range(values.shape[1]):
            draw = mix(np.uint32(streams[i] + np.uint32(GOLDEN) * np.uint32(u)))
            values[u, i] = values[u, i] if draw >= limit else zero
    if winner.shape[0] == 0:
        return
    for u in range(values.shape[0]):
        for i in range(values.shape[1]):
            draw = mix(np.uint32(streams[i] + np.uint32(GOLDEN) * np.uint32(u)))
            winner[u, i] = winner[u, i] if draw >= limit else -1


@njit(**COMPILE)
def hidden_layer(theta, shape, rules, scratch, layer, batch, seed, row, step):
    """Values of one hidden layer's units."""
    units = shape.units[layer]
    channels = shape.channels[layer]
    rows = units * channels
    start = scratch.start[layer]
    values = block(scratch.values, start, units, batch)
    z = block(scratch.pieces, 0, rows, batch) if channels > 1 else values
    if layer == 0:
        first_pieces(theta, shape, scratch, z)
    else:
        W = matrix(theta, shape, layer)
        product(W, block(scratch.values, scratch.start[layer - 1], W.shape[1], batch), z)
    add_biases(z, theta[shape.bias[layer] : shape.bias[layer] + rows])
    winner = block(scratch.winner, scratch.won[layer], units if channels > 1 else 0, batch)
    if channels > 1:
        largest_pieces(z, channels, values, winner)
    end = start + units * batch
    activate(shape.activation, scratch.values[start:end])
    # The next layer's padding has values too, and its gradient must stay 0.
    scratch.values[end : start + shape.stride[layer + 1] * batch] = theta.dtype.type(0)
    if shape.drop[layer + 1] > 0:
        for i in range(batch):
            scratch.streams[i] = mask_stream(seed, row + i * step, layer + 1)
        drop_units(scratch.streams, shape.drop[layer + 1], values, winner)
    if rules.sparse:
        average = theta[shape.average[layer] : shape.average[layer] + units]
        keep = scratch.keep[:units]
        for i in range(batch):
            draw_units(shape, layer, seed, row + i * step, keep)
            follow_averages(average, values[:, i], keep)


@njit(**COMPILE)
def output_layer(theta, shape, rules, scratch, batch):
    """The outputs, row by row."""
    layer = shape.units.size - 1
    W = matrix(theta, shape, layer)
    y = block(scratch.outputs, 0, batch, W.shape[0])
    if layer > 0:
        below = block(scratch.values, scratch.start[layer - 1], W.shape[1], batch)
        product(below.T, W.T, y)
    else:
        if W.shape[1] > 0:
            product(block(scratch.inputs, 0, batch, W.shape[1]), W.T, y)
        else:
            y[:] = y.dtype.type(0)
        add_named(theta, shape, scratch, y)
    bias = theta[shape.bias[layer] : shape.bias[layer] + W.shape[0]]
    for i in range(batch):
        for k in range(y.shape[1]):
            y[i, k] += bias[k]
        if rules.reconstruct:
            activate(shape.activation, y[i])
        elif rules.loss <= CLASS_QUADRATIC:
            softmax(y[i])


# --- backward -----------------------------------------------------------------------------


@njit(**COMPILE)
def output_slopes(shape, rules, scratch, part, rows, numbers, entries, target, offset):
    """Derivatives of the whole batch's loss by the inputs of the output layer."""
    outputs = shape.units[shape.units.size - 1]
    y = block(scratch.outputs, 0, rows.size, outputs)
    slopes = block(scratch.slopes, 0, rows.size, outputs)
    scale = y.dtype.type(1.0 / part.rows)
    for i in range(rows.size):
        row = rows[i]
        if offset.size > 0:
            y[i, 0] += offset[row]
        if rules.reconstruct:
            row_errors(rules, y[i], numbers, entries, row, shape.levels, slopes[i])
            multiply_by_slope(shape.activation, y[i], slopes[i])
        else:
            output_derivative(rules, y[i], target[row], slopes[i])
        for k in range(outputs):
            slopes[i, k] *= scale


@njit(**COMPILE)
def spread_to_pieces(errors, winner, channels, d):
    """A unit's error goes to the piece that gave its value."""
    d[:] = d.dtype.type(0)
    for u in range(winner.shape[0]):
        for i in range(winner.shape[1]):
            if winner[u, i] >= 0:
                d[u * channels + winner[u, i], i] = errors[u, i]


@njit(**COMPILE_VIEW)
def hidden_slopes(theta, shape, rules, scratch, part, layer, batch):
    """Derivatives of the loss by a hidden layer's pieces, from those by its values."""
    units = shape.units[layer]
    channels = shape.channels[layer]
    count = units * batch
    errors = scratch.errors[layer & 1]
    if rules.sparse:
        average = theta[shape.average[layer] : shape.average[layer] + units]
        by_unit = block(errors, 0, units, batch)
        # The errors are divided already.
        sparsity = rules.sparsity * theta.dtype.type(1.0 / part.rows)
        for i in range(batch):
            pull_to_average(average, sparsity, rules.average, by_unit[:, i])
    start = scratch.start[layer]
    multiply_by_slope(shape.activation, scratch.values[start : start + count], errors[:count])
    if channels == 1:
        return block(errors, 0, units, batch)
    d = block(scratch.pieces, 0, units * channels, batch)
    winner = block(scratch.winner, scratch.won[layer], units, batch)
    spread_to_pieces(block(errors, 0, units, batch), winner, channels, d)
    return d


@njit(**COMPILE)
def add_up(total, g, part):
    """total += g, from the first part on."""
    wide_vectors()
    if part.first:
        for k in range(g.size):
            total[k] = g[k]
    else:
        for k in range(g.size):
            total[k] += g[k]


@njit(**COMPILE)
def update_range(theta, first, second, g, begin, end, rules, rate, m, l1, l2):
    """One step of the parameters `begin` to `end` along their gradient g."""
    t = theta[begin:end]
    if rules.adaptive:
        rho, epsilon = rules.rho, rules.epsilon
        adadelta_vector(t, first[begin:end], second[begin:end], g, rho, epsilon, l1, l2)
    elif rules.moving:
        momentum_vector(t, first[begin:end], g, rate, m, rules.nesterov, l1, l2)
    else:
        descend_vector(t, g, rate, l1, l2)


@njit(**COMPILE)
def collect(theta, first, second, rules, scratch, part, g, begin, rate, m, l1, l2):
    """Add up a gradient g of the parameters from `begin` on; after the last part, one step."""
    end = begin + g.size
    if part.first and part.last:
        update_range(theta, first, second, g, begin, end, rules, rate, m, l1, l2)
        return
    total = scratch.total[begin:end]
    add_up(total, g, part)
    if part.last:
        update_range(theta, first, second, total, begin, end, rules, rate, m, l1, l2)


@njit(**COMPILE)
def output_gradient(theta, first, second, shape, rules, scratch, part, batch, rate, m):
    """Collect the output layer's gradient from the slopes of its inputs, row by row."""
    layer = shape.units.size - 1
    l1, l2, zero = rules.l1, rules.l2, theta.dtype.type(0)
    outputs = shape.units[layer]
    stride = shape.stride[layer]
    slopes = block(scratch.slopes, 0, batch, outputs)
    g = scratch.gradient[: outputs * stride]
    if stride > 0:
        G = block(scratch.gradient, 0, outputs, stride)
        if layer == 0:
            product(slopes.T, block(scratch.inputs, 0, batch, stride), G)
        else:
            below = block(scratch.values, scratch.start[layer - 1], stride, batch)
            product(slopes.T, below.T, G)
        begin = shape.weight[layer]
        collect(theta, first, second, rules, scratch, part, g, begin, rate, m, l1, l2)
    sums = scratch.gradient[:outputs]
    sums[:] = zero
    for i in range(batch):
        for k in range(outputs):
            sums[k] += slopes[i, k]
    begin = shape.bias[layer]
    collect(theta, first, second, rules, scratch, part, sums, begin, rate, m, zero, zero)
    if layer == 0:
        named_gradient(theta, first, second, shape, rules, scratch, part, slopes, rate, m)


@njit(**COMPILE)
def units_at_once(rows, stride, batch):
    """Of how many rows of weights to take the gradient at a time."""
    most = SMALL_PRODUCT // (stride * batch)
    return most if FEWEST_UNITS <= most < rows else rows


@njit(**COMPILE)
def hidden_gradient(theta, first, second, shape, rules, scratch, part, layer, d, rate, m):
    """Collect a hidden layer's gradient from the derivatives d by its pieces, (rows, batch)."""
    rows, batch = d.shape
    l1, l2, zero = rules.l1, rules.l2, theta.dtype.type(0)
    stride = shape.stride[layer]
    step = units_at_once(rows, max(stride, 1), batch)
    for r in range(0, rows if stride > 0 else 0, step):
        end = min(r + step, rows)
        G = block(scratch.gradient, 0, end - r, stride)
        if layer == 0:
            product(d[r:end], block(scratch.inputs, 0, batch, stride), G)
        else:
            below = block(scratch.values, scratch.start[layer - 1], stride, batch)
            product(d[r:end], below.T, G)
        g = scratch.gradient[: (end - r) * stride]
        begin = shape.weight[layer] + r * stride
        collect(theta, first, second, rules, scratch, part, g, begin, rate, m, l1, l2)
    sums = scratch.gradient[:rows]
    for r in range(rows):
        total = zero
        for i in range(batch):
            total += d[r, i]
        sums[r] = total
    begin = shape.bias[layer]
    collect(theta, first, second, rules, scratch, part, sums, begin, rate, m, zero, zero)
    if layer == 0 and shape.levels > 0:
        by_row = block(scratch.by_row, 0, batch, rows)
        transpose(d, by_row)
        named_gradient(theta, first, second, shape, rules, scratch, part, by_row, rate, m)


@njit(**COMPILE)
def sum_by_input(scratch, d):
    """Add derivatives d, (batch, rows), to the gradients of the inputs that the rows name."""
    count = scratch.known[0]
    width = d.shape[1]
    for i in range(d.shape[0]):
        for j in range(scratch.begin[i], scratch.begin[i + 1]):
            slot = scratch.slots[j]
            k = scratch.place[slot]
            if k < 0:
                k = count
                scratch.place[slot] = k
                scratch.touched[k] = slot
                scratch.level_gradient[k, :width] = d.dtype.type(0)
                count += 1
            add_scaled(d[i], scratch.amounts[j], scratch.level_gradient[k, :width])
    scratch.known[0] = count


@njit(**COMPILE)
def update_others(theta, first, second, shape, rules, scratch, rows, rate, m):
    """One step of the weights of inputs that the batch does not name: their gradient is 0."""
    nothing = scratch.gradient[:rows]
    nothing[:] = theta.dtype.type(0)
    for slot in range(shape.levels):
        if scratch.place[slot] < 0:
            begin = shape.level + slot * shape.level_stride
            update_range(
                theta, first, second, nothing, begin, begin + rows, rules, rate, m,
                rules.l1, rules.l2,
            )  # fmt: skip


@njit(**COMPILE)
def named_gradient(theta, first, second, shape, rules, scratch, part, d, rate, m):
    """Collect the gradient of the inputs that the rows name from derivatives d, (batch, rows)."""
    rows = d.shape[1]
    sum_by_input(scratch, d)
    if not part.last:
        return
    if not rules.fast:
        update_others(theta, first, second, shape, rules, scratch, rows, rate, m)
    for k in range(scratch.known[0]):
        slot = scratch.touched[k]
        scratch.place[slot] = -1
        begin = shape.level + slot * shape.level_stride
        g = scratch.level_gradient[k, :rows]
        update_range(
            theta, first, second, g, begin, begin + rows, rules, rate, m, rules.l1, rules.l2
        )
    scratch.known[0] = 0


@njit(**COMPILE)
def backward(theta, first, second, shape, rules, scratch, part, batch, annealed, m):
    """Collect the gradient of all parameters, from the outputs down; the last part moves them.

    A layer's errors go down before its weights move.
    """
    layer = shape.units.size - 1
    if layer > 0:
        W = matrix(theta, shape, layer)
        slopes = block(scratch.slopes, 0, batch, W.shape[0])
        errors = block(scratch.errors[(layer - 1) & 1], 0, W.shape[1], batch)
        product(W.T, slopes.T, errors)
    rate = shape.rate[layer] * annealed
    output_gradient(theta, first, second, shape, rules, scratch, part, batch, rate, m)
    for layer in range(shape.units.size - 2, -1, -1):
        d = hidden_slopes(theta, shape, rules, scratch, part, layer, batch)
        if layer > 0:
            W = matrix(theta, shape, layer)
            errors = block(scratch.errors[(layer - 1) & 1], 0, W.shape[1], batch)
            product(W.T, d, errors)
        rate = shape.rate[layer] * annealed
        hidden_gradient(theta, first, second, shape, rules, scratch, part, layer, d, rate, m)


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
        numbers,
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
            size = min(batch, order.size - begin)
            divisor = 1 if rules.adaptive else size
            momentum = momentum_at(rules, row)
            m = theta.dtype.type(momentum)
            annealed = theta.dtype.type((1.0 - momentum) / (1.0 + rules.annealing * row))
            parts = -(-size // PART)
            done = 0
            for p in range(parts):
                until = size * (p + 1) // parts
                rows = order[begin + done : begin + until]
                now = row + done * step
                part = Part(p == 0, p == parts - 1, divisor)
                load_batch(scratch, shape, numbers, entries, rows, seed, now, step)
                for layer in range(shape.units.size - 1):
                    hidden_layer(theta, shape, rules, scratch, layer, rows.size, seed, now, step)
                output_layer(theta, shape, rules, scratch, rows.size)
                output_slopes(shape, rules, scratch, part, rows, numbers, entries, target, offset)
                backward(theta, first, second, shape, rules, scratch, part, rows.size, annealed, m)
                done = until
            if rules.capped:
                cap_weights(theta, shape, rules.max_w2)
            row += size * step

    return train_batches


train_batches = _entry_point(source_fingerprint())
