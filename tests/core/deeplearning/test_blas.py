"""Threads of the BLAS while replicas train."""

from __future__ import annotations

import subprocess
import sys

from threadpoolctl import threadpool_info

from heavywater.core.deeplearning.engines.blas import one_blas_thread

# In a process of its own: here the kernels' BLAS may have been loaded by another test.
SCRIPT = """
from threadpoolctl import threadpool_info
from heavywater.core.deeplearning.engines.blas import one_blas_thread
with one_blas_thread():
    import numpy, scipy.linalg.cython_blas
    print([library["num_threads"] for library in threadpool_info()])
"""


def threads():
    return [library["num_threads"] for library in threadpool_info()]


def test_every_blas_that_kernels_use_is_limited():
    done = subprocess.run([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0
    found = done.stdout.strip("[]\n").split(", ")
    assert len(found) > 1
    assert set(found) == {"1"}


def test_the_last_user_lifts_the_limit():
    with one_blas_thread():
        pass
    before = threads()
    with one_blas_thread():
        with one_blas_thread():
            assert set(threads()) == {1}
        assert set(threads()) == {1}
    assert threads() == before
