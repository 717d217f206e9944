"""Expressions and their values as recorded from H2O-3 3.46.0.12, evaluated here.

A frame is recorded as its names, types and rows of text; numbers are compared to 1e-9.
"""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path
from typing import Any

import pytest

from heavywater.exceptions import H2OUserWarning
from heavywater.frame import H2OFrame

RECORDINGS = json.loads((Path(__file__).parent / "frame_recordings.json").read_text("utf-8"))


def make_frame() -> H2OFrame:
    return H2OFrame(
        {
            "i": [3, -1, None, 7, 0],
            "r": [1.5, -2.5, 0.25, None, 1e10],
            "e": ["b", "a", "b", None, "c"],
            "s": ["x", "yy", None, "w", "v"],
            "k": [0, 1, 0, 1, 1],
        },
        column_types={"e": "enum", "s": "string"},
    )


def names_in_expressions() -> dict[str, Any]:
    f = make_frame()
    z = H2OFrame({"a": [7, -7, 0, 5, None], "b": [3, 3, 0, -2, 1]})
    letters = H2OFrame({"e": ["a", "b", "c"]}, column_types=["enum"])
    text = ["b", "B", "a", "É", "10", "9", "b"]
    return {
        "mk": make_frame,
        "f": f,
        "mask": f["k"] == 1,
        "one": f["i"],
        "nums": f[["i", "r"]],
        "z": z,
        "a": z["a"],
        "b": z["b"],
        "en": f["e"],
        "num": H2OFrame({"x": [10, 9, 1, 10, None, -3]}),
        "rl": H2OFrame({"x": [10.5, 9.25, 1, 10.5, None, -3e10]}),
        "ne": H2OFrame({"x": ["10", "9", "1", "10"]}, column_types=["enum"]),
        "st": H2OFrame({"x": text}, column_types=["string"]),
        "L": letters,
        "U": letters.set_levels(["z", "m", "c"]),
        "emp": f[f["i"] > 100, :],
        "B": (f["k"] == 1).ifelse("yes", "no"),
    }


def recorded_form(value: Any) -> Any:
    """The value as the recordings write it."""
    if isinstance(value, H2OFrame):
        rows = [row or [""] for row in value.as_data_frame(use_pandas=False, header=False)]
        return {"names": value.names, "types": list(value.types.values()), "rows": rows[:12]}
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else value
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *(recorded_form(item) for item in value)]
    if isinstance(value, dict):
        return {key: recorded_form(item) for key, item in value.items()}
    return value


def alike(ours: Any, recorded: Any) -> bool:
    if isinstance(ours, list) and isinstance(recorded, list):
        return len(ours) == len(recorded) and all(map(alike, ours, recorded))
    if isinstance(ours, dict) and isinstance(recorded, dict):
        return ours.keys() == recorded.keys() and all(alike(ours[k], recorded[k]) for k in ours)
    try:
        first, second = float(ours), float(recorded)
    except (TypeError, ValueError):
        return bool(ours == recorded)
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return math.isclose(first, second, rel_tol=1e-9)


@pytest.mark.parametrize(("expression", "recorded"), RECORDINGS, ids=lambda part: str(part)[:60])
def test_same_as_recorded(expression: str, recorded: Any) -> None:
    *statements, last = expression.split("; ")
    scope = names_in_expressions()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", H2OUserWarning)
        for statement in statements:
            exec(statement, scope)
        value = recorded_form(eval(last, scope))
    assert alike(value, recorded), f"{value} is not {recorded}"
