import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from heavywater.core.metrics import binomial_metrics
from heavywater.exceptions import H2OValueError

DOMAIN = ["0", "1"]
ACTUAL = [0, 1, 0, 1, 1, 0, 1, 0, 0, 1]
P1 = [0.1, 0.8, 0.3, 0.6, 0.6, 0.6, 0.9, 0.2, 0.8, 0.05]
WEIGHTS = [1, 2, 1, 3, 1, 0.5, 2, 1, 1.5, 1]

#: Rows of (class, score on a coarse grid so that there are ties, weight).
labelled = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 20), st.integers(1, 3)), min_size=1, max_size=40
)


def split(rows):
    y, score, weight = np.array(rows).T
    return y, score / 20.0, weight


def both_classes(rows):
    return len({row[0] for row in rows}) == 2


def test_numbers_of_h2o():
    metrics = binomial_metrics(ACTUAL, P1, DOMAIN)
    expected = {
        "mse": 0.24125000000000002,
        "rmse": 0.49117206760971255,
        "r2": 0.03499999999999992,
        "logloss": 0.7556795243277031,
        "auc": 0.66,
        "pr_auc": 0.7162367654422459,
        "gini": 0.32,
        "mean_per_class_error": 0.3,
        "classification_error": 0.3,
        "lift_top_group": 2.0,
    }
    assert metrics.nobs == 10
    assert {name: metrics.value(name) for name in metrics.names} == pytest.approx(
        expected, rel=1e-12
    )


def test_weighted_numbers_of_h2o():
    metrics = binomial_metrics(ACTUAL, P1, DOMAIN, WEIGHTS)
    assert metrics.mse == pytest.approx(0.20875, rel=1e-12)
    assert metrics.r2 == pytest.approx(0.09077777777777785, rel=1e-12)
    assert metrics.logloss == pytest.approx(0.6609660105757873, rel=1e-12)
    assert metrics.auc == pytest.approx(0.7, rel=1e-12)
    assert metrics.pr_auc == pytest.approx(0.8167761997296472, rel=1e-12)
    assert metrics.mean_per_class_error == pytest.approx(0.25555555555555554, rel=1e-12)


def test_confusion_matrix_at_the_largest_f1():
    table = binomial_metrics(ACTUAL, P1, DOMAIN).confusion_matrix()
    assert table.names == ["0", "1", "Error", "Rate"]
    assert table.rows == ((3, 2, 0.4, "2 / 5"), (1, 4, 0.2, "1 / 5"), (4, 6, 0.3, "3 / 10"))


def test_threshold_is_the_one_with_the_largest_f1():
    assert binomial_metrics(ACTUAL, P1, DOMAIN).max_f1_threshold == 0.6


@pytest.mark.parametrize(
    ("actual", "p1", "auc", "pr_auc"),
    [
        ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], 1.0, 1.0),
        ([0, 0, 1, 1], [0.9, 0.8, 0.2, 0.1], 0.0, 0.3068528194400547),
        ([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5], 0.5, 0.5),
        ([1, 1, 1], [0.1, 0.4, 0.3], 1.0, 1.0),
        ([0, 0, 0], [0.1, 0.4, 0.3], 0.0, 0.0),
    ],
    ids=["perfect", "reversed", "constant", "only positives", "only negatives"],
)
def test_areas_of_special_cases_are_those_of_h2o(actual, p1, auc, pr_auc):
    metrics = binomial_metrics(actual, p1, DOMAIN)
    assert metrics.auc == pytest.approx(auc, abs=1e-12)
    assert metrics.pr_auc == pytest.approx(pr_auc, abs=1e-12)


def test_without_positives_f1_is_never_defined():
    metrics = binomial_metrics([0, 0, 0], [0.1, 0.4, 0.3], DOMAIN)
    assert metrics.confusion_matrix() is None
    assert metrics.max_f1_threshold == 0.5
    assert np.isnan(metrics.mean_per_class_error)
    assert np.isnan(metrics.classification_error)
    assert metrics.thresholds.max_criteria_table().rows[0][3] == -1


def test_a_class_without_rows_has_no_error_rate_of_its_own():
    metrics = binomial_metrics([1, 1], [0.4, 0.3], DOMAIN)
    assert np.isnan(metrics.confusion_matrix().rows[0][2])
    assert metrics.mean_per_class_error == 0.0


def test_no_rows_give_nan():
    metrics = binomial_metrics([-1, -1], [0.1, 0.2], DOMAIN)
    assert metrics.nobs == 0
    assert all(np.isnan(metrics.value(name)) for name in metrics.names)


def test_rows_without_class_or_weight_are_left_out():
    metrics = binomial_metrics([0, 1, -1, 1, 2], [0.1, 0.9, 0.0, 0.0, 0.0], DOMAIN, [1, 1, 1, 0, 1])
    assert (metrics.nobs, metrics.auc) == (2, 1.0)


def test_certainty_in_the_wrong_class_costs_a_bounded_logloss():
    assert binomial_metrics([1, 0], [0.0, 0.0], DOMAIN).logloss == pytest.approx(
        -np.log(1e-15) / 2, rel=1e-12
    )


def test_gains_lift_table_of_h2o():
    table = binomial_metrics(ACTUAL, P1, DOMAIN).gains_lift_table()
    assert table.description == "Avg response rate: 50.00 %, avg score: 49.50 %"
    assert len(table.rows) == 14
    expected = {
        0: (1, 0.1, 0.891, 2, 2, 1, 0.9, 1, 0.9, 0.2, 0.2, 100, 100, 0.2),
        1: (2, 0.1, 0.882, 0, 2, 0, 0, 1, 0.9, 0, 0.2, -100, 100, 0.2),
        6: (7, 0.3, 0.8, 1, 4 / 3, 0.5, 0.8, 2 / 3, 2.5 / 3, 0.2, 0.4, 0, 100 / 3, 0.2),
        13: (14, 1, 0.05, 2, 1, 1, 0.05, 0.5, 0.495, 0.2, 1, 100, 0, 0),
    }
    for index, row in expected.items():
        assert table.rows[index] == pytest.approx(row, abs=1e-12)


def test_gains_lift_has_as_many_groups_as_asked_for():
    p1 = np.linspace(0, 1, 100)
    metrics = binomial_metrics(np.arange(100) % 2, p1, DOMAIN, gainslift_bins=4)
    assert [row[1] for row in metrics.gains_lift_table().rows] == [0.25, 0.5, 0.75, 1.0]


def test_gains_lift_can_be_turned_off():
    metrics = binomial_metrics(ACTUAL, P1, DOMAIN, gainslift_bins=0)
    assert metrics.gains_lift_table() is None
    assert np.isnan(metrics.lift_top_group)
    assert np.isnan(metrics.kolmogorov_smirnov)


def test_negative_number_of_groups_is_refused():
    with pytest.raises(H2OValueError, match="gainslift_bins=-2"):
        binomial_metrics(ACTUAL, P1, DOMAIN, gainslift_bins=-2)


def test_two_classes_are_needed():
    with pytest.raises(H2OValueError, match="need 2 classes"):
        binomial_metrics(ACTUAL, P1, ["a", "b", "c"])


def test_nan_predictions_are_refused():
    with pytest.raises(H2OValueError, match="unstable"):
        binomial_metrics([0, 1], [np.nan, 0.5], DOMAIN)


def test_stopping_metrics_by_name():
    metrics = binomial_metrics(ACTUAL, P1, DOMAIN)
    assert metrics.value("AUCPR") == metrics.pr_auc
    assert metrics.value("misclassification") == metrics.classification_error


@given(labelled.filter(both_classes))
def test_agrees_with_scikit_learn(rows):
    y, p, w = split(rows)
    metrics = binomial_metrics(y, p, DOMAIN, w)
    assert metrics.auc == pytest.approx(
        reference.roc_auc_score(y, p, sample_weight=w), rel=1e-9, abs=1e-12
    )
    assert metrics.mse == pytest.approx(
        reference.brier_score_loss(y, p, sample_weight=w), rel=1e-9, abs=1e-12
    )
    predicted = (p >= metrics.max_f1_threshold).astype(int)
    expected = reference.confusion_matrix(y, predicted, sample_weight=w, labels=[0, 1])
    assert metrics.confusion_counts(metrics.max_f1_index).tolist() == expected.tolist()
    kept = (p > 0) & (p < 1)
    if len(set(y[kept])) == 2:
        inner = binomial_metrics(y[kept], p[kept], DOMAIN, w[kept])
        assert inner.logloss == pytest.approx(
            reference.log_loss(y[kept], p[kept], sample_weight=w[kept]), rel=1e-9
        )


@given(labelled.filter(both_classes))
def test_areas_do_not_change_under_a_monotone_transform(rows):
    y, p, w = split(rows)
    before, after = (binomial_metrics(y, scores, DOMAIN, w) for scores in (p, p**3 / 2))
    assert before.auc == pytest.approx(after.auc, abs=1e-12)
    assert before.pr_auc == pytest.approx(after.pr_auc, abs=1e-12)


@given(labelled.filter(both_classes))
def test_turning_the_scores_round_mirrors_the_auc(rows):
    y, p, w = split(rows)
    turned = binomial_metrics(y, 1.0 - p, DOMAIN, w).auc
    assert binomial_metrics(y, p, DOMAIN, w).auc == pytest.approx(1.0 - turned, abs=1e-12)


@given(labelled)
def test_whole_weights_are_repetitions(rows):
    y, p, w = split(rows)
    weighted = binomial_metrics(y, p, DOMAIN, w)
    repeated = binomial_metrics(np.repeat(y, w), np.repeat(p, w), DOMAIN)
    for name in weighted.names:
        assert weighted.value(name) == pytest.approx(
            repeated.value(name), rel=1e-9, abs=1e-12, nan_ok=True
        )
    table, other = weighted.gains_lift_table(), repeated.gains_lift_table()
    for row, expected in zip(table.rows, other.rows, strict=True):
        assert row == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True)


@given(labelled)
def test_pr_auc_is_a_share(rows):
    y, p, w = split(rows)
    assert -1e-12 <= binomial_metrics(y, p, DOMAIN, w).pr_auc <= 1.0 + 1e-12
