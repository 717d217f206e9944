"""Predictions and actual values by the levels of a column."""

from __future__ import annotations

import numpy as np
import pytest

from fake_models import formula_model
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame


def cars(**more):
    return H2OFrame(
        {
            "kind": ["a", "b", "a", "b", None],
            "y": [1.0, 2.0, 3.0, None, 5.0],
            "w": [1.0, 1.0, 3.0, 1.0, 1.0],
            **more,
        },
        column_types={"kind": "enum"},
    )


def test_means_leave_out_rows_that_are_missing():
    frame = cars()
    model = formula_model(lambda data: data.numeric("w") * 10, frame._data)
    table = model.predicted_vs_actual_by_variable(frame, model.predict(frame), "kind")
    assert table.table_header == "Predicted vs Actual by Variable 'kind'"
    assert table.col_header == ["kind", "predict", "actual"]
    assert table.cell_values == [["a", 20.0, 2.0], ["b", 10.0, 2.0]]


def test_weights_count():
    frame = cars()
    model = formula_model(
        lambda data: data.numeric("w") * 10, frame._data, parameters={"weights_column": "w"}
    )
    table = model.predicted_vs_actual_by_variable(frame, model.predict(frame), "kind")
    assert table.cell_values[0] == ["a", 25.0, 2.5]


def test_two_classes_count_as_0_and_1():
    frame = H2OFrame(
        {"kind": ["a", "a", "b"], "y": ["no", "yes", "yes"]},
        column_types={"kind": "enum", "y": "enum"},
    )
    model = formula_model(lambda data: np.tile([0.2, 0.8], (3, 1)), frame._data)
    table = model.predicted_vs_actual_by_variable(frame, model.predict(frame), "kind")
    assert table.cell_values == [["a", 1.0, 0.5], ["b", 1.0, 1.0]]
    pandas = model.predicted_vs_actual_by_variable(
        frame, model.predict(frame), "kind", use_pandas=True
    )
    assert pandas.loc["a", "actual"] == 0.5


def test_mistakes():
    frame = cars()
    model = formula_model(lambda data: data.numeric("w"), frame._data)
    predicted = model.predict(frame)
    with pytest.raises(H2OValueError, match="a categorical column of the frame: 'kind'"):
        model.predicted_vs_actual_by_variable(frame, predicted, "w")
    with pytest.raises(H2OValueError, match="predicted has 1 rows"):
        model.predicted_vs_actual_by_variable(frame, predicted[0, :], "kind")
    with pytest.raises(H2OValueError, match="no response 'y'"):
        model.predicted_vs_actual_by_variable(frame.drop("y"), predicted, "kind")
    three = H2OFrame({"y": ["a", "b", "c"]}, column_types={"y": "enum"})
    several = formula_model(lambda data: np.full((3, 3), 1 / 3), three._data)
    with pytest.raises(H2OValueError, match="this is a multinomial model"):
        several.predicted_vs_actual_by_variable(three, several.predict(three), "y")
