"""Weights and biases as frames, and networks made from them."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OValueError

pytestmark = pytest.mark.usefixtures("silent_session")


@pytest.fixture
def frame():
    rng = np.random.default_rng(1)
    columns = {
        "x": rng.normal(size=60) * 3 + 1,
        "k": ["a b", "c", "d"] * 20,
        "z": rng.normal(size=60),
        "y": rng.normal(size=60),
        "c": rng.choice(["u", "v", "w"], 60).tolist(),
    }
    return h2o.H2OFrame(columns, column_types={"k": "enum", "c": "enum"})


def train(frame, y="y", x=("x", "z", "k"), **parameters):
    defaults = {
        "hidden": [3],
        "epochs": 1,
        "seed": 1,
        "reproducible": True,
        "export_weights_and_biases": True,
    }
    model = H2ODeepLearningEstimator(**defaults | parameters)
    return model.train(x=list(x), y=y, training_frame=frame)


def values(frame):
    return np.column_stack([frame[name].to_numpy().ravel() for name in frame.names])


def exported(model):
    """All weights and all biases."""
    layers = range(len(model.actual_params["hidden"]) + 1)
    return [model.weights(i) for i in layers], [model.biases(i) for i in layers]


def same(one, other):
    return all(np.array_equal(values(a), values(b)) for a, b in zip(one, other, strict=True))


# -- Reading -------------------------------------------------------------------------------


def test_shapes_and_names(frame):
    """As H2O-3 3.46.0.12 gives them for this frame."""
    model = train(frame)
    first, second = model.weights(0), model.weights(1)
    assert first.names == ["k.a b", "k.c", "k.d", "k.missing(NA)", "x", "z"]
    assert first.shape == (3, 6)
    assert (second.shape, second.names) == ((1, 3), ["C1", "C2", "C3"])
    assert [model.biases(i).shape for i in (0, 1)] == [(3, 1), (1, 1)]
    assert model.biases(0).names == ["C1"]
    assert first.frame_id == f"{model.model_id}.weights.0"
    assert values(h2o.get_frame(f"{model.model_id}.weights.0")).shape == (3, 6)
    assert model.catoffsets() == [0, 4]
    assert train(frame, x=("x", "z")).catoffsets() == [0]


def test_what_predictors_and_response_are_multiplied_with(frame):
    model = train(frame)
    for name, mul, sub in zip(("x", "z"), model.normmul(), model.normsub(), strict=True):
        assert mul == pytest.approx(1 / frame[name].sd()[0])
        assert sub == pytest.approx(frame[name].mean()[0])
    assert model.respmul() == pytest.approx([1 / frame["y"].sd()[0]])
    assert model.respsub() == pytest.approx([frame["y"].mean()[0]])
    classes = train(frame, y="c")
    assert (classes.respmul(), classes.respsub()) == (None, None)
    plain = train(frame, standardize=False)
    assert (plain.normmul(), plain.normsub(), plain.respmul()) == (None, None, None)


@pytest.mark.parametrize("y", ["y", "c"])
@pytest.mark.parametrize("hidden", [[], [4], [4, 2]])
def test_they_give_the_predictions(frame, y, hidden):
    """The forward pass, written down once more with what the model says of itself."""
    model = train(frame, y=y, hidden=hidden, activation="Tanh")
    inputs = np.zeros((60, 6))
    inputs[np.arange(60), frame["k"].asnumeric().to_numpy().ravel().astype(int)] = 1
    numbers = values(frame[["x", "z"]])
    inputs[:, 4:] = (numbers - model.normsub()) * model.normmul()
    weights, biases = exported(model)
    for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
        inputs = inputs @ values(w).T + values(b)[:, 0]
        if layer < len(hidden):
            inputs = np.tanh(inputs)
    predictions = model.predict(frame)
    if y == "y":
        expected = inputs[:, 0] / model.respmul()[0] + model.respsub()[0]
        assert values(predictions)[:, 0] == pytest.approx(expected, abs=1e-5)
    else:
        shares = np.exp(inputs) / np.exp(inputs).sum(axis=1, keepdims=True)
        assert values(predictions[["u", "v", "w"]]) == pytest.approx(shares, abs=1e-5)


def test_maxout_has_the_pieces_of_a_unit_below_each_other(frame):
    # H2O's rows have the shape of these, but pieces and inputs come mixed in them.
    model = train(frame, activation="Maxout", x=("x", "z"))
    assert model.weights(0).shape == (6, 2)
    assert model.biases(0).shape == (6, 1)
    assert model.weights(1).shape == (1, 3)
    numbers = (values(frame[["x", "z"]]) - model.normsub()) * model.normmul()
    pieces = numbers @ values(model.weights(0)).T + values(model.biases(0))[:, 0]
    units = np.maximum(pieces[:, 0::2], pieces[:, 1::2])
    output = units @ values(model.weights(1)).T + values(model.biases(1))[:, 0]
    expected = output[:, 0] / model.respmul()[0] + model.respsub()[0]
    assert values(model.predict(frame))[:, 0] == pytest.approx(expected, abs=1e-5)


def test_a_column_may_be_called_like_a_level(frame):
    frame["k.c"] = frame["x"] + frame["z"]
    names = train(frame, x=("k", "k.c")).weights(0).names
    assert names == ["k.a b", "k.c", "k.d", "k.missing(NA)", "k.c_2"]


def test_what_is_not_there(frame):
    model = train(frame)
    with pytest.raises(H2OValueError, match=r"Model has 2 weight matrices .* but matrix 2 was"):
        model.weights(2)
    with pytest.raises(ValueError, match=r"bias vectors .* but vector 'a' was"):
        model.biases("a")
    with pytest.raises(H2OValueError, match="export_weights_and_biases=True"):
        train(frame, export_weights_and_biases=False).weights(0)


def test_how_columns_enter_is_always_told(frame):
    # H2O gives None unless weights are exported.
    model = train(frame, export_weights_and_biases=False)
    assert len(model.normmul()) == 2
    assert model.catoffsets() == [0, 4]


def test_scripts_find_them_in_the_json(frame):
    output = train(frame)._model_json["output"]
    assert [key["URL"].rsplit(".", 2)[1:] for key in output["weights"]] == [
        ["weights", "0"],
        ["weights", "1"],
    ]
    assert output["catoffsets"] == [0, 4]
    assert train(frame, export_weights_and_biases=False)._model_json["output"]["biases"] is None


# -- Starting from them --------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["Rectifier", "Maxout"])
@pytest.mark.parametrize("y", ["y", "c"])
def test_a_network_can_be_made_again(frame, activation, y):
    model = train(frame, y=y, hidden=[4, 2], activation=activation)
    weights, biases = exported(model)
    again = train(
        frame,
        y=y,
        hidden=[4, 2],
        activation=activation,
        initial_weights=weights,
        initial_biases=biases,
        epochs=0,
        seed=9,
    )
    assert same(exported(again)[0], weights)
    assert same(exported(again)[1], biases)
    assert same([again.predict(frame)[-1]], [model.predict(frame)[-1]])


def test_each_entry_is_used_by_itself(frame):
    # H2O uses a layer's weights only together with its biases, and fails if one list is missing.
    model = train(frame, hidden=[4, 2])
    weights, biases = exported(model)
    plain = exported(train(frame, hidden=[4, 2], epochs=0))
    mixed = train(
        frame,
        hidden=[4, 2],
        epochs=0,
        initial_weights=[weights[0], None, weights[2]],
        initial_biases=[None, biases[1], None],
    )
    new_weights, new_biases = exported(mixed)
    assert same(new_weights, [weights[0], plain[0][1], weights[2]])
    assert same(new_biases, [plain[1][0], biases[1], plain[1][2]])
    alone = train(frame, hidden=[4, 2], epochs=0, initial_biases=biases)
    assert same(exported(alone)[1], biases)
    assert same(exported(alone)[0], plain[0])


def test_frames_may_be_given_by_key(frame):
    keys = ["first_weights", None]
    h2o.H2OFrame(np.full((3, 6), 0.25).tolist(), destination_frame=keys[0])
    model = train(frame, epochs=0, initial_weights=keys)
    assert (values(model.weights(0)) == 0.25).all()
    assert model.actual_params["initial_weights"] == keys


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"initial_weights": [None]}, "1 entries.*2 layers"),
        ({"initial_biases": [None] * 3}, "3 entries.*2 layers"),
        ({"initial_weights": [(3, 5), None]}, r"initial_weights\[0\] has 3 rows and 5 columns; it "
         "must have 3 and 6: 3 units, and 4 inputs of levels before 2 of numbers"),
        ({"initial_weights": [None, (3, 1)]}, r"initial_weights\[1\].* 1 and 3: 1 unit, and the 3 "
         "units of the layer before"),
        ({"initial_biases": [(1, 3), None]}, r"initial_biases\[0\].*must have 3 and 1"),
        ({"initial_weights": [(3, 6), None], "activation": "maxout"}, "two rows for each of 3"),
        ({"initial_weights": ["nothing", None]}, "no frame 'nothing'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_explained(frame, given, words):
    shaped = {
        name: [h2o.H2OFrame(np.ones(e).tolist()) if isinstance(e, tuple) else e for e in value]
        if isinstance(value, list)
        else value
        for name, value in given.items()
    }
    with pytest.raises(H2OModelBuildError, match=words):
        train(frame, **shaped)


def test_cells_must_be_finite_numbers(frame):
    words = h2o.H2OFrame([["a"], ["b"], ["c"]], column_types=["enum"])
    infinite = h2o.H2OFrame([[1.0], [float("inf")], [2.0]])
    with pytest.raises(H2OModelBuildError, match="type enum"):
        train(frame, initial_biases=[words, None])
    with pytest.raises(H2OModelBuildError, match="1 cells that are infinite"):
        train(frame, initial_biases=[infinite, None])


def test_a_missing_cell_leaves_its_weight_to_chance(frame):
    given = np.full((3, 6), 0.25)
    given[1, 2] = given[2, 5] = np.nan
    model = train(frame, epochs=0, initial_weights=[h2o.H2OFrame(given.tolist()), None])
    drawn = values(train(frame, epochs=0).weights(0))
    expected = np.where(np.isnan(given), drawn, given)
    assert np.array_equal(values(model.weights(0)), expected)
