"""Everything at once: which parts there are for which models."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import heavywater as h2o
from fake_models import formula_model
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OUserWarning, H2OValueError
from heavywater.explanation import H2OExplanation
from heavywater.frame import H2OFrame
from heavywater.model import ConfusionMatrix


@pytest.fixture
def frame():
    rng = np.random.default_rng(2)
    columns = {
        "x": rng.normal(size=30).tolist(),
        "w": rng.normal(size=30).tolist(),
        "s": ["text"] * 30,
        "y": rng.normal(size=30).tolist(),
        "z": ["np"[i % 2] for i in range(30)],
        "m": ["uvw"[i % 3] for i in range(30)],
    }
    return H2OFrame(columns, column_types={"s": "string", "z": "enum", "m": "enum"})


def model_of(frame, response, key="model_1"):
    classes = len(frame._data.domain(response) or ())

    def formula(data):
        x = data.numeric("x")
        if classes == 0:
            return x
        shares = np.exp(np.outer(x, np.arange(classes)))
        return shares / shares.sum(axis=1, keepdims=True)

    return formula_model(
        formula, frame._data, predictors=["x", "w"], response=response, key=key,
        variable_importances=None,
    )  # fmt: skip


def parts(explanation):
    return list(explanation)


def test_a_regression(frame):
    found = model_of(frame, "y").explain(frame, render=False)
    assert parts(found) == ["residual_analysis", "learning_curve", "pdp", "ice"]
    assert list(found["pdp"]["plots"]) == ["x", "w"]
    figure = found["ice"]["plots"]["w"]["model_1"]
    assert isinstance(figure.figure(), Figure)
    assert figure.axes[0].get_xlabel() == "w"


def test_two_classes_and_several_models(frame):
    models = [model_of(frame, "z"), model_of(frame, "z", "other")]
    found = h2o.explain(models, frame, render=False)
    assert parts(found) == [
        "leaderboard", "confusion_matrix", "learning_curve", "model_correlation_heatmap", "pdp",
    ]  # fmt: skip
    assert found["leaderboard"]["data"].names[:2] == ["model_id", "auc"]
    matrix = found["confusion_matrix"]["subexplanations"]["other"]["plots"]["other"]
    assert isinstance(matrix, ConfusionMatrix)


def test_several_classes_have_a_plot_each(frame):
    found = model_of(frame, "m").explain(frame, render=False, include_explanations="pdp")
    assert list(found["pdp"]["plots"]["x"]) == ["u", "v", "w"]
    title = found["pdp"]["plots"]["x"]["v"].axes[0].get_title()
    assert title.endswith('with target = "v"')


def test_a_leaderboard_is_explained_by_its_first_model(frame):
    models = [model_of(frame, "y"), model_of(frame, "y", "other")]
    for model in models:
        h2o.session.current().store.put(model.model_id, model._model())
    table = h2o.make_leaderboard(models)
    found = h2o.explain(table, frame, render=False, include_explanations="residual_analysis")
    assert list(found["residual_analysis"]["plots"]) == ["model_1"]


def test_importances_choose_columns(frame):
    model = model_of(frame, "y")
    names = ("variable", "relative_importance", "scaled_importance", "percentage")
    rows = (("w", 1.0, 1.0, 0.75), ("x", 0.3, 0.3, 0.25))
    table = Table("Variable Importances", "", tuple(Column(name) for name in names), rows)
    model._model().variable_importances = table
    found = model.explain(frame, top_n_features=1, render=False)
    assert list(found["pdp"]["plots"]) == ["w"]
    assert list(model.explain(frame, top_n_features=-1, render=False)["ice"]["plots"]) == ["w", "x"]
    assert list(model.explain(frame, ["x"], render=False)["pdp"]["plots"]) == ["x"]


def test_what_to_include(frame):
    model = model_of(frame, "y")
    wanted = ["pdp", "learning_curve"]
    assert parts(model.explain(frame, include_explanations=wanted, render=False)) == wanted[::-1]
    rest = model.explain(frame, exclude_explanations=["pdp", "ICE"], render=False)
    assert parts(rest) == ["residual_analysis", "learning_curve"]
    for options in (
        {"include_explanations": "lorem"},
        {"exclude_explanations": ["lorem"]},
        {"include_explanations": "pdp", "exclude_explanations": "ice"},
        {"plot_overrides": {"pdb": {}}},
    ):
        with pytest.raises(H2OValueError):
            model.explain(frame, render=False, **options)


def test_arguments_of_single_parts(frame):
    found = model_of(frame, "y").explain(
        frame, render=False, columns=["x"], plot_overrides={"pdp": {"nbins": 3}}
    )
    assert found["pdp"]["plots"]["x"].axes[0].lines[0].get_xdata().size == 3


def test_columns_of_text_are_left_out(frame):
    with pytest.warns(H2OUserWarning, match="'s'"):
        found = model_of(frame, "y").explain(
            frame, columns=["x", "s"], render=False, include_explanations="pdp"
        )
    assert list(found["pdp"]["plots"]) == ["x"]


def test_no_figure_is_left_open(frame):
    before = plt.get_fignums()
    model_of(frame, "y").explain(frame, render=False)
    assert plt.get_fignums() == before


def test_rendering_prints_titles_and_tables_without_opening_windows(frame, capsys):
    model_of(frame, "z").explain(frame, include_explanations=["confusion_matrix", "pdp"])
    printed = capsys.readouterr().out
    assert "# Confusion Matrix" in printed
    assert "Act/Pred" in printed
    assert "# Partial Dependence Plots" in printed
    assert "Figure" not in printed


def test_one_row(frame):
    found = model_of(frame, "y").explain_row(frame, 4, render=False)
    assert isinstance(found, H2OExplanation)
    assert parts(found) == ["ice"]
    assert "and row 4" in found["ice"]["plots"]["x"].axes[0].get_title()


def test_one_row_of_several_models(frame):
    models = [model_of(frame, "y"), model_of(frame, "y", "other")]
    for model in models:
        h2o.session.current().store.put(model.model_id, model._model())
    table = h2o.explain_row(models, frame, 4, render=False)["leaderboard"]["data"]
    assert table.names[-1] == "predict"
    assert table["predict"].as_data_frame()["predict"].tolist() == [frame[4, "x"]] * 2
