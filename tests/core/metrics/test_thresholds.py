from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heavywater.core.metrics import binomial_metrics
from heavywater.core.metrics import thresholds as module
from heavywater.core.metrics.scored_counts import count_scores
from heavywater.core.metrics.thresholds import CRITERIA, MAX_BINS, Thresholds, reduce_bins

ACTUAL = [0, 1, 0, 1, 1, 0, 1, 0, 0, 1]
P1 = [0.1, 0.8, 0.3, 0.6, 0.6, 0.6, 0.9, 0.2, 0.8, 0.05]


def scored(scores, positive=None, weights=None):
    scores = np.asarray(scores, dtype=float)
    positive = np.zeros(scores.shape, bool) if positive is None else np.asarray(positive, bool)
    weights = np.ones(scores.shape) if weights is None else np.asarray(weights, dtype=float)
    return count_scores(scores, positive, weights)


def thresholds():
    return binomial_metrics(ACTUAL, P1, ["0", "1"]).thresholds


def naive_reduction(centres, weights, limit):
    """The rule as it is stated, one merge after another."""
    bins = [(c, w, 0.0) for c, w in zip(centres, weights, strict=True)]
    while len(bins) > limit:
        costs = [
            a[2] + b[2] + (b[0] - a[0]) ** 2 * a[1] * b[1] / (a[1] + b[1])
            for a, b in pairwise(bins)
        ]
        i = int(np.argmin(costs))
        (ca, wa, _), (cb, wb, _) = bins[i : i + 2]
        bins[i : i + 2] = [((ca * wa + cb * wb) / (wa + wb), wa + wb, costs[i])]
    return np.array(bins)


def test_table_of_h2o():
    table = thresholds().table()
    assert table.names == ["threshold", *CRITERIA, "idx"]
    assert len(table.rows) == 7
    expected = {
        "threshold": 0.6,
        "f1": 0.7272727272727272,
        "f2": 0.7692307692307693,
        "f0point5": 0.689655172413793,
        "accuracy": 0.7,
        "precision": 0.6666666666666666,
        "recall": 0.8,
        "specificity": 0.6,
        "absolute_mcc": 0.408248290463863,
        "min_per_class_accuracy": 0.6,
        "mean_per_class_accuracy": 0.7,
        "tns": 3,
        "fns": 1,
        "fps": 2,
        "tps": 4,
        "tnr": 0.6,
        "fnr": 0.2,
        "fpr": 0.4,
        "tpr": 0.8,
        "idx": 2,
    }
    assert dict(zip(table.names, table.rows[2], strict=True)) == pytest.approx(expected, rel=1e-12)


def test_maximal_criteria_of_h2o():
    rows = {row[0]: row[1:] for row in thresholds().max_criteria_table().rows}
    assert list(rows) == [f"max {name}" for name in CRITERIA]
    assert rows["max f1"] == pytest.approx((0.6, 0.7272727272727272, 2))
    assert rows["max f2"] == pytest.approx((0.05, 0.8333333333333334, 6))
    assert rows["max precision"] == pytest.approx((0.9, 1.0, 0))
    assert rows["max fps"] == pytest.approx((0.1, 5, 5))
    assert rows["max fnr"] == pytest.approx((0.9, 0.8, 0))


def test_an_undefined_f1_never_wins():
    rows = Thresholds.from_counts(scored([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1]))
    assert rows.max_criteria_table().rows[0] == ("max f1", 0.1, pytest.approx(2 / 3), 3)


def test_scores_stay_exact_up_to_the_limit():
    scores = np.arange(MAX_BINS) / MAX_BINS
    assert reduce_bins(scored(scores), MAX_BINS).scores.tolist() == scores.tolist()


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_few_scores_are_merged_by_the_rule(seed, limit):
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 4, 60)
    scores = np.unique(rng.random(60))
    counts = scored(scores, weights=weights[: scores.shape[0]])
    expected = naive_reduction(counts.scores, counts.weights, limit)
    bins = reduce_bins(counts, limit)
    np.testing.assert_allclose(bins.scores, expected[:, 0], rtol=1e-9)
    np.testing.assert_allclose(bins.weights, expected[:, 1])


@pytest.mark.parametrize("power", [1, 6, 40], ids=["even", "skewed", "very skewed"])
def test_many_scores_give_400_ordered_bins_that_lose_nothing(power):
    rng = np.random.default_rng(5)
    scores = rng.random(20_000) ** power
    positive = rng.random(20_000) < scores
    counts = scored(scores, positive)
    bins = reduce_bins(counts, MAX_BINS)
    assert bins.scores.shape == (MAX_BINS,)
    assert (np.diff(bins.scores) > 0).all()
    assert bins.positives.sum() == positive.sum()
    assert bins.weights.sum() == scores.shape[0]
    assert (bins.scores * bins.weights).sum() == pytest.approx(scores.sum(), rel=1e-12)


def squared_error(scores, bins):
    """Of the scores around the centres of the bins that they are in; scores ascend."""
    means = np.repeat(bins.scores, bins.weights.astype(int))
    return float(((scores - means) ** 2).sum())


@pytest.mark.parametrize("power", [1, 6, 40], ids=["even", "skewed", "very skewed"])
def test_a_grid_before_merging_costs_next_to_nothing(power, monkeypatch):
    scores = np.sort(np.random.default_rng(2).random(30_000) ** power)
    counts = scored(scores)
    coarse = squared_error(scores, reduce_bins(counts, MAX_BINS))
    monkeypatch.setattr(module, "_FINE", 1_000_000)
    assert coarse <= 1.05 * squared_error(scores, reduce_bins(counts, MAX_BINS))


def test_binned_thresholds_hardly_change_the_largest_f1():
    rng = np.random.default_rng(6)
    positive = rng.random(5_000) < 0.4
    scores = np.clip(rng.beta(2, 2, 5_000) * 0.7 + 0.3 * positive, 0, 1)
    binned = Thresholds.from_counts(scored(scores, positive))
    counts = scored(scores, positive)
    exact = Thresholds(
        counts.scores[::-1], np.cumsum(counts.positives[::-1]), np.cumsum(counts.negatives[::-1])
    )
    assert binned.scores["f1"].max() == pytest.approx(exact.scores["f1"].max(), abs=2e-3)


def test_fractional_weights_are_shown_as_they_are():
    binned = Thresholds.from_counts(scored([0.2, 0.7], [1, 1], [0.5, 1.25]))
    assert binned.table().column("tps") == [1.25, 1.75]
