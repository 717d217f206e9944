"""How alike predictions are, and neighbours that are alike."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.explanation.similarity import agreement, correlation, order_by_similarity


def test_correlation_is_numpys():
    columns = np.random.default_rng(0).normal(size=(20, 4))
    assert correlation(columns) == pytest.approx(np.corrcoef(columns.T))


def test_rows_with_a_missing_prediction_do_not_count():
    columns = np.array([[1.0, 2.0], [np.nan, 9.0], [2.0, 1.0], [4.0, 0.0]])
    assert correlation(columns) == pytest.approx(np.corrcoef(columns[[0, 2, 3]].T))


def test_a_constant_is_like_nothing_but_itself():
    found = correlation(np.array([[1.0, 5.0], [2.0, 5.0]]))
    assert found[1, 1] == 1
    assert np.isnan(found[0, 1])


def test_agreement():
    labels = np.array([[0, 0], [1, 0], [2, 2], [1, 1]])
    assert agreement(labels).tolist() == [[1, 0.75], [0.75, 1]]


def test_similar_columns_are_neighbours():
    a, b = np.array([0.0, 1.0, 0.0]), np.array([5.0, 5.0, 5.0])
    order = order_by_similarity(np.column_stack([a, b, a + 0.1, b + 0.1]))
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset({0, 2}), frozenset({1, 3})}
