"""Rows that name their inputs: the engine makes the updates of the twin, and of dense rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import naive
from heavywater.core.deeplearning.engines import SparseRows, TrainingRows
from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings

INPUTS = 30

OPTIMISERS = {
    "adadelta": Settings("CrossEntropy", rho=0.95, epsilon=1e-6),
    "plain": Settings("CrossEntropy", adaptive=False, rate=0.02, rate_annealing=1e-2),
    "nesterov": Settings(
        "CrossEntropy", adaptive=False, rate=0.02, momentum_start=0.5, momentum_ramp=30,
        momentum_stable=0.9,
    ),
}  # fmt: skip

REGULARISERS = {
    "none": {},
    "l1 and l2": {"l1": 1e-3, "l2": 1e-2},
    "max_w2": {"max_w2": 0.8},
    "dropout": {"input_dropout": 0.3, "hidden_dropout": (0.5, 0.25)},
}


def assert_same(fast, slow, tolerance):
    for mine, theirs in zip(
        (fast.parameters, *fast.states), (slow.parameters, *slow.states), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, rtol=tolerance, atol=tolerance * 1e-2)


def dense(rows=40, seed=3):
    """Numbers that are mostly 0; one row has none at all, and one has all."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(rows, INPUTS))
    numbers[rng.random(numbers.shape) < 0.85] = 0.0
    numbers[0] = 0.0
    numbers[1] = rng.normal(size=INPUTS)
    return numbers


def sparse_rows(numbers):
    rows, slots = np.nonzero(numbers)
    start = np.searchsorted(rows, np.arange(len(numbers) + 1))
    return SparseRows(start.astype(np.int64), slots.astype(np.int32), numbers[rows, slots])


def sparse_data(numbers):
    rng = np.random.default_rng(8)
    count = len(numbers)
    return TrainingRows(
        np.zeros((count, 0)),
        np.zeros((count, 0), dtype=np.int32),
        rng.integers(0, 3, count).astype(float),
        sparse=sparse_rows(numbers),
    )


def network(numeric, levels, activation="Tanh"):
    net = Network.zeros(Layout(numeric, levels, (6, 4), 3, activation), np.float64)
    net.initialise(np.random.default_rng(1), classification=True)
    return net


def trained(net, settings, data):
    order = np.random.default_rng(5).permutation(len(data.target))
    with NumbaEngine(net, settings, data, seed=11) as engine:
        engine.advance([order[:25]], 0)
        engine.advance([order[25:]], 25)
    return order


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("regulariser", REGULARISERS)
def test_the_twins_updates(regulariser, optimiser, batch):
    settings = replace(OPTIMISERS[optimiser], batch=batch, **REGULARISERS[regulariser])
    data = sparse_data(dense())
    fast, slow = network(0, INPUTS), network(0, INPUTS)
    order = trained(fast, settings, data)
    naive.train(slow, settings, data, order[:25], seed=11)
    naive.train(slow, settings, data, order[25:], seed=11, row=25)
    assert_same(fast, slow, 1e-9)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_naming_inputs_learns_what_dense_rows_learn(optimiser):
    # Row by row the weights of inputs that are 0 rest, so both must agree to rounding.
    settings = OPTIMISERS[optimiser]
    numbers = dense()
    data = sparse_data(numbers)
    named, plain = network(0, INPUTS), network(INPUTS, 0)
    plain.weights(0)[:] = named.level_weights().T
    for layer in (1, 2):
        plain.weights(layer)[:] = named.weights(layer)
    trained(named, settings, data)
    trained(plain, settings, data._replace(numbers=numbers, sparse=None))
    np.testing.assert_allclose(named.level_weights().T, plain.weights(0), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(named.weights(1), plain.weights(1), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(named.biases(0), plain.biases(0), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("batch", [1, 8])
def test_inputs_that_no_row_names_keep_their_weights(batch):
    settings = replace(OPTIMISERS["adadelta"], batch=batch)
    numbers = dense()
    numbers[:, 7] = 0.0
    net = network(0, INPUTS)
    before = net.level_weights().copy()
    trained(net, settings, sparse_data(numbers))
    np.testing.assert_array_equal(net.level_weights()[7], before[7])
    assert (net.level_weights()[:7] != before[:7]).any(axis=1).all()


def test_the_twins_gradient_is_that_of_its_loss():
    settings = OPTIMISERS["plain"]
    net, data = network(0, INPUTS), sparse_data(dense())
    for row in (2, 3):
        slots, values = naive.named_by(data, row)
        args = data.numbers[row], slots
        flat, _ = naive.gradient(net, settings, *args, data.target[row], values=values)
        for index in np.flatnonzero(flat)[::3]:
            ends = []
            for sign in (1, -1):
                net.parameters[index] += sign * 1e-6
                there = naive.Pass(net, settings, *args, values=values).outputs
                ends.append(naive.loss(settings, there, data.target[row]))
                net.parameters[index] -= sign * 1e-6
            assert flat[index] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("batch", [1, 8])
def test_a_row_may_come_several_times(batch):
    settings = replace(OPTIMISERS["plain"], batch=batch)
    data = sparse_data(dense())
    fast, slow = network(0, INPUTS), network(0, INPUTS)
    order = np.array([1, 1, 1, 1, 1, 2, 1, 1, 0, 1])
    with NumbaEngine(fast, settings, data, seed=11) as engine:
        engine.advance([order], 0)
    naive.train(slow, settings, data, order, seed=11)
    assert_same(fast, slow, 1e-9)


@pytest.mark.parametrize("limit", [1e-3, 0.3])
def test_limits_hold_for_weights_that_rest(limit):
    # Each row shortens the weights into a unit, also those of inputs that it does not name.
    settings = replace(OPTIMISERS["plain"], rate=0.3, max_w2=limit)
    data = sparse_data(dense(rows=40))
    fast, slow = network(0, INPUTS, "Rectifier"), network(0, INPUTS, "Rectifier")
    order = np.tile(np.arange(2, 40), 12)
    with NumbaEngine(fast, settings, data, seed=11) as engine:
        engine.advance([order], 0)
    naive.train(slow, settings, data, order, seed=11)
    assert_same(fast, slow, 1e-8)
    assert (fast.level_weights() ** 2).sum(axis=0).max() <= limit * (1 + 1e-9)
