"""Stratified splits and folds, levels by frequency; recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.exceptions import H2OColumnError, H2OValueError
from heavywater.frame import H2OFrame


def classes() -> H2OFrame:
    return H2OFrame({"y": ["a"] * 15 + ["b"] * 9 + ["c"] * 2}, column_types=["enum"])


@pytest.mark.parametrize(
    ("seed", "fraction", "expected"),
    [
        (1, 0.2, ".....T...T....T...T.T...T."),
        (42, 0.5, "TT.TTT.TT....T.T.TT.T..TT."),
        (-7, 0.3, "T......TT...TT.T...T..T.T."),
        (2**40, 0.25, "T.T...TT........T..T....T."),
        (5, 1.0, "TTTTTTTTTTTTTTTTTTTTTTTTTT"),
        (5, 0.0, "......T...........T.....T."),
    ],
)
def test_the_same_rows_as_h2o(seed: int, fraction: float, expected: str) -> None:
    found = classes().stratified_split(fraction, seed)
    assert found.names == ["test_train_split"]
    assert found.levels() == [["train", "test"]]
    rows = found.as_data_frame(use_pandas=False, header=False)
    assert "".join("T" if row == ["test"] else "." for row in rows) == expected


def test_whole_numbers_with_gaps() -> None:
    # H2O fails where a value is missing.
    found = H2OFrame({"y": [1, 1, 2, 2, None]}).stratified_split(0.5, 3)
    rows = [row[0] for row in found.as_data_frame(use_pandas=False, header=False)]
    assert sorted(rows[:2]) == sorted(rows[2:4]) == ["test", "train"]
    assert rows[4] == "train"


def test_every_fold_has_its_share_of_every_class() -> None:
    # H2O draws folds without looking at the classes.
    y = np.repeat([0, 1, 2], [70, 23, 7])
    np.random.default_rng(0).shuffle(y)
    folds = H2OFrame({"y": y}).asfactor().stratified_kfold_column(3, seed=4)
    found = folds.to_numpy().ravel().astype(int)
    for kind in range(3):
        counts = np.bincount(found[y == kind], minlength=3)
        assert np.ptp(counts) <= 1
    assert np.ptp(np.bincount(found)) <= 1
    again = H2OFrame({"y": y}).stratified_kfold_column(3, seed=4)
    assert (again.to_numpy().ravel() == found).all()


def test_errors_of_stratification() -> None:
    with pytest.raises(H2OValueError, match="of type real"):
        H2OFrame({"y": [1.5, 2]}).stratified_split()
    with pytest.raises(H2OValueError, match="between 0 and 1"):
        classes().stratified_split(1.5)
    with pytest.raises(H2OValueError, match="At least 2 folds"):
        classes().stratified_kfold_column(1)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["z", "y", "n", "w", "x"]),
        ({"top_n": 1}, ["z", "n", "w", "x", "y"]),
        ({"top_n": 2}, ["z", "y", "n", "w", "x"]),
        ({"weights_column": "w"}, ["n", "x", "y", "z", "w"]),
        ({"weights_column": "w", "top_n": 1}, ["n", "w", "x", "y", "z"]),
    ],
)
def test_levels_by_frequency(options: dict[str, object], expected: list[str]) -> None:
    frame = H2OFrame(
        {"a": list("xyyzzzwn"), "w": [10, 1, 1, 0.5, 0.5, 0.5, 0, 100]},
        column_types={"a": "enum"},
    )
    found = frame.relevel_by_frequency(**options)
    assert found["a"].levels() == [expected]
    assert found.as_data_frame(use_pandas=False) == frame.as_data_frame(use_pandas=False)


def test_errors_of_levels_by_frequency() -> None:
    with pytest.raises(H2OValueError, match="positive"):
        classes().relevel_by_frequency(top_n=0)
    with pytest.raises(H2OColumnError):
        classes().relevel_by_frequency(weights_column="q")
