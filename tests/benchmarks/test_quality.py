"""The verdicts, and the splits."""

from __future__ import annotations

import argparse

import pytest

SAME = (1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("heavywater", "more_is_better", "verdict"),
    [
        (SAME, False, "not worse"),
        ((1.2, 2.3, 3.1), False, "WORSE"),
        ((1.2, 2.3, 3.1), True, "better"),
        ((0.8, 1.9, 2.9), False, "better"),
        ((1.3, 1.8, 3.1), False, "not worse"),
    ],
    ids=str,
)
def test_verdict_goes_by_the_differences_seed_by_seed(load, heavywater, more_is_better, verdict):
    sample = load("quality").Sample(SAME, heavywater, more_is_better)
    assert sample.verdict.startswith(verdict)


def test_one_seed_is_not_enough_for_a_verdict(load):
    assert load("quality").Sample((1.0,), (2.0,), False).verdict == "unknown"


def test_splits_share_no_row_lose_none_and_invent_none(load, tmp_path):
    problems = load("problems")
    path = tmp_path / "data.csv"
    rows = [f"{i},{i % 2}" for i in range(50)]
    path.write_text("\n".join(["a,b", *rows, "", ""]))
    problem = problems.Problem("Some rows", path, ["a"], "b", "binomial", {"defaults": {}})
    (job,) = problems.jobs(problem, range(1, 2), tmp_path / "splits")
    train, test = (part.read_text().splitlines() for part in (job.train, job.test))
    assert train[0] == test[0] == "a,b"
    assert (len(train), len(test)) == (41, 11)
    assert sorted(train[1:] + test[1:]) == sorted(rows)


def test_problems_without_files_come_from_sklearn_or_are_made(load, tmp_path, monkeypatch):
    data, small, problems = load("data"), load("small_data"), load("problems")
    monkeypatch.setattr(data, "digits", lambda make=data.digits: make(tmp_path))
    for name in ("friedman", "two_rings", "many_levels"):
        make = getattr(small, name)
        monkeypatch.setattr(small, name, lambda make=make: make(60, tmp_path))
    make = small.sklearn_table
    monkeypatch.setattr(small, "sklearn_table", lambda name: make(name, tmp_path))
    options = argparse.Namespace(cars=tmp_path / "cars.csv", data=None, mnist=None)
    options.cars.touch()
    found = {problem.name: problem for problem in problems.problems(options)}
    assert len(found) >= 8
    assert found["iris"].table().shape == (150, 5)
    assert found["many levels"].x == ["place", "kind", "a", "b"]
    assert found["Friedman 1"].table().shape == (60, 11)
    assert found["sklearn digits"].table().shape == (1797, 65)
    assert found["sklearn digits"].y == 64


def test_tables_of_a_folder_are_taken_where_they_are(load, tmp_path):
    problems = load("problems")
    (tmp_path / "prostate.csv").write_text("CAPSULE,AGE\n1,2\n")
    assert [p.name for p in problems._from_folder(tmp_path)] == ["prostate"]
    assert list(problems._from_folder(None)) == []
