"""Explanations of isolation forests, which have no response."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import (
    H2OExtendedIsolationForestEstimator,
    H2OIsolationForestEstimator,
)
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(5)
    columns = {"a": rng.normal(size=200), "b": rng.normal(size=200)}
    columns["b"][0] = 9.0
    return H2OFrame({name: values.tolist() for name, values in columns.items()})


@pytest.fixture(scope="module")
def forest(frame):
    model = H2OIsolationForestEstimator(ntrees=10, seed=1, score_each_iteration=True)
    model.train(training_frame=frame)
    return model


@pytest.fixture(scope="module")
def extended(frame):
    model = H2OExtendedIsolationForestEstimator(ntrees=10, seed=1)
    model.train(training_frame=frame)
    return model


def test_the_learning_curve_is_over_trees(forest, extended):
    axes = forest.learning_curve_plot().axes[0]
    curve, selected = axes.lines
    assert curve.get_xdata().tolist() == list(range(1, 11))
    assert selected.get_xdata()[0] == 10
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("number_of_trees", "mean_anomaly_score")
    assert forest.learning_curve_plot("anomaly_score").axes[0].lines
    with pytest.raises(H2OValueError, match="there are AUTO, 'anomaly_score'"):
        forest.learning_curve_plot("logloss")
    with pytest.raises(H2OValueError, match="no scoring history"):
        extended.learning_curve_plot()


def test_dependence_of_scores(forest, extended, frame):
    for model, name in ((forest, "predict"), (extended, "anomaly_score")):
        table = model.pd_plot(frame, "b", nbins=2, output_graphing_data=True)
        changed = frame[:, :]
        changed["b"] = 9.0
        score = model.predict(changed)[name].mean()[0]
        assert table["mean_response"][1] == pytest.approx(score)


def test_lines_are_chosen_by_score(forest, frame):
    table = forest.ice_plot(frame, "a", nbins=2, output_graphing_data=True)
    own = [row[3] for row in table.cell_values if row[5]]
    assert own == sorted(own)
    assert own[-1] == pytest.approx(1.0)  # the most unusual row of the training


def test_all_parts(forest, extended, frame):
    parts = ["learning_curve", "shap_summary", "pdp", "ice"]
    assert list(forest.explain(frame, render=False)) == parts
    assert list(extended.explain(frame, render=False)) == ["pdp", "ice"]
    some = frame[:5, :]
    assert "shap_summary" in extended.explain(frame, render=False, background_frame=some)
    assert list(forest.explain_row(frame, 0, render=False)) == ["shap_explain_row", "ice"]


def test_the_column_that_makes_a_row_unusual(forest, frame):
    found = forest.predict_contributions(frame[0, :], top_n=1)
    assert found[0, "top_feature_1"] == "b"
    bars = forest.shap_explain_row_plot(frame, 0).axes[0]
    assert bars.get_yticklabels()[-1].get_text() == "b=9"


def test_scores_of_both_kinds_are_correlated(forest, extended, frame):
    values, _ = h2o.model_correlation([forest, extended], frame, use_pandas=False)
    assert 0.5 < values[0, 1] < 1
