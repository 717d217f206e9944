"""Shapley values: known games, exactness, and that they add up."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heavywater.core.explanation.contributions import sampled_contributions
from heavywater.core.explanation.shapley import drawn_orders, shapley_values
from heavywater.core.frames.data import EnumColumn, FrameData


def table_game(worth):
    """A game of which every coalition's worth is given, by number."""

    def value(masks):
        return worth[masks @ (1 << np.arange(masks.shape[1]))][:, None]

    return value


def by_definition(value, players):
    """The mean gain over all orders."""
    found = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        mask = np.zeros((1, players), dtype=bool)
        for player in order:
            before = value(mask)[0, 0]
            mask[0, player] = True
            found[player] += value(mask)[0, 0] - before
    return found / len(orders)


@given(st.integers(1, 4), st.integers(0, 100))
def test_all_coalitions(players, seed):
    value = table_game(np.random.default_rng(seed).normal(size=1 << players))
    assert shapley_values(value, players)[0] == pytest.approx(by_definition(value, players))


@given(st.integers(2, 12), st.integers(0, 20))
@settings(max_examples=20)
def test_orders_add_up_and_come_near(players, seed):
    rng = np.random.default_rng(seed)
    weights, pairs = rng.normal(size=players), rng.normal(size=(players, players)) / players

    def value(masks):
        taken = masks.astype(float)
        return (taken @ weights + ((taken @ pairs) * taken).sum(axis=1))[:, None]

    orders = [rng.permutation(players) for _ in range(4)]
    orders += [order[::-1] for order in orders]
    (found,) = shapley_values(value, players, orders)
    whole = value(np.ones((1, players), dtype=bool))[0, 0]
    assert found.sum() == pytest.approx(whole)
    # An order and its reverse are exact where no more than two players interact.
    exact = weights + np.diag(pairs) + (pairs + pairs.T - 2 * np.diag(np.diag(pairs))).sum(1) / 2
    assert found == pytest.approx(exact)


def test_orders_for_many_players_only():
    rng = np.random.default_rng(0)
    assert drawn_orders(8, rng) == []
    orders = drawn_orders(9, rng, pairs=3)
    assert len(orders) == 6
    assert orders[1].tolist() == orders[0][::-1].tolist()


def test_nobody_plays():
    assert shapley_values(lambda masks: np.ones((len(masks), 5)), 0).shape == (5, 0)


# -- Columns of frames ---------------------------------------------------------------------


def frame(count, seed):
    rng = np.random.default_rng(seed)
    return FrameData.from_columns(
        {
            "x": rng.normal(size=count),
            "z": np.where(rng.random(count) < 0.3, np.nan, rng.normal(size=count)),
            "k": EnumColumn(rng.integers(-1, 2, count), ["a", "b"]),
            "offset": rng.normal(size=count),
        }
    )


def product(data):
    """Something that columns only make together."""
    k = np.choose(data.codes("k") + 1, [0.5, 1.0, 3.0])
    return data.numeric("x") * np.nan_to_num(data.numeric("z"), nan=2.0) * k


def test_contributions_and_bias_add_up():
    data, background = frame(7, 1), frame(5, 2)
    values, bias = sampled_contributions(
        product, data, background, ["x", "z", "k"], per_reference=False,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert values.sum(axis=1) + bias == pytest.approx(product(data))
    assert bias == pytest.approx(np.full(7, product(background).mean()))


def test_pairs_average_to_the_rest():
    data, background = frame(7, 1), frame(5, 2)
    arguments = (product, data, background, ["x", "z", "k"])
    whole, _ = sampled_contributions(*arguments, per_reference=False, rng=np.random.default_rng(0))
    pairs, bias = sampled_contributions(
        *arguments, per_reference=True, rng=np.random.default_rng(0)
    )
    assert pairs.shape == (35, 3)
    assert pairs.reshape(7, 5, 3).mean(axis=1) == pytest.approx(whole)
    assert bias == pytest.approx(np.tile(product(background), 7))


def test_levels_are_matched_by_label_and_missing_columns_are_missing():
    data = FrameData.from_columns({"k": EnumColumn(np.array([0]), ["b"])})
    background = FrameData.from_columns(
        {"k": EnumColumn(np.array([0]), ["a"]), "x": np.array([4.0])}
    )

    def predict(rows):
        is_b = np.array([rows.domain("k")[code] == "b" for code in rows.codes("k")])
        return 10.0 * is_b + np.nan_to_num(rows.numeric("x"), nan=-1.0)

    values, bias = sampled_contributions(
        predict, data, background, ["k", "x"], per_reference=False, rng=np.random.default_rng(0)
    )
    assert values.tolist() == [[10, -5]]
    assert bias.tolist() == [4]


def test_further_columns_are_the_rows_own():
    data, background = frame(4, 1), frame(3, 2)
    values, bias = sampled_contributions(
        lambda rows: rows.numeric("x") + rows.numeric("offset"), data, background, ["x"],
        kept=["offset"], per_reference=False, rng=np.random.default_rng(0),
    )  # fmt: skip
    assert bias == pytest.approx(background.numeric("x").mean() + data.numeric("offset"))
    assert values[:, 0] == pytest.approx(data.numeric("x") - background.numeric("x").mean())
