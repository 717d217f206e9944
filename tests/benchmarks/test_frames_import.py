"""Import: the files, and the workload on a handful of rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize("library", ["heavywater", "polars", "pandas", "duckdb"])
@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet"])
def test_every_library_imports_every_file(load, tmp_path, library, kind):
    pytest.importorskip(library)
    if library == "pandas":
        pytest.importorskip("pyarrow")
    load("frames_import").write(20_000, tmp_path)
    out = tmp_path / "out.jsonl"
    subprocess.run(
        [
            *(sys.executable, FOLDER / "import_workload.py", "--library", library),
            *("--file", tmp_path / f"data.{kind}", "--out", out),
        ],
        check=True,
        capture_output=True,
    )
    found = {line["what"]: line["value"] for line in map(json.loads, out.read_text().splitlines())}
    assert found["rows"] == pl.read_csv(tmp_path / "data.csv").height
    assert found["peak"] > 1 << 20


def test_figures_are_related(load):
    compare = load("frames_import")
    figures = {
        ("csv", "heavywater"): {"rows": 100.0, "seconds": 2.0, "peak": 2.0**20},
        ("csv", "h2o"): {"rows": 100.0, "seconds": 10.0, "peak": 2.0**22},
    }
    assert compare.table_rows(figures, ["heavywater", "h2o"], ["csv"], 2**20) == [
        ["CSV: rows/s", "50", "10 (5.0×)"],
        ["CSV: peak memory", "1 MiB (1.0×)", "4 MiB (4.0×)"],
    ]
