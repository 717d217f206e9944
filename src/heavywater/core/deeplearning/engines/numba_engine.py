"""The default engine: compiled loops, replicas of the network on the cores.

Replicas start from the same network, train on rows of their own without a word between them,
and are brought together (parameters and optimiser states alike) before the next call. The result
depends on the seed and on the number of replicas, never on timing, nor on how many of them
train at the same time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.engines import TrainingRows, minibatch, online
from heavywater.core.deeplearning.engines.averaging import make_averaging
from heavywater.core.deeplearning.engines.kernels import make_rules, make_shape
from heavywater.core.deeplearning.engines.levels import make_entries, most_entries, take_entries
from heavywater.core.deeplearning.engines.numbers import make_numbers
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.parallel import one_blas_thread

__all__ = ["NumbaEngine"]

#: Inputs that are made into arrays at a time, if they are not arrays already.
_BYTES_AT_ONCE = 1 << 18


class NumbaEngine:
    """Advances a network over rows of data.

    Parameters
    ----------
    network
        Changed in place; stands for all replicas after each call of `advance`.
    settings
        How to learn.
    data
        What to learn from.
    replicas
        Networks that are trained and brought together.
    seed
        Of the dropout masks.
    threads
        Most replicas to train at the same time; None for all of them.

    Notes
    -----
    Use it as a context manager: it keeps threads, and limits the BLAS to one thread each
    while it trains, because replicas fill the cores already.
    """

    def __init__(
        self,
        network: Network,
        settings: Settings,
        data: TrainingRows,
        replicas: int = 1,
        seed: int = 0,
        threads: int | None = None,
    ) -> None:
        self.network = network
        self.huber = 1.0
        self._settings = settings
        dtype = network.parameters.dtype
        self._entries = make_entries(data, dtype)
        offset = np.zeros(0, dtype) if data.offset is None else data.offset
        self._data = (make_numbers(data, dtype), self._entries, data.target, offset)
        self._seed = seed & 0x7FFFFFFFFFFFFFFF
        self._shape = make_shape(network, settings)
        self._averaging = make_averaging(network, settings, replicas)
        # Every weight takes part in a batch, so that one of one row is what slow mode asks for.
        self._batched = settings.batch > 1 or not settings.fast
        self._scratch = [self._make_scratch() for _ in range(replicas)]
        self._threads = min(threads or replicas, replicas)
        self._pool: ThreadPoolExecutor | None = None
        self._entered = contextlib.ExitStack()

    def __enter__(self) -> Self:
        if self._threads > 1:
            # The caller's thread trains too: to wake another one takes as long as some rows.
            self._pool = ThreadPoolExecutor(self._threads - 1, "heavywater-replica")
        if self._batched:
            self._entered.enter_context(one_blas_thread(kernels=True))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown()
        self._entered.close()

    def advance(
        self, orders: Sequence[npt.NDArray[np.int64]], trained: int, *, states: bool = True
    ) -> None:
        """Train each replica on its rows, then bring the replicas together.

        Parameters
        ----------
        orders
            Row numbers, one array a replica, none empty.
        trained
            Rows trained before, by all replicas.
        states
            Whether to bring the states of their optimisers together, too.
        """
        jobs = [
            (replica, scratch, order, trained + number, len(orders))
            for number, (replica, scratch, order) in enumerate(
                zip(self._averaging.replicas, self._scratch, orders, strict=False)
            )
        ]
        if self._pool is None or len(jobs) == 1:
            for job in jobs:
                self._train(*job)
        else:
            others = [self._pool.submit(self._train, *job) for job in jobs[1:]]
            self._train(*jobs[0])
            for other in others:
                other.result()  # re-raises what a replica raised
        self._averaging.exchange([order.size for order in orders], states=states)

    def _make_scratch(self) -> Any:
        layout, dtype = self.network.layout, self.network.parameters.dtype
        batch = self._settings.batch
        entries = most_entries(self._entries, batch)
        if self._batched:
            return minibatch.make_batch_scratch(layout, entries, batch, dtype)
        return online.make_scratch(layout, entries, dtype)

    def _train(
        self, network: Network, scratch: Any, order: npt.NDArray[np.int64], row: int, step: int
    ) -> None:
        rules = make_rules(self._settings, network, self.huber)
        state = (network.parameters, *network.states, self._shape, rules, scratch)
        batch = self._settings.batch
        for data, rows, done in self._portions(order):
            first = row + done * step
            if self._batched:
                minibatch.train_batches(*state, *data, rows, batch, self._seed, first, step)
            else:
                online.train_rows(*state, *data, rows, self._seed, first, step)

    def _portions(
        self, order: npt.NDArray[np.int64]
    ) -> Iterator[tuple[Any, npt.NDArray[np.int64], int]]:
        """What the kernels read, the rows in it, and how many rows came before."""
        numbers, entries, target, offset = self._data
        cells = numbers.cells
        if isinstance(cells, np.ndarray):
            yield self._data, order, 0
            return
        # As many rows as fit into the cache beside the network, in whole batches.
        size = max(1, _BYTES_AT_ONCE // max(4, 4 * cells.shape[1]))
        size = -(-size // self._settings.batch) * self._settings.batch
        for begin in range(0, order.size, size):
            rows = order[begin : begin + size]
            # An empty offset stands for none.
            read = numbers._replace(cells=cells[rows])
            part = (read, take_entries(entries, rows), target[rows])
            yield (*part, offset[rows] if offset.size else offset), np.arange(rows.size), begin
