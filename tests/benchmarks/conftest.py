"""The benchmarks are scripts, not a package: their folder has to be on the path."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import one of the scripts by its name."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module
