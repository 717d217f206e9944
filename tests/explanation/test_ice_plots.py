"""Individual conditional expectations: which rows, their lines and points, the table."""

from __future__ import annotations

import numpy as np
import pytest

from fake_models import formula_model
from heavywater.exceptions import H2OUserWarning, H2OValueError
from heavywater.frame import H2OFrame

ROWS = 21


def formula(data):
    """2 x + n; 1000 where x is missing."""
    x = data.numeric("x")
    return np.where(np.isnan(x), 1000.0, 2 * x) + data.numeric("n")


@pytest.fixture
def frame():
    rng = np.random.default_rng(3)
    order = rng.permutation(ROWS)
    columns = {
        "x": (order / 2).tolist(),
        "n": (order * 10.0).tolist(),
        "k": ["ab"[i % 2] for i in order],
        "y": order.tolist(),
    }
    return H2OFrame(columns, column_types={"k": "enum"})


@pytest.fixture
def model(frame):
    return formula_model(formula, frame._data, predictors=["x", "n"])


def test_a_tenth_of_the_ordered_responses_apart(model, frame):
    axes = model.ice_plot(frame, "x", nbins=3).axes[0]
    lines = axes.lines[:11]
    assert [line.get_label() for line in lines] == [f"{p}th Percentile" for p in range(0, 101, 10)]
    # Rows 0, 2, ..., 20 in the order of y; n is ten times y.
    assert [line.get_ydata()[0] for line in lines] == [20 * number for number in range(11)]
    assert lines[0].get_xdata().tolist() == [0, 0, 5, 10]  # with the row's own point
    assert axes.get_title() == ('Individual Conditional Expectation for "model_1"\non column "x"')
    assert axes.get_ylabel() == "Response"


def test_circles_are_the_rows_as_they_are(model, frame):
    axes = model.ice_plot(frame, "x", nbins=3).axes[0]
    points = [circle.get_offsets()[0].tolist() for circle in axes.collections]
    # x is half of y, and the prediction 2 x + n.
    assert points == [[number, 22 * number] for number in range(11)]


def test_the_mean_can_be_left_out(model, frame):
    def labels(**options):
        legend = model.ice_plot(frame, "x", nbins=3, **options).axes[0].get_legend()
        return [text.get_text() for text in legend.get_texts()]

    assert labels()[-2:] == ["Partial Dependence", "Original observations"]
    assert "Partial Dependence" not in labels(show_pdp=False)


def test_centred_lines_begin_at_0(model, frame):
    axes = model.ice_plot(frame, "x", nbins=3, centered=True).axes[0]
    for line in axes.lines[:12]:
        assert line.get_ydata()[0] == 0
        assert line.get_ydata()[-1] == pytest.approx(20)
    assert axes.get_ylabel() == "Response difference"


def test_levels(model, frame):
    axes = model.ice_plot(frame, "k").axes[0]
    assert axes.collections[0].get_offsets()[:2].tolist() == [[0, 0], [1, 0]]
    with pytest.warns(H2OUserWarning, match="not supported for factor"):
        model.ice_plot(frame, "k", centered=True)


def test_the_table_has_all_points_and_then_the_rows_own(model, frame):
    table = model.ice_plot(frame, "x", nbins=3, output_graphing_data=True)
    assert table.table_header == "ICE plot graphing output"
    assert table.col_header == [
        "sample_id", "row_id", "column", "mean_response", "simulated_x_value",
        "is_original_observation",
    ]  # fmt: skip
    assert table.col_types == ["string", "int", "string", "double", "double", "bool"]
    assert len(table.cell_values) == 11 * 5
    second = table.cell_values[5:10]
    assert [row[1] for row in second] == [2] * 5
    assert [row[3] for row in second] == [20, 30, 40, 1020, 22]
    assert [row[4] for row in second][:3] == [0, 5, 10]
    assert np.isnan(second[3][4])
    assert [row[5] for row in second] == [False] * 4 + [True]
    assert table.figure().axes


def test_a_level_of_a_row_is_marked_where_it_is(model, frame):
    table = model.ice_plot(frame, "k", output_graphing_data=True)
    first = table.cell_values[:3]
    assert [row[4] for row in first] == ["a", "b", ".missing(NA)"]
    assert [row[5] for row in first] == [True, False, False]


def test_rows_without_a_value_say_so_in_the_legend(frame):
    frame[frame["y"] == 0, "x"] = float("nan")
    model = formula_model(formula, frame._data, predictors=["x", "n"])
    figure = model.ice_plot(frame, "x", nbins=3)
    first = figure.axes[0].get_legend().get_texts()[0]
    assert first.get_text() == "0th Percentile (missing)"


def test_log_odds_and_distances_are_taken_in_this_order(frame):
    """H2O takes the logarithm of distances, which is not defined where they are negative."""

    def sigmoid(data):
        p = 1 / (1 + np.exp(-(data.numeric("x") + data.numeric("n") / 1000)))
        return np.column_stack([1 - p, p])

    frame["z"] = (frame["y"] > 10).asfactor()
    model = formula_model(sigmoid, frame._data, predictors=["x", "n"], response="z")
    table = model.ice_plot(
        frame, "x", nbins=3, centered=True, binary_response_scale="logodds",
        output_graphing_data=True,
    )  # fmt: skip
    assert table.col_header[-2:] == ["centered_response", "log(odds)"]
    first, own = table.cell_values[:3], table.cell_values[4]
    assert [row[-2] for row in first] == pytest.approx([0, 5, 10])
    # The row's own distance is from the beginning of its line too; H2O has 0 there.
    assert own[-2] == pytest.approx(own[4])
    assert table.figure().axes[0].lines[0].get_ydata()[-1] == pytest.approx(10)


def test_groups(model, frame):
    plots = model.ice_plot(frame, "x", grouping_column="k", nbins=2, output_graphing_data=True)
    assert len(plots) == 2
    assert plots[1].col_header[-1] == "grouping_variable_value"
    assert {row[-1] for row in plots[1].cell_values} == {"b"}
    assert plots[0].table_header.endswith("grouping variable: k = 'a'")


def test_rows_are_chosen_by_the_response(model, frame):
    with pytest.raises(H2OValueError, match="response 'y', which is not in the frame"):
        model.ice_plot(frame.drop("y"), "x")
