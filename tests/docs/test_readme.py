"""The README's first example runs, and prints what the README says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("silent_session")


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location(
        "readme_output", ROOT / "scripts/readme_output.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shape(text):
    """Lines of a text without its figures: their last digits are the processor's."""
    return [
        re.sub(r"[\d.]+", "0", re.sub(r"[\s-]+", " ", line)).strip() for line in text.splitlines()
    ]


def test_the_first_example_prints_what_is_said(script):
    found = script.example((ROOT / "README.md").read_text(encoding="utf-8"))
    assert shape(script.printed(found["code"])) == shape(found["printed"])
    assert float(found["printed"].split()[0]) > 0.9


def test_a_readme_that_lies_is_found_out():
    assert shape("0  1.5 yes") == shape("7 2.25  yes") != shape("0 1.5 no")
