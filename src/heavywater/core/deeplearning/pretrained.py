"""Hidden layers that start from those of an autoencoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from heavywater.core.deeplearning.autoencoder import AutoEncoderModel
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.model import TrainedModel
from heavywater.exceptions import H2OModelBuildError

__all__ = ["copy_hidden_layers"]

_NAME = "pretrained_autoencoder"


def copy_hidden_layers(network: Network, source: TrainedModel, info: DataInfo) -> list[str]:
    """Copy the weights and biases of all hidden layers.

    An autoencoder divides numbers by their range, other networks by their deviation, and both
    shift them by the mean of their own training frame. The first layer is adapted to that: with
    the same activation it gives the values that it gave in the autoencoder.

    Parameters
    ----------
    network
        An initialised network, changed in place; its output layer stays.
    source
        The autoencoder. Its activation may be another.
    info
        The network's inputs.

    Returns
    -------
    What the user should know.

    Raises
    ------
    H2OModelBuildError
        If `source` is no autoencoder, or its hidden layers have other shapes.
    """
    if not isinstance(source, AutoEncoderModel):
        kind = source.category.lower()
        raise _refusal(
            [
                f"the model {source.key!r} is a {kind} model; it must be an autoencoder, trained "
                "with H2OAutoEncoderEstimator or autoencoder=True."
            ]
        )
    mine, theirs = network.layout, source.network.layout
    differences = list(_differences(mine, theirs))
    if differences:
        raise _refusal([f"the autoencoder {source.key!r} does not fit: {'; '.join(differences)}."])
    for layer in range(len(mine.hidden)):
        network.weights(layer)[:] = source.network.weights(layer)
        network.biases(layer)[:] = source.network.biases(layer)
    if mine.hidden:
        network.level_weights()[:] = source.network.level_weights()
        _adapt(network, source.data_info, info)
    return _notes(source, info.input_names)


def _adapt(network: Network, before: DataInfo, now: DataInfo) -> None:
    """Let the first layer compute from inputs as they are now what it did from those before."""
    weights = network.weights(0).astype(np.float64)
    network.biases(0)[:] += weights @ ((now.shift - before.shift) * before.scale)
    network.weights(0)[:] = weights * (before.scale / now.scale)


def _differences(mine: Layout, theirs: Layout) -> Iterator[str]:
    if mine.hidden != theirs.hidden:
        yield f"it has hidden={list(theirs.hidden)}, this model hidden={list(mine.hidden)}"
    if mine.activation == "Maxout":
        yield "Maxout units have two sets of weights, and those of an autoencoder have one"
    if (mine.levels, mine.numeric) != (theirs.levels, theirs.numeric):
        yield (
            f"it has {theirs.inputs} inputs ({theirs.levels} of levels), this model {mine.inputs} "
            f"({mine.levels} of levels). Train both on the same columns with the same levels, "
            "with use_all_factor_levels=True, and set ignore_const_cols=False for both if columns "
            "are constant in one of the frames"
        )


def _notes(source: AutoEncoderModel, input_names: Sequence[str]) -> list[str]:
    for mine, theirs in zip(input_names, source.data_info.input_names, strict=True):
        if mine != theirs:
            return [
                f"The inputs of the pretrained autoencoder {source.key!r} have other names, for "
                f"instance {theirs!r} where this model has {mine!r}: they are matched by position."
            ]
    return []


def _refusal(messages: list[str]) -> H2OModelBuildError:
    return H2OModelBuildError.of([(_NAME, f"{_NAME}: {message}") for message in messages])
