"""Folds of sparse data share where cells are, and each has their values on its own scale."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.fold_inputs import SharedInputs
from heavywater.core.training.folds import Folds

ROWS = 60


def data():
    rng = np.random.default_rng(3)
    table = rng.normal(5, 2, (ROWS, 4))
    table[rng.random(table.shape) < 0.6] = 0.0
    table[::7, 1] = np.nan
    columns = {f"x{i}": table[:, i] for i in range(4)}
    return FrameData.from_columns(columns | {"k": EnumColumn(np.arange(ROWS) % 3 - 1, ["u", "v"])})


def folds():
    return Folds(np.arange(ROWS) % 3, 3)


def shared(standardize):
    info = DataInfo.learn(data(), data().names, standardize=standardize, sparse=True)
    return SharedInputs.of(info, data(), standardize=standardize)


@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_a_fold_reads_what_it_would_have_learned_by_itself(standardize, weighted):
    weights = np.random.default_rng(1).integers(0, 4, ROWS) * 1.0 if weighted else None
    for fold, (info, inputs) in enumerate(shared(standardize).of_folds(folds(), weights)):
        own = np.where(folds().held_out(fold), 0.0, 1.0 if weights is None else weights)
        expected = DataInfo.learn(
            data(), data().names, standardize=standardize, weights=own, sparse=True
        )
        np.testing.assert_allclose(info.scale, expected.scale)
        np.testing.assert_allclose(info.fill, expected.fill)
        assert not info.shift.any()
        read, _ = expected.transform(data())
        np.testing.assert_allclose(
            inputs.sparse.matrix().toarray(), read.sparse.matrix().toarray(), rtol=1e-5
        )


def test_positions_are_shared_and_rows_can_be_picked():
    inputs = shared(True)
    for _, of_fold in inputs.of_folds(folds(), None):
        assert of_fold.sparse.slots is inputs.inputs.sparse.slots
        picked = of_fold.pick(np.array([5, 1]))
        whole = of_fold.sparse.matrix().toarray()
        np.testing.assert_array_equal(picked.sparse.matrix().toarray(), whole[[5, 1]])


def test_the_model_of_all_rows_reads_all_statistics():
    inputs = shared(True)
    expected, _ = inputs.info.transform(data())
    np.testing.assert_allclose(
        inputs.whole().sparse.matrix().toarray(), expected.sparse.matrix().toarray(), rtol=1e-6
    )
