"""Runs a workload in a library's own interpreter, follows its results, watches its memory."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "Followed",
    "MissingError",
    "Record",
    "WorkloadError",
    "follow",
    "free_port",
    "h2o_python",
    "heavywater_python",
    "install",
    "python_of",
    "status_of",
]

VARIABLE = "HEAVYWATER_H2O_PYTHON"
H2O_REQUIREMENTS = ("h2o==3.46.0.12", "pandas")
_ENVIRONMENT = Path(__file__).parent / ".h2o-venv"
# Looking at all processes takes some milliseconds, which the workload lacks.
_POLL_SECONDS = 0.25

Record = dict[str, Any]


class MissingError(Exception):
    """Something that a benchmark needs is not there; the message says how to get it."""


class WorkloadError(Exception):
    """A workload that failed, with the end of its output."""


def status_of(compare: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """What a comparison returns; 2 if something it needs is missing, 1 if a workload failed."""
    try:
        return compare(options)
    except MissingError as error:
        print(error, file=sys.stderr)
        return 2
    except WorkloadError as error:
        print(error, file=sys.stderr)
        return 1


@dataclass(frozen=True)
class Followed:
    """A workload that has ended.

    Attributes
    ----------
    records
        Its results.
    peak_bytes
        The most memory that its processes held together (resident sets); NaN where the system
        does not tell.
    others
        The share of the machine's processors that other programs took meanwhile; NaN likewise.
    """

    records: list[Record]
    peak_bytes: float
    others: float


def h2o_python(given: str | None) -> Path:
    """The interpreter that has H2O-3: given, named by the environment, or made here.

    Raises
    ------
    MissingError
        If Java or the interpreter is missing.
    """
    if shutil.which("java") is None:
        raise MissingError(
            "H2O-3 runs on Java, which is not on the PATH. On Debian and Ubuntu:\n"
            "    sudo apt-get install default-jre-headless"
        )
    named = given or os.environ.get(VARIABLE)
    if named is None:
        return _own_environment()
    if shutil.which(named) is None:
        raise MissingError(f"There is no program {named}, which was named as H2O-3's interpreter.")
    # Not resolved: a virtual environment's interpreter is a link, and must be called as one.
    return Path(os.path.abspath(shutil.which(named) or named))


def heavywater_python() -> Path:
    """This interpreter, after a first import, which compiles the package's modules."""
    subprocess.run([sys.executable, "-c", "import heavywater"], env=_environment(), check=True)
    return Path(sys.executable)


def _own_environment() -> Path:
    done = _ENVIRONMENT / ".installed"
    if not done.exists():
        print(f"Installing {' and '.join(H2O_REQUIREMENTS)} into {_ENVIRONMENT} ...", flush=True)
        venv.create(_ENVIRONMENT, with_pip=True, clear=True)
        if install(_ENVIRONMENT, H2O_REQUIREMENTS):
            raise MissingError(
                f"H2O-3 could not be installed. Install {H2O_REQUIREMENTS[0]} yourself and name "
                f"its interpreter with --h2o-python PATH or in {VARIABLE}."
            )
        done.touch()
    return python_of(_ENVIRONMENT)


def python_of(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return environment / ("Scripts" if os.name == "nt" else "bin") / "python"


def install(environment: Path, requirements: Sequence[str]) -> int:
    """Install packages into a virtual environment; pip's exit status."""
    pip = [str(python_of(environment)), "-m", "pip", "install", "--quiet", *requirements]
    return subprocess.run(pip, check=False).returncode


def free_port() -> int:
    """A port for H2O-3's server, which takes the next one as well."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def follow(
    python: Path,
    script: str,
    arguments: Sequence[object],
    tell: Callable[[Record], None],
    out: Path | None = None,
) -> Followed:
    """Run a script beside this file to its end.

    Parameters
    ----------
    python
        Interpreter to run it.
    script
        Its file name.
    arguments
        Its options; ``--out`` is added.
    tell
        Called with each result as it comes.
    out
        File of the results; one that is removed afterwards when it is not given.

    Raises
    ------
    WorkloadError
        If it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        results = out or Path(folder, "results.jsonl")
        results.touch()
        known = results.stat().st_size
        command = [str(python), str(Path(__file__).with_name(script)), *map(str, arguments)]
        with Path(folder, "log.txt").open("w+b") as log:
            process = subprocess.Popen(
                [*command, "--out", str(results)],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd=folder,
            )
            watched = _Watched(process, results, known, tell)
            try:
                watched.to_the_end()
            finally:
                watched.end()
            if process.returncode:
                log.seek(0)
                last = log.read().decode(errors="replace").splitlines()[-25:]
                raise WorkloadError("\n".join([f"{script} failed with", *last]))
        return Followed(watched.records, watched.peak, watched.others())


def _environment() -> dict[str, str]:
    """As a user has it: compiled modules are kept, which some build systems turn off."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


class _Watched:
    """A process whose results and memory are read while it runs."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        results: Path,
        known: int,
        tell: Callable[[Record], None],
    ) -> None:
        self._process = process
        self._results = results
        self._position = known
        self._tell = tell
        self._family: set[int] = {process.pid}
        self._own_ticks: dict[int, int] = {}
        self._begin = _machine_ticks()
        self.records: list[Record] = []
        self.peak = float("nan")

    def to_the_end(self) -> None:
        while self._process.poll() is None:
            self._look()
            time.sleep(_POLL_SECONDS)
        self._look()

    def others(self) -> float:
        busy, total = (now - then for now, then in zip(_machine_ticks(), self._begin, strict=True))
        own = sum(self._own_ticks.values())
        return max(0.0, (busy - own) / total) if total else float("nan")

    def end(self) -> None:
        """Leave no process behind, whatever happened: H2O-3's server outlives its client."""
        if self._process.poll() is None:
            self._process.terminate()
        for pid in sorted(_tree(self._process.pid, self._family)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self._process.wait()

    def _look(self) -> None:
        self._family = _tree(self._process.pid, self._family)
        size = sum(_resident_bytes(pid) for pid in self._family)
        for pid in self._family:
            self._own_ticks[pid] = max(self._own_ticks.get(pid, 0), _ticks(pid))
        if size:
            self.peak = size if self.peak != self.peak else max(self.peak, size)
        with self._results.open("rb") as file:
            file.seek(self._position)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._position += len(whole)
        for line in whole.splitlines():
            record = json.loads(line)
            self.records.append(record)
            self._tell(record)


def _tree(root: int, known: set[int]) -> set[int]:
    """Processes alive that descend from `root`, also those whose parent has gone since."""
    parents = _parents()
    family = {pid for pid in known if pid in parents} | {root}
    while True:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        if not more:
            return family & parents.keys()
        family |= more


def _parents() -> dict[int, int]:
    """The parent of each process, where the system tells (Linux)."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _status(folder)
        if fields:
            found[int(folder.name)] = int(fields[1])
    return found


def _status(process: Path) -> list[str]:
    """A process's status after its name, which may hold anything; nothing if it is gone."""
    try:
        return (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(pid: int) -> int:
    """Processor time that a process has taken."""
    fields = _status(Path(f"/proc/{pid}"))
    return int(fields[11]) + int(fields[12]) if fields else 0


def _machine_ticks() -> tuple[int, int]:
    """Processor time that was used, and that there was, on all cores; zeros if unknown."""
    if not Path("/proc/stat").exists():
        return 0, 0
    # user, nice, system, idle, waiting for disks, interrupts, ...; guests are counted in user.
    ticks = [int(field) for field in Path("/proc/stat").read_text().split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def _resident_bytes(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
