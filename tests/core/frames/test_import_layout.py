"""How a text is laid out: separator, header, columns. The expectations are H2O-3's answers."""

import pytest

from heavywater.core.frames.importing import import_file
from heavywater.exceptions import H2OUserWarning


@pytest.fixture
def read(tmp_path):
    def read(text, **options):
        path = tmp_path / "data.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_file(path, **options)

    return read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", ["a", "b", "c"]),
        ("a;b;c\n1;2,5;3\n4;5,6;6\n", ["a", "b", "c"]),
        ("a\tb\tc\n1\t2 x\t3\n4\t5 y\t6\n", ["a", "b", "c"]),
        ("a b c\n1 2 3\n4 5 6\n", ["a", "b", "c"]),
        (" a  b   c\n1  2   3\n 4 5 6 \n", ["a", "b", "c"]),
        ("a|b\n1|2\n3|4\n", ["a", "b"]),
        ("a\n1\n2\n", ["a"]),
        ('"a","b, c","d ""q"""\n1,2,3\n4,5,6\n', ["a", "b, c", 'd "q"']),
        ("a,,b\n1,2,3\n4,5,6\n", ["a", "C2", "b"]),
        ("a,b\n1,2,3\n4,5,6\n", ["a", "b", "C3"]),
        ("a,b\n1,2,\n3,4,\n", ["a", "b", "C3"]),
        ("\n\na,b\n1,2\n3,4\n", ["a", "b"]),
        ("# a remark\na,b\n1,2\n3,4\n", ["a", "b"]),
        ("\ufeffa,b\n1,2\n3,4\n", ["a", "b"]),
        ("a,b\r\n1,2\r\n3,4\r\n", ["a", "b"]),
        ("a,b\r1,2\r3,4\r", ["a", "b"]),
        ("a,b\n2020-01-01,x\n2020-01-02,y\n", ["a", "b"]),
        ("a,b\n0x10,1d\n0x11,2f\n", ["a", "b"]),
        ("a , b ,c\n 1 , x ,2\n 2 , y ,3\n3, x ,4\n", ["a ", "b ", "c"]),
    ],
)
def test_header_and_separator(read, text, names):
    assert read(text).names == names


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("1,2,3\n4,5,6\n", 3, 2),
        ("1,2,3\n", 3, 1),
        ("5", 1, 1),
        ("word\n", 1, 1),
        ("a,b\nx,y\nx,z\nx,y\n", 2, 4),
        ("name\nbob\nal\nbob\n", 1, 4),
        ('"name","city"\n"bob","paris"\n"al","rome"\n', 2, 3),
        ("2020-01-01,x\n2020-01-02,y\n", 2, 2),
        ("hello world\nfoo bar\nhello x\n", 2, 3),
    ],
)
def test_no_header(read, text, columns, rows):
    data = read(text)
    assert data.names == [f"C{i}" for i in range(1, columns + 1)]
    assert data.nrow == rows


def test_a_number_in_the_first_line_means_no_header(read):
    with pytest.warns(H2OUserWarning, match="line 1, column 'C2': 'b' is not a number"):
        data = read("1,b\n1,2\n3,4\n")
    assert data.column("C2").to_list() == [None, 2, 4]


def test_one_line_of_words_is_a_header_without_rows(read):
    data = read("a,b,c\n")
    assert (data.names, data.nrow, data.types["a"]) == (["a", "b", "c"], 0, "int")


def test_header_can_be_told(read):
    assert read("1,2\n3,4\n", header=1).names == ["1", "2"]
    assert read("a,x\nb,y\nb,z\n", header=-1).nrow == 3
    assert read("a,x\nb,y\nb,z\n", header=1).names == ["a", "x"]


def test_separator_can_be_told(read):
    assert read("a,b;c\n1,2;3\n", sep=";").names == ["a,b", "c"]


def test_quote_can_be_told(read):
    data = read("a,b\n'x, y',2\n'x, y',4\n'z',5\n", quotechar="'")
    assert data.column("a").to_list() == ["x, y", "x, y", "z"]


def test_names_can_be_given(read):
    assert read("1,2\n3,4\n", col_names=["p", "q"]).names == ["p", "q"]
    assert read("a,b\n1,2\n", col_names=["p", "q"]).names == ["p", "q"]


def test_blank_lines_and_comments_are_left_out(read):
    data = read("a,b\n1,2\n\n#c,d\n3,4\n   \n5,6\n\n")
    assert data.table.rows() == [(1, 2), (3, 4), (5, 6)]
    assert read("a\n1\n\n3\n").column("a").to_list() == [1, 3]
    assert read("a,b\nx,2\n#x,4\nx,3\n").column("b").to_list() == [2, 3]


def test_a_row_of_nothing_but_separators_is_a_row(read):
    assert read("a,b\n1,2\n,\n3,4\n").table.rows() == [(1, 2), (None, None), (3, 4)]


def test_quoted_fields(read):
    data = read('a,b\n"x, y",1\n"line\nend",2\n"say ""hi""",3\n5" pipe,4\n')
    assert data.column("a").to_list() == ["x, y", "line\nend", 'say "hi"', '5" pipe']


def test_blanks_before_quotes(read):
    assert read('a,b\n "x, y",1\nz,2\n "x, y",3\n').column("a").to_list() == ["x, y", "z", "x, y"]


def test_skipped_columns_need_no_name(read):
    text = "1,2,3\n4,5,6\n"
    for names in (["p", "q"], ["p", "o", "q"]):
        data = read(text, col_names=names, skipped_columns=[1], col_types=["int", "enum"])
        assert data.names == ["p", "q"]
        assert data.types == {"p": "int", "q": "enum"}
    assert read(text, col_names=["C2", "q"], skipped_columns=[1]).column("C2").to_list() == [1, 4]


def test_skipped_columns(read):
    text = "a,b,c\n1,x,3\n4,x,6\n"
    assert read(text, skipped_columns=[1]).names == ["a", "c"]
    assert read(text, skipped_columns=["a", "c"]).names == ["b"]
    data = read(text, skipped_columns=[0], col_types=["enum", "real"])
    assert data.types == {"b": "enum", "c": "int"}
