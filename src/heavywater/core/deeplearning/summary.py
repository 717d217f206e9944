"""The table "Status of Neuron Layers"."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.tables import Column, Table

__all__ = ["layer_table"]

Floats: TypeAlias = npt.NDArray[Any]

_INPUTS_AT_ONCE = 4096

_COLUMNS = (
    Column("layer", "int", "%d"),
    Column("units", "int", "%d"),
    Column("type", "string", "%s"),
    Column("dropout", "double", "%2.2f %%"),
    Column("l1", "double", "%5f"),
    Column("l2", "double", "%5f"),
    Column("mean_rate", "double", "%5f"),
    Column("rate_rms", "float", "%5f"),
    Column("momentum", "double", "%5f"),
    Column("mean_weight", "double", "%5f"),
    Column("weight_rms", "float", "%5f"),
    Column("mean_bias", "double", "%5f"),
    Column("bias_rms", "float", "%5f"),
)


def layer_table(
    network: Network, settings: Settings, *, task: str, distribution: str, rows: int
) -> Table:
    """One row a layer: its units, and the mean and spread of rates, weights and biases.

    Parameters
    ----------
    network, settings
        What to describe.
    task, distribution
        For the description, such as ``"predicting cylinders, regression"`` and ``"gaussian"``.
    rows
        Rows trained so far.
    """
    layout = network.layout
    body: list[tuple[Any, ...]] = [_input_row(network, settings)]
    for layer in range(layout.layers):
        body.append(_layer_row(network, settings, layer, rows))
    bytes_held = network.parameters.nbytes + sum(state.nbytes for state in network.states)
    description = (
        f"{task}, {distribution} distribution, {_loss(settings)} loss, "
        f"{layout.parameter_count:,} weights/biases, {bytes_held / 1024:,.1f} KB, "
        f"{rows:,} training samples, mini-batch size {settings.batch}"
    )
    return Table("Status of Neuron Layers", description, _COLUMNS, tuple(body))


def _loss(settings: Settings) -> str:
    """H2O's word: the loss that a distribution of counts or amounts implies has none."""
    return "Automatic" if settings.loss in ("Poisson", "Gamma", "Tweedie") else settings.loss


def _input_row(network: Network, settings: Settings) -> tuple[Any, ...]:
    dropout = 100.0 * settings.input_dropout
    return (1, network.layout.inputs, "Input", dropout, *[None] * 9)


def _layer_row(network: Network, settings: Settings, layer: int, rows: int) -> tuple[Any, ...]:
    layout = network.layout
    last = layer == layout.layers - 1
    biases = network.biases(layer)
    weights = _moments(block for (block,) in _weights(network, layer, network.parameters))
    mean_rate, rate_rms = _rates(network, settings, layer, rows)
    dropout = None if last else 100.0 * _dropout(settings, layer)
    return (
        layer + 2,
        layout.units(layer),
        _type(network, settings, layer),
        dropout,
        settings.l1,
        settings.l2,
        mean_rate,
        rate_rms,
        settings.momentum(rows),
        *weights,
        float(biases.mean(dtype=np.float64)),
        float(biases.std(dtype=np.float64)),
    )


def _dropout(settings: Settings, layer: int) -> float:
    return settings.hidden_dropout[layer] if layer < len(settings.hidden_dropout) else 0.0


def _type(network: Network, settings: Settings, layer: int) -> str:
    layout = network.layout
    if layer == layout.layers - 1:
        if layout.autoencoder:
            return layout.activation
        return "Softmax" if layout.classes else "Linear"
    return layout.activation + ("Dropout" if _dropout(settings, layer) else "")


def _weights(network: Network, layer: int, *vectors: Floats) -> Iterator[tuple[Floats, ...]]:
    """A layer's weights, or what is known of each, a block at a time; wide networks are large."""
    if layer == 0:
        for begin in range(0, network.layout.levels, _INPUTS_AT_ONCE):
            part = slice(begin, begin + _INPUTS_AT_ONCE)
            yield tuple(network.level_weights(vector)[part] for vector in vectors)
    yield tuple(network.weights(layer, vector) for vector in vectors)


def _moments(blocks: Iterable[Floats]) -> tuple[float, float]:
    """Mean and standard deviation of all numbers together; 0 if there are none.

    Blocks are joined as in Chan, Golub and LeVeque 1979.
    """
    count, mean, squares = 0, 0.0, 0.0
    for block in blocks:
        if block.size == 0:
            continue
        own = float(block.mean(dtype=np.float64))
        total = count + block.size
        squares += float(block.var(dtype=np.float64)) * block.size
        squares += (own - mean) ** 2 * count * block.size / total
        mean += (own - mean) * block.size / total
        count = total
    return mean, math.sqrt(squares / count) if count else 0.0


def _rates(network: Network, settings: Settings, layer: int, rows: int) -> tuple[float, float]:
    """Mean and spread of the step per unit of gradient."""
    if not settings.adaptive:
        return settings.learning_rate(layer, rows), 0.0
    scaled = settings.scaled_epsilon
    return _moments(
        np.sqrt((updates.astype(np.float64) + scaled) / (gradients.astype(np.float64) + scaled))
        for gradients, updates in _weights(network, layer, *network.states)
    )
