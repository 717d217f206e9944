"""SVMLight files. What H2O reads was recorded from release 3.46.0.12."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.importing import import_file
from heavywater.core.frames.importing.svmlight import is_svmlight
from heavywater.exceptions import H2OFileError, H2OParserError, H2OResponseError, H2OUserWarning


@pytest.fixture
def read(tmp_path):
    def read(text, name="data.svm", **options):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return import_file(path, **options)

    return read


def rows(data):
    return data.matrix(data.names, np.float64).tolist()


# Text, and the rows and types that H2O has of it.
RECORDED = {
    "plain": (
        "1 1:0.5 3:2\n-1 2:1\n+1 5:7.25e1\n",
        [[1, 0.5, 0, 2, 0, 0], [-1, 0, 1, 0, 0, 0], [1, 0, 0, 0, 0, 72.5]],
        ["int", "real", "int", "int", "int", "real"],
    ),
    "numbers to predict": (
        "1.5 1:1 2:3\n2.25 3:0.001\n",
        [[1.5, 1, 3, 0], [2.25, 0, 0, 0.001]],
        ["real", "int", "int", "real"],
    ),
    "blank lines, rows of zeros": (
        "1 1:0.5 3:2\n\n0\n1\n-1 2:1\n",
        [[1, 0.5, 0, 2], [0, 0, 0, 0], [1, 0, 0, 0], [-1, 0, 1, 0]],
        ["int", "real", "int", "int"],
    ),
    "tabs and blanks": (
        "1\t1:0.5\t3:2\n 0 2: 1  \n",
        [[1, 0.5, 0, 2], [0, 0, 1, 0]],
        ["int", "real", "int", "int"],
    ),
    "carriage returns": (
        "1 1:0.5 3:2\r\n0 2:1\r\n",
        [[1, 0.5, 0, 2], [0, 0, 1, 0]],
        ["int", "real", "int", "int"],
    ),
    "no newline at the end": (
        "1 1:0.5\n0 2:1",
        [[1, 0.5, 0], [0, 0, 1]],
        ["int", "real", "int"],
    ),
}


@pytest.mark.parametrize("case", RECORDED)
def test_what_h2o_reads(read, case):
    text, cells, types = RECORDED[case]
    data = read(text)
    assert data.names == [f"C{i}" for i in range(1, len(types) + 1)]
    assert rows(data) == cells
    assert list(data.types.values()) == types


@pytest.mark.parametrize("name", ["data.svmlight", "data.txt", "data.csv", "data"])
def test_the_content_tells_not_the_name(read, name):
    assert read("1 1:0.5 3:2\n-1 2:1\n", name).ncol == 4


@pytest.mark.parametrize(
    "text", ["1,2,3\n4,5,6\n", "1\n0\n1\n", "a 1:2\n", "1 2 3\n", "12:30\n13:40\n", "1 x:2\n", ""]
)
def test_other_text(text):
    assert not is_svmlight(text.encode())


def test_comments_and_query_numbers_are_left_out(read):
    data = read("# made by hand\n1 qid:3 1:0.5 3:2 # a remark\n0 qid:4 2:1\n")
    assert rows(data) == [[1, 0.5, 0, 2], [0, 0, 1, 0]]


def test_words_for_missing_and_infinite_values(read):
    data = read("1 1:nan 2:5\n0 1:NA 2:-inf\n1 1:4\n")
    assert np.isnan(data.numeric("C2")[:2]).all()
    assert data.numeric("C3").tolist() == [5, -np.inf, 0]


def test_features_may_come_in_any_order(read):
    assert rows(read("1 3:5 1:0.5\n0 2:1\n")) == [[1, 0.5, 0, 5], [0, 0, 1, 0]]


def test_packed_files(tmp_path):
    path = tmp_path / "data.svm.gz"
    path.write_bytes(gzip.compress(b"1 1:2\n0 3:4\n"))
    assert rows(import_file(path)) == [[1, 2, 0, 0], [0, 0, 0, 4]]


def test_wide_data_stay_small(read):
    # H2O's own test reads this line.
    data = read("1 1000000:2.72")
    assert data.ncol == 1_000_001
    assert data.numeric("C1000001").tolist() == [2.72]
    assert data.nbytes < 10e6


def test_long_files_are_read_in_parts(read):
    lines = [f"{i % 2} {i % 97 + 1}:{i} 200:{i / 8}" for i in range(60_000)]
    lines[50_000] += " # read with care"
    data = read("\n".join(lines))
    assert data.nrow == 60_000
    assert data.numeric("C201").tolist() == [i / 8 for i in range(60_000)]
    assert data.numeric("C2")[97 * 600] == 97 * 600
    assert data.sparse is not None


@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False, width=32),
            st.dictionaries(
                st.integers(1, 40), st.floats(allow_nan=False, allow_infinity=False), max_size=5
            ),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_is_read(tmp_path_factory, lines):
    if not any(features for _, features in lines):
        lines.append((0.0, {1: 1.0}))
    text = "\n".join(
        " ".join([repr(target), *(f"{i}:{value!r}" for i, value in sorted(features.items()))])
        for target, features in lines
    )
    path = tmp_path_factory.mktemp("svm") / "x.svm"
    path.write_text(text)
    data = import_file(path)
    assert data.numeric("C1").tolist() == [target for target, _ in lines]
    for i in range(1, data.ncol):
        expected = [features.get(i, 0.0) for _, features in lines]
        assert data.numeric(f"C{i + 1}").tolist() == expected


def test_names_and_types(read):
    data = read("1 1:0.5\n-1 2:1\n", col_names=["y", "a", "b"], col_types={"y": "enum"})
    assert data.types == {"y": "enum", "a": "real", "b": "int"}
    assert data.domain("y") == ["-1", "1"]


def test_features_counted_from_zero_are_moved(read):
    with pytest.warns(H2OUserWarning, match="counts its features from 0"):
        data = read("1 0:5 1:0.5\n0 2:1\n")
    assert rows(data) == [[1, 5, 0.5, 0], [0, 0, 0, 1]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 1:2\n0 2:abc\n", "line 2 is no SVMLight"),
        ("1 1:2\n# fine\n\n0 2:1 3\n", "line 4 is no SVMLight"),
        ("1 1:2\n0 2:1 2:3\n", "row 2 names the feature 2 twice"),
        ("1 1:2\n0 99999999:1\n", "names the feature 99,999,999"),
    ],
)
def test_broken_lines_are_named(read, text, words):
    good = "1 1:2\n" * 12
    with pytest.raises(H2OFileError) as caught:
        read(good + text)
    words = words.replace("line 2", "line 14").replace("line 4", "line 16")
    assert words.replace("row 2", "row 14") in str(caught.value)


def test_columns_cannot_be_skipped(read):
    with pytest.raises(H2OResponseError) as caught:
        read("1 1:2\n0 2:3\n", skipped_columns=[1])
    assert isinstance(caught.value, H2OParserError)
    # So H2O's scripts look for it.
    assert "skipped_columns are not supported" in caught.value.args[0].exception_msg
    assert read("1 1:2\n0 2:3\n", skipped_columns=[]).ncol == 3


def test_the_wrong_number_of_names(read):
    with pytest.raises(H2OFileError, match="col_names has 2 names, but the file has 3 columns"):
        read("1 1:2\n0 2:3\n", col_names=["a", "b"])
