"""Several operations on a frame as one object, and as a file."""

from __future__ import annotations

import json
import os

import pytest

import heavywater as h2o
from heavywater.assembly import H2OAssembly
from heavywater.exceptions import (
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
)
from heavywater.frame import H2OFrame
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
def irises():
    iris = h2o.load_dataset("iris")
    iris["Species"] = iris["Species"].ascharacter()
    return iris


def assembly():
    return H2OAssembly(
        steps=[
            ("select", H2OColSelect(["Sepal.Length", "Petal.Length", "Species"])),
            ("cosine", H2OColOp(op=H2OFrame.cos, col="Sepal.Length", inplace=True)),
            (
                "count",
                H2OColOp(op=H2OFrame.countmatches, col="Species", inplace=False, pattern="s"),
            ),
        ]
    )


def cells(frame):
    return frame.as_data_frame(use_pandas=False)


def test_the_documented_example(irises):
    made = assembly()
    assert made.names == []
    result = made.fit(irises)
    assert made.names == ["Sepal.Length", "Petal.Length", "Species", "Species0"]
    assert result.shape == (150, 4)
    # The first row that H2O's documentation shows.
    assert result[0, 0] == pytest.approx(0.377978, abs=1e-6)
    assert cells(result[0, 1:])[1] == ["1.4", "Iris-setosa", "3"]
    assert irises.ncol == 5
    assert made.in_colnames == irises.names


def test_other_frames_are_changed_as_the_first(irises):
    scaled = H2OAssembly([("scale", H2OScaler())])
    scaled.fit(irises)
    half = irises[0:75, :]
    again = scaled.transform(half)["Sepal.Length"].mean()[0]
    assert again == pytest.approx((half["Sepal.Length"].mean()[0] - 5.843333) / 0.828066, abs=1e-5)


def test_operators_as_functions():
    four, two = H2OFrame([[4, 4], [4, 4]]), H2OFrame([[2, 2], [2, 2]])
    values = {"divide": 2, "plus": 6, "multiply": 8, "minus": 2, "less_than": 0}
    values |= {"less_than_equal": 0, "equal_equal": 0, "not_equal": 1, "greater_than": 1}
    for name, value in (values | {"greater_than_equal": 1}).items():
        assert (getattr(H2OAssembly, name)(four, two) == value).all()


@pytest.mark.parametrize(
    ("steps", "error", "says"),
    [
        ("cos", H2OTypeError, "list of pairs"),
        ([("a", "b")], H2OTypeError, "Each step must be a pair"),
        ([H2OScaler()], H2OTypeError, "Each step must be a pair"),
        ([("a", H2OScaler()), ("a", H2OScaler())], H2OValueError, "Two steps are called 'a'"),
    ],
)
def test_steps_are_checked(steps, error, says):
    with pytest.raises(error, match=says):
        H2OAssembly(steps)


def test_nothing_for_java(tmp_path):
    for method in (assembly().to_pojo, assembly().download_mojo):
        with pytest.raises(H2ONotImplementedError, match=r"H2OAssembly.save\(\) writes"):
            method("name", path=str(tmp_path))
    assert os.listdir(tmp_path) == []


def test_a_file_and_back(irises, tmp_path):
    made = H2OAssembly(
        [
            *assembly().steps,
            ("scale", H2OScaler()),
            ("sum", H2OBinaryOp(H2OFrame.__add__, "Petal.Length", False, right=H2OCol("Species0"))),
            ("less", H2OBinaryOp(H2OFrame.__sub__, "Petal.Length", False, "less", left=1.5)),
        ]
    )
    result = made.fit(irises)
    path = made.save(tmp_path / "munging.json")
    loaded = H2OAssembly.load(path)
    assert loaded.names == made.names
    assert repr(loaded) == repr(made)
    assert cells(loaded.transform(irises)) == cells(result)
    assert cells(loaded.fit(irises)) == cells(result)


def test_files_are_not_overwritten_by_chance(tmp_path):
    path = tmp_path / "munging.json"
    path.write_text("mine")
    with pytest.raises(H2OFileError, match="force=True"):
        assembly().save(path)
    assert path.read_text() == "mine"
    assembly().save(path, force=True)
    assert os.listdir(tmp_path) == ["munging.json"]
    with pytest.raises(H2OFileError, match="Cannot write"):
        assembly().save(tmp_path / "no" / "munging.json")


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (H2OColOp(lambda frame: frame, "x"), "not a method of H2OFrame"),
        (H2OColOp(H2OFrame.isin, "x", item=H2OFrame({"x": [1]})), "cannot be saved"),
    ],
)
def test_what_cannot_be_written_down(step, says, tmp_path):
    with pytest.raises(H2OValueError, match=says):
        H2OAssembly([("step", step)]).save(tmp_path / "munging.json")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(protocol=2),
        lambda content: content.pop("steps"),
        lambda content: content["steps"][0].update(kind="H2OFrame"),
        lambda content: content["steps"][1]["parameters"].update(op="_replace"),
        lambda content: content["steps"][1]["parameters"].update(op="__init__"),
        lambda content: content["steps"][1]["parameters"].update(op="nrow"),
        lambda content: content["steps"][0].update(parameters={"colums": 1}),
    ],
)
def test_files_that_are_not_ours(change, tmp_path):
    path = tmp_path / "munging.json"
    assembly().save(path)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(H2OFileError, match="holds no assembly that this release can read"):
        H2OAssembly.load(path)


def test_files_that_are_no_json(tmp_path):
    path = tmp_path / "munging.json"
    for text in ("", "[" * 100_000, "\x00"):
        path.write_text(text)
        with pytest.raises(H2OFileError):
            H2OAssembly.load(path)
    with pytest.raises(H2OFileError, match="Cannot read"):
        H2OAssembly.load(tmp_path / "none.json")
