"""Histograms."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.histogram import RULES, histogram
from heavywater.exceptions import H2OValueError

DATA = FrameData.from_columns({"a": [5, 3, 8, 1, None, 7, 2, 9, 4, 6.5]})


def column(data: FrameData, name: str) -> list[float | None]:
    return data.column(name).to_list()


def test_classes_are_those_of_numpy() -> None:
    values = np.random.default_rng(0).normal(size=500)
    found = histogram(FrameData.from_columns({"x": values}), 12)
    counts, edges = np.histogram(values, 11)
    assert column(found, "breaks") == pytest.approx(edges)
    assert column(found, "counts")[1:] == counts.tolist()
    assert column(found, "mids")[1:] == pytest.approx((edges[1:] + edges[:-1]) / 2)


def test_the_middle_of_the_values_of_a_class() -> None:
    found = histogram(DATA, 3)
    assert column(found, "breaks") == [1, 5, 9]
    assert column(found, "counts") == [None, 4, 5]
    assert column(found, "mids_true") == [None, 2.5, 7]


def test_given_breaks_include_their_right_ends() -> None:
    # Counts as recorded from H2O-3 3.46.0.12.
    found = histogram(DATA, [10, 0, 4])
    assert column(found, "breaks") == [0, 4, 10]
    assert column(found, "counts") == [None, 4, 5]


@pytest.mark.parametrize(
    ("rule", "rows"),
    [("sturges", 9), ("rice", 11), ("sqrt", 12), ("doane", 8), ("scott", 6), ("FD", 8)],
)
def test_rules(rule: str, rows: int) -> None:
    values = np.random.default_rng(1).uniform(size=150)
    assert histogram(FrameData.from_columns({"x": values}), rule).nrow == rows


def test_every_class_has_a_place_for_its_values() -> None:
    for rule in RULES:
        assert sum(column(histogram(DATA, rule), "counts")[1:]) == 9


def test_errors() -> None:
    with pytest.raises(H2OValueError, match="Did you mean 'sturges'"):
        histogram(DATA, "sturgis")
    with pytest.raises(H2OValueError, match="at least 2"):
        histogram(DATA, 1)
    with pytest.raises(H2OValueError, match="two different numbers"):
        histogram(DATA, [1.0, 1.0])
    with pytest.raises(H2OValueError, match="one value only"):
        histogram(FrameData.from_columns({"x": [1, 1]}), 3)
