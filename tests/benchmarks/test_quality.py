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


def test_problems_without_files_come_from_sklearn(load, tmp_path, monkeypatch):
    data, problems = load("data"), load("problems")
    for make in ("iris", "digits"):
        original = getattr(data, make)
        monkeypatch.setattr(data, make, lambda original=original: original(tmp_path))
    options = argparse.Namespace(cars=tmp_path / "cars.csv", iris=None, prostate=None, mnist=None)
    options.cars.touch()
    found = {problem.name: problem for problem in problems.problems(options)}
    assert list(found) == ["cars, cylinders", "cars, economy", "iris", "sklearn digits"]
    assert found["iris"].table().shape == (150, 5)
    assert found["sklearn digits"].table().shape == (1797, 65)
    assert found["sklearn digits"].y == 64
