from __future__ import annotations

import math
import statistics

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs import moments, reduce
from heavywater.core.frames.verbs.logical import all_cells, any_cell, any_cell_without_missing
from heavywater.core.frames.verbs.table import table, unique
from heavywater.exceptions import H2OValueError

VALUES = st.lists(
    st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False)), min_size=1, max_size=15
)


def frame(values: list[float | None]) -> FrameData:
    return FrameData.from_columns({"x": pl.Series(values, dtype=pl.Float64)})


def close(ours: float, expected: float) -> bool:
    if math.isnan(expected):
        return math.isnan(ours)
    return math.isclose(ours, expected, rel_tol=1e-9, abs_tol=1e-6)


@given(VALUES)
def test_reducers_are_pythons(values: list[float | None]) -> None:
    there = [v for v in values if v is not None]
    data = frame(values)
    mean = statistics.fmean(there) if there else math.nan
    assert close(reduce.column_means(data)[0], mean)
    assert close(reduce.total(data), math.fsum(there))
    spread = statistics.stdev(there) if len(there) > 1 else 0.0 if there else math.nan
    assert close(moments.deviations(data, True)[0], spread)
    middle = statistics.median(there) if there else math.nan
    assert close(moments.medians(data, True)[0], middle)
    assert reduce.missing_counts(data) == [len(values) - len(there)]


@given(VALUES)
def test_one_missing_value_spoils_what_does_not_skip_it(values: list[float | None]) -> None:
    data = frame(values)
    results = [
        reduce.column_means(data, False)[0],
        reduce.total(data, False),
        reduce.minimum(data),
        reduce.maximum(data),
        moments.medians(data, False)[0],
    ]
    if None in values:
        assert all(math.isnan(result) for result in results)
    else:
        there = [v for v in values if v is not None]
        assert (results[2], results[3]) == (min(there), max(there))


def test_levels_and_text_have_no_numbers() -> None:
    data = FrameData.from_columns(
        {"e": EnumColumn(np.array([0, 1]), ["a", "b", "c"]), "s": ["a", "b"], "x": [1, 3]}
    )
    means = reduce.column_means(data)
    assert math.isnan(means[0])
    assert math.isnan(means[1])
    assert means[2] == 2.0
    assert math.isnan(reduce.total(data))
    assert math.isnan(reduce.minimum(data))


def test_two_levels_count_as_0_and_1() -> None:
    data = FrameData.from_columns({"e": EnumColumn(np.array([0, 1, 1, -1]), ["no", "yes"])})
    assert reduce.column_means(data) == [2 / 3]
    assert reduce.total(data) == 2.0
    assert moments.covariance(data, None, "complete.obs") == pytest.approx(1 / 3)
    assert not all_cells(data)


def test_by_row() -> None:
    data = FrameData.from_columns({"a": [1, None], "b": [2, 5]})
    assert reduce.row_sums(data).numeric("sum").tolist() == [3, 5]
    assert reduce.row_means(data).numeric("mean").tolist() == [1.5, 5]
    assert np.isnan(reduce.row_sums(data, False).numeric("sum")).tolist() == [False, True]


def test_by_row_only_numbers_count() -> None:
    """As recorded of H2O 3.46.0.12."""
    data = FrameData.from_columns(
        {
            "a": [1, None],
            "e": EnumColumn(np.array([0, 1]), ["no", "yes"]),
            "t": pl.Series([10**12, 10**12]).cast(pl.Datetime("ms")),
            "s": ["x", "y"],
        }
    )
    np.testing.assert_array_equal(reduce.row_sums(data).numeric("sum"), [1, np.nan])
    np.testing.assert_array_equal(reduce.row_means(data).numeric("mean"), [1, np.nan])
    assert np.isnan(reduce.row_sums(data, False).numeric("sum")).all()
    assert np.isnan(reduce.row_sums(data.select(["e", "s"])).numeric("sum")).all()


def test_means_of_times_are_times() -> None:
    times = pl.Series([0, 2000, None]).cast(pl.Datetime("ms"))
    data = FrameData.from_columns({"t": times, "u": times, "x": [1, 2, 3]})
    assert reduce.means_frame(data).types == {"t": "time", "u": "time", "x": "int"}
    by_row = reduce.row_means(data.select(["t", "u"]))
    assert by_row.types == {"mean": "time"}
    assert by_row.column("mean").to_physical().to_list() == [0, 2000, None]


def test_extremes_of_levels_are_places() -> None:
    data = FrameData.from_columns({"e": EnumColumn(np.array([1, 2, 1]), ["a", "b", "c"])})
    assert (reduce.minimum(data), reduce.maximum(data)) == (1, 2)


def test_any_and_all() -> None:
    assert not any_cell(frame([0.0]))
    assert any_cell(frame([0.0, None]))
    assert not any_cell_without_missing(frame([0.0, None]))
    assert all_cells(frame([1.0, None]))
    assert not all_cells(frame([1.0, 0.0]))
    assert not all_cells(FrameData.from_columns({"e": EnumColumn(np.zeros(2, int), ["False"])}))
    assert all_cells(FrameData.from_columns({"e": EnumColumn(np.zeros(2, int), ["True"])}))


def test_cumulative_and_positions() -> None:
    data = FrameData.from_columns({"a": [3, 1, 2], "b": [1, 5, 2]})
    assert reduce.cumulative("cumsum", data, 0).numeric("a").tolist() == [3, 4, 6]
    assert reduce.cumulative("cummax", data, 1).numeric("b").tolist() == [3, 5, 2]
    assert reduce.extreme_positions(data, True, True, 0).numeric("a").tolist() == [0]
    assert reduce.extreme_positions(data, False, True, 1).numeric("which.min").tolist() == [1, 0, 0]
    with pytest.raises(H2OValueError, match="axis must be 0"):
        reduce.cumulative("cumsum", data, 2)


@pytest.mark.parametrize(
    ("method", "expected"),
    [("interpolate", 1.75), ("average", 1.5), ("low", 1.0), ("high", 2.0)],
)
def test_quantile_between_two_values(method: str, expected: float) -> None:
    found = moments.quantiles(frame([4.0, 1.0, 2.0, None, 3.0]), [0.25], method, None)
    assert found.names == ["Probs", "xQuantiles"]
    assert found.numeric("xQuantiles").tolist() == [expected]


@given(st.lists(st.integers(0, 4), min_size=2, max_size=6), st.floats(0, 1))
def test_weights_count_rows_as_often_as_they_say(weights: list[int], p: float) -> None:
    values = [float(i) for i in range(len(weights))]
    repeated = [v for v, w in zip(values, weights, strict=True) for _ in range(w)]
    data = FrameData.from_columns({"x": values, "w": weights})
    found = moments.quantiles(data, [p], "interpolate", "w").numeric("xQuantiles")[0]
    expected = np.quantile(repeated, p) if repeated else math.nan
    assert close(found, float(expected))


def test_quantile_arguments_are_checked() -> None:
    with pytest.raises(H2OValueError, match=r"between 0 and 1, not 1\.3"):
        moments.quantiles(frame([1.0]), [1.3], "low", None)
    with pytest.raises(H2OValueError, match="combine_method must be"):
        moments.quantiles(frame([1.0]), [0.3], "lowest", None)


def test_correlation_and_covariance() -> None:
    data = FrameData.from_columns({"x": [1, 2, 4, None], "y": [2, 1, 5, 3]})
    complete = np.corrcoef([1, 2, 4], [2, 1, 5])
    found = moments.correlation(data, None, "complete.obs", "Pearson")
    assert isinstance(found, FrameData)
    assert np.allclose(found.matrix(found.names, np.float64), complete)
    single = moments.covariance(data.select(["y"]), None, "everything")
    assert single == pytest.approx(statistics.variance([2, 1, 5, 3]))
    with pytest.raises(H2OValueError, match="1 rows have some"):
        moments.correlation(data, None, "all.obs", "Pearson")
    # Three levels have no order; the other columns keep their moments, as in H2O.
    levels = EnumColumn(np.array([0, 1, 2, 1]), ["a", "b", "c"])
    mixed = FrameData.from_columns({"x": [1, 2, 4, 5], "e": levels, "y": [2, 1, 5, 3]})
    for found in (
        moments.correlation(mixed, None, "everything", "Pearson"),
        moments.covariance(mixed, None, "complete.obs"),
    ):
        values = found.matrix(found.names, np.float64)
        assert np.isnan(values).tolist() == [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    text = FrameData.from_columns({"s": ["a", "b"]})
    with pytest.raises(H2OValueError, match="'s' is of type string"):
        moments.correlation(text, None, "everything", "Pearson")


@given(st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=1, max_size=20))
def test_table_and_unique_are_pythons(values: list[int | None]) -> None:
    data = FrameData.from_columns({"x": pl.Series(values, dtype=pl.Int64)})
    there = [v for v in values if v is not None]
    counted = table(data, None, True)
    assert counted.names == ["x", "Count"]
    assert counted.table.rows() == [(v, there.count(v)) for v in sorted(set(there))]
    missing = [None] if None in values else []
    found = unique(data, True).table.to_series(0).to_list()
    assert found == [*sorted(set(there)), *missing]


def test_table_of_pairs() -> None:
    data = FrameData.from_columns({"a": [1, 1, 2, None], "b": ["p", "p", "q", "q"]})
    assert table(data, None, True).table.rows() == [(1, "p", 2), (2, "q", 1)]
    assert table(data, None, False).table.rows() == [(1, 2, 0), (2, 0, 1)]
    assert table(data, None, False).names == ["a", "p", "q"]
    with pytest.raises(H2OValueError, match="3 were given"):
        table(data, data.select(["a"]), True)
