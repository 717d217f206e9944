"""Folds share one matrix, and each sees it by the statistics of its own training rows."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.training import data_info
from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.fold_inputs import SharedInputs
from heavywater.core.training.folds import Folds
from heavywater.core.training.lazy_rows import LazyRows

ROWS = 60


def data():
    rng = np.random.default_rng(3)
    gaps = rng.normal(5, 2, ROWS)
    gaps[::7] = np.nan
    return FrameData.from_columns(
        {
            "a": rng.normal(100, 3, ROWS),
            "gaps": gaps,
            "flat": np.where(np.arange(ROWS) % 3 == 0, 1.0, 8.0),
            "k": EnumColumn(rng.integers(0, 2, ROWS), ["u", "v"]),
        }
    )


def folds():
    return Folds(np.arange(ROWS) % 3, 3)


def shared(standardize):
    info = DataInfo.learn(data(), data().names, standardize=standardize)
    return SharedInputs.of(info, data(), standardize=standardize)


@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_a_fold_reads_what_it_would_have_learned_by_itself(standardize, weighted):
    weights = np.random.default_rng(1).integers(0, 4, ROWS) * 1.0 if weighted else None
    for fold, (info, inputs) in enumerate(shared(standardize).of_folds(folds(), weights)):
        own = np.where(folds().held_out(fold), 0.0, 1.0 if weights is None else weights)
        expected = DataInfo.learn(data(), data().names, standardize=standardize, weights=own)
        assert np.allclose(info.shift, expected.shift)
        assert np.allclose(info.scale, expected.scale)
        assert np.allclose(info.fill, expected.fill)
        numbers, _ = expected.transform(data())
        assert np.allclose(inputs.numbers[:], numbers.numbers, atol=2e-5)
        assert np.array_equal(inputs.slots, numbers.slots)


def test_nothing_is_copied():
    inputs = shared(True)
    for _, of_fold in inputs.of_folds(folds(), None):
        assert of_fold.numbers.base is inputs.inputs.numbers
        assert of_fold.slots is inputs.inputs.slots
        part = of_fold.pick(np.arange(5))
        assert part.numbers.base is inputs.inputs.numbers
        assert part.slots.base is inputs.inputs.slots


def test_the_model_of_all_rows_reads_all_statistics():
    inputs = shared(True)
    expected, _ = inputs.info.transform(data())
    assert np.allclose(inputs.whole().numbers[:], expected.numbers, atol=1e-6)


def test_without_gaps_the_model_of_all_rows_reads_the_matrix_itself():
    complete = data().select(["a", "flat"])
    info = DataInfo.learn(complete, complete.names)
    inputs = SharedInputs.of(info, complete, standardize=True)
    assert inputs.whole() is inputs.inputs


def test_rows_are_picked_when_they_are_read():
    base = np.arange(12.0, dtype=np.float32).reshape(6, 2)
    rows = LazyRows(base).pick(np.array([5, 3, 1])).pick(np.array([2, 0]))
    assert rows.shape == (2, 2)
    assert rows[:].tolist() == [[2, 3], [10, 11]]
    assert rows[np.array([1])].tolist() == [[10, 11]]
    assert base.tolist() == np.arange(12.0).reshape(6, 2).tolist()


@pytest.mark.parametrize("standardize", [True, False])
def test_folds_share_a_narrow_matrix(monkeypatch, standardize):
    monkeypatch.setattr(data_info, "_NARROW_FROM", 1)
    rng = np.random.default_rng(4)
    narrow = FrameData.from_columns(
        {name: rng.integers(0, 200, ROWS).astype(np.uint8) for name in "ab"}
    )
    info = DataInfo.learn(narrow, narrow.names, standardize=standardize)
    inputs = SharedInputs.of(info, narrow, standardize=standardize)
    base = inputs.inputs.numbers.base
    assert base.dtype == np.uint8
    for fold, (own, of_fold) in enumerate(inputs.of_folds(folds(), None)):
        kept = np.where(folds().held_out(fold), 0.0, 1.0)
        expected = DataInfo.learn(narrow, narrow.names, standardize=standardize, weights=kept)
        assert of_fold.numbers.base is base
        assert np.allclose(own.shift, expected.shift)
        numbers = expected.transform(narrow)[0].numbers
        assert np.allclose(of_fold.numbers[:], numbers[:], atol=2e-5)
