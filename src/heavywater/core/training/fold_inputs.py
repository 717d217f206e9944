"""Inputs of the folds of a cross-validation: one matrix for all, statistics for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.folds import Folds
from heavywater.core.training.inputs import Inputs, SparseInputs
from heavywater.core.training.lazy_rows import LazyRows, Matrix

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["FoldInputs", "SharedInputs"]

Floats = npt.NDArray[np.float64]

_ROWS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums over rows of the numbers that are known, one a column."""

    count: Floats
    weight: Floats
    first: Floats
    second: Floats

    @classmethod
    def of(cls, numbers: Matrix, weights: Floats | None, rows: object) -> _Sums:
        """Over the rows of the positions `rows`; those of weight 0 do not count."""
        positions = np.asarray(rows)
        if weights is not None:
            positions = positions[weights[positions] > 0]
        sums = np.zeros((4, numbers.shape[1]))
        for start in range(0, positions.size, _ROWS_AT_ONCE):
            part = positions[start : start + _ROWS_AT_ONCE]
            block = numbers[part].astype(np.float64)
            known = ~np.isnan(block)
            np.copyto(block, 0.0, where=~known)
            mass = np.ones(part.size) if weights is None else weights[part]
            sums[0] += known.sum(axis=0)
            sums[1] += mass @ known
            sums[2] += mass @ block
            sums[3] += mass @ (block * block)
        return cls(*sums)

    @classmethod
    def of_sparse(
        cls, named: SparseInputs, indicators: int, weights: Floats | None, rows: object
    ) -> _Sums:
        """The same of rows that name their inputs, of which the first are indicators."""
        positions = np.asarray(rows)
        if weights is not None:
            positions = positions[weights[positions] > 0]
        part = named.take(positions)
        mass = np.ones(positions.size) if weights is None else weights[positions]
        numeric = part.slots >= indicators
        column = part.slots[numeric] - indicators
        cells = np.repeat(mass, np.diff(part.start))[numeric]
        values = part.values[numeric].astype(np.float64)
        missing = np.isnan(values)
        values[missing] = 0.0

        def total(of: npt.NDArray[Any]) -> Floats:
            return np.bincount(column, of, named.width - indicators).astype(np.float64)

        return cls(
            positions.size - total(missing),
            mass.sum() - total(cells * missing),
            total(cells * values),
            total(cells * values * values),
        )

    def without(self, others: _Sums) -> _Sums:
        """Sums over the rows that are not among the others."""
        return _Sums(
            self.count - others.count,
            self.weight - others.weight,
            self.first - others.first,
            self.second - others.second,
        )

    def __add__(self, others: _Sums) -> _Sums:
        return _Sums(
            self.count + others.count,
            self.weight + others.weight,
            self.first + others.first,
            self.second + others.second,
        )

    def moments(self) -> tuple[Floats, Floats]:
        """Weighted mean, and standard deviation with n - 1, as `numeric_summary` defines them."""
        mass = np.where(self.weight > 0, self.weight, 1.0)
        mean = self.first / mass
        variance = np.maximum(self.second / mass - mean * mean, 0.0)
        # What is left of a constant column is rounding.
        variance[variance <= 1e-12 * np.maximum(mean * mean, 1e-30)] = 0.0
        return mean, np.sqrt(variance * self.count / np.maximum(self.count - 1.0, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class SharedInputs:
    """The inputs of all rows, kept once, on the scale of all rows, gaps left open.

    Attributes
    ----------
    info
        How columns become inputs, learned from all rows.
    inputs
        The rows; a missing number is NaN.
    standardize
        Whether numbers are brought to mean 0 and standard deviation 1.
    notes
        What had to be assumed about the data.
    """

    info: DataInfo
    inputs: Inputs
    standardize: bool
    notes: list[str]

    @classmethod
    def of(cls, info: DataInfo, data: FrameData, *, standardize: bool) -> SharedInputs:
        """Read a training frame."""
        open_gaps = replace(info, fill=np.full_like(info.fill, np.nan))
        inputs, notes = open_gaps.transform(data)
        return cls(info, inputs, standardize, notes)

    @property
    def _gaps(self) -> bool:
        return not bool(self.inputs.complete.all())

    def whole(self) -> Inputs:
        """The inputs of the model of all rows."""
        if not self._gaps:
            return self.inputs
        width = len(self.info.numerics)
        fill = (self.info.fill - self.info.shift) * self.info.scale
        if self.info.sparse:
            return self._rescaled(np.ones(width), fill)
        return self._onto(np.zeros(width), np.ones(width), fill)

    def _onto(self, shift: Floats, scale: Floats, fill: Floats | None) -> Inputs:
        """The inputs with numbers on another scale; `fill` is on that."""
        numbers = self.inputs.numbers
        rows = numbers if isinstance(numbers, LazyRows) else LazyRows(numbers)
        return replace(self.inputs, numbers=rows.rescaled(shift, scale, fill))

    def of_folds(self, folds: Folds, weights: Floats | None) -> FoldInputs:
        """What each fold reads, by the statistics of the rows that it does not hold out.

        Parameters
        ----------
        folds
            Which rows each fold holds out.
        weights
            Weights of all rows in the statistics; None for 1.
        """
        held_out = [
            self._sums(weights, np.flatnonzero(folds.held_out(fold))) for fold in range(folds.count)
        ]
        return FoldInputs(self, held_out)

    def _sums(self, weights: Floats | None, rows: object) -> _Sums:
        if self.info.sparse:
            assert self.inputs.sparse is not None
            return _Sums.of_sparse(self.inputs.sparse, self.info.indicators, weights, rows)
        return _Sums.of(self.inputs.numbers, weights, rows)

    def _rescaled(self, scale: Floats, fill: Floats) -> Inputs:
        """Inputs that rows name, the numbers among them times a scale, gaps filled.

        Positions are shared by all folds, values are each fold's own.
        """
        named = self.inputs.sparse
        assert named is not None
        levels = self.info.indicators
        by_input = np.concatenate([np.ones(levels), scale]).astype(np.float32)
        filled = np.concatenate([np.zeros(levels), fill]).astype(np.float32)
        values = named.values * by_input[named.slots]
        np.copyto(values, filled[named.slots], where=np.isnan(values))
        return replace(self.inputs, sparse=replace(named, values=values))

    def of_fold(self, sums: _Sums) -> tuple[DataInfo, Inputs]:
        """How rows of these sums would have columns be read, and all rows read so."""
        mean, sd = sums.moments()
        info = self.info
        mean_of_column = mean / info.scale + info.shift
        if not self.standardize:
            own = replace(info, fill=mean_of_column)
            if info.sparse:
                return own, self._rescaled(np.ones_like(mean), mean)
            if not self._gaps:
                return own, self.inputs
            return own, self._onto(np.zeros_like(mean), np.ones_like(mean), mean)
        # A column that is constant here is shifted, but keeps the units it came in.
        scale = np.where(sd > 0, 1.0 / np.where(sd > 0, sd, 1.0), 1.0 / info.scale)
        if info.sparse:
            own = replace(info, scale=info.scale * scale, fill=mean_of_column)
            return own, self._rescaled(scale, mean * scale)
        own = replace(info, shift=mean_of_column, scale=info.scale * scale, fill=mean_of_column)
        return own, self._onto(mean, scale, np.zeros_like(mean) if self._gaps else None)


class FoldInputs(Sequence[tuple[DataInfo, Inputs]]):
    """For each fold how its model reads columns, and all rows as it reads them.

    They are made when they are asked for: values of sparse data are a fold's own.
    """

    def __init__(self, shared: SharedInputs, held_out: list[_Sums]) -> None:
        self._shared = shared
        self._held_out = held_out
        self._all = held_out[0]
        for sums in held_out[1:]:
            self._all = self._all + sums

    def __len__(self) -> int:
        return len(self._held_out)

    def __getitem__(self, fold: Any) -> Any:
        return self._shared.of_fold(self._all.without(self._held_out[fold]))
