"""The vocabulary of parameters: conversion, ranges, messages, signature and docstring."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.params import Parameter, ParameterSet, loose
from heavywater.exceptions import (
    H2OModelBuildError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
)

COLORS = ("Red", "DarkGreen", "AUTO")


def parameters() -> ParameterSet:
    return ParameterSet(
        "Painter",
        [
            Parameter(name="color", type="enum", default="AUTO", values=COLORS, help="Color."),
            Parameter(name="coats", type="int", default=1, minimum=1, help="Coats."),
            Parameter(
                name="gloss", type="double", default=0.5, minimum=0, maximum=1, help="Gloss."
            ),
            Parameter(name="sizes", type="int[]", default=[2, 3], minimum=1, help="Sizes."),
            Parameter(name="dry", type="bool", default=True, help="Dry.", no_effect="it rains."),
            Parameter(name="frame", type="frame", help="Frame."),
            Parameter(
                name="ratio",
                type="double",
                default=0.0,
                help="Ratio.",
                aliases=("share",),
                missing="Use gloss.",
                works=(0.5,),
            ),
            Parameter(name="seed", type="long", default=-1, help="Seed."),
        ],
    )


@pytest.mark.parametrize(
    ("name", "value", "converted"),
    [
        ("color", "dark_green", "DarkGreen"),
        ("color", "DARK-green!", "DarkGreen"),
        ("color", None, "AUTO"),
        ("coats", 3.0, 3),
        ("coats", np.int16(3), 3),
        ("gloss", 1, 1.0),
        ("gloss", np.float32(0.25), 0.25),
        ("sizes", (4, 5), [4, 5]),
        ("sizes", np.array([4.0, 5.0]), [4, 5]),
        ("sizes", range(1, 3), [1, 2]),
        ("sizes", 7, [7]),
        ("sizes", [], []),
        ("sizes", None, [2, 3]),
        ("dry", np.True_, True),
        ("dry", 0, False),
        ("seed", 2**63 - 1, 2**63 - 1),
    ],
)
def test_values_are_brought_into_their_official_form(name, value, converted):
    result = parameters().validate({name: value})[name]
    assert result == converted
    assert type(result) is type(converted)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("color", "Rad", ["color is 'Rad'", "Red, DarkGreen, AUTO", "Did you mean 'Red'?"]),
        ("color", 3, ["color is 3", "of type int", "Red, DarkGreen, AUTO"]),
        ("coats", "many", ["coats is 'many'", "an integer"]),
        ("coats", 1.5, ["coats is 1.5", "an integer"]),
        ("coats", True, ["coats is True", "an integer"]),
        ("coats", float("inf"), ["coats is inf", "an integer"]),
        ("coats", 2**40, ["coats is", "32 bits"]),
        ("gloss", "shiny", ["gloss is 'shiny'", "a number"]),
        ("gloss", [0.5], ["gloss is [0.5]", "a number"]),
        ("sizes", "23", ["sizes is '23'", "a list of integers"]),
        ("sizes", [2, "x"], ["sizes is [2, 'x']", "a list of integers"]),
        ("dry", "yes", ["dry is 'yes'", "True or False"]),
        ("frame", 3, ["frame is 3", "an H2OFrame"]),
        ("coat", 1, ["Painter has no parameter 'coat'", "Did you mean 'coats'?"]),
    ],
)
def test_a_wrong_type_is_explained(name, value, words):
    with pytest.raises(H2OTypeError) as caught:
        parameters().convert({name: value})
    for word in words:
        assert word in str(caught.value)
    assert caught.value.var_name == name


def test_an_unknown_word_is_a_value_error_too():
    with pytest.raises(H2OValueError):
        parameters().convert({"color": "Rad"})


def test_all_values_out_of_range_are_named_at_once():
    with pytest.raises(H2OModelBuildError) as caught:
        parameters().validate({"coats": 0, "gloss": float("nan"), "sizes": [1, 0]})
    text = str(caught.value)
    assert "coats is 0; it must be at least 1." in text
    assert "gloss is nan; it must be at least 0 and at most 1." in text
    assert "sizes is [1, 0]; each value must be at least 1." in text
    assert [name for name, _ in caught.value.problems] == ["coats", "gloss", "sizes"]


def test_what_is_missing_says_what_to_use():
    with pytest.raises(H2ONotImplementedError, match=r"ratio=0\.3 is not available.*Use gloss\."):
        parameters().validate({"ratio": 0.3})
    assert parameters().validate({"ratio": 0.5})["ratio"] == 0.5
    assert parameters().validate({"share": 0.5})["ratio"] == 0.5


def test_what_has_no_effect_says_why():
    several = parameters()
    assert several.without_effect(several.validate({"dry": False})) == [
        "dry=False has no effect: it rains."
    ]
    assert several.without_effect(several.defaults()) == []


def test_arguments_by_position_and_name():
    several = parameters()
    assert several.bind(["red", 2], {"gloss": 1}) == {"color": "red", "coats": 2, "gloss": 1}
    with pytest.raises(H2OTypeError, match="'color' twice"):
        several.bind(["red"], {"color": "red"})
    with pytest.raises(H2OTypeError, match="at most 8 arguments, not 9"):
        several.bind([None] * 9, {})


def test_signature_and_docstring_come_from_the_declarations():
    signature = parameters().signature()
    assert list(signature.parameters)[:3] == ["self", "color", "coats"]
    assert signature.parameters["color"].default == "auto"
    assert signature.parameters["sizes"].default == [2, 3]
    text = inspect.cleandoc(parameters().docstring())
    assert "color : {'red', 'dark_green', 'auto'}, default 'auto'" in text
    assert "Must be at least 0 and at most 1." in text
    assert "No effect: it rains." in text


def test_defaults_are_not_shared():
    several = parameters()
    several.defaults()["sizes"].append(9)
    assert several.defaults()["sizes"] == [2, 3]


@given(st.text())
def test_any_text_is_a_color_or_explained(text):
    parameter = parameters()["color"]
    if loose(text) in {loose(color) for color in COLORS}:
        assert parameter.convert(text) in COLORS
    else:
        with pytest.raises(H2OTypeError, match="allowed are"):
            parameter.convert(text)


@given(st.sampled_from(COLORS), st.sampled_from(["{}", " {}", "{}_", "-{}."]))
def test_loose_spelling(color, around):
    assert parameters()["color"].convert(around.format(color).swapcase()) == color
