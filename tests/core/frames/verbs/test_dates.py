from __future__ import annotations

import datetime

import pytest

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs import dates
from heavywater.exceptions import H2OValueError

MOMENTS = [
    datetime.datetime(2020, 1, 2, 3, 4, 5),
    datetime.datetime(2021, 12, 31, 23, 59, 59),
    None,
]
TIMES = FrameData.from_columns({"t": MOMENTS})


@pytest.mark.parametrize(
    ("part", "first", "second"),
    [
        ("year", 2020, 2021),
        ("month", 1, 12),
        ("week", 1, 52),
        ("day", 2, 31),
        ("hour", 3, 23),
        ("minute", 4, 59),
        ("second", 5, 59),
    ],
)
def test_parts(part: str, first: int, second: int) -> None:
    assert dates.date_part(part, TIMES).table.to_dict(as_series=False) == {
        "t": [first, second, None]
    }


def test_days_of_the_week_are_levels() -> None:
    days = dates.day_of_week(TIMES)
    assert days.table.to_series().to_list() == ["Thu", "Fri", None]
    assert days.domain("t") == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_numbers_are_milliseconds_and_text_is_refused() -> None:
    assert dates.date_part("year", FrameData.from_columns({"x": [1.0, None]})).table.row(0) == (
        1970,
    )
    with pytest.raises(H2OValueError, match=r"col_types=\{'s': 'time'\}"):
        dates.date_part("year", FrameData.from_columns({"s": ["2020"]}))
