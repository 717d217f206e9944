"""Which parameters an autoencoder takes."""

from __future__ import annotations

import pytest

from heavywater.core.deeplearning.parameters import effective, validate, warnings_for
from heavywater.exceptions import H2OModelBuildError


def values(**given):
    return validate({"autoencoder": True, **given})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"loss": "CrossEntropy"}, "loss is 'CrossEntropy', which is for classes"),
        ({"activation": "maxout"}, "Maxout units cannot be the outputs"),
        ({"activation": "maxout_with_dropout"}, "Maxout units cannot be the outputs"),
        ({"balance_classes": True}, "there are no classes to balance"),
        ({"distribution": "bernoulli"}, "distribution is 'bernoulli'; an autoencoder's can be"),
        ({"stopping_metric": "RMSE"}, "stopping_metric is 'RMSE'"),
        ({"stopping_metric": "logloss", "stopping_rounds": 0}, "stopping_metric is 'logloss'"),
        ({"categorical_encoding": "SortByResponse"}, "no response to sort levels by"),
        ({"sparsity_beta": 0.1}, "whose values are never negative, it must be more than 0"),
        (
            {"sparsity_beta": 0.1, "activation": "Tanh", "average_activation": 1.0},
            "must lie between -1 and 1",
        ),
        (
            {"sparsity_beta": 0.1, "activation": "ExpRectifier", "average_activation": -1.0},
            "must lie between -1 and 1",
        ),
    ],
)
def test_what_does_not_fit_an_autoencoder(given, message):
    with pytest.raises(H2OModelBuildError, match=message):
        values(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"loss": "Huber"},
        {"distribution": "laplace", "loss": "Absolute"},
        {"activation": "TanhWithDropout"},
        {"stopping_metric": "MSE"},
        {"sparsity_beta": 0.1, "average_activation": 0.5},
        {"sparsity_beta": 0.1, "activation": "Tanh"},
        {"average_activation": 7.0},
        {"weights_column": "w"},
        {"categorical_encoding": "Eigen"},
        {"max_categorical_features": 10},
    ],
)
def test_what_fits_an_autoencoder(given):
    values(**given)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(H2OModelBuildError) as caught:
        values(loss="CrossEntropy", activation="maxout", stopping_metric="auc")
    for name in ("loss", "activation", "stopping_metric"):
        assert f"{name} is" in str(caught.value)


def test_only_autoencoders_are_sparse():
    with pytest.raises(H2OModelBuildError, match="only autoencoders can be sparse"):
        validate({"sparsity_beta": 0.1})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"average_activation": 0.3}, "average_activation=0.3 is ignored because sparsity_beta"),
        ({"use_all_factor_levels": False}, "use_all_factor_levels=False is ignored because an"),
    ],
)
def test_what_is_ignored_draws_a_warning(given, message):
    assert any(message in warning for warning in warnings_for(values(**given)))
    assert not warnings_for(values())


@pytest.mark.parametrize(
    ("given", "distribution", "loss"),
    [
        ({}, "gaussian", "Quadratic"),
        ({"loss": "Absolute"}, "laplace", "Absolute"),
        ({"distribution": "huber"}, "huber", "Huber"),
    ],
)
def test_what_is_automatic(given, distribution, loss):
    resolved = effective(values(use_all_factor_levels=False, **given), "AutoEncoder")
    assert (resolved["distribution"], resolved["loss"]) == (distribution, loss)
    assert resolved["stopping_metric"] == "MSE"
    assert resolved["use_all_factor_levels"] is True


def test_without_rounds_nothing_is_watched():
    assert effective(values(stopping_rounds=0), "AutoEncoder")["stopping_metric"] is None
