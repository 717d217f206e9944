"""Autoencoders in the compiled engines against the naive twin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import naive
from heavywater.core.deeplearning.engines import TrainingRows
from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings

ACTIVATIONS = ["Tanh", "Rectifier", "ExpRectifier"]
LOSSES = ["Quadratic", "Absolute", "Huber", "Quantile"]
SPARSE = {"sparsity": 0.3, "average_activation": 0.2}

OPTIMISERS = {
    "adadelta": Settings("Quadratic", rho=0.95, epsilon=1e-6),
    "plain": Settings("Quadratic", adaptive=False, rate=0.02),
    "momentum": Settings(
        "Quadratic", adaptive=False, rate=0.02, momentum_start=0.3, momentum_ramp=30,
        momentum_stable=0.8, nesterov=False,
    ),
}  # fmt: skip

REGULARISERS = {
    "none": {},
    "sparse": SPARSE,
    "l1 and l2": {"l1": 1e-3, "l2": 1e-2},
    "dropout": {"input_dropout": 0.3, "hidden_dropout": (0.5, 0.25), **SPARSE},
}


def data(dtype=np.float64, rows=40, numeric=5):
    rng = np.random.default_rng(3)
    numbers = rng.uniform(-0.7, 0.7, (rows, numeric))
    numbers[rng.random(numbers.shape) < 0.2] = 0.0
    slots = np.column_stack([rng.integers(-1, 3, rows), rng.integers(3, 7, rows)])
    return TrainingRows(numbers.astype(dtype), slots.astype(np.int32), np.zeros(rows, dtype))


def network(activation="Tanh", dtype=np.float64, hidden=(6, 4), numeric=5, levels=7):
    layout = Layout(numeric, levels, hidden, numeric + levels, activation, autoencoder=True)
    net = Network.zeros(layout, dtype)
    net.initialise(np.random.default_rng(1))
    return net


def both(settings, activation="Tanh", dtype=np.float64, hidden=(6, 4)):
    """The same rows on the engine and on the twin."""
    rows = data(dtype)
    fast, slow = (network(activation, dtype, hidden) for _ in range(2))
    order = np.random.default_rng(5).permutation(len(rows.target))
    with NumbaEngine(fast, settings, rows, seed=11) as engine:
        engine.huber = 0.4
        engine.advance([order[:25]], 0)
        engine.advance([order[25:]], 25)
    naive.train(slow, settings, rows, order[:25], seed=11, huber=0.4)
    naive.train(slow, settings, rows, order[25:], seed=11, row=25, huber=0.4)
    return fast, slow


def assert_same(fast, slow, tolerance=1e-9):
    for mine, theirs in zip(
        (fast.parameters, *fast.states), (slow.parameters, *slow.states), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, rtol=tolerance, atol=tolerance * 1e-2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("sparse", [False, True])
def test_the_twins_gradient_is_that_of_its_loss(activation, loss, sparse):
    settings = Settings(loss, **SPARSE) if sparse else Settings(loss)
    net = network(activation)
    net.averages(0)[:] = np.linspace(-0.4, 0.9, 6)
    net.averages(1)[:] = [0.1, 0.2, 0.3, -0.5]
    rows = data()

    def error(numbers, slots):
        forward = naive.Pass(net, settings, numbers, slots)
        target = naive.reconstruction_target(net.layout, numbers, slots)
        total = naive.loss(settings, forward.outputs, target, huber=0.4)
        for layer in range(2 if sparse else 0):
            pull = settings.sparsity * (net.averages(layer) - settings.average_activation)
            total += pull @ forward.values[layer]
        return total

    for row in range(4):
        args = rows.numbers[row], rows.slots[row]
        flat, _ = naive.gradient(net, settings, *args, 0.0, huber=0.4)
        step = 1e-6
        for index in np.flatnonzero(flat)[::3]:
            ends = []
            for sign in (1, -1):
                net.parameters[index] += sign * step
                ends.append(error(*args))
                net.parameters[index] -= sign * step
            slope = (ends[0] - ends[1]) / (2 * step)
            assert flat[index] == pytest.approx(slope, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("regulariser", REGULARISERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_under_every_rule(activation, regulariser, optimiser, batch):
    settings = replace(OPTIMISERS[optimiser], batch=batch, **REGULARISERS[regulariser])
    assert_same(*both(settings, activation))


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss(loss, batch):
    assert_same(*both(replace(OPTIMISERS["adadelta"], loss=loss, batch=batch)))


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("hidden", [(), (3,), (17, 2, 5)])
def test_any_depth(hidden, batch):
    settings = replace(OPTIMISERS["adadelta"], batch=batch, **SPARSE)
    assert_same(*both(settings, hidden=hidden))


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_single_precision_stays_within_rounding(optimiser, batch):
    settings = replace(OPTIMISERS[optimiser], batch=batch, **SPARSE)
    fast, _ = both(settings, dtype=np.float32)
    _, exact = both(settings)
    scale = np.abs(exact.parameters).max()
    assert np.abs(fast.parameters - exact.parameters).max() < 1e-5 * scale


def test_only_numbers_or_only_levels():
    for numeric, levels in ((4, 0), (0, 7)):
        rows = data(numeric=numeric)
        if levels == 0:
            rows = rows._replace(slots=np.zeros((len(rows.target), 0), np.int32))
        fast, slow = (network(numeric=numeric, levels=levels) for _ in range(2))
        with NumbaEngine(fast, OPTIMISERS["adadelta"], rows) as engine:
            engine.advance([np.arange(40)], 0)
        naive.train(slow, OPTIMISERS["adadelta"], rows, np.arange(40))
        assert_same(fast, slow)


def test_replicas_share_their_running_averages():
    settings = Settings("Quadratic", **SPARSE)
    rows = data()
    orders = [np.arange(0, 40, 2), np.arange(1, 40, 2)]
    fast = network()
    slow = [network() for _ in range(2)]
    start = fast.parameters.copy()
    with NumbaEngine(fast, settings, rows, replicas=2, seed=9) as engine:
        engine.advance(orders, 100)
    for number, (twin, order) in enumerate(zip(slow, orders, strict=True)):
        naive.train(twin, settings, rows, order, seed=9, row=100 + number, every=2)
    expected = (slow[0].parameters + slow[1].parameters) / 2
    # Parameters go half as far again, averages do not.
    way = slice(0, fast.layout.average_offset(0))
    expected[way] += 0.5 * (expected[way] - start[way])
    np.testing.assert_allclose(fast.parameters, expected, rtol=1e-9, atol=1e-12)
    assert np.abs(fast.averages(0)).min() > 0


@pytest.mark.parametrize("batch", [1, 8])
def test_fixed_seed_and_replicas_give_the_same_bits(batch):
    settings = Settings("Quadratic", input_dropout=0.2, batch=batch, **SPARSE)
    rows = data(np.float32)
    results = []
    for _ in range(2):
        net = network(dtype=np.float32)
        with NumbaEngine(net, settings, rows, replicas=3, seed=4) as engine:
            engine.advance(np.array_split(np.arange(40), 3), 0)
        results.append(net.parameters.copy())
    assert np.array_equal(results[0], results[1])
