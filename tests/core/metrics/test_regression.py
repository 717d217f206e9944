import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn import metrics as reference

from heavywater.core.metrics import deviance, regression_metrics
from heavywater.exceptions import H2OValueError

ACTUAL = [1.0, 2.5, 0.0, 4.0, 3.25]
PREDICTED = [1.5, 2.0, 0.25, 3.0, 3.5]
WEIGHTS = [1.0, 2.0, 0.5, 1.0, 3.0]

finite = st.floats(-1e3, 1e3, allow_nan=False, width=32)
columns = hnp.arrays(np.float64, st.tuples(st.integers(2, 30), st.just(2)), elements=finite)


def test_numbers_of_h2o():
    metrics = regression_metrics(ACTUAL, PREDICTED)
    assert metrics.nobs == 5
    assert metrics.mse == pytest.approx(0.325, rel=1e-12)
    assert metrics.rmse == pytest.approx(0.570087712549569, rel=1e-12)
    assert metrics.mae == pytest.approx(0.5, rel=1e-12)
    assert metrics.r2 == pytest.approx(0.8481308411214954, rel=1e-12)
    assert metrics.rmsle == pytest.approx(0.18783431520531965, rel=1e-12)
    assert metrics.mean_residual_deviance == metrics.mse


def test_weighted_numbers_of_h2o():
    metrics = regression_metrics(ACTUAL, PREDICTED, WEIGHTS)
    assert metrics.mse == pytest.approx(0.2625, rel=1e-12)
    assert metrics.mae == pytest.approx(0.45, rel=1e-12)
    assert metrics.r2 == pytest.approx(0.7855197458011801, rel=1e-12)
    assert metrics.rmsle == pytest.approx(0.15569574099647124, rel=1e-12)


@pytest.mark.parametrize(
    ("function", "shift", "expected"),
    [
        (deviance.gaussian, 0.0, 0.2625),
        (deviance.laplace, 0.0, 0.45),
        (deviance.poisson, 0.0, 0.13691418927232507),
        (deviance.gamma, 0.5, 0.1184901827254384),
    ],
)
def test_deviances_of_h2o(function, shift, expected):
    metrics = regression_metrics(np.add(ACTUAL, shift), PREDICTED, WEIGHTS, function)
    assert metrics.mean_residual_deviance == pytest.approx(expected, rel=1e-12)


def test_tweedie_and_pinball_deviance_match_scikit_learn():
    y, f = np.array([0.0, 1.0, 3.0]), np.array([0.5, 1.25, 2.0])
    assert deviance.tweedie(1.5)(np.ones(3), y, f).mean() == pytest.approx(
        reference.mean_tweedie_deviance(y, f, power=1.5), rel=1e-12
    )
    assert deviance.quantile(0.3)(np.ones(3), y, f).mean() == pytest.approx(
        reference.mean_pinball_loss(y, f, alpha=0.3), rel=1e-12
    )


def test_huber_deviance_turns_linear_at_delta():
    y, f = np.array([0.0, 0.0, 0.0]), np.array([0.5, 1.0, 3.0])
    assert deviance.huber(1.0)(np.ones(3), y, f).tolist() == [0.25, 1.0, 5.0]


def test_huber_delta_is_a_quantile_of_the_absolute_errors():
    y, f = np.array([0.0, 0.0, np.nan, 0.0]), np.array([1.0, -2.0, 100.0, 4.0])
    assert deviance.huber_delta(y, f, 0.9) == pytest.approx(np.quantile([1, 2, 4], 0.9))


def test_poisson_deviance_of_zero_for_zero_is_nothing():
    one = np.ones(3)
    zero = np.zeros(3)
    assert deviance.poisson(one, zero, np.array([0.0, 1e-300, 2.0])).tolist() == [0.0, 2e-300, 4.0]


def test_gamma_deviance_of_zero_for_zero_is_nothing():
    assert deviance.gamma(np.ones(1), np.zeros(1), np.zeros(1)).tolist() == [0.0]


def test_rows_without_actual_value_or_weight_are_left_out():
    metrics = regression_metrics([1.0, np.nan, 3.0, 9.0], [1.0, 5.0, 5.0, 0.0], [1, 1, 1, 0])
    assert (metrics.nobs, metrics.mse) == (2, 2.0)


def test_rmsle_is_nan_below_minus_one():
    assert np.isnan(regression_metrics([1.0, -2.0], [1.0, 1.0]).rmsle)


def test_no_rows_give_nan():
    metrics = regression_metrics([np.nan], [1.0])
    assert metrics.nobs == 0
    assert all(np.isnan(metrics.value(name)) for name in metrics.names)


def test_constant_response_has_no_r2():
    assert regression_metrics([1.0, 1.0], [1.0, 2.0]).r2 == -np.inf


def test_nan_predictions_are_refused():
    with pytest.raises(H2OValueError, match="unstable"):
        regression_metrics([1.0, 2.0], [np.nan, 2.0])


def test_lengths_must_agree():
    with pytest.raises(H2OValueError, match="predicted has 1 rows"):
        regression_metrics([1.0, 2.0], [1.0])


def test_value_by_the_names_of_stopping_metrics():
    metrics = regression_metrics(ACTUAL, PREDICTED)
    assert metrics.value("MSE") == metrics.mse
    assert metrics.value("deviance") == metrics.mean_residual_deviance
    assert metrics.value("RMSLE") == metrics.rmsle


def test_value_of_an_unknown_name_suggests_another():
    with pytest.raises(H2OValueError, match="Did you mean 'rmse'"):
        regression_metrics(ACTUAL, PREDICTED).value("rsme")


@given(columns)
def test_agrees_with_scikit_learn(data):
    y, f = data.T
    metrics = regression_metrics(y, f)
    assert metrics.mse == pytest.approx(reference.mean_squared_error(y, f), rel=1e-9, abs=1e-12)
    assert metrics.mae == pytest.approx(reference.mean_absolute_error(y, f), rel=1e-9, abs=1e-12)


@given(columns, st.data())
def test_whole_weights_are_repetitions(data, draw):
    y, f = data.T
    weights = draw.draw(hnp.arrays(np.int64, y.shape[0], elements=st.integers(0, 3)))
    weighted = regression_metrics(y, f, weights)
    repeated = regression_metrics(np.repeat(y, weights), np.repeat(f, weights))
    for name in ("mse", "mae", "rmsle"):
        assert weighted.value(name) == pytest.approx(
            repeated.value(name), rel=1e-9, abs=1e-12, nan_ok=True
        )


@given(st.lists(st.tuples(finite, st.integers(1, 4)), min_size=1, max_size=20), st.floats(0.0, 1.0))
def test_weighted_quantile_is_numpys_of_repeated_values(pairs, probability):
    values, weights = np.array(pairs).T
    expected = np.quantile(np.repeat(values, weights.astype(int)), probability)
    found = deviance.weighted_quantile(values, weights, probability)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)
