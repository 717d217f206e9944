"""What each parameter does to a training run."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.deeplearning import parameters as declared
from heavywater.core.deeplearning.builder import build_model
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.jobs import Job, JobCancelled, run_job
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OModelBuildError
from runs import classes_frame, history, numbers_frame, train

# --- how long, and in what portions -------------------------------------------------------


@pytest.mark.parametrize("epochs", [0, 0.5, 2.25])
def test_epochs_end_exactly(epochs):
    model = train(numbers_frame(), epochs=epochs)
    assert history(model, "samples")[-1] == round(300 * epochs)
    assert history(model, "epochs")[-1] == pytest.approx(epochs)


def test_no_epochs_leave_the_initial_network():
    one, other = (train(numbers_frame(), epochs=0, rate=r, adaptive_rate=False) for r in (0.1, 0.2))
    assert np.array_equal(one.network.parameters, other.network.parameters)


@pytest.mark.parametrize(("given", "iterations"), [(100, 6), (0, 2), (-1, 2), (1000, 1), (-2, 10)])
def test_rows_per_iteration(given, iterations):
    model = train(numbers_frame(), epochs=2, train_samples_per_iteration=given)
    assert history(model, "iterations")[-1] == iterations


def test_scoring_each_iteration():
    model = train(
        numbers_frame(),
        epochs=2,
        train_samples_per_iteration=100,
        score_each_iteration=True,
        overwrite_with_best_model=False,
    )
    assert history(model, "iterations") == [0, 1, 2, 3, 4, 5, 6]
    assert np.isnan(history(model, "training_rmse")[0])


def test_a_zero_duty_cycle_scores_only_at_the_end():
    model = train(numbers_frame(), epochs=2, train_samples_per_iteration=100, score_duty_cycle=0.0)
    assert history(model, "iterations") == [0, 6]


def test_an_interval_of_zero_scores_whenever_the_duty_cycle_allows():
    model = train(
        numbers_frame(),
        epochs=2,
        train_samples_per_iteration=100,
        score_interval=0.0,
        score_duty_cycle=1.0,
        overwrite_with_best_model=False,
    )
    assert history(model, "iterations") == [0, 1, 2, 3, 4, 5, 6]


def test_scoring_samples():
    model = train(
        numbers_frame(),
        validation=numbers_frame(seed=2),
        score_training_samples=50,
        score_validation_samples=40,
    )
    assert model.training_metrics.nobs == 50
    assert model.validation_metrics.nobs == 40
    assert "temporary training frame with 50 samples" in model.training_metrics_description
    everything = train(numbers_frame(), score_training_samples=0)
    assert everything.training_metrics.nobs == 300


def test_max_runtime_ends_early_with_a_usable_model():
    model = train(numbers_frame(), epochs=1e6, max_runtime_secs=0.2, stopping_rounds=0)
    assert 0 < history(model, "epochs")[-1] < 1e6
    assert any("max_runtime_secs" in note for note in model.warnings)
    assert model.predict(numbers_frame()).nrow == 300


# --- when to stop -------------------------------------------------------------------------


def test_early_stopping():
    options = {
        "epochs": 1000,
        "train_samples_per_iteration": 100,
        "score_each_iteration": True,
        "stopping_rounds": 2,
        "stopping_tolerance": 0.5,
        "regression_stop": -1,
    }
    model = train(numbers_frame(), **options)
    assert history(model, "epochs")[-1] < 100


@pytest.mark.parametrize("metric", ["MSE", "RMSE", "MAE", "RMSLE", "deviance"])
def test_every_regression_stopping_metric(metric):
    data = numbers_frame()
    data = data.with_columns({"y": data.numeric("y") + 20})
    model = train(
        data,
        epochs=500,
        score_each_iteration=True,
        stopping_rounds=1,
        stopping_tolerance=0.9,
        stopping_metric=metric,
        regression_stop=-1,
    )
    assert history(model, "epochs")[-1] < 500


@pytest.mark.parametrize(
    "metric", ["logloss", "AUC", "AUCPR", "lift_top_group", "misclassification",
               "mean_per_class_error", "MSE", "RMSE"],
)  # fmt: skip
def test_every_binomial_stopping_metric(metric):
    model = train(
        classes_frame(classes=2),
        epochs=500,
        score_each_iteration=True,
        stopping_rounds=1,
        stopping_tolerance=0.9,
        stopping_metric=metric,
        classification_stop=-1,
    )
    assert history(model, "epochs")[-1] < 500


def test_a_good_enough_error_stops():
    reached = train(classes_frame(), epochs=50, classification_stop=0.5)
    assert history(reached, "epochs")[-1] < 50
    never = train(classes_frame(), epochs=50, classification_stop=-1)
    assert history(never, "epochs")[-1] == 50
    regression = train(numbers_frame(), epochs=50, regression_stop=1e6)
    assert history(regression, "epochs")[-1] < 50


def test_the_best_network_is_kept():
    options = {
        "epochs": 10,
        "train_samples_per_iteration": 100,
        "score_each_iteration": True,
        "adaptive_rate": False,
        "rate": 0.02,
        "rate_annealing": 0.0,
        "stopping_rounds": 0,
    }
    validation = numbers_frame(60, seed=3, noise=2.0)
    best = train(numbers_frame(noise=2.0), validation=validation, **options)
    errors = history(best, "validation_deviance")
    assert best.validation_metrics.mse == pytest.approx(min(errors[1:]))
    assert best.score(validation).mse == pytest.approx(min(errors[1:]))
    last = train(
        numbers_frame(noise=2.0), validation=validation, overwrite_with_best_model=False, **options
    )
    errors = history(last, "validation_deviance")
    assert last.validation_metrics.mse == pytest.approx(errors[-1])


def after(rows, **options):
    """A network after so many rows, in iterations of 64, which are portions of 16."""
    settings = {"train_samples_per_iteration": 64, "score_duty_cycle": 0.0, **options}
    return train(numbers_frame(), epochs=rows / 300, **settings).network.parameters


def test_the_best_network_is_a_mean_of_those_on_the_way():
    # The last two portions end in the second half.
    passed = [after(rows, overwrite_with_best_model=False) for rows in (48, 64)]
    np.testing.assert_allclose(after(64), np.mean(passed, axis=0), rtol=1e-5, atol=1e-7)


def test_a_short_rest_of_a_run_adds_to_the_mean_before_it():
    passed = [after(rows, overwrite_with_best_model=False) for rows in (48, 64, 70)]
    np.testing.assert_allclose(after(70), np.mean(passed, axis=0), rtol=1e-5, atol=1e-7)


def test_training_goes_on_from_the_last_network():
    # Scored often or seldom, the last iteration passes through the same networks.
    options = {"epochs": 2, "train_samples_per_iteration": 100, "stopping_rounds": 0}
    often, seldom = (
        train(numbers_frame(), score_each_iteration=each, score_duty_cycle=0.0, **options)
        for each in (True, False)
    )
    assert len(history(often, "samples")) > len(history(seldom, "samples"))
    assert np.array_equal(often.network.parameters, seldom.network.parameters)


# --- repeatability ------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{"threads": 1}, {"threads": 2}, {"reproducible": True}])
def test_a_seed_gives_the_same_model(options):
    data = classes_frame(5000)
    one, other = (train(data, epochs=1, **options) for _ in range(2))
    assert np.array_equal(one.network.parameters, other.network.parameters)
    assert not np.array_equal(
        one.network.parameters, train(data, epochs=1, **(options | {"seed": 2})).network.parameters
    )


def test_the_seed_that_was_drawn_can_be_used_again():
    drawn = train(numbers_frame(), seed=-1)
    again = train(numbers_frame(), seed=drawn.parameters["seed"])
    assert np.array_equal(drawn.network.parameters, again.network.parameters)


# --- rows and columns ---------------------------------------------------------------------


def test_rows_without_response_do_not_count():
    data = numbers_frame()
    y = data.numeric("y")
    y[:100] = np.nan
    model = train(data.with_columns({"y": y}), epochs=1)
    assert history(model, "samples")[-1] == 200
    assert model.training_metrics.nobs == 200


def test_skipping_rows_with_missing_predictors():
    data = numbers_frame()
    a = data.numeric("a")
    a[:50] = np.nan
    data = data.with_columns({"a": a})
    assert history(train(data, epochs=1), "samples")[-1] == 300
    skipping = train(data, epochs=1, missing_values_handling="Skip")
    assert history(skipping, "samples")[-1] == 250
    assert skipping.predict(data).nrow == 300


def test_no_row_left_is_an_error():
    data = numbers_frame().with_columns({"a": np.full(300, np.nan)})
    data = data.with_columns({"a": [1.0, 2.0] + [None] * 298, "b": [None] * 2 + [1.0, 2.0] * 149})
    with pytest.raises(H2OModelBuildError, match="No row can be used"):
        train(data, missing_values_handling="Skip")


def test_rows_of_weight_zero_have_no_say():
    data = numbers_frame()
    y = data.numeric("y")
    weights = np.ones(300)
    weights[:150] = 0.0
    y[:150] = 1e6
    data = data.with_columns({"y": y, "w": weights})
    model = train(data, weights="w", epochs=20)
    assert model.training_metrics.nobs == 150
    assert model.training_metrics.mse < 1.0


def test_heavier_rows_pull_harder():
    x = np.zeros(400)
    y = np.repeat([0.0, 1.0], 200)
    x[::2] = 1.0  # says nothing of y
    share = {}
    for weight in (1.0, 9.0):
        data = FrameData.from_columns({"x": x, "y": y, "w": np.where(y == 1, weight, 1.0)})
        predicted = train(data, weights="w", epochs=30, hidden=[3]).predict(data)
        share[weight] = predicted.numeric("predict").mean()
    assert share[1.0] == pytest.approx(0.5, abs=0.15)
    assert share[9.0] == pytest.approx(0.9, abs=0.15)


def test_constant_columns():
    data = numbers_frame().with_columns({"same": np.ones(300)})
    dropped = train(data)
    assert "same" not in dropped.predictors
    assert any("'same'" in note for note in dropped.warnings)
    assert "same" in train(data, ignore_const_cols=False).predictors


def test_only_constant_columns_are_an_error():
    data = FrameData.from_columns({"same": np.ones(9), "y": np.arange(9.0)})
    with pytest.raises(H2OModelBuildError, match="no predictor"):
        train(data)


def test_standardize():
    model = train(numbers_frame(), standardize=False)
    assert model.data_info.shift.tolist() == [0, 0, 0]
    assert model.response_info.scale == 1.0


def test_levels_get_an_indicator_each():
    data = classes_frame().with_columns({"k": EnumColumn(np.arange(300) % 4, ["p", "q", "r", "s"])})
    assert train(data).network.layout.levels == 5
    assert train(data, use_all_factor_levels=False).network.layout.levels == 4


# --- the network and its gradient ---------------------------------------------------------


@pytest.mark.parametrize(
    "activation",
    ["Tanh", "Rectifier", "Maxout", "ExpRectifier", "TanhWithDropout", "RectifierWithDropout",
     "MaxoutWithDropout", "ExpRectifierWithDropout"],
)  # fmt: skip
@pytest.mark.parametrize("batch", [1, 16])
def test_every_activation_learns(activation, batch):
    model = train(
        numbers_frame(500),
        activation=activation,
        mini_batch_size=batch,
        epochs=60 * (1 if batch == 1 else 4),
        hidden=[20],
        rho=0.95,
        epsilon=1e-6,
    )
    assert model.training_metrics.r2 > 0.8


@pytest.mark.parametrize(
    ("options", "center"),
    [({"loss": "Quadratic"}, "mean"), ({"loss": "Absolute"}, "median"),
     ({"distribution": "laplace"}, "median")],
)  # fmt: skip
def test_the_loss_decides_what_is_predicted(options, center):
    """Of a skewed response that no predictor explains: its mean, or its median."""
    rng = np.random.default_rng(1)
    y = rng.exponential(size=2000) ** 2
    data = FrameData.from_columns({"x": rng.normal(size=2000), "y": y})
    model = train(
        data, hidden=[2], epochs=20, adaptive_rate=False, rate=0.002, rate_annealing=1e-4, **options
    )
    predicted = model.predict(data).numeric("predict").mean()
    target = {"mean": y.mean(), "median": np.median(y)}[center]
    assert predicted == pytest.approx(target, abs=0.35)


def test_huber_lies_between():
    rng = np.random.default_rng(1)
    y = rng.exponential(size=2000) ** 2
    data = FrameData.from_columns({"x": rng.normal(size=2000), "y": y})
    options = {"hidden": [2], "epochs": 20, "adaptive_rate": False, "rate": 0.002,
               "rate_annealing": 1e-4, "loss": "Huber"}  # fmt: skip
    low, high = (
        train(data, huber_alpha=alpha, **options).predict(data).numeric("predict").mean()
        for alpha in (0.2, 0.99)
    )
    assert np.median(y) - 0.3 < low < high < y.mean() + 0.3


def test_max_w2_bounds_the_weights_into_a_unit():
    free = train(numbers_frame(), epochs=20)
    bound = train(numbers_frame(), epochs=20, max_w2=0.5)
    squares = (bound.network.weights(0) ** 2).sum(axis=1)
    assert squares.max() <= 0.5 * 1.001
    assert (free.network.weights(0) ** 2).sum(axis=1).max() > 0.5


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_penalties_shrink_weights(penalty):
    sizes = [
        np.abs(train(numbers_frame(), epochs=30, **{penalty: size}).network.weights(0)).mean()
        for size in (0.0, 0.05)
    ]
    assert sizes[1] < sizes[0] * 0.8


def test_l1_sets_more_weights_near_zero_than_l2():
    l1, l2 = (
        np.abs(train(numbers_frame(), epochs=30, **options).network.weights(0))
        for options in ({"l1": 0.02}, {"l2": 0.02})
    )
    assert (l1 < 0.01).mean() > (l2 < 0.01).mean()


@pytest.mark.parametrize(
    "options",
    [
        {"rho": 0.9},
        {"epsilon": 1e-6},
        {"mini_batch_size": 4},
        {"input_dropout_ratio": 0.2},
        {"activation": "RectifierWithDropout", "hidden_dropout_ratios": [0.2]},
        {"initial_weight_distribution": "Normal"},
        {"initial_weight_distribution": "Uniform", "initial_weight_scale": 0.3},
        {"adaptive_rate": False},
        {"hidden": [10, 10]},
        {"loss": "Quadratic"},
    ],
    ids=str,
)
def test_every_setting_changes_the_network(options):
    data = classes_frame()
    plain, changed = train(data), train(data, **options)
    assert plain.network.parameters.shape != changed.network.parameters.shape or not np.allclose(
        plain.network.parameters, changed.network.parameters
    )


@pytest.mark.parametrize(
    "options",
    [
        {"rate": 0.01},
        {"rate_annealing": 1e-3},
        {"rate_decay": 0.5},
        {"momentum_start": 0.5},
        {"momentum_stable": 0.5, "momentum_ramp": 100},
        {"momentum_start": 0.5, "momentum_stable": 0.5, "nesterov_accelerated_gradient": False},
    ],
    ids=str,
)
def test_every_setting_of_gradient_descent_changes_the_network(options):
    data = classes_frame()
    plain = train(data, adaptive_rate=False)
    changed = train(data, adaptive_rate=False, **options)
    assert not np.allclose(plain.network.parameters, changed.network.parameters)


def test_importances_can_be_left_out():
    assert train(numbers_frame()).variable_importances.column("variable")[0] in ("a", "b")
    assert train(numbers_frame(), variable_importances=False).variable_importances is None


def test_instability_is_explained():
    with pytest.raises(H2OModelBuildError, match=r"numerically unstable.*smaller rate"):
        train(numbers_frame(), adaptive_rate=False, rate=1e3)


def test_a_cancelled_job_leaves_nothing():
    job = Job("j", "test")
    job.cancel()
    given = {"seed": 1}
    request = TrainingRequest(
        model_key="m",
        parameters=declared.validate(given),
        given=given,
        predictors=["a"],
        response="y",
        training=numbers_frame(),
    )
    with pytest.raises(JobCancelled):
        run_job(job, lambda job: build_model(request, job))


def test_too_large_a_network_is_refused_before_it_is_made():
    with pytest.raises(H2OModelBuildError, match="weights and biases"):
        train(numbers_frame(), hidden=[20000, 20000])


def test_a_numeric_response_of_zeros_and_ones_is_pointed_out():
    data = numbers_frame()
    y = (data.numeric("y") > 0).astype(np.int64)
    model = train(data.with_columns({"y": y}))
    assert model.category == "Regression"
    assert any("asfactor()" in note for note in model.warnings)
    assert not train(numbers_frame()).warnings


# --- replicas -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "epochs", "threads", "replicas"),
    [
        (9_990, 6, 2, 1),
        (10_010, 4.9, 2, 1),
        (10_010, 5.1, 2, 2),
        (300, 500, 2, 1),
        (20_010, 5.5, 8, 2),
        (20_010, 5.7, 8, 3),
    ],
)
def test_small_tables_and_short_runs_have_few_replicas(rows, epochs, threads, replicas):
    model = train(numbers_frame(rows), epochs=epochs, hidden=[2], threads=threads)
    assert len(model.progress.places) == replicas


def test_two_replicas_learn_as_much_as_one_network():
    frame = numbers_frame(10_500)
    errors = [train(frame, epochs=5, hidden=[20], threads=n).training_metrics.mse for n in (1, 2)]
    assert errors[1] < 1.1 * errors[0]
