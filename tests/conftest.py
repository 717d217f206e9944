"""What all tests share."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

# A shell that starts the tests in the background has them ignore Ctrl-C, and their child processes
# too. Tests of Ctrl-C need Python's own handler, and an exec() hands none but "ignore" on.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is no failure.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture
def own_session(monkeypatch):
    """A session of the test's own: no frames, no models, the settings of a new process."""
    from heavywater import session

    monkeypatch.setattr(session, "_current", None)


@pytest.fixture
def silent_session(own_session):
    """A session of the test's own that shows no progress bars."""
    import heavywater

    heavywater.no_progress()


@pytest.fixture
def replicas_of_few_rows(monkeypatch):
    """Let short runs have a replica for every 2,000 rows."""
    from heavywater.core.deeplearning import training

    monkeypatch.setattr(training, "ROWS_FOR_A_REPLICA", 2000)
    monkeypatch.setattr(training, "ROWS_TO_TRAIN", 1)
