"""Arguments of the wrong kind: H2O's error, and one that Python's users expect."""

from __future__ import annotations

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OResponseError, H2OTypeError


@pytest.fixture
def frame() -> h2o.H2OFrame:
    return h2o.H2OFrame({"a": [1, 2, 4], "b": [2.5, 1.5, 0.5]})


@pytest.mark.parametrize("breaks", ["x", 2, ["1", "2"], None])
def test_breaks_that_are_no_numbers(frame, breaks):
    with pytest.raises(H2OTypeError, match="breaks must be a list of numbers, not"):
        frame["a"].cut(breaks)


@pytest.mark.parametrize("argument", ["center", "scale"])
def test_scales_that_are_no_numbers(frame, argument):
    with pytest.raises(H2OTypeError, match=f"{argument} must be a list of numbers, True or False"):
        frame.scale(**{argument: "x"})


@pytest.mark.parametrize("error", [H2OTypeError, ValueError])
def test_words_that_nobody_knows(frame, error):
    with pytest.raises(error, match="use must be one of"):
        frame["a"].cor(frame["b"], use="some")
    with pytest.raises(error, match="combine_method must be one of"):
        frame["a"].quantile([0.5], combine_method="some")


@pytest.mark.parametrize("given", [{"sep": "--"}, {"quotechar": "f"}, {"escapechar": "ab"}])
def test_characters_that_cannot_be(tmp_path, given):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    (name,) = given
    with pytest.raises(H2OTypeError, match=f"{name} must be") as caught:
        h2o.import_file(str(path), **given)
    assert caught.value.var_name == name


def test_files_that_are_not_there():
    for error in (H2OResponseError, ValueError, OSError):
        with pytest.raises(error, match="there is no") as caught:
            h2o.import_file("/nowhere/at/all.csv")
    assert "there is no" in caught.value.args[0].dev_msg
    assert caught.value.args[0].msg == str(caught.value)
