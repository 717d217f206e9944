from __future__ import annotations

import numpy as np
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.display.frames import description_text, frame_text, structure_text

DATA = FrameData.from_columns(
    {
        "i": [3, -1, None, 7, 0],
        "r": [1.5, -2.5, 0.25, None, 1e10],
        "e": EnumColumn(np.array([1, 0, 1, -1, 2]), ["a", "b", "c"]),
        "s": ["x", "yy", None, "w", "v"],
    }
)


def test_table_as_h2o_prints_it() -> None:
    assert frame_text(DATA) == (
        "  i        r  e    s\n"
        "  3    1.5    b    x\n"
        " -1   -2.5    a    yy\n"
        "nan    0.25   b\n"
        "  7  nan           w\n"
        "  0    1e+10  c    v\n"
        "[5 rows x 4 columns]"
    )


def test_rows_and_columns_can_be_fewer() -> None:
    assert frame_text(DATA, rows=1, columns=1) == "  i\n  3\n[5 rows x 4 columns]"


def test_large_whole_numbers_are_in_full() -> None:
    assert "123456789" in frame_text(FrameData.from_columns({"id": [123456789.0]}))


def test_empty_frames() -> None:
    assert frame_text(FrameData.from_columns({})).endswith("[0 rows x 0 columns]")
    assert frame_text(DATA.take(np.array([], dtype=int))).endswith("[0 rows x 4 columns]")


def test_wide_frames_lose_columns_in_the_middle() -> None:
    wide = FrameData.from_columns({f"C{i}": [i] for i in range(785)})
    header, _, footer = frame_text(wide).splitlines()
    assert header.split()[0] == "C0"
    assert header.split()[10] == "..."
    assert header.split()[-1] == "C784"
    assert footer == "[1 row x 785 columns]"
    assert all(len(line) <= 60 for line in frame_text(wide, max_width=60).splitlines())


def test_text_in_cells_stays_on_one_line() -> None:
    text = frame_text(FrameData.from_columns({"s": ["a\nb\x1b[31m" + "x" * 200]}))
    assert len(text.splitlines()) == 3
    assert "\x1b" not in text
    assert "..." in text


def test_description_as_h2o_prints_it() -> None:
    lines = description_text(DATA, rows=1).splitlines()
    assert [line.split() for line in lines] == [
        ["i", "r", "e", "s"],
        ["type", "int", "real", "enum", "string"],
        ["mins", "-1.0", "-2.5", "NaN"],
        ["mean", "2.25", "2499999999.8125", "NaN"],
        ["maxs", "7.0", "10000000000.0", "NaN"],
        ["sigma", "3.593976442141304", "5000000000.125", "NaN"],
        ["zeros", "1", "0", "0"],
        ["missing", "1", "1", "1", "1"],
        ["0", "3.0", "1.5", "b", "x"],
        ["[5", "rows", "x", "4", "columns]"],
    ]


def test_structure() -> None:
    lines = structure_text(DATA, "key").splitlines()
    assert lines[1] == "Dimensions: 5 obs. of 4 variables"
    assert lines[4].startswith('$ e:  Factor w/ 3 level(s) "a","b","c"')


def test_levels_that_are_numbers_are_aligned_as_numbers() -> None:
    digits = FrameData.from_columns({"d": pl.Series(["1", "10"]).cast(pl.Enum(["1", "10"]))})
    assert frame_text(digits).splitlines()[1:3] == ["  1", " 10"]
