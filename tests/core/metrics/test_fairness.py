"""Groups of rows against H2O-3's table for the same predictions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from heavywater.core.metrics.fairness import (
    adverse_impact,
    group_metrics,
    selection_p_values,
)

X = np.array(
    [
        0.35,
        0.82,
        0.33,
        -1.3,
        0.91,
        0.45,
        -0.54,
        0.58,
        0.36,
        0.29,
        0.03,
        0.55,
        -0.74,
        -0.16,
        -0.48,
        0.6,
        0.04,
        -0.29,
        -0.78,
        -0.26,
        0.01,
        -0.28,
        1.29,
        1.01,
        -2.71,
        -1.89,
        -0.17,
        -0.42,
        0.21,
        0.22,
        2.12,
        -1.11,
        -0.38,
        2.04,
        0.65,
        0.66,
        -0.51,
        -1.65,
        0.17,
        0.11,
        -1.23,
        -0.68,
        -0.07,
        -0.94,
        -0.1,
        0.1,
        0.04,
        -0.51,
        0.59,
        0.89,
        0.32,
        -0.82,
        0.73,
        -0.5,
        0.88,
        -1.07,
        0.91,
        -0.02,
        -1.25,
        -0.31,
    ]
)
SEX = "mfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmfmf"
EDUCATION = "wuwvuwvwwuvuwvwwwwwuuvvwwvvvwuvwvwwwvwuvuuwwwuwwuuwwvuuvwuuw"
FAVOURABLE = np.array(list("111010010101011100100011000001100110000000000000100110101100")) == "1"

#: Groups in the order of the table, of which "mu" is the reference.
GROUPS = ["fu", "mu", "fv", "mv", "fw", "mw"]

# H2O-3 3.46.0.12, a model of log odds and its threshold.
INTERCEPT, SLOPE, THRESHOLD = -0.6715596957175995, 2.253422741924511, 0.456161182908164
EXPECTED = {
    "tp": [4, 3, 0, 3, 4, 4],
    "fp": [1, 0, 0, 0, 2, 2],
    "tn": [4, 4, 6, 5, 6, 7],
    "fn": [1, 0, 1, 0, 1, 2],
    "total": [10, 7, 7, 8, 13, 15],
    "accuracy": [0.8, 1.0, 0.8571428571428571, 1.0, 0.7692307692307693, 0.7333333333333333],
    "precision": [0.8, 1.0, np.nan, 1.0, 0.6666666666666666, 0.6666666666666666],
    "f1": [0.8, 1.0, 0.0, 1.0, 0.7272727272727273, 0.6666666666666666],
    "tnr": [0.8, 1.0, 1.0, 1.0, 0.75, 0.7777777777777778],
    "fnr": [0.2, 0.0, 1.0, 0.0, 0.2, 0.3333333333333333],
    "auc": [0.76, 1.0, 0.8333333333333334, 1.0, 0.825, 0.6851851851851852],
    "aucpr": [
        0.6164521455822767,
        1.0,
        0.3068528194400547,
        1.0,
        0.7924743595889757,
        0.714538493346138,
    ],
    "gini": [0.52, 1.0, 0.6666666666666667, 1.0, 0.65, 0.37037037037037046],
    "selected": [5, 3, 0, 3, 6, 6],
    "selectedRatio": [0.5, 0.42857142857142855, 0.0, 0.375, 0.46153846153846156, 0.4],
    "relativeSize": [1 / 6, 7 / 60, 7 / 60, 8 / 60, 13 / 60, 0.25],
}
IMPACT = [1.1666666666666667, 1.0, 0.0, 0.875, 1.076923076923077, 0.9333333333333335]
P_VALUES = [1.0, 1.0, 0.1923076923076922, 1.0, 1.0, 1.0]


@pytest.fixture(scope="module")
def found():
    p = 1 / (1 + np.exp(-(INTERCEPT + SLOPE * X)))
    numbers = np.array([GROUPS.index(a + b) for a, b in zip(SEX, EDUCATION, strict=True)])
    return group_metrics(numbers, 6, FAVOURABLE, p >= THRESHOLD - 1e-12, p, ["no", "yes"])


@pytest.mark.parametrize("name", EXPECTED)
def test_numbers_of_h2o(found, name):
    assert found.values[name] == pytest.approx(EXPECTED[name], nan_ok=True)


def test_adverse_impact(found):
    assert adverse_impact(found.values["selectedRatio"], 1) == pytest.approx(IMPACT)


def test_ratios_to_nothing(found):
    """H2O shows the largest whole number for an infinite ratio."""
    ratios = adverse_impact(found.values["fp"], 1)
    assert ratios[0] == np.inf
    assert np.isnan(ratios[1])


def test_p_values(found):
    values = selection_p_values(found.values["selected"], found.values["total"], 1)
    assert values == pytest.approx(P_VALUES)


def test_many_rows_are_compared_by_the_g_test():
    selected, total = np.array([4000.0, 3000.0]), np.array([9000.0, 8000.0])
    table = [[4000, 5000], [3000, 5000]]
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue
    assert selection_p_values(selected, total, 1)[0] == pytest.approx(expected)
    nobody = selection_p_values(np.zeros(2), total, 1)
    assert nobody.tolist() == [1, 1]


def test_the_logloss_is_that_of_the_group(found):
    """H2O has another number there, which is no logarithm."""
    own = np.array([a + b == "mw" for a, b in zip(SEX, EDUCATION, strict=True)])
    p = 1 / (1 + np.exp(-(INTERCEPT + SLOPE * X[own])))
    expected = -np.mean(np.log(np.where(FAVOURABLE[own], p, 1 - p)))
    assert found.values["logloss"][5] == pytest.approx(expected)
