"""Contributions as figures: which columns, where the points and bars are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from fake_models import Estimator, FormulaModel
from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame

WEIGHTS = {"a": 1.0, "b": -3.0, "c": 0.5}


@dataclass(kw_only=True)
class Additive(FormulaModel):
    """Contributions are a column's distance from its mean in the background, times a weight."""

    contributes_alone = False

    def contributions(self, data, background, **options):
        def part(name):
            return WEIGHTS[name] * (data.numeric(name) - background.numeric(name).mean())

        bias = sum(w * background.numeric(name).mean() for name, w in WEIGHTS.items())
        return FrameData.from_columns(
            {name: part(name) for name in WEIGHTS} | {"BiasTerm": np.full(data.nrow, bias)}
        )


def total(data):
    return sum(weight * data.numeric(name) for name, weight in WEIGHTS.items())


@pytest.fixture
def frame():
    rng = np.random.default_rng(1)
    return H2OFrame({name: rng.normal(size=50).tolist() for name in [*WEIGHTS, "y"]})


@pytest.fixture
def model(frame):
    made = Additive(formula=total, predictors=list(WEIGHTS))
    made.training_metrics = made.score(frame._data)
    face = Estimator()
    face._attach(made)
    return face


def labels(axes):
    return [text.get_text() for text in axes.get_yticklabels()]


def points(axes, place):
    """The points of one row of the plot; those without a colour come first, and are none here."""
    return axes.collections[2 * place + 1]


def test_columns_that_contribute_most_are_on_top(model, frame):
    figure = model.shap_summary_plot(frame, background_frame=frame)
    axes = figure.axes[0]
    assert labels(axes) == ["c", "a", "b"]
    assert figure.gca() is axes
    assert axes.get_title() == 'SHAP Summary plot for "model_1"'
    column = frame["b"].as_data_frame()["b"].to_numpy()
    offsets = points(axes, 2).get_offsets()
    assert sorted(offsets[:, 0]) == pytest.approx(sorted(-3 * (column - column.mean())))
    assert np.abs(offsets[:, 1] - 2).max() <= 0.35


def test_colours_are_ranks_of_the_values(model, frame):
    shown = points(model.shap_summary_plot(frame, background_frame=frame).axes[0], 2)
    order = np.argsort(-shown.get_offsets()[:, 0])  # b has a negative weight
    assert np.asarray(shown.get_array())[order] == pytest.approx(np.linspace(0, 1, 50))


def test_which_columns_and_rows(model, frame):
    top = model.shap_summary_plot(frame, background_frame=frame, top_n_features=2).axes[0]
    assert labels(top) == ["a", "b"]
    chosen = model.shap_summary_plot(frame, [2, "a"], background_frame=frame, samples=7).axes[0]
    assert labels(chosen) == ["c", "a"]
    assert len(points(chosen, 0).get_offsets()) == 7
    everything = model.shap_summary_plot(frame, background_frame=frame, top_n_features=-1).axes[0]
    assert labels(everything) == ["c", "a", "b"]


def test_bars_of_one_row(model, frame):
    axes = model.shap_explain_row_plot(frame, 3, background_frame=frame).axes[0]
    row = frame[3, :].as_data_frame().iloc[0]
    means = frame.as_data_frame().mean()
    parts = {name: w * (row[name] - means[name]) for name, w in WEIGHTS.items()}
    order = sorted(parts, key=parts.get)
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([parts[n] for n in order])
    assert [text.partition("=")[0] for text in labels(axes)] == order
    assert float(labels(axes)[0].partition("=")[2]) == row[order[0]]
    prediction = sum(w * row[name] for name, w in WEIGHTS.items())
    assert float(axes.get_title().rpartition(": ")[2]) == pytest.approx(prediction)


def test_signs_and_numbers_of_bars(model, frame):
    def shown(**options):
        axes = model.shap_explain_row_plot(frame, 3, background_frame=frame, **options).axes[0]
        return [bar.get_width() for bar in axes.patches], axes.get_title()

    both, _ = shown()
    assert shown(contribution_type="positive")[0] == [v for v in both if v >= 0]
    assert shown(contribution_type="negative")[0] == [v for v in both if v < 0]
    assert "using 2 out of 3 contributions" in shown(columns=["a", "b"])[1]


def test_a_breakdown_leads_from_the_bias_to_the_prediction(model, frame):
    axes = model.shap_explain_row_plot(
        frame, 3, background_frame=frame, plot_type="breakdown", top_n_features=1
    ).axes[0]
    row = frame[3, :].as_data_frame().iloc[0]
    prediction = sum(w * row[name] for name, w in WEIGHTS.items())
    first, last = axes.patches
    assert labels(axes)[0] == "Remaining Features"
    bias = sum(w * frame[name].mean()[0] for name, w in WEIGHTS.items())
    assert first.get_x() == pytest.approx(bias)
    assert last.get_x() + last.get_width() == pytest.approx(prediction)
    assert [line.get_xdata()[0] for line in axes.lines] == pytest.approx([prediction, bias])


def test_mistakes(model, frame):
    with pytest.raises(H2OValueError, match="owe nothing"):
        model.shap_summary_plot(frame, ["y"], background_frame=frame)
    with pytest.raises(H2OValueError, match="columns 0 to 3"):
        model.shap_summary_plot(frame, [4], background_frame=frame)
    with pytest.raises(H2OValueError, match="plot_type"):
        model.shap_explain_row_plot(frame, 1, background_frame=frame, plot_type="pie")
    with pytest.raises(H2OValueError, match="background_frame"):
        model.shap_explain_row_plot(frame, 1)
    with pytest.raises(H2OValueError, match="rows 0 to 49"):
        model.shap_explain_row_plot(frame, 50, background_frame=frame)
