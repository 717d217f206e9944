"""The table "Status of Neuron Layers"."""

from __future__ import annotations

from typing import Any

import numpy as np

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.tables import Column, Table

__all__ = ["layer_table"]

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
    weights, biases = _weights(network, layer, network.parameters), network.biases(layer)
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
        float(weights.mean(dtype=np.float64)) if weights.size else 0.0,
        float(weights.std(dtype=np.float64)) if weights.size else 0.0,
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


def _weights(network: Network, layer: int, vector: Any) -> Any:
    dense = network.weights(layer, vector).ravel()
    if layer > 0 or not network.layout.levels:
        return dense
    return np.concatenate([network.level_weights(vector).ravel(), dense])


def _rates(network: Network, settings: Settings, layer: int, rows: int) -> tuple[float, float]:
    """Mean and spread of the step per unit of gradient."""
    if not settings.adaptive:
        return settings.learning_rate(layer, rows), 0.0
    # the states are kept divided by 1 - rho
    scaled = settings.epsilon / (1.0 - settings.rho)
    gradients, updates = (
        _weights(network, layer, state).astype(np.float64) for state in network.states
    )
    rates = np.sqrt((updates + scaled) / (gradients + scaled))
    return (float(rates.mean()), float(rates.std())) if rates.size else (0.0, 0.0)
