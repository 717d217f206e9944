"""Scores are counted the same whichever way they can be sorted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heavywater.core.metrics.curves import areas, pr_auc, roc_auc
from heavywater.core.metrics.scored_counts import count_scores, count_sorted

SCORES = {
    "single precision": st.floats(0, 1, width=32),
    "double precision": st.floats(0, 1),
    "few values": st.sampled_from([0.0, -0.0, 0.25, 0.5, 1.0]),
    "signed": st.floats(-2, 2),
    "beyond one": st.floats(0, 1e300),
}


def in_order(scores, positive, weights):
    order = np.argsort(scores, kind="stable")
    return count_sorted(scores[order], positive[order], weights[order])


@pytest.mark.parametrize("kind", list(SCORES))
@settings(max_examples=40)
@given(data=st.data())
def test_counts_are_those_of_sorted_rows(kind, data):
    rows = data.draw(
        st.lists(st.tuples(SCORES[kind], st.booleans(), st.integers(1, 3)), min_size=1, max_size=40)
    )
    scores = np.array([row[0] for row in rows])
    positive = np.array([row[1] for row in rows])
    weights = np.array([row[2] for row in rows], dtype=float)
    for given_weights, expected in [
        (None, in_order(scores, positive, np.ones(len(rows)))),
        (weights, in_order(scores, positive, weights)),
    ]:
        counts = count_scores(scores, positive, given_weights).merged()
        for name in ("scores", "positives", "weights", "cumulated_positives", "cumulated"):
            np.testing.assert_array_equal(getattr(counts, name), getattr(expected, name))
        np.testing.assert_array_equal(counts.negatives, counts.weights - counts.positives)


def test_scores_are_left_as_they_are():
    scores = np.array([0.75, 0.25, 0.5])
    count_scores(scores, np.array([True, False, True]))
    count_scores(scores, np.array([True, False, True]), np.ones(3))
    assert scores.tolist() == [0.75, 0.25, 0.5]


def test_areas_by_their_definition():
    rng = np.random.default_rng(4)
    scores, positive = rng.integers(0, 20, 300) / 20, rng.random(300) < 0.3
    counts = count_scores(scores, positive).merged()
    pairs = np.sign(scores[positive][:, None] - scores[~positive][None, :]).mean()
    assert roc_auc(counts) == pytest.approx((1 + pairs) / 2, rel=1e-12)
    assert roc_auc(count_scores(scores, positive)) == pytest.approx((1 + pairs) / 2, rel=1e-12)
    # The integral of the interpolated curve, by very small steps.
    area, tp, fp = 0.0, 0.0, 0.0
    for step_tp, step_fp in zip(counts.positives[::-1], counts.negatives[::-1], strict=True):
        shares = (np.arange(4000) + 0.5) / 4000
        t, f = tp + step_tp * shares, fp + step_fp * shares
        area += step_tp / positive.sum() * np.mean(t / (t + f))
        tp, fp = tp + step_tp, fp + step_fp
    assert pr_auc(counts) == pytest.approx(area, rel=1e-6)


@pytest.mark.parametrize("kind", ["many values", "few values", "one value"])
def test_rows_that_count_once_and_weights_of_one_agree_over_many_portions(kind):
    rng = np.random.default_rng(5)
    scores = {
        "many values": rng.random(100_000),
        "few values": rng.integers(0, 3, 100_000) / 4,
        "one value": np.full(100_000, 0.5),
    }[kind]
    positive = rng.random(100_000) < scores
    rows = count_scores(scores, positive)
    weighted = count_scores(scores, positive, np.ones(100_000))
    assert rows.distinct == weighted.distinct
    np.testing.assert_allclose(areas(rows), areas(weighted), rtol=1e-12)
    shares = np.linspace(0, 0.999, 37)
    np.testing.assert_array_equal(rows.quantiles(shares), weighted.quantiles(shares))
    amounts = np.linspace(0, 100_000, 41)
    places = rows.reaching(amounts), weighted.reaching(amounts)
    np.testing.assert_array_equal(rows.scores[places[0]], weighted.scores[places[1]])
    for mine, theirs in zip(*map(sums_from, (rows, weighted), places), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def sums_from(counts, places):
    return counts.sums(np.unique(places))


def test_no_rows():
    counts = count_scores(np.array([]), np.array([], dtype=bool))
    assert np.isnan([roc_auc(counts), pr_auc(counts)]).all()
