"""The compiled kernels do what plain Python does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import naive_forest as naive
from heavywater.core.isolationforest.engines import (
    Walker,
    draw_rows,
    grow_forest,
    grow_plane_forest,
    mean_search_length,
)


def cells(rows, *, kind="numbers", seed=0):
    """Cells, (columns, rows), and which columns are categorical."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(5, rows)).astype(np.float32)
    X[1] = rng.integers(0, 3, rows)
    X[2] = 7.0
    categorical = np.zeros(5, dtype=bool)
    if kind in ("levels", "gaps"):
        categorical[[1, 3]] = True
        X[3] = rng.integers(0, 40, rows)
    if "gaps" in kind:
        X[rng.random(X.shape) < 0.2] = np.nan
        X[4] = np.where(rng.random(rows) < 0.5, np.nan, 1.0)
    return X, categorical


KINDS = ["numbers", "levels", "gaps", "numbers with gaps"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "options",
    [
        {"chosen": 5, "limit": 8, "least": 1},
        {"chosen": 2, "limit": 4, "least": 1},
        {"chosen": 5, "limit": 50, "least": 4},
        {"chosen": 5, "limit": 50, "least": 1},
    ],
    ids=str,
)
def test_trees_are_those_of_the_twin(kind, options):
    X, categorical = cells(300, kind=kind)
    rows = draw_rows(300, 40, 9, 3, 4)
    forest = grow_forest(X, categorical, rows, seed=9, first=3, threads=2, **options)
    walker = Walker(forest, categorical)
    lengths = np.zeros(300)
    walker.add_lengths(X, lengths, 0, 4)
    expected = np.zeros(300)
    for number in range(4):
        tree = naive.grow(X[:, rows[number]], categorical, 9, 3 + number, **options)
        part = slice(forest.start[number], forest.start[number + 1])
        assert forest.rows[part].tolist() == [node["rows"] for node in tree]
        assert forest.column[part].tolist() == [node.get("column", -1) for node in tree]
        infinite = [node.get("threshold", np.inf) for node in tree]
        assert forest.threshold[part].tolist() == [float(value) for value in infinite]
        assert forest.salt[part].tolist() == [node.get("salt", 0) for node in tree]
        assert forest.right_missing[part].tolist() == [node.get("to_right", False) for node in tree]
        for row in range(300):
            expected[row] += np.float32(naive.length_of(tree, X[:, row], categorical))
    assert lengths == pytest.approx(expected, rel=1e-6)
    some = walker.some_lengths(X, rows, 0)
    whole = np.zeros(300)
    walker.add_lengths(X, whole, 2, 3)
    assert some[2] == pytest.approx(whole[rows[2]])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("terms", [1, 3, 5])
def test_planes_are_those_of_the_twin(kind, terms):
    X, categorical = cells(200, kind=kind)
    rows = draw_rows(200, 32, 5, 0, 3)
    forest = grow_plane_forest(
        X, categorical, rows, terms=terms, limit=5, seed=5, first=0, threads=1
    )
    lengths, expected = np.zeros(200), np.zeros(200)
    Walker(forest, categorical).add_lengths(X, lengths, 0, 3)
    for number in range(3):
        tree = naive.grow_planes(X[:, rows[number]], categorical, 5, number, terms=terms, limit=5)
        part = slice(forest.start[number], forest.start[number + 1])
        assert forest.rows[part].tolist() == [node["rows"] for node in tree]
        points = [[p for _, _, p in node.get("plane", [])] for node in tree]
        padded = [row + [0.0] * (terms - len(row)) for row in points]
        assert forest.point[part] == pytest.approx(np.array(padded))
        for row in range(200):
            expected[row] += naive.plane_length_of(tree, X[:, row], categorical)
    assert lengths == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("terms", [1, 3, 5])
def test_planes_take_a_row_of_nothing_where_most_rows_went(terms):
    X, categorical = cells(200)
    rows = draw_rows(200, 32, 5, 0, 1)
    forest = grow_plane_forest(
        X, categorical, rows, terms=terms, limit=5, seed=5, first=0, threads=1
    )
    grown_from = X[:, rows[0]]
    X[:, 1] = np.nan
    lengths = np.zeros(200)
    Walker(forest, categorical).add_lengths(X, lengths, 0, 1)
    tree = naive.grow_planes(grown_from, categorical, 5, 0, terms=terms, limit=5)
    assert lengths[1] == pytest.approx(naive.plane_length_of(tree, X[:, 1], categorical))


def test_rows_go_down_alike_one_by_one():
    """Trees of more nodes than the packed form has room for."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2, 40_000)).astype(np.float32)
    categorical = np.zeros(2, dtype=bool)
    rows = draw_rows(40_000, 40_000, 1, 0, 1)
    forest = grow_forest(
        X, categorical, rows, chosen=2, limit=0, least=1, seed=1, first=0, threads=1
    )
    assert forest.left.max() >= 1 << 16
    lengths = np.zeros(40_000)
    walker = Walker(forest, categorical)
    walker.add_lengths(X, lengths, 0, 1)
    assert lengths == pytest.approx(walker.some_lengths(X, rows, 0)[0])
    # Every row is alone in its leaf.
    assert (forest.rows[forest.leaves] == 1).all()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_number_of_cores_has_no_say(threads):
    X, categorical = cells(3000, kind="gaps")
    rows = draw_rows(3000, 2000, 1, 0, 30)
    options = {"chosen": 5, "limit": 8, "least": 1, "seed": 1, "first": 0}
    one = grow_forest(X, categorical, rows, threads=1, **options)
    other = grow_forest(X, categorical, rows, threads=threads, **options)
    assert np.array_equal(one.threshold, other.threshold)
    assert np.array_equal(one.left, other.left)


@settings(max_examples=60, deadline=None)
@given(rows=st.integers(1, 400), share=st.floats(0.001, 1.2), seed=st.integers(-(2**63), 2**63 - 1))
def test_rows_are_drawn_without_replacement(rows, share, seed):
    size = max(1, int(rows * share))
    drawn = draw_rows(rows, size, seed, 2, 3)
    assert drawn.shape == (3, min(size, rows))
    for sample in drawn:
        assert len(set(sample.tolist())) == sample.size
        assert sample.min() >= 0
        assert sample.max() < rows
    assert np.array_equal(draw_rows(rows, size, seed, 3, 1)[0], drawn[1])


@pytest.mark.parametrize("size", [3, 10])
def test_every_row_is_drawn_equally_often(size):
    drawn = draw_rows(20, size, 4, 0, 4000)
    counts = np.bincount(drawn.ravel(), minlength=20) / 4000
    assert counts == pytest.approx(np.full(20, size / 20), abs=0.04)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 60),
    columns=st.integers(1, 4),
    levels=st.integers(1, 6),
    limit=st.integers(0, 9),
    least=st.integers(1, 5),
    seed=st.integers(0, 2**32),
)
def test_trees_are_whole(rows, columns, levels, limit, least, seed):
    rng = np.random.default_rng(seed)
    X = rng.integers(0, levels, (columns, rows)).astype(np.float32)
    X[rng.random(X.shape) < 0.1] = np.nan
    categorical = rng.random(columns) < 0.5
    forest = grow_forest(
        X,
        categorical,
        np.arange(rows)[None],
        chosen=columns,
        limit=limit,
        least=least,
        seed=seed,
        first=0,
        threads=1,
    )
    leaves, left = forest.leaves, forest.children
    assert forest.rows[0] == rows
    assert forest.rows[leaves].sum() == rows
    assert (forest.rows[left] + forest.rows[left + 1] == forest.rows[~leaves]).all()
    assert (forest.rows[1:] >= least).all()
    assert limit == 0 or forest.depths[0] <= limit
    depths = forest.node_depths
    lengths = depths + [naive.expected_length(int(n)) for n in forest.rows]
    assert forest.length == pytest.approx(lengths)


def test_the_mean_length_of_searches():
    assert mean_search_length(1) == 0
    assert mean_search_length(2) == 1
    # Liu et al.: twice the harmonic number of n - 1, estimated, less 2(n - 1)/n.
    exact = 2 * sum(1 / i for i in range(1, 256)) - 2 * 255 / 256
    assert mean_search_length(256) == pytest.approx(exact, rel=1e-3)


def test_first_splits_are_spread_evenly_over_the_trees():
    X = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
    trees, columns = 40, len(X)
    forest = grow_forest(
        X,
        np.zeros(columns, dtype=bool),
        draw_rows(64, 64, 1, 0, trees),
        chosen=columns,
        limit=1,
        least=1,
        seed=1,
        first=0,
        threads=1,
    )
    roots, thresholds = (a[forest.start[:-1]] for a in (forest.column, forest.threshold))
    assert np.isin(np.bincount(roots, minlength=columns), (7, 8, 9)).all()
    # Trees that begin with one column share out its range.
    for column in range(columns):
        low, high = X[column].min(), X[column].max()
        places = np.sort((thresholds[roots == column] - low) / (high - low))
        even = (np.arange(places.size) + 0.5) / places.size
        assert np.abs(places - even).max() < 0.2
