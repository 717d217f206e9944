"""Metrics of autoencoders."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.metrics import autoencoder_metrics
from heavywater.exceptions import H2OValueError

errors = st.lists(st.floats(0, 10), min_size=1, max_size=20)


@given(errors)
def test_mean_over_rows(values):
    record = autoencoder_metrics(values)
    assert record.mse == pytest.approx(np.mean(values))
    assert record.rmse == pytest.approx(np.mean(values) ** 0.5)
    assert record.nobs == len(values)


@given(errors)
def test_a_weight_of_two_is_the_row_twice(values):
    weights = np.arange(len(values)) % 3
    if weights.any():
        record = autoencoder_metrics(values, weights)
        assert record.mse == pytest.approx(np.mean(np.repeat(values, weights)))
        assert record.nobs == (weights > 0).sum()


def test_no_rows_have_no_error():
    assert np.isnan(autoencoder_metrics([]).mse)
    assert autoencoder_metrics([1.0], [0.0]).nobs == 0


def test_a_diverged_network_has_no_metrics():
    with pytest.raises(H2OValueError, match="contain NaN"):
        autoencoder_metrics([1.0, np.nan])
