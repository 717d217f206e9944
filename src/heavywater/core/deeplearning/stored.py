"""How networks and what belongs to them are stored in files.

A network's flat vectors are stored layer by layer, without their padding, so that files do not
depend on how an engine lays them out in memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.artifacts.stored import Fields, Stored, fields_of, require
from heavywater.core.deeplearning.autoencoder import AutoEncoderModel
from heavywater.core.deeplearning.model import DeepLearningModel
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.response import Response

__all__ = ["STORED"]

Blocks = dict[str, list[npt.NDArray[Any]]]

#: More layers than anybody trains; offsets are sums over the layers below.
_MOST_LAYERS = 1000


def _pack_network(network: Network) -> Fields:
    packed = fields_of(network)
    packed["parameters"] = _blocks(network, network.parameters)
    # A state that was never used is not written.
    packed["states"] = tuple(
        _blocks(network, state) if state.any() else None for state in network.states
    )
    return packed


def _blocks(network: Network, vector: npt.NDArray[Any]) -> Blocks:
    layers = range(network.layout.layers)
    blocks = {
        "weights": [network.weights(layer, vector) for layer in layers],
        "levels": [network.level_weights(vector)],
        "biases": [network.biases(layer, vector) for layer in layers],
    }
    if network.layout.autoencoder:
        hidden = range(len(network.layout.hidden))
        blocks["averages"] = [network.averages(layer, vector) for layer in hidden]
    return blocks


def _unpack_network(fields: Fields) -> Fields:
    layout, states = fields.get("layout"), fields.get("states")
    require(isinstance(layout, Layout), "its network has no layout")
    require(isinstance(states, tuple) and len(states) == 2, "its network lacks optimizer states")
    assert isinstance(layout, Layout)
    assert isinstance(states, tuple)
    stored = [fields.get("parameters"), *states]
    for position, blocks in enumerate(stored):
        if position == 0 or blocks is not None:
            _check_blocks(layout, blocks)
    network = Network.zeros(layout, stored[0]["biases"][0].dtype)
    for vector, blocks in zip((network.parameters, *network.states), stored, strict=True):
        if blocks is not None:
            _fill(network, vector, blocks)
    return fields | {"parameters": network.parameters, "states": network.states}


def _check_blocks(layout: Layout, blocks: Any) -> None:
    """Refuse what does not fit, before memory is taken for what the layout claims."""
    require(isinstance(blocks, dict), "its network has no weights")
    layers = range(layout.layers)
    expected: dict[str, list[tuple[int, ...]]] = {
        "weights": [(layout.rows(layer), layout.fan_in(layer)) for layer in layers],
        "levels": [(layout.levels, layout.rows(0))],
        "biases": [(layout.rows(layer),) for layer in layers],
    }
    if layout.autoencoder:
        expected["averages"] = [(units,) for units in layout.hidden]
    require(set(blocks) == set(expected), "its network lacks some of its weights")
    kinds = set()
    for name, shapes in expected.items():
        arrays = blocks[name]
        require(
            isinstance(arrays, list)
            and all(isinstance(array, np.ndarray) for array in arrays)
            and [array.shape for array in arrays] == shapes,
            f"the {name} of its network are not of its layout's shapes",
        )
        kinds |= {array.dtype.str for array in arrays}
    require(kinds in ({"<f4"}, {"<f8"}, {">f4"}, {">f8"}), "its network's weights are no floats")


def _fill(network: Network, vector: npt.NDArray[Any], blocks: Blocks) -> None:
    for name, mine in _blocks(network, vector).items():
        for target, values in zip(mine, blocks[name], strict=True):
            target[...] = values


def _check_layout(layout: Layout) -> None:
    sizes = (layout.outputs, *layout.hidden)
    require(
        min(layout.numeric, layout.levels) >= 0
        and layout.inputs > 0
        and min(sizes) > 0
        and len(sizes) <= _MOST_LAYERS,
        "its network's layout has impossible sizes",
    )


def _check_supervised(model: DeepLearningModel) -> None:
    _check_model(model)
    require(
        isinstance(model.response_info, Response) and not model.network.layout.autoencoder,
        "it has no response to predict",
    )


def _check_autoencoder(model: AutoEncoderModel) -> None:
    _check_model(model)
    layout = model.network.layout
    require(
        isinstance(model.response_info, Reconstruction)
        and layout.autoencoder
        and layout.outputs == layout.inputs,
        "its network does not reproduce its inputs",
    )


def _check_model(model: DeepLearningModel) -> None:
    layout, info = model.network.layout, model.data_info
    require(
        layout.levels == info.named and layout.inputs == info.indicators + len(info.numerics),
        "its network and its predictors do not fit together",
    )
    require(
        layout.outputs == model.response_info.outputs,
        "its network and its response do not fit together",
    )
    require(
        len(model.settings.hidden_dropout) in (0, len(layout.hidden)),
        "its dropout ratios are not those of its hidden layers",
    )


STORED = (
    Stored(cls=Layout, name="Layout", check=_check_layout),
    Stored(cls=Network, name="Network", pack=_pack_network, unpack=_unpack_network),
    Stored(cls=Settings, name="Settings"),
    Stored(cls=Reconstruction, name="Reconstruction"),
    Stored(cls=DeepLearningModel, name="DeepLearningModel", check=_check_supervised),
    Stored(cls=AutoEncoderModel, name="AutoEncoderModel", check=_check_autoencoder),
)
