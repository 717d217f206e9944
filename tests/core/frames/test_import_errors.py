"""What goes wrong is said in one paragraph that names the file, and the line where there is one."""

import gzip
import zipfile

import pytest

from heavywater.core.frames.importing import import_file
from heavywater.exceptions import (
    H2OColumnError,
    H2OFileError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)


@pytest.fixture
def write(tmp_path):
    def write(content, name="bad.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path, **options):
    with pytest.raises(H2OFileError) as caught:
        import_file(path, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def test_missing_file_suggests_a_close_name(write):
    path = write("a\n1\n", "cars.csv")
    assert "Did you mean 'cars.csv'" in refusal(path.with_name("car.csv"))
    assert "no folder" in refusal(path.parent / "nowhere" / "cars.csv")


def test_a_missing_file_is_an_oserror_too(tmp_path):
    with pytest.raises(OSError, match="no such file"):
        import_file(tmp_path / "none.csv")


def test_folder(tmp_path):
    assert "folder" in refusal(tmp_path)


@pytest.mark.parametrize("content", ["", "\n\n", "# only a remark\n"])
def test_no_data(write, content):
    assert "no data" in refusal(write(content))


@pytest.mark.parametrize("keep", [20, 200, -9, -1])
def test_truncated_gzip(write, keep):
    packed = gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(500)))
    assert "truncated" in refusal(write(packed[:keep], "cut.csv.gz"))


def test_damaged_gzip(write):
    packed = bytearray(gzip.compress(b"a,b\n1,2\n" * 1000))
    packed[-6] ^= 0xFF
    assert "damaged" in refusal(write(bytes(packed), "bad.csv.gz"))


def test_truncated_zip(write, tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.csv", "a,b\n1,2\n")
    assert "truncated" in refusal(write(path.read_bytes()[:-30], "cut.zip"))


def test_an_empty_zip(tmp_path):
    path = tmp_path / "none.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/", "")
    assert "no files" in refusal(path)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PAR1....PAR1", "parquet"),
        (b"ARROW1..", "arrow"),
        (b"Obj\x01....", "avro"),
        (b"ORC\0....", "orc"),
        (b"\x89PNG\r\n", "PNG"),
        (b"SQLite format 3\0", "SQLite"),
    ],
)
def test_damaged_and_foreign_formats(write, content, word):
    assert word in refusal(write(content, "x.csv"))


@pytest.mark.parametrize("rows", [1, 20, 3000])
def test_too_many_fields(write, rows):
    message = refusal(write("a,b\n" + "1,2\n" * rows + "1,2,3\n4,5\n"))
    assert f"line {rows + 2:,} has 3 fields where 2 are expected" in message
    assert "column 3" in message


def test_the_line_is_counted_in_the_file(write):
    text = '# remark\na,b\n\n"two\nlines",2\nx,1\n\nx,2,3\nx,4\n'
    assert "line 8 has 3 fields" in refusal(write(text))


def test_surplus_separators_at_the_end_are_let_through(write):
    data = import_file(write("a,b\n1,2\n1,2\n1,2,,\n4,5\n"))
    assert data.column("b").to_list() == [2, 2, 2, 5]


@pytest.mark.parametrize("filler", [0, 1000])
def test_unclosed_quote(write, filler):
    message = refusal(write("a,b\n" + "x,1\n" * filler + '"x,1\ny,2\nz,3\n'))
    assert f"line {filler + 2:,}" in message
    assert "never closed" in message


def test_text_behind_a_closing_quote(write):
    message = refusal(write('a,b\nx,1\n"x"y,2\nz,3\n'))
    assert "line 3" in message


def test_repeated_names(write):
    assert "several columns are called 'a'" in refusal(write("a,a,b\n1,2,3\n4,5,6\n"))


def test_short_rows_are_filled_and_said(write):
    with pytest.warns(H2OUserWarning, match=r"line 4, has 2 of 3 fields.*'c'"):
        data = import_file(write("a,b,c\n1,2,3\n1,2,\n4,5\n7,8,9\n"))
    assert data.column("c").to_list() == [3, None, None, 9]


def test_text_in_a_numeric_column_names_line_and_column(write):
    with pytest.warns(H2OUserWarning, match=r"line 3, column 'b': 'oops' is not a number"):
        data = import_file(write("a,b\n1,2\n3,oops\n5,6\n7,8\n"))
    assert data.column("b").to_list() == [2, None, 6, 8]


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"header": 2}, H2OValueError, "header must be"),
        ({"sep": ",,"}, H2OValueError, "sep must be one character"),
        ({"sep": "é"}, H2OValueError, "ASCII"),
        ({"quotechar": "|"}, H2OValueError, "quotechar"),
        ({"col_names": ["p"]}, H2OValueError, "1 names, but there are 2 columns"),
        ({"col_names": "ab"}, H2OTypeError, "list of strings"),
        ({"col_types": ["enum"]}, H2OValueError, "1 types, but there are 2 columns"),
        ({"col_types": {"bb": "enum"}}, H2OColumnError, "no column 'bb'"),
        ({"col_types": {"b": "enumm"}}, H2OValueError, "Did you mean 'enum'"),
        ({"col_types": "enum"}, H2OTypeError, "list of types"),
        ({"na_strings": [["x"]]}, H2OValueError, "2 columns here"),
        ({"skipped_columns": [2]}, H2OColumnError, "position 2"),
        ({"skipped_columns": [0, 1]}, H2OValueError, "leaves no column"),
    ],
)
def test_wrong_options(write, options, error, text):
    with pytest.raises(error, match=text):
        import_file(write("a,b\n1,2\n3,4\n"), **options)


def test_what_is_no_location():
    with pytest.raises(H2OTypeError, match="path or URL"):
        import_file(5)
    with pytest.raises(H2OFileError, match="'nowhere' is not supported"):
        import_file("nowhere://bucket/x.csv")
