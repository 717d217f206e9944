"""Which rows each replica visits, and in what order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["RowSampler"]

Rows = npt.NDArray[np.int64]


class _Shard:
    """One replica's rows, visited in a new random order on each pass."""

    def __init__(
        self, rows: Rows, repeats: npt.NDArray[np.float64] | None, rng: np.random.Generator
    ) -> None:
        self._rows = rows
        self._repeats = repeats
        self._rng = rng
        self._left: Rows = np.zeros(0, dtype=np.int64)

    def take(self, count: int) -> Rows:
        parts = []
        while count > 0:
            if self._left.size == 0:
                self._left = self._new_pass()
            part, self._left = self._left[:count], self._left[count:]
            count -= part.size
            parts.append(part)
        return np.concatenate(parts)

    def _new_pass(self) -> Rows:
        if self._repeats is None:
            return self._rng.permutation(self._rows)
        # Systematic resampling (Kitagawa 1996): a row of weight w comes floor(w) or ceil(w)
        # times, w times on average.
        edges = np.floor(np.cumsum(self._repeats) + self._rng.random())
        counts = np.diff(edges, prepend=0.0).astype(np.int64)
        drawn = np.repeat(self._rows, counts)
        return self._rng.permutation(drawn if drawn.size else self._rows)


class RowSampler:
    """Hands out rows so that each pass visits every row once, or by its weight.

    Parameters
    ----------
    rows
        Row numbers that may be visited.
    replicas
        Number of parts; each keeps to rows of its own.
    rng
        Source of randomness; each part gets one of its own from it.
    weights
        Weights of all rows of the data (indexed by row number). A row of twice the weight is
        visited twice as often; a pass is as long as there are rows.

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
    ) -> None:
        shuffled = rng.permutation(rows)
        self._shards = [
            _Shard(part, _repeats(part, weights), generator)
            for part, generator in zip(
                np.array_split(shuffled, replicas), rng.spawn(replicas), strict=True
            )
        ]

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
