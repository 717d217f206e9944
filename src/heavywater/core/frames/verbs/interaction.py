"""Categorical columns joined to columns of the combinations of their levels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.exceptions import H2OFrameError, H2OTypeError

__all__ = ["interaction"]

_OTHER = "other"

Codes = npt.NDArray[np.int64]


def interaction(
    data: FrameData,
    factors: Sequence[str],
    *,
    pairwise: bool,
    max_factors: int,
    min_occurrence: int,
) -> FrameData:
    """Columns of the combinations of levels that occur together.

    Parameters
    ----------
    data
        The frame.
    factors
        Names of categorical columns; a single one is combined with itself.
    pairwise
        Whether three and more columns give one column for each pair of them, rather than one of
        all.
    max_factors
        At most so many combinations keep a level of their own, the most frequent ones.
    min_occurrence
        So often a combination must occur to keep one.

    Returns
    -------
    FrameData
        Enums called ``a_b``, whose levels ``x_y`` are ordered by frequency. What keeps no level is
        ``other``. A missing value is a level ``NA``, except in a column that is combined with
        itself, where it stays missing.

    Raises
    ------
    H2OTypeError
        If a column is not categorical.
    """
    for name in factors:
        if data.domain(name) is None:
            raise H2OTypeError(
                f"Column {name!r} is of type {data.type_of(name)}, not categorical. Convert it "
                "with asfactor() first.",
                "factors",
                name,
            )
    names = list(factors)
    groups = list(combinations(names, 2)) if pairwise and len(names) > 2 else [tuple(names)]
    columns = [_joined(data, group, max_factors, min_occurrence) for group in groups]
    repeated = {c.name for c in columns if sum(c.name == other.name for other in columns) > 1}
    if repeated:
        raise H2OFrameError(
            f"Two interactions would both be called {min(repeated)!r}; name each factor once.",
            "factors",
        )
    return FrameData(pl.DataFrame(columns))


def _joined(data: FrameData, names: Sequence[str], most: int, least: int) -> pl.Series:
    """One column of the combinations of several, joined from left to right as H2O does it."""
    first, *rest = names if len(names) > 1 else [names[0], names[0]]
    codes, domain = data.codes(first).astype(np.int64), data.domain(first) or []
    for place, name in enumerate(rest):
        other, levels = data.codes(name).astype(np.int64), data.domain(name) or []
        itself = place == 0 and name == first
        found = _Combinations(None if itself else codes, other)
        kept = _frequent(found, most, least)
        labels = _labels(found, kept, None if itself else domain, levels)
        codes, domain = _coded(found, kept, labels)
    label = "_".join([first, *rest])
    return EnumColumn(codes, domain).to_series(label)


class _Combinations:
    """The combinations of two codes that occur.

    Parameters
    ----------
    left, right
        Codes of each row, -1 where missing; without `left` the rows in which `right` is missing
        take part in no combination.

    Attributes
    ----------
    left, right
        Codes of each combination.
    counts
        How often it occurs.
    order
        The combinations from the most to the least frequent.
    at
        The combination of each row, -1 for none.
    """

    def __init__(self, left: Codes | None, right: Codes) -> None:
        width = int(right.max(initial=-1)) + 2
        keys = right + 1 if left is None else (left + 1) * width + right + 1
        present, self.at, self.counts, first = _distinct(keys)
        self.left, self.right = present // width - 1, present % width - 1
        if left is None and present.size and present[0] == 0:
            present, self.right, self.counts, first = (
                part[1:] for part in (present, self.right, self.counts, first)
            )
            self.at = self.at - 1
        slots = np.empty(len(first), dtype=np.int64)
        arrived = np.argsort(first)
        slots[arrived] = _slots(self._as_h2o(left is None)[arrived])
        self.order = np.lexsort((slots, -self.counts))

    def _as_h2o(self, itself: bool) -> Codes:
        """H2O's key of each combination: two codes of 32 bits."""
        low = np.where(self.right < 0, _MISSING, self.right)
        if itself:
            return low
        high = np.where(self.left < 0, _MISSING, self.left)
        return (high << np.int64(32)) | (low & np.int64(0xFFFFFFFF))


_MISSING = np.int64(-(2**31))

#: Possible keys for each row up to which they are counted in a table of all.
_ROOM = 8


def _distinct(keys: Codes) -> tuple[Codes, Codes, Codes, Codes]:
    """The keys that occur, the place of each row's among them, how often and where first."""
    size = int(keys.max(initial=-1)) + 1
    if size > _ROOM * len(keys) + 1024:
        known, keys = np.unique(keys, return_inverse=True)
        size = len(known)
    else:
        known = np.arange(size)
    counts = np.bincount(keys, minlength=size)
    present = np.flatnonzero(counts)
    place, first = np.full(size, -1), np.zeros(size, dtype=np.int64)
    place[present] = np.arange(len(present))
    # Written from the last row to the first, so that the first one stays.
    first[keys[::-1]] = np.arange(len(keys))[::-1]
    return known[present], place[keys], counts[present], first[present]


def _slots(keys: Codes) -> Codes:
    """Where keys stand in a hash table: H2O orders combinations of equal frequency by that.

    Parameters
    ----------
    keys
        The keys in the order in which they are put into the table.
    """
    bits = keys.view(np.uint64)
    h = (bits ^ (bits >> np.uint64(32))).astype(np.uint32)
    h ^= (h >> np.uint32(20)) ^ (h >> np.uint32(12))
    h ^= (h >> np.uint32(7)) ^ (h >> np.uint32(4))
    h += h << np.uint32(7)
    size = 32
    while len(keys) > 10 + size // 4:
        size *= 2
    taken: set[int] = set()
    slots = []
    for slot in (h & np.uint32(size - 1)).tolist():
        while slot in taken:
            slot = (slot + 1) % size
        taken.add(slot)
        slots.append(slot)
    return np.array(slots, dtype=np.int64)


def _frequent(found: _Combinations, most: int, least: int) -> Codes:
    """Positions of the combinations that keep a level, in the order of the levels."""
    order = found.order[:most] if most < len(found.order) else found.order
    return order[found.counts[order] >= least]


def _labels(
    found: _Combinations, kept: Codes, left: Sequence[str] | None, right: Sequence[str]
) -> list[str]:
    """Labels of the combinations that keep a level; of one column alone they are its own."""
    ends = [right[code] if code >= 0 else "NA" for code in found.right[kept].tolist()]
    if left is None:
        return ends
    starts = [left[code] if code >= 0 else "NA" for code in found.left[kept].tolist()]
    return [f"{start}_{end}" for start, end in zip(starts, ends, strict=True)]


def _coded(found: _Combinations, kept: Codes, labels: list[str]) -> tuple[Codes, list[str]]:
    """Rows as positions among the labels, the rest as ``other``."""
    domain = list(dict.fromkeys(labels))
    others = len(kept) < len(found.counts)
    if others and _OTHER not in domain:
        domain.append(_OTHER)
    place = {label: at for at, label in enumerate(domain)}
    level = np.full(len(found.counts) + 1, place[_OTHER] if others else -1)
    level[kept] = [place[label] for label in labels]
    level[-1] = -1  # rows that take part in no combination
    return level[found.at], domain
