"""How replicas of a network are brought together after each has trained on rows of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings

__all__ = ["Averaging", "ElasticAverage", "PlainAverage", "StretchedAverage", "make_averaging"]

Vector = npt.NDArray[Any]

#: By how much replicas under ADADELTA go beyond their mean, as a share of its way.
STRETCH = 0.5


class Averaging(Protocol):
    """Replicas, and the network that stands for all of them."""

    #: What is trained; some of these may be the network itself.
    replicas: list[Network]

    def exchange(self, rows: Sequence[int], *, states: bool = True) -> None:
        """Bring the network and the replicas together.

        Parameters
        ----------
        rows
            Rows that each replica has trained since the last time; the first ones only, if
            fewer had some.
        states
            Whether the states of their optimisers meet, too. They change slowly.
        """


def make_averaging(network: Network, settings: Settings, replicas: int) -> Averaging:
    """As the settings ask for."""
    if settings.elastic:
        return ElasticAverage(network, settings, replicas)
    if settings.adaptive and not settings.capped:
        return StretchedAverage(network, settings, replicas)
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

    def exchange(self, rows: Sequence[int], *, states: bool = True) -> None:
        """Mean of the replicas that trained, in a fixed order, handed to all of them."""
        if len(self.replicas) == 1:
            return
        (first, *others), trained = self._vectors, len(rows)
        for number, mean in enumerate(first if states else first[:1]):
            for vectors in others[: trained - 1]:
                mean += vectors[number]
            mean /= mean.dtype.type(trained)
            if number == 0:
                self._stretch(mean, trained)
            for vectors in others:
                vectors[number][:] = mean

    def _stretch(self, mean: Vector, trained: int) -> None:
        """Nothing: the mean it is."""


class StretchedAverage(PlainAverage):
    """Replicas go on from half as far again as their mean has come.

    The mean of several replicas has come as far as one of them, though all their rows were
    trained: it learns less than a single network does from as many rows. The sum of their ways
    can be unstable; half of what it has more is not, in a few hundred rows.

    Parameters
    ----------
    network, settings, replicas
        As for a plain average. Bounds on weights would not hold outside the replicas.

    Notes
    -----
    Block momentum (Chen and Huo 2016, "Scalable training of deep learning machines by incremental
    block training") lengthens the same way, by that of earlier blocks.
    """

    def __init__(self, network: Network, settings: Settings, replicas: int) -> None:
        super().__init__(network, settings, replicas)
        layout = network.layout
        # What follows an autoencoder's parameters are averages, which have no way to go.
        self._size = layout.average_offset(0) if layout.autoencoder else layout.size
        self._last = network.parameters[: self._size].copy() if replicas > 1 else None

    def _stretch(self, mean: Vector, trained: int) -> None:
        last, mean = self._last, mean[: self._size]
        assert last is not None
        if trained > 1:
            # mean + (mean - last) / 2, without a vector in between. A network that is lost is
            # found by those who look for it.
            with np.errstate(invalid="ignore", over="ignore"):
                mean *= mean.dtype.type(1.0 + STRETCH)
                last *= last.dtype.type(STRETCH)
                mean -= last
        last[:] = mean


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

    def exchange(self, rows: Sequence[int], *, states: bool = True) -> None:
        """Move the network to the replicas' mean, and the replicas to the network."""
        trained = self._vectors[: len(rows)]
        for number, center in enumerate(self._network if states else self._network[:1]):
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
    if settings.adaptive:
        return (network.parameters, *network.states)
    if settings.has_momentum:
        return (network.parameters, network.states[0])
    return (network.parameters,)
