"""The comparison: its table, and the workload on Heavywater with a handful of rows."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def images(tmp_path):
    rng = np.random.default_rng(1)
    for name, rows in (("train", 1200), ("test", 200)):
        table = np.column_stack([rng.integers(0, 255, (rows, 784)), rng.integers(0, 10, rows)])
        np.savetxt(tmp_path / f"{name}.csv", table, fmt="%d", delimiter=",")
    return tmp_path


@pytest.fixture
def cars(tmp_path):
    path = tmp_path / "cars.csv"
    rows = "".join(f"{i},{i * 2},{i % 7},{i % 5},{70 + i % 9},{4 + i % 3}\n" for i in range(50))
    path.write_text("displacement,power,weight,acceleration,year,cylinders\n" + rows)
    return path


def test_the_workload_measures_everything_that_the_table_shows(load, images, cars):
    out = images / "out.jsonl"
    subprocess.run(
        [sys.executable, FOLDER / "workload.py", "--library", "heavywater", "--quick"]
        + [f"--{part}={images / part}.csv" for part in ("train", "test")]
        + ["--cars", cars, "--out", out],
        check=True,
        capture_output=True,
    )
    found = {
        record["what"]: record["value"] for record in map(json.loads, out.read_text().splitlines())
    }
    wanted = {measure.key for measure in load("compare_h2o").MEASURES}
    # The caller looks at the machine, and --quick does not wait for an error.
    assert wanted - found.keys() == {
        "memory",
        "others",
        "to_14%",
        "quickest_14%",
        "quickest_12%",
    }
    assert all(value >= 0 for value in found.values())


def test_ratio_is_how_many_times_better_heavywater_is(load):
    compare = load("compare_h2o")
    figures = {
        "h2o": {
            "start": compare.Figure(7.0),
            "predict_rate": compare.Figure(1000.0),
            "to_14%": compare.Figure(180.0, at_least=True),
        },
        "heavywater": {
            "start": compare.Figure(0.5),
            "predict_rate": compare.Figure(500.0),
            "to_14%": compare.Figure(2.5),
        },
    }
    rows = compare.table_rows(figures, epochs="1 epoch", megabytes="133 MB")
    assert [row[1:] for row in rows] == [
        ("7.0 s", "0.50 s", "14×"),
        ("> 180 s", "2.5 s", "> 72×"),
        ("1,000 rows/s", "500 rows/s", "0.50×"),
    ]


def test_one_library_alone_has_no_ratio(load):
    compare = load("compare_h2o")
    rows = compare.table_rows(
        {"heavywater": {"start": compare.Figure(0.5)}}, epochs="", megabytes=""
    )
    assert [row[1:] for row in rows] == [("n/a", "0.50 s", "")]


def test_medians_over_repeats(load):
    compare = load("compare_h2o")
    runs = [{"x": compare.Figure(v, v == 3)} for v in (1.0, 3.0, 2.0)]
    assert compare.medians(runs) == {"x": compare.Figure(2.0, at_least=True)}


def test_the_first_attempt_at_an_error_counts_and_the_last_is_a_bound(load, tmp_path):
    workload = load("workload")
    out = tmp_path / "out.jsonl"
    work = workload.Workload(argparse.Namespace(out=out, quick=False))
    attempts = {
        epochs: workload.Trained(None, seconds, 1.0, 1.0, error)
        for epochs, seconds, error in [(0.5, 1.0, 0.15), (1.0, 2.0, 0.139), (2.0, 4.0, 0.13)]
    }
    work._note_first(attempts, "to", (0.14, 0.12))
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"what": "to_14%", "value": 2.0, "at_least": False},
        {"what": "to_12%", "value": 4.0, "at_least": True},
    ]
