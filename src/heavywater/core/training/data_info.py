"""From a frame's columns to what a model reads: numbers, and positions of levels.

Categorical predictors come first, by falling number of levels, then the numeric ones in the
frame's order; that is also the order in which a model names its inputs. A categorical value is
the position of its indicator among those of all categorical predictors. No indicator matrix
exists at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.modelling import (
    codes_in_domain,
    numeric_ranges,
    numeric_summary,
)
from heavywater.core.training.encoding import Encoder, learn_encoder
from heavywater.core.training.hashing import HashedLevels
from heavywater.core.training.inputs import Inputs, SparseInputs
from heavywater.core.training.lazy_rows import LazyRows, Matrix, Rescaling
from heavywater.core.training.sparse_numbers import scaled_cells, sparse_columns
from heavywater.exceptions import H2OValueError

if TYPE_CHECKING:
    from heavywater.core.frames.data import Finish, FrameData

__all__ = ["Categorical", "DataInfo", "Inputs", "SparseInputs"]

#: Above this ratio of mean to deviation, float32 would lose the digits that tell rows apart.
_PRECISE_RATIO = 1e3

#: Columns of larger numbers are standardised in double precision.
_LARGE = 1e30

#: Rows of so many numbers, if they are small whole ones, are kept as they are and rescaled when
#: they are read. Shorter ones gain too little to compile the kernels for a further type. Not by the
#: number of rows: a part of a table is to need the same kernels as all of it.
_NARROW_FROM = 64

#: So many absent columns are named one by one.
_NOTES = 10

Spread = Literal["deviation", "range"]


@dataclass(frozen=True, slots=True)
class Categorical:
    """A categorical predictor: its name, its levels, and where its indicators begin."""

    name: str
    domain: tuple[str, ...]
    offset: int
    skipped: int

    @property
    def indicators(self) -> int:
        """Indicators of its levels and one for a missing value."""
        return len(self.domain) - self.skipped + 1

    @property
    def missing(self) -> int:
        """Position of the indicator for a missing value."""
        return self.offset + self.indicators - 1


@dataclass(frozen=True, slots=True, eq=False)
class DataInfo:
    """How columns become inputs, learned from the training frame.

    Attributes
    ----------
    categoricals, numerics
        Predictors in the model's order.
    shift, scale
        A numeric value x enters as (x - shift) * scale.
    fill
        What a missing numeric value counts as: the column's mean.
    encoder
        What makes the predictors of a frame's columns; None where they are the same.
    hashed
        Which inputs levels share, if they are hashed; None if each has its own.
    sparse
        Whether rows name their inputs, numbers too. Numbers are not shifted then, so that 0 stays
        0, and a numeric column that a frame lacks is 0.
    """

    categoricals: tuple[Categorical, ...]
    numerics: tuple[str, ...]
    shift: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    fill: npt.NDArray[np.float64]
    encoder: Encoder | None = None
    hashed: HashedLevels | None = None
    sparse: bool = False

    @classmethod
    def learn(
        cls,
        data: FrameData,
        predictors: Sequence[str],
        *,
        standardize: bool = True,
        use_all_factor_levels: bool = True,
        weights: npt.NDArray[np.float64] | None = None,
        encoding: str = "OneHotInternal",
        response: npt.NDArray[np.float64] | None = None,
        max_categorical_features: int | None = None,
        seed: int = 0,
        spread: Spread = "deviation",
        sparse: bool = False,
    ) -> DataInfo:
        """Find out from a training frame.

        Parameters
        ----------
        data
            The training frame.
        predictors
            Usable columns, in the frame's order.
        standardize
            Shift numeric columns by their mean and divide by their spread.
        use_all_factor_levels
            Give the first level of each categorical column an indicator too.
        weights
            Weight of each row in the statistics.
        encoding
            How categorical columns become inputs (see `learn_encoder`).
        response
            By row, for an encoding that asks for it.
        max_categorical_features
            Most inputs for levels; more are hashed into so many. None for no limit.
        seed
            Of the hash.
        spread
            The standard deviation, or the distance of the smallest value from the largest: then
            numbers lie between -1 and 1, where units with a bounded activation can reach them.
        sparse
            Whether inputs are mostly 0; then numbers are divided only.
        """
        encoder = learn_encoder(encoding, data, predictors, response=response, weights=weights)
        if encoder is not None:
            data, predictors = encoder.encode(data).data, encoder.names
        types = data.types
        enums = [name for name in predictors if types[name] == "enum"]
        numerics = [name for name in predictors if types[name] != "enum"]
        enums.sort(key=lambda name: -len(data.domain(name) or ()))
        summary = numeric_summary(data, numerics, weights)
        if standardize:
            spreads = (
                summary.sd if spread == "deviation" else numeric_ranges(data, numerics, weights)
            )
            shift, scale = summary.mean, 1.0 / np.where(spreads > 0, spreads, 1.0)
        else:
            shift, scale = np.zeros(len(numerics)), np.ones(len(numerics))
        if sparse:
            shift = np.zeros(len(numerics))
        categoricals = _lay_out(data, enums, skipped=0 if use_all_factor_levels else 1)
        indicators = sum(column.indicators for column in categoricals)
        hashed = None
        if max_categorical_features is not None and max_categorical_features < indicators:
            hashed = HashedLevels.of(indicators, max_categorical_features, seed)
        return cls(
            categoricals, tuple(numerics), shift, scale, summary.mean, encoder, hashed, sparse
        )

    @property
    def predictors(self) -> list[str]:
        """Names of the predictors in the model's order."""
        return [*(column.name for column in self.categoricals), *self.numerics]

    @property
    def columns(self) -> list[str]:
        """Columns that a frame is expected to have."""
        return self.predictors if self.encoder is None else list(self.encoder.predictors)

    @property
    def domains(self) -> dict[str, tuple[str, ...]]:
        """Levels of the categorical ones among `columns`."""
        columns = self.categoricals if self.encoder is None else self.encoder.columns
        return {column.name: column.domain for column in columns}

    @property
    def predictors_stay(self) -> bool:
        """Whether the predictors are the frame's own columns."""
        return self.encoder is None or self.encoder.scheme == "SortByResponse"

    @property
    def indicators(self) -> int:
        """Inputs of all categorical predictors together."""
        if self.hashed is not None:
            return self.hashed.inputs
        return sum(column.indicators for column in self.categoricals)

    @property
    def input_names(self) -> list[str]:
        """Names of the expanded inputs: ``column.level``, ``column.missing(NA)``, ``column``.

        An input that several levels share has the names of all of them.
        """
        names = [
            f"{column.name}.{level}"
            for column in self.categoricals
            for level in (*column.domain[column.skipped :], "missing(NA)")
        ]
        if self.hashed is not None:
            names = self.hashed.names(names)
        return [*names, *self.numerics]

    @property
    def named(self) -> int:
        """Inputs that rows name, each with a row of weights: levels, and if `sparse` numbers."""
        return self.indicators + (len(self.numerics) if self.sparse else 0)

    def never_trained(self, inputs: Inputs, rows: npt.NDArray[np.int64]) -> list[int]:
        """Positions of inputs for missing or hashed levels that none of the rows has."""
        seen = inputs.seen(rows, self.indicators)
        if self.hashed is not None:
            return np.flatnonzero(~seen).tolist()
        return [column.missing for column in self.categoricals if not seen[column.missing]]

    def transform(self, data: FrameData) -> tuple[Inputs, list[str]]:
        """Rows of a frame as inputs, and what had to be assumed.

        Columns are found by name. A missing column counts as missing in every row, and so do
        infinite numbers and levels that training has not seen.

        Raises
        ------
        H2OValueError
            If no predictor is in the frame, or a column is categorical or text where training
            had numbers.
        """
        self._refuse_strangers(data)
        complete = np.ones(data.nrow, dtype=np.bool_)
        notes: list[str] = []
        if self.encoder is not None:
            encoded = self.encoder.encode(data)
            data, complete, notes = encoded.data, encoded.complete, encoded.notes
        present = set(data.names)
        self._note_absent(present, complete, notes)
        self._refuse_other_types(data, present)
        slots = self._slots(data, present, complete, notes)
        if self.hashed is not None:
            slots = self.hashed.of_slots(slots)
        if not self.sparse:
            numbers = self._numbers(data, present, complete, notes)
            if self.hashed is None or len(self.categoricals) < 2:
                return Inputs(numbers, slots, complete), notes
            # Two levels of a row may share an input, whose value is their number.
            levels = SparseInputs.of_slots(slots, self.indicators)
            return Inputs(numbers, slots, complete, levels), notes
        sparse = self._sparse(data, slots, complete, notes)
        return Inputs(np.zeros((data.nrow, 0), np.float32), slots, complete, sparse), notes

    def in_full(self, inputs: Inputs) -> Inputs:
        """Inputs as a model without `sparse` would read them, numbers in full.

        Of many rows of wide data this is a lot of memory.
        """
        if not self.sparse:
            return inputs
        assert inputs.sparse is not None
        numbers = inputs.sparse.matrix()[:, self.indicators :].toarray()
        return Inputs(numbers, inputs.slots, inputs.complete)

    def _note_absent(
        self, present: set[str], complete: npt.NDArray[np.bool_], notes: list[str]
    ) -> None:
        levels = [column.name for column in self.categoricals if column.name not in present]
        numbers = [name for name in self.numerics if name not in present]
        missing, zero = (levels, numbers) if self.sparse else (levels + numbers, [])
        for name in missing[:_NOTES]:
            notes.append(f"Column {name!r} is not in the frame: it counts as missing.")
        if len(missing) > _NOTES:
            notes.append(f"So do {len(missing) - _NOTES} more columns that are not in the frame.")
        if missing:
            complete[:] = False
        if zero:
            notes.append(
                f"Columns that are not in the frame count as 0, as sparse data has them: "
                f"{_listed(zero)}."
            )

    def _sparse(
        self,
        data: FrameData,
        slots: npt.NDArray[np.int32],
        complete: npt.NDArray[np.bool_],
        notes: list[str],
    ) -> SparseInputs:
        """Levels and numbers together; in a row each names what is not 0."""
        from scipy.sparse import hstack

        cells, known, infinite = scaled_cells(
            sparse_columns(data, self.numerics), self.scale, self.fill
        )
        complete &= known
        self._note_infinite(infinite, notes)
        numbers = cells.matrix().tocsr()
        if not self.categoricals:
            return SparseInputs.of(numbers)
        levels = SparseInputs.of_slots(slots, self.indicators).matrix()
        return SparseInputs.of(hstack([levels, numbers], format="csr"))

    def _note_infinite(self, infinite: npt.NDArray[np.bool_], notes: list[str]) -> None:
        if infinite.any():
            names = [self.numerics[position] for position in np.flatnonzero(infinite)]
            notes.append(f"Infinite values count as missing, in the columns {_listed(names)}.")

    def _refuse_strangers(self, data: FrameData) -> None:
        present, expected = set(data.names), self.columns
        if expected and present.isdisjoint(expected):
            raise H2OValueError(
                f"The frame has none of the model's {len(expected)} predictors "
                f"({_listed(expected)}); its columns are {_listed(data.names)}."
            )

    def _slots(
        self,
        data: FrameData,
        present: set[str],
        complete: npt.NDArray[np.bool_],
        notes: list[str],
    ) -> npt.NDArray[np.int32]:
        slots = np.empty((data.nrow, len(self.categoricals)), dtype=np.int32)
        for position, column in enumerate(self.categoricals):
            if column.name not in present:
                slots[:, position] = column.missing
                continue
            codes, unseen = codes_in_domain(data, column.name, column.domain)
            if unseen:
                notes.append(
                    f"Column {column.name!r} has levels that training has not seen "
                    f"({_listed(unseen)}): they count as missing."
                )
            complete &= codes >= 0
            positions = codes - column.skipped
            positions[positions >= 0] += column.offset
            positions[codes < 0] = column.missing
            slots[:, position] = positions
        return slots

    def _numbers(
        self,
        data: FrameData,
        present: set[str],
        complete: npt.NDArray[np.bool_],
        notes: list[str],
    ) -> Matrix:
        standard = (np.abs(self.shift) * self.scale < _PRECISE_RATIO) & (
            np.maximum(np.abs(self.shift), 1 / np.maximum(self.scale, 1e-300)) < _LARGE
        )
        if standard.all() and len(self.numerics) >= _NARROW_FROM:
            kind = data.narrow_type(self.numerics) if present.issuperset(self.numerics) else None
            if kind is not None:
                rescaling = Rescaling.of(self.shift, self.scale)
                return LazyRows(data.matrix(self.numerics, kind), None, rescaling)
        shift = np.where(standard, self.shift, 0.0).astype(np.float32)
        scale = np.where(standard, self.scale, 1.0).astype(np.float32)
        fill = ((self.fill - self.shift) * self.scale).astype(np.float32)
        precise = {
            int(position): (data.numeric(name) - self.shift[position]) * self.scale[position]
            for position in np.flatnonzero(~standard)
            if (name := self.numerics[position]) in present
        }
        infinite = np.zeros(len(self.numerics), dtype=np.bool_)

        def standardise(rows: slice, block: npt.NDArray[np.floating]) -> None:
            for position, values in precise.items():
                block[:, position] = values[rows]
            block -= shift
            block *= scale
            known = np.isfinite(block)
            if not known.all():
                infinite[np.isinf(block).any(axis=0)] = True
                complete[rows] &= known.all(axis=1)
                np.copyto(block, fill, where=~known)

        numbers = self._matrix(data, present, standardise)
        self._note_infinite(infinite, notes)
        return numbers

    def _matrix(
        self, data: FrameData, present: set[str], finish: Finish
    ) -> npt.NDArray[np.floating]:
        """The numeric predictors, NaN where a column is not there, `finish` ed."""
        if set(self.numerics) <= present:
            # Too large for float32 becomes infinite, which `finish` deals with.
            return data.matrix(self.numerics, finish=finish)
        known = [name for name in self.numerics if name in present]
        numbers = np.full((data.nrow, len(self.numerics)), np.nan, dtype=np.float32)
        place = {name: position for position, name in enumerate(self.numerics)}
        numbers[:, [place[name] for name in known]] = data.matrix(known)
        finish(slice(0, data.nrow), numbers)
        return numbers

    def _refuse_other_types(self, data: FrameData, present: set[str]) -> None:
        for name in self.numerics:
            if name in present and data.type_of(name) in ("enum", "string", "uuid"):
                raise H2OValueError(
                    f"Column {name!r} is of type {data.type_of(name)}, but the model was trained "
                    "with numbers there. Convert it with asnumeric()."
                )


def _lay_out(data: FrameData, names: Sequence[str], skipped: int) -> tuple[Categorical, ...]:
    columns, offset = [], 0
    for name in names:
        column = Categorical(name, tuple(data.domain(name) or ()), offset, skipped)
        columns.append(column)
        offset += column.indicators
    return tuple(columns)


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(repr(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
