from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs import random
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
