"""Several models side by side."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from fake_models import formula_model, trained
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2ODeprecationWarning, H2OValueError
from heavywater.frame import H2OFrame


def importances(**shares):
    columns = tuple(
        Column(name) for name in
        ("variable", "relative_importance", "scaled_importance", "percentage")
    )  # fmt: skip
    rows = tuple((name.replace("__", "."), v, v, v) for name, v in shares.items())
    return Table("Variable Importances", "", columns, rows)


def model(key, **shares):
    return trained(
        "Regression", key=key, predictors=["x", "k"], variable_importances=importances(**shares)
    )


@pytest.fixture
def models():
    return [
        model("a", x=0.5, k__u=0.3, k__missing=0.2),
        model("b", k__u=1.0),
        model("c", x=0.3, k__u=0.3, k__v=0.15),  # some inputs are not listed
    ]


def test_importances_of_levels_are_those_of_their_column(models):
    values, keys, names = h2o.varimp(models, cluster=False, use_pandas=False)
    assert keys == ["a", "b", "c"]
    assert names == ["x", "k"]
    assert values == pytest.approx(np.array([[0.5, 0.0, 0.4], [0.5, 1.0, 0.6]]))


def test_models_that_are_alike_are_neighbours(models):
    table = h2o.varimp(models)
    assert set(table.index) == {"x", "k"}
    assert list(table.columns) in (["b", "c", "a"], ["a", "c", "b"])


def test_the_most_important_columns(models):
    _, _, names = h2o.varimp(models, num_of_features=1, use_pandas=False)
    assert names == ["k"]
    axes = h2o.varimp_heatmap(models, num_of_features=1).axes[0]
    assert len(axes.get_yticks()) == 1


def test_the_heat_map_shows_them(models):
    axes = h2o.varimp_heatmap(models, cluster=False).axes[0]
    assert np.asarray(axes.images[0].get_array()) == pytest.approx(
        np.array([[0.5, 0.0, 0.4], [0.5, 1.0, 0.6]])
    )
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b", "c"]
    assert axes.get_title() == "Variable Importance Heatmap"
    with pytest.warns(H2ODeprecationWarning, match="top_n"):
        top = h2o.varimp_heatmap(models, top_n=2).axes[0]
    assert len(top.get_xticks()) == 2


def test_models_without_importances_are_passed_over(models):
    without = trained("Regression", key="d", variable_importances=None)
    assert h2o.varimp([without, *models], cluster=False, use_pandas=False)[1] == ["a", "b", "c"]
    with pytest.raises(H2OValueError, match="variable_importances=True"):
        h2o.varimp([without])


@pytest.fixture
def frame():
    columns = {"x": [1.0, 2.0, 3.0, 4.0], "y": [1.0, 2.0, 4.0, 3.0], "z": ["n", "p", "p", "n"]}
    return H2OFrame(columns, column_types={"z": "enum"})


def numbers(frame, key, formula):
    return formula_model(formula, frame._data, key=key)


def classes(frame, key, ones):
    p = np.array(ones, dtype=float)
    return formula_model(lambda _: np.column_stack([1 - p, p]), frame._data, key=key, response="z")


def test_correlations_of_numbers(frame):
    pair = [
        numbers(frame, "a", lambda data: data.numeric("x")),
        numbers(frame, "b", lambda data: data.numeric("x") ** 2),
    ]
    values, keys = h2o.model_correlation(pair, frame, use_pandas=False)
    assert keys == ["a", "b"]
    expected = np.corrcoef([1, 2, 3, 4], [1, 4, 9, 16])
    assert values == pytest.approx(expected)
    assert h2o.model_correlation(pair, frame).loc["a", "b"] == pytest.approx(expected[0, 1])


def test_shares_of_equal_classes(frame):
    models = [classes(frame, "a", [0, 1, 1, 0]), classes(frame, "b", [0, 1, 0, 0])]
    axes = h2o.model_correlation_heatmap(models, frame).axes[0]
    shown = np.ma.filled(axes.images[0].get_array(), np.nan)
    assert shown[1, 0] == 0.75
    assert np.isnan(shown[0, 1])
    whole = h2o.model_correlation_heatmap(models, frame, triangular=False).axes[0]
    assert whole.images[0].get_array()[0, 1] == 0.75


def test_numbers_and_classes_cannot_be_compared(frame):
    mixed = [classes(frame, "a", [0, 1, 1, 0]), numbers(frame, "b", lambda d: d.numeric("x"))]
    with pytest.raises(H2OValueError, match="all of them are numbers"):
        h2o.model_correlation(mixed, frame)
