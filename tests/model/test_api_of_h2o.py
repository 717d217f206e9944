"""Every public name of H2O's classes of models and metrics is here, or has a reason not to be.

`h2o_api.json` lists the names and signatures of h2o-py 3.46.0.12; a class lists those that it does
not inherit unchanged.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

import heavywater.model as faces
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.model.not_yet import NOT_YET, OTHER_ALGORITHMS
from heavywater.two_dim_table import H2OTwoDimTable

RECORDED = json.loads(Path(__file__).with_name("h2o_api.json").read_text())

#: Signatures that differ on purpose.
WIDER = {
    ("H2OMultinomialModel", "confusion_matrix"): "without data it reads the training's",
}

#: Names that H2O has on every model, and we on the estimators that can do it.
OF_AN_ESTIMATOR = {"deepfeatures": H2ODeepLearningEstimator}

NAMES = [(owner, name) for owner, names in RECORDED.items() for name in names]


def our_class(owner, name):
    if name in OF_AN_ESTIMATOR:
        return OF_AN_ESTIMATOR[name]
    found = H2OTwoDimTable if owner == "H2OTwoDimTable" else getattr(faces, owner, None)
    if found is None:
        pytest.skip(f"there is no {owner}")
    return found


def parameters(signature):
    """Name and default of each, without the annotations, and without *args and **kwargs."""
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    return [(p.name, repr(p.default)) for p in signature.parameters.values() if p.kind in named]


def recorded_parameters(text):
    def stand_in():
        """Takes the recorded signature."""

    scope: dict = {}
    exec(f"def stand_in{text}: ...", scope)
    return parameters(inspect.signature(scope["stand_in"]))


@pytest.mark.parametrize(("owner", "name"), NAMES, ids=[f"{o}.{n}" for o, n in NAMES])
def test_every_name_of_h2o_is_here_or_has_a_reason(owner, name):
    cls, recorded = our_class(owner, name), RECORDED[owner][name]
    if name in NOT_YET or name in OTHER_ALGORITHMS:
        assert not hasattr(cls, name), f"{name} works: take it out of not_yet.py"
        return
    ours = inspect.getattr_static(cls, name)
    if not recorded.startswith("("):
        assert not callable(ours)
        return
    theirs = recorded_parameters(recorded)
    if (owner, name) not in WIDER:
        assert parameters(inspect.signature(getattr(cls, name)))[: len(theirs)] == theirs


def test_reasons_are_of_names_that_h2o_has():
    known = {name for names in RECORDED.values() for name in names}
    assert set(NOT_YET) <= known | {"anomaly"}
    assert set(OTHER_ALGORITHMS) <= known
