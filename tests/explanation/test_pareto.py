"""The best compromises between two criteria."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import heavywater as h2o
from heavywater.exceptions import H2OValueError
from heavywater.explanation.pareto import positions_on_front
from heavywater.frame import H2OFrame

values = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12)


@given(values, st.booleans(), st.booleans())
def test_a_point_is_on_the_front_if_none_is_better(points, top, left):
    x, y = np.array(points, dtype=float).T
    good = np.column_stack([-x if left else x, y if top else -y])
    on_front = set(positions_on_front(x, y, top, left).tolist())
    for place, point in enumerate(good):
        dominated = ((good >= point).all(axis=1) & (good > point).any(axis=1)).any()
        first = int(np.flatnonzero((good == point).all(axis=1))[0])
        assert (place in on_front) == (not dominated and first == place)


@pytest.fixture
def frame():
    return H2OFrame(
        {
            "algo": ["u", "v", "u", "v", "u"],
            "a": [1, 2, 3, 4, 5],
            "b": [1.0, 3.0, 2.0, 4.0, None],
        },
        column_types={"algo": "string"},
    )


def test_rows_and_figure(frame):
    front = h2o.pareto_front(frame, "a", "b", optimum="bottom right")
    assert front["a"].as_data_frame()["a"].tolist() == [1, 3, 4]
    axes = front.figure().axes[0]
    assert axes.lines[0].get_xdata().tolist() == [4, 3, 1]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["u", "v"]
    assert axes.get_title() == "Pareto Front"
    assert h2o.pareto_front(frame, "a", "b").nrow == 3


def test_pandas_too():
    data = pd.DataFrame({"auc": [0.7, 0.9, 0.8], "logloss": [0.3, 0.2, 0.1]})
    front = h2o.pareto_front(data, "logloss", "auc", title="Mine")
    assert front.nrow == 2
    axes = front.figure().axes[0]
    assert axes.get_title() == "Mine"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Logloss", "Area Under ROC Curve")


def test_mistakes(frame):
    with pytest.raises(H2OValueError, match="x_metric is 'A'"):
        h2o.pareto_front(frame, "A", "b")
    with pytest.raises(H2OValueError, match="optimum"):
        h2o.pareto_front(frame, "a", "b", optimum="middle")
    with pytest.raises(TypeError, match="frame must be"):
        h2o.pareto_front(object(), "a", "b")
