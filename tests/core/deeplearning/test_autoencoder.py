"""Autoencoders: what they learn, how they are scored, and what they give."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.deeplearning.forward import hidden_values
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning, H2OValueError
from runs import autoencoder, history, mixed_frame, numbers_frame, train

INPUTS = ["d.p", "d.q", "d.r", "d.s", "d.missing(NA)", "a", "b", "c"]


def values(frame):
    return frame.matrix(frame.names).astype(np.float64)


# --- learning -----------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["Tanh", "Rectifier", "ExpRectifier"])
def test_training_brings_the_error_down(activation):
    model = autoencoder(mixed_frame(), activation=activation, epochs=30, hidden=[6])
    errors = history(model, "training_mse")
    assert errors[-1] < 0.5 * errors[0]


def test_as_many_units_as_inputs_reproduce_nearly_everything():
    model = autoencoder(numbers_frame(noise=1.0), hidden=[4], epochs=200)
    assert model.training_metrics.mse < 1e-3


@pytest.mark.parametrize("distribution", ["laplace", "huber", "quantile"])
def test_other_distributions_reach_another_network(distribution):
    data = mixed_frame()
    one, other = autoencoder(data), autoencoder(data, distribution=distribution)
    assert not np.array_equal(one.network.parameters, other.network.parameters)
    assert other.training_metrics.mse < history(other, "training_mse")[0]


def test_absolute_errors_pass_outliers_over():
    """One input of ten is far away; the median does not follow it."""
    x = np.where(np.arange(200) % 10 == 0, 1.0, 0.0)
    data = FrameData.from_columns({"x": x, "y": np.arange(200) % 2})
    given = {"hidden": [1], "epochs": 60, "input_dropout_ratio": 0.99}
    mean = values(autoencoder(data, **given).predict(data))[:, 0]
    median = values(autoencoder(data, distribution="laplace", **given).predict(data))[:, 0]
    assert np.median(mean) > 0.05 > np.median(median)


def test_the_seed_and_the_replicas_decide():
    data = numbers_frame(rows=10_100)
    one, same, seeded, alone, short = (
        autoencoder(data, threads=threads, epochs=epochs, seed=seed).network.parameters
        for threads, epochs, seed in ((2, 6, 1), (2, 6, 1), (2, 6, 2), (1, 6, 1), (2, 1, 1))
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, seeded)
    assert not np.array_equal(one, alone)
    # one pass over few rows is not worth a second replica
    assert np.array_equal(short, autoencoder(data, epochs=1).network.parameters)


def test_rows_with_missing_values_can_be_skipped():
    data = mixed_frame()
    every, known = (
        autoencoder(data, epochs=1, missing_values_handling=how)
        for how in ("MeanImputation", "Skip")
    )
    assert history(every, "samples")[-1] == 300
    assert history(known, "samples")[-1] == 298


def test_mini_batches():
    model = autoencoder(mixed_frame(), mini_batch_size=16, epochs=40)
    assert model.training_metrics.mse < 0.5 * history(model, "training_mse")[0]


def test_without_a_hidden_layer():
    model = autoencoder(mixed_frame(), hidden=[], epochs=20)
    assert model.training_metrics.mse < 0.1 * history(model, "training_mse")[0]


# --- inputs and targets -------------------------------------------------------------------


def test_numbers_are_divided_by_their_range():
    data = mixed_frame()
    info = autoencoder(data, epochs=0).data_info
    columns = [data.numeric(name) for name in "abc"]
    np.testing.assert_allclose(info.shift, [np.nanmean(x) for x in columns], rtol=1e-9)
    np.testing.assert_allclose(1 / info.scale, [np.nanmax(x) - np.nanmin(x) for x in columns])


@pytest.mark.parametrize("activation", ["Tanh", "Rectifier", "ExpRectifier"])
def test_outputs_start_at_the_means_of_the_inputs(activation):
    data = mixed_frame()
    network = autoencoder(data, activation=activation, epochs=0).network
    shares = np.bincount(data.codes("d") % 5, minlength=5) / 300
    starts = {"Tanh": np.arctanh(shares), "Rectifier": shares + 0.2, "ExpRectifier": shares}
    starts = starts[activation]
    np.testing.assert_allclose(network.biases(1)[:5], starts, rtol=1e-6)
    # rectifying units that start at 0 may have no slope in any row
    assert set(network.biases(1)[5:]) == {0.5 if activation == "Rectifier" else 0.0}


def test_outputs_start_at_weighted_means():
    data = FrameData.from_columns(
        {"d": EnumColumn(np.array([0, 1, 1]), ["p", "q"]), "x": [1, 2, 3], "w": [2, 1, 1]}
    )
    network = autoencoder(data, weights="w", activation="ExpRectifier", epochs=0).network
    assert network.biases(1)[:3].tolist() == [0.5, 0.5, 0.0]


def test_the_range_of_narrow_whole_numbers_does_not_overflow():
    data = FrameData.from_columns({"x": np.array([-100, 100, 0], np.int8), "y": [1.0, 2.0, 4.0]})
    assert 1 / autoencoder(data, epochs=0).data_info.scale[0] == 200


def test_the_range_is_that_of_rows_with_a_weight():
    data = FrameData.from_columns({"x": [0.0, 1.0, 9.0], "y": [2.0, 4.0, 9.0], "w": [1, 1, 0]})
    assert (1 / autoencoder(data, weights="w", epochs=0).data_info.scale).tolist() == [1.0, 2.0]


def test_numbers_stay_as_they_are_without_standardize():
    info = autoencoder(mixed_frame(), epochs=0, standardize=False).data_info
    assert set(info.scale) == {1.0}
    assert set(info.shift) == {0.0}


def test_every_level_and_every_missing_one_has_an_input():
    model = autoencoder(mixed_frame(), epochs=0, use_all_factor_levels=False)
    assert model.data_info.input_names == INPUTS
    assert model.network.layout.outputs == len(INPUTS)


# --- scoring ------------------------------------------------------------------------------


def test_the_initial_network_is_the_first_entry_of_the_history():
    data = mixed_frame()
    model = autoencoder(data, validation=data, epochs=2)
    untrained = autoencoder(data, epochs=0)
    assert history(model, "epochs")[0] == 0
    assert history(model, "training_mse")[0] == pytest.approx(untrained.training_metrics.mse)
    assert history(model, "validation_rmse")[0] == pytest.approx(untrained.training_metrics.rmse)


def test_metrics_are_means_of_rows():
    data = mixed_frame()
    model = autoencoder(data, weights=None)
    errors = values(model.anomaly(data, per_feature=True))
    assert errors.shape == (300, len(INPUTS))
    assert model.score(data).mse == pytest.approx(errors.mean())
    assert model.score(data).nobs == 300
    assert model.training_metrics.value("RMSE") == pytest.approx(errors.mean() ** 0.5)
    with pytest.raises(H2OValueError, match="There is no metric 'r2' here"):
        model.training_metrics.value("r2")


def test_weights_count():
    rng = np.random.default_rng(4)
    data = FrameData.from_columns(
        {"a": rng.normal(size=80), "b": rng.normal(size=80), "w": rng.integers(0, 3, 80)}
    )
    model = autoencoder(data, weights="w", epochs=3)
    errors = values(model.anomaly(data, per_feature=False)).ravel()
    weights = data.numeric("w")
    assert model.training_metrics.mse == pytest.approx(np.average(errors, weights=weights))
    assert model.training_metrics.nobs == (weights > 0).sum()
    assert history(model, "samples")[-1] == 3 * (weights > 0).sum()


def test_training_stops_when_the_error_no_longer_falls():
    model = autoencoder(
        mixed_frame(),
        epochs=500,
        score_each_iteration=True,
        train_samples_per_iteration=300,
        stopping_rounds=2,
        stopping_tolerance=0.1,
    )
    assert history(model, "epochs")[-1] < 400
    assert model.parameters["stopping_metric"] == "MSE"


def test_regression_stop_ends_a_good_run():
    model = autoencoder(
        mixed_frame(),
        epochs=500,
        score_each_iteration=True,
        train_samples_per_iteration=300,
        regression_stop=0.02,
    )
    assert history(model, "epochs")[-1] < 500
    assert model.training_metrics.mse <= 0.02


def test_importances_know_of_all_inputs():
    table = autoencoder(mixed_frame()).variable_importances
    assert sorted(table.column("variable")) == sorted(INPUTS)


def test_the_page_says_what_it_is():
    summary = autoencoder(mixed_frame(), epochs=1).summary
    assert summary.description.startswith(
        "auto-encoder, gaussian distribution, Quadratic loss, 59 weights/biases"
    )
    assert summary.column("type") == ["Input", "Tanh", "Tanh"]
    assert summary.column("units") == [8, 3, 8]


# --- predictions --------------------------------------------------------------------------


def test_reconstructions_are_on_the_scale_of_the_columns():
    data = mixed_frame()
    model = autoencoder(data, epochs=100, hidden=[8])
    frame = model.predict(data)
    assert frame.names == [f"reconstr_{name}" for name in INPUTS]
    known = ~np.isnan(data.numeric("a"))
    for name in "abc":
        x, again = data.numeric(name)[known], frame.numeric(f"reconstr_{name}")[known]
        assert np.corrcoef(x, again)[0, 1] > 0.9
        assert abs(np.mean(again - x)) < 0.2 * np.std(x)
    levels = values(frame)[:, :4].argmax(axis=1)
    assert (levels == data.codes("d")).mean() > 0.9


def test_errors_are_those_of_the_reconstruction():
    data = mixed_frame()
    model = autoencoder(data)
    predicted, errors = model.predict(data), model.anomaly(data, per_feature=True)
    assert errors.names == [f"reconstr_{name}.SE" for name in INPUTS]
    scale = model.data_info.scale[1]
    expected = ((predicted.numeric("reconstr_b") - data.numeric("b")) * scale) ** 2
    np.testing.assert_allclose(errors.numeric("reconstr_b.SE"), expected, rtol=1e-4, atol=1e-8)
    indicator = data.codes("d") == 2
    expected = (predicted.numeric("reconstr_d.r") - indicator) ** 2
    np.testing.assert_allclose(errors.numeric("reconstr_d.r.SE"), expected, rtol=1e-4, atol=1e-8)
    means = model.anomaly(data, per_feature=False)
    assert means.names == ["Reconstruction.MSE"]
    np.testing.assert_allclose(values(means)[:, 0], values(errors).mean(axis=1), rtol=1e-5)


def test_missing_values_are_reproduced_as_the_mean_and_as_missing():
    data = mixed_frame()
    model = autoencoder(data)
    errors = model.anomaly(data, per_feature=True)
    predicted = model.predict(data)
    mean = np.nanmean(data.numeric("a"))
    expected = ((predicted.numeric("reconstr_a")[3] - mean) * model.data_info.scale[0]) ** 2
    assert errors.numeric("reconstr_a.SE")[3] == pytest.approx(expected, rel=1e-3, abs=1e-8)
    expected = (predicted.numeric("reconstr_d.missing(NA)")[5] - 1) ** 2
    assert errors.numeric("reconstr_d.missing(NA).SE")[5] == pytest.approx(expected, rel=1e-3)


def test_a_level_and_a_column_of_one_name_have_a_reconstruction_each():
    data = FrameData.from_columns(
        {"a": EnumColumn(np.array([0, 1, 0]), ["b", "c"]), "a.b": [1.0, 2.0, 4.0]}
    )
    names = autoencoder(data, epochs=1).predict(data).names
    assert names == ["reconstr_a.b", "reconstr_a.c", "reconstr_a.missing(NA)", "reconstr_a.b_2"]


def test_a_frame_without_a_column_draws_a_warning():
    data = mixed_frame()
    model = autoencoder(data, epochs=1)
    few = FrameData.from_columns({name: data.column(name) for name in "abd"})
    with pytest.warns(H2OUserWarning, match="'c' is not in the frame"):
        assert model.predict(few).nrow == 300


def test_levels_that_training_has_not_seen_count_as_missing():
    model = autoencoder(mixed_frame(), epochs=1)
    new = FrameData.from_columns(
        {"a": [0.0], "b": [10.0], "c": [5.0], "d": EnumColumn(np.array([0]), ["never seen"])}
    )
    with pytest.warns(H2OUserWarning, match="never seen"):
        errors = model.anomaly(new, per_feature=True)
    missing = model.predict(mixed_frame()).numeric("reconstr_d.missing(NA)")
    assert errors.numeric("reconstr_d.missing(NA).SE")[0] > 0.5 > missing.max() ** 2


@pytest.mark.parametrize("layer", [0, 1])
def test_deep_features_are_the_values_of_a_layer(layer):
    data = mixed_frame()
    model = autoencoder(data, hidden=[4, 2])
    frame = model.deep_features(data, layer)
    assert frame.names == [f"DF.L{layer + 1}.C{unit + 1}" for unit in range([4, 2][layer])]
    inputs, _ = model.data_info.transform(data)
    np.testing.assert_array_equal(values(frame), hidden_values(model.network, inputs, layer))


def test_deep_features_of_a_supervised_model_need_no_response():
    data = numbers_frame()
    model = train(data, hidden=[4], activation="RectifierWithDropout")
    without = FrameData.from_columns({name: data.numeric(name) for name in "abc"})
    frame = model.deep_features(without, 0)
    assert frame.ncol == 4
    # half of the units take part in a row of the training
    inputs, _ = model.data_info.transform(data)
    full = hidden_values(model.network, inputs, 0)
    np.testing.assert_allclose(values(frame), 0.5 * full)


@pytest.mark.parametrize("layer", [-1, 2])
def test_a_layer_that_is_not_there(layer):
    model = autoencoder(mixed_frame(), hidden=[4, 2], epochs=1)
    with pytest.raises(H2OValueError, match="must be between 0 and 1"):
        model.deep_features(mixed_frame(), layer)


def test_too_many_weights_are_refused():
    wide = FrameData.from_columns({f"x{i}": [0.0, 1.0] for i in range(60)})
    with pytest.raises(H2OModelBuildError, match="at most 100,000,000 are allowed"):
        autoencoder(wide, hidden=[10_000, 10_000])


# --- sparse -------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize(
    ("activation", "target"), [("Tanh", 0.4), ("Tanh", -0.5), ("Rectifier", 1)]
)
def test_sparse_units_are_pulled_to_their_average(activation, target, batch):
    data = mixed_frame(rows=1000)
    means = []
    for pull in (0.0, 1.0):
        model = autoencoder(
            data,
            activation=activation,
            hidden=[10],
            epochs=20,
            mini_batch_size=batch,
            sparsity_beta=pull,
            average_activation=target,
        )
        means.append(values(model.deep_features(data, 0)).mean(axis=0))
    free, pulled = (np.abs(mean - target).mean() for mean in means)
    assert pulled < 0.1 < free


def test_scoring_leaves_the_running_averages_alone():
    data = mixed_frame()
    given = {"sparsity_beta": 0.5, "average_activation": 0.3, "train_samples_per_iteration": 100}
    often, seldom = (
        autoencoder(data, score_each_iteration=each, overwrite_with_best_model=False, **given)
        for each in (True, False)
    )
    assert np.array_equal(often.network.parameters, seldom.network.parameters)
    before = often.network.parameters.copy()
    often.score(data)
    assert np.array_equal(before, often.network.parameters)
