"""The compiled engine makes the updates that the naive twin makes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import naive
from heavywater.core.deeplearning.engines import TrainingRows
from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings

ACTIVATIONS = ["Tanh", "Rectifier", "Maxout", "ExpRectifier"]
CLASS_LOSSES = ["CrossEntropy", "Quadratic"]
NUMBER_LOSSES = ["Quadratic", "Absolute", "Huber", "Quantile", "Poisson", "Gamma", "Tweedie"]
LOG_LINK_LOSSES = NUMBER_LOSSES[4:]
#: Constants of the losses that have one, away from their defaults.
CONSTANTS = {"quantile_alpha": 0.8, "tweedie_power": 1.3}

OPTIMISERS = {
    "adadelta": Settings("Quadratic", rho=0.95, epsilon=1e-6),
    "plain": Settings("Quadratic", adaptive=False, rate=0.02, rate_annealing=1e-2, rate_decay=0.7),
    "momentum": Settings(
        "Quadratic", adaptive=False, rate=0.02, momentum_start=0.3, momentum_ramp=30,
        momentum_stable=0.8, nesterov=False,
    ),
    "nesterov": Settings(
        "Quadratic", adaptive=False, rate=0.02, momentum_start=0.5, momentum_ramp=0,
        momentum_stable=0.9,
    ),
}  # fmt: skip

REGULARISERS = {
    "none": {},
    "l1 and l2": {"l1": 1e-3, "l2": 1e-2},
    "max_w2": {"max_w2": 0.8},
    "dropout": {"input_dropout": 0.3, "hidden_dropout": (0.5, 0.25)},
}


def data(outputs, dtype, rows=40, numeric=5, seed=3, positive=False, offset=False):
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(rows, numeric))
    numbers[rng.random(numbers.shape) < 0.2] = 0.0
    slots = np.column_stack([rng.integers(-1, 3, rows), rng.integers(3, 7, rows)])
    target = rng.integers(0, outputs, rows) if outputs > 1 else rng.normal(size=rows)
    if positive:
        target = rng.poisson(2.0, rows)
    return TrainingRows(
        numbers.astype(dtype),
        slots.astype(np.int32),
        target.astype(dtype),
        rng.normal(size=rows).astype(dtype) if offset else None,
    )


def network(outputs, activation, dtype, hidden=(6, 4), numeric=5, levels=7):
    net = Network.zeros(Layout(numeric, levels, hidden, outputs, activation), dtype)
    net.initialise(np.random.default_rng(1), classification=outputs > 1)
    return net


def both(settings, outputs, activation, dtype=np.float64, hidden=(6, 4), offset=False):
    """The same rows on the engine and on the twin."""
    rows = data(outputs, dtype, positive=settings.loss in LOG_LINK_LOSSES, offset=offset)
    fast, slow = (network(outputs, activation, dtype, hidden) for _ in range(2))
    order = np.random.default_rng(5).permutation(len(rows.target))
    with NumbaEngine(fast, settings, rows, seed=11) as engine:
        engine.huber = 0.4
        engine.advance([order[:25]], 0)
        engine.advance([order[25:]], 25)
    naive.train(slow, settings, rows, order[:25], seed=11, huber=0.4)
    naive.train(slow, settings, rows, order[25:], seed=11, row=25, huber=0.4)
    return fast, slow


def assert_same(fast, slow, tolerance):
    for mine, theirs in zip(
        (fast.parameters, *fast.states), (slow.parameters, *slow.states), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, rtol=tolerance, atol=tolerance * 1e-2)


@pytest.mark.parametrize("fast", [True, False], ids=["fast", "slow"])
@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("regulariser", REGULARISERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_under_every_rule(activation, regulariser, optimiser, batch, fast):
    settings = replace(OPTIMISERS[optimiser], batch=batch, fast=fast, **REGULARISERS[regulariser])
    fast, slow = both(replace(settings, loss="CrossEntropy"), 3, activation)
    assert_same(fast, slow, 1e-9)


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize(
    ("loss", "outputs"),
    [(loss, 4) for loss in CLASS_LOSSES]
    + [("CrossEntropy", 2)]
    + [(loss, 1) for loss in NUMBER_LOSSES],
)
def test_every_loss(loss, outputs, batch):
    settings = replace(OPTIMISERS["adadelta"], loss=loss, batch=batch, **CONSTANTS)
    fast, slow = both(settings, outputs, "Tanh")
    assert_same(fast, slow, 1e-9)


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("loss", NUMBER_LOSSES)
def test_offsets_are_added_to_the_output(loss, batch):
    settings = replace(OPTIMISERS["adadelta"], loss=loss, batch=batch, **CONSTANTS)
    fast, slow = both(settings, 1, "Tanh", offset=True)
    assert_same(fast, slow, 1e-9)
    without, _ = both(settings, 1, "Tanh")
    assert not np.allclose(fast.parameters, without.parameters)


@pytest.mark.parametrize("hidden", [(), (3,), (17, 2, 5)])
@pytest.mark.parametrize("batch", [1, 8])
def test_any_depth(hidden, batch):
    settings = replace(OPTIMISERS["adadelta"], loss="CrossEntropy", batch=batch)
    fast, slow = both(settings, 3, "Rectifier", hidden=hidden)
    assert_same(fast, slow, 1e-9)


@pytest.mark.parametrize("fast", [True, False])
def test_a_batch_of_several_parts(fast):
    settings = replace(
        OPTIMISERS["adadelta"], loss="CrossEntropy", batch=1100, fast=fast,
        **REGULARISERS["dropout"],
    )  # fmt: skip
    rows = data(3, np.float64)
    order = np.random.default_rng(5).integers(0, len(rows.target), 1300)
    quick, slow = (network(3, "Maxout", np.float64) for _ in range(2))
    with NumbaEngine(quick, settings, rows, seed=11) as engine:
        engine.advance([order], 0)
    naive.train(slow, settings, rows, order, seed=11)
    assert_same(quick, slow, 1e-9)


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_single_precision_stays_within_rounding(optimiser, batch):
    settings = replace(OPTIMISERS[optimiser], loss="CrossEntropy", batch=batch)
    fast, _ = both(settings, 3, "Tanh", np.float32)
    exact = both(settings, 3, "Tanh")[1]
    scale = np.abs(exact.parameters).max()
    assert np.abs(fast.parameters - exact.parameters).max() < 1e-5 * scale


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    ("loss", "outputs"),
    [("CrossEntropy", 3), ("Quadratic", 3)] + [(loss, 1) for loss in NUMBER_LOSSES],
)
def test_the_twins_gradient_is_that_of_its_loss(activation, loss, outputs):
    settings = Settings(loss, **CONSTANTS)
    net = network(outputs, activation, np.float64)
    rows = data(outputs, np.float64, positive=loss in LOG_LINK_LOSSES)
    for row in range(5):
        args = rows.numbers[row], rows.slots[row]
        flat, _ = naive.gradient(net, settings, *args, rows.target[row], huber=0.4)
        step = 1e-6
        for index in np.flatnonzero(flat)[::3]:
            ends = []
            for sign in (1, -1):
                net.parameters[index] += sign * step
                outputs_there = naive.Pass(net, settings, *args).outputs
                ends.append(naive.loss(settings, outputs_there, rows.target[row], huber=0.4))
                net.parameters[index] -= sign * step
            slope = (ends[0] - ends[1]) / (2 * step)
            assert flat[index] == pytest.approx(slope, rel=1e-5, abs=1e-7)


def trained_apart(start, settings, rows, orders):
    """Networks that each went on from `start`, row 100, with rows of their own."""
    twins = [start.copy() for _ in orders]
    for number, (twin, order) in enumerate(zip(twins, orders, strict=True)):
        naive.train(twin, settings, rows, order, seed=9, row=100 + number, every=len(orders))
    return [twin.parameters for twin in twins]


@pytest.mark.parametrize(
    "settings",
    [
        Settings("CrossEntropy", adaptive=False, momentum_start=0.5, momentum_stable=0.5),
        Settings("CrossEntropy", adaptive=False),
        Settings("CrossEntropy", max_w2=1.0),
    ],
    ids=["momentum", "plain", "capped"],
)
def test_replicas_are_averaged(settings):
    settings = replace(settings, hidden_dropout=(0.5, 0.5))
    rows, orders = data(3, np.float64), [np.arange(0, 40, 2), np.arange(1, 40, 2)]
    fast = network(3, "Rectifier", np.float64)
    mean = np.mean(trained_apart(fast, settings, rows, orders), axis=0)
    with NumbaEngine(fast, settings, rows, replicas=2, seed=9) as engine:
        engine.advance(orders, 100)
    np.testing.assert_allclose(fast.parameters, mean, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("replicas", [2, 3])
def test_adadeltas_replicas_go_beyond_their_mean(replicas):
    # Each, from where it was, half as far again as the mean of all of them.
    settings = Settings("CrossEntropy", hidden_dropout=(0.5, 0.5))
    rows = data(3, np.float64)
    orders = [np.arange(number, 39, replicas) for number in range(replicas)]
    fast = network(3, "Rectifier", np.float64)
    start = fast.parameters.copy()
    mean = np.mean(trained_apart(fast, settings, rows, orders), axis=0)
    with NumbaEngine(fast, settings, rows, replicas=replicas, seed=9) as engine:
        engine.advance(orders, 100)
    np.testing.assert_allclose(fast.parameters, start + 1.5 * (mean - start), rtol=1e-9, atol=1e-12)


def test_the_states_of_replicas_meet_when_they_should():
    # Twice two rows, with and without a meeting of the states in between.
    settings = Settings("CrossEntropy")
    rows, orders = data(3, np.float64), [np.arange(2), np.arange(2, 4)]
    found = {}
    for between in (True, False):
        net = network(3, "Rectifier", np.float64)
        with NumbaEngine(net, settings, rows, replicas=2) as engine:
            engine.advance(orders, 0, states=between)
            one, other = (replica.states[0].copy() for replica in engine._averaging.replicas)
            assert np.array_equal(one, other) == between
            engine.advance(orders, 4)
            one, other = (replica.states[0] for replica in engine._averaging.replicas)
            assert np.array_equal(one, other)
        found[between] = net.parameters.copy()
    assert not np.array_equal(found[True], found[False])


def test_fixed_seed_and_replicas_give_the_same_bits():
    settings = Settings("CrossEntropy", input_dropout=0.2)
    rows = data(3, np.float32)
    results = []
    for _ in range(2):
        net = network(3, "Rectifier", np.float32)
        with NumbaEngine(net, settings, rows, replicas=3, seed=4) as engine:
            engine.advance(np.array_split(np.arange(40), 3), 0)
            engine.advance(np.array_split(np.arange(40), 3), 40)
        results.append(net.parameters.copy())
    assert np.array_equal(results[0], results[1])


@pytest.mark.parametrize("loss", LOG_LINK_LOSSES)
@pytest.mark.parametrize("output", [-200.0, -30.0, 30.0, 200.0])
def test_exponentials_that_overflow_leave_a_finite_network(loss, output):
    # Two rows: one whose output is far off, and one that the network can still learn after it.
    rows = TrainingRows(
        np.ones((2, 1), np.float32),
        np.zeros((2, 0), np.int32),
        np.array([3.0, 3.0], np.float32),
        np.array([output, 0.0], np.float32),
    )
    net = network(1, "Tanh", np.float32, hidden=(), numeric=1, levels=0)
    slow = network(1, "Tanh", np.float32, hidden=(), numeric=1, levels=0)
    settings = Settings(loss, **CONSTANTS)
    with NumbaEngine(net, settings, rows) as engine:
        engine.advance([np.array([0, 1])], 0)
    naive.train(slow, settings, rows, [0, 1])
    assert np.isfinite(net.parameters).all()
    assert np.isfinite(net.states).all()
    np.testing.assert_allclose(net.parameters, slow.parameters, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("autoencoder", [True, False])
def test_rows_that_are_widened_by_the_kernel_train_the_same_bits(batch, autoencoder):
    cells = np.random.default_rng(6).integers(0, 256, (40, 5)).astype(np.uint8)
    shift, scale = np.float32([100, 0, 20, 3.5, 255]), np.float32([0.01, 1 / 255, 0.3, 0.02, 0.007])
    rows = data(3, np.float32)
    narrow = rows._replace(numbers=cells, rescaling=(shift, scale))
    wide = rows._replace(numbers=(cells - shift) * scale)
    layout = Layout(5, 7, (6, 4), 12 if autoencoder else 3, "Tanh", autoencoder)
    loss = "Quadratic" if autoencoder else "CrossEntropy"
    settings = Settings(loss, batch=batch, input_dropout=0.3)
    trained = []
    for given in (narrow, wide):
        net = Network.zeros(layout)
        net.initialise(np.random.default_rng(1), classification=not autoencoder)
        with NumbaEngine(net, settings, given, seed=11) as engine:
            engine.advance([np.arange(40)], 0)
        trained.append(net.parameters)
    assert np.array_equal(*trained)
