"""DeepSHAP: contributions add up, and are Shapley values where these are known."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heavywater.core.deeplearning import contributions as module
from heavywater.core.deeplearning.contributions import contributions
from heavywater.core.deeplearning.forward import outputs
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.training.data_info import Inputs
from heavywater.core.training.response import Response
from heavywater.exceptions import H2OServerError

NUMBERS = Response("y", None, shift=3.0, scale=0.5)
COUNTS = Response("y", None, distribution="poisson")
CLASSES = Response("y", ("no", "yes"))
BALANCED = Response("y", ("no", "yes"), prior=(0.9, 0.1), trained=(0.5, 0.5))


def network(activation, hidden, outputs=1, numeric=3, levels=5, seed=1):
    made = Network.zeros(Layout(numeric, levels, tuple(hidden), outputs, activation))
    rng = np.random.default_rng(seed)
    made.initialise(rng, "Normal", 0.8, classification=outputs > 1)
    for layer in range(made.layout.layers):
        made.biases(layer)[:] = rng.normal(0, 0.5, made.biases(layer).shape)
    return made


def rows(count, seed, numeric=3):
    """Numbers, and two columns of levels at positions 0 to 2 and 3 to 4; -1 has no input."""
    rng = np.random.default_rng(seed)
    slots = np.column_stack([rng.integers(-1, 3, count), rng.integers(3, 5, count)])
    numbers = rng.normal(size=(count, numeric)).astype(np.float32)
    return Inputs(numbers, slots.astype(np.int32), np.ones(count, dtype=bool))


def predictions(net, response, inputs, settings=None):
    """On the scale on which contributions add up."""
    raw = outputs(net, inputs, settings)
    if response.domain is not None:
        return response.from_outputs(raw)[:, 1]
    return response.linear(raw[:, 0].astype(np.float64))


def explained(net, response, inputs, background, settings=None):
    parts = [found for _, found in contributions(net, response, settings, inputs, background)]
    return {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("numbers", "own", "reference", "bias")
    }


CASES = [
    (activation, hidden, response)
    for activation in ("Rectifier", "Tanh", "Maxout", "ExpRectifier")
    for hidden in ((), (4,), (4, 3))
    for response in (NUMBERS, COUNTS, CLASSES, BALANCED)
]


@pytest.mark.parametrize(("activation", "hidden", "response"), CASES)
def test_contributions_and_bias_are_the_prediction(activation, hidden, response):
    net = network(activation, hidden, response.outputs)
    settings = Settings(loss="Quadratic", input_dropout=0.125, hidden_dropout=(0.25,) * len(hidden))
    inputs, background = rows(6, 2), rows(4, 3)
    found = explained(net, response, inputs, background, settings)
    total = found["numbers"].sum(1) + found["own"].sum(1) + found["reference"].sum(1)
    assert found["bias"].shape == (24,)
    np.testing.assert_allclose(
        found["bias"],
        np.tile(predictions(net, response, background, settings), 6),
        rtol=2e-5,
        atol=2e-6,
    )
    np.testing.assert_allclose(
        total + found["bias"],
        np.repeat(predictions(net, response, inputs, settings), 4),
        rtol=2e-5,
        atol=2e-6,
    )


def test_a_row_compared_with_itself_has_no_contributions():
    for response in (NUMBERS, CLASSES):
        net, same = network("Tanh", (4,), response.outputs), rows(1, 5)
        found = explained(net, response, same, same)
        np.testing.assert_array_equal(found["numbers"], 0.0)
        np.testing.assert_allclose(found["own"] + found["reference"], 0.0, atol=1e-15)


def test_only_what_differs_contributes():
    net, one = network("Rectifier", (6, 4)), rows(1, 5)
    other = Inputs(one.numbers.copy(), one.slots.copy(), one.complete)
    other.numbers[0, 1] += 0.5
    found = explained(net, NUMBERS, other, one)
    assert found["numbers"][0, 1] != 0
    assert found["numbers"][0, [0, 2]].tolist() == [0, 0]
    np.testing.assert_allclose(found["own"] + found["reference"], 0.0, atol=1e-15)


def test_without_hidden_layers_they_are_weights_times_differences():
    net = network("Rectifier", ())
    inputs, background = rows(2, 2), rows(1, 3)
    found = explained(net, NUMBERS, inputs, background)
    expected = 2.0 * net.weights(0)[0] * (inputs.numbers - background.numbers)
    np.testing.assert_allclose(found["numbers"], expected, rtol=1e-5)
    levels = 2.0 * net.level_weights()[:, 0]
    own = np.where(inputs.slots >= 0, levels[inputs.slots], 0.0)
    np.testing.assert_allclose(found["own"], own, rtol=1e-5)


def shapley(predict, row, reference):
    """By definition: the mean over all orders of what a column changes when its value comes."""
    count = row.numbers.shape[1]
    values = np.zeros(count)
    for order in itertools.permutations(range(count)):
        mixed = Inputs(reference.numbers.copy(), row.slots, row.complete)
        before = predict(mixed)
        for column in order:
            mixed.numbers[0, column] = row.numbers[0, column]
            after = predict(mixed)
            values[column] += after - before
            before = after
    return values / math.factorial(count)


@pytest.mark.parametrize("activation", ["Rectifier", "Tanh", "Maxout"])
def test_units_that_see_one_column_each_give_shapley_values(activation):
    # What is added up over columns has no interactions, and DeepSHAP is exact.
    net = network(activation, (3,), levels=0)
    channels = net.layout.channels(0)
    net.weights(0)[:] *= np.repeat(np.eye(3), channels, axis=0)
    inputs, background = rows(1, 7), rows(1, 8)
    plain = [
        Inputs(r.numbers, np.zeros((1, 0), np.int32), r.complete) for r in (inputs, background)
    ]
    found = explained(net, NUMBERS, *plain)
    expected = shapley(lambda r: predictions(net, NUMBERS, r)[0], *plain)
    np.testing.assert_allclose(found["numbers"][0], expected, rtol=1e-4, atol=1e-6)


def test_a_maxout_unit_shares_out_by_shapley_values():
    net = network("Maxout", (1,), numeric=2, levels=0)
    net.weights(0)[:] = np.eye(2)  # the unit is the larger of the two columns
    net.biases(0)[:] = 0
    net.weights(1)[:] = 1
    none = np.zeros((1, 0), np.int32)
    row = Inputs(np.array([[2.0, 3.0]], np.float32), none, np.ones(1, bool))
    reference = Inputs(np.array([[1.0, 0.5]], np.float32), none, np.ones(1, bool))
    found = explained(net, Response("y", None), row, reference)
    expected = shapley(lambda r: predictions(net, Response("y", None), r)[0], row, reference)
    np.testing.assert_allclose(found["numbers"][0], expected, rtol=1e-6)


# Networks that H2O-3 3.46.0.12 trained, and its contributions of (AGE, PSA) for all pairs.
H2O = {
    "Rectifier": (
        [[-0.7253039479255676, -0.24939967691898346], [0.6334015130996704, -0.027231045067310333]],
        [0.23178549691670575, 0.12861869694719028],
        [[-0.974445641040802, -1.0154194831848145]],
        [0.5045549380792923],
        [
            [0.03192061451909539, 0.03842838285057343],
            [0.2758883146986223, -0.01578176145652598],
            [-0.3315987331003221, 0.1637341752103453],
            [0.0, 0.02189296706895777],
        ],
        [6.327808759186451, 6.138051199560133],
    ),
    # H2O lists the weights of a unit's two pieces in turns.
    "Maxout": (
        [
            [-0.6892955899238586, 0.7963019609451294],
            [-0.4649832546710968, 0.09151920676231384],
            [-0.07929336279630661, 1.1011279821395874],
            [0.6568099856376648, 1.0794713497161865],
        ],
        [0.3384457349881311, 0.27003336302121367, 0.40291123832934805, 0.3339048141635448],
        [[-1.013887643814087, -1.1630595922470093]],
        [0.08466024533139216],
        [
            [0.07092156998181533, -0.19187206313047045],
            [0.1957152471640329, 0.19877903873333325],
            [0.4022948234545559, -2.0601839728755715],
            [0.0, -1.1424443446633594],
        ],
        [6.618584315745728, 6.103139586528943],
    ),
}


@pytest.mark.parametrize("activation", list(H2O))
def test_numbers_of_h2o(activation):
    first, first_bias, second, second_bias, expected, bias = H2O[activation]
    net = network(activation, (2,), numeric=2, levels=0)
    for layer, (weights, biases) in enumerate([(first, first_bias), (second, second_bias)]):
        net.weights(layer)[:], net.biases(layer)[:] = weights, biases

    def standardised(*ages_and_psas):
        shifted = np.array(ages_and_psas) - [66.03947368421049, 15.408631578947375]
        numbers = shifted * [0.15320807124060337, 0.05000606906518049]
        count = len(numbers)
        none = np.zeros((count, 0), np.int32)
        return Inputs(numbers.astype(np.float32), none, np.ones(count, bool))

    response = Response("y", None, shift=6.3842105263157904, scale=0.9157900176145922)
    found = explained(
        net, response, standardised([68, 4.0], [72, 21.2]), standardised([65, 1.4], [72, 6.7])
    )
    np.testing.assert_allclose(found["numbers"], expected, atol=1e-6)
    np.testing.assert_allclose(found["bias"], np.tile(bias, 2), atol=1e-6)


def test_both_outputs_of_two_classes_count():
    # H2O-3 looks at the second output alone: a column that lowers the first would have none.
    net = network("Rectifier", (), 2, levels=0)
    net.weights(0)[:] = [[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    net.biases(0)[:] = 0
    none = np.zeros((1, 0), np.int32)
    row = Inputs(np.array([[1.0, 1.0, 1.0]], np.float32), none, np.ones(1, bool))
    reference = Inputs(np.zeros((1, 3), np.float32), none, np.ones(1, bool))
    found = explained(net, CLASSES, row, reference)["numbers"][0]
    total = 1 / (1 + math.exp(-2.0)) - 0.5
    np.testing.assert_allclose(found, [total / 2, total / 2, 0.0], rtol=1e-6)
    h2o = [0.0, total, 0.0]
    assert abs(found[0] - h2o[0]) > 0.1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1e-6, 1e-6))
def test_hardly_any_difference_is_harmless(seed, difference):
    net = network("Tanh", (3, 3), 2, seed=seed)
    one = rows(1, seed)
    other = Inputs((one.numbers + np.float32(difference)), one.slots, one.complete)
    found = explained(net, CLASSES, other, one)
    assert np.isfinite(found["numbers"]).all()
    assert np.abs(found["numbers"]).max() < 1e-4


def test_rows_come_in_portions(monkeypatch):
    net, inputs, background = network("Rectifier", (4,)), rows(7, 2), rows(3, 3)
    whole = explained(net, NUMBERS, inputs, background)
    monkeypatch.setattr(module, "_CELLS_AT_ONCE", 25)
    parts = list(contributions(net, NUMBERS, None, inputs, background))
    assert [(part.start, part.stop) for part, _ in parts] == [(0, 2), (2, 4), (4, 6), (6, 7)]
    np.testing.assert_allclose(
        np.concatenate([found.numbers for _, found in parts]), whole["numbers"]
    )


def test_a_mistake_in_the_sums_is_noticed(monkeypatch):
    net = network("Rectifier", (4,))
    monkeypatch.setattr(module._Explainer, "_slope", lambda self, sums: sums[:, :, 0] * 0)
    monkeypatch.setattr(module, "_SMALL", 1.0)
    with pytest.raises(H2OServerError, match="differ from the prediction"):
        explained(net, NUMBERS, rows(2, 2), rows(2, 3))
