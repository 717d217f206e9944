"""The table of the folds' metrics."""

from __future__ import annotations

import math

import numpy as np
import pytest

from heavywater.core.metrics import binomial_metrics, regression_metrics
from heavywater.core.training.fold_summary import fold_summary


def rows_of(records):
    return {row[0]: row[1:] for row in fold_summary(records).rows}


def test_mean_and_deviation():
    records = [regression_metrics([0.0, 1.0], [error, 1.0 - error]) for error in (0.1, 0.2, 0.4)]
    rows = rows_of(records)
    assert rows["mae"] == pytest.approx([7 / 30, np.std([0.1, 0.2, 0.4], ddof=1), 0.1, 0.2, 0.4])
    assert rows["residual_deviance"] == rows["mse"]


def test_what_has_no_mean_has_no_deviation():
    rows = rows_of([regression_metrics([0.0, 1.0], [0.1, 0.9])] * 2)
    assert all(math.isnan(value) for value in rows["aic"])


def test_a_fold_without_metrics_is_passed_over():
    record = regression_metrics([0.0, 1.0], [0.1, 0.9])
    rows = rows_of([record, None, record])
    assert rows["mae"][:2] == pytest.approx([0.1, 0.0])
    assert math.isnan(rows["mae"][3])


def test_single_rows_have_no_r2():
    # H2O-3 says minus infinity, with a deviation that is not a number, for folds of one row.
    rows = rows_of([regression_metrics([value], [0.5]) for value in (0.0, 1.0)])
    assert rows["r2"][0] == -math.inf
    assert math.isnan(rows["r2"][1])


def test_two_classes_are_compared_at_the_threshold_of_the_largest_f1():
    record = binomial_metrics([0, 0, 1, 1], [0.1, 0.6, 0.5, 0.9], ["n", "y"])
    rows = rows_of([record, record])
    # From 0.5 on: one false positive, no false negative.
    assert rows["err_count"][0] == 1
    assert rows["accuracy"][0] == 0.75
    assert rows["precision"][0] == pytest.approx(2 / 3)
    assert rows["recall"][0] == 1
    assert rows["specificity"][0] == 0.5
    assert rows["max_per_class_error"][0] == 0.5
