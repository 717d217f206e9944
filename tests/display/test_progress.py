"""Progress: a final line where nobody watches, nothing after no_progress()."""

from __future__ import annotations

import io
import threading

import pytest

from heavywater import session
from heavywater.core.jobs import Job
from heavywater.display import progress

pytestmark = pytest.mark.usefixtures("own_session")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_one_line_without_a_terminal(capsys):
    assert progress.run_shown(Job("j", "Parse"), lambda job: 5) == 5
    assert capsys.readouterr().out == f"Parse progress: |{'█' * 64}| (done) 100%\n"


def test_a_failure_leaves_its_line_and_is_raised(capsys):
    def work(job):
        job.update(0.5)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        progress.run_shown(Job("j", "Parse"), work)
    assert capsys.readouterr().out.endswith("| (failed) 50%\n")


def test_silence(capsys):
    session.no_progress()
    progress.run_shown(Job("j", "Parse"), lambda job: 5)
    assert capsys.readouterr().out == ""


def test_a_short_job_does_not_flicker(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    progress.run_shown(Job("j", "Parse"), lambda job: 5)
    assert terminal.getvalue().count("\n") == 1
    assert "\x1b" not in terminal.getvalue()


def test_a_long_job_moves_a_bar(monkeypatch):
    terminal, seen = Terminal(), threading.Event()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "REFRESH", 0.001)
    move = progress._move_bar_in_terminal

    def moving(job):
        seen.set()
        move(job)

    monkeypatch.setattr(progress, "_move_bar_in_terminal", moving)
    progress.run_shown(Job("j", "Parse"), lambda job: seen.wait(10))
    assert seen.is_set()
    assert terminal.getvalue().endswith("(done) 100%\n")


def test_a_notebook_gets_one_line_that_changes(monkeypatch):
    display = pytest.importorskip("IPython.display")
    shown: list[str] = []

    class Handle:
        def update(self, data, raw):
            shown.append(data["text/plain"])

    def display_(data, raw, display_id):
        shown.append(data["text/plain"])
        return Handle()

    monkeypatch.setattr(display, "display", display_)
    monkeypatch.setattr(progress, "in_notebook", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    visible = threading.Event()

    def work(job):
        while not shown:
            job.checkpoint()
        job.update(0.5)
        visible.set()

    progress.run_shown(Job("j", "Parse"), work)
    assert visible.is_set()
    assert shown[0].endswith("| 0%")
    assert shown[-1].endswith("| (done) 100%")
