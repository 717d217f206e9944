"""Frames as the data of plotting libraries."""

from __future__ import annotations

import datetime

import pytest

import heavywater as h2o


@pytest.fixture
def frame():
    return h2o.H2OFrame(
        {
            "x": [1.5, 2.0, 3.0, None],
            "y": [1, 4, 9, 16],
            "kind": ["b", "a", "b", "a"],
            "t": [datetime.datetime(2020, month, 1) for month in (1, 2, 3, 4)],
        },
        column_types={"kind": "enum"},
    )


@pytest.fixture
def axes():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    yield axes
    pyplot.close(figure)


def test_matplotlib(frame, axes):
    (line,) = axes.plot("x", "y", "", data=frame)
    assert line.get_ydata().ravel().tolist() == [1, 4, 9, 16]
    points = axes.scatter(frame["x"], frame["y"])
    assert points.get_offsets()[:3].tolist() == [[1.5, 1], [2, 4], [3, 9]]
    counts, _, _ = axes.hist(frame["y"], bins=[0, 5, 20])
    assert counts.tolist() == [2, 2]


def test_seaborn(frame, axes):
    seaborn = pytest.importorskip("seaborn")
    drawn = seaborn.scatterplot(data=frame, x="x", y="y", hue="kind", ax=axes)
    assert len(drawn.collections[0].get_offsets()) == 3
    assert [text.get_text() for text in drawn.get_legend().get_texts()] == ["a", "b"]
    assert seaborn.histplot(frame, x="y", ax=axes) is axes


def test_altair(frame):
    altair = pytest.importorskip("altair")
    chart = altair.Chart(frame).mark_point().encode(x="x", y="t", color="kind").to_dict()
    kinds = {channel: chart["encoding"][channel]["type"] for channel in ("x", "y", "color")}
    assert kinds == {"x": "quantitative", "y": "temporal", "color": "ordinal"}
    (rows,) = chart["datasets"].values()
    assert [row["kind"] for row in rows] == ["b", "a", "b", "a"]


def test_plotly(frame):
    express = pytest.importorskip("plotly.express")
    figure = express.scatter(frame, x="x", y="y", color="kind")
    assert {trace.name: list(trace.y) for trace in figure.data} == {"b": [1, 9], "a": [4, 16]}
