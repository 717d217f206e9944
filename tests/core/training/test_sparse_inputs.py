"""Rows that name their inputs: from columns, sparse or not."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.sparse import SparseColumns
from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.inputs import SparseInputs

NAMES = [f"x{i}" for i in range(6)]


def numbers(rows=30, seed=1):
    rng = np.random.default_rng(seed)
    table = rng.normal(3.0, 2.0, size=(rows, len(NAMES)))
    table[rng.random(table.shape) < 0.7] = 0.0
    table[4, 1] = np.nan
    return table


def frames(table):
    """The same columns stored sparsely, in full, and half and half; with levels."""
    codes = EnumColumn(np.arange(len(table)) % 4 - 1, ["a", "b", "c"])
    levels = FrameData.from_columns({"c": codes})
    cells = SparseColumns.of(sp.csr_array(table))
    dense = levels.with_columns(dict(zip(NAMES, table.T, strict=True)))
    sparse = FrameData(levels.stored, sparse=cells, names=["c", *NAMES])
    half = sparse.with_columns({"x1": table[:, 1], "x4": table[:, 4]})
    return {"sparse": sparse, "dense": dense, "half": half}


def full(inputs):
    return inputs.sparse.matrix().toarray()


def expected(table, standardize=True):
    filled = np.where(np.isnan(table), np.nanmean(table, axis=0), table)
    scaled = filled / np.nanstd(table, axis=0, ddof=1) if standardize else filled
    codes = np.arange(len(table)) % 4 - 1
    indicators = np.eye(4)[np.where(codes < 0, 3, codes)]
    return np.concatenate([indicators, scaled], axis=1)


@pytest.mark.parametrize("kind", ["sparse", "dense", "half"])
@pytest.mark.parametrize("standardize", [True, False])
def test_levels_are_ones_and_numbers_are_divided_but_not_shifted(kind, standardize):
    table = numbers()
    data = frames(table)[kind]
    info = DataInfo.learn(data, data.names, sparse=True, standardize=standardize)
    inputs, notes = info.transform(data)
    assert notes == []
    np.testing.assert_allclose(full(inputs), expected(table, standardize), rtol=1e-6)
    assert inputs.numbers.shape == (30, 0)
    assert inputs.slots.shape == (30, 1)
    assert info.named == len(info.input_names) == 10
    assert not info.shift.any()


def test_only_what_is_not_zero_is_named():
    table = np.where(np.isnan(numbers()), 0.0, numbers())
    data = frames(table)["sparse"]
    info = DataInfo.learn(data, NAMES, sparse=True)
    named = info.transform(data)[0].sparse
    assert named.values.size == np.count_nonzero(table)
    assert all(
        (np.diff(named.slots[begin:end]) > 0).all()
        for begin, end in zip(named.start[:-1], named.start[1:], strict=True)
    )


def test_rows_with_gaps_are_marked():
    table = numbers()
    data = frames(table)["sparse"]
    complete = DataInfo.learn(data, NAMES, sparse=True).transform(data)[0].complete
    assert np.flatnonzero(~complete).tolist() == [4]


@pytest.mark.parametrize("kind", ["sparse", "dense"])
def test_infinite_numbers_count_as_missing(kind):
    table = numbers()
    learned = DataInfo.learn(frames(table)[kind], NAMES, sparse=True)
    table[7, 2] = np.inf
    inputs, notes = learned.transform(frames(table)[kind])
    assert full(inputs)[7, 2] == pytest.approx(learned.fill[2] * learned.scale[2])
    assert any("Infinite values" in note and "'x2'" in note for note in notes)
    assert not inputs.complete[7]


def test_absent_numbers_are_zero_and_absent_levels_are_missing():
    table = numbers()
    data = frames(table)["sparse"]
    info = DataInfo.learn(data, data.names, sparse=True)
    inputs, notes = info.transform(data.select(["x0", "x3"]))
    dense = full(inputs)
    assert not dense[:, [5, 6, 8, 9]].any()
    assert (dense[:, 3] == 1).all()
    assert dense[:, 4].any()
    assert len(notes) == 2
    assert "'x1', 'x2', 'x4', 'x5'" in notes[1]


def test_many_absent_columns_are_not_named_one_by_one():
    table = np.random.default_rng(1).normal(size=(5, 40))
    names = [f"x{i}" for i in range(40)]
    data = FrameData.from_columns(dict(zip(names, table.T, strict=True)))
    notes = DataInfo.learn(data, names).transform(data.select(["x0"]))[1]
    assert len(notes) == 11
    assert "29 more" in notes[-1]


def test_weighted_statistics():
    table = np.where(np.isnan(numbers()), 0.0, numbers())
    weights = np.arange(30) % 3.0
    kinds = frames(table)
    mine, theirs = (
        DataInfo.learn(kinds[kind], NAMES, sparse=True, weights=weights)
        for kind in ("sparse", "dense")
    )
    np.testing.assert_allclose(mine.scale, theirs.scale)
    np.testing.assert_allclose(mine.fill, theirs.fill)


def test_some_rows():
    inputs = SparseInputs.of(sp.csr_array(np.array([[0, 2.0], [1, 0], [0, 0]])))
    assert inputs.take(np.array([2, 1, 1])).matrix().toarray().tolist() == [[0, 0], [1, 0], [1, 0]]
    assert inputs.take(slice(1, None)).matrix().toarray().tolist() == [[1, 0], [0, 0]]


def test_levels_that_share_an_input_add_up():
    codes = EnumColumn(np.arange(40) % 5, list("abcde"))
    data = FrameData.from_columns({"c": codes, "d": codes, "x": np.arange(40.0)})
    info = DataInfo.learn(data, data.names, max_categorical_features=3, seed=1)
    inputs = info.transform(data)[0]
    assert inputs.numbers.shape == (40, 1)
    assert inputs.slots.shape == (40, 2)
    assert inputs.sparse.matrix().sum(axis=1).tolist() == [2.0] * 40
    assert set(inputs.sparse.values.tolist()) == {1.0, 2.0}


def test_inputs_in_full():
    data = frames(numbers())["half"]
    info = DataInfo.learn(data, data.names, sparse=True)
    inputs = info.transform(data)[0]
    whole = info.in_full(inputs)
    np.testing.assert_array_equal(whole.numbers, full(inputs)[:, 4:])
    assert whole.sparse is None
    assert whole.slots is inputs.slots
