"""Balanced classes: how often each row comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.training.balance import balanced_rows, class_shares, sampling_ratios


def drawn(values, *, factors=None, largest=5.0, seed=1):
    values = np.asarray(values, dtype=float)
    rows = np.flatnonzero(~np.isnan(values))
    classes = int(np.nanmax(values)) + 1
    return balanced_rows(
        values, rows, classes, factors=factors, largest=largest, rng=np.random.default_rng(seed)
    )


VALUES = np.repeat([0.0, 1.0, 2.0], [60, 30, 7])


def counts(rows):
    return np.bincount(VALUES[rows].astype(int), minlength=3).tolist()


def test_all_classes_grow_to_the_largest():
    assert counts(drawn(VALUES)) == [60, 60, 60]


def test_below_the_largest_size_all_classes_shrink_alike():
    assert counts(drawn(VALUES, largest=0.5)) == [16, 16, 16]


def test_factors_are_rates():
    assert counts(drawn(VALUES, factors=[0.5, 1.0, 3.0])) == [30, 30, 21]
    assert counts(drawn(VALUES, factors=[0.0, 1.0, 1.0])) == [0, 30, 7]
    assert counts(drawn(VALUES, factors=[0.0, 0.0, 0.0])) == [60, 60, 60]
    assert counts(drawn(VALUES, factors=[1.0, 1.0, 100.0], largest=2.0)) == [15, 7, 172]


def test_no_class_vanishes_by_rounding():
    assert counts(drawn(VALUES, factors=[1.0, 1.0, 0.01])) == [60, 30, 1]


def test_a_level_without_rows_stays_without():
    assert sampling_ratios(np.array([4, 0, 2]), None, 5.0).tolist() == [1.0, 0.0, 2.0]


@given(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, np.nan]), min_size=3, max_size=80),
    st.floats(0.2, 6.0),
)
def test_rows_of_a_class_come_equally_often(values, largest):
    values = np.array(values)
    if np.isnan(values).all():
        return
    rows = drawn(values, largest=largest)
    assert not np.isnan(values[rows]).any()
    times = np.bincount(rows, minlength=values.size)
    known = [np.flatnonzero(values == code) for code in np.unique(values[~np.isnan(values)])]
    sizes = [times[own].sum() for own in known]
    assert max(sizes) - min(sizes) <= 1
    assert all(np.ptp(times[own]) <= 1 for own in known)
    assert sum(sizes) <= max(largest * (~np.isnan(values)).sum(), 0) + len(known)


def test_shares():
    assert class_shares(VALUES, np.array([0, 60, 60, 96]), 4) == (0.25, 0.5, 0.25, 0.0)
    assert class_shares(VALUES, np.arange(97), 3) == pytest.approx((60 / 97, 30 / 97, 7 / 97))
