"""Where the outputs of an autoencoder start."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.scoring import Scoring

__all__ = ["start_outputs"]

#: Bias of a rectifying output of a number, as that of a rectifying unit of the first layer.
_LINEAR_SIDE = 0.5

#: How far above the share of rows a rectifying output of a level starts: those of rare levels
#: would soon be below 0 in every row.
_ABOVE_SHARE = 0.2

#: Values beyond this are too close to the end of the range of Tanh to start from.
_BOUND = 0.9

_ROWS_AT_ONCE = 1 << 16


def start_outputs(network: Network, training: Scoring) -> None:
    """Set the biases of an autoencoder's outputs so that training need not find the means first.

    The output of a level starts where its activation gives the share of the rows that have the
    level; standardised numbers have the mean 0. Rectifier units start higher: below 0 their slope
    is 0, and a unit that is below 0 in every row never learns anything.

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
    of_levels, of_numbers = biases[: layout.levels], biases[layout.levels :]
    if layout.activation == "Rectifier":
        of_levels[:], of_numbers[:] = shares + _ABOVE_SHARE, _LINEAR_SIDE
    else:
        tanh = layout.activation == "Tanh"
        of_levels[:] = np.arctanh(np.minimum(shares, _BOUND)) if tanh else shares
        of_numbers[:] = 0.0


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
