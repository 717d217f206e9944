"""Replicas that are tied together elastically."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import naive
from heavywater.core.deeplearning.engines import TrainingRows
from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.exceptions import H2OModelBuildError
from runs import numbers_frame, train

ELASTIC = Settings("CrossEntropy", elastic=True, moving_rate=0.75, elastic_pull=0.02)
SIZES = Layout(4, 0, (6,), 3, "Tanh")
ORDERS = [[np.arange(0, 40, 2), np.arange(1, 40, 2)], [np.arange(20), np.arange(20, 36)]]


def network():
    net = Network.zeros(SIZES, np.float64)
    net.initialise(np.random.default_rng(1), classification=True)
    return net


@pytest.fixture
def rows():
    rng = np.random.default_rng(3)
    numbers, targets = rng.normal(size=(40, 4)), rng.integers(0, 3, 40).astype(float)
    return TrainingRows(numbers, np.zeros((40, 0), np.int32), targets)


def naive_elastic(settings, rows):
    """Algorithm 1 of Zhang et al. 2015, with the pull of a period made at its end."""
    center, *replicas = (network() for _ in range(3))
    trained = 0
    for orders in ORDERS:
        for number, (replica, order) in enumerate(zip(replicas, orders, strict=True)):
            naive.train(replica, settings, rows, order, row=trained + number, every=2)
        mean = (replicas[0].parameters + replicas[1].parameters) / 2
        rate = settings.moving_rate
        center.parameters[:] = (1 - rate) * center.parameters + rate * mean
        for replica, order in zip(replicas, orders, strict=True):
            for _ in order:
                replica.parameters += settings.elastic_pull * (
                    center.parameters - replica.parameters
                )
        trained += sum(len(order) for order in orders)
    return center


@pytest.mark.parametrize(
    "settings",
    [
        ELASTIC,
        replace(ELASTIC, adaptive=False, rate=0.02),
        replace(ELASTIC, adaptive=False, rate=0.02, momentum_start=0.5, momentum_stable=0.9),
    ],
    ids=["adadelta", "plain", "momentum"],
)
def test_the_network_is_the_moving_average(settings, rows):
    center = network()
    with NumbaEngine(center, settings, rows, replicas=2) as engine:
        engine.advance(ORDERS[0], 0)
        engine.advance(ORDERS[1], 40)
    expected = naive_elastic(settings, rows)
    np.testing.assert_allclose(center.parameters, expected.parameters, rtol=1e-9, atol=1e-12)


def test_the_whole_pull_and_the_whole_mean_are_plain_averaging(rows):
    networks = []
    for settings in (replace(ELASTIC, moving_rate=1.0, elastic_pull=1.0), Settings("CrossEntropy")):
        net = network()
        with NumbaEngine(net, replace(settings, adaptive=False), rows, replicas=2) as engine:
            engine.advance(ORDERS[0], 0)
            engine.advance(ORDERS[1], 40)
        networks.append(net)
    np.testing.assert_allclose(networks[0].parameters, networks[1].parameters, rtol=1e-9)


def test_each_of_its_parameters_changes_the_result(replicas_of_few_rows):
    frame = numbers_frame(4200)
    settings = {"threads": 2, "epochs": 4, "overwrite_with_best_model": False}
    runs = [
        train(frame, **settings),
        train(frame, elastic_averaging=True, **settings),
        train(frame, elastic_averaging=True, elastic_averaging_moving_rate=0.4, **settings),
        train(frame, elastic_averaging=True, elastic_averaging_regularization=0.0, **settings),
    ]
    assert len({run.network.parameters.tobytes() for run in runs}) == 4
    for run in runs:
        assert run.training_metrics.r2 > 0.95


def test_what_is_refused():
    with pytest.raises(H2OModelBuildError, match="with sparse"):
        train(numbers_frame(), elastic_averaging=True, sparse=True)
    with pytest.raises(H2OModelBuildError, match="must be more than 0"):
        train(numbers_frame(), elastic_averaging=True, elastic_averaging_moving_rate=0)
