import sys

import pandas as pd
import pytest

from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.two_dim_table import H2OTwoDimTable

TABLE = Table(
    "Layers",
    "of a network",
    (Column("layer", "int"), Column("type", "string"), Column("l1", "double")),
    ((1, "Input", None), (2, "Linear", 1 / 3), (3, "Linear", float("nan"))),
)


def table():
    return H2OTwoDimTable.from_table(TABLE)


def numbered(rows):
    return H2OTwoDimTable("Many", "rows", ["i"], cell_values=[[i] for i in range(rows)])


def test_text_is_h2os():
    assert str(table()) == (
        "Layers: of a network\n"
        "layer    type    l1\n"
        "-------  ------  --------\n"
        "1        Input\n"
        "2        Linear  0.333333\n"
        "3        Linear  nan"
    )


def test_a_row_header_is_an_empty_first_column():
    face = H2OTwoDimTable.from_table(TABLE, row_header=True)
    assert face.col_header == ["", "layer", "type", "l1"]
    assert str(face).splitlines()[1:4] == [
        "    layer    type    l1",
        "--  -------  ------  --------",
        "    1        Input",
    ]


def test_a_row_header_is_added_once():
    record = Table("t", "", (Column("", "string"), Column("a")), (("", 1),))
    assert H2OTwoDimTable.from_table(record, row_header=True).col_header == ["", "a"]


def test_missing_numbers_are_empty_cells():
    assert table().cell_values[0] == [1, "Input", ""]


@pytest.mark.parametrize("item", ["l1", 2, -1])
def test_a_column_by_name_and_position(item):
    assert table()[item][:2] == ["", 1 / 3]


def test_several_columns():
    assert table()[["layer", 1]] == [[1, 2, 3], ["Input", "Linear", "Linear"]]


def test_a_slice_takes_rows():
    part = table()[1:]
    assert isinstance(part, H2OTwoDimTable)
    assert part["layer"] == [2, 3]


def test_iteration_is_over_columns():
    assert [len(column) for column in table()] == [3, 3, 3]


def test_an_unknown_column_suggests_another():
    with pytest.raises(H2OValueError, match="Did you mean 'layer'"):
        table()["layr"]


def test_a_position_out_of_range():
    with pytest.raises(H2OValueError, match="positions 0 to 2; there is none at 3"):
        table()[3]


@pytest.mark.parametrize("item", [1.5, None, True])
def test_other_indices_are_refused(item):
    with pytest.raises(H2OTypeError, match="indexed by"):
        table()[item]


def test_as_data_frame_keeps_numbers_numeric():
    frame = table().as_data_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == ["layer", "type", "l1"]
    assert frame["l1"].dtype == "float64"
    assert frame["l1"].isna().tolist() == [True, False, True]


def test_as_data_frame_without_pandas_is_the_table(monkeypatch):
    monkeypatch.delitem(sys.modules, "pandas")
    monkeypatch.setattr("heavywater.two_dim_table.find_spec", lambda name: None)
    face = table()
    assert face.as_data_frame() is face


def test_long_tables_show_both_ends(capsys):
    numbered(30).show(rows=4)
    lines = capsys.readouterr().out.splitlines()
    assert lines[3:8] == ["0", "1", "---", "28", "29"]
    assert "[30 rows x 1 columns]" in lines


def test_negative_rows_show_all(capsys):
    numbered(30).show(header=False, rows=-1)
    assert len(capsys.readouterr().out.splitlines()) == 32


def test_html_is_escaped():
    face = H2OTwoDimTable("<i>", "", ["<b>"], cell_values=[["<script>"]])
    html = face._repr_html_()
    assert "&lt;script&gt;" in html
    assert not any(mark in html for mark in ("<script>", "<b>", "<i>"))


def test_html_on_request(capsys):
    table().show(fmt="html")
    assert capsys.readouterr().out.startswith("<div")


def test_unknown_format_is_refused():
    with pytest.raises(H2OValueError, match="fmt must be"):
        table().show(fmt="latex")


def test_rows_need_one_cell_per_column():
    with pytest.raises(H2OTypeError, match="needs 2 cells"):
        H2OTwoDimTable("t", "", ["a", "b"], cell_values=[[1]])


def test_tables_of_columns_and_without_names():
    turned = H2OTwoDimTable(col_header=["a", "b"], raw_cell_values=[[1, 2], ["x", "y"]])
    assert turned.cell_values == [[1, "x"], [2, "y"]]
    assert H2OTwoDimTable(cell_values=[[1, 2]], row_header=[0]).col_header == ["C1", "C2"]
    with pytest.raises(H2OTypeError, match="as many cells"):
        H2OTwoDimTable(raw_cell_values=[[1], [1, 2]])
