"""Ctrl-C while a model is trained, in a process of its own: a real signal, a usable session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")

# Says when training is under way, with its first rows behind it.
SCRIPT = """\
import sys, threading
import numpy as np
import heavywater as h2o
from heavywater.core.jobs import Job
from heavywater.estimators import H2ODeepLearningEstimator

{setup}
rng = np.random.default_rng(1)
columns = {{f"x{{i}}": rng.normal(size=20_000) for i in range(20)}}
frame = h2o.H2OFrame(columns | {{"y": columns["x0"] * columns["x1"]}})
frame.frame_id = "frame"

first = H2ODeepLearningEstimator(hidden=[5], epochs=1, seed=1, model_id="first")
first.train(y="y", training_frame=frame)

update, told = Job.update, []
def telling_update(job, progress, message=None):
    update(job, progress, message)
    if progress > 0 and not told:
        told.append(job)
        print("UNDER WAY", flush=True)
Job.update = telling_update

first.epochs = 1e6
first.model_id = "half"
try:
    first.train(y="y", training_frame=frame)
except KeyboardInterrupt:
    print("INTERRUPTED", told[0].status)
else:
    sys.exit("the training came to its end")

print("KEYS", sorted(h2o.ls()["key"]))
print("MODEL", first.model_id, first.mse() > 0)
print("THREADS", [t.name for t in threading.enumerate() if t.name.startswith("job")])
second = H2ODeepLearningEstimator(hidden=[5], epochs=1, seed=1, model_id="second")
second.train(y="y", training_frame=frame)
print("AGAIN", second.mse() == first.mse(), sorted(h2o.ls()["key"]))
"""

AFTERWARDS = [
    "INTERRUPTED CANCELLED",
    # As in H2O, another model_id renames the model that is there.
    "KEYS ['frame', 'half']",
    "MODEL half True",
    "THREADS []",
    "AGAIN True ['frame', 'half', 'second']",
]


def interrupted(script: str) -> tuple[int, str, str]:
    """Run a script, send SIGINT once training is under way; its status and what it wrote after."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line == "UNDER WAY\n":
                child.send_signal(signal.SIGINT)
                break
        printed, errors = child.communicate(timeout=120)
    return child.returncode, printed, errors


@pytest.mark.parametrize("setup", ["h2o.no_progress()", "h2o.show_progress()"])
def test_an_interrupted_training_leaves_a_usable_session(setup):
    status, printed, errors = interrupted(SCRIPT.format(setup=setup))
    assert (status, errors) == (0, "")
    assert [line for line in printed.splitlines() if "progress" not in line] == AFTERWARDS


def test_an_interrupt_that_nobody_catches_ends_the_script():
    script = SCRIPT.format(setup="h2o.no_progress()")
    script = script.replace("except KeyboardInterrupt:", "except ZeroDivisionError:")
    status, printed, errors = interrupted(script)
    assert status in (-signal.SIGINT, 128 + signal.SIGINT)
    assert printed == ""
    assert errors.splitlines()[-1] == "KeyboardInterrupt"


# Makes the terminal the process's own, so that Ctrl-C reaches it.
OWN_TERMINAL = "import os; os.close(os.open(os.ttyname(0), os.O_RDWR))"


def test_ctrl_c_in_a_terminal_takes_the_bar_away():
    master, terminal = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT.format(setup=OWN_TERMINAL)],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    ) as child:
        os.close(terminal)
        # The bar has appeared when it hides the cursor.
        shown = read_until(master, "UNDER WAY")
        shown += read_until(master, HIDE_CURSOR)
        os.write(master, b"\x03")
        shown += read_until(master, None)
        status = child.wait(timeout=120)
    os.close(master)
    assert status == 0, shown
    for line in AFTERWARDS:
        assert line in shown
    before, _, _ = shown.partition(AFTERWARDS[0])
    assert before.rindex(HIDE_CURSOR) < before.rindex(SHOW_CURSOR)


HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


def read_until(terminal: int, text: str | None) -> str:
    """What a terminal shows until there is some text, or until its end."""
    shown = ""
    while text is None or text not in shown:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says so that nobody is left at the other end
            break
        if not piece:
            break
        shown += piece.decode(errors="replace")
    return shown
