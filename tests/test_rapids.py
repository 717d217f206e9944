"""h2o.rapids(): the property that H2O's scripts set."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater import session
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2ONotImplementedError, H2OTypeError

PROPERTY = "sys.ai.h2o.algos.evaluate_auto_model_parameters"


@pytest.fixture(autouse=True)
def own_session(monkeypatch):
    monkeypatch.setattr(session, "_current", None)
    h2o.no_progress()


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


@pytest.mark.parametrize("expr", ["(+ 1 2)", '(setproperty "foo.bar" "1")', "nonsense("])
def test_other_expressions_are_refused(expr):
    with pytest.raises(H2ONotImplementedError, match="methods of H2OFrame"):
        h2o.rapids(expr)
    with pytest.raises(H2OTypeError, match="a string"):
        h2o.rapids(1)
