"""The mean of the networks that a training passes through."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.deeplearning.averaging import MeanNetwork
from heavywater.core.deeplearning.network import Layout, Network


@pytest.fixture
def network():
    return Network.zeros(Layout(numeric=3, levels=2, hidden=(4,), outputs=2))


def walk(network, mean, steps, seed=1):
    rng = np.random.default_rng(seed)
    passed = []
    for _ in range(steps):
        network.parameters[:] = 1e3 + rng.normal(size=network.parameters.size)
        passed.append(network.parameters.copy())
        mean.add()
    return np.array(passed)


def test_the_mean_of_what_was_added(network):
    mean = MeanNetwork(network)
    passed = walk(network, mean, 50)
    mean.exchange()
    np.testing.assert_allclose(network.parameters, passed.mean(axis=0, dtype=float), rtol=1e-6)


def test_exchanging_twice_changes_nothing(network):
    mean = MeanNetwork(network)
    last = walk(network, mean, 3)[-1]
    mean.exchange()
    assert not np.array_equal(network.parameters, last)
    mean.exchange()
    assert np.array_equal(network.parameters, last)


def test_of_a_single_network_it_is_that(network):
    mean = MeanNetwork(network)
    last = walk(network, mean, 1)[-1]
    mean.exchange()
    assert np.array_equal(network.parameters, last)


def test_it_begins_anew(network):
    mean = MeanNetwork(network)
    walk(network, mean, 3)
    mean.begin()
    passed = walk(network, mean, 2, seed=9)
    mean.exchange()
    np.testing.assert_allclose(network.parameters, passed.mean(axis=0), rtol=1e-6)


def test_without_networks_there_is_no_mean(network):
    mean = MeanNetwork(network)
    network.parameters[:] = 5.0
    mean.exchange()
    assert (network.parameters == 5.0).all()
    mean.exchange()
    assert (network.parameters == 5.0).all()


def test_a_lost_network_makes_no_noise(network):
    mean = MeanNetwork(network)
    for value in (np.inf, -np.inf):
        network.parameters[:] = value
        mean.add()
    mean.exchange()
    assert np.isnan(network.parameters).all()
