"""Hidden layers that start from those of an autoencoder."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.deeplearning import parameters as declared
from heavywater.core.deeplearning.builder import build_model
from heavywater.core.frames.data import FrameData
from heavywater.core.jobs import Job, run_job
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OModelBuildError
from runs import autoencoder, mixed_frame, train


def data():
    frame = mixed_frame()
    columns = {name: frame.column(name) for name in frame.names}
    return FrameData.from_columns(columns | {"y": frame.numeric("b") ** 2})


def supervised(source, frame=None, predictors=("a", "b", "c", "d"), **given):
    given = {"hidden": [4, 3], "seed": 5, "epochs": 0, "activation": "Tanh", **given}
    request = TrainingRequest(
        model_key="m",
        parameters=declared.validate(given) | {"pretrained_autoencoder": source.key},
        given=given,
        predictors=list(predictors),
        response="y",
        models={"pretrained_autoencoder": source},
        training=data() if frame is None else frame,
    )
    return run_job(Job("j", "test"), lambda job: build_model(request, job))


@pytest.fixture(scope="module")
def source():
    return autoencoder(mixed_frame(), hidden=[4, 3])


@pytest.mark.parametrize("activation", ["Tanh", "Rectifier", "ExpRectifierWithDropout"])
def test_weights_and_biases_of_hidden_layers_are_copied(source, activation):
    model = supervised(source, activation=activation)
    for layer in range(2):
        assert np.array_equal(model.network.biases(layer), source.network.biases(layer))
    assert np.array_equal(model.network.weights(1), source.network.weights(1))
    assert np.array_equal(model.network.level_weights(), source.network.level_weights())
    scales = source.data_info.scale / model.data_info.scale
    np.testing.assert_allclose(model.network.weights(0), source.network.weights(0) * scales)


def test_weights_are_copied_as_they_are_where_numbers_are_not_scaled():
    source = autoencoder(mixed_frame(), hidden=[4, 3], standardize=False)
    model = supervised(source, standardize=False)
    assert np.array_equal(model.network.weights(0), source.network.weights(0))


@pytest.mark.parametrize("layer", [0, 1])
def test_hidden_layers_give_what_they_gave_in_the_autoencoder(source, layer):
    """Although the frames have other means and ranges."""
    frame = mixed_frame(rows=90, seed=4)
    columns = {name: frame.column(name) for name in frame.names}
    other = FrameData.from_columns(columns | {"y": frame.numeric("a")})
    known = FrameData.from_columns({name: frame.column(name)[10:] for name in frame.names})
    mine = supervised(source, other).deep_features(known, layer)
    theirs = source.deep_features(known, layer)
    np.testing.assert_allclose(mine.matrix(mine.names), theirs.matrix(theirs.names), atol=1e-5)


def test_the_output_layer_and_the_optimisers_memory_are_new(source):
    fresh = train(data(), hidden=[4, 3], seed=5, epochs=0, activation="Tanh")
    model = supervised(source)
    assert np.array_equal(model.network.weights(2), fresh.network.weights(2))
    assert np.array_equal(model.network.biases(2), fresh.network.biases(2))
    assert not any(state.any() for state in model.network.states)


def test_training_goes_on_from_there_and_leaves_the_autoencoder_alone(source):
    before = source.network.parameters.copy()
    model = supervised(source, epochs=5)
    assert not np.array_equal(model.network.weights(0), source.network.weights(0))
    assert np.array_equal(before, source.network.parameters)


@pytest.mark.parametrize(
    ("given", "predictors", "message"),
    [
        ({"hidden": [4, 2]}, "abcd", r"hidden=\[4, 3\], this model hidden=\[4, 2\]"),
        ({"hidden": [4]}, "abcd", r"hidden=\[4, 3\], this model hidden=\[4\]"),
        ({"activation": "Maxout"}, "abcd", "Maxout units have two sets of weights"),
        ({"use_all_factor_levels": False}, "abcd", r"8 inputs \(5 of levels\), this model 7 \(4"),
        ({}, "ab", r"this model 2 \(0 of levels\)"),
    ],
)
def test_what_does_not_fit_is_refused(source, given, predictors, message):
    with pytest.raises(H2OModelBuildError, match=message):
        supervised(source, predictors=predictors, **given)


def test_the_source_must_be_an_autoencoder():
    other = train(data(), hidden=[4, 3], epochs=0)
    with pytest.raises(H2OModelBuildError, match="'m' is a regression model; it must be an auto"):
        supervised(other)


def test_inputs_of_other_names_are_matched_by_position_and_said(source):
    frame = data()
    renamed = {("z" if name == "a" else name): frame.column(name) for name in frame.names}
    model = supervised(source, FrameData.from_columns(renamed), predictors=("z", "b", "c", "d"))
    assert any("'a' where this model has 'z'" in note for note in model.warnings)
    assert np.array_equal(model.network.weights(1), source.network.weights(1))
