"""Which rows each replica visits, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Place", "RowSampler"]

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """How far a part has come: passes begun, and rows taken of the last one."""

    passes: int
    taken: int


class _Shard:
    """One replica's rows, visited in a new random order on each pass."""

    def __init__(
        self,
        rows: Rows,
        repeats: npt.NDArray[np.float64] | None,
        entropy: Sequence[int],
        place: Place | None,
    ) -> None:
        self._rows = rows
        self._repeats = repeats
        self._entropy = entropy
        self._passes = 0
        self._order: Rows = np.zeros(0, dtype=np.int64)
        self._taken = 0
        if place is not None and place.passes > 0:
            self._passes = place.passes - 1
            self._begin_pass()
            self._taken = place.taken

    @property
    def place(self) -> Place:
        return Place(self._passes, self._taken)

    def take(self, count: int) -> Rows:
        parts = []
        while count > 0:
            if self._taken >= self._order.size:
                self._begin_pass()
            part = self._order[self._taken : self._taken + count]
            self._taken += part.size
            count -= part.size
            parts.append(part)
        return np.concatenate(parts)

    def _begin_pass(self) -> None:
        # A generator for each pass: an order can be made again without those before it.
        rng = np.random.default_rng([*self._entropy, self._passes])
        self._order, self._taken = self._new_order(rng), 0
        self._passes += 1

    def _new_order(self, rng: np.random.Generator) -> Rows:
        if self._repeats is None:
            return rng.permutation(self._rows)
        # Systematic resampling (Kitagawa 1996): a row of weight w comes floor(w) or ceil(w)
        # times, w times on average.
        edges = np.floor(np.cumsum(self._repeats) + rng.random())
        counts = np.diff(edges, prepend=0.0).astype(np.int64)
        drawn = np.repeat(self._rows, counts)
        return rng.permutation(drawn if drawn.size else self._rows)


class RowSampler:
    """Hands out rows so that each pass visits every row once, or by its weight.

    Parameters
    ----------
    rows
        Row numbers that may be visited.
    replicas
        Number of parts; each keeps to rows of its own.
    rng
        Source of randomness; what is drawn from it decides all orders.
    weights
        Weights of all rows of the data (indexed by row number). A row of twice the weight is
        visited twice as often; a pass is as long as there are rows.
    places
        Where the parts of an earlier sampler of the same rows, parts and randomness had come to;
        this one goes on there.

    Examples
    --------
    >>> sampler = RowSampler(np.arange(6), 2, np.random.default_rng(1))
    >>> sorted(np.concatenate(sampler.take(6)).tolist())
    [0, 1, 2, 3, 4, 5]
    """

    def __init__(
        self,
        rows: Rows,
        replicas: int,
        rng: np.random.Generator,
        weights: npt.NDArray[np.float64] | None = None,
        places: Sequence[Place] | None = None,
    ) -> None:
        parts = np.array_split(rng.permutation(rows), replicas)
        key = int(rng.integers(2**63))
        begun: Sequence[Place | None] = places or [None] * replicas
        self._shards = [
            _Shard(part, _repeats(part, weights), (key, number), place)
            for number, (part, place) in enumerate(zip(parts, begun, strict=True))
        ]

    @property
    def places(self) -> list[Place]:
        """How far each part has come."""
        return [shard.place for shard in self._shards]

    def take(self, count: int) -> list[Rows]:
        """The next `count` rows, split among the replicas as evenly as can be."""
        share, extra = divmod(count, len(self._shards))
        wanted = [share + (number < extra) for number in range(len(self._shards))]
        return [
            shard.take(size) for shard, size in zip(self._shards, wanted, strict=True) if size > 0
        ]


def _repeats(rows: Rows, weights: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64] | None:
    if weights is None:
        return None
    own = weights[rows]
    return np.asarray(own / own.mean())
