"""Random verbs on random small frames give what the real H2O-3 gives.

Needs H2O-3: ``HEAVYWATER_H2O_PYTHON`` names an interpreter that has it, and
``HEAVYWATER_H2O_URL``, if it is set, a running server. ``HEAVYWATER_H2O_EXAMPLES`` frames are
drawn, 40 by default.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import heavywater
from frame_draws import a_step, frames
from frame_model import Plain, apply_to_plain
from frame_steps import Step, apply_step, made, state

PYTHON = os.environ.get("HEAVYWATER_H2O_PYTHON")
URL = os.environ.get("HEAVYWATER_H2O_URL")

pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="HEAVYWATER_H2O_PYTHON names no interpreter that has H2O-3"
)


@pytest.fixture(scope="module")
def h2o() -> Iterator[subprocess.Popen[str]]:
    driver = Path(__file__).with_name("h2o_driver.py")
    process = subprocess.Popen(
        [str(PYTHON), str(driver), *([URL] if URL else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process
    process.communicate()


def ask(h2o: subprocess.Popen[str], columns: Any, steps: list[Step]) -> list[dict[str, Any]]:
    assert h2o.stdin is not None
    assert h2o.stdout is not None
    h2o.stdin.write(json.dumps({"columns": columns, "steps": steps}) + "\n")
    h2o.stdin.flush()
    return json.loads(h2o.stdout.readline())


def cell(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def kinds(state: dict[str, Any]) -> dict[str, str]:
    """Types by column; H2O's client guesses whether numbers are whole."""
    numbers = ("int", "real", "bool")
    return {n: "number" if kind in numbers else kind for n, kind in state["types"].items()}


def assert_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert ours["names"] == theirs["names"]
    assert kinds(ours) == kinds(theirs)
    assert ours["levels"] == theirs["levels"]
    assert len(ours["rows"]) == len(theirs["rows"])
    for row, other in zip(ours["rows"], theirs["rows"], strict=True):
        pairs = zip(map(cell, row), map(cell, other), strict=True)
        assert all(a == b or a == pytest.approx(b, rel=1e-9, abs=1e-9) for a, b in pairs), (
            f"{row} is not {other}"
        )


def differs_from_h2o(step: Step, plain: Plain) -> bool:
    """Steps at which Heavywater differs from H2O-3 on purpose; plain Python judges them."""
    verb = step["verb"]
    # H2O subtracts other rows where parts of a frame meet, and keeps missing values.
    if verb in ("difflag1", "unique"):
        return True
    # It calls the counts of fractions otherwise.
    if verb == "table" and plain.columns[step["column"]].kind == "number":
        return True
    # It counts on in the next group behind one whose rows have no rank.
    if verb == "rank":
        return any(None in plain.columns[name].cells for name in step["groups"] + step["by"])
    # It gives the numbers of levels.
    if verb == "fill" and plain.columns[step["column"]].kind == "enum":
        return True
    # It takes no notice of falling order for levels.
    if verb == "sort":
        by = zip(step["by"], step["ascending"], strict=True)
        return any(plain.columns[name].kind == "enum" and not up for name, up in by)
    # It pairs missing keys with each other, or does not, by the types of the others.
    return bool(
        verb == "merge"
        and len(step["by"]) > 1
        and any(None in plain.columns[name].cells for name in step["by"])
    )


def drawn_steps(data: st.DataObject, plain: Plain) -> list[Step]:
    steps: list[Step] = []
    for number in range(data.draw(st.integers(1, 4))):
        step = a_step(data.draw, plain, f"new{number}")
        if step is None or differs_from_h2o(step, plain):
            continue
        after = apply_to_plain(plain, step)
        if not after.nrow:
            break  # H2O's answers about frames without rows are of many kinds.
        plain = after
        steps.append(step)
    return steps


@settings(
    max_examples=int(os.environ.get("HEAVYWATER_H2O_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_random_verbs(h2o: subprocess.Popen[str], data: st.DataObject) -> None:
    plain = data.draw(frames(least_rows=2))
    # H2O forgets the type of a column without any value.
    assume(all(set(column.cells) != {None} for column in plain.columns.values()))
    steps = drawn_steps(data, plain)
    columns = {n: {"kind": c.kind, "cells": c.cells} for n, c in plain.columns.items()}
    theirs = ask(h2o, columns, steps)
    frame = made(heavywater, columns)
    assert_same(state(frame), theirs[0])
    for step, expected in zip(steps, theirs[1:], strict=False):
        note(repr(step))
        if "error" in expected:
            return  # H2O cannot do it.
        frame = apply_step(frame, step)
        assert_same(state(frame), expected)
