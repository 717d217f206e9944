"""Columns that are stored sparsely behave as the same columns in full."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.construct import from_python
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.interchange import to_csv, to_numpy, to_pandas
from heavywater.core.frames.modelling import has_one_value, numeric_ranges, numeric_summary
from heavywater.core.frames.sparse import SparseColumns
from heavywater.core.frames.verbs import (
    arrange,
    combine,
    elementwise,
    impute,
    names,
    random,
    reduce,
    select,
)
from heavywater.core.frames.verbs.describe import summarize
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OValueError

ROWS, COLUMNS = 12, 7


def table(seed=0, rows=ROWS, columns=COLUMNS, share=0.15, missing=True):
    """Numbers that are mostly 0; some whole, some missing, one column empty."""
    rng = np.random.default_rng(seed)
    numbers = np.round(rng.normal(size=(rows, columns)), 2)
    numbers[:, :2] = np.round(3 * numbers[:, :2])
    numbers[rng.random(numbers.shape) > share] = 0.0
    if missing:
        numbers[2, 1] = numbers[5, 4] = np.nan
    numbers[:, 3] = 0.0
    return numbers


def both(numbers, first="y"):
    """The same frame, stored sparsely and in full, with a column of levels in front."""
    levels = EnumColumn(np.arange(len(numbers)) % 3 - 1, ["u", "v"])
    called = [f"c{i}" for i in range(numbers.shape[1])]
    head = FrameData.from_columns({first: levels})
    sparse = FrameData(
        head.stored, sparse=SparseColumns.of(sp.csr_array(numbers)), names=[*called[:2], first,
                                                                            *called[2:]],
    )  # fmt: skip
    columns = dict(zip(called, numbers.T, strict=True))
    dense = FrameData.from_columns({first: levels, **columns}).select(sparse.names)
    return sparse, dense


def assert_equal(mine, theirs):
    assert mine.names == theirs.names
    assert (mine.nrow, mine.ncol) == (theirs.nrow, theirs.ncol)
    assert mine.types == theirs.types
    for name in theirs.names:
        assert mine.column(name).to_list() == theirs.column(name).to_list(), name


def test_facts_and_columns():
    sparse, dense = both(table())
    assert sparse.sparse is not None
    assert dense.sparse is None
    assert_equal(sparse, dense)
    np.testing.assert_array_equal(sparse.numeric("c1"), dense.numeric("c1"))
    wanted = ["c4", "c0"]
    np.testing.assert_array_equal(sparse.matrix(wanted), dense.matrix(wanted))
    assert sparse.domain("y") == ["u", "v"]
    assert sparse.domain("c0") is None
    assert_equal(FrameData(sparse.table), dense)


CHANGES = {
    "columns": lambda data: data.select(["c5", "y", "c0"]),
    "columns in full": lambda data: data.select(["y"]),
    "sparse columns": lambda data: data.select(["c6", "c3"]),
    "no column": lambda data: data.select([]),
    "rows": lambda data: data.take(np.array([3, 3, 0, 11])),
    "a range": lambda data: data.rows(slice(2, 9, 3)),
    "names": lambda data: data.rename([f"n{i}" for i in range(data.ncol)]),
    "a column replaced": lambda data: data.with_columns({"c1": np.arange(12)}),
    "the last column replaced": lambda data: data.with_columns({"c6": ["a"] * 12}),
    "a column added": lambda data: data.with_columns({"new": np.arange(12) / 2}),
    "dropped": lambda data: select.drop_columns(data, ["c0", 2]),
    "positions": lambda data: select.select_columns(data, [1, -1]),
    "a column twice": lambda data: select.select_columns(data, ["c1", "c1"]),
    "a rectangle": lambda data: select.select(data, slice(1, 4), ["c4", "y"]),
    "rows by a mask": lambda data: select.select_rows(
        data, FrameData.from_columns({"m": np.arange(12) % 2})
    ),
    "head": lambda data: select.head(data, 3, 5),
    "tail": lambda data: select.tail(data, 4, 3),
    "renamed": lambda data: names.rename(data, {"c2": "x"}),
    "side by side": lambda data: combine.cbind(data, [data.select(["c1", "y"]), 4.0]),
    "sorted": lambda data: arrange.sort(data, ["c0", "y"], [False, True]),
    "without gaps": lambda data: arrange.na_omit(data),
    "without repeats": lambda data: arrange.drop_duplicates(data, ["c0", "y"], "last"),
    "gaps filled": lambda data: impute.impute(data, data.names, "mean", "interpolate", None)[0],
    "scaled": lambda data: arrange.scale(data.select(["c0", "c5"]), True, True),
    "a split": lambda data: random.split(data, [0.6], 3)[0],
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_made_of_a_frame(change):
    sparse, dense = both(table())
    assert_equal(CHANGES[change](sparse), CHANGES[change](dense))


@given(st.integers(0, 50), st.lists(st.integers(0, ROWS - 1), max_size=20))
def test_any_rows(seed, rows):
    sparse, dense = both(table(seed))
    assert_equal(sparse.take(np.array(rows, dtype=int)), dense.take(np.array(rows, dtype=int)))


def test_rows_below_each_other():
    (one, same), (two, alike) = both(table(1)), both(table(2))
    joined = combine.rbind(one, [two, one])
    assert joined.sparse.ncol == COLUMNS
    assert_equal(joined, combine.rbind(same, [alike, same]))
    mixed = combine.rbind(one, [alike])
    assert_equal(mixed, combine.rbind(same, [alike]))


def test_statistics():
    numbers = table()
    numbers[4, 0] = np.inf
    sparse, dense = both(numbers)
    predictors = [name for name in dense.names if name != "y"]
    weights = np.array([0, 1, 2, 0.5, 1, 0, 1, 1, 3, 1, 1, 1.0])
    for given_weights in (None, weights):
        mine = numeric_summary(sparse, predictors, given_weights)
        theirs = numeric_summary(dense, predictors, given_weights)
        np.testing.assert_allclose(mine.mean, theirs.mean, atol=1e-12)
        np.testing.assert_allclose(mine.sd, theirs.sd, atol=1e-12)
        np.testing.assert_array_equal(mine.missing, theirs.missing)
        np.testing.assert_allclose(
            numeric_ranges(sparse, predictors, given_weights),
            numeric_ranges(dense, predictors, given_weights),
        )
    sparse, dense = both(table())
    assert has_one_value(sparse, dense.names) == has_one_value(dense, dense.names)


def test_reducers_and_summaries():
    sparse, dense = both(table())
    assert reduce.column_sums(sparse, True) == reduce.column_sums(dense, True)
    assert reduce.missing_counts(sparse) == reduce.missing_counts(dense)
    assert repr(summarize(sparse)) == repr(summarize(dense))


def test_a_wide_frame_is_never_made_dense():
    columns = 400_000
    cells = sp.coo_array(([1.0, 2.0], ([0, 999], [7, columns - 1])), shape=(1000, columns))
    data = from_python(cells)
    assert data.nbytes < 10e6
    assert data.types["C400000"] == "int"
    assert data.with_columns({"C8": np.ones(1000)}).ncol == columns
    for verb in (
        lambda: data.table,
        lambda: to_pandas(data),
        lambda: to_numpy(data),
        lambda: to_csv(data),
        lambda: arrange.scale(data, True, True),
        lambda: random.insert_missing(data, 0.1, 1),
        lambda: elementwise.apply_function("abs", data),
    ):
        with pytest.raises(H2OValueError, match="in full, which would take 3 GB"):
            verb()


@pytest.mark.parametrize("form", ["csr_matrix", "csc_array", "coo_matrix", "lil_matrix"])
def test_scipy_matrices_stay_sparse(form):
    numbers = table(missing=False, share=0.1)
    data = from_python(getattr(sp, form)(numbers))
    assert data.sparse is not None
    assert data.names == [f"C{i + 1}" for i in range(COLUMNS)]
    np.testing.assert_array_equal(data.matrix(data.names, float), numbers)


def test_scipy_matrices_with_names_types_and_columns_left_out():
    data = from_python(
        sp.csr_array(table(missing=False, share=0.1)),
        column_names=list("abcdefg"),
        column_types={"b": "enum"},
        skipped_columns=["c"],
    )
    assert data.names == ["a", "b", "d", "e", "f", "g"]
    assert data.types["b"] == "enum"
    assert data.sparse.ncol == 5


def test_scipy_matrices_that_are_not_sparse():
    dense = from_python(sp.csr_array(np.arange(1.0, 13).reshape(4, 3)))
    assert dense.sparse is None
    assert dense.numeric("C2").tolist() == [2, 5, 8, 11]
    with pytest.raises(H2OTypeError, match="real numbers"):
        from_python(sp.csr_array(np.array([[1j]])))


def test_mistakes_are_named():
    sparse, _ = both(table())
    with pytest.raises(H2OColumnError, match="no column 'c77'"):
        sparse.column("c77")
    with pytest.raises(H2OColumnError, match="no column 'c77'"):
        sparse.select(["c77"])
    with pytest.raises(H2OValueError, match="the frame has 12 rows, 'new' has 3"):
        sparse.with_columns({"new": [1, 2, 3]})
