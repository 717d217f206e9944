"""The options of ``heavywater lab``."""

from __future__ import annotations

import argparse

import pytest

from heavywater.cli import main
from heavywater.lab import LABS, command


def test_the_list_names_every_lab(capsys):
    assert main(["lab", "--list"]) == 0
    printed = capsys.readouterr().out
    assert all(lab.title in printed and lab.says in printed for lab in LABS)


@pytest.mark.parametrize(
    ("text", "length"),
    [("2h", 7200), ("90m", 5400), ("1h30m", 5400), ("45s", 45), ("5min", 300), (" 1H ", 3600)],
)
def test_lengths_of_time(text, length):
    assert command.seconds(text) == length


@pytest.mark.parametrize("text", ["", "2", "two hours", "-1h", "0s", "h", "1m2h"])
def test_what_is_no_length_of_time(text):
    with pytest.raises(argparse.ArgumentTypeError, match="write 2h, 90m, 1h30m or 45s"):
        command.seconds(text)


@pytest.mark.parametrize(
    "words", [["--time-limit", "soon"], ["--port", "70000"], ["--port", "-1"], ["--quick"]]
)
def test_wrong_options_end_with_a_message(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["lab", *words])
    assert ended.value.code == 2
    assert words[-1] in capsys.readouterr().err


def test_missing_packages_are_named(monkeypatch, capsys):
    monkeypatch.setattr(command, "_NEEDED", ("matplotlib", "no_such_package"))
    assert main(["lab"]) == 1
    printed = capsys.readouterr().out
    assert "no_such_package" in printed
    assert "matplotlib" not in printed
    assert "pip install 'heavywater[lab]'" in printed


def test_a_folder_that_cannot_be_used(tmp_path, capsys):
    pytest.importorskip("jupytext")
    (tmp_path / "file").write_text("")
    assert main(["lab", "--folder", str(tmp_path / "file")]) == 1
    assert "--folder" in capsys.readouterr().out
