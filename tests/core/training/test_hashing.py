"""Levels that share inputs. Which ones do was recorded from H2O 3.46.0.12."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.hashing import HashedLevels

# 20 levels and the missing one hashed into 7 inputs, numbered as they come up.
RECORDED = {
    1: [0, 1, 0, 1, 2, 3, 4, 4, 3, 4, 5, 3, 3, 0, 1, 2, 2, 6, 5, 4, 2],
    12345: [0, 1, 2, 3, 3, 4, 5, 4, 2, 3, 3, 6, 3, 0, 6, 2, 4, 1, 3, 4, 0],
    2**33 + 7: [0, 1, 0, 2, 3, 3, 4, 5, 3, 2, 4, 2, 6, 5, 5, 2, 0, 3, 0, 6, 0],
    1806547070: [0, 1, 2, 3, 3, 4, 3, 5, 4, 0, 3, 4, 4, 5, 3, 1, 6, 5, 6, 0, 5],
}


def frame(codes, levels):
    return FrameData.from_columns(
        {
            "c": EnumColumn(np.array(codes), [f"v{i}" for i in range(levels)]),
            "x": np.arange(len(codes), dtype=float),
        }
    )


def learn(data, **options):
    return DataInfo.learn(data, ["c", "x"], **options)


@pytest.mark.parametrize("seed", RECORDED)
def test_the_same_levels_share_inputs_as_in_h2o(seed):
    data = frame([*range(20), -1], 20)
    slots = learn(data, max_categorical_features=7, seed=seed).transform(data)[0].slots[:, 0]
    first_seen = {slot: number for number, slot in enumerate(dict.fromkeys(slots.tolist()))}
    assert [first_seen[slot] for slot in slots.tolist()] == RECORDED[seed]


def test_no_level_is_never_hashed():
    data = frame([0, 1, 2, 3, -1], 4)
    info = learn(data, max_categorical_features=2, use_all_factor_levels=False)
    slots = info.transform(data)[0].slots[:, 0]
    assert slots[0] == -1
    assert set(slots[1:].tolist()) <= {0, 1}
    assert info.indicators == 2


def test_a_limit_that_is_not_reached_changes_nothing():
    data = frame([0, 1, 2, 3], 4)
    assert learn(data, max_categorical_features=5).hashed is None
    assert learn(data, max_categorical_features=4).hashed is not None


def test_inputs_have_the_names_of_the_levels_that_share_them():
    hashed = HashedLevels(4, np.array([0, 2, 0, 0, 0, 3], dtype=np.int32))
    names = hashed.names(["c.a", "c.b", "c.c", "c.d", "c.e", "c.missing(NA)"])
    assert names == ["c.a + c.c + c.d + 1 more", "unused 2", "c.b", "c.missing(NA)"]


def test_inputs_that_no_row_has_are_known():
    data = frame([0, 1, 2, 3, 0], 4)
    info = learn(data, max_categorical_features=3, seed=5)
    inputs = info.transform(data)[0]
    all_rows = np.arange(5)
    unused = set(range(3)) - set(inputs.slots[:, 0].tolist())
    assert set(info.never_trained(inputs, all_rows)) == unused
    assert len(info.never_trained(inputs, all_rows[:1])) == 2
    assert len(info.input_names) == 4
