"""Public errors: what they inherit and how they read."""

from __future__ import annotations

import pytest

from heavywater import exceptions
from heavywater.exceptions import (
    H2OColumnError,
    H2OError,
    H2OFileError,
    H2OModelBuildError,
    H2ONotImplementedError,
    H2OResponseError,
    H2OTypeError,
    H2OValueError,
    did_you_mean,
    listed,
)
from heavywater.frame import H2OFrame


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (H2OValueError, ValueError),
        (H2OTypeError, TypeError),
        (H2OResponseError, OSError),
        (H2OColumnError, KeyError),
        (H2OFileError, OSError),
        (H2OModelBuildError, ValueError),
        (H2OModelBuildError, H2OResponseError),
        (H2ONotImplementedError, NotImplementedError),
    ],
)
def test_errors_are_also_what_users_catch_already(error, builtin):
    with pytest.raises(builtin) as caught:
        raise error("one sentence.")
    assert isinstance(caught.value, H2OError)
    assert str(caught.value) == "one sentence."


def test_unknown_column_suggests_the_nearest_name():
    text = str(H2OColumnError.unknown("Yaer", ["power", "year"]))
    assert "no column 'Yaer'" in text
    assert "Did you mean 'year'?" in text


def test_unknown_column_of_a_wide_frame_stays_one_paragraph():
    text = str(H2OColumnError.unknown("zzz", [f"C{i}" for i in range(785)]))
    assert "and 773 more" in text
    assert "Did you mean" not in text


def test_build_error_joins_problems_and_keeps_them_apart():
    error = H2OModelBuildError.of([("hidden", "A is wrong."), ("l1", "B is wrong.")])
    assert str(error) == "A is wrong. B is wrong."
    assert error.problems == (("hidden", "A is wrong."), ("l1", "B is wrong."))
    assert error.var_name == "hidden"


def test_value_error_keeps_the_argument_name():
    assert H2OValueError("no", "epochs").var_name == "epochs"
    assert H2OTypeError("no", "epochs", "x").var_value == "x"


def test_hints():
    assert did_you_mean("EPOCS", ["epochs"]) == " Did you mean 'epochs'?"
    assert did_you_mean("x", ["epochs"]) == ""
    assert listed([]) == ""


def test_every_exported_name_exists():
    assert all(hasattr(exceptions, name) for name in exceptions.__all__)


def test_errors_of_verbs_are_caught_as_those_of_h2os_server() -> None:
    frame = H2OFrame({"x": [1, None], "y": [1, 2], "s": ["a", "b"]}, column_types={"s": "string"})
    with pytest.raises(EnvironmentError, match="incompatible frames"):
        frame[["x", "y"]] + frame[["x", "y", "x"]]
    with pytest.raises(H2OResponseError) as caught:
        frame[["x", "y"]].cor(use="all.obs")
    assert "Mode is 'AllObs' but NAs are present" in caught.value.args[0].dev_msg
    with pytest.raises(ValueError, match="Did you mean"):
        frame["xx"]
