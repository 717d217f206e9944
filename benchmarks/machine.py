"""Facts about the machine and the software, so that figures can be related to each other."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

__all__ = ["facts", "products_gflops", "sgemm_gflops"]

Matrix: TypeAlias = npt.NDArray[Any]

_SIZE = 1024


def sgemm_gflops(repeats: int = 20) -> float:
    """GFLOP/s of single precision matrix products on one thread: the best of some."""
    rng = np.random.default_rng(0)
    a, b = (rng.random((_SIZE, _SIZE), dtype=np.float32) for _ in range(2))
    best = float("inf")
    with threadpool_limits(limits=1, user_api="blas"):
        for _ in range(repeats):
            begin = time.perf_counter()
            a @ b
            best = min(best, time.perf_counter() - begin)
    return 2 * _SIZE**3 / best / 1e9


def products_gflops(shapes: Sequence[tuple[int, int, int]], cores: int, repeats: int = 20) -> float:
    """GFLOP/s a core of products one after another, on all cores at once: the best of some.

    Parameters
    ----------
    shapes
        Rows of the left matrix, its columns, and columns of the right one, for each product.
    cores
        So many threads take the same products side by side.
    """
    rng = np.random.default_rng(0)

    def factors() -> list[tuple[Matrix, Matrix, Matrix]]:
        sizes = [((m, k), (k, n), (m, n)) for m, k, n in shapes]
        return [tuple(rng.random(size, dtype=np.float32) for size in three) for three in sizes]

    def multiply(given: list[tuple[Matrix, Matrix, Matrix]]) -> None:
        # Several times, so that the start of a thread does not count.
        for _ in range(10):
            for left, right, out in given:
                np.matmul(left, right, out=out)

    best = float("inf")
    own = [factors() for _ in range(cores)]
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(cores) as pool:
        for _ in range(repeats):
            begin = time.perf_counter()
            list(pool.map(multiply, own))
            best = min(best, time.perf_counter() - begin)
    return 10 * sum(2 * m * k * n for m, k, n in shapes) / best / 1e9


def facts(h2o_python: Path | None, cores: int) -> dict[str, str]:
    """What the figures depend on, by name."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    found = {
        "Date": time.strftime("%Y-%m-%d"),
        "Processor": f"{_processor()}, {cores} cores used of {os.cpu_count()}",
        "One thread's sgemm": f"{sgemm_gflops():.0f} GFLOP/s",
        "Load before the run": load,
        "Heavywater": importlib.metadata.version("heavywater"),
        "Python": platform.python_version(),
    }
    if h2o_python is not None:
        version = [str(h2o_python), "-c", "import h2o; print(h2o.__version__)"]
        found |= {"H2O-3": _first_line(version), "Java": _first_line(["java", "-version"])}
    return found


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _first_line(command: list[str]) -> str:
    """What a command says first, on either stream: Java answers on the second one."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[0] if lines else "unknown"
