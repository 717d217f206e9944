"""Formats other than plain text: packed files, tables with a schema of their own."""

import bz2
import datetime as dt
import gzip
import lzma
import zipfile
from pathlib import Path

import polars as pl
import pytest

from heavywater.core.frames.importing import import_file
from heavywater.exceptions import H2OFileError, H2OUserWarning

TEXT = b"a,b\n1,x\n2,y\n3,x\n"
ROWS = [(1, "x"), (2, "y"), (3, "x")]


def zstandard(data):
    zstd = pytest.importorskip("backports.zstd")
    return zstd.compress(data)


PACKERS = [gzip.compress, bz2.compress, lzma.compress, zstandard]


@pytest.mark.parametrize("pack", PACKERS)
def test_packed_text_is_known_by_its_content(tmp_path, pack):
    path = tmp_path / "data.csv"
    path.write_bytes(pack(TEXT[:8]) + pack(TEXT[8:]))
    assert import_file(path).table.rows() == ROWS


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("change", ["cut", "flip"])
def test_damaged_packed_text_is_refused(tmp_path, pack, change):
    packed = bytearray(pack(b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(3000))))
    if change == "cut":
        del packed[-20:]
    else:
        for i in range(len(packed) // 2, len(packed) // 2 + 20):
            packed[i] ^= 0x55
    path = tmp_path / "data.csv.packed"
    path.write_bytes(packed)
    with pytest.raises(H2OFileError, match=r"truncated|damaged") as caught:
        import_file(path)
    assert str(path) in str(caught.value)


def test_much_packed_into_little(tmp_path):
    """More unpacks from a piece than is taken at once."""
    path = tmp_path / "zeros.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 9_000_000, 1))
    data = import_file(path)
    assert data.nrow == 9_000_000
    assert data.column("b").sum() == 18_000_000


def test_all_files_of_a_zip_below_each_other(tmp_path):
    """As in H2O: in the archive's order, with the header once."""
    path = tmp_path / "several.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("z.csv", "a,b\n1,x\n2,y\n")
        archive.writestr("__MACOSX/._z.csv", "clutter")
        archive.writestr("a.csv", "a,b\n3,x\n")
    assert import_file(path).table.rows() == ROWS


def test_files_of_a_zip_that_do_not_match_are_named(tmp_path):
    """H2O passes over the second one with a warning."""
    path = tmp_path / "several.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,x\n")
        archive.writestr("b.csv", "a,b,c\n1,x,2\n")
    with pytest.raises(H2OFileError, match=r"zip/a\.csv' and .*zip/b\.csv'.*2 columns"):
        import_file(path)


TABLE = pl.DataFrame(
    {
        "whole": [1, None, 3],
        "real": [0.5, float("nan"), None],
        "truth": [True, False, None],
        "few": ["a", "b", "a"],
        "day": [dt.date(2020, 1, 1), None, dt.date(2020, 1, 3)],
        "moment": [dt.datetime(2020, 1, 1, 12, 0, 0, 5000), None, dt.datetime(1900, 1, 1)],
        "digits": ["01", "02", "03"],
        "dates": ["2020-01-01", "2020-01-02", None],
    }
)
TYPES = {
    "whole": "int",
    "real": "real",
    "truth": "enum",
    "few": "enum",
    "day": "time",
    "moment": "time",
    "digits": "string",
    "dates": "time",
}


def written(tmp_path, kind, table=TABLE):
    path = tmp_path / "data.csv"  # the content tells
    if kind == "orc":
        pytest.importorskip("pyarrow.orc").write_table(table.to_arrow(), path)
    elif kind == "arrow stream":
        table.write_ipc_stream(path)
    else:
        {"parquet": table.write_parquet, "arrow": table.write_ipc, "avro": table.write_avro}[kind](
            path
        )
    return path


@pytest.mark.parametrize("kind", ["parquet", "arrow", "arrow stream", "orc"])
def test_tables_keep_their_schema(tmp_path, kind):
    """The types are H2O's of the same Parquet file, but for times in microseconds."""
    table = TABLE.cast({"digits": pl.LargeBinary}) if kind == "none" else TABLE
    data = import_file(written(tmp_path, kind, table))
    assert data.types == TYPES
    assert data.column("whole").to_list() == [1, None, 3]
    assert data.column("real").to_list() == [0.5, None, None]
    assert data.column("truth").to_list() == ["True", "False", None]
    assert data.column("moment").to_list() == [
        dt.datetime(2020, 1, 1, 12, 0, 0, 5000),
        None,
        dt.datetime(1900, 1, 1),
    ]
    assert data.column("dates").to_list()[1] == dt.datetime(2020, 1, 2)


def test_avro_leaves_text_alone(tmp_path):
    data = import_file(written(tmp_path, "avro"))
    assert data.types == TYPES | {"truth": "int", "few": "string", "dates": "string"}


def test_what_a_caller_says_of_a_table_holds(tmp_path):
    path = written(tmp_path, "parquet")
    names = ["a", "b", "c", "d", "e", "f", "g", "h"]
    data = import_file(
        path,
        col_names=names,
        col_types={"a": "enum", "d": "string", "g": "numeric"},
        na_strings={"d": ["b"]},
        skipped_columns=[4, 5],
    )
    assert data.names == ["a", "b", "c", "d", "g", "h"]
    assert data.column("a").to_list() == ["1", None, "3"]
    assert data.column("d").to_list() == ["a", None, "a"]
    assert data.column("g").to_list() == [1, 2, 3]


def test_packed_tables(tmp_path):
    path = written(tmp_path, "parquet")
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert import_file(path).types == TYPES


def test_columns_of_an_arrow_file_stay_in_the_file(tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "numbers.arrow"
    pl.DataFrame({"x": range(100_000)}).write_ipc(path, compression="uncompressed")
    column = import_file(path).column("x")
    assert column.dtype == pl.Int64
    address = column.to_numpy(allow_copy=False).__array_interface__["data"][0]
    places = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    mapped = [
        [int(end, 16) for end in place[0].split("-")] for place in places if place[-1] == str(path)
    ]
    assert any(start <= address < end for start, end in mapped)


def test_nested_columns_become_columns_and_lists_are_refused(tmp_path):
    nested = pl.DataFrame({"a": [{"x": 1, "y": {"z": 2}}], "b": [3]})
    assert import_file(written(tmp_path, "parquet", nested)).names == ["a.x", "a.y.z", "b"]
    with pytest.raises(H2OFileError, match="'xs' hold lists"):
        import_file(written(tmp_path, "parquet", pl.DataFrame({"xs": [[1, 2]]})))


# -- JSON ------------------------------------------------------------------------------------


def test_json_lines(tmp_path):
    path = tmp_path / "data.txt"
    path.write_text('{"a": 1, "b": "x"}\n\n{"a": 2.5, "b": "y"}\n{"b": "x", "c": true}\n')
    data = import_file(path)
    assert data.types == {"a": "real", "b": "enum", "c": "enum"}
    assert data.column("a").to_list() == [1, 2.5, None]


def test_a_list_of_json_objects(tmp_path):
    path = tmp_path / "data.json"
    path.write_text('[ {"a": 1}, {"a": 2} ]')
    assert import_file(path).column("a").to_list() == [1, 2]


def test_broken_json_names_the_line(tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text('{"a": 1}\n{"a": 2}\n{"a": oops}\n')
    with pytest.raises(H2OFileError, match="line 3 is no JSON object"):
        import_file(path)


# -- ARFF ------------------------------------------------------------------------------------

ARFF = """% made by hand
@RELATION things

@ATTRIBUTE length NUMERIC
@attribute 'my class' {b, 'a c', unused}
@attribute note string
@attribute day date "yyyy-MM-dd"
@attribute key uuid
@DATA
5.1,'a c',"some",2020-01-02,123e4567-e89b-12d3-a456-426614174000
% between
?,b,'it, too',2020-01-03,123e4567-e89b-12d3-a456-426614174001
4,b,?,?,?
"""


def test_arff(tmp_path):
    path = tmp_path / "things.txt"
    path.write_text(ARFF.replace('"some"', "'some'"))
    data = import_file(path)
    assert data.types == {
        "length": "real",
        "my class": "enum",
        "note": "string",
        "day": "time",
        "key": "uuid",
    }
    assert data.column("length").to_list() == [5.1, None, 4]
    assert data.domain("my class") == ["a c", "b"]
    assert data.column("note").to_list() == ["some", "it, too", None]


def test_arff_with_types_of_h2o(tmp_path):
    path = tmp_path / "things.arff"
    path.write_text(
        "@relation r\n@attribute a ENUM\n@attribute b int\n@attribute c time\n@data\nx,1,1000\n"
    )
    assert import_file(path).types == {"a": "enum", "b": "int", "c": "time"}


@pytest.mark.parametrize(
    ("declaration", "data", "message"),
    [
        ("@attribute x colour", "1", "line 2 declares 'x' as 'colour'"),
        ("@attribute x", "1", "line 2 declares no attribute"),
        ("@attribute x real", "{0 1}", "sparse"),
    ],
)
def test_arff_that_is_refused(tmp_path, declaration, data, message):
    path = tmp_path / "bad.arff"
    path.write_text(f"@relation r\n{declaration}\n@attribute y real\n@data\n{data}\n")
    with pytest.raises(H2OFileError, match=message):
        import_file(path)


# -- Spreadsheets ----------------------------------------------------------------------------


@pytest.fixture
def workbook(tmp_path):
    """A workbook of several sheets, written by Polars."""
    pytest.importorskip("fastexcel")
    xlsxwriter = pytest.importorskip("xlsxwriter")

    def workbook(**sheets):
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, table in sheets.items():
                table.write_excel(book, name)
        return path

    return workbook


def test_a_spreadsheet(workbook):
    data = import_file(workbook(first=TABLE.select("whole", "few", "day", "digits")))
    assert data.types == {"whole": "int", "few": "enum", "day": "time", "digits": "string"}
    assert data.column("whole").to_list() == [1, None, 3]


def test_only_one_sheet_is_imported_and_the_others_are_named(workbook):
    path = workbook(one=pl.DataFrame({"a": [1]}), two=pl.DataFrame({"b": [2]}))
    with pytest.warns(H2OUserWarning, match="only the sheet 'one'.*'two'"):
        data = import_file(path)
    assert data.names == ["a"]
