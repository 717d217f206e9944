"""Gaps filled by column and by group; values as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

import pytest

from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame


@pytest.fixture
def frame() -> H2OFrame:
    return H2OFrame(
        {
            "g": ["a", "a", "b", "b", "b", None],
            "h": [1, 1, 1, 2, 2, 1],
            "x": [1, None, 3, None, 5, None],
            "c": ["u", None, "v", "v", None, "u"],
        },
        column_types={"g": "enum", "c": "enum"},
    )


def column(frame: H2OFrame, name: str) -> list[str]:
    return ["".join(row) for row in frame[name].as_data_frame(use_pandas=False, header=False)]


def test_mean_by_group(frame: H2OFrame) -> None:
    found = frame.impute("x", by="g")
    assert found.names == ["g", "mean_x"]
    assert column(found, "mean_x") == ["", "1", "4"]
    assert column(frame, "x") == ["1", "1", "3", "4", "5", ""]


def test_two_columns_and_medians(frame: H2OFrame) -> None:
    frame.impute("x", by=["g", "h"])
    assert column(frame, "x") == ["1", "1", "3", "5", "5", ""]


def test_median_by_group(frame: H2OFrame) -> None:
    assert column(frame.impute("x", method="median", by=[1]), "median_x") == ["2", "5"]
    assert column(frame, "x") == ["1", "2", "3", "5", "5", "2"]


def test_known_groups(frame: H2OFrame) -> None:
    groups = frame.group_by("g").mean("x", na="rm").get_frame()
    frame.impute("x", group_by_frame=groups)
    assert column(frame, "x") == ["1", "1", "3", "4", "5", ""]


def test_levels_by_group(frame: H2OFrame) -> None:
    # H2O leaves them as they are.
    frame.impute("c", method="mode", by="h")
    assert column(frame, "c") == ["u", "u", "v", "v", "v", "u"]


def test_all_columns_by_group(frame: H2OFrame) -> None:
    # H2O fails on the server.
    frame.impute(by="h")
    assert column(frame, "x") == ["1", "2", "3", "5", "5", "2"]
    assert column(frame, "c") == ["u", "u", "v", "v", "v", "u"]


def test_all_columns_get_means_and_modes(frame: H2OFrame) -> None:
    used = frame.impute()
    assert used == [1.0, pytest.approx(8 / 6), 3.0, 0.0]
    assert column(frame, "x") == ["1", "3", "3", "3", "5", "3"]
    assert column(frame, "g")[-1] == "b"


def test_given_values_may_be_levels(frame: H2OFrame) -> None:
    frame.impute(values=["b", 0, 7, "v"])
    assert column(frame, "x") == ["1", "7", "3", "7", "5", "7"]
    assert column(frame, "c") == ["u", "v", "v", "v", "v", "u"]
    with pytest.raises(H2OValueError, match="no level"):
        frame.impute(values=["q", 0, 7, "v"])
    with pytest.raises(H2OValueError, match="no place of a level"):
        frame.impute(values=[9, 0, 7, "v"])


def test_values_and_groups_exclude_each_other(frame: H2OFrame) -> None:
    with pytest.raises(H2OValueError, match="cannot be combined"):
        frame.impute("x", by="g", values=[0, 0, 0, 0])
