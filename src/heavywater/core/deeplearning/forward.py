"""Scoring: a network's outputs for many rows at once, in NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.training.data_info import Inputs

__all__ = ["outputs"]

Floats = npt.NDArray[np.float32]

_ROWS_AT_ONCE = 4096


def outputs(network: Network, inputs: Inputs, hidden_dropout: Sequence[float] = ()) -> Floats:
    """Outputs of a network: probabilities if it has several, else one number a row.

    Parameters
    ----------
    network
        The network.
    inputs
        Rows.
    hidden_dropout
        Share of each hidden layer's units that training left out. Their values are multiplied
        by the share that was kept, so that sums are those of training (Srivastava et al. 2014).

    Returns
    -------
    ndarray of shape (rows, outputs), float32
    """
    result = np.empty((inputs.rows, network.layout.outputs), dtype=np.float32)
    for start in range(0, inputs.rows, _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        result[part] = _batch(network, inputs.numbers[part], inputs.slots[part], hidden_dropout)
    return result


def _batch(
    network: Network,
    numbers: Floats,
    slots: npt.NDArray[np.int32],
    hidden_dropout: Sequence[float],
) -> Floats:
    layout = network.layout
    values = numbers
    for layer in range(layout.layers):
        pieces = values @ network.weights(layer).T
        pieces += network.biases(layer)
        if layer == 0 and layout.levels:
            _add_levels(network, slots, pieces)
        if layer == layout.layers - 1:
            return _last(layout, pieces)
        values = _hidden(layout.activation, pieces, layout.channels(layer))
        if hidden_dropout and hidden_dropout[layer]:
            values *= np.float32(1.0 - hidden_dropout[layer])
    raise AssertionError("a network has at least one layer")


def _last(layout: Layout, pieces: Floats) -> Floats:
    if layout.autoencoder:
        return _hidden(layout.activation, pieces, channels=1)
    return _softmax(pieces) if layout.classes else pieces


def _add_levels(network: Network, slots: npt.NDArray[np.int32], pieces: Floats) -> None:
    weights = network.level_weights()
    for column in slots.T:
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
