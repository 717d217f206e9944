"""H2OAutoEncoderEstimator: the face of autoencoders."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OTypeError, H2OUserWarning, H2OValueError
from heavywater.model import H2OAutoEncoderModel, H2OAutoEncoderModelMetrics

pytestmark = pytest.mark.usefixtures("silent_session")


@pytest.fixture
def frame():
    rng = np.random.default_rng(1)
    x = rng.normal(size=80)
    return h2o.H2OFrame(
        {
            "a": x,
            "b": x + 0.1 * rng.normal(size=80),
            "c": np.where(x > 0, "up", "down").tolist(),
            "y": np.where(x > 0.5, "yes", "no").tolist(),
        },
        column_types={"c": "enum", "y": "enum"},
    )


@pytest.fixture
def model(frame):
    estimator = H2OAutoEncoderEstimator(hidden=[3, 2], epochs=3, seed=1, activation="tanh")
    return estimator.train(x=["a", "b", "c"], training_frame=frame, validation_frame=frame)


def test_it_is_deep_learning_with_a_switch(frame):
    assert issubclass(H2OAutoEncoderEstimator, H2ODeepLearningEstimator)
    one = H2OAutoEncoderEstimator(hidden=[3], epochs=1, seed=1)
    other = H2ODeepLearningEstimator(hidden=[3], epochs=1, seed=1, autoencoder=True)
    assert one.get_params() == other.get_params()
    for estimator in (one, other):
        assert estimator.supervised_learning is False
        estimator.train(x=["a", "b"], training_frame=frame)
        assert estimator.type == "unsupervised"
        assert isinstance(estimator, H2OAutoEncoderModel)
    assert one.mse() == other.mse()


def test_the_switch_can_be_thrown_later(frame):
    estimator = H2ODeepLearningEstimator(hidden=[3], epochs=1)
    assert estimator.supervised_learning is True
    estimator.autoencoder = True
    estimator.train(training_frame=frame)
    assert len(estimator.predict(frame).names) == 8
    estimator.autoencoder = False
    assert estimator.supervised_learning is True
    with pytest.raises(H2OValueError, match="needs y"):
        estimator.train(training_frame=frame)


def test_a_copy_of_the_estimator_is_an_autoencoder():
    estimator = H2OAutoEncoderEstimator(hidden=[3], sparsity_beta=0.1)
    copy = type(estimator)(**estimator.get_params())
    assert copy.get_params() == estimator.get_params()


def test_all_columns_are_learned_without_x(frame):
    model = H2OAutoEncoderEstimator(hidden=[2], epochs=1).train(training_frame=frame)
    assert model._model_json["output"]["names"] == ["c", "y", "a", "b"]
    assert model._model_json["response_column_name"] is None


def test_fit_needs_no_response(frame):
    model = H2OAutoEncoderEstimator(hidden=[2], epochs=1)
    model.fit(frame)
    assert model.predict(frame).ncol == 8


def test_the_metrics(model, frame):
    metrics = model.model_performance()
    assert isinstance(metrics, H2OAutoEncoderModelMetrics)
    assert metrics["MSE"] == metrics.mse() == model.mse()
    assert metrics.rmse() == pytest.approx(model.mse() ** 0.5)
    assert model.mse(valid=True) == pytest.approx(model.mse())
    assert metrics["nobs"] == 80
    tested = model.model_performance(frame)
    assert tested.mse() == pytest.approx(model.anomaly(frame).mean()[0])
    assert "ModelMetricsAutoEncoder: deeplearning" in str(tested)
    for name in ("r2", "auc", "mae", "logloss"):
        with pytest.raises(H2OValueError, match=f"{name} is not defined for autoencoder metrics"):
            getattr(model, name)()


def test_the_page(model):
    page = model.to_str()
    assert "H2OAutoEncoderEstimator : Deep Learning" in page
    assert "Status of Neuron Layers: auto-encoder, gaussian distribution" in page
    assert "training_mse" in page
    assert "d.missing" not in page
    assert "c.missing(NA)" in page
    assert model.varimp()[0][1] == 1.0


def test_the_plot_shows_the_error(model):
    axes = model.plot().axes[0]
    assert axes.get_ylabel() == "mse"


def test_reconstructions_and_errors(model, frame):
    inputs = ["c.down", "c.up", "c.missing(NA)", "a", "b"]
    assert model.predict(frame).names == [f"reconstr_{name}" for name in inputs]
    assert model.anomaly(frame).names == ["Reconstruction.MSE"]
    errors = model.anomaly(frame, per_feature=True)
    assert errors.names == [f"reconstr_{name}.SE" for name in inputs]
    assert errors.dim == [80, 5]
    with pytest.raises(H2OTypeError, match="per_feature must be True or False"):
        model.anomaly(frame, per_feature="yes")
    with pytest.raises(H2OTypeError):
        model.anomaly([1, 2])


def test_outliers_have_large_errors(frame):
    model = H2OAutoEncoderEstimator(hidden=[1], epochs=50, seed=1, activation="tanh")
    model.train(x=["a", "b"], training_frame=frame)
    odd = h2o.H2OFrame({"a": [0.5, 2.0], "b": [0.5, -2.0]})
    usual, outlier = model.anomaly(odd).to_numpy().ravel()
    assert outlier > 10 * usual


@pytest.mark.parametrize("layer", [1, "1", np.int64(1)])
def test_layers_are_given_by_number(model, frame, layer):
    assert model.deepfeatures(frame, layer).names == ["DF.L2.C1", "DF.L2.C2"]


@pytest.mark.parametrize("layer", [2, -1, "2", "hidden", 0.5, True, None])
def test_other_layers_are_refused(model, frame, layer):
    with pytest.raises(H2OValueError, match="layer is"):
        model.deepfeatures(frame, layer)


def test_only_autoencoders_find_anomalies(frame):
    model = H2ODeepLearningEstimator(hidden=[2], epochs=1).train(y="y", training_frame=frame)
    with pytest.raises(AttributeError, match=r"anomaly\(\) is for autoencoder models; this is a b"):
        model.anomaly(frame)
    assert model.deepfeatures(frame[["a"]].cbind(frame[["b", "c"]]), 0).ncol == 2


def test_a_model_is_found_by_its_key(model):
    again = h2o.get_model(model.model_id)
    assert type(again).__name__ == "H2OAutoEncoderEstimator"
    assert again.mse() == model.mse()


@pytest.mark.parametrize("by_key", [True, False])
def test_a_supervised_model_starts_from_it(model, frame, by_key):
    source = model.model_id if by_key else model
    estimator = H2ODeepLearningEstimator(
        hidden=[3, 2], epochs=0, activation="tanh", pretrained_autoencoder=source
    )
    estimator.train(x=["a", "b", "c"], y="y", training_frame=frame)
    assert estimator.actual_params["pretrained_autoencoder"] == model.model_id
    mine, theirs = (m._model().network for m in (estimator, model))
    assert np.array_equal(mine.biases(1), theirs.biases(1))


def test_there_must_be_such_an_autoencoder(frame):
    estimator = H2ODeepLearningEstimator(pretrained_autoencoder="nothing there")
    with pytest.raises(H2OModelBuildError, match="it must be a trained model or the key of one"):
        estimator.train(y="y", training_frame=frame)
    with pytest.raises(H2OModelBuildError, match="for supervised models"):
        H2OAutoEncoderEstimator(pretrained_autoencoder="any").train(training_frame=frame)


def test_columns_that_are_dropped_are_said(frame):
    frame["same"] = 1
    estimator = H2OAutoEncoderEstimator(hidden=[2], epochs=1)
    with pytest.warns(H2OUserWarning, match="Dropped bad and constant columns: 'same'"):
        estimator.train(training_frame=frame)
    assert "reconstr_same" not in estimator.predict(frame).names
