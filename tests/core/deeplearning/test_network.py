"""Layouts, initial weights, masks and schedules."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.deeplearning.forward import outputs
from heavywater.core.deeplearning.importances import importance_table, input_importances
from heavywater.core.deeplearning.masks import keep_mask, stream
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.training.data_info import Inputs


@given(
    numeric=st.integers(0, 40),
    levels=st.integers(0, 9),
    hidden=st.lists(st.integers(1, 33), max_size=3),
    outputs=st.integers(1, 5),
    activation=st.sampled_from(["Rectifier", "Maxout"]),
)
def test_parts_of_the_flat_vector_do_not_overlap(numeric, levels, hidden, outputs, activation):
    layout = Layout(numeric, levels, tuple(hidden), outputs, activation)
    network = Network.zeros(layout)
    parts = [network.level_weights()]
    for layer in range(layout.layers):
        parts += [network.weights(layer), network.biases(layer)]
    for part in parts:
        part += 1
    assert network.parameters.sum() == layout.parameter_count
    assert network.parameters.max(initial=0) <= 1


def test_initial_weights_follow_glorot_and_bengio():
    network = Network.zeros(Layout(300, 0, (100, 80), 3))
    network.initialise(np.random.default_rng(1), classification=True)
    limit = math.sqrt(6 / (300 + 100))
    assert np.abs(network.weights(0)).max() == pytest.approx(limit, rel=0.01)
    last = 4 * math.sqrt(6 / (80 + 3))
    assert np.abs(network.weights(2)).max() == pytest.approx(last, rel=0.05)
    assert set(network.biases(0)) == {0.5}
    assert set(network.biases(1)) == {1.0}
    assert set(network.biases(2)) == {0.0}


def test_uniform_and_normal_initial_weights_take_the_scale():
    network = Network.zeros(Layout(100, 5, (100,), 1, "Tanh"))
    network.initialise(np.random.default_rng(1), "Uniform", 0.25)
    assert 0.24 < np.abs(network.weights(0)).max() <= 0.25
    network.initialise(np.random.default_rng(1), "Normal", 3.0)
    assert network.weights(0).std() == pytest.approx(3.0, rel=0.05)
    assert network.biases(0).max() == 0.0


def test_masks_drop_the_share_they_are_asked_to():
    kept = np.concatenate([keep_mask(stream(7, row, 1), 200, 0.3) for row in range(200)])
    assert kept.mean() == pytest.approx(0.7, abs=0.01)


def test_masks_depend_on_seed_row_and_layer():
    masks = {
        tuple(keep_mask(stream(*key), 64, 0.5))
        for key in [(1, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2), (1 << 40, 1, 1)]
    }
    assert len(masks) == 5


def test_momentum_ramps_from_start_to_stable():
    settings = Settings(
        "Quadratic", adaptive=False, momentum_start=0.5, momentum_ramp=100, momentum_stable=0.9
    )
    assert [settings.momentum(rows) for rows in (0, 50, 100, 1000)] == [0.5, 0.7, 0.9, 0.9]


def test_learning_rate_anneals_and_decays():
    settings = Settings("Quadratic", rate=0.1, rate_annealing=0.01, rate_decay=0.5)
    assert settings.learning_rate(0, 100) == pytest.approx(0.05)
    assert settings.learning_rate(2, 0) == pytest.approx(0.025)


def small_inputs(rows=6):
    rng = np.random.default_rng(2)
    numbers = rng.normal(size=(rows, 3)).astype(np.float32)
    slots = rng.integers(-1, 4, (rows, 1)).astype(np.int32)
    return Inputs(numbers, slots, np.ones(rows, dtype=bool))


@pytest.mark.parametrize("activation", ["Tanh", "Rectifier", "Maxout", "ExpRectifier"])
def test_scoring_is_the_naive_forward_pass(activation):
    import naive

    network = Network.zeros(Layout(3, 4, (5, 4), 3, activation))
    network.initialise(np.random.default_rng(1), classification=True)
    inputs = small_inputs()
    settings = Settings("CrossEntropy")
    expected = [
        naive.softmax(naive.Pass(network, settings, x, s).outputs)
        for x, s in zip(inputs.numbers, inputs.slots, strict=True)
    ]
    np.testing.assert_allclose(outputs(network, inputs), expected, rtol=1e-5)


def test_scoring_scales_hidden_units_by_the_share_that_was_kept():
    network = Network.zeros(Layout(1, 0, (1,), 1))
    network.weights(0)[:] = 1.0
    network.weights(1)[:] = 1.0
    inputs = Inputs(np.array([[8.0]], np.float32), np.zeros((1, 0), np.int32), np.ones(1, bool))
    assert outputs(network, inputs, Settings("Quadratic", hidden_dropout=(0.25,)))[0, 0] == 6.0


def test_importance_of_an_unused_input_is_zero():
    network = Network.zeros(Layout(3, 0, (4,), 2, "Tanh"))
    network.initialise(np.random.default_rng(1))
    network.weights(0)[:, 1] = 0.0
    values = input_importances(network)
    assert values[1] == 0.0
    assert values.max() == 1.0


def test_importance_table_is_sorted_and_adds_up():
    table = importance_table(["a", "b", "c"], np.array([0.5, 1.0, 0.7]), unseen=[2])
    assert table.column("variable") == ["b", "a", "c"]
    assert table.column("relative_importance") == [1.0, 0.5, 0.0]
    assert sum(table.column("percentage")) == pytest.approx(1.0)


def test_copies_are_independent():
    network = Network.zeros(Layout(2, 0, (3,), 1))
    twin = network.copy()
    twin.parameters += 1
    assert network.parameters.sum() == 0
    network.assign(twin)
    assert np.array_equal(network.parameters, twin.parameters)


def test_input_dropout_leaves_out_levels_too():
    from heavywater.core.deeplearning.engines import TrainingRows
    from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine

    settings = Settings("Absolute", adaptive=False, rate=0.01, rate_annealing=0, input_dropout=0.75)
    network = Network.zeros(Layout(0, 1, (), 1), np.float64)
    rows = TrainingRows(np.zeros((1, 0)), np.zeros((1, 1), np.int32), np.array([1e6]))
    with NumbaEngine(network, settings, rows, seed=5) as engine:
        engine.advance([np.zeros(400, np.int64)], 0)
    visits = network.level_weights()[0, 0] / 0.01  # each step is the rate
    assert visits == pytest.approx(round(visits))
    assert 70 < visits < 130
