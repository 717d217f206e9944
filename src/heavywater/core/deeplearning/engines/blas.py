"""One thread of the BLAS at a time, while several networks train side by side."""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Iterator
from typing import Any

from threadpoolctl import ThreadpoolController

__all__ = ["one_blas_thread"]

#: The BLAS of compiled kernels. Numba loads it at the first product, which would be after the
#: limit was set: each replica's products then ran on all cores.
_LIBRARY = "scipy.linalg.cython_blas"

_lock = threading.Lock()
_users = 0
_limit: Any = None


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """Limit the BLAS to one thread; the last user to leave lifts the limit.

    The limit is the process's, not the thread's: of several users that each restored what they
    had found, the last one would leave the limit behind.
    """
    global _users, _limit
    with _lock:
        if _users == 0:
            importlib.import_module(_LIBRARY)
            _limit = ThreadpoolController().limit(limits=1)
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                _limit.restore_original_limits()
                _limit = None
