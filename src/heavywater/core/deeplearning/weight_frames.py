"""Weights and biases as frames, and initial ones from frames.

A matrix of weights has a row for each unit and a column for each input of the layer, those of
levels first. In Maxout layers, whose units have two linear pieces, rows 2u and 2u + 1 are the
pieces of unit u. Biases are a column of as many rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OModelBuildError

__all__ = ["bias_frame", "different_names", "set_initial_values", "weight_frame"]

Floats = npt.NDArray[np.float32]


def weight_frame(network: Network, layer: int, input_names: Sequence[str]) -> FrameData:
    """The weights that lead to a layer.

    Parameters
    ----------
    network
        The network.
    layer
        0 for the first hidden layer; the last one is the output.
    input_names
        Names of the expanded inputs: the columns of layer 0. Those of other layers are ``C1``,
        ``C2`` and so on, as H2O calls them.
    """
    dense = network.weights(layer)
    if layer == 0 and network.layout.levels:
        dense = np.concatenate([network.level_weights().T, dense], axis=1)
    names = input_names if layer == 0 else [f"C{i + 1}" for i in range(dense.shape[1])]
    columns = zip(different_names(names), np.ascontiguousarray(dense.T), strict=True)
    return FrameData.from_columns(dict(columns))


def different_names(names: Sequence[str]) -> list[str]:
    """Names with a number behind those that came before: "a.b" may be a level or a column."""
    taken: dict[str, None] = {}
    for name in names:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        taken[free] = None
    return list(taken)


def bias_frame(network: Network, layer: int) -> FrameData:
    """The biases of a layer's units."""
    return FrameData.from_columns({"C1": network.biases(layer).copy()})


def set_initial_values(
    network: Network,
    weights: Sequence[FrameData | None] | None,
    biases: Sequence[FrameData | None] | None,
) -> None:
    """Put given values in place of the drawn ones.

    Parameters
    ----------
    network
        An initialised network, changed in place.
    weights, biases
        A frame for each layer, in the shape of `weight_frame` and `bias_frame`. None leaves the
        layer, or all of them, as they are; so does a missing cell with its weight.

    Raises
    ------
    H2OModelBuildError
        If a frame has not the layer's shape, or cells that are infinite or no numbers.
    """
    for layer in range(network.layout.layers):
        if weights is not None and (given := weights[layer]) is not None:
            _set_weights(network, layer, given)
        if biases is not None and (given := biases[layer]) is not None:
            name = f"initial_biases[{layer}]"
            shape = (network.layout.rows(layer), 1)
            values = _values(given, name, shape, _of(network.layout, layer))
            _overwrite(network.biases(layer), values[:, 0])


def _set_weights(network: Network, layer: int, given: FrameData) -> None:
    layout = network.layout
    levels = layout.levels if layer == 0 else 0
    shape = (layout.rows(layer), levels + layout.fan_in(layer))
    values = _values(given, f"initial_weights[{layer}]", shape, _of(layout, layer))
    _overwrite(network.weights(layer), values[:, levels:])
    if levels:
        _overwrite(network.level_weights(), values[:, :levels].T)


def _overwrite(view: Floats, values: Floats) -> None:
    np.copyto(view, values, where=~np.isnan(values))


def _values(frame: FrameData, name: str, shape: tuple[int, int], explained: str) -> Floats:
    if (frame.nrow, frame.ncol) != shape:
        raise H2OModelBuildError(
            f"{name} has {frame.nrow} rows and {frame.ncol} columns; it must have {shape[0]} and "
            f"{shape[1]}: {explained}."
        )
    wrong = [column for column in frame.names if frame.type_of(column) not in ("int", "real")]
    if wrong:
        raise H2OModelBuildError(
            f"{name} must hold numbers, but its column {wrong[0]!r} is of type "
            f"{frame.type_of(wrong[0])}."
        )
    values = np.asarray(frame.matrix(frame.names))
    infinite = int(np.isinf(values).sum())
    if infinite:
        raise H2OModelBuildError(
            f"{name} has {infinite} cells that are infinite, or too large for single precision; "
            "it must hold finite numbers."
        )
    return values


def _of(layout: Layout, layer: int) -> str:
    """The shape of a layer's weights in words."""
    units = f"{layout.units(layer)} units" if layout.units(layer) > 1 else "1 unit"
    rows = f"two rows for each of {units} (Maxout)" if layout.channels(layer) > 1 else units
    if layer > 0:
        return f"{rows}, and the {layout.fan_in(layer)} units of the layer before"
    if not layout.levels:
        return f"{rows}, and {layout.numeric} inputs"
    return f"{rows}, and {layout.levels} inputs of levels before {layout.numeric} of numbers"
