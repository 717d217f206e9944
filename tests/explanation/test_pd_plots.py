"""Partial dependence as one plot: what is drawn, titles, groups, mistakes."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import heavywater as h2o
from fake_models import formula_model
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame
from heavywater.two_dim_table import H2OTwoDimTable

LEVELS = np.array([0.0, 100.0, 300.0])


def linear(data):
    """x + 100 for level b, 300 for c; a missing level is like a."""
    return data.numeric("x") + LEVELS[np.maximum(data.codes("k"), 0)]


def probabilities(data):
    p = 1 / (1 + np.exp(-data.numeric("x")))
    return np.column_stack([1 - p, p])


@pytest.fixture
def frame():
    columns = {
        "x": [0.0, 1.0, 2.0, 4.0, 3.0, 2.0],
        "k": ["a", "b", "c", "a", "a", "b"],
        "s": ["text"] * 6,
        "when": [i * 86_400_000 for i in range(6)],
        "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        "z": ["n", "n", "p", "p", "n", "p"],
    }
    types = {"k": "enum", "s": "string", "when": "time", "z": "enum"}
    return H2OFrame(columns, column_types=types)


@pytest.fixture
def model(frame):
    return formula_model(linear, frame._data, predictors=["x", "k"])


@pytest.fixture
def two_classes(frame):
    return formula_model(probabilities, frame._data, predictors=["x"], response="z")


def mean_level(frame):
    return LEVELS[frame._data.codes("k")].mean()


def test_the_curve_is_the_mean_over_a_band_of_deviations(model, frame):
    figure = model.pd_plot(frame, "x", nbins=5)
    assert isinstance(figure.figure(), Figure)
    (axes,) = figure.axes
    curve, rug = axes.lines
    assert curve.get_xdata().tolist() == [0, 1, 2, 3, 4]
    assert curve.get_ydata() == pytest.approx(np.arange(5) + mean_level(frame))
    assert sorted(rug.get_xdata()) == [0, 1, 2, 2, 3, 4]
    spread = np.std(LEVELS[frame._data.codes("k")], ddof=1)
    band = axes.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(4 + mean_level(frame) + spread)
    assert axes.get_title() == 'Partial Dependence plot for "x"'
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "Mean Response")


def test_bars_say_how_often_values_occur(model, frame):
    axes = model.pd_plot(frame, "k", show_rug=False).axes[0]
    heights = [bar.get_height() for bar in axes.patches]
    assert np.array(heights) / heights[0] == pytest.approx([1, 2 / 3, 1 / 3])


def test_levels_are_points_above_their_names(model, frame):
    axes = model.pd_plot(frame, "k").axes[0]
    points = axes.containers[0].lines[0]
    assert points.get_xdata().tolist() == [0, 1, 2]
    assert points.get_ydata() == pytest.approx(LEVELS + 2)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b", "c"]


def test_one_row_and_its_own_value(model, frame):
    axes = model.pd_plot(frame, "k", row_index=2).axes[0]
    assert axes.containers[0].lines[0].get_ydata() == pytest.approx(LEVELS + 2)
    (own,) = [line for line in axes.lines if line.get_linestyle() == ":"]
    assert own.get_xdata()[0] == 2
    assert axes.get_title() == 'Individual Conditional Expectation for column "k" and row 2'
    assert axes.get_ylabel() == "Response"


def test_rare_levels_are_left_out_with_their_rows(model, frame):
    table = model.pd_plot(frame, "k", max_levels=2, output_graphing_data=True)
    assert table["k"] == ["a", "b"]
    # The row of level c does not count in the means.
    kept = np.array([0.0, 1.0, 4.0, 3.0, 2.0])
    assert table["mean_response"] == pytest.approx(kept.mean() + LEVELS[:2])
    axes = model.pd_plot(frame, "k", max_levels=2, row_index=2).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b", "c"]


def test_the_table_has_the_figure(model, frame):
    table = model.pd_plot(frame, "x", nbins=3, output_graphing_data=True)
    assert isinstance(table, H2OTwoDimTable)
    assert isinstance(table.figure(), Figure)
    assert table["x"] == [0, 2, 4]


def test_log_odds(two_classes, frame):
    axes = two_classes.pd_plot(frame, "x", nbins=3, binary_response_scale="logodds").axes[0]
    assert axes.lines[0].get_ydata() == pytest.approx([0, 2, 4])
    assert axes.get_ylabel() == "log(odds)"


def test_the_band_of_log_odds_follows_from_the_deviation_of_probabilities(two_classes, frame):
    """H2O divides by the number of points of the curve, which says nothing of the rows."""

    def of_both(data):
        p = np.where(data.codes("k") == 0, 0.4, 0.6) + 0 * data.numeric("x")
        return np.column_stack([1 - p, p])

    model = formula_model(of_both, frame._data, predictors=["x", "k"], response="z")
    axes = model.pd_plot(frame, "x", nbins=2, binary_response_scale="logodds").axes[0]
    vertices = axes.collections[0].get_paths()[0].vertices[:, 1]
    deviation = np.std([0.4, 0.6, 0.6, 0.4, 0.4, 0.6], ddof=1) / 0.25
    assert vertices.max() == pytest.approx(deviation)


def test_a_class_of_several(frame):
    def thirds(data):
        x = data.numeric("x") / 10
        return np.column_stack([x, 0.5 - x, np.full(x.size, 0.5)])

    model = formula_model(thirds, frame._data, predictors=["x"], response="k")
    axes = model.pd_plot(frame, "x", target="b", nbins=2).axes[0]
    assert axes.lines[0].get_ydata() == pytest.approx([0.5, 0.1])
    assert axes.get_title() == 'Partial Dependence plot for "x" with target = "b"'
    with pytest.raises(H2OValueError, match="one class only"):
        model.pd_plot(frame, "x", target=["a", "b"])


def test_groups_are_of_their_own_rows(model, frame, tmp_path):
    """H2O draws all rows in every plot, though its documentation says that it groups them."""
    plots = model.pd_plot(
        frame, "x", grouping_column="k", nbins=2, output_graphing_data=True,
        save_plot_path=str(tmp_path / "plot.png"),
    )  # fmt: skip
    assert [plot["mean_response"] for plot in plots] == [[0, 4], [101, 102], [302]]
    assert [plot.figure().axes[0].get_title() for plot in plots][1].endswith(
        "\ngrouping variable: k = 'b'"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "plot_a.png", "plot_b.png", "plot_c.png",
    ]  # fmt: skip


def test_times_are_days(model, frame):
    axes = model.pd_plot(frame, "when", nbins=6).axes[0]
    assert axes.lines[0].get_xdata().tolist() == [0, 1, 2, 3, 4, 5]


def test_mistakes(model, two_classes, frame):
    for call, words in {
        lambda: model.pd_plot(frame, "s"): "type string",
        lambda: model.pd_plot(frame, "X"): "no column of the frame. Did you mean 'x'",
        lambda: model.pd_plot(frame, "x", row_index=6): "rows 0 to 5",
        lambda: model.pd_plot(frame, "x", nbins=1): "2 or more",
        lambda: model.pd_plot(frame, "x", target="a"): "more than two classes",
        lambda: model.pd_plot(frame, "x", colormap="darkk2"): "Did you mean 'Dark2'",
        lambda: model.pd_plot(frame, "x", binary_response_scale="logodds"): "non-binomial",
        lambda: two_classes.pd_plot(frame, "x", binary_response_scale="odds"): "Unsupported value",
        lambda: model.pd_plot(frame, "x", grouping_column="x"): "must be a categorical column",
        lambda: model.pd_plot(frame, "x", 1, grouping_column="k"): "leave out grouping_column",
    }.items():
        with pytest.raises(ValueError, match=words):
            call()
        plt.close("all")


def test_several_models(model, frame):
    other = formula_model(lambda data: -data.numeric("x"), frame._data, key="other")
    axes = h2o.pd_multi_plot([model, other], frame, "x", best_of_family=False).axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["model_1", "other"]
    assert axes.lines[1].get_ydata()[-1] == pytest.approx(-4)
    assert len(h2o.pd_multi_plot([model, other], frame, "x").axes[0].get_legend().get_texts()) == 1
    points = h2o.pd_multi_plot([model, other], frame, "k", False).axes[0].collections
    assert np.asarray(points[0].get_offsets())[:, 1] == pytest.approx(LEVELS + 2)
    assert points[0].get_paths()[0] != points[1].get_paths()[0]
    marked = h2o.pd_multi_plot([model], frame, "x", row_index=3).axes[0]
    assert [line.get_xdata()[0] for line in marked.lines if line.get_linestyle() == ":"] == [4]


def test_what_is_no_model(frame):
    with pytest.raises(TypeError, match="must be a model, a list of models"):
        h2o.pd_multi_plot(3, frame, "x")
    with pytest.raises(H2OValueError, match="has no models"):
        h2o.pd_multi_plot([], frame, "x")
