"""Areas from all scores against scikit-learn's, with ties and weights; from bins against H2O's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from heavywater.core.metrics import binomial_metrics, ranking
from heavywater.exceptions import H2OValueError

#: Rows of (class, score on a grid so that there are ties, weight).
rows = st.lists(
    st.tuples(st.integers(0, 1), st.integers(-20, 20), st.integers(1, 3)), min_size=2, max_size=60
).filter(lambda drawn: len({row[0] for row in drawn}) == 2)


@given(rows)
def test_scikit_learn(drawn):
    y, score, weight = np.array(drawn).T
    found = ranking(y, score * 1.5, weight)
    assert found.auc == pytest.approx(
        reference.roc_auc_score(y, score, sample_weight=weight), abs=1e-9
    )
    assert found.average_precision == pytest.approx(
        reference.average_precision_score(y, score, sample_weight=weight), abs=1e-9
    )
    assert found.prevalence == pytest.approx(np.average(y, weights=weight))


@given(rows)
def test_curves_of_scikit_learn(drawn):
    y, score, _ = np.array(drawn).T
    thresholds, true, false = ranking(y, score).curves()
    fpr, tpr, at = reference.roc_curve(y, score, drop_intermediate=False)
    assert thresholds == pytest.approx(at[1:])
    assert true / true[-1] == pytest.approx(tpr[1:])
    assert false / false[-1] == pytest.approx(fpr[1:])


def test_a_million_scores():
    rng = np.random.default_rng(4)
    y = (rng.random(1_000_000) < 0.01).astype(int)
    score = rng.normal(size=y.size) + y
    found = ranking(y, score)
    assert found.auc == pytest.approx(reference.roc_auc_score(y, score), abs=1e-9)
    assert found.average_precision == pytest.approx(
        reference.average_precision_score(y, score), abs=1e-9
    )


def test_metrics_of_probabilities_have_the_same_areas():
    y, p = [0, 1, 0, 1, 1], [0.1, 0.8, 0.8, 0.3, 0.9]
    metrics, found = binomial_metrics(y, p, ["n", "p"]), ranking(y, p)
    assert metrics.auc == found.auc
    assert metrics.pr_auc == found.pr_auc
    assert metrics.average_precision == pytest.approx(
        reference.average_precision_score(y, p), abs=1e-12
    )


def scored(count):
    """Classes and scores without order or randomness."""
    i = np.arange(1, count + 1)
    score, other = (i * 0.6180339887498949) % 1.0, (i * 0.7548776662466927) % 1.0
    return (score * score + other > 1.1).astype(int), score


def test_few_scores_need_no_bins():
    metrics = binomial_metrics(*scored(300), ["n", "p"])
    # H2O-3 3.46.0.12
    assert metrics.binned_auc == pytest.approx(0.896016081871345, abs=1e-12)
    assert metrics.binned_pr_auc == pytest.approx(0.7180453811508571, abs=1e-12)
    assert metrics.binned_auc == pytest.approx(metrics.auc, abs=1e-12)
    assert metrics.binned_pr_auc == pytest.approx(metrics.pr_auc, abs=1e-12)


@pytest.mark.parametrize(
    ("count", "auc", "aucpr"),
    # H2O-3 3.46.0.12, whose bins depend on the order of the rows.
    [(2000, 0.8988476439617206, 0.7163804472805759), (20000, 0.897185912881413, 0.717583496297148)],
)
def test_areas_of_400_bins_are_near_h2os(count, auc, aucpr):
    metrics = binomial_metrics(*scored(count), ["n", "p"])
    assert len(metrics.thresholds.threshold) == 400
    assert metrics.binned_auc == pytest.approx(auc, abs=5e-5)
    assert metrics.binned_pr_auc == pytest.approx(aucpr, abs=5e-4)
    assert metrics.binned_auc != metrics.auc


def test_rows_that_do_not_count():
    found = ranking([0, 1, -1, 1, 0], [1.0, 2.0, 9.0, np.nan, 3.0], [1, 1, 1, 1, 0])
    assert found.nobs == 2
    assert found.auc == 1


def test_without_rows_or_positives():
    assert np.isnan(ranking([], []).auc)
    assert np.isnan(ranking([], []).prevalence)
    assert ranking([0, 0], [1.0, 2.0]).average_precision == 0
    with pytest.raises(H2OValueError, match="infinities"):
        ranking([0, 1], [1.0, np.inf])
