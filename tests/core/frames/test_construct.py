"""Frames from Python data. The types are H2O-3's, except where a test says otherwise."""

import datetime
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse

from heavywater.core.frames.construct import from_python
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OUserWarning, H2OValueError


def test_dict_of_lists():
    data = from_python(
        {"e": ["x", "y", "x"], "s": ["u", "v", "w"], "n": [1, None, 2.5], "i": [1, 2, None]}
    )
    assert data.types == {"e": "enum", "s": "string", "n": "real", "i": "int"}
    assert data.domain("e") == ["x", "y"]
    assert data.column("n").to_list() == [1, None, 2.5]


def test_booleans_are_categories():
    # H2O calls two different booleans text, because it sees two different words.
    data = from_python({"b": [True, None, False], "a": np.array([True, True, True])})
    assert data.types == {"b": "enum", "a": "enum"}
    assert data.domain("b") == data.domain("a") == ["False", "True"]
    assert data.codes("b").tolist() == [1, -1, 0]


def test_text_of_numbers_is_read_as_numbers():
    assert from_python({"a": ["1", "2", "3"]}).types == {"a": "int"}


def test_missing_text_is_missing():
    # H2O stores None as an empty text.
    assert from_python({"a": ["x", None, "z"]}).column("a").to_list() == ["x", None, "z"]


@pytest.mark.parametrize("rows", [[[1, 2, 3], [4, 5, 6]], ((1, 2, 3), (4, 5, 6))])
def test_lists_are_rows(rows):
    data = from_python(rows)
    assert data.names == ["C1", "C2", "C3"]
    assert data.table.rows() == [(1, 2, 3), (4, 5, 6)]


def test_a_flat_list_is_a_column():
    assert from_python(["a", "b", "a"]).table.rows() == [("a",), ("b",), ("a",)]


def test_short_rows_and_columns_are_filled():
    assert from_python([[1, 2], [3]]).table.rows() == [(1, 2), (3, None)]
    assert from_python({"a": [1, 2], "b": [1]}).table.rows() == [(1, 1), (2, None)]


def test_scalars_are_one_row():
    assert from_python({"a": 1, "b": "xyz"}).table.rows() == [(1, "xyz")]


def test_records():
    # H2O makes text of each dict.
    data = from_python([{"a": 1, "b": 2}, {"a": 3, "c": 4}])
    assert data.table.rows(named=True) == [
        {"a": 1, "b": 2, "c": None},
        {"a": 3, "b": None, "c": 4},
    ]


def test_header_row():
    assert from_python([["p", "q"], [1, 2]], header=1).table.rows(named=True) == [{"p": 1, "q": 2}]


@pytest.mark.parametrize("empty", [[], {"C1": []}])
def test_empty(empty):
    data = from_python(empty)
    assert (data.names, data.nrow) == (["C1"], 0)
    assert from_python(None).ncol == 0


def test_times():
    data = from_python(
        {
            "t": [datetime.datetime(2020, 1, 2, 3, 4, 5), datetime.date(2020, 1, 3), None],
            "n": np.array(["2020-01-02", "NaT", "1970-01-01"], dtype="datetime64[D]"),
        }
    )
    assert data.types == {"t": "time", "n": "time"}
    assert data.numeric("t")[:2].tolist() == [1577934245000, 1578009600000]
    assert data.numeric("n")[2] == 0


@pytest.mark.parametrize("dtype", ["uint8", "int16", "int64", "float16", "float32", "float64"])
def test_numpy_numbers(dtype):
    array = np.arange(6, dtype=dtype).reshape(3, 2)
    data = from_python(array)
    np.testing.assert_array_equal(data.matrix(data.names), array)
    assert from_python(array[:, 1]).numeric("C1").tolist() == [1, 3, 5]


def test_numpy_of_other_kinds():
    assert from_python(np.array([["a", "1"], ["b", "2"], ["a", "3"]])).types == {
        "C1": "enum",
        "C2": "int",
    }
    records = np.array([(1, 2.5)], dtype=[("i", int), ("x", float)])
    assert from_python(records).table.rows(named=True) == [{"i": 1, "x": 2.5}]
    objects = np.array([["x", 1.5], [None, np.nan], ["x", 2]], dtype=object)
    assert from_python(objects).table.rows() == [("x", 1.5), (None, None), ("x", 2)]


def test_scipy_sparse():
    matrix = scipy.sparse.csr_matrix(np.array([[0, 1.5, 0], [2, 0, 0]]))
    data = from_python(matrix)
    np.testing.assert_array_equal(data.matrix(data.names), matrix.toarray())


def test_pandas():
    frame = pd.DataFrame(
        {
            "i": [1, 2, 3],
            "f": [1.5, None, 2],
            "s": ["x", "y", "x"],
            "u": ["p", "q", None],
            "c": pd.Categorical(["b", None, "a"], categories=["b", "a", "zz"]),
            "o": pd.Categorical(["lo", "hi", None], categories=["lo", "hi", "no"], ordered=True),
            "t": pd.to_datetime(["2020-01-02", "2020-01-03", None]),
            "z": pd.to_datetime(["2020-01-02"] * 3).tz_localize("Etc/GMT-1"),
            "b": [True, False, True],
            "I": pd.array([1, None, 2**62 + 1], dtype="Int64"),
            "B": pd.array([True, None, False], dtype="boolean"),
            7: [1, 2, 3],
        },
        index=["r1", "r2", "r3"],
    )
    data = from_python(frame)
    assert data.types == {
        "i": "int",
        "f": "real",
        "s": "enum",
        "u": "string",
        "c": "enum",
        "o": "enum",
        "t": "time",
        "z": "time",
        "b": "enum",
        "I": "int",
        "B": "enum",
        "7": "int",
    }
    assert data.domain("c") == ["b", "a", "zz"]
    assert data.codes("c").tolist() == [0, -1, 1]
    assert data.domain("o") == ["lo", "hi", "no"]
    assert data.column("I").to_list() == [1, None, 2**62 + 1]
    assert data.numeric("z")[0] == 1577919600000
    assert from_python(frame["f"]).names == ["f"]
    assert from_python({"x": frame["i"]}).column("x").to_list() == [1, 2, 3]


def typed_table():
    return pl.DataFrame(
        {
            "enum": pl.Series(["a", "b", "a"], dtype=pl.Enum(["b", "a", "unused"])),
            "category": pl.Series(["z", "y", "z"], dtype=pl.Categorical),
            "digits": ["1", "2", "1"],
            "text": ["a", "b", "c"],
            "day": [datetime.date(2020, 1, 1)] * 3,
            "flag": [True, None, False],
            "narrow": pl.Series([1, 2, None], dtype=pl.Int8),
        }
    )


class Stream:
    def __arrow_c_stream__(self, requested_schema=None):
        return typed_table().__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize(
    "make",
    [typed_table, lambda: typed_table().lazy(), lambda: typed_table().to_arrow(), Stream],
    ids=["polars", "lazy", "arrow", "stream"],
)
def test_typed_columns_keep_their_types(make):
    data = from_python(make())
    assert data.types == {
        "enum": "enum",
        "category": "enum",
        "digits": "enum",
        "text": "string",
        "day": "time",
        "flag": "enum",
        "narrow": "int",
    }
    assert data.domain("enum") == ["b", "a", "unused"]
    assert data.domain("category") == ["y", "z"]
    assert data.column("narrow").dtype == pl.Int8


def test_arrow_dictionary_and_record_batch():
    batch = pa.record_batch({"d": pa.array(["x", "y", "x"]).dictionary_encode()})
    assert from_python(batch).domain("d") == ["x", "y"]


def test_options():
    rows = [["1", "x"], ["10", "zz"], ["9", "x"]]
    data = from_python(rows, column_names=["p", "q"], column_types={"p": "enum"}, na_strings=["zz"])
    assert data.domain("p") == ["1", "10", "9"]
    assert data.column("q").to_list() == ["x", None, "x"]
    assert from_python(rows, skipped_columns=[1]).names == ["C1"]
    assert from_python({"a": [10, 9]}, column_types=["factor"]).domain("a") == ["10", "9"]
    assert from_python({"a": [1, 2]}, column_types=["string"]).column("a").to_list() == ["1", "2"]
    assert from_python({"a": [1, -9]}, na_strings=["-9"]).column("a").to_list() == [1, None]


@pytest.mark.parametrize(
    ("data", "options", "error", "text"),
    [
        ("cars.csv", {}, H2OTypeError, "import_file"),
        (5, {}, H2OTypeError, "got int 5"),
        ({1, 2}, {}, H2OTypeError, "got set"),
        (pd.Index([1]), {}, H2OTypeError, "Index"),
        (SimpleNamespace(), {}, H2OTypeError, "SimpleNamespace"),
        (np.zeros((2, 2, 2)), {}, H2OValueError, "one or two dimensions"),
        ({"a": np.zeros((2, 2))}, {}, H2OValueError, "one dimension"),
        ([1, [2]], {}, H2OValueError, "not both"),
        ([[[1]]], {}, H2OValueError, "nested"),
        ({"a": [[1], [2]]}, {}, H2OTypeError, "Column 'a' holds a list"),
        ([[1, 2]], {"column_names": ["a"]}, H2OValueError, "1 names"),
        ([[1, 2]], {"column_names": ["a", "a"]}, H2OValueError, "called 'a'"),
        ([["a", "a"], [1, 2]], {"header": 1}, H2OValueError, "called 'a'"),
        ({"a": [1]}, {"column_types": ["float64"]}, H2OValueError, "Did you mean 'float'"),
        ({"a": [1]}, {"column_types": {"b": "int"}}, H2OColumnError, "no column 'b'"),
        ({"a": [1]}, {"separator": "--"}, H2OValueError, "one character"),
    ],
)
def test_refusals(data, options, error, text):
    with pytest.raises(error, match=text):
        from_python(data, **options)


def test_more_names_than_values_in_a_row():
    with pytest.warns(H2OUserWarning, match="3 names, but the rows have 2 values"):
        data = from_python([[1, 2], [3, 4]], column_names=["a", "b", "c"])
    assert data.names == ["a", "b", "c"]  # as H2O-3 3.46.0.12
    assert data.column("c").to_list() == [None, None]
    with pytest.raises(H2OValueError, match="1 names"):
        from_python([[1, 2], [3, 4]], column_names=["a"])


@pytest.mark.parametrize("kind", ["enum", "string"])
def test_empty_text_is_a_text_of_its_own(kind):
    data = from_python({"a": ["x", "", None, "x"]}, column_types=[kind])
    assert data.column("a").to_list() == ["x", "", None, "x"]


def test_empty_text_is_a_level_where_levels_are_guessed():
    assert from_python({"a": ["x", "", "x", "x"]}).domain("a") == ["", "x"]
