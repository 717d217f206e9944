"""Progress of jobs: a bar where somebody watches, one line where output is kept.

A terminal and a notebook get a bar that moves; a file or a pipe gets the finished line only. A
job that is done before a bar could be read shows nothing but that line either.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import TypeVar

from heavywater.core.jobs import Job, Status, just_wait, run_job
from heavywater.display.output import in_notebook

__all__ = ["bar_line", "bar_text", "run_shown", "watcher"]

T = TypeVar("T")

# Seconds that a job may take before a bar appears, so that short ones do not flicker.
PATIENCE = 0.2
# Seconds between two looks at the job while the bar moves.
REFRESH = 0.1
# Where the bar ends, as in H2O.
END_OF_BAR = 81


def run_shown(job: Job, work: Callable[[Job], T]) -> T:
    """`run_job`, with its progress shown unless `heavywater.no_progress` was called."""
    return run_job(job, work, watcher())


def watcher() -> Callable[[Job], None]:
    """The function that waits for a job and shows what is to be shown meanwhile."""
    from heavywater import session

    if not session.current().progress:
        return just_wait
    if in_notebook():
        return _watch_in_notebook
    if sys.stdout is not None and sys.stdout.isatty():
        return _watch_in_terminal
    return _watch_silently


def _watch_silently(job: Job) -> None:
    just_wait(job)
    print(bar_line(job))


def _watch_in_terminal(job: Job) -> None:
    if not job.wait(PATIENCE):
        _move_bar_in_terminal(job)
    print(bar_line(job))


def _move_bar_in_terminal(job: Job) -> None:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (
        TextColumn("{task.description} progress:", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[message]}", markup=False),
    )
    # Transient: the finished line takes the bar's place.
    bar = Progress(*columns, transient=True)
    task = bar.add_task(job.description, total=1.0, message=job.message)
    try:
        bar.start()
        while not job.wait(REFRESH):
            bar.update(task, completed=job.progress, message=job.message)
    finally:
        # Ctrl-C may come while the bar starts: it is taken away as far as it is there, and the
        # terminal has its cursor back in any case. (A `with` block would not be left then.)
        with contextlib.suppress(IndexError):
            bar.stop()
        bar.console.show_cursor(True)


def _watch_in_notebook(job: Job) -> None:
    if job.wait(PATIENCE):
        print(bar_line(job))
        return
    from IPython.display import display

    handle = display(  # type: ignore[no-untyped-call]
        {"text/plain": bar_line(job)}, raw=True, display_id=True
    )
    ended = False
    while not ended:
        ended = job.wait(REFRESH)
        handle.update({"text/plain": bar_line(job)}, raw=True)


def bar_line(job: Job) -> str:
    """The job's bar as text, as wide as H2O's."""
    return bar_text(job.description, job.progress, job.status)


def bar_text(description: str, progress: float, status: Status) -> str:
    """A bar as text.

    Examples
    --------
    >>> len(bar_text("Parse", 1.0, "DONE"))
    94
    >>> bar_text("deeplearning Model Build", 0.5, "CANCELLED")[-17:]
    '| (cancelled) 50%'
    """
    label = f"{description} progress: |"
    width = max(10, END_OF_BAR - len(label))
    state = "" if status in ("CREATED", "RUNNING") else f"({status.lower()}) "
    return f"{label}{'█' * round(width * progress):<{width}}| {state}{100 * progress:.0f}%"
