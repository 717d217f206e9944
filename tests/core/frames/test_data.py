import datetime

import numpy as np
import polars as pl
import pytest
import scipy.sparse

from heavywater.core.frames import data as data_module
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.modelling import numeric_summary
from heavywater.core.frames.sparse import SparseColumns
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OValueError


@pytest.fixture
def data():
    return FrameData.from_columns(
        {
            "whole": [1, 2, None],
            "float_whole": [1.0, 2.0, 3.0],
            "fraction": np.array([0.5, np.nan, 2.0]),
            "colour": EnumColumn(np.array([1, -1, 0]), ["blue", "red"]),
            "note": ["x", None, "y"],
            "when": [datetime.datetime(2020, 1, 1), None, datetime.datetime(2020, 1, 2)],
        }
    )


def test_types_are_h2os(data):
    assert data.types == {
        "whole": "int",
        "float_whole": "int",
        "fraction": "real",
        "colour": "enum",
        "note": "string",
        "when": "time",
    }


def test_uuid_is_text_that_is_marked_and_stays_marked():
    data = FrameData(pl.DataFrame({"id": ["A"], "x": [1]}), uuids=["id"])
    assert data.types == {"id": "uuid", "x": "int"}
    assert data.take(np.array([0])).type_of("id") == "uuid"
    assert data.rename(["key", "x"]).type_of("key") == "uuid"
    assert data.with_columns({"id": ["text"]}).type_of("id") == "string"


def test_infinite_numbers_are_not_whole():
    assert FrameData.from_columns({"x": [1.0, np.inf]}).types == {"x": "real"}


def test_a_column_of_nothing_is_int():
    assert FrameData.from_columns({"x": [None, None]}).types == {"x": "int"}


def test_nan_is_stored_as_missing(data):
    assert data.column("fraction").to_list() == [0.5, None, 2.0]


def test_numeric_gives_nan_for_missing_and_milliseconds_for_times(data):
    np.testing.assert_array_equal(data.numeric("whole"), [1, 2, np.nan])
    np.testing.assert_array_equal(data.numeric("when"), [1577836800000, np.nan, 1577923200000])


def test_numeric_of_text_is_refused(data):
    with pytest.raises(H2OTypeError, match="'colour' is of type enum"):
        data.numeric("colour")


def test_codes_and_domain(data):
    assert data.codes("colour").tolist() == [1, -1, 0]
    assert data.codes("colour").dtype == np.int32
    assert data.domain("colour") == ["blue", "red"]
    assert data.domain("whole") is None
    with pytest.raises(H2OTypeError, match="asfactor"):
        data.codes("whole")


def test_domain_is_a_copy(data):
    data.domain("colour").append("green")
    assert data.domain("colour") == ["blue", "red"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_matrix(data, dtype):
    matrix = data.matrix(["fraction", "whole", "fraction"], dtype)
    assert matrix.dtype == dtype
    assert matrix.flags.c_contiguous
    np.testing.assert_array_equal(matrix, [[0.5, 1, 0.5], [np.nan, 2, np.nan], [2, np.nan, 2]])


def test_matrix_of_many_rows_and_narrow_types():
    values = np.arange(20_000)
    columns = {"a": (values % 251).astype(np.uint8), "b": (-values).astype(np.int16)}
    matrix = FrameData.from_columns(columns).matrix(["a", "b"])
    np.testing.assert_array_equal(matrix, np.column_stack([columns["a"], columns["b"]]))


def test_matrix_of_no_columns(data):
    assert data.matrix([]).shape == (3, 0)


def test_select_take_and_with_columns(data):
    assert data.select(["note", "whole"]).names == ["note", "whole"]
    assert data.take(np.array([2, 0, 2])).column("note").to_list() == ["y", "x", "y"]
    changed = data.with_columns({"whole": [0.5, 1.0, 2.0], "new": [1, 2, 3]})
    assert changed.names == [*data.names, "new"]
    assert changed.type_of("whole") == "real"
    assert data.type_of("whole") == "int"


def test_rows_out_of_range_are_refused(data):
    with pytest.raises(H2OValueError, match="between 0 and 2"):
        data.take(np.array([3]))


def test_unknown_columns_get_a_suggestion(data):
    with pytest.raises(H2OColumnError, match="Did you mean 'colour'"):
        data.column("color")
    with pytest.raises(H2OColumnError, match="'nothing'"):
        data.select(["nothing"])


def test_columns_of_different_lengths_are_refused(data):
    with pytest.raises(H2OValueError, match="'b' has 2"):
        FrameData.from_columns({"a": [1], "b": [1, 2]})
    with pytest.raises(H2OValueError, match="'z' has 1"):
        data.with_columns({"z": [1]})


def test_types_that_a_frame_cannot_store_are_refused():
    with pytest.raises(H2OTypeError, match="'a' holds values of type List"):
        FrameData(pl.DataFrame({"a": [[1], [2]]}))


def test_foreign_types_are_converted():
    zone = datetime.timezone(datetime.timedelta(hours=1))
    table = pl.DataFrame(
        {
            "flag": [True, None],
            "day": [datetime.date(1970, 1, 2), None],
            "zoned": pl.Series([datetime.datetime(1970, 1, 1, 1, tzinfo=zone), None]),
            "category": pl.Series(["z", "a"], dtype=pl.Categorical),
            "money": pl.Series([1, 2]).cast(pl.Decimal(10, 2)),
            "span": [datetime.timedelta(seconds=2), None],
            "large": pl.Series([2**63, 1], dtype=pl.UInt64),
        }
    )
    data = FrameData(table)
    assert data.types == {
        "flag": "int",
        "day": "time",
        "zoned": "time",
        "category": "enum",
        "money": "int",
        "span": "int",
        "large": "int",
    }
    assert data.domain("category") == ["a", "z"]
    assert data.numeric("zoned")[0] == 0
    assert data.numeric("day")[0] == 86_400_000
    assert data.numeric("span")[0] == 2000
    assert data.numeric("large")[0] == 2.0**63


def test_sizes(data):
    assert (data.nrow, data.ncol) == (3, 6)
    assert data.nbytes > 0
    assert repr(data) == "<FrameData: 3 rows x 6 columns>"


def test_a_matrix_is_finished_range_by_range_on_all_its_rows():
    rows = 9000
    x = np.arange(rows, dtype=np.int16)
    data = FrameData.from_columns({"x": x, "y": x / 2})

    def finish(part: slice, block: np.ndarray) -> None:
        assert len(block) == part.stop - part.start
        block += 1

    expected = np.column_stack([x, x / 2]).astype(np.float32) + 1
    assert (data.matrix(["x", "y"], finish=finish) == expected).all()


def test_a_matrix_of_sparse_columns_is_finished_too():
    cells = scipy.sparse.csc_array(np.diag(np.arange(1.0, 6.0)))
    data = FrameData(pl.DataFrame(), sparse=SparseColumns.of(cells), names=list("abcde"))
    finished = data.matrix(list("abcde"), finish=lambda _, block: np.negative(block, out=block))
    assert (finished == -np.diag(np.arange(1.0, 6.0))).all()


def test_a_replaced_column_has_statistics_of_its_own():
    data = FrameData.from_columns({"x": [1.0, 2.0, 3.0], "y": [1.0, None, 5.0]})
    assert numeric_summary(data, ["x", "y"]).mean.tolist() == [2.0, 3.0]
    changed = data.with_columns({"x": [10.0, 20.0, 30.0]})
    assert numeric_summary(changed, ["y", "x"]).mean.tolist() == [3.0, 20.0]
    assert numeric_summary(changed.take(np.array([0, 1])), ["x"]).mean.tolist() == [15.0]
    assert numeric_summary(changed.rename(["y", "x"]), ["y"]).mean.tolist() == [20.0]
    assert numeric_summary(data, ["y", "x"]).missing.tolist() == [1, 0]


def test_rows_of_a_table_in_pieces() -> None:
    pieces = pl.concat([pl.DataFrame({"x": [1, 2]}), pl.DataFrame({"x": [3]})], rechunk=False)
    taken = FrameData(pieces).take(np.array([2, 0, 2]))
    assert taken.column("x").to_list() == [3, 1, 3]


@pytest.mark.parametrize(
    "use",
    [
        lambda frame: frame.column("a"),
        lambda frame: frame.select(["a"]).table["a"],
        lambda frame: frame.table["a"],
        lambda frame: frame.take(np.arange(3)).table["a"],
    ],
)
def test_columns_in_pieces_are_joined_once_they_are_used(use) -> None:
    pieces = pl.concat([pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [3]})], rechunk=False)
    frame = FrameData(pieces)
    assert use(frame).n_chunks() == 1
    assert use(frame).to_list() == [1, 2, 3]
    assert pieces.n_chunks() == 2


def test_a_column_in_a_file_stays_there() -> None:
    pieces = pl.concat([pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [3]})], rechunk=False)
    assert FrameData(pieces, mapped=True).column("a").n_chunks() == 2


@pytest.mark.parametrize("together", [1, 12, 1000])
def test_columns_that_come_in_pieces_are_joined_and_frames_beside_stay(monkeypatch, together):
    monkeypatch.setattr(data_module, "_CELLS_TOGETHER", together)
    part = pl.DataFrame({name: [1, 2, 3] for name in "abcde"})
    table = pl.concat([part, part + 3], rechunk=False)
    one, other = FrameData(table), FrameData(table)
    for name in "eacdb":
        column = one.column(name)
        assert column.n_chunks() == 1
        assert column.to_list() == [1, 2, 3, 4, 5, 6]
    assert one.names == list("abcde")
    assert table.n_chunks() == 2
    assert other.numeric("d").tolist() == [1, 2, 3, 4, 5, 6]
    with pytest.raises(H2OColumnError):
        one.column("f")
