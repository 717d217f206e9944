"""Contributions to scores against the definition: all coalitions of columns, tree by tree."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest

from heavywater.core.isolationforest.contributions import path_contributions
from heavywater.core.isolationforest.engines import Walker
from heavywater.core.isolationforest.engines.drawing import level_place
from heavywater.estimators import H2OIsolationForestEstimator
from heavywater.exceptions import H2OUserWarning, H2OValueError
from heavywater.frame import H2OFrame

COLUMNS = ["a", "b", "k", "c"]


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(6)
    count = 300
    a = rng.normal(size=count)
    b = np.where(rng.random(count) < 0.1, np.nan, rng.normal(size=count))
    k = rng.integers(0, 4, count)
    return H2OFrame(
        {
            "a": a.tolist(),
            "b": b.tolist(),
            "k": [None if level == 3 else "uvw"[level] for level in k],
            "c": (a + rng.normal(size=count)).tolist(),
        },
        column_types={"k": "enum"},
    )


def train(frame, **options):
    model = H2OIsolationForestEstimator(**{"ntrees": 5, "seed": 3, "max_depth": 6, **options})
    model.train(COLUMNS, training_frame=frame)
    return model


def worth(forest, goes_right, taking_part):
    """Mean sum of lengths if the row's own way counts for some columns alone."""

    def below(at, root):
        column = forest.column[at]
        if column < 0:
            return forest.length[at]
        left = root + forest.left[at]
        if column in taking_part:
            return below(left + goes_right(at), root)
        shares = forest.rows[left : left + 2] / forest.rows[at]
        return shares[0] * below(left, root) + shares[1] * below(left + 1, root)

    return sum(below(root, root) for root in forest.start[:-1])


def by_definition(forest, goes_right, players):
    found = np.zeros(players)
    for player in range(players):
        others = [other for other in range(players) if other != player]
        for size in range(players):
            chance = factorial(size) * factorial(players - size - 1) / factorial(players)
            for chosen in combinations(others, size):
                with_it = worth(forest, goes_right, {*chosen, player})
                found[player] += chance * (with_it - worth(forest, goes_right, set(chosen)))
    return found


def ways(model, cells, row):
    """To which side a row goes at each node."""
    forest, categorical = model.forest, model.columns.categorical

    def goes_right(at):
        column = forest.column[at]
        value = cells[column, row]
        if np.isnan(value):
            return int(forest.right_missing[at])
        if categorical[column]:
            with np.errstate(over="ignore"):
                value = level_place.py_func(forest.salt[at], value)
        return int(value >= forest.threshold[at])

    return goes_right


def test_the_definition(frame):
    model = train(frame)._model()
    rows = frame[:6, :]._data
    found = model.contributions(rows, None, compact=True, output_space=False, per_reference=False)
    assert found.names == [*COLUMNS, "BiasTerm"]
    cells = model.columns.cells(rows)[0].read(0, 6)
    span = model.path_range.longest - model.path_range.shortest
    for row in range(6):
        lengths = by_definition(model.forest, ways(model, cells, row), len(COLUMNS))
        shown = [found.numeric(name)[row] for name in COLUMNS]
        assert shown == pytest.approx(-lengths / span, abs=1e-6)


@pytest.mark.parametrize(
    "options",
    [{}, {"max_depth": 0}, {"sample_size": 16}, {"categorical_encoding": "one_hot_explicit"}],
)
def test_they_add_up_to_the_score(frame, options):
    model = train(frame, ntrees=20, **options)
    scores = model.predict(frame)["predict"].as_data_frame().to_numpy()[:, 0]
    for kind in ("Original", "Compact"):
        found = model.predict_contributions(frame, kind).as_data_frame().to_numpy()
        assert found.sum(axis=1) == pytest.approx(scores, abs=1e-6)
        assert np.ptp(found[:, -1]) == pytest.approx(0, abs=1e-12)


def test_levels_of_encoded_columns_are_those_of_their_column(frame):
    model = train(frame, categorical_encoding="one_hot_explicit")
    compact = model.predict_contributions(frame[:4, :], "Compact")
    full = model.predict_contributions(frame[:4, :])
    assert set(compact.names) == {*COLUMNS, "BiasTerm"}
    assert full.ncol > compact.ncol


def test_a_column_that_nothing_depends_on_contributes_nothing(frame):
    frame = frame[:, :]
    frame["constant"] = 1
    model = H2OIsolationForestEstimator(ntrees=5, seed=3, ignore_const_cols=False)
    model.train([*COLUMNS, "constant"], training_frame=frame)
    found = model.predict_contributions(frame)
    assert found["constant"].as_data_frame()["constant"].abs().max() == 0


def test_one_row_whatever_its_neighbours(frame):
    model = train(frame)
    whole = model.predict_contributions(frame).as_data_frame().to_numpy()
    single = model.predict_contributions(frame[70, :]).as_data_frame().to_numpy()
    np.testing.assert_array_equal(single[0], whole[70])


def test_with_a_background_rows_are_compared(frame):
    model = train(frame)
    found = model.predict_contributions(frame[:3, :], background_frame=frame[:50, :])
    scores = model.predict(frame)["predict"].as_data_frame().to_numpy()[:, 0]
    table = found.as_data_frame().to_numpy()
    assert table[:, -1] == pytest.approx([scores[:50].mean()] * 3)
    assert table.sum(axis=1) == pytest.approx(scores[:3])
    with pytest.raises(H2OValueError, match="give one"):
        model.predict_contributions(frame, output_per_reference=True)


def test_columns_that_are_not_there_are_told(frame):
    model = train(frame)
    with pytest.warns(H2OUserWarning, match="count as missing: 'a'"):
        model.predict_contributions(frame.drop("a"))


def test_the_walker_agrees(frame):
    """The sum of contributions is the walker's sum of lengths."""
    model = train(frame)._model()
    cells, _ = model.columns.cells(frame._data)
    found, expected = path_contributions(model.forest, model.columns, cells)
    totals = np.zeros(frame.nrow)
    Walker(model.forest, model.columns.categorical).add_lengths(
        cells.read(0, frame.nrow), totals, 0, model.forest.trees
    )
    assert found.sum(axis=1) + expected == pytest.approx(totals, abs=1e-6)
