"""H2O's rule of moving averages."""

from __future__ import annotations

import math

import pytest

from heavywater.core.training.stopping import has_stopped_improving, is_better


def test_needs_twice_the_rounds():
    assert not has_stopped_improving("logloss", [1.0] * 5, rounds=3, tolerance=0.0)
    assert has_stopped_improving("logloss", [1.0] * 6, rounds=3, tolerance=0.0)


def test_zero_rounds_never_stop():
    assert not has_stopped_improving("logloss", [1.0] * 50, rounds=0, tolerance=0.0)


def test_goes_on_while_the_averages_fall():
    falling = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5]
    assert not has_stopped_improving("MSE", falling, rounds=3, tolerance=0.0)


def test_tolerance_is_relative_improvement():
    values = [1.0, 1.0, 0.995, 0.995]
    assert not has_stopped_improving("MSE", values, rounds=2, tolerance=0.001)
    assert has_stopped_improving("MSE", values, rounds=2, tolerance=0.01)


def test_more_is_better_for_auc():
    rising = [0.5, 0.6, 0.7, 0.8]
    assert not has_stopped_improving("AUC", rising, rounds=2, tolerance=0.0)
    assert has_stopped_improving("AUC", rising[::-1], rounds=2, tolerance=0.0)


def test_perfect_is_enough():
    assert has_stopped_improving("misclassification", [0.0, 0.0], rounds=1, tolerance=0.0)


def test_nan_infinities_and_changing_signs_settle_nothing():
    assert not has_stopped_improving("deviance", [math.inf, math.inf], rounds=1, tolerance=0.0)
    assert not has_stopped_improving("deviance", [1.0, math.nan], rounds=1, tolerance=0.0)
    assert not has_stopped_improving("deviance", [1.0, -1.0], rounds=1, tolerance=0.0)


@pytest.mark.parametrize(
    ("metric", "new", "old", "better"),
    [
        ("RMSE", 1.0, 2.0, True),
        ("RMSE", 2.0, 2.0, False),
        ("lift_top_group", 2.0, 1.0, True),
        ("AUCPR", 0.2, 0.3, False),
        ("MSE", math.nan, 1.0, False),
        ("MSE", 1.0, math.nan, True),
    ],
)
def test_better(metric, new, old, better):
    assert is_better(metric, new, old) is better
