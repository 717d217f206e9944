"""Continuing the training of a model."""

from __future__ import annotations

import re

import numpy as np
import pytest

import heavywater as h2o
from heavywater import session
from heavywater.core.artifacts.models import model_from_bytes, model_to_bytes
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


def made(rows=120, seed=1, levels="abc", classes="uv"):
    """Numbers, levels, a numeric response y and a categorical one c."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    columns = {
        "x": x,
        "z": rng.normal(size=rows),
        "k": [levels[i % len(levels)] for i in range(rows)],
        "y": 2 * x + rng.normal(size=rows),
        "c": [classes[i] for i in np.digitize(x, np.linspace(-1, 1, len(classes) - 1))],
    }
    return h2o.H2OFrame(columns, column_types={"k": "enum", "c": "enum"})


def train(frame, y="y", x=("x", "z", "k"), valid=None, estimator=H2ODeepLearningEstimator, **more):
    parameters = {
        "hidden": [5],
        "epochs": 3,
        "seed": 1,
        "reproducible": True,
        "stopping_rounds": 0,
        "overwrite_with_best_model": False,
        "export_weights_and_biases": True,
    }
    model = estimator(**parameters | more)
    return model.train(
        x=list(x),
        y=None if estimator is H2OAutoEncoderEstimator else y,
        training_frame=frame,
        validation_frame=valid,
    )


def history(model, column):
    return model.scoring_history(as_data_frame=False)[column]


def parameters_of(model):
    return model._model().network.parameters


# -- Going on ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"adaptive_rate": False, "momentum_start": 0.5, "momentum_stable": 0.9},
        {"activation": "tanh_with_dropout", "input_dropout_ratio": 0.1},
        {"mini_batch_size": 8},
        {"y": "c"},
        {"train_samples_per_iteration": 50},
        {"reproducible": False, "train_samples_per_iteration": 0},
        {"distribution": "huber", "train_samples_per_iteration": 60},
    ],
    ids=str,
)
def test_a_continued_training_learns_as_an_uninterrupted_one(settings):
    frame = made()
    whole = train(frame, epochs=5, **settings)
    part = train(frame, epochs=2.5, **settings)
    assert not np.array_equal(parameters_of(part), parameters_of(whole))
    before = parameters_of(part).copy()
    continued = train(frame, epochs=5, checkpoint=part, **settings)
    if settings.get("mini_batch_size"):
        # the batch at the seam is a smaller one
        np.testing.assert_allclose(parameters_of(continued), parameters_of(whole), atol=0.2)
    else:
        assert np.array_equal(parameters_of(continued), parameters_of(whole))
    assert np.array_equal(parameters_of(part), before)
    assert continued.model_id != part.model_id


def test_replicas_go_on_where_they_were(replicas_of_few_rows):
    h2o.init(nthreads=2, verbose=False)
    frame = made(4100)
    settings = {"reproducible": False, "train_samples_per_iteration": 0}
    whole = train(frame, epochs=3, **settings)
    part = train(frame, epochs=1, **settings)
    continued = train(frame, epochs=3, checkpoint=part, **settings)
    assert np.array_equal(parameters_of(continued), parameters_of(whole))


def test_autoencoders_go_on_too():
    frame, settings = made(), {"estimator": H2OAutoEncoderEstimator, "activation": "Tanh"}
    whole = train(frame, epochs=4, **settings)
    part = train(frame, epochs=2, **settings)
    continued = train(frame, epochs=4, checkpoint=part, **settings)
    assert np.array_equal(parameters_of(continued), parameters_of(whole))
    assert len(history(continued, "epochs")) == len(history(whole, "epochs"))


def test_a_model_from_a_file_goes_on():
    frame = made()
    part, whole = train(frame, epochs=2), train(frame, epochs=4)
    read = model_from_bytes(model_to_bytes(part._model()))
    session.current().store.put("read", read)
    continued = train(frame, epochs=4, checkpoint="read")
    assert np.array_equal(parameters_of(continued), parameters_of(whole))


def test_a_model_of_an_older_file_goes_on():
    """It has its counters from the history, and visits rows from the beginning of an order."""
    part = train(made(), epochs=2)
    part._model().progress = None
    continued = train(made(), epochs=4, checkpoint=part)
    assert list(history(continued, "epochs")) == [0, 1, 2, 3, 4]
    assert continued.mse() < part.mse()


def test_the_history_goes_on():
    part = train(made(), epochs=2, train_samples_per_iteration=60, score_each_iteration=True)
    continued = train(made(), epochs=4, checkpoint=part.model_id)
    assert list(history(continued, "epochs")) == [0, 0.5, 1, 1.5, 2, 3, 4]
    assert list(history(continued, "iterations")) == [0, 1, 2, 3, 4, 5, 6]
    assert list(history(continued, "samples")) == [0, 60, 120, 180, 240, 360, 480]
    assert (
        list(history(continued, "training_rmse"))[1:5] == list(history(part, "training_rmse"))[1:]
    )
    seconds = [float(text.split()[0]) for text in history(continued, "duration")]
    assert seconds == sorted(seconds)
    assert continued.actual_params["checkpoint"] == part.model_id


def test_new_rows_count_as_passes_over_them():
    # H2O divides all rows by the size of the new frame, so that epochs fall from 2 to 0.8.
    part = train(made(120), epochs=2)
    continued = train(made(600, seed=2), epochs=4, checkpoint=part)
    assert list(history(continued, "epochs")) == [0, 1, 2, 3, 4]
    assert list(history(continued, "samples")) == [0, 120, 240, 840, 1440]


def test_predictors_keep_their_scale():
    # H2O takes the new frame's mean and deviation: the same network, but another function.
    part = train(made(120), epochs=2)
    other = made(120, seed=5)
    other["x"] = other["x"] * 10 + 3
    other["y"] = other["y"] * 10
    continued = train(other, epochs=2.01, checkpoint=part)
    assert continued.normmul() == part.normmul()
    assert continued.normsub() == part.normsub()
    assert continued.respmul() == part.respmul()
    distance = np.abs(parameters_of(continued) - parameters_of(part)).max()
    assert 0 < distance < 0.2
    predictions = [m.predict(made())["predict"].to_numpy() for m in (part, continued)]
    assert np.abs(predictions[0] - predictions[1]).max() < 1.0


def test_columns_that_were_constant_stay_out():
    first, second = made(), made(seed=2)
    first["extra"] = 1
    second["extra"] = second["x"]
    with pytest.warns(H2OUserWarning, match="Dropped .* 'extra'"):
        part = train(first, x=("x", "z", "extra"), epochs=1)
    continued = train(second, x=("extra", "x", "z"), epochs=2, checkpoint=part)
    assert [row[0] for row in continued.varimp()] == [row[0] for row in part.varimp()]


def test_fewer_levels_and_classes_are_fine():
    part = train(made(classes="uvw"), y="c", epochs=1)
    continued = train(made(levels="ba", classes="uw"), y="c", epochs=2, checkpoint=part)
    assert continued._model().category == "Multinomial"
    assert continued.predict(made()).names == ["predict", "u", "v", "w"]
    assert continued.weights(0).names == part.weights(0).names


def test_the_seed_is_the_checkpoints_unless_one_is_given():
    frame = made()
    part = train(frame, epochs=1, seed=-1)
    same, other = (train(frame, epochs=2, checkpoint=part, seed=s) for s in (-1, 77))
    assert same.actual_params["seed"] == part.actual_params["seed"]
    again = train(frame, epochs=2, checkpoint=part, seed=part.actual_params["seed"])
    assert np.array_equal(parameters_of(same), parameters_of(again))
    assert not np.array_equal(parameters_of(same), parameters_of(other))


# -- The best model, stopping --------------------------------------------------------------


def test_the_checkpoint_may_stay_the_best():
    frame, valid = made(60), made(60, seed=9)
    part = train(frame, valid=valid, epochs=20, overwrite_with_best_model=True)
    settings = {"valid": valid, "epochs": 22, "checkpoint": part, "l2": 10.0}
    best = train(frame, overwrite_with_best_model=True, **settings)
    last = train(frame, **settings)
    assert last.rmse(valid=True) > part.rmse(valid=True)
    assert best.rmse(valid=True) == part.rmse(valid=True)
    assert np.array_equal(parameters_of(best), parameters_of(part))
    assert history(best, "validation_rmse")[-1] == part.rmse(valid=True)


def test_early_stopping_remembers():
    """One more scoring is enough, because those of the checkpoint count."""
    settings = {"stopping_tolerance": 0.9, "regression_stop": -1}
    part = train(made(), epochs=4, stopping_rounds=3, **settings)
    stopped = train(made(), epochs=50, checkpoint=part, stopping_rounds=2, **settings)
    assert history(stopped, "epochs")[-1] == 5
    # of another metric nothing is known yet
    other = train(
        made(), epochs=50, checkpoint=part, stopping_rounds=2, stopping_metric="MAE", **settings
    )
    assert history(other, "epochs")[-1] == 8


# -- What must not change ------------------------------------------------------------------

CHANGES = [
    ("activation", "Tanh", "'Tanh', but the checkpoint 'part' was trained with 'Rectifier'"),
    ("hidden", [6], r"[6], but the checkpoint 'part' was trained with [5]"),
    ("adaptive_rate", False, "False, but the checkpoint 'part' was trained with True"),
    ("rho", 0.9, "0.9, but the checkpoint 'part' was trained with 0.99"),
    ("epsilon", 1e-6, "1e-06, but"),
    ("distribution", "gaussian", "'gaussian', but the checkpoint 'part' was trained with 'AUTO'"),
    ("standardize", False, "False, but"),
    ("use_all_factor_levels", False, "False, but"),
    ("ignore_const_cols", False, "False, but"),
    ("categorical_encoding", "Binary", "'Binary', but"),
    ("max_categorical_features", 3, "3, but"),
]


@pytest.mark.parametrize(("name", "value", "words"), CHANGES, ids=lambda value: str(value))
def test_what_the_network_is_made_for_must_stay(name, value, words):
    part = train(made(), model_id="part")
    with pytest.raises(H2OModelBuildError, match=re.escape(words)) as caught:
        train(made(), epochs=9, checkpoint=part, **{name: value})
    assert caught.value.var_name == name


@pytest.mark.parametrize(
    ("distribution", "name", "value"),
    [("huber", "huber_alpha", 0.5), ("quantile", "quantile_alpha", 0.3)],
)
def test_what_the_distribution_is_made_of_must_stay(distribution, name, value):
    part = train(made(), distribution=distribution)
    with pytest.raises(H2OModelBuildError, match=f"^{name} is {value}") as caught:
        train(made(), distribution=distribution, epochs=9, checkpoint=part, **{name: value})
    assert caught.value.var_name == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate", 0.1),
        ("rate_annealing", 0.1),
        ("rate_decay", 0.5),
        ("momentum_start", 0.5),
        ("momentum_ramp", 10),
        ("momentum_stable", 0.5),
        ("nesterov_accelerated_gradient", False),
    ],
)
def test_the_rate_must_stay(name, value):
    part = train(made(), adaptive_rate=False)
    with pytest.raises(H2OModelBuildError, match=f"^{name} is {value}") as caught:
        train(made(), adaptive_rate=False, epochs=9, checkpoint=part, **{name: value})
    assert caught.value.var_name == name


@pytest.mark.parametrize(
    ("distribution", "name", "value"),
    [("huber", "huber_alpha", 0.5), ("quantile", "quantile_alpha", 0.2)],
)
def test_constants_of_the_distribution_must_stay(distribution, name, value):
    part = train(made(), distribution=distribution)
    with pytest.raises(H2OModelBuildError, match=f"^{name} is {value}") as caught:
        train(made(), distribution=distribution, epochs=9, checkpoint=part, **{name: value})
    assert caught.value.var_name == name


def test_offsets_must_stay():
    part = train(made(), offset_column="z", x=["x"])
    with pytest.raises(H2OModelBuildError, match=r"offset_column is None.* is 'z'") as caught:
        train(made(), x=["x"], epochs=9, checkpoint=part)
    assert caught.value.var_name == "offset_column"


def test_counts_go_on_where_they_were():
    frame = made()
    frame["y"] = frame["y"].exp().round()
    settings = {"offset_column": "z", "x": ["x"], "distribution": "poisson"}
    part = train(frame, **settings)
    longer = train(frame, epochs=6, checkpoint=part, **settings)
    at_once = train(frame, epochs=6, **settings)
    np.testing.assert_allclose(
        longer.predict(frame).to_numpy(), at_once.predict(frame).to_numpy(), rtol=1e-6
    )


def test_all_that_is_wrong_is_said_at_once():
    part = train(made())
    with pytest.raises(H2OModelBuildError) as caught:
        train(made(), epochs=2, checkpoint=part, hidden=[3], rho=0.5)
    assert [name for name, _ in caught.value.problems] == ["hidden", "rho", "epochs"]


@pytest.mark.parametrize(
    "change",
    [
        {"l1": 1e-3},
        {"l2": 1e-3},
        {"max_w2": 5.0},
        {"input_dropout_ratio": 0.2},
        {"loss": "Absolute"},
        {"mini_batch_size": 4},
        {"train_samples_per_iteration": 10},
        {"seed": 3},
        {"score_interval": 0.0},
        {"score_duty_cycle": 1.0},
        {"score_training_samples": 50},
        {"regression_stop": -1},
        {"stopping_rounds": 3, "stopping_metric": "MAE", "stopping_tolerance": 0.1},
        {"missing_values_handling": "Skip"},
        {"variable_importances": False},
        {"overwrite_with_best_model": True},
        {"reproducible": False},
        {"export_weights_and_biases": False},
        {"initial_weight_distribution": "Normal"},
    ],
    ids=str,
)
def test_what_may_change(change):
    part = train(made())
    continued = train(made(), epochs=4, checkpoint=part, **change)
    assert history(continued, "samples")[-1] == 480


@pytest.mark.parametrize("epochs", [3, 2, 2.999])
def test_epochs_are_the_total(epochs):
    part = train(made())
    with pytest.raises(H2OModelBuildError, match="trained for 3 epochs already"):
        train(made(), epochs=epochs, checkpoint=part)


def test_other_data_are_refused():
    frame = made()
    part = train(frame, model_id="part")
    wider = made()
    wider["more"] = wider["x"] * 2

    def refused(frame, **options):
        with pytest.raises(H2OModelBuildError) as caught:
            train(frame, epochs=9, checkpoint=part, **options)
        return str(caught.value)

    assert "'k' missing" in refused(frame, x=("x", "z"))
    assert "'more' new" in refused(wider, x=("x", "z", "k", "more"))
    assert "The response is 'c', but that of the checkpoint 'part' is 'y'" in refused(frame, y="c")
    assert "without a validation_frame" in refused(frame, valid=frame)
    assert "Column 'k' of the training frame has levels" in refused(made(levels="abcd"))
    words = made()
    words["y"] = words["c"]
    assert "is categorical, but it was numeric" in refused(words)
    levels = made()
    levels["x"] = levels["k"]
    assert "'x' is of type enum" in refused(levels)


def test_new_classes_are_refused():
    part = train(made(classes="uv"), y="c")
    with pytest.raises(H2OModelBuildError, match=r"'c' .* does not know: 'w'"):
        train(made(classes="uvw"), y="c", epochs=9, checkpoint=part)


def test_a_validation_frame_is_needed_again():
    part = train(made(), valid=made())
    with pytest.raises(H2OModelBuildError, match="trained with a validation_frame"):
        train(made(), epochs=9, checkpoint=part)


def test_autoencoders_and_others_do_not_mix():
    part = train(made())
    with pytest.raises(H2OModelBuildError, match="autoencoder is True"):
        train(made(), estimator=H2OAutoEncoderEstimator, epochs=9, checkpoint=part)


def test_what_is_no_checkpoint():
    frame = made()
    h2o.H2OFrame([[1]], destination_frame="a_frame")
    with pytest.raises(H2OModelBuildError, match="'nothing', which is nothing in the session"):
        train(frame, checkpoint="nothing")
    with pytest.raises(H2OModelBuildError, match="a trained model or the key of one"):
        train(frame, checkpoint="a_frame")
    with pytest.raises(H2OModelBuildError, match="has no model yet"):
        train(frame, checkpoint=H2ODeepLearningEstimator())
    part = train(frame)
    with pytest.raises(H2OModelBuildError, match="checkpoint and initial_biases"):
        train(frame, epochs=9, checkpoint=part, initial_biases=[None, None])
    assert train(frame, epochs=9, checkpoint=part).mse() < part.mse()
