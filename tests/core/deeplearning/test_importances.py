"""Importances of inputs: H2O's numbers, Gedeon's formula as it is stated, and what users get."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.deeplearning.importances import importance_table, input_importances
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator
from heavywater.exceptions import H2OUserWarning
from heavywater.frame import H2OFrame

# Weights of three networks on AGE, PSA, VOL, and H2O-3 3.46.0.12's importances.
H2O = [
    (
        (),
        [
            [
                [-2.3295633792877197, -1.2187752723693848, 3.5231359004974365],
                [-0.6835811734199524, -0.9747167229652405, 3.628696918487549],
            ]
        ],
        [0.42131081223487854, 0.30670347809791565, 1.0],
    ),
    (
        (2,),
        [
            [
                [-0.20564348995685577, -0.42848771810531616, 1.8557765483856201],
                [0.0020056392531841993, -0.09756474941968918, 0.2638186812400818],
            ],
            [
                [-3.5150766372680664, -4.031108379364014],
                [-4.900179386138916, 3.401067018508911],
            ],
        ],
        [0.06277783960103989, 0.2955499589443207, 1.0],
    ),
    (
        (3, 2),
        [
            [
                [-0.7633844614028931, -0.004704865626990795, 0.19989795982837677],
                [0.21921992301940918, -0.1702449917793274, 0.45922601222991943],
                [1.1052165031433105, 1.1093629598617554, -0.008978006429970264],
            ],
            [
                [-0.6824613809585571, -0.6940564513206482, -1.183499813079834],
                [0.6034682393074036, 0.18255925178527832, -0.2949148416519165],
            ],
            [[-0.6446500420570374, 0.6027898788452148]],
        ],
        [1.0, 0.4063868820667267, 0.3642069399356842],
    ),
]


@pytest.mark.parametrize(("hidden", "weights", "expected"), H2O)
def test_numbers_of_h2o(hidden, weights, expected):
    net = Network.zeros(Layout(3, 0, hidden, len(weights[-1]), "Tanh"))
    for layer, matrix in enumerate(weights):
        net.weights(layer)[:] = matrix
    np.testing.assert_allclose(input_importances(net), expected, rtol=1e-6)


def gedeon(first, second):
    """Q_ik = Σ_j |w_ij| / Σ_i |w_ij| · |v_jk| / Σ_j |v_jk|, one term after another."""
    inputs, units, outputs = first.shape[1], first.shape[0], second.shape[0]
    q = np.zeros((inputs, outputs))
    for i in range(inputs):
        for k in range(outputs):
            for j in range(units):
                into = abs(first[j, i]) / sum(abs(first[j, m]) for m in range(inputs))
                out = abs(second[k, j]) / sum(abs(second[k, m]) for m in range(units))
                q[i, k] += into * out
    q /= q.sum(axis=0)
    return q.sum(axis=1) / q.sum(axis=1).max()


@pytest.mark.parametrize(
    ("activation", "autoencoder"),
    [
        ("Rectifier", False),
        ("Rectifier", True),
        ("Tanh", False),
        ("Tanh", True),
        ("ExpRectifier", False),
        ("Maxout", False),
    ],
)
@pytest.mark.parametrize("hidden", [(4,), (4, 3), (4, 3, 2)])
def test_the_formula(activation, hidden, autoencoder):
    outputs = 7 if autoencoder else 3
    net = Network.zeros(Layout(2, 5, hidden, outputs, activation, autoencoder))
    net.initialise(np.random.default_rng(2))
    channels = net.layout.channels(0)
    # Levels come first. A Maxout unit counts by the mean size of its two pieces.
    first = np.concatenate([net.level_weights().T, net.weights(0)], axis=1)
    first = np.abs(first).reshape(4, channels, 7).mean(axis=1)
    second = np.abs(net.weights(1)).reshape(net.layout.units(1), -1, 4).mean(axis=1)
    np.testing.assert_allclose(input_importances(net), gedeon(first, second), rtol=1e-5)


def test_inputs_that_no_row_had_count_for_nothing_before_all_is_scaled():
    # H2O-3 scales first, so that its largest importance can be less than 1.
    table = importance_table(["a", "b", "c"], np.array([0.5, 1.0, 0.25]), unseen=[1])
    assert table.rows == (("a", 1.0, 1.0, 2 / 3), ("c", 0.5, 0.5, 1 / 3), ("b", 0.0, 0.0, 0.0))


def test_no_weights_at_all():
    table = importance_table(["a", "b"], np.zeros(2))
    assert table.rows == (("a", 0.0, 0.0, 0.0), ("b", 0.0, 0.0, 0.0))


def frame(missing=False):
    levels = ["a", "b", None if missing else "a", "b", "c", "a"] * 10
    x = np.random.default_rng(1).normal(size=60)
    return H2OFrame(
        {"k": levels, "x": x.tolist(), "y": (x * 2).tolist()}, column_types={"k": "enum"}
    )


@pytest.mark.parametrize("hidden", [[], [4], [4, 3]])
def test_names_and_missing_values(hidden):
    options = {"hidden": hidden, "epochs": 1, "seed": 1, "reproducible": True}
    for missing in (False, True):
        model = H2ODeepLearningEstimator(**options)
        model.train(y="y", training_frame=frame(missing))
        found = {row[0]: row[1] for row in model.varimp()}
        assert sorted(found) == ["k.a", "k.b", "k.c", "k.missing(NA)", "x"]
        assert (found["k.missing(NA)"] > 0) is missing
        assert max(found.values()) == 1.0
        assert [row[2] for row in model.varimp()] == sorted(found.values(), reverse=True)
        assert sum(row[3] for row in model.varimp()) == pytest.approx(1.0)
    skipping = H2ODeepLearningEstimator(use_all_factor_levels=False, **options)
    skipping.train(y="y", training_frame=frame(missing=True))
    assert "k.a" not in {row[0] for row in skipping.varimp()}
    table = skipping.varimp(use_pandas=True)
    assert table["variable"].tolist() == [row[0] for row in skipping.varimp()]


def test_autoencoders_have_importances():
    model = H2OAutoEncoderEstimator(hidden=[3], epochs=1, seed=1, reproducible=True)
    model.train(x=["k", "x"], training_frame=frame())
    assert {row[0] for row in model.varimp()} == {"k.a", "k.b", "k.c", "k.missing(NA)", "x"}


def test_they_can_be_left_out():
    model = H2ODeepLearningEstimator(hidden=[3], epochs=1, seed=1, variable_importances=False)
    model.train(y="y", training_frame=frame())
    with pytest.warns(H2OUserWarning, match="variable_importances=True"):
        assert model.varimp() is None
