"""Text verbs; values as recorded from H2O-3 3.46.0.12 unless a comment says otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs import text
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame

STRINGS = FrameData.from_columns({"s": [" Ab c", "xyz ", None, "", "aXbXc"]})
LEVELS = FrameData.from_columns({"e": EnumColumn(np.array([2, 0, 1, -1]), ["Lo", "hi", "lo"])})


def values(data: FrameData) -> list[Any]:
    return data.table.to_series(0).to_list()


def test_letters() -> None:
    assert values(text.upper(STRINGS)) == [" AB C", "XYZ ", None, "", "AXBXC"]
    assert values(text.lower(STRINGS)) == [" ab c", "xyz ", None, "", "axbxc"]
    assert text.upper(STRINGS).names == ["C1"]


def test_levels_that_become_equal_become_one() -> None:
    # H2O keeps both.
    assert text.upper(LEVELS).domain("C1") == ["LO", "HI"]
    assert values(text.upper(LEVELS)) == ["LO", "LO", "HI", None]


def test_ends() -> None:
    assert values(text.strip(STRINGS, None, True, True)) == ["Ab c", "xyz", None, "", "aXbXc"]
    assert values(text.strip(STRINGS, "ax ", True, False)) == ["Ab c", "yz ", None, "", "XbXc"]
    assert values(text.strip(STRINGS, " ", False, True)) == [" Ab c", "xyz", None, "", "aXbXc"]


def test_pieces() -> None:
    assert values(text.substring(STRINGS, 1, 3)) == ["Ab", "yz", None, "", "Xb"]
    assert values(text.substring(STRINGS, 1, None)) == ["Ab c", "yz ", None, "", "XbXc"]
    split = text.split_text(STRINGS, "X")
    assert split.names == ["C1", "C2", "C3"]
    assert split.table.row(4) == ("a", "b", "c")
    assert split.table.row(1) == ("xyz ", None, None)
    assert values(text.split_text(LEVELS, "i")) == ["lo", "Lo", "h", None]


def test_patterns() -> None:
    assert values(text.replace(STRINGS, "X", "-", False, False))[4] == "a-bXc"
    assert values(text.replace(STRINGS, "X", "-", False, True))[4] == "a-b-c"
    assert text.replace(LEVELS, "X", "-", False, False).names == LEVELS.names
    # H2O makes all letters small when it ignores their case.
    assert values(text.replace(STRINGS, "x", "-", True, True))[:2] == [" Ab c", "-yz "]
    assert values(text.grep(STRINGS, "X", False, False, False)) == [4]
    assert values(text.grep(STRINGS, "x", True, True, False)) == [0, 2, 3]
    assert values(text.grep(STRINGS, "X", False, False, True)) == [0, 0, 0, 0, 1]
    with pytest.raises(H2OValueError, match="not a regular expression"):
        text.replace(STRINGS, "(", "", False, True)


def test_counts() -> None:
    # H2O gives 0 for missing text.
    assert values(text.length(STRINGS)) == [5, 4, None, 0, 5]
    assert values(text.count_matches(STRINGS, ["X", "a"])) == [0, 0, None, 0, 3]
    assert values(text.length(LEVELS)) == [2, 2, 2, None]


def test_numbers_are_refused() -> None:
    with pytest.raises(H2OValueError, match="toupper takes text or categorical columns"):
        text.upper(FrameData.from_columns({"x": [1]}))


def test_pieces_that_begin_before_the_text() -> None:
    frame = H2OFrame({"s": ["nothing"]}, column_types=["string"])
    assert frame.substring(-4).flatten() == "nothing"
    assert frame.substring(-4, -9).flatten() == ""
