"""Metrics of a user's own, through the estimator and upload_custom_metric()."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, mean_absolute_error

import heavywater as h2o
from heavywater.core.artifacts.models import model_from_bytes, model_to_bytes
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OTypeError, H2OValueError

pytestmark = pytest.mark.usefixtures("silent_session")


class Mae:
    def map(self, pred, act, w, o, model):
        return [abs(act[0] - pred[0]), 1]

    def reduce(self, left, right):
        return [left[0] + right[0], left[1] + right[1]]

    def metric(self, last):
        return last[0] / last[1]


class Rmse:
    """As H2O's own tests write it for classes."""

    def map(self, pred, act, w, o, model):
        error = 1 - pred[int(act[0]) + 1]
        return [error * error, 1]

    def reduce(self, left, right):
        return [left[0] + right[0], left[1] + right[1]]

    def metric(self, last):
        import java.lang.Math as math  # noqa: N813 - as in H2O

        return math.sqrt(last[0] / last[1])


SOURCE = """
class Rows:
    def map(self, pred, act, w, o, model):
        return 1
    def reduce(self, l, r):
        return l + r
    def metric(self, l):
        return l
"""


def frame(rows=90, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=rows)
    columns = {
        "x": x,
        "y": 2 * x + rng.normal(size=rows),
        "two": np.where(x + rng.normal(size=rows) > 0, "p", "n").tolist(),
        "three": rng.choice(["u", "v", "w"], rows).tolist(),
    }
    return h2o.H2OFrame(columns, column_types={"two": "enum", "three": "enum"})


def train(metric, y="y", **parameters):
    defaults = {"hidden": [4], "epochs": 3, "seed": 1, "reproducible": True}
    model = H2ODeepLearningEstimator(custom_metric_func=metric, **defaults | parameters)
    return model.train(x=["x"], y=y, training_frame=frame(), validation_frame=frame(seed=2))


def history(model, column):
    return np.array(model.scoring_history(as_data_frame=False)[column], dtype=float)


@pytest.mark.parametrize(
    ("metric", "y", "like"),
    [(Mae, "y", "mae"), (mean_absolute_error, "y", "mae"), (Rmse, "two", "rmse"),
     (Rmse, "three", "rmse")],
)  # fmt: skip
@pytest.mark.parametrize("uploaded", [False, True])
def test_wherever_metrics_are(metric, y, like, uploaded):
    """In training, validation, new frames and the history it is what the built-in one is."""
    if metric is Rmse or uploaded:
        metric = h2o.upload_custom_metric(metric, func_name="own", func_file="mm_own.py")
    model = train(metric, y)
    for view in (
        model.model_performance(train=True),
        model.model_performance(valid=True),
        model.model_performance(frame(seed=3)),
    ):
        assert view.custom_metric_value() == pytest.approx(getattr(view, like)())
        assert view._metric_json["custom_metric_value"] == view.custom_metric_value()
        assert view.custom_metric_name() in ("own", "Mae", "mean_absolute_error")
    for part in ("training", "validation"):
        own, other = history(model, f"{part}_custom"), history(model, f"{part}_{like}")
        np.testing.assert_allclose(own, other)
        assert np.isnan(own[0])
    assert f"{view.custom_metric_name()}: {view.custom_metric_value()!r}" in str(view)


def test_without_one():
    view = train(None).model_performance(train=True)
    assert (view.custom_metric_name(), view.custom_metric_value()) == (None, None)
    assert "training_custom" not in train(None).scoring_history(as_data_frame=False).col_header


def test_what_refers_to_an_uploaded_metric():
    """The words are those of H2O-3."""
    assert h2o.upload_custom_metric(Mae, func_name="mae", func_file="mm_mae.py") == (
        "python:mae=mm_mae.MaeWrapper"
    )
    assert h2o.upload_custom_metric(Mae) == "python:metrics_Mae=metrics.MaeWrapper"
    reference = h2o.upload_custom_metric(SOURCE, class_name="Rows")
    assert reference == "python:metrics_Rows=metrics.RowsWrapper"
    model = train(reference)
    assert model.model_performance(train=True).custom_metric_value() == 90
    assert model.actual_params["custom_metric_func"] == reference


def test_javas_functions_are_there_for_metrics_only():
    train(h2o.upload_custom_metric(Rmse), "two")
    assert not {"java", "java.lang", "water"} & set(sys.modules)


def test_rows_without_a_response_do_not_count():
    # H2O hands them to the metric, which is NaN then.
    gaps = frame()
    gaps[3, "y"] = None
    model = H2ODeepLearningEstimator(hidden=[2], epochs=1, seed=1, custom_metric_func=Mae)
    model.train(x=["x"], y="y", training_frame=gaps)
    view = model.model_performance(train=True)
    assert view.custom_metric_value() == pytest.approx(view.mae())


@pytest.mark.parametrize(("word", "sign"), [("custom", 1.0), ("custom_increasing", -1.0)])
def test_stopping_and_the_best_model(word, sign):
    def mae(actual, predicted):
        return sign * mean_absolute_error(actual, predicted)

    settings = {"epochs": 300, "stopping_rounds": 2, "regression_stop": -1, "stopping_metric": word}
    model = train(mae, stopping_tolerance=0.2, **settings)
    assert history(model, "epochs")[-1] < 100
    errors = sign * history(model, "validation_custom")[1:]
    assert model.mae(valid=True) == pytest.approx(errors.min())


def test_a_stopping_metric_of_ones_own_must_be_given():
    with pytest.raises(H2OModelBuildError, match="no custom_metric_func"):
        train(None, stopping_metric="custom")


def test_predictions_may_bring_one_along():
    """It is reported of other frames from then on; H2O keeps it where no user can see it."""
    model = train(None)
    fresh = frame(seed=3)
    assert model.predict(fresh, custom_metric=Mae).nrow == 90
    view = model.model_performance(fresh)
    assert view.custom_metric_value() == pytest.approx(view.mae())
    reference = h2o.upload_custom_metric(SOURCE, class_name="Rows")
    model.predict(fresh, custom_metric_func=reference)
    assert model.model_performance(fresh).custom_metric_value() == 90
    with pytest.raises(H2OValueError, match="not both"):
        model.predict(fresh, custom_metric=Mae, custom_metric_func=reference)


def test_cross_validation_has_it_too():
    model = H2ODeepLearningEstimator(
        hidden=[2], epochs=1, seed=1, custom_metric_func=Mae, nfolds=3
    ).train(x=["x"], y="y", training_frame=frame())
    view = model.model_performance(xval=True)
    assert view.custom_metric_value() == pytest.approx(view.mae())


def test_a_file_keeps_no_code():
    model = train(accuracy_score, "two")
    read = model_from_bytes(model_to_bytes(model._model()))
    assert any("custom_metric_func" in note for note in read.warnings)
    assert read.training_metrics.custom_metric_value == pytest.approx(
        model.model_performance(train=True).custom_metric_value()
    )
    assert read.score(frame()._data).custom_metric_name is None


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"func": Mae, "func_file": "mae"}, TypeError, "end with '.py'"),
        ({"func": SOURCE}, TypeError, "class_name is missing"),
        ({"func": SOURCE, "class_name": "Row"}, ValueError, "no class 'Row'"),
        ({"func": "class Rows(", "class_name": "Rows"}, ValueError, "SyntaxError"),
        ({"func": Mae, "class_name": "Mae"}, ValueError, "source only"),
        ({"func": int}, TypeError, "define method 'map'"),
        ({"func": 3}, TypeError, "must be a function"),
    ],
)
def test_uploads_that_cannot_work(arguments, error, words):
    with pytest.raises(error, match=words):
        h2o.upload_custom_metric(**arguments)


def test_parameters_that_cannot_work():
    with pytest.raises(H2OModelBuildError, match="no metric 'zzz' was uploaded"):
        train("python:zzz=metrics.NoneWrapper")
    with pytest.raises(H2OTypeError, match="a function, or what upload_custom_metric"):
        train(3)
    with pytest.raises(H2OModelBuildError, match="failed with ValueError: no idea"):
        train(_fails)
    with pytest.raises(H2OModelBuildError, match="Custom metric is not supported for Autoencoder"):
        H2OAutoEncoderEstimator(custom_metric_func=Mae).train(x=["x"], training_frame=frame())


def _fails(actual, predicted):
    raise ValueError("no idea")
