"""Exchange with Arrow and Polars without copies; what survives the way there and back."""

from __future__ import annotations

import datetime

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

from heavywater.exceptions import H2OTypeError
from heavywater.frame import H2OFrame


@pytest.fixture
def frame():
    return H2OFrame(
        {
            "x": [1.5, None, 3.0],
            "n": [1, 2, 3],
            "e": pd.Categorical(["b", None, "a"], categories=["b", "a", "unused"]),
            "s": ["u", "v", None],
            "t": [datetime.datetime(2020, 1, 2, 3), None, datetime.datetime(1969, 12, 31)],
        },
        column_types={"s": "string"},
    )


def address(column):
    """Where the values of a column lie."""
    if isinstance(column, pa.ChunkedArray):
        assert column.num_chunks == 1
        return column.chunk(0).buffers()[1].address
    physical = column.to_physical()
    if physical.null_count():
        return physical.to_arrow().buffers()[1].address
    return physical.to_numpy().__array_interface__["data"][0]


NUMERIC = {
    "f8": pa.array([1.0, None, 2.5]),
    "f4": pa.array([1.0, 2.0, 2.5], pa.float32()),
    "i8": pa.array([1, 2, 3]),
    "i1": pa.array([1, None, 3], pa.int8()),
    "u4": pa.array([1, 2, 3], pa.uint32()),
    "time": pa.array([0, None, 5], pa.timestamp("ms")),
}


@pytest.mark.parametrize("name", NUMERIC)
def test_numbers_and_times_of_arrow_are_not_copied(name):
    table = pa.table({name: NUMERIC[name]})
    frame = H2OFrame(table)
    assert address(frame.to_polars()[name]) == address(table[name])
    assert address(frame.to_arrow()[name]) == address(table[name])
    assert address(pa.table(frame)[name]) == address(table[name])


def test_polars_is_not_copied():
    table = pl.DataFrame({"x": [1.5, 2.5], "e": pl.Series(["b", "a"], dtype=pl.Enum(["b", "a"]))})
    back = H2OFrame(table).to_polars()
    for name in table.columns:
        assert address(back[name]) == address(table[name])
    assert back.equals(table)


def test_a_copy_of_a_frame_shares_its_columns(frame):
    assert address(frame.copy().to_polars()["n"]) == address(frame.to_polars()["n"])


def same(one, other):
    return one.types == other.types and one.to_polars().equals(other.to_polars())


@pytest.mark.parametrize("export", [H2OFrame.to_polars, H2OFrame.to_arrow, H2OFrame.to_pandas])
def test_there_and_back(frame, export):
    back = H2OFrame(export(frame), column_types={"s": "string"})
    assert same(frame, back)
    assert back.levels()[2] == ["b", "a", "unused"]


def test_pandas_has_categories_and_times(frame):
    table = frame.to_pandas()
    assert list(table["e"].cat.categories) == ["b", "a", "unused"]
    assert not table["e"].cat.ordered
    assert table["t"].dtype == "datetime64[ms]"
    assert table["t"][0] == pd.Timestamp("2020-01-02 03:00")
    assert table["t"].isna().tolist() == [False, True, False]
    # H2O's own export has text.
    assert frame.as_data_frame()["e"].tolist()[::2] == ["b", "a"]


def test_categories_of_pandas_that_read_alike_are_one_level():
    mixed = pd.DataFrame({"c": pd.Categorical([1, "1", "x"], categories=[1, "1", "x"])})
    assert H2OFrame(mixed).levels() == [["1", "x"]]


def ordered(codes, levels):
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(levels), ordered=True)


def test_ordered_dictionaries_of_arrow_keep_their_levels():
    chunks = [ordered([1, 0, None], ["z", "a", "no"]), ordered([2, 1], ["z", "a", "no"])]
    frame = H2OFrame(pa.table({"d": pa.chunked_array(chunks)}))
    assert frame.levels() == [["z", "a", "no"]]
    assert frame.to_polars()["d"].to_list() == ["a", "z", None, "no", "a"]
    assert H2OFrame(pa.record_batch({"d": chunks[0]})).levels() == [["z", "a", "no"]]
    unsigned = pa.DictionaryArray.from_arrays(
        pa.array([1, None], pa.uint8()), pa.array(["q", "p"]), ordered=True
    )
    assert H2OFrame(pa.table({"d": unsigned})).levels() == [["q", "p"]]


def test_other_dictionaries_of_arrow_store_text():
    plain = pa.array(["z", "a", "z"]).dictionary_encode()
    assert H2OFrame(pa.table({"d": plain})).levels() == [["a", "z"]]
    numbers = pa.DictionaryArray.from_arrays(pa.array([1, 0]), pa.array([5, 7]), ordered=True)
    assert H2OFrame(pa.table({"d": numbers})).to_polars()["d"].to_list() == [7, 5]
    empty = pa.table({"d": pa.chunked_array([], pa.dictionary(pa.int32(), pa.string()))})
    assert H2OFrame(empty).shape == (0, 1)


def test_a_consumer_may_ask_for_a_schema(frame):
    wanted = pa.schema(
        [
            ("x", pa.float32()),
            ("n", pa.int8()),
            ("e", pa.string()),
            ("s", pa.large_string()),
            ("t", pa.timestamp("us")),
        ]
    )
    reader = pa.RecordBatchReader.from_stream(frame, schema=wanted)
    assert reader.schema == wanted
    assert reader.read_all()["e"].to_pylist() == ["b", None, "a"]


def test_a_schema_that_cannot_be_is_not_given(frame):
    numbers = H2OFrame({"x": [1.5]})
    for wanted in ([("x", pa.date32())], [("y", pa.float64())]):
        capsule = pa.schema(wanted).__arrow_c_schema__()
        stream = numbers.__arrow_c_stream__(capsule)

        class Producer:
            def __arrow_c_stream__(self, requested_schema=None):
                return stream  # noqa: B023

        assert pa.table(Producer()).to_pydict() == {"x": [1.5]}


def test_the_schema_alone(frame):
    schema = pa.schema(frame)
    assert schema.names == frame.names
    assert pa.types.is_dictionary(schema.field("e").type)


def test_numpy(frame):
    assert np.asarray(frame["n"]).tolist() == [[1], [2], [3]]
    assert np.asarray(frame["x"], dtype=np.float32).dtype == np.float32
    array = np.array(frame[["x", "n"]])
    array[0, 0] = 99
    assert frame[0, "x"] == 1.5
    with pytest.raises(ValueError, match="always a copy"):
        np.array(frame, copy=False)


def test_narwhals_takes_frames(frame):
    table = nw.from_native(frame)
    assert table.columns == frame.names
    assert table.filter(nw.col("n") > 1)["n"].to_list() == [2, 3]
    assert same(H2OFrame(table.to_native(), column_types={"s": "string"}), frame)
    assert nw.DataFrame.from_arrow(frame, backend="polars").shape == (3, 5)
    # A frame of narwhals is anything Arrow.
    assert H2OFrame(table.select("x", "n")).names == ["x", "n"]


def test_the_older_protocol(frame):
    taken = frame[["x", "n"]].__dataframe__()
    assert (taken.num_rows(), list(taken.column_names())) == (3, ["x", "n"])


# -- SciPy ---------------------------------------------------------------------------------


@given(
    st.integers(1, 5).flatmap(
        lambda columns: st.lists(
            st.lists(
                st.sampled_from([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, -2.5, np.nan]),
                min_size=columns,
                max_size=columns,
            ),
            min_size=1,
            max_size=12,
        )
    )
)
def test_scipy_there_and_back(rows):
    matrix = scipy.sparse.csr_array(np.array(rows))
    exported = H2OFrame(matrix).to_scipy()
    assert exported.format == "csc"
    np.testing.assert_array_equal(exported.toarray(), matrix.toarray())
    np.testing.assert_array_equal(H2OFrame(np.array(rows)).to_scipy().toarray(), np.array(rows))


def test_what_scipy_gets_is_its_own():
    matrix = scipy.sparse.csr_array((np.ones(2), ([0, 3], [1, 2])), shape=(40, 40))
    frame = H2OFrame(matrix)
    exported = frame.to_scipy()
    exported.data[:] = 7
    assert frame[0, 1] == 1


def test_scipy_holds_numbers_only(frame):
    with pytest.raises(H2OTypeError, match="'e' is of type enum, not numeric"):
        frame.to_scipy()
