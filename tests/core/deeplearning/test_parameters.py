"""Deep Learning's parameters: defaults as H2O's, rules, warnings, effective values."""

from __future__ import annotations

import pytest

from heavywater.core.deeplearning.parameters import (
    PARAMETERS,
    check_classes,
    check_for,
    effective,
    notes_for,
    validate,
    warnings_for,
)
from heavywater.exceptions import H2OModelBuildError


def test_the_order_of_h2o_is_kept():
    names = PARAMETERS.names
    assert len(names) == 91
    assert names[:4] == ["model_id", "training_frame", "validation_frame", "nfolds"]
    assert names[24:27] == ["activation", "hidden", "epochs"]
    assert names[-2:] == ["custom_metric_func", "gainslift_bins"]


def test_defaults_are_valid_and_draw_no_warning():
    values = validate({})
    assert warnings_for(values) == []
    for category in ("Regression", "Binomial", "Multinomial"):
        check_for(values, category)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_every_declaration_is_complete(parameter):
    assert parameter.help.endswith(".")
    assert parameter.problem(parameter.convert(None)) == ""
    assert parameter.convert(parameter.signature_default) == parameter.convert(None)
    assert not (parameter.missing and parameter.no_effect)
    for text in (parameter.missing, parameter.no_effect):
        assert not text or text.endswith(".")


@pytest.mark.parametrize(
    ("given", "name", "words"),
    [
        ({"hidden": [0]}, "hidden", "hidden is [0]; each value must be at least 1"),
        ({"hidden": [5, -1]}, "hidden", "at least 1"),
        ({"input_dropout_ratio": 1}, "input_dropout_ratio", "less than 1"),
        ({"l1": -1}, "l1", "at least 0"),
        ({"max_w2": 0}, "max_w2", "more than 0"),
        ({"mini_batch_size": 0}, "mini_batch_size", "at least 1"),
        ({"score_duty_cycle": 1.5}, "score_duty_cycle", "at most 1"),
        ({"stopping_tolerance": 1}, "stopping_tolerance", "less than 1"),
        ({"tweedie_power": 2}, "tweedie_power", "less than 2"),
        ({"train_samples_per_iteration": -3}, "train_samples_per_iteration", "at least -2"),
        ({"rho": 0}, "rho", "more than 0"),
        ({"epsilon": 0}, "epsilon", "more than 0"),
        ({"gainslift_bins": -2}, "gainslift_bins", "at least -1"),
        (
            {"gainslift_bins": 0, "stopping_metric": "lift_top_group"},
            "stopping_metric",
            "turns the gains/lift table off",
        ),
        ({"epochs": -1}, "epochs", "at least 0"),
        ({"epochs": float("inf")}, "epochs", "epochs is inf"),
        ({"col_major": True}, "col_major", "removed"),
        (
            {"hidden_dropout_ratios": [0.1], "activation": "TanhWithDropout"},
            "hidden_dropout_ratios",
            "1 values, but hidden=[200, 200] has 2 layers",
        ),
        (
            {"hidden_dropout_ratios": [0.1, 0.1], "activation": "Tanh"},
            "hidden_dropout_ratios",
            "activation='TanhWithDropout'",
        ),
        ({"categorical_encoding": "enum"}, "categorical_encoding", "a network needs numbers"),
        ({"categorical_encoding": "OneHotExplicit"}, "categorical_encoding", "much faster"),
        ({"distribution": "laplace", "loss": "Huber"}, "distribution", "'Absolute'"),
        ({"distribution": "huber", "loss": "Absolute"}, "distribution", "'Huber'"),
    ],
)
def test_what_is_refused_whatever_the_data(given, name, words):
    with pytest.raises(H2OModelBuildError) as caught:
        validate(given)
    assert caught.value.var_name == name
    assert words in str(caught.value)


def test_rho_and_epsilon_may_be_anything_when_they_are_not_used():
    assert validate({"adaptive_rate": False, "rho": 0})["rho"] == 0


def test_the_quantile_of_the_huber_deviance():
    assert validate({"distribution": "huber", "huber_alpha": 0.8})["huber_alpha"] == 0.8


def test_no_limit_on_weights():
    assert validate({"max_w2": float("inf")})["max_w2"] == float("inf")


@pytest.mark.parametrize(
    ("category", "given", "name"),
    [
        ("Regression", {"loss": "CrossEntropy"}, "loss"),
        ("Regression", {"distribution": "bernoulli"}, "distribution"),
        ("Regression", {"distribution": "multinomial"}, "distribution"),
        ("Regression", {"stopping_metric": "AUC"}, "stopping_metric"),
        ("Binomial", {"loss": "Absolute"}, "loss"),
        ("Binomial", {"distribution": "gaussian"}, "distribution"),
        ("Binomial", {"stopping_metric": "deviance"}, "stopping_metric"),
        ("Multinomial", {"loss": "Huber"}, "loss"),
        ("Multinomial", {"distribution": "bernoulli"}, "distribution"),
        ("Multinomial", {"stopping_metric": "AUC"}, "stopping_metric"),
        ("Multinomial", {"stopping_metric": "aucpr", "auc_type": "none"}, "stopping_metric"),
        ("Multinomial", {"stopping_metric": "lift_top_group"}, "stopping_metric"),
        ("Multinomial", {"stopping_metric": "mae"}, "stopping_metric"),
    ],
)
def test_what_does_not_fit_the_response(category, given, name):
    values = validate(given)
    with pytest.raises(H2OModelBuildError) as caught:
        check_for(values, category)
    assert caught.value.var_name == name


@pytest.mark.parametrize(
    ("category", "given"),
    [
        ("Regression", {"stopping_metric": "AUC", "stopping_rounds": 0}),
        ("Regression", {"loss": "Absolute", "distribution": "gaussian"}),
        ("Binomial", {"loss": "Quadratic"}),
        ("Binomial", {"distribution": "multinomial"}),
        ("Binomial", {"stopping_metric": "auc"}),
        ("Multinomial", {"stopping_metric": "mean_per_class_error"}),
        ("Multinomial", {"stopping_metric": "auc", "auc_type": "weighted_ovo"}),
    ],
)
def test_what_fits_the_response(category, given):
    check_for(validate(given), category)


def test_every_parameter_works():
    """Or says why it has no effect; none is refused as not being there."""
    assert not [parameter.name for parameter in PARAMETERS if parameter.missing]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rate": 0.1}, "set adaptive_rate=False"),
        ({"momentum_ramp": 5}, "set adaptive_rate=False"),
        ({"adaptive_rate": False, "rho": 0.9}, "set adaptive_rate=True"),
        ({"initial_weight_scale": 2}, "choose 'Uniform'"),
        ({"stopping_rounds": 0, "stopping_metric": "mse"}, "stopping_rounds is 0"),
        ({"diagnostics": False}, "always reported"),
        ({"replicate_training_data": False}, "one process"),
        ({"quiet_mode": True}, "no_progress"),
    ],
)
def test_what_is_ignored_draws_a_warning(given, words):
    warnings = warnings_for(validate(given))
    assert len(warnings) == 1
    assert words in warnings[0]


def test_areas_are_averaged_for_up_to_50_classes():
    values = validate({"auc_type": "macro_ovr", "stopping_metric": "auc"})
    check_classes(values, 50)
    with pytest.raises(H2OModelBuildError, match="has 51 levels"):
        check_classes(values, 51)
    check_classes(validate({"auc_type": "macro_ovr"}), 51)


@pytest.mark.parametrize(
    ("given", "outputs", "words"),
    [
        ({"auc_type": "macro_ovr"}, 2, "more than two classes"),
        ({"auc_type": "macro_ovr"}, 51, "up to 50"),
        ({"gainslift_bins": 4}, 3, "two classes"),
    ],
)
def test_what_a_response_has_no_use_for_is_noted(given, outputs, words):
    (note,) = notes_for(validate(given), outputs)
    assert words in note


def test_what_a_response_uses_is_not_noted():
    assert notes_for(validate({"auc_type": "macro_ovr"}), 3) == []
    assert notes_for(validate({"gainslift_bins": 4}), 2) == []
    assert notes_for(validate({"auc_type": "none"}), 1) == []


def test_rate_is_used_without_adaptive_rate():
    assert warnings_for(validate({"rate": 0.1, "adaptive_rate": False})) == []


@pytest.mark.parametrize(
    ("category", "given", "expected"),
    [
        ("Regression", {}, ("gaussian", "Quadratic", "deviance")),
        ("Regression", {"loss": "Absolute"}, ("laplace", "Absolute", "deviance")),
        ("Regression", {"loss": "Huber"}, ("huber", "Huber", "deviance")),
        ("Regression", {"distribution": "laplace"}, ("laplace", "Absolute", "deviance")),
        ("Binomial", {}, ("bernoulli", "CrossEntropy", "logloss")),
        ("Binomial", {"loss": "Quadratic"}, ("bernoulli", "Quadratic", "logloss")),
        ("Multinomial", {}, ("multinomial", "CrossEntropy", "logloss")),
        ("Multinomial", {"stopping_rounds": 0}, ("multinomial", "CrossEntropy", None)),
        ("Binomial", {"stopping_metric": "auc"}, ("bernoulli", "CrossEntropy", "AUC")),
    ],
)
def test_what_is_automatic_is_resolved(category, given, expected):
    values = effective(validate(given), category)
    assert (values["distribution"], values["loss"], values["stopping_metric"]) == expected
    assert values["categorical_encoding"] == "OneHotInternal"


def test_dropout_of_the_hidden_layers():
    def ratios(**given):
        return effective(validate(given), "Binomial")["hidden_dropout_ratios"]

    assert ratios(hidden=[5, 5, 5], activation="maxout_with_dropout") == [0.5, 0.5, 0.5]
    assert ratios(activation="TanhWithDropout", hidden_dropout_ratios=[0.1, 0]) == [0.1, 0.0]
    assert ratios(activation="Tanh") == [0.0, 0.0]


def test_reproducible_training_does_not_depend_on_the_clock():
    values = effective(validate({"reproducible": True}), "Binomial")
    assert (values["score_each_iteration"], values["train_samples_per_iteration"]) == (True, -1)
    values = effective(
        validate({"reproducible": True, "train_samples_per_iteration": 50}), "Binomial"
    )
    assert values["train_samples_per_iteration"] == 50
