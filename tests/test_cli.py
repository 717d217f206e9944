"""The command line."""

from __future__ import annotations

import sys
import types

import pytest

from heavywater import __version__
from heavywater.cli import main


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_doctor_shows_the_installation(capsys):
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    for word in ("numpy", "polars", "cores", "compiled kernels", "pandas"):
        assert word in printed


def test_without_a_command_it_explains_itself(capsys):
    assert main([]) == 0
    assert "doctor" in capsys.readouterr().out


def test_demo_is_called(monkeypatch):
    demo = types.ModuleType("heavywater.demo")
    demo.main = lambda: 3
    monkeypatch.setitem(sys.modules, "heavywater.demo", demo)
    assert main(["demo"]) == 3
