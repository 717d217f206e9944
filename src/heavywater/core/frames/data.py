"""FrameData: the columns of a frame, with H2O's column types on top of Polars'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.types import ColumnType, all_integers, canonical
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OValueError

__all__ = ["EnumColumn", "FrameData"]

_BLOCK_ROWS = 8192


@dataclass(frozen=True, eq=False)
class EnumColumn:
    """A categorical column as arrays.

    Parameters
    ----------
    codes
        Position of each row's level in `domain`; negative means missing.
    domain
        The levels, each once.

    Examples
    --------
    >>> EnumColumn(np.array([1, -1, 0]), ["no", "yes"]).to_series("answer").to_list()
    ['yes', None, 'no']
    """

    codes: npt.NDArray[np.integer]
    domain: Sequence[str]

    def to_series(self, name: str) -> pl.Series:
        """The column in Polars' form."""
        codes = np.asarray(self.codes)
        physical = pl.Series(name, codes.astype(np.uint32), dtype=pl.UInt32)
        if codes.size and codes.min() < 0:
            physical = physical.set(pl.Series(codes < 0), None)
        return physical.cat.to(pl.Enum(list(self.domain)))


ColumnLike: TypeAlias = pl.Series | npt.NDArray[np.generic] | EnumColumn | Sequence[object]


class FrameData:
    """An immutable table of columns, each of one of H2O's types.

    Numbers may be stored in any numeric Polars type, narrow ones included; a categorical column
    is a `polars.Enum` whose categories are the domain; times are ``Datetime("ms")`` in UTC. A
    missing value is null, never NaN.

    Parameters
    ----------
    table
        The columns.
    uuids
        Names of the text columns that hold UUIDs.

    Examples
    --------
    >>> data = FrameData.from_columns({"x": [1.5, None], "y": [1, 2]})
    >>> data.types
    {'x': 'real', 'y': 'int'}
    >>> data.numeric("x")
    array([1.5, nan])
    """

    __slots__ = ("_domains", "_table", "_types", "_uuids")

    def __init__(self, table: pl.DataFrame, *, uuids: Iterable[str] = ()) -> None:
        converted = [(column, canonical(column)) for column in table]
        changed = [new for old, new in converted if new is not old]
        self._table = table.with_columns(changed) if changed else table
        self._uuids = frozenset(uuids)
        # Filled on first use; whether a float column is `int` takes a pass over it.
        self._types: dict[str, ColumnType] = {}
        self._domains: dict[str, list[str]] = {}

    @classmethod
    def from_columns(cls, columns: Mapping[str, ColumnLike]) -> FrameData:
        """A frame of the given columns: arrays, Polars series, lists or `EnumColumn` s.

        NaN in an array or list is a missing value.
        """
        series = [as_series(name, values) for name, values in columns.items()]
        _check_lengths(series)
        return cls(pl.DataFrame(series))

    # -- Shape and types -------------------------------------------------------------------

    @property
    def table(self) -> pl.DataFrame:
        """The stored columns; for the code of `core.frames` only."""
        return self._table

    @property
    def nrow(self) -> int:
        """Number of rows."""
        return self._table.height

    @property
    def ncol(self) -> int:
        """Number of columns."""
        return self._table.width

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return self._table.columns

    @property
    def nbytes(self) -> int:
        """Memory that the columns take, in bytes."""
        return int(self._table.estimated_size())

    @property
    def uuids(self) -> frozenset[str]:
        """Names of the columns that hold UUIDs."""
        return self._uuids & frozenset(self.names)

    @property
    def types(self) -> dict[str, ColumnType]:
        """H2O's type of each column."""
        return {name: self.type_of(name) for name in self.names}

    def type_of(self, name: str) -> ColumnType:
        """H2O's type of one column."""
        if name not in self._types:
            self._types[name] = self._find_type(name)
        return self._types[name]

    def _find_type(self, name: str) -> ColumnType:
        column = self.column(name)
        if isinstance(column.dtype, pl.Enum):
            return "enum"
        if isinstance(column.dtype, pl.Datetime):
            return "time"
        if column.dtype == pl.String:
            return "uuid" if name in self._uuids else "string"
        return "int" if all_integers(column) else "real"

    def domain(self, name: str) -> list[str] | None:
        """The levels of a categorical column; None for the other types."""
        dtype = self.column(name).dtype
        if not isinstance(dtype, pl.Enum):
            return None
        if name not in self._domains:
            self._domains[name] = dtype.categories.to_list()
        return list(self._domains[name])

    # -- Values ----------------------------------------------------------------------------

    def column(self, name: str) -> pl.Series:
        """One stored column; for the code of `core.frames` only."""
        try:
            return self._table.get_column(name)
        except pl.exceptions.ColumnNotFoundError:
            raise H2OColumnError.unknown(name, self.names) from None

    def numeric(self, name: str) -> npt.NDArray[np.float64]:
        """Values of a numeric or time column, NaN where missing; times are milliseconds."""
        column = self._numbers(name)
        return np.array(column.cast(pl.Float64).to_numpy(), dtype=np.float64)

    def codes(self, name: str) -> npt.NDArray[np.int32]:
        """Positions of the rows' levels in the domain, -1 where missing."""
        column = self.column(name)
        if not isinstance(column.dtype, pl.Enum):
            raise H2OTypeError(
                f"Column {name!r} is of type {self.type_of(name)}, not categorical. "
                "Convert it with asfactor() first."
            )
        physical = column.to_physical().cast(pl.Int32)
        return np.array(physical.fill_null(-1).to_numpy(), dtype=np.int32)

    def matrix(
        self, names: Sequence[str], dtype: npt.DTypeLike = np.float32
    ) -> npt.NDArray[np.floating]:
        """The numeric columns `names` as the columns of one C-ordered array, NaN where missing."""
        out: npt.NDArray[np.floating] = np.empty((self.nrow, len(names)), dtype=dtype)
        if not names:
            return out
        # Polars transposes well, in the narrow type; by blocks, so that no second copy of the
        # whole is ever held.
        table = pl.DataFrame([self._numbers(name).alias(f"{i}") for i, name in enumerate(names)])
        for start in range(0, self.nrow, _BLOCK_ROWS):
            block = table.slice(start, _BLOCK_ROWS).to_numpy(order="c")
            out[start : start + _BLOCK_ROWS] = block
        return out

    def _numbers(self, name: str) -> pl.Series:
        column = self.column(name)
        if isinstance(column.dtype, pl.Datetime):
            return column.to_physical()
        if not column.dtype.is_numeric():
            raise H2OTypeError(
                f"Column {name!r} is of type {self.type_of(name)}, not numeric. "
                "Convert it with asnumeric() first."
            )
        return column

    # -- Frames from this one --------------------------------------------------------------

    def select(self, names: Sequence[str]) -> FrameData:
        """The frame of the columns `names`, in that order."""
        known = set(self.names)
        for name in names:
            if name not in known:
                raise H2OColumnError.unknown(name, self.names)
        return self._derived(self._table.select(names))

    def with_columns(self, columns: Mapping[str, ColumnLike]) -> FrameData:
        """The frame with columns replaced (where the name is known) or added at the end."""
        series = [as_series(name, values) for name, values in columns.items()]
        _check_lengths([*self._table.get_columns()[:1], *series])
        kept = self._derived(self._table.drop(list(columns), strict=False))
        # Polars takes a table without columns for one without rows.
        table = self._table.with_columns(series) if self._table.width else pl.DataFrame(series)
        replaced = FrameData(table, uuids=kept.uuids)
        replaced._remember(kept)
        return replaced

    def take(self, rows: npt.NDArray[np.integer]) -> FrameData:
        """The frame of the rows at the positions `rows`, in that order, repeats included."""
        positions = np.asarray(rows)
        if positions.size and (positions.min() < 0 or positions.max() >= self.nrow):
            raise H2OValueError(
                f"Rows must lie between 0 and {self.nrow - 1}; "
                f"got {positions.min()} to {positions.max()}."
            )
        return FrameData(self._table[positions.astype(np.uint32)], uuids=self.uuids)

    def rename(self, names: Sequence[str]) -> FrameData:
        """The frame with all its columns renamed, in order."""
        uuids = [new for old, new in zip(self.names, names, strict=True) if old in self.uuids]
        table = self._table.rename(dict(zip(self.names, names, strict=True)))
        return FrameData(table, uuids=uuids)

    def _derived(self, table: pl.DataFrame) -> FrameData:
        """A frame of some of this frame's whole columns."""
        frame = FrameData(table, uuids=self._uuids & set(table.columns))
        frame._remember(self)
        return frame

    def _remember(self, source: FrameData) -> None:
        """Take over what `source` already found out about columns that are its own."""
        names = set(self.names) & set(source.names)
        self._types |= {name: kind for name, kind in source._types.items() if name in names}
        self._domains |= {name: levels for name, levels in source._domains.items() if name in names}

    def __repr__(self) -> str:
        return f"<FrameData: {self.nrow} rows x {self.ncol} columns>"


def as_series(name: str, values: ColumnLike) -> pl.Series:
    """One column in a stored form, from whatever holds its values."""
    if isinstance(values, pl.Series):
        return canonical(values.alias(name))
    if isinstance(values, EnumColumn):
        return values.to_series(name)
    try:
        return canonical(pl.Series(name, values, strict=False))
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise H2OTypeError(
            f"Column {name!r} cannot be made from {type(values).__name__}: {error}"
        ) from None


def _check_lengths(columns: Sequence[pl.Series]) -> None:
    for column in columns[1:]:
        if len(column) != len(columns[0]):
            raise H2OValueError(
                f"All columns must be of one length: {columns[0].name!r} has "
                f"{len(columns[0])} rows, {column.name!r} has {len(column)}."
            )
