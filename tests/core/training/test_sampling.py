"""Rows are visited once a pass, by replicas that keep to their own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.training.sampling import RowSampler


def sampler(rows, replicas=1, weights=None, seed=1):
    return RowSampler(np.arange(rows), replicas, np.random.default_rng(seed), weights)


@given(rows=st.integers(4, 60), replicas=st.integers(1, 4), passes=st.integers(1, 3))
def test_each_pass_visits_every_row_once(rows, replicas, passes):
    rows *= replicas  # equal shares
    drawn = sampler(rows, replicas).take(rows * passes)
    visits = np.bincount(np.concatenate(drawn), minlength=rows)
    assert (visits == passes).all()


@given(rows=st.integers(8, 60), replicas=st.integers(2, 4), portion=st.integers(4, 20))
def test_replicas_share_no_row(rows, replicas, portion):
    source = sampler(rows, replicas)
    seen = [set() for _ in range(replicas)]
    for _ in range(10):
        for own, part in zip(seen, source.take(portion), strict=True):
            own.update(part.tolist())
    assert sum(len(own) for own in seen) == len(set().union(*seen))


def test_portions_are_split_evenly():
    assert [part.size for part in sampler(100, 3).take(10)] == [4, 3, 3]
    assert [part.size for part in sampler(100, 3).take(2)] == [1, 1]


def test_order_differs_between_passes_and_seeds():
    source = sampler(50)
    first, second = source.take(50)[0], source.take(50)[0]
    assert first.tolist() != second.tolist()
    assert sampler(50).take(50)[0].tolist() == first.tolist()
    assert sampler(50, seed=2).take(50)[0].tolist() != first.tolist()


def test_a_row_of_twice_the_weight_is_visited_twice_as_often():
    weights = np.array([1.0, 2.0, 1.0, 4.0])
    drawn = sampler(4, weights=weights).take(8000)[0]
    share = np.bincount(drawn) / 8000
    np.testing.assert_allclose(share, weights / weights.sum(), atol=0.01)


def test_only_the_given_rows_are_visited():
    source = RowSampler(np.array([3, 7, 9]), 1, np.random.default_rng(1))
    assert set(source.take(30)[0].tolist()) == {3, 7, 9}


@given(
    rows=st.integers(3, 40),
    replicas=st.integers(1, 3),
    before=st.lists(st.integers(1, 50), min_size=1, max_size=4),
    after=st.integers(1, 60),
    weighted=st.booleans(),
)
def test_a_sampler_goes_on_where_another_was(rows, replicas, before, after, weighted):
    rows *= replicas
    weights = np.linspace(0.2, 3.0, rows) if weighted else None
    first = sampler(rows, replicas, weights)
    for count in before:
        first.take(count)
    second = RowSampler(
        np.arange(rows), replicas, np.random.default_rng(1), weights, places=first.places
    )
    for one, other in zip(first.take(after), second.take(after), strict=True):
        assert one.tolist() == other.tolist()
