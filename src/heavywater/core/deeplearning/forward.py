"""Scoring: a network's outputs for many rows at once, in NumPy, on all cores.

A row's outputs do not depend on which other rows are scored with it, to the last bit. Matrix
products choose how to add up by the number of rows, so there are always equally many: the last
rows of a frame are filled up. 512 were measured to be nearly as fast as thousands, since the values
of a layer then stay in the cache; 256 take a fifth longer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.parallel import one_blas_thread, side_by_side
from heavywater.core.training.inputs import Inputs, SparseInputs

__all__ = ["hidden_values", "outputs", "reconstruction_errors", "squared_errors"]

Floats = npt.NDArray[np.float32]

_ROWS_AT_ONCE = 512
_CELLS_AT_ONCE = 1 << 23

#: What a thread scores at a time.
_PARTS_A_TURN = 2


def outputs(network: Network, inputs: Inputs, settings: Settings | None = None) -> Floats:
    """Outputs of a network: probabilities, one number a row, or an autoencoder's inputs again.

    Parameters
    ----------
    network
        The network.
    inputs
        Rows.
    settings
        How the network was trained. What its inputs and hidden units bring is multiplied by the
        share of them that dropout kept, so that sums are those of training (Srivastava et al.
        2014). None for a network that was trained without.

    Returns
    -------
    ndarray of shape (rows, outputs), float32
    """
    return hidden_values(network, inputs, network.layout.layers - 1, settings)


def hidden_values(
    network: Network, inputs: Inputs, layer: int, settings: Settings | None = None
) -> Floats:
    """Values of one layer's units.

    Parameters
    ----------
    network, inputs, settings
        See `outputs`.
    layer
        0 for the first hidden layer; the last one is that of the outputs.

    Returns
    -------
    ndarray of shape (rows, units of the layer), float32
    """
    result = np.empty((inputs.rows, network.layout.units(layer)), dtype=np.float32)

    def score(part: slice) -> None:
        result[part] = _batch(network, _read(inputs, part), settings, layer)

    _by_parts(score, inputs.rows, network.layout)
    return result


def squared_errors(network: Network, inputs: Inputs, settings: Settings | None = None) -> Floats:
    """Squared error of each output of an autoencoder; parameters as for `outputs`."""
    result = np.empty((inputs.rows, network.layout.outputs), dtype=np.float32)

    def score(part: slice) -> None:
        result[part] = _squares(network, _read(inputs, part), settings)

    _by_parts(score, inputs.rows, network.layout)
    return result


def reconstruction_errors(
    network: Network, inputs: Inputs, settings: Settings | None = None
) -> npt.NDArray[np.float64]:
    """Mean squared error of each row of an autoencoder; parameters as for `outputs`."""
    result = np.empty(inputs.rows)

    def score(part: slice) -> None:
        squares = _squares(network, _read(inputs, part), settings)
        result[part] = squares.mean(axis=1, dtype=np.float64)

    _by_parts(score, inputs.rows, network.layout)
    return result


def _by_parts(score: Callable[[slice], None], rows: int, layout: Layout) -> None:
    """Call `score` for slices of rows that are scored together, on all cores."""
    step = _rows_at_once(layout)
    turn = step * _PARTS_A_TURN

    def score_several(start: int) -> None:
        for row in range(start, min(start + turn, rows), step):
            score(slice(row, row + step))

    # The BLAS would share out products that are too small for that.
    with one_blas_thread():
        side_by_side(score_several, range(0, rows, turn))


def _rows_at_once(layout: Layout) -> int:
    """So many rows that the values of the widest layer fit into memory easily."""
    widest = max(layout.rows(layer) for layer in range(layout.layers))
    return min(_ROWS_AT_ONCE, max(1, _CELLS_AT_ONCE // widest))


class _Rows(NamedTuple):
    """Some rows of inputs, as arrays."""

    numbers: Floats
    slots: npt.NDArray[np.int32]
    sparse: SparseInputs | None


def _read(inputs: Inputs, part: slice) -> _Rows:
    sparse = None if inputs.sparse is None else inputs.sparse.take(part)
    return _Rows(inputs.numbers[part], inputs.slots[part], sparse)


def _squares(network: Network, inputs: _Rows, settings: Settings | None) -> Floats:
    layout = network.layout
    values = _batch(network, inputs, settings, layout.layers - 1)
    values[:, layout.levels :] -= inputs.numbers
    rows = np.arange(len(values))
    if inputs.sparse is not None:
        named = inputs.sparse
        values[np.repeat(rows, np.diff(named.start)), named.slots] -= named.values
    else:
        for column in inputs.slots.T:
            known = column >= 0
            values[rows[known], column[known]] -= 1
    values *= values
    return values


def _batch(network: Network, inputs: _Rows, settings: Settings | None, last: int) -> Floats:
    """Values of the layer `last`."""
    layout = network.layout
    values = inputs.numbers
    for layer in range(last + 1):
        pieces = _product(values, network.weights(layer), _rows_at_once(layout))
        if layer == 0 and layout.levels:
            _add_levels(network, inputs, pieces)
        if layer == 0 and settings is not None and settings.input_dropout:
            pieces *= np.float32(1.0 - settings.input_dropout)
        pieces += network.biases(layer)
        if layer == layout.layers - 1:
            return _last(layout, pieces)
        values = _hidden(layout.activation, pieces, layout.channels(layer))
        if settings is not None and settings.hidden_dropout:
            values *= np.float32(1.0 - settings.hidden_dropout[layer])
    return values


def _product(values: Floats, weights: Floats, rows: int) -> Floats:
    """``values @ weights.T``, computed for `rows` rows."""
    given = len(values)
    if given < rows:
        filled = np.zeros((rows, values.shape[1]), dtype=values.dtype)
        filled[:given] = values
        values = filled
    return np.asarray(values @ weights.T)[:given]


def _last(layout: Layout, pieces: Floats) -> Floats:
    if layout.autoencoder:
        return _hidden(layout.activation, pieces, channels=1)
    return _softmax(pieces) if layout.classes else pieces


def _add_levels(network: Network, inputs: _Rows, pieces: Floats) -> None:
    weights = network.level_weights()
    if inputs.sparse is not None:
        # In whole rows, padding and all: SciPy would copy weights that do not lie together.
        brought = inputs.sparse.matrix() @ network.level_rows()
        pieces += brought[:, : weights.shape[1]]
        return
    for column in inputs.slots.T:
        known = column >= 0
        if known.all():
            pieces += weights[column]
        else:
            pieces[known] += weights[column[known]]


def _hidden(activation: str, pieces: Floats, channels: int) -> Floats:
    if activation == "Maxout":
        return np.asarray(pieces.reshape(len(pieces), -1, channels).max(axis=2))
    if activation == "Tanh":
        return np.tanh(pieces, out=pieces)
    if activation == "Rectifier":
        return np.maximum(pieces, 0, out=pieces)
    return np.where(pieces < 0, np.expm1(np.minimum(pieces, 0)), pieces)


def _softmax(pieces: Floats) -> Floats:
    pieces -= pieces.max(axis=1, keepdims=True)
    np.exp(pieces, out=pieces)
    pieces /= pieces.sum(axis=1, keepdims=True)
    return pieces
