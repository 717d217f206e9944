"""Every public name of H2O's H2OFrame and GroupBy is here, with its arguments.

`frame_api.json` lists the names and signatures of h2o-py 3.46.0.12.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from heavywater._frame.not_yet import NOT_YET
from heavywater.frame import H2OFrame
from heavywater.group_by import GroupBy

RECORDED = json.loads(Path(__file__).with_name("frame_api.json").read_text())
CLASSES = {"H2OFrame": H2OFrame, "GroupBy": GroupBy}

#: Names of Python 2.
OF_PYTHON_2 = {"__div__", "__rdiv__", "__nonzero__"}

NAMES = [
    (owner, name) for owner, names in RECORDED.items() for name in names if name not in OF_PYTHON_2
]


def parameters(signature: inspect.Signature) -> list[tuple[str, object]]:
    """Name and default of each, without the annotations; empty lists and tuples are equal."""
    named = [p for p in signature.parameters.values() if p.kind != p.VAR_KEYWORD]
    return [(p.name, "()" if p.default in ([], ()) else repr(p.default)) for p in named]


def recorded_parameters(text: str) -> list[tuple[str, object]]:
    scope: dict[str, Any] = {}
    exec(f"def stand_in{text}: ...", scope)
    return parameters(inspect.signature(scope["stand_in"]))


@pytest.mark.parametrize(("owner", "name"), NAMES, ids=[f"{o}.{n}" for o, n in NAMES])
def test_every_name_of_h2o_takes_its_arguments(owner: str, name: str) -> None:
    cls, recorded = CLASSES[owner], RECORDED[owner][name]
    assert hasattr(cls, name)
    if recorded == "property":
        assert isinstance(inspect.getattr_static(cls, name), property)
    elif name not in NOT_YET and name != "__str__":
        theirs = recorded_parameters(recorded)
        assert parameters(inspect.signature(getattr(cls, name)))[: len(theirs)] == theirs


def test_reasons_are_of_names_that_h2o_has() -> None:
    assert set(NOT_YET) <= set(RECORDED["H2OFrame"])
