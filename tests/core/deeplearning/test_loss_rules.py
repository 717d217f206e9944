"""Which losses go with which distributions."""

from __future__ import annotations

import pytest

from heavywater.core.deeplearning.loss_rules import descended_loss
from heavywater.core.deeplearning.parameters import check_for, effective, validate, warnings_for
from heavywater.exceptions import H2OModelBuildError

LOSSES = ["Automatic", "CrossEntropy", "Quadratic", "Huber", "Absolute", "Quantile"]

#: What H2O-3 3.46.0.12 accepts for a numeric response.
ACCEPTED = {
    "AUTO": ["Automatic", "Quadratic", "Huber", "Absolute", "Quantile"],
    "gaussian": ["Automatic", "Quadratic", "Huber", "Absolute", "Quantile"],
    "poisson": ["Automatic"],
    "gamma": ["Automatic"],
    "tweedie": ["Automatic"],
    "laplace": ["Automatic", "Absolute"],
    "quantile": ["Automatic", "Quantile"],
    "huber": ["Automatic", "Huber"],
    "bernoulli": [],
    "multinomial": [],
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("distribution", ACCEPTED)
def test_pairs_for_numbers(distribution, loss):
    def ask():
        check_for(validate({"distribution": distribution, "loss": loss}), "Regression")

    if loss in ACCEPTED[distribution]:
        ask()
        return
    with pytest.raises(H2OModelBuildError) as caught:
        ask()
    assert loss in str(caught.value) or distribution in str(caught.value)


@pytest.mark.parametrize(
    ("given", "distribution", "loss", "descended"),
    [
        ({}, "gaussian", "Quadratic", "Quadratic"),
        ({"loss": "Quantile"}, "quantile", "Quantile", "Quantile"),
        ({"distribution": "quantile"}, "quantile", "Quantile", "Quantile"),
        ({"distribution": "gaussian", "loss": "Huber"}, "gaussian", "Huber", "Huber"),
        ({"distribution": "poisson"}, "poisson", "Automatic", "Poisson"),
        ({"distribution": "gamma"}, "gamma", "Automatic", "Gamma"),
        ({"distribution": "tweedie"}, "tweedie", "Automatic", "Tweedie"),
    ],
)
def test_what_follows_from_a_choice(given, distribution, loss, descended):
    values = effective(validate(given), "Regression")
    assert (values["distribution"], values["loss"]) == (distribution, loss)
    assert descended_loss(values) == descended


def test_offsets_are_for_numbers():
    values = validate({"offset_column": "o"})
    check_for(values, "Regression")
    for category in ("Binomial", "Multinomial"):
        with pytest.raises(H2OModelBuildError) as caught:
            check_for(values, category)
        assert caught.value.var_name == "offset_column"


@pytest.mark.parametrize(
    ("constant", "owner", "by_loss"),
    [
        ("quantile_alpha", "quantile", "Quantile"),
        ("tweedie_power", "tweedie", None),
        ("huber_alpha", "huber", "Huber"),
    ],
)
def test_constants_without_effect_draw_a_warning(constant, owner, by_loss):
    given = {constant: 1.2 if constant == "tweedie_power" else 0.3}
    assert f"it is for distribution={owner!r}" in warnings_for(validate(given))[0]
    assert warnings_for(validate(given | {"distribution": owner})) == []
    if by_loss is not None:
        gaussian = {"distribution": "gaussian", "loss": by_loss}
        assert warnings_for(validate(given | gaussian)) == []
