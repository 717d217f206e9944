"""What scripts use that draw lines and points themselves."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

from fake_models import formula_model
from heavywater.exceptions import H2OValueError
from heavywater.explanation._explain import NumpyFrame, _factor_mapper, _handle_orig_values
from heavywater.frame import H2OFrame
from heavywater.two_dim_table import H2OTwoDimTable


@pytest.fixture
def frame():
    return H2OFrame(
        {"k": ["b", "a", None], "x": [1.0, None, 3.0], "y": [1.0, 2.0, 3.0]},
        column_types={"k": "enum"},
    )


def test_columns_are_numbers(frame):
    columns = NumpyFrame(frame)
    assert columns.columns == ["k", "x", "y"]
    assert columns.shape == (3, 3)
    np.testing.assert_array_equal(columns["k"], [1, 0, np.nan])
    np.testing.assert_array_equal(columns["x"], [1, np.nan, 3])
    assert columns[2, "x"] == 3
    assert columns.get("k").tolist() == ["b", "a", ""]
    assert (columns.isfactor("k"), columns.isfactor("x")) == (True, False)
    assert (columns.levels("k"), columns.nlevels("k")) == (["a", "b"], 2)
    assert columns.from_num_to_factor("k") == {0: "a", 1: "b"}
    with pytest.raises(H2OValueError, match="Did you mean 'x'"):
        columns["X"]


def test_tables_too():
    table = H2OTwoDimTable(
        col_header=["k", "v"],
        col_types=["string", "double"],
        cell_values=[["q", 1.5], ["p", None]],
    )
    columns = NumpyFrame(table)
    assert columns.from_factor_to_num("k") == {"p": 0, "q": 1}
    np.testing.assert_array_equal(columns["v"], [1.5, np.nan])


def test_places_of_levels():
    places = _factor_mapper({"a": 0, "b": 1})(["b", "c"])
    assert places[0] == 1
    assert np.isnan(places[1])


@pytest.mark.parametrize(("column", "value", "index"), [("k", "b", 0), ("x", 3.0, 2)])
def test_a_rows_own_point(frame, column, value, index):
    def formula(data):
        return 10 * np.nan_to_num(data.numeric("x")) + data.codes("k")

    model = formula_model(formula, frame._data)
    options = {"cols": [column], "plot": False, "row_index": index, "include_na": True}
    (line,) = model.partial_plot(frame, **options)
    mapper = _factor_mapper({"a": 0, "b": 1}) if column == "k" else None
    arguments = (model, frame, index, column, "red", "0th Percentile", mapper)
    found = _handle_orig_values(column == "k", line, column, plt, None, *arguments, value)
    assert found["mean_response"] == [formula(frame._data)[index]]
    (point,) = plt.gca().collections
    assert point.get_offsets()[0].tolist() == [1 if column == "k" else 3, *found["mean_response"]]
    missing = "" if column == "k" else float("nan")
    none = _handle_orig_values(column == "k", line, column, plt, None, *arguments, missing)
    assert none["mean_response"] == line["mean_response"][-1:]
    assert len(plt.gca().collections) == 1
