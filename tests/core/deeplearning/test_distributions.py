"""Distributions from outside: what a model predicts, and which deviance it reports."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    mean_absolute_error,
    mean_gamma_deviance,
    mean_pinball_loss,
    mean_poisson_deviance,
    mean_squared_error,
    mean_tweedie_deviance,
)

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


CENTRES = {"few": 0.4, "some": 3.0, "many": 60.0}


def groups(draw, rows=600, seed=1):
    """Rows of three groups, each with responses around a centre of its own."""
    rng = np.random.default_rng(seed)
    names = rng.choice(list(CENTRES), rows)
    y = draw(rng, np.array([CENTRES[name] for name in names]))
    frame = h2o.H2OFrame({"k": names.tolist(), "y": y}, column_types={"k": "enum"})
    return frame, names, y


def counts(rng, centre):
    return rng.poisson(centre).astype(float)


def amounts(rng, centre):
    return rng.gamma(2.0, centre / 2.0)


def sums(rng, centre):
    """Often 0, and skewed: sums of a random number of amounts."""
    return np.array([rng.gamma(1.5, c / 2.0, size=rng.poisson(1.5)).sum() for c in centre])


def train(frame, **parameters):
    defaults = {"hidden": [], "epochs": 60, "seed": 1, "reproducible": True, "stopping_rounds": 0}
    return H2ODeepLearningEstimator(**defaults | parameters).train(y="y", training_frame=frame)


def predicted(model, frame):
    return model.predict(frame)["predict"].to_numpy().ravel()


def last_scoring(model, name):
    return model._model().scoring_history.column(name)[-1]


def by_group(values, names):
    return {name: float(values[names == name].mean()) for name in CENTRES}


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize(
    ("distribution", "draw", "power"),
    [("poisson", counts, 1), ("gamma", amounts, 2), ("tweedie", sums, 1.5)],
)
def test_means_of_groups_under_a_log_link(distribution, draw, power, batch):
    frame, names, y = groups(draw)
    model = train(frame, distribution=distribution, mini_batch_size=batch, epochs=60 * batch**0.5)
    means = by_group(y, names)
    least = mean_tweedie_deviance(y, [means[name] for name in names], power=power)
    assert mean_tweedie_deviance(y, predicted(model, frame), power=power) < 1.02 * least


@pytest.mark.parametrize(
    ("parameters", "probability"),
    [
        ({"distribution": "laplace"}, 0.5),
        ({"loss": "Absolute"}, 0.5),
        ({"distribution": "quantile"}, 0.5),
        ({"distribution": "quantile", "quantile_alpha": 0.8}, 0.8),
        ({"loss": "Quantile", "quantile_alpha": 0.2}, 0.2),
        ({"distribution": "gaussian", "loss": "Quantile", "quantile_alpha": 0.8}, 0.8),
    ],
)
def test_quantiles_of_groups(parameters, probability):
    frame, names, y = groups(amounts)
    # The best network is that of the distribution's deviance, whatever the loss; the last one,
    # which is tested there, swings more.
    keeping = parameters.get("distribution") != "gaussian"
    model = train(frame, overwrite_with_best_model=keeping, **parameters)
    share = by_group((y <= predicted(model, frame)).astype(float), names)
    near = pytest.approx([probability] * 3, abs=0.12 if keeping else 0.18)
    assert list(share.values()) == near


def hubers(y, f):
    delta = np.quantile(np.abs(y - f), 0.7)
    error = np.abs(y - f)
    return np.where(error <= delta, error**2, (2 * error - delta) * delta).mean()


@pytest.mark.parametrize(
    ("distribution", "draw", "deviance"),
    [
        ("gaussian", amounts, mean_squared_error),
        ("laplace", amounts, mean_absolute_error),
        ("poisson", counts, mean_poisson_deviance),
        ("gamma", amounts, mean_gamma_deviance),
        ("tweedie", sums, lambda y, f: mean_tweedie_deviance(y, f, power=1.3)),
        ("quantile", amounts, lambda y, f: mean_pinball_loss(y, f, alpha=0.7)),
        ("huber", amounts, hubers),
    ],
)
def test_the_deviance_that_is_reported(distribution, draw, deviance):
    frame, _, y = groups(draw)
    constants = {
        "tweedie": {"tweedie_power": 1.3},
        "quantile": {"quantile_alpha": 0.7},
        "huber": {"huber_alpha": 0.7},
    }
    model = train(frame, distribution=distribution, epochs=2, **constants.get(distribution, {}))
    expected = deviance(y, predicted(model, frame))
    assert model.mean_residual_deviance() == pytest.approx(expected, rel=1e-5)
    assert model.model_performance(frame).mean_residual_deviance() == pytest.approx(expected)
    assert last_scoring(model, "training_deviance") == pytest.approx(expected, rel=1e-5)
    assert f"{distribution} distribution" in model.summary().table_description


@pytest.mark.parametrize(
    ("distribution", "constant", "low", "high"),
    [
        ("quantile", "quantile_alpha", 0.2, 0.8),
        ("tweedie", "tweedie_power", 1.05, 1.95),
        ("huber", "huber_alpha", 0.2, 0.95),
    ],
)
def test_constants_change_what_is_learned(distribution, constant, low, high):
    frame, _, _ = groups(sums)
    settings = {"distribution": distribution, "epochs": 3, "overwrite_with_best_model": False}
    one, other = (train(frame, **settings, **{constant: value}) for value in (low, high))
    assert np.abs(predicted(one, frame) / predicted(other, frame) - 1).max() > 0.01


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"quantile_alpha": 0.3}, "quantile_alpha"),
        ({"tweedie_power": 1.3, "distribution": "poisson"}, "tweedie_power"),
        ({"huber_alpha": 0.3, "loss": "Absolute"}, "huber_alpha"),
    ],
)
def test_constants_of_other_distributions_draw_a_warning(parameters, name):
    frame, _, _ = groups(counts, rows=20)
    with pytest.warns(H2OUserWarning, match=f"{name}=.*is ignored"):
        train(frame, epochs=1, **parameters)


@pytest.mark.parametrize("distribution", ["poisson", "gamma", "tweedie"])
def test_negative_responses_are_refused(distribution):
    frame = h2o.H2OFrame({"x": [1.0, 2.0, 3.0, 4.0], "y": [1.0, -2.0, -3.0, 4.0]})
    with pytest.raises(H2OModelBuildError, match=f"'y' has 2 negative values.*{distribution}"):
        train(frame, distribution=distribution)


@pytest.mark.parametrize("distribution", ["poisson", "gamma", "tweedie"])
@pytest.mark.parametrize("size", [1e-6, 1.0, 1e9])
def test_responses_of_any_size_are_learned_alike(distribution, size):
    # Fitted to y in other units, a model predicts the same in these units.
    frame, names, y = groups(amounts)
    other = h2o.H2OFrame({"k": names.tolist(), "y": y * size}, column_types={"k": "enum"})
    settings = {"distribution": distribution, "epochs": 3, "regression_stop": -1}
    one, two = train(frame, **settings), train(other, **settings)
    np.testing.assert_allclose(
        predicted(two, other) / size, predicted(one, frame), rtol=2e-3 if size != 1 else 1e-12
    )


@pytest.mark.parametrize("distribution", ["poisson", "gamma", "tweedie"])
def test_long_runs_of_skewed_responses_stay_finite(distribution):
    rng = np.random.default_rng(2)
    x = rng.normal(size=(300, 3))
    y = np.ceil(np.exp(3 * x[:, 0] + rng.normal(size=300) * 2))
    frame = h2o.H2OFrame({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "y": y})
    model = train(frame, distribution=distribution, hidden=[20, 20], epochs=300)
    assert np.isfinite(predicted(model, frame)).all()
    far = h2o.H2OFrame({"a": [1e4, -1e4], "b": [0.0, 0.0], "c": [0.0, 0.0]})
    extreme = predicted(model, far)
    assert ((extreme >= 0) & (extreme <= 1e19)).all()


def test_gamma_takes_responses_of_zero():
    # Its deviance is infinite there, and so is H2O's; what is learned is not.
    frame, names, y = groups(sums)
    zeros = (y == 0).sum()
    with pytest.warns(H2OUserWarning, match=f"is 0 in {zeros} rows.*distribution='tweedie'"):
        model = train(frame, distribution="gamma", stopping_rounds=1)
    assert model.mean_residual_deviance() == np.inf
    assert by_group(predicted(model, frame), names) == pytest.approx(by_group(y, names), rel=0.2)


def test_the_loss_of_counts_has_no_name():
    frame, _, _ = groups(counts, rows=30)
    model = train(frame, distribution="poisson", epochs=1)
    assert model.actual_params["loss"] == "Automatic"
    assert "poisson distribution, Automatic loss" in model.summary().table_description


def test_early_stopping_watches_the_deviance_of_the_distribution():
    frame, _, _ = groups(counts)
    model = train(
        frame, distribution="poisson", epochs=1000, stopping_rounds=3, stopping_tolerance=0.01
    )
    assert model.actual_params["stopping_metric"] == "deviance"
    assert last_scoring(model, "epochs") < 900


def test_regression_stop_is_a_squared_error_whatever_the_distribution():
    frame, _, _ = groups(counts)
    model = train(frame, distribution="poisson", epochs=50, regression_stop=1e6)
    assert last_scoring(model, "epochs") == 1
