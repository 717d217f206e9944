"""Where autoencoders decide otherwise than H2O-3: both sides, one test each."""

from __future__ import annotations

import math

import numpy as np
import pytest

import heavywater as h2o
from heavywater.core.deeplearning.engines import TrainingRows
from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine
from heavywater.core.deeplearning.network import Layout, Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


DESCENT = Settings("Quadratic", adaptive=False, rate=0.1, rate_annealing=0.0)


def frame(rows=60):
    rng = np.random.default_rng(3)
    x = rng.normal(size=rows)
    return h2o.H2OFrame(
        {
            "x": x,
            "z": 2 * x + 0.1 * rng.normal(size=rows),
            "level": np.where(x > 0, "up", "down").tolist(),
            "w": (np.arange(rows) % 3).astype(float),
        },
        column_types={"level": "enum"},
    )


def train(x=("x", "z", "level"), **parameters):
    given = {"hidden": [2], "epochs": 3, "seed": 1, "activation": "Tanh", **parameters}
    return H2OAutoEncoderEstimator(**given).train(x=list(x), training_frame=frame())


def one_step(network, settings, x):
    """Train one row; the network is one input, one hidden unit, one output."""
    rows = TrainingRows(np.array([[x]]), np.zeros((1, 0), np.int32), np.zeros(1))
    with NumbaEngine(network, settings, rows) as engine:
        engine.advance([np.array([0])], 0)


def small_network(weight, output):
    network = Network.zeros(Layout(1, 0, (1,), 1, "Tanh", autoencoder=True), np.float64)
    network.weights(0)[:], network.weights(1)[:] = weight, output
    return network


def test_output_units_have_the_slope_of_their_activation():
    network = small_network(0.8, 0.9)
    one_step(network, DESCENT, 0.5)
    hidden = math.tanh(0.8 * 0.5)
    y = math.tanh(0.9 * hidden)
    of_h2o = 2 * (y - 0.5)
    assert network.weights(1)[0, 0] == pytest.approx(0.9 - 0.1 * of_h2o * (1 - y**2) * hidden)
    assert network.biases(1)[0] == pytest.approx(-0.1 * of_h2o * (1 - y**2))


def test_rectifying_outputs_are_not_dead_from_the_start():
    model = train(activation="Rectifier", epochs=0)
    assert model.predict(frame())["reconstr_x"].max() > 0
    biases = model._model().network.biases(1)
    # 0 in H2O
    assert biases[-1] == 0.5
    assert 0 < biases[0] < 1


def test_sparse_units_are_pulled_by_weights_and_biases():
    free, pulled = small_network(0.8, 0.9), small_network(0.8, 0.9)
    one_step(free, DESCENT, 0.5)
    beta, target = 0.4, 0.3
    one_step(pulled, Settings(**fields(DESCENT, sparsity=beta, average_activation=target)), 0.5)
    hidden = math.tanh(0.8 * 0.5)
    pull = 0.1 * beta * (0.001 * hidden - target) * (1 - hidden**2)
    assert free.biases(0)[0] - pulled.biases(0)[0] == pytest.approx(pull)
    # H2O moves the bias alone
    assert free.weights(0)[0, 0] - pulled.weights(0)[0, 0] == pytest.approx(pull * 0.5)


def fields(settings, **changed):
    return {name: getattr(settings, name) for name in Settings.__slots__} | changed


def test_scoring_leaves_the_running_averages_alone():
    given = {"sparsity_beta": 0.5, "average_activation": 0.3, "train_samples_per_iteration": 20}
    given["overwrite_with_best_model"] = False
    often, seldom = (train(score_each_iteration=each, **given) for each in (True, False))
    one, other = (model._model().network.parameters for model in (often, seldom))
    assert np.array_equal(one, other)


def test_performance_on_a_new_frame_is_a_number():
    model = train()
    metrics = model.model_performance(frame())
    # NaN in H2O
    assert metrics.mse() == pytest.approx(model.anomaly(frame()).mean()[0])


def test_weights_work():
    model = train(weights_column="w")
    errors = model.anomaly(frame()).to_numpy().ravel()
    weights = frame()["w"].to_numpy().ravel()
    assert model.mse() == pytest.approx(np.average(errors, weights=weights))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"distribution": "gamma"}, "distribution"),
        ({"activation": "MaxoutWithDropout"}, "activation"),
        ({"offset_column": "w"}, "offset_column"),
        ({"fold_column": "w"}, "fold_column"),
        ({"sparsity_beta": -1.0}, "sparsity_beta"),
    ],
)
def test_what_cannot_work_is_refused_by_name(given, name):
    with pytest.raises((H2OModelBuildError, NotImplementedError), match=f"{name}"):
        train(**given)


def test_pretrained_layers_give_what_they_gave_in_the_autoencoder():
    data = frame()
    source = train(hidden=[3])
    given = {"hidden": [3], "epochs": 0, "activation": "Tanh"}
    model = H2ODeepLearningEstimator(pretrained_autoencoder=source, **given)
    model.train(x=["x", "z", "level"], y="w", training_frame=data)
    mine, theirs = (m.deepfeatures(data, 0).to_numpy() for m in (model, source))
    np.testing.assert_allclose(mine, theirs, atol=1e-6)
    # H2O copies weights of numbers although it scales numbers otherwise
    one, other = (m._model().network.weights(0) for m in (model, source))
    assert not np.allclose(one, other)


def test_what_is_ignored_is_said():
    with pytest.warns(H2OUserWarning, match="use_all_factor_levels=False is ignored"):
        train(use_all_factor_levels=False)
    with pytest.warns(H2OUserWarning, match="average_activation=0.3 is ignored"):
        train(average_activation=0.3)
    estimator = H2OAutoEncoderEstimator(hidden=[2], epochs=1)
    with pytest.warns(H2OUserWarning, match="y='z' is ignored: an autoencoder has no response"):
        estimator.train(x=["x", "z"], y="z", training_frame=frame())
    assert estimator.predict(frame()).names == ["reconstr_x", "reconstr_z"]
    with pytest.warns(H2OUserWarning, match="autoencoder=False is ignored"):
        assert H2OAutoEncoderEstimator(autoencoder=False).autoencoder is True
