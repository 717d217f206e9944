"""Where the outputs of an autoencoder start."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.scoring import Scoring

__all__ = ["start_outputs"]

#: Bias of a rectifying output of a number, as that of a rectifying unit of the first layer.
_LINEAR_SIDE = 0.5

#: Values beyond this are too close to the end of the range of Tanh to start from.
_BOUND = 0.9

_ROWS_AT_ONCE = 1 << 16


def start_outputs(network: Network, training: Scoring) -> None:
    """Set the biases of an autoencoder's outputs so that training need not find the means first.

    The output of a level starts where its activation gives the share of the rows that have the
    level. Standardised numbers have the mean 0, which is where other activations start;
    Rectifier units that start at or below 0 may never learn anything, because their slope is 0
    there, and start above.

    Parameters
    ----------
    network
        An initialised autoencoder, changed in place.
    training
        The rows to train on.
    """
    layout = network.layout
    biases = network.biases(layout.layers - 1)
    shares = _shares(layout.levels, training)
    tanh = layout.activation == "Tanh"
    biases[: layout.levels] = np.arctanh(np.minimum(shares, _BOUND)) if tanh else shares
    biases[layout.levels :] = _LINEAR_SIDE if layout.activation == "Rectifier" else 0.0


def _shares(levels: int, training: Scoring) -> npt.NDArray[np.float64]:
    """Share of the rows, by weight, that have each level."""
    counts, total = np.zeros(levels), 0.0
    for start in range(0, training.usable.size, _ROWS_AT_ONCE):
        rows = training.usable[start : start + _ROWS_AT_ONCE]
        weights = np.ones(rows.size) if training.weights is None else training.weights[rows]
        total += float(weights.sum())
        for slots in training.inputs.slots[rows].T:
            known = slots >= 0
            counts += np.bincount(slots[known], weights[known], minlength=levels)
    return counts / total
