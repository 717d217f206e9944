"""Folds are dealt as H2O-3 (release 3.46.0.12) deals them for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.training.folds import assign_folds, fold_problems, resolved_assignment
from heavywater.exceptions import H2OModelBuildError

ROWS = 30
NUMBERS = np.array([(i * 7) % 11 for i in range(ROWS)], dtype=float)
THREE = np.array([i % 3 for i in range(ROWS)], dtype=float)
SHIFTED = np.array([0 if i == 4 else i % 2 + 1 for i in range(ROWS)], dtype=float)
SHIFTED[4] = np.nan

# What H2O-3 answered for seed 7, or as named.
RANDOM_SEED_5 = [1, 2, 2, 1, 2, 0, 2, 1, 0, 1, 1, 2]
RANDOM_SEED_MINUS_7 = [0, 0, 1, 1, 0, 0, 0, 2, 0, 0, 2, 2, 1, 2, 2, 1, 2, 0, 2, 1, 0, 1, 1, 2, 2, 1,
                       0, 2, 0, 1]  # fmt: skip
STRATIFIED = {
    "classes": (THREE, [0, 1, 1, 1, 2, 1, 0, 2, 0, 2, 2, 2, 1, 0, 0, 0, 1, 1, 1, 1, 0, 2, 0, 0, 2,
                        0, 2, 1, 2, 0]),
    "whole numbers": (NUMBERS, [0, 0, 2, 1, 1, 1, 1, 2, 2, 2, 0, 1, 2, 1, 2, 1, 2, 1, 2, 1, 0, 2, 0,
                                2, 2, 0, 2, 0, 0, 1]),
    "a gap": (SHIFTED, [2, 0, 0, 1, 1, 1, 0, 2, 2, 0, 2, 2, 0, 1, 0, 1, 1, 1, 0, 2, 0, 0, 0, 0, 0,
                        1, 1, 0, 2, 0]),
}  # fmt: skip


def frame(**columns):
    return FrameData.from_columns({"x": np.arange(ROWS, dtype=float), **columns})


def assign(data=None, response=NUMBERS, *, nfolds=3, assignment="Random", column=None, seed=7):
    return assign_folds(
        frame() if data is None else data,
        response,
        nfolds=nfolds,
        assignment=assignment,
        fold_column=column,
        seed=seed,
    )


@pytest.mark.parametrize(("seed", "expected"), [(5, RANDOM_SEED_5), (-7, RANDOM_SEED_MINUS_7)])
def test_random_folds(seed, expected):
    assert assign(seed=seed).numbers[: len(expected)].tolist() == expected


def test_modulo_folds():
    assert assign(assignment="Modulo").numbers[:5].tolist() == [0, 1, 2, 0, 1]


@pytest.mark.parametrize("kind", STRATIFIED)
def test_stratified_folds(kind):
    response, expected = STRATIFIED[kind]
    assert assign(response=response, assignment="Stratified").numbers.tolist() == expected


def test_stratified_folds_have_the_classes_in_similar_shares():
    classes = np.repeat([0.0, 1.0], [3000, 300])
    data = FrameData.from_columns({"x": np.arange(3300.0)})
    folds = assign(data, classes, assignment="Stratified", nfolds=4)
    shares = [classes[folds.held_out(fold)].mean() for fold in range(4)]
    assert np.allclose(shares, 300 / 3300, atol=0.03)


def test_stratification_needs_classes():
    with pytest.raises(H2OModelBuildError, match="whole numbers, but the response has fractions"):
        assign(response=NUMBERS + 0.5, assignment="Stratified")


def test_an_empty_fold_is_refused():
    with pytest.raises(H2OModelBuildError, match=r"would have no row.*Modulo"):
        assign(nfolds=ROWS)


@pytest.mark.parametrize(
    ("values", "folds"),
    [([0, 1, 2], [0, 1, 2]), ([1, 2, 3], [0, 1, 2]), (["b", "a", "d"], [1, 0, 2])],
)
def test_a_column_assigns_the_folds(values, folds):
    cells = [values[i % 3] for i in range(ROWS)]
    if isinstance(values[0], str):
        domain = ["a", "b", "c", "d"]  # c does not occur, and makes no fold
        cells = EnumColumn(np.array([domain.index(cell) for cell in cells]), domain)
    else:
        cells = np.array(cells)
    found = assign(frame(f=cells), column="f", nfolds=0, assignment=None)
    assert found.numbers[:3].tolist() == folds
    assert found.count == 3


def column(cells):
    if isinstance(cells[0], str):
        domain = sorted({cell for cell in cells if cell})
        codes = [domain.index(cell) if cell else -1 for cell in cells]
        return EnumColumn(np.array(codes), domain)
    return np.array(cells, dtype=float)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([2.0, 3.0] * 15, "must count from 0 or from 1 without a gap"),
        ([0.0, 2.0] * 15, "must count from 0 or from 1 without a gap"),
        ([-1.0, 0.0] * 15, "must count from 0 or from 1"),
        ([0.5, 1.5] * 15, "with fractions"),
        ([1.0] * 30, "constant"),
        ([np.nan] + [0.0, 1.0] * 14 + [1.0], "has 1 missing value;"),
        (["a"] * 30, "constant"),
        (["a", "b", ""] * 10, "has 10 missing values;"),
    ],
)
def test_columns_that_are_no_folds(cells, message):
    values = {"nfolds": 0, "fold_assignment": "AUTO"}
    (problem,) = fold_problems(values, "f", frame(f=column(cells)))
    assert problem[0] == "fold_column"
    assert message in problem[1]


def test_text_is_no_fold_column():
    data = FrameData.from_columns({"f": ["a", "b"] * 15})
    (problem,) = fold_problems({"nfolds": 0, "fold_assignment": "AUTO"}, "f", data)
    assert "of type string" in problem[1]


@pytest.mark.parametrize(
    ("values", "fold_column", "fields"),
    [
        ({"nfolds": 1}, None, ["nfolds"]),
        ({"nfolds": ROWS + 1}, None, ["nfolds"]),
        ({"nfolds": ROWS}, None, []),
        ({"nfolds": 2}, "x", ["nfolds", "fold_column"]),
        ({"fold_assignment": "Modulo"}, None, ["fold_assignment"]),
        ({"nfolds": 3, "fold_assignment": "Modulo"}, None, []),
        ({"fold_assignment": "Modulo"}, "f", ["fold_assignment"]),
        ({"nfolds": 3, "checkpoint": "m"}, None, ["checkpoint"]),
        ({"nfolds": 3, "autoencoder": True}, None, ["nfolds"]),
        ({"autoencoder": True}, "f", ["nfolds"]),
        ({"checkpoint": "m"}, None, []),
    ],
)
def test_parameters_that_contradict_each_other(values, fold_column, fields):
    data = frame(f=THREE).with_columns({"x": np.full(ROWS, 2.0)})
    all_values = {"nfolds": 0, "fold_assignment": "AUTO", **values}
    assert [field for field, _ in fold_problems(all_values, fold_column, data)] == fields


def test_auto_is_random():
    assert resolved_assignment({"nfolds": 3, "fold_assignment": "AUTO"}) == "Random"
    assert resolved_assignment({"nfolds": 3, "fold_assignment": "Modulo"}) == "Modulo"
    assert resolved_assignment({"nfolds": 0, "fold_assignment": "AUTO"}) is None
