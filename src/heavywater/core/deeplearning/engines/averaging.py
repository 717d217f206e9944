"""How replicas of a network are brought together after each has trained on rows of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings

__all__ = ["Averaging", "ElasticAverage", "PlainAverage", "make_averaging"]

Vector = npt.NDArray[Any]


class Averaging(Protocol):
    """Replicas, and the network that stands for all of them."""

    #: What is trained; some of these may be the network itself.
    replicas: list[Network]

    def exchange(self, rows: Sequence[int]) -> None:
        """Bring the network and the replicas together.

        Parameters
        ----------
        rows
            Rows that each replica has trained since the last time; the first ones only, if
            fewer had some.
        """


def make_averaging(network: Network, settings: Settings, replicas: int) -> Averaging:
    """As the settings ask for."""
    if settings.elastic:
        return ElasticAverage(network, settings, replicas)
    return PlainAverage(network, settings, replicas)


class PlainAverage:
    """All replicas go on from their mean, which is the network.

    Parameters
    ----------
    network
        The network, which is the first replica.
    settings
        Tell which states of the optimiser are in use.
    replicas
        How many there are.
    """

    def __init__(self, network: Network, settings: Settings, replicas: int) -> None:
        self.replicas = [network] + [network.copy() for _ in range(replicas - 1)]
        self._vectors = [_vectors(replica, settings) for replica in self.replicas]

    def exchange(self, rows: Sequence[int]) -> None:
        """Mean of the replicas that trained, in a fixed order, handed to all of them."""
        if len(self.replicas) == 1:
            return
        for mean, *others in zip(*self._vectors, strict=True):
            for part in others[: len(rows) - 1]:
                mean += part
            mean /= mean.dtype.type(len(rows))
            for part in others:
                part[:] = mean


class ElasticAverage:
    """Replicas go on from where they are, and are pulled towards the network.

    Parameters
    ----------
    network
        The network: a moving average of the replicas' means.
    settings
        `moving_rate` is the weight of a new mean in it. `elastic_pull` is the share of its
        distance by which a replica is pulled for each row that it has trained.
    replicas
        How many there are.

    Notes
    -----
    Zhang, Choromanska and LeCun 2015, "Deep learning with Elastic Averaging SGD", algorithm 1,
    with its moving rate β and its communication period: the pull of all rows of a period is
    made at its end. Over n rows it is 1 - (1 - r)ⁿ of the distance, so that it does not depend
    on how often replicas are brought together.
    """

    def __init__(self, network: Network, settings: Settings, replicas: int) -> None:
        self.replicas = [network.copy() for _ in range(replicas)]
        self._network = _vectors(network, settings)
        self._vectors = [_vectors(replica, settings) for replica in self.replicas]
        self._moving_rate = settings.moving_rate
        self._pull = settings.elastic_pull

    def exchange(self, rows: Sequence[int]) -> None:
        """Move the network to the replicas' mean, and the replicas to the network."""
        trained = self._vectors[: len(rows)]
        for number, center in enumerate(self._network):
            mean = np.mean([vectors[number] for vectors in trained], axis=0, dtype=center.dtype)
            # States of the optimiser have no past to average over, only the one of the replicas.
            rate = center.dtype.type(self._moving_rate if number == 0 else 1.0)
            center += rate * (mean - center)
        for vectors, count in zip(trained, rows, strict=True):
            pulled, center = vectors[0], self._network[0]
            share = pulled.dtype.type(1.0 - (1.0 - self._pull) ** count)
            pulled += share * (center - pulled)


def _vectors(network: Network, settings: Settings) -> tuple[Vector, ...]:
    """Parameters, and the states of the optimiser that are in use."""
    if not settings.adaptive and not settings.has_momentum:
        return (network.parameters,)
    return (network.parameters, *network.states)
