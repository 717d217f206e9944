"""Every row of docs/differences-from-h2o.md names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "differences-from-h2o.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
ROWS = [line for line in ROWS if not line.startswith("| H2O-3 |")]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")

# Files in which every test is about a difference.
DEVOTED = [
    "tests/core/deeplearning/test_autoencoder_differences.py",
    "tests/core/deeplearning/test_differences.py",
    "tests/core/isolationforest/test_differences.py",
    "tests/core/metrics/test_differences.py",
    "tests/core/training/test_encoding_differences.py",
    "tests/test_frame_differences.py",
    "tests/test_session_differences.py",
]


def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_rows():
    assert len(ROWS) > 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_a_row_has_four_cells_and_a_test_that_exists(row):
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 4
    assert all(cells)
    named = TEST.findall(cells[3])
    assert named
    for path, name in named:
        assert name in functions_of(path), f"{path} has no {name}()"


@pytest.mark.parametrize("path", DEVOTED)
def test_every_difference_with_a_test_has_a_row(path):
    named = {name for file, name in TEST.findall(PAGE) if file == path}
    written = {name for name in functions_of(path) if name.startswith("test_")}
    assert written == named
