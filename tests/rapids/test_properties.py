"""h2o.rapids(): the property that H2O's scripts set."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OTypeError, H2OUserWarning

pytestmark = pytest.mark.usefixtures("silent_session")


PROPERTY = "sys.ai.h2o.algos.evaluate_auto_model_parameters"


def actual(**parameters):
    frame = h2o.H2OFrame({"x": np.arange(20.0), "y": np.arange(20.0)})
    model = H2ODeepLearningEstimator(hidden=[2], epochs=1, seed=1, **parameters)
    model.train(y="y", training_frame=frame)
    names = ("distribution", "stopping_metric", "categorical_encoding", "fold_assignment")
    return tuple(model.actual_params[name] for name in names)


def test_models_may_report_auto():
    evaluated = ("gaussian", "deviance", "OneHotInternal", None)
    assert actual() == evaluated
    answer = h2o.rapids(f'(setproperty "{PROPERTY}" "false")')
    assert answer["string"] == f"Old values of {PROPERTY} (per node): null"
    assert actual() == ("AUTO", "AUTO", "AUTO", "AUTO")
    assert actual(distribution="laplace", stopping_metric="mae")[:2] == ("laplace", "MAE")
    assert h2o.rapids(f"(setproperty '{PROPERTY}' 'true')")["string"].endswith("false")
    assert actual() == evaluated


def test_other_properties_are_remembered_without_effect():
    with pytest.warns(H2OUserWarning, match="'foo.bar' is remembered, but nothing reads it"):
        assert h2o.rapids("(setproperty 'foo.bar' '1')")["string"].endswith("null")
    with pytest.warns(H2OUserWarning):
        assert h2o.rapids("(setproperty 'foo.bar' '2')")["string"].endswith("1")


def test_an_expression_is_a_string():
    with pytest.raises(H2OTypeError, match="a string"):
        h2o.rapids(1)
