"""Where Deep Learning decides otherwise than H2O-3: both sides, one test each.

`docs/differences-from-h2o.md` names these tests. What can be seen from outside is tested through
the estimator; what an update does to a single weight, on the engine.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import heavywater as h2o
from heavywater.core.deeplearning.engines import TrainingRows
from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine
from heavywater.core.deeplearning.forward import outputs
from heavywater.core.deeplearning.importances import input_importances
from heavywater.core.deeplearning.masks import keep_mask, stream
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.training.data_info import Inputs
from heavywater.core.training.sampling import RowSampler
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


DESCENT = Settings("Absolute", adaptive=False, rate=0.01, rate_annealing=0.0)


def line(rows=60, seed=3):
    """A numeric response that follows x, with some noise."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    return h2o.H2OFrame({"x": x, "y": 3.0 * x + rng.normal(size=rows)})


def labels(rows=40, seed=3):
    """Two classes that have nothing to do with the predictors."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.normal(size=rows) for name in "abc"}
    words = np.where(rng.random(rows) < 0.5, "yes", "no").tolist()
    return h2o.H2OFrame(columns | {"y": words}, column_types={"y": "enum"})


def train(frame, validation=None, y="y", weights=None, **parameters):
    defaults = {"hidden": [4], "epochs": 2, "seed": 1, "reproducible": True, "stopping_rounds": 0}
    model = H2ODeepLearningEstimator(**defaults | parameters)
    return model.train(
        y=y, training_frame=frame, validation_frame=validation, weights_column=weights
    )


def predicted(model, frame):
    return model.predict(frame)["predict"].to_numpy().ravel()


def history(model, column):
    return np.array(model.scoring_history(as_data_frame=False)[column], dtype=float)


def one_unit(inputs, target, settings, steps=1, weight=0.0, bias=0.0):
    """Weights and bias of a single linear unit after training on one row, `steps` times."""
    net = Network.zeros(Layout(len(inputs), 0, (), 1), np.float64)
    net.weights(0)[:] = weight
    net.biases(0)[:] = bias
    rows = TrainingRows(np.array([inputs], float), np.zeros((1, 0), np.int32), np.array([target]))
    with NumbaEngine(net, settings, rows, seed=5) as engine:
        for step in range(steps):
            engine.advance([np.zeros(1, np.int64)], step)
    return net.weights(0)[0].copy(), float(net.biases(0)[0])


# -- Gradient descent ----------------------------------------------------------------------


def test_momentum_grows_from_start_to_stable():
    # H2O's training always works with momentum_start.
    settings = replace(DESCENT, momentum_start=0.1, momentum_ramp=100, momentum_stable=0.9)
    assert settings.momentum(50) == pytest.approx(0.5)
    assert settings.momentum(1000) == 0.9
    frame = line()
    descent = {"adaptive_rate": False, "rate": 0.01, "epochs": 5}
    without = train(frame, **descent)
    ramped = train(frame, **descent, momentum_stable=0.9, momentum_ramp=60)
    assert np.abs(predicted(without, frame) - predicted(ramped, frame)).max() > 1e-3


@pytest.mark.parametrize("nesterov", [True, False])
def test_velocity_accumulates(nesterov):
    # Under a constant gradient momentum settles at the full learning rate, since each step is
    # multiplied by one minus the momentum. H2O without Nesterov remembers one step only, and
    # stays at 1 - 0.5² of the rate.
    settings = replace(
        DESCENT, momentum_start=0.5, momentum_ramp=0, momentum_stable=0.5, nesterov=nesterov
    )
    before, _ = one_unit([1.0], 1e6, settings, steps=60)
    after, _ = one_unit([1.0], 1e6, settings, steps=61)
    assert after[0] - before[0] == pytest.approx(0.01)


def test_nesterov_looks_ahead():
    # In the first step the two differ by the look ahead; in H2O they do not differ there.
    settings = replace(DESCENT, momentum_start=0.5, momentum_ramp=0, momentum_stable=0.5)
    ahead, _ = one_unit([1.0], 1e6, settings)
    plain, _ = one_unit([1.0], 1e6, replace(settings, nesterov=False))
    assert ahead[0] == pytest.approx(1.5 * plain[0])


def test_the_rate_is_annealed_row_by_row():
    # H2O counts rows up once a chunk.
    settings = replace(DESCENT, rate=1.0, rate_annealing=1.0)
    net = Network.zeros(Layout(1, 0, (), 1), np.float64)
    rows = TrainingRows(np.ones((1, 1)), np.zeros((1, 0), np.int32), np.array([1e6]))
    with NumbaEngine(net, settings, rows) as engine:
        engine.advance([np.zeros(3, np.int64)], 0)
    assert net.weights(0)[0, 0] == pytest.approx(1 + 1 / 2 + 1 / 3)


def test_mini_batches_are_real():
    # H2O trains with 1 whatever is given.
    frame = line()
    single, batched = train(frame), train(frame, mini_batch_size=16)
    assert np.abs(predicted(single, frame) - predicted(batched, frame)).max() > 1e-3


# -- ADADELTA ------------------------------------------------------------------------------


def test_biases_have_a_rate_of_their_own():
    # H2O takes the bias's rate from the gradients of the weights: with an input of 0 they are 0,
    # the rate is 1, and the bias jumps by its whole gradient of -2.
    settings = Settings("Quadratic")
    _, bias = one_unit([0.0], 1.0, settings)
    g = 2.0
    rate = np.sqrt(settings.epsilon) / np.sqrt((1 - settings.rho) * g**2 + settings.epsilon)
    assert bias == pytest.approx(rate * g, rel=1e-9)


def test_roots_are_exact():
    # H2O's are up to 5 % off.
    settings = Settings("Quadratic", epsilon=1e-6)
    weights, _ = one_unit([3.0], 1.0, settings)
    g = 2.0 * 3.0
    rate = np.sqrt(settings.epsilon) / np.sqrt((1 - settings.rho) * g**2 + settings.epsilon)
    assert weights[0] == pytest.approx(rate * g, rel=1e-9)


def test_rho_of_one_is_refused():
    # H2O trains with it; the running averages never leave 0 then.
    with pytest.raises(H2OModelBuildError, match=r"rho is 1\.0; it must be .*less than 1"):
        train(line(), rho=1)


# -- Regularisation ------------------------------------------------------------------------


@pytest.mark.parametrize("penalty", [{"l1": 0.5}, {"l2": 0.5}])
def test_penalties_leave_biases_alone(penalty):
    # H2O shrinks biases too.
    settings = replace(DESCENT, **penalty)
    weights, bias = one_unit([1.0], 1e6, settings, weight=1.0, bias=1.0)
    assert bias == pytest.approx(1.0 + 0.01)
    assert weights[0] == pytest.approx(1.0 + 0.01 - 0.01 * 0.5)


def units_moved_by_a_row(activation):
    """Which of 40 units a single row with dropout moves, and which of them took part in it."""
    settings = replace(DESCENT, loss="Quadratic", hidden_dropout=(0.5,))
    net = Network.zeros(Layout(2, 0, (40,), 1, activation), np.float64)
    net.initialise(np.random.default_rng(1))
    net.biases(0)[:] = 0.5
    before = net.weights(0).copy()
    rows = TrainingRows(np.ones((1, 2)), np.zeros((1, 0), np.int32), np.array([50.0]))
    with NumbaEngine(net, settings, rows, seed=5) as engine:
        engine.advance([np.zeros(1, np.int64)], 0)
    moved = (net.weights(0) != before).any(axis=1).reshape(40, -1).any(axis=1)
    return moved, keep_mask(stream(5, 0, 1), 40, 0.5)


@pytest.mark.parametrize("activation", ["Tanh", "Rectifier", "Maxout", "ExpRectifier"])
def test_dropped_maxout_units_rest(activation):
    # In H2O those of Maxout learn too. Smooth units do in both: dropout is a matter of the
    # forward pass, and at a value of 0 their slope is 1.
    moved, kept = units_moved_by_a_row(activation)
    assert moved.any()
    assert not kept.all()
    if activation in ("Tanh", "ExpRectifier"):
        assert moved.all()
    else:
        assert not (moved & ~kept).any()


def test_scoring_scales_inputs_by_the_share_that_is_kept():
    # Neither scales in training. H2O does not in scoring either, so that sums there are larger.
    settings = replace(DESCENT, input_dropout=0.75)
    weights, _ = one_unit([1.0] * 40, 1e6, settings)
    assert set(np.round(weights / 0.01, 9)) == {0.0, 1.0}
    network = Network.zeros(Layout(3, 2, (), 1), np.float32)
    network.weights(0)[:] = 2.0
    network.level_weights()[:] = 4.0
    network.biases(0)[:] = 0.5
    row = Inputs(np.ones((1, 3), np.float32), np.ones((1, 1), np.int32), np.ones(1, np.bool_))
    assert outputs(network, row, settings).item() == 0.25 * (3 * 2.0 + 4.0) + 0.5


def test_largest_sum_of_squares_is_exact():
    # H2O's root is approximate.
    settings = replace(DESCENT, rate=1.0, max_w2=2.0)
    weights, _ = one_unit([3.0, 4.0], 1e6, settings)
    assert (weights**2).sum() == pytest.approx(2.0, rel=1e-12)


# -- Losses --------------------------------------------------------------------------------


def test_hubers_threshold_follows_huber_alpha():
    # In H2O huber_alpha changes the reported deviance only.
    frame = line()
    huber = {"distribution": "huber", "epochs": 10}
    low, high = train(frame, **huber, huber_alpha=0.1), train(frame, **huber, huber_alpha=1.0)
    assert np.abs(predicted(low, frame) - predicted(high, frame)).max() > 1e-3


def test_the_loss_holds_under_an_explicit_distribution():
    # H2O trains this with squared errors, and comes to the mean of 2.
    rng = np.random.default_rng(1)
    y = np.where(np.arange(200) % 5 == 0, 10.0, 0.0)
    frame = h2o.H2OFrame({"x": rng.normal(size=200), "y": y})
    model = train(
        frame,
        distribution="gaussian",
        loss="Absolute",
        hidden=[],
        epochs=20,
        adaptive_rate=False,
        rate=0.01,
        overwrite_with_best_model=False,
    )
    assert predicted(model, frame).mean() < 0.7


@pytest.mark.parametrize("loss", ["Absolute", "Quantile"])
def test_the_absolute_error_has_no_slope_at_zero(loss):
    # H2O's slope is -1 there, or 1 - quantile_alpha, which moves a weight that is right.
    weights, bias = one_unit([1.0], 0.0, replace(DESCENT, loss=loss))
    assert (weights[0], bias) == (0.0, 0.0)


def test_exponential_rectifiers_are_public():
    # H2O's client refuses the word, though its server knows it.
    frame = line()
    assert train(frame, activation="exp_rectifier").mse() > 0


# -- Data ----------------------------------------------------------------------------------


def test_a_missing_level_has_an_input_of_its_own():
    # Without all factor levels H2O trains missing values as the last level, and scores them with
    # an input that it has never trained.
    words = ["a", "b", None] * 20
    frame = h2o.H2OFrame(
        {"k": words, "y": [0.0, 0.0, 10.0] * 20}, column_types={"k": "enum", "y": "numeric"}
    )
    model = train(frame, use_all_factor_levels=False, epochs=200, hidden=[8])
    a, b, missing = predicted(model, frame)[:3]
    assert max(abs(a), abs(b)) < 2
    assert missing > 8


def test_a_missing_number_is_the_mean_in_scoring_too():
    # Without standardisation H2O scores it as 0.
    rng = np.random.default_rng(1)
    x = 5.0 + rng.normal(size=50)
    model = train(h2o.H2OFrame({"x": x, "y": 2.0 * x}), standardize=False)
    gap = h2o.H2OFrame({"x": [None, x.mean(), 0.0]}, column_types={"x": "numeric"})
    missing, mean, zero = predicted(model, gap)
    assert missing == pytest.approx(mean, rel=1e-5)
    assert missing != pytest.approx(zero, rel=1e-3)


def test_a_missing_number_is_the_weighted_mean():
    # H2O standardises with the weighted mean, and fills gaps with the other one.
    x, w = np.arange(40.0), np.repeat([3.0, 1.0], 20)
    model = train(h2o.H2OFrame({"x": x, "y": x, "w": w}), weights="w")
    gap = h2o.H2OFrame({"x": [None, np.average(x, weights=w)]}, column_types={"x": "numeric"})
    missing, mean = predicted(model, gap)
    assert missing == pytest.approx(mean, rel=1e-5)


def test_a_row_of_twice_the_weight_is_visited_twice_as_often():
    # H2O draws every second row by its weight, and takes the others in turn.
    weights = np.array([1.0, 2.0, 3.0, 2.0])
    sampler = RowSampler(np.arange(4), 1, np.random.default_rng(1), weights)
    visits = np.bincount(np.concatenate(sampler.take(4000)), minlength=4)
    np.testing.assert_allclose(visits / 4000, weights / 8, atol=0.002)


def test_columns_of_text_are_left_out_whatever_is_asked():
    # With ignore_const_cols=False H2O fails on them.
    frame = line().cbind(h2o.H2OFrame({"t": [f"row {i}" for i in range(60)]}))
    with pytest.warns(H2OUserWarning, match="'t'"):
        model = train(frame, ignore_const_cols=False)
    assert model.varimp()[0][0] == "x"


# -- The loop ------------------------------------------------------------------------------


def test_epochs_count_rows_that_can_be_used_and_end_exactly():
    # H2O counts rows without a response, and ends after the iteration that reaches the number.
    y = [None if i % 5 == 0 else float(i) for i in range(50)]
    frame = h2o.H2OFrame({"x": np.arange(50.0), "y": y}, column_types={"y": "numeric"})
    model = train(frame, epochs=2.5, overwrite_with_best_model=False)
    assert history(model, "samples")[-1] == 100
    assert history(model, "epochs")[-1] == 2.5


def test_rows_come_in_another_order_in_each_pass():
    # H2O's order is that of the frame, or one order for all passes of an iteration.
    sampler = RowSampler(np.arange(30), 1, np.random.default_rng(1))
    passes = [np.concatenate(sampler.take(30)) for _ in range(3)]
    assert all(sorted(one) == list(range(30)) for one in passes)
    assert len({tuple(one) for one in [np.arange(30), *passes]}) == 4


def test_the_mean_of_an_iteration_is_scored():
    # H2O scores the last network. With a large rate this one never comes to rest; what it has
    # learned is in the middle of where it goes.
    frame = line(1000)
    settings = {"hidden": [], "adaptive_rate": False, "rate": 0.2, "rate_annealing": 0.0}
    errors = {
        keeping: [
            train(frame, overwrite_with_best_model=keeping, seed=seed, **settings).mse()
            for seed in range(1, 6)
        ]
        for keeping in (True, False)
    }
    assert max(errors[True]) < 1.05 < np.mean(errors[False]) - 0.1


def test_the_best_model_comes_back_after_a_time_out():
    # H2O restores it only if the run ends by itself.
    model = H2ODeepLearningEstimator(
        hidden=[30],
        epochs=1e7,
        seed=1,
        train_samples_per_iteration=40,
        score_each_iteration=True,
        stopping_rounds=0,
        classification_stop=-1,
    )
    with pytest.warns(H2OUserWarning, match="max_runtime_secs"):
        model.train(
            y="y",
            training_frame=labels(),
            validation_frame=labels(seed=4),
            max_runtime_secs=0.2,
        )
    losses = history(model, "validation_logloss")[1:]
    assert model.logloss(valid=True) == losses.min()
    assert losses[-2] > losses.min()


@pytest.mark.parametrize(
    ("metric", "column", "best", "seed"),
    [("lift_top_group", "validation_lift", np.max, 5), ("RMSE", "validation_rmse", np.min, 8)],
)
def test_the_best_model_is_that_of_the_metric(metric, column, best, seed):
    # H2O takes the smallest lift for the best, and the logloss in place of the RMSE.
    model = train(
        labels(60),
        labels(60, seed=seed),
        hidden=[20],
        epochs=40,
        stopping_rounds=1000,
        stopping_metric=metric,
        classification_stop=-1,
    )
    values = history(model, column)[1:]
    assert values[-1] == best(values)
    losses = history(model, "validation_logloss")[1:]
    assert values[losses.argmin()] != values[-1]


def test_time_limits_hold_within_an_iteration():
    # H2O looks at the clock between iterations; this one would take minutes.
    model = H2ODeepLearningEstimator(
        hidden=[4], epochs=1e7, seed=1, train_samples_per_iteration=10**9, regression_stop=-1
    )
    with pytest.warns(H2OUserWarning, match="max_runtime_secs"):
        model.train(y="y", training_frame=line(), max_runtime_secs=0.05)
    assert 0 < history(model, "samples")[-1] < 6e8


def test_scoring_samples_are_exactly_as_many_as_asked_for():
    # H2O keeps each row by chance, so that the number is about that.
    model = train(line(500), score_training_samples=100)
    assert model.model_performance(train=True).nobs() == 100


def test_a_seed_gives_the_same_model_on_several_cores(replicas_of_few_rows):
    # H2O's threads race on one set of weights: only reproducible=True, on one core, repeats.
    h2o.init(nthreads=2, verbose=False)
    frame = line(4200)
    settings = {"reproducible": False, "overwrite_with_best_model": False}
    first, second = train(frame, **settings), train(frame, **settings)
    assert np.array_equal(predicted(first, frame), predicted(second, frame))
    h2o.init(nthreads=1, verbose=False)
    alone = train(frame, **settings)
    assert not np.array_equal(predicted(first, frame), predicted(alone, frame))


def test_dropout_is_repeated_by_the_seed():
    # H2O draws masks from the clock unless reproducible=True.
    frame = labels()
    settings = {"reproducible": False, "activation": "tanh_with_dropout", "classification_stop": -1}
    models = [train(frame, **settings, overwrite_with_best_model=False) for _ in range(2)]
    one, other = (model.predict(frame)["yes"].to_numpy() for model in models)
    assert np.array_equal(one, other)


def test_instability_is_found_on_the_way():
    # H2O finds it at the next scoring, and names no parameter.
    with pytest.raises(H2OModelBuildError, match=r"unstable.*smaller rate \(it is 1000\)"):
        train(line(), adaptive_rate=False, rate=1e3, epochs=50)


# -- Results -------------------------------------------------------------------------------


def test_equal_probabilities_give_the_first_level():
    # H2O draws among them.
    frame = h2o.H2OFrame(
        {"x": list(range(9)), "y": ["u", "v", "w"] * 3}, column_types={"y": "enum"}
    )
    model = train(
        frame, hidden=[], epochs=0, initial_weight_distribution="uniform", initial_weight_scale=0
    )
    assert model.predict(frame)["predict"].unique().as_data_frame(use_pandas=False)[1:] == [["u"]]


def test_a_level_called_predict_gets_a_column_of_its_own():
    # H2O gives two columns that name.
    frame = h2o.H2OFrame(
        {"x": list(range(8)), "y": ["predict", "other"] * 4}, column_types={"y": "enum"}
    )
    assert train(frame).predict(frame).names == ["predict", "other", "ppredict"]


def test_importances_of_maxout_take_both_pieces():
    # H2O reads half of the weights, in an order that mixes pieces and units.
    net = Network.zeros(Layout(2, 0, (2,), 1, "Maxout"), np.float64)
    net.weights(0)[:] = [[1, 0], [1, 0], [0, 3], [0, 1]]
    net.weights(1)[:] = [[1, 1]]
    np.testing.assert_allclose(input_importances(net), [1.0, 1.0])
    net.weights(1)[:] = [[1, 3]]
    np.testing.assert_allclose(input_importances(net), [1 / 3, 1.0])
