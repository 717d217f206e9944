"""What H2O's scripts use of its module of displays."""

from __future__ import annotations

import contextlib
import io
import warnings

import pytest

from heavywater import display
from heavywater.exceptions import H2OAttributeError, H2OUserWarning
from heavywater.frame import H2OFrame


def test_output_is_caught():
    outer = io.StringIO()
    with contextlib.redirect_stdout(outer):
        with display.capture_output() as (out, _):
            H2OFrame({"x": [1]}).show()
        print("after")
    assert out.getvalue().split() == ["x", "1", "[1", "row", "x", "1", "column]"]
    assert outer.getvalue() == "after\n"


def test_tables_are_never_drawn_with_pandas():
    assert not display.H2OTableDisplay.use_pandas()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        display.H2OTableDisplay.toggle_pandas_rendering(False)
        with display.H2OTableDisplay.pandas_rendering_enabled(False), display.user_tips_enabled():
            display.toggle_user_tips(False)
    with (
        pytest.warns(H2OUserWarning, match="never drawn with pandas"),
        display.H2OTableDisplay.pandas_rendering_enabled(),
    ):
        pass


def test_inner_parts_of_h2os_client():
    with pytest.raises(H2OAttributeError, match=r"display.H2OItemsDisplay is not available"):
        _ = display.H2OItemsDisplay
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = display.nothing
    assert not display.in_ipy()
