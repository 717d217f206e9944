"""Which inputs a network uses: importances from the first two layers' weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.tables import Column, Table

__all__ = ["importance_table", "input_importances"]


def input_importances(network: Network) -> npt.NDArray[np.float64]:
    """Importance of each expanded input (levels first), the largest being 1.

    Notes
    -----
    Gedeon 1997, "Data mining of inputs: analysing magnitude and functional measures": an input
    counts by its share of the weights into each unit of the first layer, and that by its share
    of the weights into each unit of the second. A Maxout unit counts by the mean size of its
    pieces.
    """
    first = _sizes(network, 0)
    if network.layout.levels:
        levels = np.abs(network.level_weights().astype(np.float64)).T
        first = np.concatenate([_per_unit(network, 0, levels), first], axis=1)
    if network.layout.layers == 1:
        shares = first.sum(axis=0)
    else:
        second = _sizes(network, 1)
        joined = _row_shares(second) @ _row_shares(first)
        shares = _row_shares(joined).sum(axis=0)
    largest = shares.max(initial=0.0)
    return np.asarray(shares / largest if largest > 0 else shares)


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
    largest, total = values.max(initial=0.0), values.sum()
    order = np.argsort(-values, kind="stable")
    rows = tuple(
        (
            names[i],
            float(values[i]),
            float(values[i] / largest) if largest > 0 else 0.0,
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
