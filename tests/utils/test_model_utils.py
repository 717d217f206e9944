"""Another threshold for a model of two classes."""

from __future__ import annotations

import pytest

import heavywater as h2o
from fake_models import trained
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.utils.model_utils import reset_model_threshold


def test_predictions_follow_the_threshold():
    x = [k / 40 for k in range(40)]
    frame = h2o.H2OFrame({"x": x, "y": ["no"] * 20 + ["yes"] * 20}, column_types={"y": "enum"})
    model = H2ODeepLearningEstimator(hidden=[3], epochs=20, seed=1, reproducible=True)
    model.train(y="y", training_frame=frame)
    p1 = model.predict(frame).as_data_frame()["yes"]
    before = model.default_threshold()
    threshold = float(p1.quantile(0.8))
    assert reset_model_threshold(model, threshold) == before
    again = h2o.get_model(model.model_id)
    assert again.default_threshold() == model.default_threshold() == threshold != before
    labels = again.predict(frame).as_data_frame()["predict"]
    assert ((p1 >= threshold) == (labels == "yes")).all()


def test_what_is_refused():
    model = trained("Binomial")
    with pytest.raises(H2OValueError, match="must be between 0 and 1"):
        reset_model_threshold(model, 1.5)
    with pytest.raises(H2OTypeError, match="threshold must be a number"):
        reset_model_threshold(model, "0.5")
    with pytest.raises(H2OValueError, match="Only models of two classes"):
        reset_model_threshold(trained("Regression"), 0.5)
