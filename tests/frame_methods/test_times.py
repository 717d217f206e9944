"""moment(), mktime() and as_date(); values as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame

NOON = datetime.datetime(2020, 2, 3, 12, 4, 5, 6000)


def values(frame: H2OFrame) -> list[float | None]:
    return [None if v != v else v for v in frame._data.numeric(frame.names[0]).tolist()]


def years() -> H2OFrame:
    return H2OFrame({"y": [2020, 2021, None]})


def test_moment_of_columns_and_numbers() -> None:
    found = H2OFrame.moment(years(), H2OFrame({"m": [1, 2, 3]}), 2)
    assert found.types == {"time": "time"}  # the column that H2O's server makes
    assert values(found) == [1577923200000, 1612224000000, None]
    assert values(H2OFrame.moment(2020, 2, 3, 3, 4, 5, 6)) == [1580699045006]
    assert values(H2OFrame.moment(1960, 1, 2)) == [-315532800000]


def test_moments_that_do_not_exist_are_missing() -> None:
    assert values(H2OFrame.moment(2021, H2OFrame({"m": [1, 2, 13]}), 30)) == [
        1611964800000,
        None,
        None,
    ]
    assert values(H2OFrame.moment(2020, 1, 1, 24)) == [None]


def test_moment_of_dates() -> None:
    day, time = datetime.date(2020, 2, 3), datetime.time(4, 5, 6, 7000)
    assert values(H2OFrame.moment(date=day, time=time)) == [1580702706007]
    assert values(H2OFrame.moment(date=day, hour=H2OFrame({"h": [0, 1]}))) == [
        1580688000000,
        1580691600000,
    ]
    assert values(H2OFrame.moment(date=NOON)) == [1580731445006]
    assert values(H2OFrame.moment(date=np.datetime64("2020-02-03"))) == [1580688000000]


def test_errors_of_moment() -> None:
    with pytest.raises(H2OValueError, match="year, month and day are needed"):
        H2OFrame.moment(2020, 1)
    with pytest.raises(H2OValueError, match="date cannot be combined"):
        H2OFrame.moment(2020, 1, 1, date=NOON)
    with pytest.raises(H2OValueError, match="time cannot be combined"):
        H2OFrame.moment(2020, 1, 1, 2, time=NOON.time())
    with pytest.raises(H2OValueError, match="time of day"):
        H2OFrame.moment(date=NOON, time=NOON.time())
    with pytest.raises(H2OTypeError, match=r"month must be a whole number .* not 1\.0"):
        H2OFrame.moment(2020, 1.0, 1)
    with pytest.raises(H2OValueError, match="have 2, 3"):
        H2OFrame.moment(years(), H2OFrame({"m": [1, 2]}), 1)


def test_mktime_counts_months_and_days_from_0() -> None:
    found = H2OFrame.mktime(H2OFrame({"y": [2001, 2020]}), 0, 3)
    assert found.types == {"msec": "int"}
    assert values(found) == [978566400000, 1578096000000]


def test_mktime_where_h2o_fails() -> None:
    # H2O takes neither numbers alone nor missing values.
    assert values(H2OFrame.mktime(2001, 0, 3)) == [978566400000]
    assert values(H2OFrame.mktime()) == [0]
    assert values(H2OFrame.mktime(years(), 0, 0))[2] is None
    with pytest.raises(H2OValueError, match=r"no such time.*month=14"):
        H2OFrame.mktime(2020, 13, 0)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("%Y-%m-%d", "2012-02-29", 1330473600000),
        ("%d/%b/%Y %H:%M", "31/Dec/1999 13:14", 946646040000),
        ("%y%m%d", "690102", -31449600000),
        ("%m-%d-%y", "01-02-70", 86400000),
        ("%B %d %Y", "January 02 2020", 1577923200000),
        ("%Y-%m-%d %I:%M:%S %p", "2020-01-02 03:04:05 PM", 1577977445000),
        ("%j %Y", "034 2020", 1580688000000),
        ("%Y", "2020", 1577836800000),
        ("%e %b", "2 Jan", 946771200000),
        ("%D", "01/02/20", 1577923200000),
        ("%T", "10:11:12", 36672000),
        ("%H", "10", 36000000),
        ("%Y-%m-%dT%H:%M:%S%z", "2020-01-02T03:04:05+0100", 1577930645000),
    ],
)
def test_as_date(pattern: str, text: str, expected: float) -> None:
    frame = H2OFrame({"d": [text, None]}, column_types=["string"])
    found = frame.as_date(pattern)
    assert found.types == {"d": "int"}
    assert values(found) == [expected, None]
    assert values(frame.asfactor().as_date(pattern)) == [expected, None]


def test_errors_of_as_date() -> None:
    frame = H2OFrame({"d": ["2020-01-02", "x"]}, column_types=["string"])
    with pytest.raises(H2OValueError, match="'x' in row 1 does not have the format"):
        frame.as_date("%Y-%m-%d")
    with pytest.raises(H2OValueError, match="must not be empty"):
        frame.as_date("")
    with pytest.raises(H2OValueError, match="of type int"):
        years().as_date("%Y")
