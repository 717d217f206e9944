import builtins
import datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heavywater.core.frames.construct import from_python
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.interchange import (
    arrow_stream,
    to_arrow,
    to_csv,
    to_numpy,
    to_pandas,
    to_pandas_as_h2o,
    to_polars,
)
from heavywater.exceptions import H2OError


@pytest.fixture
def data():
    return FrameData.from_columns(
        {
            "narrow": np.array([1, 2, 3], dtype=np.uint8),
            "gaps": [1, None, 3],
            "real": [1.0, None, 2.5],
            "enum": EnumColumn(np.array([1, -1, 0]), ["no", "yes"]),
            "text": ["a", None, ""],
            "time": [datetime.datetime(2020, 1, 2), None, datetime.datetime(1970, 1, 1)],
        }
    )


class Stream:
    def __init__(self, data):
        self.data = data

    def __arrow_c_stream__(self, requested_schema=None):
        return arrow_stream(self.data, requested_schema)


def test_pandas(data):
    frame = to_pandas(data)
    expected = pd.DataFrame(
        {
            "narrow": [1, 2, 3],
            "gaps": [1, np.nan, 3],
            "real": [1, np.nan, 2.5],
            "enum": pd.Categorical(["yes", None, "no"], categories=["no", "yes"]),
            "text": ["a", np.nan, ""],
            "time": np.array(["2020-01-02", "NaT", "1970-01-01"], dtype="datetime64[ms]"),
        }
    )
    pd.testing.assert_frame_equal(frame, expected)
    frame.loc[0, "narrow"] = 5
    assert data.column("narrow")[0] == 1


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        (["1", "0", "1"], np.array([1, 0, 1])),
        (["1", None, "-2"], np.array([1, np.nan, -2])),
        (["1.5", "2e3", "3"], np.array([1.5, 2000, 3])),
        (["12345678901234567890", "1", "2"], np.array([12345678901234567890, 1, 2], dtype=float)),
        (["true", "FALSE", "True"], np.array([True, False, True])),
        (["True", None, "False"], np.array([True, np.nan, False], dtype=object)),
        (["007", "1", "2"], None),
        (["1", "two", "3"], None),
        ([None, None, None], None),
    ],
)
@pytest.mark.parametrize("kind", ["enum", "string"])
def test_pandas_as_h2o_reads_labels(labels, values, kind):
    data = from_python({"x": labels}, column_types={"x": kind})
    read = to_pandas_as_h2o(data)
    texts = pd.DataFrame({"x": [np.nan if label is None else label for label in labels]})
    expected = texts.astype(read.dtypes) if values is None else pd.DataFrame({"x": values})
    pd.testing.assert_frame_equal(read, expected)
    assert to_pandas(data)["x"].dtype != "int64"


def test_pandas_as_h2o_leaves_other_columns(data):
    others = ["narrow", "gaps", "real", "text", "time"]
    pd.testing.assert_frame_equal(to_pandas_as_h2o(data)[others], to_pandas(data)[others])
    assert to_pandas_as_h2o(data)["enum"].tolist()[::2] == ["yes", "no"]


@pytest.mark.parametrize(("package", "export"), [("pandas", to_pandas), ("pyarrow", to_arrow)])
def test_a_missing_package_is_named(data, monkeypatch, package, export):
    original = builtins.__import__

    def without(name, *args, **kwargs):
        if name.partition(".")[0] == package:
            raise ImportError(name)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(H2OError, match=r'pip install "heavywater\[pandas\]"'):
        export(data)


def test_polars_and_arrow_keep_the_columns(data):
    assert to_polars(data).equals(data.table)
    assert pl.DataFrame(Stream(data)).equals(data.table)
    table = to_arrow(data)
    assert table.schema.field("narrow").type == pa.uint8()
    assert pa.types.is_dictionary(table.schema.field("enum").type)
    assert pa.table(Stream(data)).num_rows == 3


def test_numpy():
    assert to_numpy(from_python([[1, 2], [3, 4]])).dtype == np.int64
    np.testing.assert_array_equal(to_numpy(from_python([[1, None], [3, 4]])), [[1, np.nan], [3, 4]])
    np.testing.assert_array_equal(to_numpy(from_python([[1.5], [2]])), [[1.5], [2]])
    mixed = to_numpy(from_python({"a": [1, None], "b": ["x", "y"]}))
    assert mixed.tolist() == [[1, "x"], [None, "y"]]


def test_whole_numbers_beyond_64_bits():
    data = from_python({"a": [2**70, 1]})
    assert data.types == {"a": "int"}
    assert to_pandas(data)["a"].tolist() == to_numpy(data)[:, 0].tolist() == [2.0**70, 1.0]


def test_csv(data):
    assert to_csv(data) == (
        '"narrow","gaps","real","enum","text","time"\n'
        '1,1,1.0,"yes","a",1577923200000\n'
        "2,,,,,\n"
        '3,3,2.5,"no","",0\n'
    )


CELLS = st.one_of(st.none(), st.floats(allow_nan=False))


@settings(deadline=None, max_examples=50)
@given(
    numbers=st.lists(CELLS, min_size=1, max_size=20),
    texts=st.lists(st.one_of(st.none(), st.text(max_size=5)), min_size=1, max_size=20),
)
def test_round_trips(numbers, texts):
    data = from_python({"x": numbers, "s": texts}, column_types={"x": "real", "s": "string"})
    for copy in (to_polars(data), to_arrow(data), Stream(data)):
        again = from_python(copy, column_types={"s": "string"})
        assert again.table.equals(data.table)
    back = from_python(to_pandas(data), column_types={"s": "string"})
    assert back.column("s").to_list() == data.column("s").to_list()
    np.testing.assert_array_equal(back.numeric("x"), data.numeric("x"))
