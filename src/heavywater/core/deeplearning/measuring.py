"""Metrics of a network on rows: against a response, or against the rows themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.forward import outputs, reconstruction_errors, squared_errors
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.scoring import Scoring
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.metrics import MetricsRecord, autoencoder_metrics
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.response import Response

__all__ = ["absolute_errors", "measure"]


def measure(
    network: Network,
    response: Response | Reconstruction,
    rows: Scoring,
    settings: Settings,
) -> MetricsRecord:
    """Metrics of all of the rows.

    Parameters
    ----------
    network
        The network.
    response
        What its outputs mean.
    rows
        Inputs, responses and weights.
    settings
        See `outputs`.
    """
    if isinstance(response, Reconstruction):
        errors = reconstruction_errors(network, rows.inputs, settings)
        return autoencoder_metrics(errors, rows.weights)
    raw = outputs(network, rows.inputs, settings)
    compared = rows.compared(response.from_outputs(raw, rows.offsets))
    return response.metrics(*compared, offsets=rows.offsets)


def absolute_errors(
    network: Network,
    response: Response | Reconstruction,
    rows: Scoring,
    settings: Settings,
) -> npt.NDArray[np.float64]:
    """Distances of numeric outputs from their targets, on the scale of the outputs, flat.

    Parameters are those of `measure`.
    """
    if isinstance(response, Reconstruction):
        squares = squared_errors(network, rows.inputs, settings)
        return np.sqrt(squares.ravel().astype(np.float64))
    raw = outputs(network, rows.inputs, settings)[:, 0].astype(np.float64)
    return np.abs(response.targets(rows.values, rows.offsets) - raw)
