"""Metrics of a user's own, from arrays."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error

from heavywater.core.metrics import binomial_metrics, multinomial_metrics, regression_metrics
from heavywater.core.metrics.custom import CustomMetric
from heavywater.exceptions import H2OModelBuildError, H2OTypeError

ACTUAL = np.array([1.0, 2.0, np.nan, 4.0])
PREDICTED = np.array([1.5, 2.0, 7.0, 2.0])
WEIGHTS = np.array([1.0, 0.0, 1.0, 3.0])
CODES = np.array([0.0, 1.0, 1.0, np.nan, 2.0])
SHARES = np.array([[5, 3, 2], [1, 1, 8], [1, 6, 3], [1, 1, 8], [3, 3, 4]]) / 10
DOMAIN = ("a", "b", "c")


class Mae:
    """As H2O's documentation writes it."""

    def map(self, pred, act, w, o, model):
        return [w * abs(act[0] - pred[0]), w]

    def reduce(self, left, right):
        return [left[0] + right[0], left[1] + right[1]]

    def metric(self, last):
        return last[0] / last[1]


class Logloss:
    def map(self, pred, act, w, o, model):
        return [-np.log(pred[1 + int(act[0])]), pred[0] == act[0], 1]

    def reduce(self, left, right):
        return [a + b for a, b in zip(left, right, strict=True)]

    def metric(self, last):
        return 10 * last[1] + last[0] / last[2]


def numbers(given, weights=None):
    record = regression_metrics(ACTUAL, PREDICTED, weights)
    return CustomMetric.of(given).added(record, ACTUAL, PREDICTED, weights)


def classes(given):
    codes = np.where(np.isnan(CODES), -1, CODES).astype(int)
    record = multinomial_metrics(codes, SHARES, DOMAIN)
    return CustomMetric.of(given).added(record, CODES, SHARES, domain=DOMAIN)


@pytest.mark.parametrize("given", [Mae, Mae(), mean_absolute_error])
def test_of_numbers(given):
    record = numbers(given)
    assert record.custom_metric_value == pytest.approx(record.mae)
    assert record.value("custom") == record.value("custom_increasing") == pytest.approx(record.mae)
    # rows without a response or a weight do not count
    weighted = numbers(given, WEIGHTS)
    assert weighted.custom_metric_value == pytest.approx(weighted.mae)


def test_names():
    assert numbers(Mae).custom_metric_name == "Mae"
    assert numbers(Mae()).custom_metric_name == "Mae"
    assert numbers(mean_absolute_error).custom_metric_name == "mean_absolute_error"
    assert CustomMetric.of(Mae, "mine").name == "mine"
    assert numbers(functools.partial(mean_absolute_error)).custom_metric_name == "partial"


def test_without_one():
    record = regression_metrics(ACTUAL, PREDICTED)
    assert record.custom_metric_name is None
    assert np.isnan(record.custom_metric_value)


def test_of_classes():
    record = classes(Logloss)
    assert record.custom_metric_value == pytest.approx(10 * 3 + record.logloss)
    assert classes(accuracy_score).custom_metric_value == 0.75


def test_functions_may_ask_for_more():
    def asks(actual, predicted, probabilities):
        assert actual.tolist() == ["a", "b", "b", "c"]
        assert predicted.tolist() == ["a", "c", "b", "c"]
        return log_loss(actual, probabilities, labels=list(DOMAIN))

    assert classes(asks).custom_metric_value == pytest.approx(classes(Logloss).logloss)

    def heaviest(actual, predicted, *, weights):
        return weights.max()

    assert numbers(heaviest, WEIGHTS).custom_metric_value == 3.0


def test_labels_of_two_classes_follow_the_threshold():
    record = binomial_metrics(np.array([0, 1]), np.array([0.3, 0.4]), ("n", "y"))
    shares = np.array([[0.7, 0.3], [0.6, 0.4]])

    def positives(actual, predicted):
        return (predicted == "y").sum()

    for threshold, expected in ((0.35, 1), (0.2, 2), (0.5, 0)):
        found = CustomMetric.of(positives).added(
            record, np.array([0.0, 1.0]), shares, domain=("n", "y"), threshold=threshold
        )
        assert found.custom_metric_value == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda actual, predicted: 1 / 0, "failed with ZeroDivisionError: division by zero"),
        (lambda actual, predicted: actual, "must give one number"),
        (lambda actual: 1.0, "failed with TypeError"),
    ],
)
def test_what_goes_wrong_is_told(given, words):
    with pytest.raises(H2OModelBuildError, match=words):
        numbers(given)


@pytest.mark.parametrize("given", [3, object(), dict])
def test_what_is_no_metric(given):
    with pytest.raises(H2OTypeError, match="must be a function"):
        CustomMetric.of(given)


def test_of_a_file_without_code_nothing_is_computed():
    record = regression_metrics(ACTUAL, PREDICTED)
    assert CustomMetric("lost", None).added(record, ACTUAL, PREDICTED) is record


class Offsets:
    """The sum of all offsets."""

    def map(self, pred, act, w, o, model):
        return o

    def reduce(self, left, right):
        return left + right

    def metric(self, last):
        return last


def test_offsets_are_told():
    record = regression_metrics(ACTUAL, PREDICTED)
    offsets = np.array([0.5, 1.0, 100.0, 2.0])
    added = CustomMetric.of(Offsets).added(record, ACTUAL, PREDICTED, offsets=offsets)
    assert added.custom_metric_value == 3.5
    assert numbers(Offsets).custom_metric_value == 0.0
