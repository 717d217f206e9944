"""Categorical columns as other columns: what `categorical_encoding` does to a frame.

An encoder is learned from the training frame, and then maps any frame: known levels by their
label, whatever their position there. `OneHotInternal` needs none: levels become inputs without
becoming columns (see `data_info`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.modelling import codes_in_domain, missing_cells
from heavywater.exceptions import listed

__all__ = ["Encoded", "Encoder", "FewerLevels", "NumbersOfLevels", "learn_encoder", "main_axis"]

Floats = npt.NDArray[np.float64]

#: EnumLimited keeps this many levels of a column (H2O's own number).
KEPT_LEVELS = 10

OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False)
class NumbersOfLevels:
    """A categorical column that becomes numeric ones.

    Attributes
    ----------
    name, domain
        The column, and its levels in training.
    columns
        Names of the columns that it becomes.
    values
        Their numbers for each level, (levels + 1, columns); the last row is that of a missing or
        unseen level, NaN where the number is then missing too.
    """

    name: str
    domain: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats

    def encode(self, codes: npt.NDArray[np.int32], _unseen: npt.NDArray[np.bool_]) -> list[Floats]:
        """The columns' values for the rows' levels; -1 is the last row of `values`."""
        return [np.ascontiguousarray(column[codes]) for column in self.values.T]

    @property
    def unseen_become(self) -> str:
        """What a level that training has not seen becomes."""
        return "missing"


@dataclass(frozen=True, slots=True, eq=False)
class FewerLevels:
    """A categorical column that becomes another one: reordered, or with rare levels merged.

    Attributes
    ----------
    name, domain
        The column, and its levels in training.
    columns
        Name of the column that it becomes, alone in a tuple.
    levels
        The new column's levels.
    codes
        Position of the new level of each old one.
    other
        Position of the level that unseen ones become; -1 for missing.
    """

    name: str
    domain: tuple[str, ...]
    columns: tuple[str, ...]
    levels: tuple[str, ...]
    codes: npt.NDArray[np.int32]
    other: int = -1

    def encode(
        self, codes: npt.NDArray[np.int32], unseen: npt.NDArray[np.bool_]
    ) -> list[EnumColumn]:
        """The column for the rows' levels."""
        table = np.append(self.codes, np.int32(-1))
        return [EnumColumn(np.where(unseen, self.other, table[codes]), self.levels)]

    @property
    def unseen_become(self) -> str:
        """What a level that training has not seen becomes."""
        return "missing" if self.other < 0 else repr(self.levels[self.other])


ColumnEncoding: TypeAlias = NumbersOfLevels | FewerLevels


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A frame after encoding.

    Attributes
    ----------
    data
        The model's predictors, as far as the frame had them.
    complete
        Whether a row had a known level in every categorical predictor.
    notes
        What had to be assumed.
    """

    data: FrameData
    complete: npt.NDArray[np.bool_]
    notes: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """How the categorical predictors of a model become other columns.

    Attributes
    ----------
    scheme
        The value of `categorical_encoding`.
    predictors
        Columns that a frame is expected to have, in the training frame's order.
    columns
        What becomes of the categorical ones.
    names
        Columns of the encoded frame, in order.
    """

    scheme: str
    predictors: tuple[str, ...]
    columns: tuple[ColumnEncoding, ...]
    names: tuple[str, ...]

    def encode(self, data: FrameData) -> Encoded:
        """A frame with the predictors encoded; a column that is absent counts as missing."""
        present = set(data.names)
        complete = np.ones(data.nrow, dtype=np.bool_)
        notes: list[str] = []
        made: dict[str, Any] = {}
        for column in self.columns:
            codes, unseen = self._levels(column, data, present, notes)
            complete &= codes >= 0
            made |= dict(zip(column.columns, column.encode(codes, unseen), strict=True))
        kept = {name for name in self.predictors if name in present}
        kept -= {column.name for column in self.columns}
        names = [name for name in self.names if name in made or name in kept]
        return Encoded(data.select(sorted(kept)).with_columns(made).select(names), complete, notes)

    def _levels(
        self, column: ColumnEncoding, data: FrameData, present: set[str], notes: list[str]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """Positions of the rows' levels, -1 where missing or unseen; where they are unseen."""
        if column.name not in present:
            notes.append(f"Column {column.name!r} is not in the frame: it counts as missing.")
            return np.full(data.nrow, -1, dtype=np.int32), np.zeros(data.nrow, dtype=np.bool_)
        codes, strangers = codes_in_domain(data, column.name, column.domain)
        if not strangers:
            return codes, np.zeros(data.nrow, dtype=np.bool_)
        notes.append(
            f"Column {column.name!r} has levels that training has not seen "
            f"({listed(strangers)}): they count as {column.unseen_become}."
        )
        return codes, (codes < 0) & ~missing_cells(data, column.name)


def learn_encoder(
    scheme: str,
    data: FrameData,
    predictors: Sequence[str],
    *,
    response: Floats | None = None,
    weights: Floats | None = None,
) -> Encoder | None:
    """Find out from the training frame how its categorical predictors are to be encoded.

    Parameters
    ----------
    scheme
        ``"OneHotInternal"`` (no encoder), ``"OneHotExplicit"``, ``"Binary"``, ``"Eigen"``,
        ``"LabelEncoder"``, ``"SortByResponse"`` or ``"EnumLimited"``.
    data
        The training frame.
    predictors
        Usable columns, in the frame's order.
    response
        Numbers, or positions of classes, by row, NaN where missing; for ``"SortByResponse"``.
    weights
        Weight of each row in the mean response.

    Returns
    -------
    Encoder or None
        None if the columns stay as they are.
    """
    types = data.types
    categorical = [name for name in predictors if types[name] == "enum"]
    if scheme == "OneHotInternal" or not categorical:
        return None
    taken = set(predictors) - set(categorical)

    def made_of(name: str, suffix: str = "") -> str:
        unique = _unique(f"{name}{suffix}", taken)
        taken.add(unique)
        return unique

    def encoding(name: str) -> ColumnEncoding:
        domain = tuple(data.domain(name) or ())
        codes = data.codes(name)
        if scheme == "Binary":
            return _binary(name, domain, made_of)
        if scheme == "OneHotExplicit":
            return _indicators(name, domain, made_of)
        if scheme == "LabelEncoder":
            numbers = np.append(np.arange(len(domain), dtype=np.float64), np.nan)
            return NumbersOfLevels(name, domain, (made_of(name),), numbers[:, None])
        if scheme == "Eigen":
            axis = main_axis(np.bincount(codes[codes >= 0], minlength=len(domain)))
            return NumbersOfLevels(
                name, domain, (made_of(name, ".Eigen"),), np.append(axis, np.nan)[:, None]
            )
        if scheme == "SortByResponse":
            assert response is not None, "sorting by the response needs one"
            order = _by_response(codes, len(domain), response, weights)
            return _reordered(name, domain, order, made_of(name))
        return _limited(name, domain, codes, made_of)

    columns = tuple(encoding(name) for name in categorical)
    return Encoder(scheme, tuple(predictors), columns, _order(scheme, predictors, columns))


def _order(
    scheme: str, predictors: Sequence[str], columns: Sequence[ColumnEncoding]
) -> tuple[str, ...]:
    """Names of the encoded columns: in their column's place, or with Binary behind the others."""
    by_name = {column.name: column.columns for column in columns}
    if scheme == "Binary":
        numeric = [name for name in predictors if name not in by_name]
        return (*numeric, *(name for column in columns for name in column.columns))
    return tuple(new for name in predictors for new in by_name.get(name, (name,)))


def _unique(name: str, taken: Collection[str]) -> str:
    """The name, or where another column has it, the name with a number behind it."""
    unique, count = name, 0
    while unique in taken:
        unique, count = f"{name}{count}", count + 1
    return unique


def _binary(
    name: str, domain: tuple[str, ...], made_of: Callable[[str, str], str]
) -> NumbersOfLevels:
    """The binary digits of a level's position plus one, the lowest first; 0 is missing."""
    bits = len(domain).bit_length()
    number = np.append(np.arange(1, len(domain) + 1), 0)
    digits = (number[:, None] >> np.arange(bits)) & 1
    columns = tuple(made_of(name, f":{bit}") for bit in range(bits))
    return NumbersOfLevels(name, domain, columns, digits.astype(np.float64))


def _indicators(
    name: str, domain: tuple[str, ...], made_of: Callable[[str, str], str]
) -> NumbersOfLevels:
    """A column for each level, and one for a missing value."""
    columns = tuple(made_of(name, f".{level}") for level in (*domain, "missing(NA)"))
    return NumbersOfLevels(name, domain, columns, np.eye(len(columns)))


def main_axis(counts: npt.NDArray[np.integer]) -> Floats:
    """Each level's coordinate on the first principal axis of its indicators.

    The indicators of a column whose levels have the shares p have the covariance
    diag(p) - p pᵀ. Its largest eigenvalue λ solves Σ p_i² / (p_i - λ) = 1 between the second
    largest share and the largest, and its eigenvector is p_i / (p_i - λ), of length 1. The most
    frequent level gets the positive sign.

    Parameters
    ----------
    counts
        Rows with each level.

    Notes
    -----
    Golub 1973, "Some modified matrix eigenvalue problems", section 5: an eigenvalue problem
    after a change of rank one. If several levels are the most frequent, the axis goes from the
    first of them to the second.

    Examples
    --------
    >>> main_axis(np.array([5, 5])).round(3)
    array([ 0.707, -0.707])
    """
    axis = np.zeros(counts.size)
    share = counts / max(int(counts.sum()), 1)
    order = np.argsort(-share, kind="stable")
    if counts.size < 2 or share[order[1]] == 0:
        axis[order[:1]] = 1.0
        return axis
    first, second = order[0], order[1]
    high, low = share[first], share[second]
    if high == low:
        axis[first], axis[second] = np.sqrt(0.5), -np.sqrt(0.5)
        return axis
    used = share > 0
    p = share[used]
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (p**2 / (p - middle)).sum() < 1:
            low = middle
        else:
            high = middle
    axis[used] = p / (p - (low + high) / 2)
    return np.asarray(axis / np.linalg.norm(axis))


def _by_response(
    codes: npt.NDArray[np.int32], levels: int, response: Floats, weights: Floats | None
) -> npt.NDArray[np.int64]:
    """Levels by rising mean response; one without rows counts as 0, and equals keep their order."""
    weight = np.ones(codes.size) if weights is None else weights
    known = (codes >= 0) & ~np.isnan(response) & (weight > 0)
    rows, weight = codes[known], weight[known]
    total = np.bincount(rows, weight, levels)
    mean = np.bincount(rows, weight * response[known], levels)
    np.divide(mean, total, out=mean, where=total > 0)
    return np.argsort(mean, kind="stable")


def _reordered(
    name: str, domain: tuple[str, ...], order: npt.NDArray[np.int64], column: str
) -> FewerLevels:
    codes = np.empty(len(domain), dtype=np.int32)
    codes[order] = np.arange(len(domain))
    return FewerLevels(name, domain, (column,), tuple(domain[i] for i in order), codes)


def _limited(
    name: str,
    domain: tuple[str, ...],
    codes: npt.NDArray[np.int32],
    made_of: Callable[[str, str], str],
) -> FewerLevels:
    """The most frequent levels, by falling number of rows, and one for all others."""
    if len(domain) <= KEPT_LEVELS:
        return _reordered(name, domain, np.arange(len(domain)), made_of(name, ""))
    counts = np.bincount(codes[codes >= 0], minlength=len(domain))
    order = np.argsort(-counts, kind="stable")
    kept = [int(level) for level in order[:KEPT_LEVELS] if counts[level] > 0]
    levels = [domain[level] for level in kept]
    new = np.full(len(domain), -1, dtype=np.int32)
    other = -1
    if int((counts > 0).sum()) > len(kept):
        other = len(kept)
        levels.append(_unique(OTHER, levels))
        new[:] = other
    new[kept] = np.arange(len(kept))
    column = made_of(name, f".top_{KEPT_LEVELS}_levels")
    return FewerLevels(name, domain, (column,), tuple(levels), new, other)
