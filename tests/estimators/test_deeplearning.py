"""The estimator: parameters, columns, training, becoming a model."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import heavywater as h2o
from heavywater import session
from heavywater.core.jobs import JobCancelled
from heavywater.estimators import H2ODeepLearningEstimator, H2OEstimator
from heavywater.exceptions import (
    H2OColumnError,
    H2OModelBuildError,
    H2OResponseError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)

pytestmark = pytest.mark.usefixtures("silent_session")


class Recorder(H2ODeepLearningEstimator):
    """Notes what it is asked to build, and stops."""

    def _build(self, request, job):
        self.request = request
        raise JobCancelled("recorded")


@pytest.fixture
def frame():
    rng = np.random.default_rng(7)
    numbers = rng.normal(size=(40, 4))
    columns = {name: numbers[:, i] for i, name in enumerate("abcd")}
    return h2o.H2OFrame(columns | {"kind": ["u", "v"] * 20}, column_types={"kind": "enum"})


def request(frame, estimator=None, **arguments):
    estimator = estimator or Recorder()
    with pytest.raises(JobCancelled):
        estimator.train(training_frame=frame, **arguments)
    return estimator.request


def small(**parameters):
    return H2ODeepLearningEstimator(**{"hidden": [4], "epochs": 1, "seed": 1} | parameters)


def test_signature_and_docstring():
    for target in (H2ODeepLearningEstimator, H2ODeepLearningEstimator.__init__):
        assert inspect.signature(target).parameters["hidden"].default == [200, 200]
    assert "activation : {'tanh'," in H2ODeepLearningEstimator.__doc__
    assert H2ODeepLearningEstimator.rho.__doc__.startswith("ADADELTA")


def test_parameters_read_back_as_they_were_given():
    estimator = H2ODeepLearningEstimator("my_model", activation="RECTIFIER with dropout", epochs=3)
    assert estimator.model_id == "my_model"
    assert estimator.activation == "RECTIFIER with dropout"
    assert (estimator.hidden, estimator.loss, estimator.seed) == ([200, 200], "automatic", -1)
    estimator.epochs = 2.5
    assert estimator.set_params(l1=0.1) is estimator
    parameters = estimator.get_params()
    assert (parameters["epochs"], parameters["l1"], len(parameters)) == (2.5, 0.1, 91)


def test_wrong_parameters_are_refused_where_they_are_written():
    with pytest.raises(H2OTypeError, match="Did you mean 'epochs'"):
        H2ODeepLearningEstimator(epoch=3)
    with pytest.raises(H2OTypeError, match="Did you mean 'Tanh'"):
        H2ODeepLearningEstimator(activation="tnah")
    with pytest.raises(H2OTypeError, match="epochs is 'x'"):
        H2ODeepLearningEstimator().epochs = "x"
    with pytest.raises(H2OTypeError, match="no parameter 'epochz'"):
        H2ODeepLearningEstimator().set_params(epochz=1)


def test_estimators_do_not_share_lists():
    first = H2ODeepLearningEstimator()
    first.hidden.append(7)
    assert first.hidden == [200, 200, 7]
    assert H2ODeepLearningEstimator().hidden == [200, 200]


def test_sklearn_clones_it():
    from sklearn.base import clone

    copy = clone(H2ODeepLearningEstimator(hidden=[3], activation="tanh"))
    assert (copy.hidden, copy.activation) == ([3], "tanh")


@pytest.mark.parametrize(
    ("x", "predictors"),
    [
        (None, ["b", "c", "d", "kind"]),
        (["d", "b"], ["b", "d"]),
        (["b", 2, -1], ["b", "c", "kind"]),
        ("c", ["c"]),
        (1, ["b"]),
        (("b", "c"), ["b", "c"]),
        ({"b", "c"}, ["b", "c"]),
        (range(1, 3), ["b", "c"]),
        (np.array([1, 2]), ["b", "c"]),
        (["b", "b"], ["b"]),
        (["a", "b"], ["b"]),
    ],
)
def test_predictors_in_every_form(frame, x, predictors):
    assert request(frame, x=x, y="a").predictors == predictors


def test_response_in_every_form(frame):
    assert request(frame, y=0).response == "a"
    assert request(frame, y=-1).response == "kind"
    assert request(frame, Recorder(response_column="b")).response == "b"


def test_what_is_asked_of_the_builder(frame):
    estimator = Recorder(model_id="m/1", hidden=(3,), epochs=2)
    with pytest.warns(H2OUserWarning, match="slash"):
        asked = request(
            frame, estimator, y="a", weights_column="b", ignored_columns=["c"], max_runtime_secs=9
        )
    assert asked.model_key == "m_1"
    assert asked.predictors == ["d", "kind"]
    assert (asked.weights, asked.training_frame_key) == ("b", frame.frame_id)
    assert asked.parameters["max_runtime_secs"] == 9.0
    assert asked.given["hidden"] == [3]
    assert asked.threads == session.current().nthreads


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({}, H2OValueError, "needs y"),
        ({"y": "A"}, H2OColumnError, "Did you mean 'a'"),
        ({"y": 9}, H2OColumnError, "positions 0 to 4"),
        ({"y": ["a"]}, H2OTypeError, "by name or by position"),
        ({"y": True}, H2OTypeError, "by name or by position"),
        ({"x": ["kin"], "y": "a"}, H2OColumnError, "Did you mean 'kind'"),
        ({"x": [], "y": "a"}, H2OModelBuildError, "no column to learn from"),
        ({"x": ["a"], "y": "a"}, H2OModelBuildError, "no column to learn from"),
        ({"x": 1.5, "y": "a"}, H2OTypeError, "a list of these"),
        ({"x": ["b"], "y": "a", "ignored_columns": ["c"]}, H2OValueError, "Both x and"),
        ({"y": "a", "weights_column": "w"}, H2OResponseError, "no column 'w'"),
        ({"y": "a", "weights_column": "a"}, H2OResponseError, "column of their own"),
        ({"y": "a", "offset_column": "o"}, H2OResponseError, "no column 'o'"),
        ({"y": "a", "training_frame": 3}, H2OTypeError, "must be an H2OFrame"),
        ({"y": "a", "validation_frame": [1]}, H2OTypeError, "must be an H2OFrame"),
    ],
)
def test_bad_calls_are_explained(frame, arguments, error, words):
    with pytest.raises(error, match=words):
        small().train(**{"training_frame": frame} | arguments)


def test_a_frame_is_needed(frame):
    with pytest.raises(H2OValueError, match="needs training_frame"):
        small().train(y="a")
    with pytest.raises(H2OModelBuildError, match="It needs the response"):
        small().train(y="a", training_frame=frame, validation_frame=frame[["b", "c"]])


def test_train_returns_the_model(frame):
    model = small()
    assert model.train(y="a", training_frame=frame) is model
    assert isinstance(model, H2OEstimator)
    assert model.type == "regressor"
    assert model.mse() >= 0
    assert model.model_id in list(h2o.ls()["key"])
    assert h2o.get_model(model.model_id).mse() == model.mse()


def test_training_again_with_another_kind_of_response(frame):
    model = small()
    first = model.train(y="a", training_frame=frame).model_id
    model.train(y="kind", training_frame=frame)
    assert model.type == "classifier"
    assert model.model_id != first
    assert 0 <= model.auc() <= 1


def test_a_failed_training_keeps_the_model_and_the_session(frame):
    model = small().train(y="a", training_frame=frame)
    before = (model.model_id, list(h2o.ls()["key"]))
    model.loss = "CrossEntropy"
    with pytest.raises(H2OModelBuildError, match="for classes"):
        model.train(y="a", training_frame=frame)
    assert (model.model_id, list(h2o.ls()["key"])) == before


def test_start_and_join(frame):
    model = small()
    model.start(y="a", training_frame=frame)
    assert model.join() is None
    assert model.mse() >= 0
    with pytest.raises(H2OValueError, match="No training has been started"):
        model.join()


def test_fit_takes_frames(frame):
    assert small().fit(frame[["a", "b"]], frame["kind"]).type == "classifier"


def test_ignored_values_are_told_once(frame):
    with pytest.warns(H2OUserWarning) as caught:
        small(rate=0.1).train(y="a", training_frame=frame)
    assert [str(w.message) for w in caught if "rate=0.1" in str(w.message)] == [
        "rate=0.1 is ignored because adaptive_rate is on; set adaptive_rate=False to use it."
    ]
    assert caught[0].filename == __file__


def test_another_column_in_train_counts_and_is_pointed_out(frame):
    frame["b"] = 2
    model = H2ODeepLearningEstimator(hidden=[2], epochs=1, seed=1, weights_column="a")
    with pytest.warns(H2OUserWarning, match=r"^weights_column was 'a' when .* and is 'b'"):
        model.train(y="c", training_frame=frame, weights_column="b")
    assert model.params["weights_column"]["actual"]["column_name"] == "b"


def test_verbose_prints_the_history(frame, capsys):
    small().train(y="a", training_frame=frame, verbose=True)
    assert "Scoring History" in capsys.readouterr().out


def test_other_estimators_can_be_imported_but_not_used():
    from heavywater import estimators

    for name in ("H2OGradientBoostingEstimator", "H2OXGBoostEstimator"):
        other = getattr(estimators, name)
        with pytest.raises(NotImplementedError, match=f"{name} is not available"):
            other(epochs=1)
        with pytest.raises(NotImplementedError, match=f"{name} is not available"):
            _ = other.something
    with pytest.raises(AttributeError, match="mean 'H2ODeepLearningEstimator'"):
        _ = estimators.H2ODeepLearnigEstimator
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = estimators.nonsense
