"""Jobs: progress, cancelling, failure."""

from __future__ import annotations

import signal
import threading

import pytest

from heavywater.core.jobs import Job, JobCancelled, run_job, start_job
from heavywater.exceptions import H2OServerError


def test_result_and_record():
    job = Job("j", "count")
    assert run_job(job, lambda job: 42) == 42
    assert (job.status, job.progress, job.exception, job.ended) == ("DONE", 1.0, None, True)
    assert job.start_time is not None
    assert job.end_time is not None
    assert job.run_time == job.end_time - job.start_time


def test_progress_never_goes_back_and_listeners_hear_it():
    job = Job("j", "count")
    heard: list[tuple[str, float, str]] = []
    job.listen(lambda job: heard.append((job.status, job.progress, job.message)))

    def work(job: Job) -> None:
        job.update(0.5, "half")
        job.update(0.25)
        job.update(7)

    run_job(job, work)
    assert heard == [
        ("RUNNING", 0.0, ""),
        ("RUNNING", 0.5, "half"),
        ("RUNNING", 0.5, "half"),
        ("RUNNING", 1.0, "half"),
        ("DONE", 1.0, "half"),
    ]


def test_failure_reaches_the_caller():
    job = Job("j", "fail")

    def work(job: Job) -> None:
        raise ZeroDivisionError("no")

    with pytest.raises(ZeroDivisionError, match="no"):
        run_job(job, work)
    assert job.status == "FAILED"
    assert isinstance(job.exception, ZeroDivisionError)


def test_a_display_that_fails_does_not_stop_the_work():
    job = Job("j", "count")
    job.listen(lambda job: 1 / 0)
    assert run_job(job, lambda job: 1) == 1


def test_cancel_from_another_thread():
    job = Job("j", "endless")
    running = threading.Event()

    def work(job: Job) -> None:
        running.set()
        while True:
            job.checkpoint()

    canceller = threading.Thread(target=lambda: (running.wait(), job.cancel()))
    canceller.start()
    with pytest.raises(JobCancelled, match="endless was cancelled"):
        run_job(job, work)
    canceller.join()
    assert job.status == "CANCELLED"


def test_ctrl_c_stops_the_work_before_it_is_raised():
    job = Job("j", "endless")
    stopped: list[bool] = []

    def work(job: Job) -> None:
        signal.raise_signal(signal.SIGINT)
        try:
            while True:
                job.checkpoint()
        finally:
            stopped.append(True)

    with pytest.raises(KeyboardInterrupt):
        run_job(job, work)
    assert stopped == [True]
    assert job.status == "CANCELLED"


def test_start_without_waiting():
    job = Job("j", "count")
    start_job(job, lambda job: None)
    assert job.wait(10)
    with pytest.raises(H2OServerError, match="started before"):
        start_job(job, lambda job: None)
