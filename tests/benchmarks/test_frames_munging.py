"""Grouping, joining, sorting: the table, and the workload on a handful of rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize("library", ["heavywater", "polars", "pandas", "duckdb"])
def test_every_library_does_everything(load, tmp_path, library):
    pytest.importorskip(library)
    if library == "pandas":
        pytest.importorskip("pyarrow")
    load("frames_munging").write(500, tmp_path, text=False)
    out = tmp_path / "out.jsonl"
    subprocess.run(
        [
            *(sys.executable, FOLDER / "munging_workload.py", "--library", library),
            *("--data", tmp_path, "--times", "1", "--out", out),
        ],
        check=True,
        capture_output=True,
    )
    found = [json.loads(line)["what"] for line in out.read_text().splitlines()]
    assert found == list(load("munging_workload").OPERATIONS)


def test_text_is_written_for_h2o(load, tmp_path):
    compare = load("frames_munging")
    compare.write(20, tmp_path, text=True)
    lines = (tmp_path / "left.csv").read_text().splitlines()
    assert lines[0] == "level,number,key,x,y"
    assert len(lines) == 21


def test_ratios_say_how_much_faster_heavywater_is(load):
    compare = load("frames_munging")
    what = compare.OPERATIONS[0]
    figures = {
        "heavywater": {what: 0.5, compare.MEMORY: 2.0**20},
        "h2o": {what: 2.0, compare.MEMORY: 2.0**22},
    }
    rows = compare.table_rows(figures)
    assert rows[0] == [what, "0.50 s", "2.00 s (4.0×)"]
    assert rows[-1] == [compare.MEMORY, "1 MiB", "4 MiB (4.0×)"]
    assert rows[1][1:] == ["", ""]
