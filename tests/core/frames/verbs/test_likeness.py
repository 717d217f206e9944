"""String distances, as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs.likeness import MEASURES, text_likeness
from heavywater.exceptions import H2OValueError

RECORDED = json.loads(Path(__file__).with_name("likeness_recorded.json").read_text("utf-8"))


def text(*values: str | None) -> FrameData:
    return FrameData.from_columns({"s": values})


@pytest.mark.parametrize("measure", MEASURES)
def test_recorded(measure: str) -> None:
    place = 2 + RECORDED["measures"].index(measure)
    left, right = (text(*(row[side] for row in RECORDED["rows"])) for side in (0, 1))
    found = text_likeness(left, right, measure, True).column("C1").to_numpy()
    assert found == pytest.approx([row[place] for row in RECORDED["rows"]], abs=1e-6)


def test_missing_and_empty_text() -> None:
    left, right = text("", None, "a", ""), text("", "a", None, "b")
    compared = text_likeness(left, right, "jw", True).column("C1").to_list()
    assert compared == [1.0, None, None, 0.0]
    assert text_likeness(left, right, "jw", False).column("C1").null_count() == 4


def test_levels_count_as_their_text() -> None:
    levels = FrameData.from_columns({"e": EnumColumn(np.array([1, 0]), ["ab", "Martha"])})
    found = text_likeness(levels, text("Marhta", "ab"), "lv", True).column("C1").to_list()
    assert found == pytest.approx([2 / 3, 1.0])


def test_errors() -> None:
    with pytest.raises(H2OValueError, match="Did you mean 'jw'"):
        text_likeness(text("a"), text("b"), "jwi", True)
    with pytest.raises(H2OValueError, match="1 x 1 and 2 x 1"):
        text_likeness(text("a"), text("b", "c"), "lv", True)
    with pytest.raises(H2OValueError, match="of type int"):
        text_likeness(text("a"), FrameData.from_columns({"n": [1]}), "lv", True)
