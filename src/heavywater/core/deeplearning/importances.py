"""Which inputs a network uses: importances from the first two layers' weights."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.tables import Column, Table

__all__ = ["importance_table", "input_importances"]

_INPUTS_AT_ONCE = 4096


def input_importances(network: Network) -> npt.NDArray[np.float64]:
    """Importance of each expanded input (levels first), the largest being 1.

    Notes
    -----
    Gedeon 1997, "Data mining of inputs: analysing magnitude and functional measures": an input
    counts by its share of the weights into each unit of the first layer, and that by its share
    of the weights into each unit of the second. A Maxout unit counts by the mean size of its
    pieces.
    """
    blocks = list(_first_layer(network))
    if network.layout.layers == 1:
        shares = np.concatenate([block().sum(axis=0) for block in blocks])
    else:
        total = np.sum([block().sum(axis=1) for block in blocks], axis=0)
        used = total > 0
        second = _row_shares(_sizes(network, 1))
        # Rows of the product of both layers' shares, each made to add up to 1, added.
        reached = second[:, used].sum(axis=1, keepdims=True)
        scaled = np.divide(second, reached, out=np.zeros_like(second), where=reached > 0)
        by_unit = np.divide(scaled.sum(axis=0), total, out=np.zeros_like(total), where=used)
        shares = np.concatenate([by_unit @ block() for block in blocks])
    largest = shares.max(initial=0.0)
    return np.asarray(shares / largest if largest > 0 else shares)


def _first_layer(network: Network) -> Iterator[Callable[[], npt.NDArray[np.float64]]]:
    """Sizes of the first layer's weights, (units, some of the inputs), made when they are asked
    for: all of a wide network's would take as much memory as the network."""
    levels = network.level_weights()
    for begin in range(0, len(levels), _INPUTS_AT_ONCE):
        part = levels[begin : begin + _INPUTS_AT_ONCE]
        yield functools.partial(_sizes_of, network, part)
    yield functools.partial(_sizes, network, 0)


def _sizes_of(network: Network, levels: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return _per_unit(network, 0, np.abs(levels.astype(np.float64)).T)


def _sizes(network: Network, layer: int) -> npt.NDArray[np.float64]:
    return _per_unit(network, layer, np.abs(network.weights(layer).astype(np.float64)))


def _per_unit(
    network: Network, layer: int, rows: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    channels = network.layout.channels(layer)
    # Not -1 for the units: without numeric predictors the dense rows are empty.
    units = len(rows) // channels
    return np.asarray(rows.reshape(units, channels, rows.shape[1]).mean(axis=1))


def _row_shares(sizes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total = sizes.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(sizes, total, out=np.zeros_like(sizes), where=total > 0))


def importance_table(
    names: Sequence[str], importances: npt.NDArray[np.float64], unseen: Sequence[int] = ()
) -> Table:
    """The table of importances, largest first.

    Parameters
    ----------
    names
        Of the expanded inputs.
    importances
        Theirs.
    unseen
        Inputs that no training row had, such as the indicator of a missing value in a column
        without any: their weights are still the initial ones, so their importance is 0.
    """
    values = importances.copy()
    values[list(unseen)] = 0.0
    if values.max(initial=0.0) > 0:
        values /= values.max()
    total = values.sum()
    order = np.argsort(-values, kind="stable")
    rows = tuple(
        (
            names[i],
            float(values[i]),
            float(values[i]),
            float(values[i] / total) if total > 0 else 0.0,
        )
        for i in order
    )
    columns = (
        Column("variable", "string", "%s"),
        Column("relative_importance", "float", "%5f"),
        Column("scaled_importance", "float", "%5f"),
        Column("percentage", "float", "%5f"),
    )
    return Table("Variable Importances", "", columns, rows)
