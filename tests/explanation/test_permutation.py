"""Importance of columns by shuffling them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fake_models import formula_model, trained
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame

COLUMNS = {
    "large": np.linspace(-3, 3, 60).tolist(),
    "small": np.tile([0.1, -0.2, 0.3], 20).tolist(),
    "idle": np.arange(60.0).tolist(),
}


@pytest.fixture
def frame():
    y = np.array(COLUMNS["large"]) + np.array(COLUMNS["small"])
    return H2OFrame({**COLUMNS, "y": y.tolist()})


@pytest.fixture
def model(frame):
    return formula_model(
        lambda data: data.numeric("large") + data.numeric("small"),
        frame._data,
        predictors=["idle", "small", "large"],
    )


def test_columns_that_matter_more_come_first(model, frame):
    table = model.permutation_importance(frame, seed=1)
    assert table.table_header == "Variable Importances"
    assert table.col_header == [
        "Variable", "Relative Importance", "Scaled Importance", "Percentage",
    ]  # fmt: skip
    assert table["Variable"] == ["large", "small", "idle"]
    distances = table["Relative Importance"]
    assert distances[2] == 0
    assert table["Scaled Importance"] == pytest.approx([d / distances[0] for d in distances])
    assert table["Percentage"] == pytest.approx([d / sum(distances) for d in distances])


def test_the_distance_is_that_of_the_metric(model, frame):
    # The model is exact, so that the error after shuffling is the distance.
    table = model.permutation_importance(frame, seed=2, features=["large"])
    squared = model.permutation_importance(frame, "MSE", seed=2, features=["large"])
    assert squared["Relative Importance"][0] == pytest.approx(table["Relative Importance"][0] ** 2)
    # Two independent draws of the same column differ by twice its variance on average.
    assert squared["Relative Importance"][0] == pytest.approx(2 * np.var(COLUMNS["large"]), rel=0.4)


def test_runs_have_a_column_each_and_a_seed_repeats_them(model, frame):
    table = model.permutation_importance(frame, n_repeats=3, seed=5)
    assert table.col_header == ["Variable", "Run 1", "Run 2", "Run 3"]
    assert len(set(table.cell_values[0][1:])) == 3
    again = model.permutation_importance(frame, n_repeats=3, seed=5)
    assert again.cell_values == table.cell_values
    other = model.permutation_importance(frame, n_repeats=3, seed=6)
    assert other.cell_values != table.cell_values


def test_rows_can_be_sampled(model, frame):
    few = model.permutation_importance(frame, n_samples=2, seed=1)
    assert model.permutation_importance(frame, n_samples=-1, seed=1).cell_values != few.cell_values
    assert (
        model.permutation_importance(frame, n_samples=-1, seed=1).cell_values
        == model.permutation_importance(frame, n_samples=60, seed=1).cell_values
    )


def test_frames_stay_as_they_were(model, frame):
    before = frame.as_data_frame()
    model.permutation_importance(frame)
    pd.testing.assert_frame_equal(frame.as_data_frame(), before)


def test_classes_are_measured_by_their_own_metrics():
    rng = np.random.default_rng(1)
    x = rng.random(80)
    frame = H2OFrame(
        {"x": x.tolist(), "z": x[::-1].tolist(), "y": np.where(x > 0.5, "yes", "no").tolist()},
        column_types={"y": "enum"},
    )
    model = formula_model(
        lambda data: np.column_stack([1 - data.numeric("x"), data.numeric("x")]),
        frame._data,
        predictors=["x", "z"],
    )
    automatic = model.permutation_importance(frame, seed=3)
    assert automatic.cell_values == model.permutation_importance(frame, "AUC", seed=3).cell_values
    assert automatic["Variable"] == ["x", "z"]
    assert (
        model.permutation_importance(frame, "logloss", seed=3).cell_values != automatic.cell_values
    )


def test_pandas(model, frame):
    table = model.permutation_importance(frame, seed=1, use_pandas=True)
    assert table.index.name == "Variable"
    assert table.loc["idle", "Percentage"] == 0


def test_a_figure_of_bars_or_of_boxes(model, frame, tmp_path):
    path = tmp_path / "importance.png"
    figure = model.permutation_importance_plot(
        frame, seed=1, num_of_features=2, save_plot_path=str(path)
    )
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["large", "small"]
    assert "Permutation Variable Importance" in axes.get_title()
    assert path.stat().st_size > 0
    assert figure["Variable"] == ["large", "small", "idle"]
    assert figure.cell_values[0][0] == "large"
    boxes = model.permutation_importance_plot(frame, "mse", n_repeats=4, seed=1, server=True)
    assert boxes.axes[0].get_title().endswith("(mse)")
    assert boxes.axes[0].get_yticklabels()[0].get_text() == "large"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"metric": "loglos"}, "metric is 'loglos'"),
        ({"metric": "auc"}, "there are AUTO, 'mse'"),
        ({"n_samples": 1}, "n_samples must be a whole number of 2 or more"),
        ({"n_samples": -2}, "n_samples"),
        ({"n_repeats": 0}, "n_repeats must be a whole number of 1 or more"),
        ({"features": ["larg"]}, "Did you mean 'large'"),
        ({"features": ["y"]}, "features has 'y'"),
    ],
)
def test_mistakes(model, frame, options, words):
    with pytest.raises(H2OValueError, match=words):
        model.permutation_importance(frame, **options)


def test_the_response_has_to_be_there(model, frame):
    with pytest.raises(H2OValueError, match="the response 'y', which is not in the frame"):
        model.permutation_importance(frame.drop("y"))
    with pytest.raises(H2OValueError, match="trained without one"):
        trained("Regression", response=None).permutation_importance(frame)


def test_a_metric_without_a_value_is_refused():
    frame = H2OFrame({"x": [1.0, 2.0, 3.0], "y": ["a", "b", "c"]}, column_types={"y": "enum"})
    model = formula_model(lambda data: np.full((3, 3), 1 / 3), frame._data, predictors=["x"])
    with pytest.raises(H2OValueError, match="'auc' has no value on these rows"):
        model.permutation_importance(frame, "AUC")
