from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs import random
from heavywater.core.rng import row_uniforms
from heavywater.exceptions import H2OValueError

DATA = FrameData.from_columns({"row": list(range(406))})


def test_runif_is_h2os() -> None:
    # Recorded from H2O-3 3.46.0.12: frame.runif(42).
    recorded = [0.5137835741043091, 0.6984807252883911, 0.25572890043258667, 0.26042991876602173]
    assert random.runif(DATA, 42).numeric("rnd")[:4].tolist() == recorded


def test_split_of_406_rows_is_h2os() -> None:
    # Recorded from H2O-3 3.46.0.12: the cars data, seeds 1234 and 1.
    assert [part.nrow for part in random.split(DATA, [0.8], 1234)] == [330, 76]
    assert [part.nrow for part in random.split(DATA, [0.5, 0.3], 1)] == [208, 118, 80]
    assert [part.nrow for part in random.split(DATA, [0.75], 1)] == [307, 99]


def test_every_row_goes_to_one_part_in_order() -> None:
    parts = random.split(DATA, [0.3, 0.3], 7)
    rows = np.concatenate([part.numeric("row") for part in parts])
    assert sorted(rows.tolist()) == list(range(406))
    assert all((np.diff(part.numeric("row")) > 0).all() for part in parts)


def test_seeds() -> None:
    again = [random.runif(DATA, 3).numeric("rnd") for _ in range(2)]
    assert (again[0] == again[1]).all()
    for seed in (None, -1):
        drawn = [random.runif(DATA, seed).numeric("rnd") for _ in range(2)]
        assert (drawn[0] != drawn[1]).any()
    assert random.runif(DATA, -5).nrow == 406


@pytest.mark.parametrize("ratios", [[], [1.0], [0.5, 0.5], [-0.1]])
def test_ratios_that_leave_nothing_are_refused(ratios: list[float]) -> None:
    with pytest.raises(H2OValueError, match=r"[Rr]atio"):
        random.split(DATA, ratios, 1)


def test_folds() -> None:
    # Recorded from H2O-3 3.46.0.12: frame.kfold_column(3, seed=5).
    assert random.kfold(DATA, 3, 5).numeric("C1")[:5].tolist() == [1, 2, 2, 1, 2]
    assert random.modulo_kfold(DATA, 3).numeric("C1")[:4].tolist() == [0, 1, 2, 0]
    with pytest.raises(H2OValueError, match="At least 2 folds"):
        random.kfold(DATA, 1, 5)


# Cells that H2O 3.46.0.12 makes missing in 12 rows of 3 columns with fraction=0.4.
MISSING = {
    42: ["101", "110", "010", "001", "010", "011", "111", "001", "011", "001", "000", "101"],
    -7: ["100", "101", "001", "010", "011", "000", "100", "100", "000", "010", "110", "000"],
    123456789012: [
        "000", "101", "000", "011", "101", "111", "011", "000", "110", "001", "100", "111",
    ],
}  # fmt: skip


@pytest.mark.parametrize("seed", MISSING)
def test_the_same_cells_become_missing_as_in_h2o(seed: int) -> None:
    data = FrameData.from_columns(
        {
            "a": np.arange(12),
            "b": np.arange(12) / 2,
            "c": EnumColumn(np.arange(12) % 2, ["u", "v"]),
        }
    )
    changed = random.insert_missing(data, 0.4, seed)
    gaps = np.column_stack([changed.column(name).is_null().to_numpy() for name in "abc"])
    assert ["".join(map(str, row)) for row in gaps.astype(int)] == MISSING[seed]
    assert changed.domain("c") == ["u", "v"]


def test_no_cell_or_all_become_missing() -> None:
    data = FrameData.from_columns({"a": np.arange(50)})
    assert random.insert_missing(data, 0.0, 1).column("a").null_count() == 0
    assert random.insert_missing(data, 1.0, 1).column("a").null_count() == 50
    with pytest.raises(H2OValueError, match="between 0 and 1"):
        random.insert_missing(data, 1.5, 1)


def test_a_row_draws_the_same_however_many_there_are() -> None:
    many = row_uniforms(40_000, 7)
    for start in (0, 16_380, 32_770):
        assert row_uniforms(10, 7 + start).tolist() == many[start : start + 10].tolist()
