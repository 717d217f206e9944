"""docs/parameters.md says what the declarations say."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from heavywater.core.deeplearning.parameters import PARAMETERS
from heavywater.core.isolationforest.parameters import EXTENDED_PARAMETERS, PLAIN_PARAMETERS

ROOT = Path(__file__).parents[2]
SETS = (PARAMETERS, PLAIN_PARAMETERS, EXTENDED_PARAMETERS)
PAGE = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")


def written_anew() -> str:
    script = ROOT / "scripts" / "make_parameter_reference.py"
    spec = importlib.util.spec_from_file_location("make_parameter_reference", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.page()


def section(estimator: str) -> str:
    return PAGE.split(f"## {estimator}\n")[1].split("\n## ")[0]


def first_cells(text: str, heading: str) -> set[str]:
    """Names in the first column of the table below a heading, if there is one."""
    if f"### {heading}\n" not in text:
        return set()
    table = text.split(f"### {heading}\n")[1].split("\n### ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_the_page_is_not_stale():
    assert written_anew() == PAGE, "Run: python scripts/make_parameter_reference.py"


@pytest.mark.parametrize("parameters", SETS, ids=lambda each: each.algorithm)
@pytest.mark.parametrize(
    ("heading", "attribute"),
    [("Not available in this release", "missing"), ("Without effect", "no_effect")],
)
def test_what_does_not_work_is_listed(parameters, heading, attribute):
    declared = {parameter.name for parameter in parameters if getattr(parameter, attribute)}
    assert first_cells(section(parameters.algorithm), heading) == declared


@pytest.mark.parametrize("parameters", SETS, ids=lambda each: each.algorithm)
def test_every_parameter_has_an_entry(parameters):
    text = section(parameters.algorithm)
    assert re.findall(r"^\*\*`(\w+)`\*\*:", text, re.MULTILINE) == parameters.names
