from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs import convert
from heavywater.exceptions import H2OValueError


def frame(values: object) -> FrameData:
    return FrameData.from_columns({"x": values})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("values", "domain"),
    [
        ([10, 9, -3, None, 9], ["-3", "9", "10"]),
        ([2.0, 10.0, None], ["2", "10"]),
        (["b", "B", "a", "É", "10", "9"], ["10", "9", "B", "a", "b", "É"]),
        (pl.Series([1, 0], dtype=pl.UInt8), ["0", "1"]),
    ],
)
def test_domain_is_in_h2os_order(values: object, domain: list[str]) -> None:
    converted = convert.as_factor(frame(values))
    assert converted.domain("x") == domain
    assert converted.type_of("x") == "enum"


def test_fractions_do_not_become_levels() -> None:
    with pytest.raises(H2OValueError, match=r"got x:real.*ascharacter"):
        convert.as_factor(frame([1.5, 2.0]))


def test_levels_become_the_numbers_they_spell_or_their_place() -> None:
    spelled = frame(EnumColumn(np.array([1, 0, -1]), ["10", "9"]))
    assert convert.as_numeric(spelled).table.to_series().to_list() == [9, 10, None]
    named = frame(EnumColumn(np.array([1, 0, -1]), ["no", "yes"]))
    assert convert.as_numeric(named).table.to_series().to_list() == [1, 0, None]
    text = frame(["10", " 2.5 ", "x", None])
    assert convert.as_numeric(text).table.to_series().to_list() == [10, 2.5, None, None]


def test_factor_and_back() -> None:
    there = convert.as_factor(frame([3, None, -7]))
    assert convert.as_numeric(there).table.to_series().to_list() == [3, None, -7]


def test_numbers_as_text() -> None:
    assert convert.as_character(frame([1.0, 2.5, None])).table.to_series().to_list() == [
        "1",
        "2.5",
        None,
    ]


def test_columns_by_type() -> None:
    data = FrameData.from_columns({"n": [1], "s": ["a"], "m": pl.Series([None], dtype=pl.Float64)})
    assert convert.columns_by_type(data, "numeric") == [0, 2]
    assert convert.columns_by_type(data, "bad") == [2]
    with pytest.raises(H2OValueError, match="Did you mean 'numeric'"):
        convert.columns_by_type(data, "numerical")


LEVELS = frame(EnumColumn(np.array([1, 0, -1]), ["lo", "hi"]))


def test_changing_levels() -> None:
    assert convert.relevel(LEVELS, "hi").domain("x") == ["hi", "lo"]
    assert convert.relevel(LEVELS, "hi").table.to_series().to_list() == ["hi", "lo", None]
    assert convert.set_levels(LEVELS, ["L", "H"]).table.to_series().to_list() == ["H", "L", None]
    assert convert.append_levels(LEVELS, ["top"]).domain("x") == ["lo", "hi", "top"]
    assert convert.set_level(LEVELS, "lo").table.to_series().to_list() == ["lo"] * 3


def test_level_errors() -> None:
    with pytest.raises(H2OValueError, match="no level 'high'"):
        convert.relevel(LEVELS, "high")
    with pytest.raises(H2OValueError, match="1 labels were given for 2 levels"):
        convert.set_levels(LEVELS, ["L"])
    with pytest.raises(H2OValueError, match="takes a categorical column"):
        convert.categories(frame([1]))
