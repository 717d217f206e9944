"""Transformers of frames."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import (
    H2ONotImplementedError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)
from heavywater.frame import H2OFrame
from heavywater.transforms import H2OPCA, H2OSVD
from heavywater.transforms.preprocessing import (
    H2OBinaryOp,
    H2OCol,
    H2OColOp,
    H2OColSelect,
    H2OScaler,
)


@pytest.fixture(autouse=True)
def quiet():
    h2o.no_progress()


@pytest.fixture
def frame():
    return H2OFrame(
        {"x": [1.0, 2.5, None, 4.0], "g": ["p", "q", "r", "p"], "y": [5, 6, 7, 8]},
        column_types={"g": "enum"},
    )


def cells(frame):
    return frame.as_data_frame(use_pandas=False, header=False)


def test_the_scaler_is_that_of_scikit_learn(frame):
    scaler = H2OScaler()
    scaled = scaler.fit(frame).transform(frame)
    ours = scaled[["x", "y"]].to_numpy()
    theirs = StandardScaler().fit_transform(frame[["x", "y"]].to_numpy())
    ratio = np.sqrt([(3 - 1) / 3, (4 - 1) / 4])  # they divide by n, H2O by n - 1
    np.testing.assert_allclose(ours, theirs * ratio)
    assert scaled["g"].levels() == [["p", "q", "r"]]
    assert scaler.means[0] == pytest.approx(2.5)
    back = scaler.inverse_transform(scaled)
    np.testing.assert_allclose(back[["x", "y"]].to_numpy(), frame[["x", "y"]].to_numpy())
    assert cells(frame)[0] == ["1.0", "p", "5"]


@pytest.mark.parametrize(
    ("center", "scale", "first"),
    [
        (False, False, [1.0, 5.0]),
        ([1, 4], False, [0.0, 1.0]),
        ([1, 0, 4], [1, 9, 2], [0.0, 0.5]),
        (False, [2, 5], [0.5, 1.0]),
    ],
)
def test_given_numbers_are_used(frame, center, scale, first):
    scaled = H2OScaler(center, scale).fit_transform(frame)
    assert scaled[["x", "y"]].to_numpy()[0].tolist() == first


def test_a_column_that_does_not_vary(frame):
    constant = H2OFrame({"c": [3, 3, 3]})
    scaler = H2OScaler()
    assert cells(scaler.fit_transform(constant)) == [["0"]] * 3
    assert cells(scaler.inverse_transform(scaler.transform(constant))) == [["3"]] * 3


def test_the_scaler_refuses(frame):
    with pytest.raises(H2OValueError, match="call fit"):
        H2OScaler().transform(frame)
    with pytest.raises(H2OTypeError, match="center must be"):
        H2OScaler(center=None)
    with pytest.raises(H2OValueError, match="3 columns, 2 of them numeric"):
        H2OScaler([1, 2, 3, 4]).fit(frame)
    with pytest.raises(H2OValueError, match="learned from a frame of 3 columns"):
        H2OScaler().fit(frame).transform(frame["x"])
    with pytest.raises(H2OTypeError, match="H2OFrame, not list"):
        H2OScaler().fit([[1]])


def test_columns_are_selected(frame):
    assert H2OColSelect(["y", "x"]).fit_transform(frame).names == ["y", "x"]
    assert H2OColSelect("g").fit_transform(frame).names == ["g"]


def test_results_in_place_and_beside(frame):
    inside = H2OColOp(H2OFrame.cos, "x").fit_transform(frame)
    assert inside.names == ["x", "g", "y"]
    assert inside[0, "x"] == pytest.approx(np.cos(1))
    beside = H2OColOp(H2OFrame.cos, "x", inplace=False)
    twice = beside.transform(beside.transform(frame))
    assert twice.names == ["x", "g", "y", "x0", "x1"]  # as in H2O
    named = H2OColOp(H2OFrame.cos, "x", inplace=False, new_col_name="c").fit_transform(frame)
    assert named.names[-1] == "c"
    assert frame.names == ["x", "g", "y"]


def test_results_of_several_columns():
    text = H2OFrame({"a": ["f g h", "x y", "q r s"]}, column_types={"a": "string"})
    step = {"op": H2OFrame.strsplit, "col": "a", "pattern": " "}
    # Names recorded from H2O-3 3.46.0.12.
    assert H2OColOp(**step, inplace=False).transform(text).names == ["a", "a0", "a00", "a000"]
    assert H2OColOp(**step, inplace=True).transform(text).names == ["a0", "a00", "a000"]
    named = H2OColOp(**step, inplace=False, new_col_name=["x", "y", "z"]).transform(text)
    assert named.names == ["a", "x", "y", "z"]
    assert cells(named)[1] == ["x y", "x", "y", ""]
    fewer = H2OColOp(**step, inplace=False, new_col_name=["x", "y"]).transform(text)
    assert cells(fewer)[0] == ["f g h", "f", "g"]
    with pytest.raises(H2OValueError, match="4 names, but strsplit gave 3"):
        H2OColOp(**step, inplace=False, new_col_name=list("wxyz")).transform(text)


def test_the_whole_frame_as_argument(frame):
    numbers = frame[["x", "y"]]
    assert H2OColOp(H2OFrame.exp).transform(numbers).shape == (4, 2)
    assert H2OColOp(H2OFrame.isna, inplace=False).transform(numbers).ncol == 4


@pytest.mark.parametrize(
    ("op", "options", "expected"),
    [
        (H2OFrame.__add__, {"right": H2OCol("y")}, [6, 8.5]),
        (H2OFrame.__sub__, {"right": 1}, [0, 1.5]),
        (H2OFrame.__sub__, {"left": 5.0}, [4, 2.5]),
        (H2OFrame.__truediv__, {"left": 5}, [5, 2]),
        (H2OFrame.__lt__, {"left": 2}, [0, 1]),
        (H2OFrame.__lt__, {"left": H2OCol("y")}, [0, 0]),
        (H2OFrame.__eq__, {"right": 2.5}, [0, 1]),
    ],
)
def test_both_sides_of_an_operator(frame, op, options, expected):
    step = H2OBinaryOp(op=op, col="x", inplace=False, new_col_name="n", **options)
    result = step.fit_transform(frame)
    assert result.names == ["x", "g", "y", "n"]
    assert [result[0, "n"], result[1, "n"]] == pytest.approx(expected)


def test_steps_refuse(frame):
    with pytest.raises(H2OTypeError, match="op must be a function"):
        H2OColOp("cos", "x")
    with pytest.raises(H2OValueError, match="single column"):
        H2OColOp(H2OFrame.cos, ["x", "y"])
    with pytest.warns(H2OUserWarning, match="no effect with inplace=True"):
        H2OColOp(H2OFrame.cos, "x", new_col_name="c")
    with pytest.raises(H2OTypeError, match="max gave a float"):
        H2OColOp(H2OFrame.max, "x").transform(frame)
    for sides in ({}, {"left": 1, "right": 2}):
        with pytest.raises(H2OValueError, match="left and right cannot both"):
            H2OBinaryOp(H2OFrame.__add__, "x", **sides)
    with pytest.raises(AttributeError, match="inverse_transform"):
        H2OColSelect("x").inverse_transform(frame)
    with pytest.raises(H2ONotImplementedError, match="no server"):
        H2OColSelect("x").to_rest("step")


@pytest.mark.parametrize("cls", [H2OPCA, H2OSVD])
def test_decompositions_say_what_to_use(cls):
    with pytest.raises(H2ONotImplementedError, match="scikit-learn"):
        cls()


def test_parameters_by_name(frame):
    step = H2OColOp(H2OFrame.countmatches, "g", inplace=False, pattern="p")
    assert step.get_params() == {
        "op": H2OFrame.countmatches,
        "col": "g",
        "inplace": False,
        "new_col_name": None,
        "pattern": "p",
    }
    step.set_params(pattern="q")
    assert [row[-1] for row in cells(step.transform(frame))] == ["0", "1", "0", "0"]
    with pytest.raises(H2OTypeError, match=r"no parameter 'colum'\. Did you mean 'col'"):
        step.set_params(colum="x")
    assert repr(H2OScaler(scale=False)) == "H2OScaler(scale=False)"


@pytest.mark.parametrize(
    "step",
    [
        H2OScaler([1, 2], False),
        H2OColSelect(["x", "g"]),
        H2OColOp(H2OFrame.countmatches, "g", inplace=False, pattern="p"),
        H2OBinaryOp(H2OFrame.__add__, "x", right=1),
    ],
)
def test_scikit_learn_clones_them(step):
    copy = clone(step)
    assert copy is not step
    assert copy.get_params() == step.get_params()


def test_in_a_pipeline_of_scikit_learn():
    rng = np.random.default_rng(1)
    x = rng.normal(5, 3, size=(200, 2))
    table = H2OFrame({"a": x[:, 0], "b": x[:, 1], "y": x[:, 0] - x[:, 1]})
    pipe = Pipeline(
        [
            ("select", H2OColSelect(["a", "b"])),
            ("standardize", H2OScaler()),
            ("model", H2ODeepLearningEstimator(hidden=[8], epochs=20, seed=1, reproducible=True)),
        ]
    )
    pipe.fit(table[["b", "a"]], table["y"])
    predicted = pipe.predict(table[["b", "a"]])
    assert predicted.shape == (200, 1)
    assert predicted.cor(table["y"]) > 0.99
    assert "H2OScaler()" in repr(pipe)
