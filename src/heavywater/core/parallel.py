"""Work on several cores: parts side by side, and a BLAS that does not compete with them."""

from __future__ import annotations

import contextlib
import importlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

__all__ = ["both", "cores", "in_order", "one_blas_thread", "side_by_side"]

T = TypeVar("T")
U = TypeVar("U")

#: The BLAS of compiled kernels. Numba loads it at the first product, which would be after the
#: limit was set: each replica's products then ran on all cores.
_KERNELS_LIBRARY = "scipy.linalg.cython_blas"

_lock = threading.Lock()
_users = 0
_limits: list[Any] = []


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(work: Callable[[T], None], parts: Iterable[T]) -> None:
    """Call `work` for each part, on all cores; what it raises is raised here.

    Parameters
    ----------
    work
        Must not care which other parts are worked on at the same time, and should spend its time
        where Python's lock is not held: in NumPy, Polars or compiled code.
    parts
        What to call it with.
    """
    remaining = list(parts)
    threads = min(cores(), len(remaining))
    if threads < 2:
        for part in remaining:
            work(part)
        return
    with ThreadPoolExecutor(threads, "heavywater-part") as pool:
        # list() re-raises
        list(pool.map(work, remaining))


def both(first: Callable[[], T], second: Callable[[], U]) -> tuple[T, U]:
    """What two calls return, the second one made in another thread where there are cores for it.

    As for `side_by_side`, neither may care about the other.
    """
    if cores() < 2:
        return first(), second()
    with ThreadPoolExecutor(1, "heavywater-part") as pool:
        beside = pool.submit(second)
        return first(), beside.result()


def in_order(work: Callable[[T], U], items: Iterable[T]) -> Iterator[U]:
    """What `work` makes of the items, in their order, on all cores and some items ahead.

    Parameters
    ----------
    work
        As for `side_by_side`.
    items
        Taken by the thread that asks for the results, while others work. What either raises is
        raised in the place of the result that is missing.
    """
    # One more than there are cores: each has steps that hold Python's lock, or wait for others.
    threads = cores() + 1
    coming: deque[Future[U]] = deque()
    with ThreadPoolExecutor(threads, "heavywater-part") as pool:
        try:
            for future in _begun(pool, work, items):
                coming.append(future)
                if len(coming) > threads:
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()
        finally:
            for future in coming:
                future.cancel()


def _begun(
    pool: ThreadPoolExecutor, work: Callable[[T], U], items: Iterable[T]
) -> Iterator[Future[U]]:
    try:
        for item in items:
            yield pool.submit(work, item)
    except Exception as error:
        failed: Future[U] = Future()
        failed.set_exception(error)
        yield failed


def _briefly(call: Callable[[], T]) -> T:
    """The result of a call in a thread that has ended when this returns.

    threadpoolctl obeys the thread that set a limit first, and ignores all others in silence for
    as long as it lives; scoring and training may run in different ones.
    """
    with ThreadPoolExecutor(1, "heavywater-blas") as pool:
        return pool.submit(call).result()


@contextlib.contextmanager
def one_blas_thread(*, kernels: bool = False) -> Iterator[None]:
    """Limit the BLAS to one thread; the last user to leave lifts the limit.

    Parameters
    ----------
    kernels
        Also that of compiled kernels, which is loaded for it.

    Notes
    -----
    The limit is the process's, not the thread's: of several users that each restored what they
    had found, the last one would leave the limit behind.
    """
    global _users
    with _lock:
        if kernels:
            importlib.import_module(_KERNELS_LIBRARY)
        if kernels or _users == 0:
            _limits.append(
                _briefly(lambda: ThreadpoolController().limit(limits=1, user_api="blas"))
            )
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            while _users == 0 and _limits:
                _briefly(_limits.pop().restore_original_limits)
