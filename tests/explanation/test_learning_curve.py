"""Curves of a training and of the models of its folds; residuals of a regression."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from fake_models import HISTORY, formula_model, trained
from heavywater.core.tables import Column, Table
from heavywater.core.training.model import CrossValidation
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame


def labels(figure):
    return [text.get_text() for text in figure.axes[0].get_legend().get_texts()]


def history(*values):
    """Scorings after each epoch."""
    columns = (Column("epochs"), Column("training_rmse"), Column("validation_rmse"))
    rows = tuple((float(epoch), v, v + 1) for epoch, v in enumerate(values, start=1))
    return Table("Scoring History", "", columns, rows)


def with_folds(*folds):
    cross_validation = CrossValidation(
        description="", summary=HISTORY, scoring_histories=list(folds)
    )
    return trained(
        "Regression", scoring_history=history(3.0, 2.0), cross_validation=cross_validation
    )


def test_training_and_validation_without_empty_scorings():
    figure = trained("Regression").learning_curve_plot()
    assert isinstance(figure.figure(), Figure)
    assert labels(figure) == ["Training", "Validation", "Selected\nepochs"]
    assert figure.axes[0].get_lines()[0].get_xdata().tolist() == [1.5]
    assert figure.axes[0].get_ylabel() == "rmse"
    assert figure.axes[0].get_lines()[-1].get_xdata() == [3.0, 3.0]


@pytest.mark.parametrize(
    ("category", "metric", "column"),
    [
        ("Binomial", "AUTO", "logloss"),
        ("Multinomial", "auto", "logloss"),
        ("Multinomial", "misclassification", "classification_error"),
        ("Binomial", "RMSE", "rmse"),
    ],
)
def test_the_metric_has_the_name_of_a_stopping_metric(category, metric, column):
    assert trained(category).learning_curve_plot(metric).axes[0].get_ylabel() == column


def test_unknown_metrics_and_colours():
    with pytest.raises(H2OValueError, match="there are AUTO, 'logloss', 'misclassification'"):
        trained("Binomial").learning_curve_plot("accuracy")
    with pytest.raises(H2OValueError, match="Did you mean 'viridis'"):
        trained("Binomial").learning_curve_plot(colormap="virdis")
    assert trained("Binomial").learning_curve_plot(colormap="viridis")


def test_folds_that_were_scored_alike_are_a_ribbon():
    model = with_folds(history(3.0, 2.0), history(4.0, 3.0), history(5.0, 4.0))
    figure = model.learning_curve_plot()
    assert "Training (CV Models)" in labels(figure)
    assert "Cross-validation" in labels(figure)
    assert len(figure.axes[0].collections) == 2
    mean = figure.axes[0].get_lines()[0]
    assert mean.get_ydata().tolist() == [4.0, 3.0]
    assert len(model.learning_curve_plot(cv_ribbon=False).axes[0].collections) == 0


def test_folds_that_were_scored_at_other_times_are_lines():
    model = with_folds(history(3.0), history(4.0, 3.0, 2.0))
    figure = model.learning_curve_plot()
    assert len(figure.axes[0].collections) == 0
    dotted = [line for line in figure.axes[0].get_lines() if line.get_linestyle() == ":"]
    assert len(dotted) == 4
    assert labels(figure).count("Cross-validation") == 1
    none = model.learning_curve_plot(cv_ribbon=False, cv_lines=False)
    assert labels(none) == ["Training", "Validation", "Selected\nepochs"]


def test_the_figure_is_saved(tmp_path):
    path = tmp_path / "curve.png"
    trained("Regression", scoring_history=HISTORY).learning_curve_plot(
        figsize=(4, 3), save_plot_path=str(path)
    )
    assert path.stat().st_size > 0


def test_residuals(tmp_path):
    frame = H2OFrame({"x": [1.0, 2.0, 3.0, 4.0], "y": [1.5, 2.0, 2.5, None]})
    model = formula_model(lambda data: data.numeric("x"), frame._data)
    path = tmp_path / "residuals.png"
    figure = model.residual_analysis_plot(frame, figsize=(4, 3), save_plot_path=str(path))
    points = figure.axes[0].collections[0].get_offsets()
    assert points.tolist() == [[1.0, 0.5], [2.0, 0.0], [3.0, -0.5]]
    line = figure.axes[0].get_lines()[1]
    assert np.asarray(line.get_ydata()) == pytest.approx([0.5, -0.5])
    assert path.stat().st_size > 0
    with pytest.raises(H2OValueError, match="which is not in the frame"):
        model.residual_analysis_plot(frame.drop("y"))
    assert not hasattr(trained("Binomial"), "residual_analysis_plot")
