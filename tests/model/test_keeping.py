"""Copies and pickles of models."""

from __future__ import annotations

import copy
import io
import pickle
import subprocess
import sys

import joblib
import numpy as np
import pytest
from sklearn.base import clone

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OFileError, H2OValueError
from heavywater.model import H2OBinomialModel


def pickled(model):
    return pickle.loads(pickle.dumps(model))


def through_joblib(model):
    stream = io.BytesIO()
    joblib.dump(model, stream)
    stream.seek(0)
    return joblib.load(stream)


ways = pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, pickled, through_joblib])


@pytest.fixture(scope="module")
def frame():
    x = np.linspace(-1, 1, 60)
    return h2o.H2OFrame({"x": x, "y": np.where(x > 0.2, "b", "a")}, column_types={"y": "enum"})


@pytest.fixture(scope="module")
def model(frame):
    h2o.no_progress()
    return H2ODeepLearningEstimator(hidden=[3], epochs=2, seed=1).train(y="y", training_frame=frame)


@ways
def test_a_trained_model(way, model, frame):
    twin = way(model)
    assert type(twin).__name__ == "H2ODeepLearningEstimator"
    assert isinstance(twin, H2OBinomialModel)
    assert twin.model_id == model.model_id
    assert twin.predict(frame).as_data_frame().equals(model.predict(frame).as_data_frame())
    assert twin.get_params() == model.get_params()


@ways
def test_an_estimator_without_a_model(way, frame):
    estimator = H2ODeepLearningEstimator(hidden=[2], epochs=1, seed=1)
    twin = way(estimator)
    assert twin.get_params() == estimator.get_params()
    twin.epochs = 5
    assert estimator.epochs == 1
    twin.train(y="y", training_frame=frame)
    assert estimator.key is None


def test_a_deep_copy_has_its_own_lists():
    estimator = H2ODeepLearningEstimator(hidden=[2])
    copy.deepcopy(estimator).hidden.append(3)
    assert estimator.hidden == [2]


def test_scikit_learns_clone_has_no_model(model):
    twin = clone(model)
    assert twin.key is None
    assert twin.get_params() == model.get_params()


def test_a_pickle_works_in_another_process(model, frame, tmp_path):
    (tmp_path / "model").write_bytes(pickle.dumps((model, frame)))
    code = (
        "import pickle, sys; model, frame = pickle.load(open(sys.argv[1], 'rb')); "
        "print(model.predict(frame).as_data_frame()['b'].tolist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(model.predict(frame).as_data_frame()["b"].tolist())


def test_a_pickles_model_is_checked(model):
    spoilt = pickle.dumps(model).replace(b"content.json", b"content_json")
    with pytest.raises(H2OFileError, match="damaged"):
        pickle.loads(spoilt)


def test_nothing_is_copied_while_it_trains(frame):
    estimator = H2ODeepLearningEstimator(hidden=[2], epochs=1)
    estimator.start(y="y", training_frame=frame)
    with pytest.raises(H2OValueError, match=r"call join\(\)"):
        pickle.dumps(estimator)
    estimator.join()
    assert pickled(estimator).model_id == estimator.model_id


def test_copies_do_not_enter_the_session(model):
    keys = list(h2o.ls()["key"])
    pickled(model)
    copy.deepcopy(model)
    assert list(h2o.ls()["key"]) == keys
