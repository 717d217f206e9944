"""Distances of rows, as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

import pytest

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.distance import row_distances
from heavywater.exceptions import H2OValueError

DATA = FrameData.from_columns({"a": [1, 2, 3], "b": [4, 5, 6.5]})
RECORDED = {
    "l1": [0.0, 2.0, 4.5],
    "l2": [0.0, 1.414214, 3.201562],
    "cosine": [1.0, 0.990830, 0.982487],
    "cosine_sq": [1.0, 0.981744, 0.965280],
}


@pytest.mark.parametrize("measure", RECORDED)
def test_recorded(measure: str) -> None:
    found = row_distances(DATA, DATA, measure)
    assert (found.nrow, found.names) == (3, ["C1", "C2", "C3"])
    assert found.numeric("C1") == pytest.approx(RECORDED[measure], abs=1e-6)


def test_shape_and_zeros() -> None:
    queries = FrameData.from_columns({"p": [0], "q": [0]})
    found = row_distances(DATA, queries, "COSINE")
    assert (found.nrow, found.ncol) == (3, 1)
    assert found.column("C1").null_count() == 3


def test_errors() -> None:
    with pytest.raises(H2OValueError, match="'l1', 'l2'"):
        row_distances(DATA, DATA, "l3")
    with pytest.raises(H2OValueError, match="2 and 1"):
        row_distances(DATA, DATA.select(["a"]), "l1")
    with pytest.raises(H2OValueError, match="na_omit"):
        row_distances(DATA, FrameData.from_columns({"a": [None], "b": [1]}), "l1")
