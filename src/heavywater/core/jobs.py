"""Jobs: work of any length with progress, cancelling and a clear end.

The work runs in a worker thread, so that the caller's thread stays free to show progress and to
notice Ctrl-C. The caller wakes at once when the work is done; there is no polling.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Generic, Literal, TypeVar

from heavywater.exceptions import H2OJobCancelled, H2OServerError

__all__ = ["Job", "JobCancelled", "Running", "Status", "just_wait", "run_job", "start_job"]

JobCancelled = H2OJobCancelled

T = TypeVar("T")
Status = Literal["CREATED", "RUNNING", "DONE", "FAILED", "CANCELLED"]
Listener = Callable[["Job"], None]

_ENDED = ("DONE", "FAILED", "CANCELLED")


class Job:
    """A piece of work that somebody waits for.

    Parameters
    ----------
    key
        Name of the job.
    description
        What it does, such as ``"deeplearning Model Build"``.

    Examples
    --------
    >>> job = Job("job_1", "count")
    >>> run_job(job, lambda job: sum(range(4)))
    6
    >>> job.status, job.progress
    ('DONE', 1.0)
    """

    def __init__(self, key: str, description: str) -> None:
        self.key = key
        self.description = description
        self.status: Status = "CREATED"
        self.message = ""
        self.exception: BaseException | None = None
        self.start_time: float | None = None
        self.end_time: float | None = None
        self._progress = 0.0
        self._parts = threading.Lock()
        self._cancel_requested = threading.Event()
        self._ended = threading.Event()
        self._listeners: list[Listener] = []

    @property
    def progress(self) -> float:
        """Share of the work that is done, from 0 to 1."""
        return self._progress

    @property
    def cancel_requested(self) -> bool:
        """Whether somebody wants the job to stop."""
        return self._cancel_requested.is_set()

    @property
    def run_time(self) -> float:
        """Seconds from the start until the end, or until now."""
        if self.start_time is None:
            return 0.0
        return (time.time() if self.end_time is None else self.end_time) - self.start_time

    def listen(self, listener: Listener) -> None:
        """Call `listener(job)` at the start, on progress and at the end, in the worker's thread."""
        self._listeners.append(listener)

    def update(self, progress: float, message: str | None = None) -> None:
        """Report progress from the work; it never goes backwards."""
        self._progress = min(1.0, max(self._progress, progress))
        if message is not None:
            self.message = message
        self._notify()

    def cancel(self) -> None:
        """Ask the work to stop at its next checkpoint."""
        self._cancel_requested.set()

    def part(self, share: float) -> Job:
        """A job for a part of the work, whose progress is that share of this one's.

        Parts may run side by side. To cancel the whole cancels them; to cancel a part leaves the
        others alone.

        Examples
        --------
        >>> job = Job("job_1", "two halves")
        >>> job.part(0.5).update(1.0), job.part(0.5).update(0.5), job.progress
        (None, None, 0.75)
        """
        return _Part(self, share)

    def checkpoint(self) -> None:
        """To be called by the work, often.

        Raises
        ------
        JobCancelled
            If somebody has called `cancel`.
        """
        if self.cancel_requested:
            raise JobCancelled(f"{self.description} was cancelled.")

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the job has ended; tells whether it has."""
        return self._ended.wait(timeout)

    @property
    def ended(self) -> bool:
        """Whether the job is done, failed or cancelled."""
        return self.status in _ENDED

    def _advance(self, by: float, message: str | None) -> None:
        """Progress of a part, from any thread."""
        with self._parts:
            self.update(self._progress + by, message)

    def _begin(self) -> None:
        self.start_time = time.time()
        self.status = "RUNNING"
        self._notify()

    def _end(self, status: Status, exception: BaseException | None = None) -> None:
        self.end_time = time.time()
        self.exception = exception
        self.status = status
        if status == "DONE":
            self._progress = 1.0
        self._notify()
        self._ended.set()

    def _notify(self) -> None:
        for listener in self._listeners:
            # A display that fails must not take the work down with it.
            with contextlib.suppress(Exception):
                listener(self)


class _Part(Job):
    """A part of another job."""

    def __init__(self, whole: Job, share: float) -> None:
        super().__init__(whole.key, whole.description)
        self._whole = whole
        self._share = share

    @property
    def cancel_requested(self) -> bool:
        """Whether somebody wants this part, or the whole, to stop."""
        return self._cancel_requested.is_set() or self._whole.cancel_requested

    def update(self, progress: float, message: str | None = None) -> None:
        """Report progress of the part; it becomes the whole's, by its share."""
        before = self._progress
        super().update(progress, message)
        self._whole._advance(self._share * (self._progress - before), message)


def just_wait(job: Job) -> None:
    """Wait for a job's end without showing anything."""
    # Ctrl-C does not interrupt an endless wait everywhere (on Windows, or when the signal reaches
    # another thread), so the wait is endless in pieces. The end of the job still ends it at once.
    while not job.wait(0.5):
        pass


class Running(Generic[T]):
    """A job that has been started; `join` waits for its result.

    Parameters
    ----------
    job
        The job.
    work
        What it does.
    """

    def __init__(self, job: Job, work: Callable[[Job], T]) -> None:
        if job.status != "CREATED":
            raise H2OServerError(f"The job {job.key!r} was started before: it is {job.status}.")
        self.job = job
        self._work = work
        self._results: list[T] = []
        self._thread = threading.Thread(target=self._run, name=job.key, daemon=True)

    def start(self) -> Running[T]:
        """Begin the work in a worker thread."""
        self._thread.start()
        return self

    def join(self, watch: Callable[[Job], None] = just_wait) -> T:
        """Wait for the result, or raise what the work raised.

        `watch(job)` does the waiting; it may show the progress meanwhile. Ctrl-C cancels the
        job, waits until the work has stopped at its next checkpoint, and is then raised.
        """
        try:
            watch(self.job)
            self._thread.join()
        except KeyboardInterrupt:
            self.cancel()
            raise
        if self.job.exception is not None:
            raise self.job.exception
        return self._results[0]

    def cancel(self) -> None:
        """Ask the work to stop, and wait until it has."""
        self.job.cancel()
        # An interrupt may come while the thread is being started.
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        job = self.job
        job._begin()
        try:
            self._results.append(self._work(job))
        except JobCancelled as cancelled:
            job._end("CANCELLED", cancelled)
        except BaseException as failure:
            job._end("FAILED", failure)
        else:
            job._end("DONE")


def run_job(job: Job, work: Callable[[Job], T], watch: Callable[[Job], None] = just_wait) -> T:
    """Run `work(job)` in a worker thread and wait for its result.

    Parameters
    ----------
    job
        The job.
    work
        What it does; it should call ``job.checkpoint()`` often.
    watch
        Waits for the end in the caller's thread; it may show the progress meanwhile.

    Raises
    ------
    JobCancelled
        If the job was cancelled.
    KeyboardInterrupt
        After Ctrl-C, when the work has stopped at its next checkpoint.
    Exception
        Whatever the work raised.
    """
    running = Running(job, work)
    try:
        running.start()
        return running.join(watch)
    except KeyboardInterrupt:
        running.cancel()
        raise


def start_job(job: Job, work: Callable[[Job], T]) -> Running[T]:
    """Start `work(job)` in a worker thread and go on."""
    return Running(job, work).start()
