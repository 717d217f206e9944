"""Partial dependence: tables as H2O's, figures, and mistakes."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from fake_models import formula_model, trained
from heavywater.exceptions import (
    H2ODeprecationWarning,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)
from heavywater.frame import H2OFrame

COLUMNS = {
    "x": [1.0, 2.5, 4.0, None],
    "n": [0, 1, 3, 3],
    "w": [1.0, 1.0, 1.0, 3.0],
    "k": ["a", "b", None, "b"],
    "t": ["one", "two", "three", "four"],
    "one": [7.0, 7.0, 7.0, 7.0],
}


@pytest.fixture
def frame():
    types = {"k": "enum", "t": "string"}
    return H2OFrame({**COLUMNS, "y": [1.0, 2.0, 3.0, 4.0]}, column_types=types)


def formula(data):
    """10 x + n, x being 100 where it is missing; 1000 more for level b, 2000 more without one."""
    x = np.nan_to_num(data.numeric("x"), nan=100.0)
    return 10 * x + data.numeric("n") + np.choose(data.codes("k"), [0, 1000, 2000], mode="wrap")


@pytest.fixture
def model(frame):
    return formula_model(formula, frame._data, predictors=["k", "x", "n"])


def means(table):
    return [round(row[-3], 6) for row in table.cell_values]


def values(table):
    return [row[0] for row in table.cell_values]


OTHERS = np.array([0.0, 1001.0, 2003.0, 1003.0])  # without the part of x


def test_numbers_at_equal_distances(model, frame):
    (table,) = model.partial_plot(frame, cols=["x"], nbins=4, plot=False)
    assert table.table_header == "PartialDependence"
    assert table.table_description == ("Partial Dependence Plot of model model_1 on column 'x'.")
    assert table.col_header == [
        "x", "mean_response", "stddev_response", "std_error_mean_response",
    ]  # fmt: skip
    assert table.col_types == ["double"] * 4
    assert values(table) == [1.0, 2.0, 3.0, 4.0]
    assert means(table) == [10 * x + OTHERS.mean() for x in (1, 2, 3, 4)]
    # H2O divides by the number of rows less one, and for the error by the root of it.
    assert table["stddev_response"] == pytest.approx([np.std(OTHERS, ddof=1)] * 4)
    assert table["std_error_mean_response"] == pytest.approx([np.std(OTHERS, ddof=1) / 2] * 4)
    assert len(model.partial_plot(frame, cols=["x"], plot=False)[0]) == 20 == len(table) + 16


def test_few_whole_numbers_are_all_taken_and_a_constant_once(model, frame):
    whole, constant = model.partial_plot(frame, cols=["n", "one"], nbins=8, plot=False)
    assert values(whole) == [0.0, 1.0, 2.0, 3.0]
    assert values(constant) == [7.0]
    (few,) = model.partial_plot(frame, cols=["n"], nbins=3, plot=False)
    assert values(few) == [0.0, 1.5, 3.0]


def test_levels_and_missing_values(model, frame):
    x, k = model.partial_plot(frame, cols=["x", "k"], nbins=3, include_na=True, plot=False)
    assert values(x)[:3] == [1.0, 2.5, 4.0]
    assert math.isnan(values(x)[3])
    assert means(x)[3] == 1000 + OTHERS.mean()
    assert k.col_types[0] == "string"
    assert values(k) == ["a", "b", ".missing(NA)"]
    first = 10 * (1 + 2.5 + 4 + 100) / 4 + 7 / 4
    assert means(k) == [first, first + 1000, first + 2000]


def test_names_of_columns_are_written_as_h2o_writes_them():
    frame = H2OFrame({"My Col.X": [1.0, 2.0], "y": [1.0, 2.0]})
    model = formula_model(lambda data: data.numeric("My Col.X"), frame._data)
    (table,) = model.partial_plot(frame, cols=["My Col.X"], plot=False)
    assert table.col_header[0] == "my_colx"


def test_values_of_ones_own_keep_their_order(model, frame):
    n, k = model.partial_plot(
        frame, cols=["n", "k"], user_splits={"n": [5, -2.5], 3: ["b"]}, plot=False
    )
    assert values(n) == [5.0, -2.5]
    assert values(k) == ["b"]


def test_weights(model, frame):
    (table,) = model.partial_plot(frame, cols=["x"], nbins=2, weight_column="w", plot=False)
    weights = np.array([1, 1, 1, 3])
    mean = np.average(OTHERS, weights=weights)
    assert means(table)[0] == 10 + round(mean, 6)
    variance = np.average((OTHERS - mean) ** 2, weights=weights)
    # As H2O: 4 rows, whatever they weigh.
    assert table["stddev_response"][0] == pytest.approx((variance * 4 / 3) ** 0.5)
    assert table["std_error_mean_response"][0] == pytest.approx((variance / 3) ** 0.5)


def test_a_single_row(model, frame):
    (table,) = model.partial_plot(frame, cols=["x"], nbins=2, row_index=1, plot=False)
    assert means(table) == [1011.0, 1041.0]
    assert table["stddev_response"] == table["std_error_mean_response"] == [0.0, 0.0]
    assert table.table_description.endswith("on column 'x' for row index 1")


def test_pairs_of_columns(model, frame):
    one, pair = model.partial_plot(
        frame, cols=["n"], col_pairs_2dpdp=[["x", "k"]], nbins=2,
        user_splits={"n": [0.0]}, plot=False,
    )  # fmt: skip
    assert len(one.cell_values) == 1
    assert pair.table_header == "2D-PartialDependence"
    assert pair.col_header[:3] == ["x", "k", "mean_response"]
    assert [row[:2] for row in pair.cell_values] == [[1, "a"], [1, "b"], [4, "a"], [4, "b"]]
    assert means(pair) == [x + 7 / 4 for x in (10, 1010, 40, 1040)]


def classes(count):
    levels = ["a", "b", "c"][:count]
    frame = H2OFrame({"x": [0.1, 0.2, 0.3], "y": (levels * 2)[:3]}, column_types={"y": "enum"})

    def probabilities(data):
        x = data.numeric("x")
        rest = [(1 - x) / (count - 1)] * (count - 1)
        return np.column_stack([*rest, x])

    return formula_model(probabilities, frame._data, predictors=["x"]), frame


def test_two_classes_show_the_second():
    model, frame = classes(2)
    (table,) = model.partial_plot(frame, cols=["x"], nbins=2, plot=False)
    assert means(table) == [0.1, 0.3]
    with pytest.raises(H2OValueError, match="is for models of more than two classes"):
        model.partial_plot(frame, cols=["x"], targets=["b"])


def test_more_classes_show_the_targets():
    model, frame = classes(3)
    a, c = model.partial_plot(frame, cols=["x"], nbins=2, targets=["a", "c"], plot=False)
    assert means(a) == [0.45, 0.35]
    assert means(c) == [0.1, 0.3]
    assert c.table_description.endswith("on column 'x' and class c")
    with pytest.raises(H2OValueError, match="targets is None; list the classes"):
        model.partial_plot(frame, cols=["x"])
    with pytest.raises(H2OValueError, match="the classes are 'a', 'b', 'c'"):
        model.partial_plot(frame, cols=["x"], targets=["cc"])


def test_a_figure_with_axes_for_each_column(model, frame, tmp_path):
    path = tmp_path / "dependence.png"
    plots = model.partial_plot(
        frame, cols=["x", "k"], col_pairs_2dpdp=[["x", "k"], ["x", "n"]], nbins=3,
        include_na=True, figsize=(4, 6), save_plot_path=str(path),
    )  # fmt: skip
    assert len(plots) == 4
    assert isinstance(plots.figure(), Figure)
    assert path.stat().st_size > 0
    x, k, surface, _ = plots.figure().axes
    assert plots.figure().get_size_inches().tolist() == [4, 6]
    assert x.get_lines()[0].get_xdata().tolist() == [1.0, 2.5, 4.0]
    assert x.get_lines()[1].get_ydata() == [1000 + OTHERS.mean()] * 2
    assert [text.get_text() for text in k.get_xticklabels()][-1] == ".missing(NA)"
    assert surface.name == "3d"
    assert plots._repr_png_().startswith(b"\x89PNG")


def test_a_figure_of_several_classes(tmp_path):
    model, frame = classes(3)
    figure = model.partial_plot(
        frame, cols=["x"], targets=["a", "b"], plot_stddev=False, server=True, row_index=0
    ).figure()
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "b"]
    assert len(axes.collections) == 0
    assert plt.get_fignums() == []


def test_without_a_figure(model, frame):
    plots = model.partial_plot(frame, cols=["x"], plot=False)
    assert plots.figure() is plots._repr_png_() is None


def test_frames_stay_as_they_were(model, frame):
    before = frame.as_data_frame()
    model.partial_plot(frame, cols=["x", "k"], include_na=True, plot=False)
    pd.testing.assert_frame_equal(frame.as_data_frame(), before)


def test_the_old_name_of_the_frame(model, frame):
    with pytest.warns(H2ODeprecationWarning, match="data is deprecated; use frame"):
        (table,) = model.partial_plot(data=frame, cols=["n"], plot=False)
    assert values(table) == [0, 1, 2, 3]


def test_the_old_name_of_the_path(model, frame, tmp_path):
    path = tmp_path / "dependence.png"
    with pytest.warns(H2ODeprecationWarning, match="use save_plot_path"):
        model.partial_plot(frame, cols=["x"], save_to_file=str(path))
    assert path.exists()
    with pytest.raises(TypeError, match="unexpected keyword argument 'save_to'"):
        model.partial_plot(frame, cols=["x"], save_to=str(path))


def test_a_key_for_the_tables_has_no_effect(model, frame):
    with pytest.warns(H2OUserWarning, match="destination_key has no effect"):
        model.partial_plot(frame, cols=["x"], destination_key="tables", plot=False)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({}, H2OValueError, "needs cols"),
        ({"cols": "x"}, H2OTypeError, "cols must be a list of names"),
        ({"cols": ["z"]}, H2OValueError, "'z', which is no column"),
        ({"cols": ["t"]}, H2OValueError, "which is of type string"),
        ({"cols": ["x"], "nbins": 1}, H2OValueError, "nbins must be a whole number of 2 or more"),
        ({"cols": ["k"], "nbins": 1}, H2OValueError, "nbins"),
        ({"cols": ["x"], "row_index": 4}, H2OValueError, "the frame has rows 0 to 3"),
        ({"cols": ["x"], "row_index": "a"}, H2OValueError, "row_index must be a whole number"),
        ({"cols": ["x"], "weight_column": "ww"}, H2OValueError, "Did you mean 'w'"),
        ({"cols": ["x"], "weight_column": "x"}, H2OValueError, "none missing"),
        ({"cols": ["x"], "targets": ["a"]}, H2OValueError, "leave it out"),
        ({"col_pairs_2dpdp": [["x", "x"]]}, H2OValueError, "with itself"),
        ({"col_pairs_2dpdp": ["xk"]}, H2OTypeError, "a list of pairs"),
        ({"cols": ["k"], "user_splits": {"k": ["c"]}}, H2OValueError, "whose levels are 'a', 'b'"),
        ({"cols": ["k"], "user_splits": {99: ["c"]}}, H2OValueError, "keys are names or positions"),
        ({"cols": ["k"], "user_splits": ["c"]}, H2OValueError, "must be a dict"),
    ],
)
def test_mistakes(model, frame, options, error, words):
    with pytest.raises(error, match=words):
        model.partial_plot(frame, **options)


def test_levels_must_be_no_more_than_the_values(frame):
    frame["k3"] = H2OFrame({"k3": ["a", "b", "c", "d"]}, column_types={"k3": "enum"})
    model = formula_model(formula, frame._data)
    with pytest.raises(H2OValueError, match="'k3' has 4 levels, more than nbins=3"):
        model.partial_plot(frame, cols=["k3"], nbins=3)
    assert model.partial_plot(frame, cols=["k3"], nbins=3, user_splits={"k3": ["d"]}, plot=False)


def test_an_autoencoder_has_nothing_that_depends(frame):
    model = trained("Regression")
    model._trained.category = "AutoEncoder"
    with pytest.raises(H2OValueError, match="has no response"):
        model.partial_plot(frame, cols=["x"])
