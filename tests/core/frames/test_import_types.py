"""Types and values of imported columns. The expectations are H2O-3's answers unless said so."""

import functools

import pytest

from heavywater.core.frames.importing import import_file
from heavywater.core.frames.importing import read as reading
from heavywater.core.frames.importing.blocks import blocks_of
from heavywater.exceptions import H2OUserWarning


@pytest.fixture
def column(tmp_path):
    """Import one column of cells; a second one keeps rows with empty cells from being blank."""

    def column(cells, **options):
        path = tmp_path / "column.csv"
        path.write_text("a,b\n" + "".join(f"{cell},1\n" for cell in cells), newline="")
        return import_file(path, header=1, sep=",", **options)

    return column


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2", "3"], "int"),
        (["1.0", "2", "1e5"], "int"),
        (["1.5", "", "NA"], "real"),
        (["x", "y", "x"], "enum"),
        (["x", "y", ""], "string"),
        (["True", "False", "True"], "enum"),
        ([f"s{i}" for i in range(50)], "string"),
        ([f"s{i % 94}" for i in range(100)], "enum"),
        ([f"s{i % 95}" for i in range(100)], "string"),
        (["2020-01-01", "2020-01-02", "", "2020-01-04"], "time"),
        (["12345678-1234-1234-1234-123456789abc", "12345678-1234-1234-1234-123456789ABD"], "uuid"),
        (["", "", ""], "int"),
        (["NA", "NA", "NA"], "int"),
        (["10%", "$5"], "real"),
        (["0x10", "0x11"], "string"),
        (["1,"[:1], "x", "x", "y", "y"], "enum"),
    ],
)
def test_guessed_type(column, cells, kind):
    assert column(cells).types["a"] == kind


def test_numbers(column):
    cells = ["1", " 2", "3 ", "+4", "-.5", "6.", "7e1", "$8", "9%", "-", "00012", '"13"', "1e400"]
    found = column(cells, col_types={"a": "numeric"}).column("a").to_list()
    assert found == [1, 2, 3, 4, -0.5, 6, 70, 8, 0.09, 0, 12, 13, float("inf")]


def test_what_is_no_number_is_missing_and_said(column):
    with pytest.warns(H2OUserWarning, match="line 5, column 'a': '1d' is not a number.*2 more"):
        data = column(["1", "NA", "nan", "1d", "0x1", "1_0"], col_types={"a": "real"})
    assert data.column("a").to_list() == [1, None, None, None, None, None]


def test_the_words_nan_and_inf_are_missing(column):
    with pytest.warns(H2OUserWarning, match="'inf' is not a number"):
        data = column(["1", "2", "3.5", "nan", "inf", "-Infinity"])
    assert data.column("a").to_list() == [1, 2, 3.5, None, None, None]


def test_large_whole_numbers_stay_exact(column):
    assert column(["9223372036854775807", "1"]).column("a").to_list() == [2**63 - 1, 1]


def test_domain_is_sorted_by_code_point(column):
    cells = ["b", "a", "B", "10", "9", "_", "é", "b", "a", "\U0001f600", "\uffee", "\uffee"]
    assert column(cells).domain("a") == ["10", "9", "B", "_", "a", "b", "é", "\uffee", "\U0001f600"]


def test_numbers_among_categories_keep_their_text(column):
    data = column(["1.50", "2", "01"], col_types={"a": "enum"})
    assert data.domain("a") == ["01", "1.50", "2"]


def test_na_is_a_category_like_any_other(column):
    data = column(["x", "y", "NA", "x", "", "NA"])
    assert data.column("a").to_list() == ["x", "y", "NA", "x", None, "NA"]


def test_zeros_between_categories_are_missing(column):
    assert column(["x", "x", "y", "0", "y"]).column("a").to_list() == ["x", "x", "y", None, "y"]


def test_empty_text(column):
    assert column(["x", "", '""', "y", "x"]).column("a").to_list() == ["x", None, None, "y", "x"]
    assert column(["x", "", '""', "y"]).column("a").to_list() == ["x", None, "", "y"]


def test_blanks_in_front_go_and_those_behind_stay(column):
    assert column([" x ", "x ", "\ty"], col_types={"a": "enum"}).domain("a") == ["x ", "y"]


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2020-01-02", 1577923200000),
        ("2020-1-2", 1577923200000),
        ("01/02/2020", 1577923200000),
        ("1/2/20", 1577923200000),
        ("02-01-2020", 1580515200000),
        ("02-Jan-20", 1577923200000),
        ("2JAN2020", 1577923200000),
        ("02-January-2020", 1577923200000),
        ("2020-01", 1577836800000),
        ("2020-01-02 03:04:05", 1577934245000),
        ("2020-01-02 03:04:05.123456", 1577934245123),
        ("2020-01-02 03:04:05 PM", 1577977445000),
        ("03:04:05", 11045000),
        ("31-Dec-69", -86400000),
        ("31-Dec-68", 3124137600000),
        ("0001-01-01", -62135596800000),
        ("1577836800000", 1577836800000),
        ("2020-02-30", None),
        ("2020-01-02T03:04:05", None),
        ("2020/01/02", None),
        ("13/02/2020", None),
        ("03:04", None),
        ("2020-01-02 24:00:00", None),
    ],
)
@pytest.mark.filterwarnings("ignore::heavywater.exceptions.H2OUserWarning")
def test_times(column, text, milliseconds):
    data = column([text, "2020-01-01"], col_types={"a": "time"})
    assert data.types["a"] == "time"
    assert data.column("a").to_physical()[0] == milliseconds


def test_uuids_are_upper_case(column):
    data = column(["12345678-1234-1234-1234-123456789abc"], col_types=["uuid", None])
    assert data.column("a").to_list() == ["12345678-1234-1234-1234-123456789ABC"]


@pytest.mark.parametrize(
    "na_strings", [["-9", "zz"], {"a": ["-9", "zz"]}, [["-9", "zz"], []], {"a": "-9"}]
)
def test_na_strings(column, na_strings):
    # H2O ignores them in columns of numbers, against its documentation.
    assert column(["-9", "1", "2"], na_strings=na_strings).column("a").to_list() == [None, 1, 2]


def test_na_strings_in_categories(column):
    data = column(["x", "y", "x", "q"], na_strings=["q"])
    assert data.column("a").to_list() == ["x", "y", "x", None]
    assert data.domain("a") == ["x", "y"]


LATIN = b"a,b\n\xe9t\xe9,1\nx,2\nz\xff\xe9,3\n"


def test_bytes_that_are_not_utf8(tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes(LATIN)
    data = import_file(path, col_types={"a": "enum"})
    assert data.domain("a") == ["<0xE9>t<0xE9>", "x", "z<0xFFE9>"]
    text = import_file(path, col_types={"a": "string"})
    assert text.column("a").to_list() == ["\ufffdt\ufffd", "x", "z\ufffd\ufffd"]


def test_deep_conflicts(tmp_path):
    """The sample of 4 MB settles the type; numbers that do not fit only widen the storage."""
    path = tmp_path / "deep.csv"
    filler = "7,8,9,1,text,4\n"
    path.write_text(
        "a,b,c,d,e,f\n" + filler * 300_000 + "70000,0.25,oops,inf,17,3000000000\n", newline=""
    )
    with pytest.warns(H2OUserWarning) as caught:
        data = import_file(path)
    assert data.nrow == 300_001
    assert data.types == dict.fromkeys("abcdf", "int") | {"b": "real", "e": "enum"}
    last = [data.column(name)[-1] for name in data.names]
    assert last == [70000, 0.25, None, None, "17", 3_000_000_000]
    assert [str(one.message) for one in caught if "line 300,002, column 'c': 'oops'" in str(one)]
    assert data.column("c").dtype.is_integer()


def test_texts_that_repeat_are_told_apart_block_by_block(tmp_path, monkeypatch):
    """Times and categories whose texts come up again, first appear later, or are none."""
    days = ["2020-01-01", "1/31/2020", "2020-01-01", "NA", "31-Jan-20", "gone", "soon"]
    words = ["b", " b", "a", "", "a", "never", "c"]
    lines = [f"{day},{word},1\n" for day, word in zip(days[:5], words[:5], strict=True)] * 40
    lines += [f"{day},{word},1\n" for day, word in zip(days, words, strict=True)] * 3
    path = tmp_path / "repeats.csv"
    path.write_text("day,word,n\n" + "".join(lines))
    kinds = {"day": "time", "word": "enum"}
    options = {"col_types": kinds, "na_strings": {"day": ["gone"], "word": ["never"]}}
    monkeypatch.setattr(reading, "blocks_of", functools.partial(blocks_of, size=64))
    with pytest.warns(H2OUserWarning, match=r"line 208, .*'soon' is not a time.* 2 more cells"):
        frame = import_file(path, header=1, sep=",", **options)
    first, second = 1577836800000, 1580428800000
    times = [first, second, first, None, second]
    found = frame.column("day").to_physical().to_list()
    assert found == times * 40 + [*times, None, None] * 3
    assert frame.domain("word") == ["a", "b", "c"]
    levels = ["b", "b", "a", None, "a"]
    assert frame.column("word").to_list() == levels * 40 + [*levels, None, "c"] * 3
