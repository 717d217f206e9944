"""Isolation forests find what is unusual."""

from __future__ import annotations

import numpy as np
import pytest

from every_model import grow, model


@pytest.mark.parametrize("extended", [False, True])
def test_a_seed_gives_the_same_forest(extended):
    one, other = (grow(extended=extended) for _ in range(2))
    assert np.array_equal(one.forest.length, other.forest.length)
    assert np.array_equal(one.forest.column, other.forest.column)


def test_measured_later_is_measured_alike():
    later, on_the_way = grow(), grow(score_tree_interval=2)
    assert later.pending is not None
    assert on_the_way.pending is None
    assert later.training_metrics.mean_score == on_the_way.training_metrics.mean_score
    assert later.pending is None
    assert later.path_range == on_the_way.path_range


def test_a_continued_forest_is_one_that_was_grown_at_once():
    whole, continued = grow(ntrees=8), model("continued forest")
    assert np.array_equal(whole.forest.length, continued.forest.length)
    assert whole.training_metrics.mean_score == continued.training_metrics.mean_score
