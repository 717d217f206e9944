import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from heavywater.core.metrics import multinomial_metrics
from heavywater.exceptions import H2OValueError
from three_classes import CLASSES, PROBABILITIES, WEIGHTS

DOMAIN = ["a", "b", "c"]

cases = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=30,
)


def split(rows):
    y = np.array([row[0] for row in rows])
    p = np.array([row[1] for row in rows], dtype=float)
    return y, p / p.sum(axis=1, keepdims=True), np.array([row[2] for row in rows])


def test_numbers_of_h2o():
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, DOMAIN)
    assert metrics.nobs == 8
    assert metrics.mse == pytest.approx(0.565645625, rel=1e-12)
    assert metrics.rmse == pytest.approx(0.7520941596635358, rel=1e-12)
    assert metrics.r2 == pytest.approx(0.0717610256410256, rel=1e-12)
    assert metrics.logloss == pytest.approx(1.5281444697956164, rel=1e-12)
    assert metrics.mean_per_class_error == pytest.approx(0.8888888888888888, rel=1e-12)
    assert metrics.classification_error == pytest.approx(0.875, rel=1e-12)
    assert np.isnan(metrics.auc)
    assert np.isnan(metrics.pr_auc)


def test_weighted_numbers_of_h2o():
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, DOMAIN, WEIGHTS)
    assert metrics.mse == pytest.approx(0.5852825652173912, rel=1e-12)
    assert metrics.r2 == pytest.approx(-0.17278210984848474, rel=1e-12)
    assert metrics.logloss == pytest.approx(1.6051077235480338, rel=1e-12)


def test_confusion_matrix_of_h2o():
    table = multinomial_metrics(CLASSES, PROBABILITIES, DOMAIN).confusion_matrix()
    assert table.names == ["a", "b", "c", "Error", "Rate"]
    assert table.rows == (
        (0, 3, 0, 1.0, "3 / 3"),
        (0, 1, 2, pytest.approx(2 / 3), "2 / 3"),
        (0, 2, 0, 1.0, "2 / 2"),
        (0, 6, 2, 0.875, "7 / 8"),
    )


def test_hit_ratios_of_h2o():
    table = multinomial_metrics(CLASSES, PROBABILITIES, DOMAIN).hit_ratio_table()
    assert table.title == "Top-3 Hit Ratios"
    assert table.rows == (("1", 0.125), ("2", 0.75), ("3", 1.0))


def test_large_counts_are_written_with_commas():
    metrics = multinomial_metrics(np.zeros(1200), np.tile([0.2, 0.8], (1200, 1)), ["a", "b"])
    assert metrics.confusion_matrix().rows[0][3] == "1,200 / 1,200"


def test_a_class_without_rows_counts_as_no_error():
    metrics = multinomial_metrics([0, 1], [[1.0, 0, 0], [1.0, 0, 0]], DOMAIN)
    assert metrics.mean_per_class_error == pytest.approx(1 / 3)
    assert np.isnan(metrics.confusion_matrix().rows[2][3])


def test_at_most_ten_hit_ratios():
    probabilities = np.full((4, 12), 1 / 12)
    metrics = multinomial_metrics([0, 9, 10, 11], probabilities, [str(k) for k in range(12)])
    # All are equally probable, so that classes rank in the order of the domain.
    assert metrics.hit_ratios.tolist() == [0.25] * 9 + [0.5]


def test_an_unknown_class_is_a_certain_error_outside_the_matrix():
    metrics = multinomial_metrics([0, 3], [[1.0, 0, 0], [1.0, 0, 0]], DOMAIN)
    assert (metrics.nobs, metrics.mse) == (2, 0.5)
    assert metrics.counts.sum() == 1
    assert metrics.hit_ratios.tolist() == [0.5, 0.5, 0.5]


def test_rows_without_class_or_weight_are_left_out():
    metrics = multinomial_metrics([0, -1, 1], [[1.0, 0], [0.5, 0.5], [0.5, 0.5]], "ab", [1, 1, 0])
    assert (metrics.nobs, metrics.mse) == (1, 0.0)


def test_no_rows_give_nan():
    metrics = multinomial_metrics([-1], [[0.5, 0.5]], "ab")
    assert metrics.nobs == 0
    assert all(np.isnan(metrics.value(name)) for name in metrics.names)


def test_columns_must_fit_the_domain():
    with pytest.raises(H2OValueError, match="3 classes"):
        multinomial_metrics([0], [[0.5, 0.5]], DOMAIN)


def test_the_matrix_is_left_out_above_a_thousand_classes():
    domain = [str(k) for k in range(1001)]
    metrics = multinomial_metrics([0], np.eye(1, 1001), domain)
    assert metrics.confusion_matrix() is None
    assert metrics.classification_error == 0.0


@given(cases)
def test_agrees_with_scikit_learn(rows):
    y, p, w = split(rows)
    metrics = multinomial_metrics(y, p, DOMAIN, w)
    labels = [0, 1, 2]
    assert metrics.logloss == pytest.approx(
        reference.log_loss(y, p, sample_weight=w, labels=labels), rel=1e-9
    )
    expected = reference.confusion_matrix(y, p.argmax(axis=1), sample_weight=w, labels=labels)
    assert metrics.counts.tolist() == expected.tolist()
    assert metrics.hit_ratios[0] == pytest.approx(1 - metrics.classification_error)
    assert metrics.hit_ratios[-1] == pytest.approx(1.0)


@given(cases)
def test_whole_weights_are_repetitions(rows):
    y, p, w = split(rows)
    weighted = multinomial_metrics(y, p, DOMAIN, w)
    repeated = multinomial_metrics(np.repeat(y, w), np.repeat(p, w, axis=0), DOMAIN)
    for name in ("mse", "logloss", "mean_per_class_error", "classification_error"):
        assert weighted.value(name) == pytest.approx(repeated.value(name), rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(weighted.hit_ratios, repeated.hit_ratios)
