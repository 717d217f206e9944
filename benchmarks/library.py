"""What the workloads share.

The workloads run in the interpreter of the library that they measure, and H2O-3's may have
nothing else installed: this module and the workloads need the standard library alone.
"""

from __future__ import annotations

import importlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = [
    "LIBRARIES",
    "Recorder",
    "Stopwatch",
    "estimator",
    "grid_search",
    "start",
    "stopwatch",
    "use_cores",
]

#: Names of the modules; what follows the import is the same script for both.
LIBRARIES = ("h2o", "heavywater")


def use_cores(count: int) -> int:
    """Keep this process, and those that it starts, to `count` cores; how many it got."""
    if not hasattr(os, "sched_setaffinity"):
        return min(count, os.cpu_count() or 1)
    cores = sorted(os.sched_getaffinity(0))[:count]
    os.sched_setaffinity(0, cores)
    return len(cores)


def start(name: str, cores: int, port: int | None, memory: str | None) -> Any:
    """Import a library and begin its session.

    Parameters
    ----------
    name
        One of `LIBRARIES`.
    cores
        Threads it may use.
    port, memory
        Of H2O-3's server: a free port, so that a running server is left alone, and the size
        of the heap (Java's own choice when it is None).
    """
    h2o = importlib.import_module(name)
    server: dict[str, Any] = {"port": port, "max_mem_size": memory}
    h2o.init(nthreads=cores, **(server if name == "h2o" else {}))
    return h2o


def estimator(name: str) -> Any:
    """The class H2ODeepLearningEstimator of a library."""
    return importlib.import_module(f"{name}.estimators.deeplearning").H2ODeepLearningEstimator


def grid_search(name: str) -> Any:
    """The class H2OGridSearch of a library."""
    return importlib.import_module(f"{name}.grid.grid_search").H2OGridSearch


class Recorder:
    """Writes results as lines of JSON, each at once, so that the caller can follow."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, what: str, value: float, **more: Any) -> None:
        line = json.dumps({"what": what, "value": value, **more})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


class Stopwatch:
    """Wall clock seconds of a `stopwatch` block; final when the block is left."""

    seconds: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Measure the block by the wall clock."""
    watch = Stopwatch()
    begin = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - begin
