"""The network of an iteration: the mean of those that it passes through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network

__all__ = ["MeanNetwork"]

Vector = npt.NDArray[Any]

#: Numbers that are worked on at a time.
_BLOCK = 1 << 14


class MeanNetwork:
    """Mean of a network's parameters at some moments of its training.

    Steps of constant size leave a network swinging around what it has learned; the mean of
    its parameters lies nearer to the middle (Polyak and Juditsky 1992).

    Parameters
    ----------
    network
        The network that trains.

    Examples
    --------
    >>> from heavywater.core.deeplearning.network import Layout
    >>> network = Network.zeros(Layout(numeric=1, levels=0, hidden=(), outputs=1))
    >>> mean = MeanNetwork(network)
    >>> for bias in (1.0, 3.0):
    ...     network.biases(0)[:] = bias
    ...     mean.add()
    >>> mean.exchange()
    >>> float(network.biases(0)[0])
    2.0
    >>> mean.exchange()
    >>> float(network.biases(0)[0])
    3.0
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._mean = np.zeros_like(network.parameters)
        self._change = np.zeros(_BLOCK, network.parameters.dtype)
        self._count = 0

    def begin(self) -> None:
        """Forget what was added."""
        self._count = 0

    def add(self) -> None:
        """Take the network as it is into the mean."""
        now = self._network.parameters
        self._count += 1
        if self._count == 1:
            self._mean[:] = now
        else:
            # In single precision a sum would lose digits, a moving mean does not. A network that
            # is lost is found by those who look for it.
            share = now.dtype.type(1.0 / self._count)
            with np.errstate(invalid="ignore", over="ignore"):
                for mean, part in self._blocks():
                    change = np.subtract(part, mean, out=self._change[: part.size])
                    change *= share
                    mean += change

    def exchange(self) -> None:
        """Let the network have the mean, and keep its own parameters here; or the reverse.

        Nothing happens if nothing was added.
        """
        if self._count > 0:
            for mean, part in self._blocks():
                kept = part.copy()
                part[:] = mean
                mean[:] = kept

    def _blocks(self) -> Iterator[tuple[Vector, Vector]]:
        """The mean and the network in parts, so that copies of them are small and stay near."""
        now = self._network.parameters
        for begin in range(0, now.size, _BLOCK):
            yield self._mean[begin : begin + _BLOCK], now[begin : begin + _BLOCK]
