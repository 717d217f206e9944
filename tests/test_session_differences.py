"""Where the session decides otherwise than H2O-3: both sides, one test each."""

from __future__ import annotations

import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator

pytestmark = pytest.mark.usefixtures("silent_session")


def test_nothing_needs_init():
    # H2O's client raises an error until init() or connect() has been called.
    assert h2o.H2OFrame({"x": [1, 2]}).nrow == 2


def test_only_what_a_user_made_is_listed():
    # H2O lists metrics, copies of columns, uploads and temporary frames too.
    frame = h2o.H2OFrame({"x": [1, 2, 3, 4], "y": [1.0, 2.0, 3.0, 5.0]})
    total = frame["x"] + frame["y"]
    model = H2ODeepLearningEstimator(hidden=[2], epochs=1).train(y="y", training_frame=frame)
    model.model_performance(frame)
    assert total.nrow == model.predict(frame).nrow == 4
    assert list(h2o.ls()["key"]) == [frame.frame_id, model.model_id]
