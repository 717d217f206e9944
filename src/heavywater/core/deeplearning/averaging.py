"""The network of an iteration: the mean of those that it passes through."""

from __future__ import annotations

import numpy as np

from heavywater.core.deeplearning.network import Network

__all__ = ["MeanNetwork"]


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
            # In single precision a sum would lose digits, a moving mean does not.
            self._mean += (now - self._mean) / now.dtype.type(self._count)

    def exchange(self) -> None:
        """Let the network have the mean, and keep its own parameters here; or the reverse.

        Nothing happens if nothing was added.
        """
        if self._count > 0:
            now = self._network.parameters
            kept = now.copy()
            now[:] = self._mean
            self._mean[:] = kept
