"""Every public name of H2O's module and its transformers is here, or has a reason not to be.

`h2o_module_api.json` lists the names and signatures of h2o-py 3.46.0.12.
"""

from __future__ import annotations

import importlib
import inspect
import json
from pathlib import Path

import pytest

import heavywater as h2o
from heavywater._absent import ABSENT
from heavywater.exceptions import H2OAttributeError, H2ONotImplementedError

RECORDED = json.loads(Path(__file__).with_name("h2o_module_api.json").read_text())

#: Connecting to a server takes arguments that nothing here reads.
OTHER_SIGNATURE = {"connect"}


def parameters(signature):
    """Name, kind and default of each parameter, without annotations and without self.

    An empty tuple stands for an empty list, which would be shared by all calls.
    """
    found = [
        (p.name, p.kind, repr([] if p.default == () else p.default))
        for p in signature.parameters.values()
    ]
    return [parameter for parameter in found if parameter[0] not in ("self", "cls")]


def recorded(text):
    scope: dict = {}
    exec(f"def recorded{text}: ...", scope)
    return parameters(inspect.signature(scope["recorded"]))


@pytest.mark.parametrize("name", RECORDED["h2o"])
def test_every_name_of_the_module_is_here_or_has_a_reason(name):
    if name in ABSENT:
        assert not hasattr(h2o, name)
        with pytest.raises(H2OAttributeError, match=f"h2o.{name} is not available"):
            getattr(h2o, name)
        return
    ours = getattr(h2o, name)
    if RECORDED["h2o"][name].startswith("(") and name not in OTHER_SIGNATURE:
        assert parameters(inspect.signature(ours)) == recorded(RECORDED["h2o"][name])


CLASSES = {
    **dict.fromkeys(["H2OBinaryOp", "H2OCol", "H2OColOp", "H2OColSelect"], "preprocessing"),
    **dict.fromkeys(["H2OPCA", "H2OSVD"], "decomposition"),
    "H2OScaler": "preprocessing",
    "H2OTransformer": "transform_base",
}

#: A step for H2O's server, which no transformer gives.
NOT_COMPARED = {"to_rest"}


@pytest.mark.parametrize("owner", ["H2OAssembly", *CLASSES])
def test_every_method_of_assemblies_and_transformers_is_here(owner):
    path = f"transforms.{CLASSES[owner]}" if owner in CLASSES else "assembly"
    cls = getattr(importlib.import_module(f"heavywater.{path}"), owner)
    for name, text in RECORDED[owner].items():
        ours = inspect.getattr_static(cls, name)
        if text.startswith("(self, ") and name not in NOT_COMPARED:
            assert parameters(inspect.signature(ours)) == recorded(text), name


def test_reasons_are_of_names_that_h2o_has():
    elsewhere = {"automl", "enterprise"}
    assert set(ABSENT) <= set(RECORDED["h2o"]) | elsewhere


@pytest.mark.parametrize("name", ["flow", "resume", "download_all_logs"])
def test_what_needs_a_server_says_what_to_use(name):
    with pytest.raises(H2ONotImplementedError, match="there is no server"):
        getattr(h2o, name)()
