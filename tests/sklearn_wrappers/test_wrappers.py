"""What users of scikit-learn do with the estimators."""

from __future__ import annotations

import copy
import gc
import pickle
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.datasets import load_iris, make_classification, make_regression
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import heavywater as h2o
from heavywater.exceptions import H2ONotImplementedError, H2OValueError
from heavywater.sklearn import (
    H2OAutoEncoderEstimator,
    H2ODeepLearningClassifier,
    H2ODeepLearningEstimator,
    H2ODeepLearningRegressor,
    h2o_connection,
)

X, Y = make_classification(120, 5, n_informative=3, n_redundant=0, random_state=1)
NAMES = ["a", "b", "c", "d", "e"]
NUMBERS = X[:, 0] - 2 * X[:, 1]


@pytest.fixture(autouse=True)
def _quiet():
    h2o.no_progress()


def classifier(**given):
    return H2ODeepLearningClassifier(**{"hidden": (8,), "epochs": 5, "random_state": 3, **given})


def regressor(**given):
    return H2ODeepLearningRegressor(**{"hidden": (8,), "epochs": 20, "random_state": 3, **given})


# -- What goes in and comes out ------------------------------------------------------------

CONTAINERS = {
    "array": lambda x: x,
    "list": lambda x: x.tolist(),
    "float32": lambda x: x.astype(np.float32),
    "pandas": lambda x: pd.DataFrame(x, columns=NAMES),
    "polars": lambda x: pl.DataFrame(x, schema=NAMES),
    "H2OFrame": lambda x: h2o.H2OFrame(x),
    "sparse": scipy.sparse.csr_array,
    "sparse by columns": scipy.sparse.csc_matrix,
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_gives_the_same_model(name):
    container = CONTAINERS[name]
    expected = classifier(sparse="sparse" in name).fit(X, Y).predict_proba(X)
    model = classifier(data_conversion=True).fit(container(X), Y)
    got = model.predict_proba(container(X))
    assert isinstance(got, np.ndarray)
    assert got == pytest.approx(expected, abs=1e-5)
    assert model.n_features_in_ == 5
    assert list(model.classes_) == [0, 1]


def test_names_are_noted_and_compared():
    frame = pd.DataFrame(X, columns=NAMES)
    model = classifier().fit(frame, Y)
    assert list(model.feature_names_in_) == NAMES
    assert model.estimator.varimp()[0][0] in NAMES
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(frame[NAMES[::-1]])
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict(h2o.H2OFrame(frame[NAMES[::-1]]))
    with pytest.raises(ValueError, match="4 features"):
        model.predict(h2o.H2OFrame(X[:, :4]))
    unnamed = h2o.H2OFrame(X)
    assert model.predict(unnamed).nrow == 120
    for x in (X, unnamed, pd.DataFrame(X)):
        model.fit(x, Y)
        assert not hasattr(model, "feature_names_in_")
    assert model.predict(h2o.H2OFrame(frame)).nrow == 120


@pytest.mark.parametrize("module", ["pandas", "polars"])
def test_categories_and_gaps_of_tables(module):
    colour = np.where(NUMBERS > 0, "red", "blue").astype(object)
    colour[::7] = None
    table = pd.DataFrame({"colour": colour, "x": np.where(X[:, 0] > 1, np.nan, X[:, 0])})
    table = pl.from_pandas(table) if module == "polars" else table
    model = regressor(epochs=60).fit(table, NUMBERS)
    assert model.score(table, NUMBERS) > 0.5
    assert any("colour.red" in str(row[0]) for row in model.estimator.varimp())


def test_frames_in_give_frames_out():
    x, y = h2o.H2OFrame(X), h2o.H2OFrame(Y)
    model = classifier().fit(x, y)
    predictions, probabilities = model.predict(x), model.predict_proba(x)
    assert predictions.dim == [120, 1]
    assert predictions.levels() == [["0", "1"]]
    assert probabilities.names == ["p0", "p1"]
    arrays = classifier().fit(X, Y)
    assert probabilities.as_data_frame().to_numpy() == pytest.approx(arrays.predict_proba(X))
    assert model.score(x, y) == arrays.score(X, Y)
    assert model.score(x, y.asfactor()) == arrays.score(X, Y)
    assert list(model.predict(X)) == list(arrays.predict(X))


@pytest.mark.parametrize(
    ("conversion", "kind"),
    [
        ("auto", np.ndarray),
        (None, np.ndarray),
        (True, np.ndarray),
        ("array", np.ndarray),
        ("numpy", np.ndarray),
        ("pandas", pd.Series),
        ("h2o", h2o.H2OFrame),
        (False, h2o.H2OFrame),
    ],
)
def test_data_conversion(conversion, kind):
    model = classifier(data_conversion=conversion).fit(X, Y)
    assert isinstance(model.predict(X), kind)
    with_index = pd.DataFrame(X, index=np.arange(120) + 7)
    if kind is pd.Series:
        assert list(model.predict_proba(with_index).index[:2]) == [7, 8]


def test_an_unknown_conversion():
    with pytest.raises(H2OValueError, match="data_conversion is 'arrow'"):
        classifier(data_conversion="arrow").fit(X, Y).predict(X)


@pytest.mark.parametrize(
    "labels",
    [
        np.array([3, 7]),
        np.array(["no", "yes"]),
        np.array([False, True]),
        np.array([-1.0, 1.0]),
        np.array(["b", "a"], dtype=object),
    ],
)
def test_labels_come_back_as_they_were(labels):
    y = labels[Y]
    model = classifier(epochs=50).fit(X, y)
    assert list(model.classes_) == sorted(labels.tolist())
    predicted = model.predict(X)
    assert set(predicted) <= set(labels.tolist())
    assert accuracy_score(y, predicted) == model.score(X, y) > 0.8


def test_the_most_probable_class_is_predicted():
    model = classifier(epochs=1).fit(X, Y)
    by_probability = model.predict_proba(X).argmax(axis=1)
    assert list(model.predict(X)) == list(by_probability)
    # H2O's own predict() uses the threshold at which F1 is largest.
    by_threshold = model.estimator.predict(h2o.H2OFrame(X)).as_data_frame()["predict"]
    assert list(by_threshold.astype(int)) != list(by_probability)


def test_logarithms_of_probabilities():
    model = classifier().fit(X, Y)
    assert np.exp(model.predict_log_proba(X)) == pytest.approx(model.predict_proba(X))
    assert not hasattr(regressor(), "predict_proba")


def test_regression():
    model = regressor().fit(X, NUMBERS)
    predicted = model.predict(X)
    assert predicted.shape == (120,)
    assert model.score(X, NUMBERS) == pytest.approx(r2_score(NUMBERS, predicted))
    assert model.score(X, NUMBERS) > 0.5
    assert list(regressor().fit_predict(X, NUMBERS)) == list(predicted)
    with pytest.raises(TypeError, match="a regression needs numbers"):
        regressor().fit(X, np.where(NUMBERS > 0, "a", "b"))


# -- Weights, seeds ------------------------------------------------------------------------


def test_weights_count():
    weights = np.where(Y == 1, 10.0, 1.0)
    plain, weighted = classifier().fit(X, Y), classifier().fit(X, Y, sample_weight=weights)
    assert weighted.predict_proba(X)[:, 1].mean() > plain.predict_proba(X)[:, 1].mean()
    assert weighted.n_features_in_ == 5
    with pytest.raises(H2OValueError, match="of one class"):
        classifier().fit(X, Y, sample_weight=Y.astype(float))
    with pytest.raises(ValueError, match=r"[Nn]egative"):
        classifier().fit(X, Y, sample_weight=-weights)


def test_a_random_state_repeats_the_fit_on_any_number_of_cores():
    one = classifier(random_state=5).fit(X, Y)
    assert one.estimator.actual_params["reproducible"] is True
    assert one.estimator.actual_params["seed"] == 5
    assert (classifier(random_state=5).fit(X, Y).predict_proba(X) == one.predict_proba(X)).all()
    assert (classifier(random_state=6).fit(X, Y).predict_proba(X) != one.predict_proba(X)).any()
    drawn = classifier(random_state=np.random.RandomState(5)).fit(X, Y)
    again = classifier(random_state=np.random.RandomState(5)).fit(X, Y)
    assert drawn.estimator.seed == again.estimator.seed
    with pytest.raises(H2OValueError, match="Both seed and random_state"):
        classifier(random_state=5, seed=5).fit(X, Y)
    seeded = classifier(random_state=None, seed=5).fit(X, Y)
    assert seeded.estimator.actual_params["seed"] == 5


# -- Parameters ----------------------------------------------------------------------------


def test_parameters_are_those_of_the_estimator():
    model = classifier()
    assert model.get_params()["rho"] == 0.99
    assert model.estimator is None
    model.set_params(epochs=2).hidden = [3]
    model.fit(X, Y)
    assert model.estimator.actual_params["hidden"] == [3]
    assert model.estimator.actual_params["epochs"] == 2
    assert "rho : float" in type(model).__doc__


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"hidden": (0,)}, "hidden"),
        ({"activation": "sigmoid"}, "activation"),
        ({"epochs": "many"}, "epochs"),
        ({"autoencoder": True}, "H2OAutoEncoderEstimator"),
        ({"training_frame": "frame"}, "learns from X and y"),
        ({"response_column": "y"}, "takes the target as y"),
    ],
)
def test_bad_parameters_are_found_in_fit(given, says):
    model = classifier(**given)
    with pytest.raises((ValueError, TypeError), match=says):
        model.fit(X, Y)


def test_arguments_of_train_pass_through(capsys):
    classifier().fit(X, Y, verbose=True)
    assert "Scoring History" in capsys.readouterr().out
    x = h2o.H2OFrame(X, column_names=NAMES)
    y = h2o.H2OFrame(Y, column_names=["y"])
    model = classifier().fit(x, y, validation_frame=x.cbind(y.asfactor()))
    assert model.estimator.auc(valid=True) > 0.5


def test_roles_of_columns_by_name():
    frame = pd.DataFrame(X, columns=NAMES).assign(w=np.where(Y == 1, 10.0, 1.0))
    by_name = classifier(weights_column="w").fit(frame, Y)
    weighted = classifier().fit(frame[NAMES], Y, sample_weight=frame["w"])
    assert by_name.predict_proba(frame) == pytest.approx(weighted.predict_proba(frame[NAMES]))
    with pytest.raises(H2OValueError, match="Both sample_weight and weights_column"):
        classifier(weights_column="w").fit(frame, Y, sample_weight=frame["w"])


# -- scikit-learn's tools ------------------------------------------------------------------


def test_pipeline_and_cross_validation():
    pipeline = make_pipeline(StandardScaler(), classifier(epochs=30))
    scores = cross_val_score(pipeline, X, Y, cv=3)
    assert scores.mean() > 0.7
    assert pipeline.fit(X, Y).score(X, Y) > 0.8


def test_grid_search_in_other_processes():
    search = GridSearchCV(
        classifier(), {"hidden": [(2,), (10,)], "epochs": [1, 30]}, cv=3, n_jobs=2
    )
    search.fit(X, Y)
    assert search.best_params_["epochs"] == 30
    assert search.best_estimator_.score(X, Y) == search.score(X, Y)


def test_clone_copy_and_pickle():
    model = classifier().fit(X, Y)
    assert clone(model).estimator is None
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert (twin.predict_proba(X) == model.predict_proba(X)).all()
        assert list(twin.classes_) == [0, 1]


def test_the_session_forgets_models_that_nobody_uses():
    gc.collect()
    before = set(h2o.ls()["key"])
    model = classifier().fit(X, Y)
    key = model.estimator.model_id
    assert h2o.get_model(key).auc() == model.estimator.auc()
    model.fit(X, Y)
    assert key not in set(h2o.ls()["key"])
    del model
    gc.collect()
    assert set(h2o.ls()["key"]) == before
    classifier(model_id="named by the user").fit(X, Y)
    gc.collect()
    assert "named by the user" in set(h2o.ls()["key"])
    h2o.remove("named by the user")


def test_a_fitted_model_can_be_saved(tmp_path):
    model = classifier().fit(pd.DataFrame(X, columns=NAMES), Y)
    loaded = h2o.load_model(h2o.save_model(model.estimator, str(tmp_path)))
    frame = h2o.H2OFrame(pd.DataFrame(X, columns=NAMES))
    probabilities = loaded.predict(frame)["p1"].as_data_frame().to_numpy().ravel()
    assert list(probabilities) == list(model.predict_proba(pd.DataFrame(X, columns=NAMES))[:, 1])
    h2o.remove(loaded)


# -- The general estimator and the autoencoder ---------------------------------------------


def test_the_general_estimator_is_what_it_is_told_to_be():
    assert is_classifier(H2ODeepLearningEstimator(estimator_type="classifier"))
    assert is_classifier(H2ODeepLearningEstimator(distribution="bernoulli"))
    assert is_regressor(H2ODeepLearningEstimator(estimator_type="regressor"))
    assert not is_classifier(H2ODeepLearningEstimator())
    small = {"hidden": (5,), "epochs": 2, "random_state": 1}
    model = H2ODeepLearningEstimator(distribution="bernoulli", **small).fit(X, Y)
    assert model.predict_proba(X).shape == (120, 2)
    text = H2ODeepLearningEstimator(**small)
    assert not hasattr(text, "predict_proba")
    assert text.fit(X, np.where(Y, "a", "b")).predict_proba(X).shape == (120, 2)
    numeric = H2ODeepLearningEstimator(**small).fit(X, NUMBERS)
    assert numeric.predict(X).dtype == float
    assert not hasattr(numeric, "predict_proba")
    with pytest.raises(H2OValueError, match="estimator_type is 'cluster'"):
        H2ODeepLearningEstimator(estimator_type="cluster").fit(X, Y)


def test_the_autoencoder_reproduces_its_inputs():
    model = H2OAutoEncoderEstimator(hidden=(5,), epochs=50, activation="tanh", random_state=1)
    array = model.fit(X).predict(X)
    assert array.shape == X.shape
    assert np.corrcoef(array[:, 0], X[:, 0])[0, 1] > 0.8
    assert isinstance(model.predict(h2o.H2OFrame(X)), h2o.H2OFrame)
    assert model.estimator.anomaly(h2o.H2OFrame(X)).nrow == 120
    assert not hasattr(model, "score")
    assert (model.fit_predict(X, Y) == array).all()


# -- H2O's conventions ---------------------------------------------------------------------


def test_connections_are_held_and_mean_nothing():
    arguments = {"strict_version_check": False, "show_progress": False}
    with h2o_connection(**arguments):
        model = classifier(init_connection_args=arguments)
        with model as held:
            assert held is model
            model.fit(X, Y)
    assert model.predict(X).shape == (120,)


def test_a_server_elsewhere_is_refused_when_the_session_begins():
    from heavywater import session

    session.shutdown()
    with pytest.raises(H2ONotImplementedError, match="does not connect"):
        classifier(init_connection_args={"ip": "10.0.0.1"}).fit(np.asarray(X), Y)


def test_nothing_warns_in_an_ordinary_fit():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x, y = load_iris(return_X_y=True)
        classifier(epochs=50).fit(x, y).score(x, y)
        x, y = make_regression(100, 3, random_state=1)
        regressor().fit(x, y).score(x, y)
