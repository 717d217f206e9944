"""The benchmark of isolation forests: its own AUC, its table, and one small run."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("sklearn")


def test_areas_are_those_of_scikit_learn(load):
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(0)
    truth, scores = rng.random(200) < 0.3, rng.integers(0, 20, 200)
    assert load("forest_workload").auc(truth, scores) == pytest.approx(roc_auc_score(truth, scores))


def test_the_best_of_all_turns_counts(load):
    records = [
        {"what": "284,807 x 30 train", "value": 0.02},
        {"what": "284,807 x 30 train", "value": 0.01},
        {"what": "auc", "value": 0.9, "data": "a", "seed": 0},
        {"what": "auc", "value": 0.7, "data": "a", "seed": 1},
    ]
    slow = [{"what": "284,807 x 30 train", "value": 0.5}]
    rows = load("forests").table_rows(
        {"heavywater": records, "sklearn": slow}, {"heavywater": 2**20, "sklearn": 2**21}
    )
    table = {row[0]: row[1:] for row in rows}
    assert table["training, 284,807 x 30"] == ["10.0 ms", "500.0 ms (50×)"]
    assert table["mean AUC"] == ["0.8000 ± 0.1000", ""]
    assert table["peak memory"] == ["1 MiB", "2 MiB"]


@pytest.mark.parametrize("name", ["heavywater", "sklearn"])
def test_a_workload_measures(load, tmp_path, monkeypatch, name):
    workload = load("forest_workload")
    rng = np.random.default_rng(0)
    np.save(tmp_path / "small.npy", rng.normal(size=(500, 3)))
    out = tmp_path / "out.jsonl"
    np.savez(
        tmp_path / "problems.npz",
        **{"one X": rng.normal(size=(60, 2)), "one y": np.arange(60) < 5},
    )
    monkeypatch.setattr(workload, "use_cores", lambda count: count)
    monkeypatch.setattr(
        "sys.argv",
        [
            *("forest_workload.py", "--library", name, "--cores", "1", "--seconds", "0"),
            *("--data", f"small={tmp_path / 'small.npy'}", "--seeds", "1"),
            *("--quality", str(tmp_path / "problems.npz"), "--out", str(out)),
        ],
    )
    workload.main()
    found = [json.loads(line)["what"] for line in out.read_text().splitlines()]
    assert found == ["small train", "small first", "small score", "auc"]
