"""Engines: each takes a network and moves it along the gradient of some rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings

__all__ = ["Engine", "SparseRows", "TrainingRows", "make_engine"]


class SparseRows(NamedTuple):
    """Inputs that are mostly 0: of each row, those that are not, in rising order.

    Parameters
    ----------
    start
        Where each row begins, and the end of the last one, (rows + 1,), int64.
    slots
        Numbers of the inputs, int32.
    values
        Their values.
    """

    start: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int32]
    values: npt.NDArray[Any]


class TrainingRows(NamedTuple):
    """The design matrix that an engine reads.

    Parameters
    ----------
    numbers
        Numeric inputs, (rows, numeric), C order: an array of any type of numbers, or what gives
        arrays when it is indexed with row numbers.
    slots
        Levels of the categorical inputs, (rows, columns), int32; -1 for none. Like `numbers`.
    target
        Class indices or responses on the scale of the outputs, (rows,).
    offset
        What is added to each row's output, (rows,), in the type of the parameters; None for
        nothing.
    sparse
        Inputs with a row of weights each, in place of `slots`; None if there are none but levels.
    rescaling
        Shift and scale, (numeric,) each: a cell x of `numbers` stands for (x - shift) * scale. None
        if it stands for itself.
    """

    numbers: Any
    slots: Any
    target: npt.NDArray[Any]
    offset: npt.NDArray[Any] | None = None
    sparse: SparseRows | None = None
    rescaling: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = None


class Engine(Protocol):
    """Advances a network; a context manager, because it may hold threads."""

    #: Where Huber's loss turns linear, on the scale of the outputs.
    huber: float

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None: ...

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


def make_engine(
    network: Network,
    settings: Settings,
    data: TrainingRows,
    *,
    replicas: int,
    threads: int,
    seed: int,
) -> Engine:
    """The engine for this machine.

    Parameters
    ----------
    network
        Changed in place.
    settings
        How to learn.
    data
        What to learn from.
    replicas
        Networks that are trained and averaged: a part of what is learnt.
    threads
        Most that train at the same time: no part of what is learnt.
    seed
        Of the dropout masks.
    """
    # Numba is slow to import, and only training needs it.
    from heavywater.core.deeplearning.engines.numba_engine import NumbaEngine

    return NumbaEngine(network, settings, data, replicas, seed, threads)
