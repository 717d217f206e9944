"""Parts side by side, and the threads of the BLAS meanwhile."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from threadpoolctl import threadpool_info

from heavywater.core import parallel
from heavywater.core.parallel import one_blas_thread, side_by_side

# In a process of its own: here the kernels' BLAS may have been loaded by another test.
SCRIPT = """
import pytest
from threadpoolctl import threadpool_info
from heavywater.core.parallel import one_blas_thread
with one_blas_thread(), one_blas_thread(kernels=True):
    import numpy, scipy.linalg.cython_blas
    print([lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"])
"""


def threads():
    # Others are loaded by other tests: scikit-learn brings an OpenMP, whose limit is each thread's.
    return [lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"]


def test_every_blas_that_kernels_use_is_limited():
    done = subprocess.run([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0
    found = done.stdout.strip("[]\n").split(", ")
    assert len(found) > 1
    assert set(found) == {"1"}


def test_every_part_is_worked_on():
    found = [0] * 50
    side_by_side(lambda part: found.__setitem__(part, part + 1), range(50))
    assert found == list(range(1, 51))


def test_what_a_part_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda part: 1 // part, [2, 1, 0])


def test_threads_take_turns_at_the_limit():
    # threadpoolctl listens to the thread that set a limit first for as long as that thread lives.
    with one_blas_thread(kernels=True):
        pass
    before = threads()
    first, second = one_blas_thread(kernels=True), one_blas_thread()
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        one.submit(first.__enter__).result()
        assert set(threads()) == {1}
        other.submit(second.__enter__).result()
        one.submit(first.__exit__, None, None, None).result()
        assert set(threads()) == {1}
        other.submit(second.__exit__, None, None, None).result()
        assert threads() == before


def test_the_last_user_lifts_the_limit():
    with one_blas_thread():
        pass
    before = threads()
    with one_blas_thread():
        with one_blas_thread():
            assert set(threads()) == {1}
        assert set(threads()) == {1}
    assert threads() == before


@pytest.mark.parametrize("available", [1, 2])
def test_both_calls_return_and_raise(monkeypatch, available):
    monkeypatch.setattr(parallel, "cores", lambda: available)
    assert parallel.both(lambda: 1, lambda: "two") == (1, "two")
    with pytest.raises(ZeroDivisionError):
        parallel.both(lambda: 1, lambda: 1 // 0)


@pytest.mark.parametrize("available", [1, 2])
def test_results_come_in_the_order_of_the_items(monkeypatch, available):
    monkeypatch.setattr(parallel, "cores", lambda: available)
    assert list(parallel.in_order(lambda item: item * item, range(30))) == [
        item * item for item in range(30)
    ]


def test_what_items_and_work_raise_takes_the_place_of_the_missing_result():
    def items():
        yield 1
        yield 0
        raise KeyError("no more")

    results = parallel.in_order(lambda item: 2 // item, items())
    assert next(results) == 2
    with pytest.raises(ZeroDivisionError):
        next(results)
    results = parallel.in_order(lambda item: item, items())
    assert [next(results), next(results)] == [1, 0]
    with pytest.raises(KeyError):
        next(results)


def test_results_that_nobody_wants_are_not_made():
    made = []
    results = parallel.in_order(made.append, iter(range(10**9)))
    next(results)
    results.close()
    assert len(made) < 100
