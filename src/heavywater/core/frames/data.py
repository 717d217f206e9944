"""FrameData: the columns of a frame, with H2O's column types on top of Polars'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.sparse import SparseColumns
from heavywater.core.frames.types import ColumnType, all_integers, canonical
from heavywater.core.parallel import side_by_side
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OValueError

__all__ = ["EnumColumn", "FrameData"]

_BLOCK_ROWS = 4096

#: Numbers of a matrix that stay in the cache while they are worked on.
_CELLS_AT_ONCE = 1 << 17

#: Columns that were read in pieces are joined so many cells at a time.
_CELLS_TOGETHER = 1 << 22

#: Sparse columns with more cells than this are not made dense all at once: it would be 2 GB.
_MOST_CELLS = 1 << 28


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


#: What is done to a range of rows of a matrix, in place.
Finish: TypeAlias = Callable[[slice, npt.NDArray[np.floating]], None]

ColumnLike: TypeAlias = pl.Series | npt.NDArray[np.generic] | EnumColumn | Sequence[object]


class FrameData:
    """An immutable table of columns, each of one of H2O's types.

    Numbers may be stored in any numeric Polars type, narrow ones included; a categorical column
    is a `polars.Enum` whose categories are the domain; times are ``Datetime("ms")`` in UTC. A
    missing value is null, never NaN.

    Numeric columns that are mostly 0 may be held sparsely (see `SparseColumns`), in any places
    among the others. They behave as all others; whatever needs all of them in full at once works
    as long as that takes no more than 2 GB.

    Parameters
    ----------
    table
        The columns that are stored in full.
    uuids
        Names of the text columns that hold UUIDs.
    sparse
        Columns that are not.
    names
        Names of all columns in order, if there are sparse ones; those that are not in `table` are
        the sparse ones, in their order.
    mapped
        Whether the columns lie in a file, from which they are not to be copied.

    Notes
    -----
    Columns may come in pieces, as from a file that was read in blocks. The pieces of a column are
    joined when it is first used: joining all of them at once would take twice the memory.

    Examples
    --------
    >>> data = FrameData.from_columns({"x": [1.5, None], "y": [1, 2]})
    >>> data.types
    {'x': 'real', 'y': 'int'}
    >>> data.numeric("x")
    array([1.5, nan])
    """

    __slots__ = (
        "_columns_at",
        "_domains",
        "_facts",
        "_mapped",
        "_names",
        "_scattered",
        "_sparse",
        "_sparse_at",
        "_table",
        "_types",
        "_uuids",
    )

    def __init__(
        self,
        table: pl.DataFrame,
        *,
        uuids: Iterable[str] = (),
        sparse: SparseColumns | None = None,
        names: Sequence[str] = (),
        mapped: bool = False,
    ) -> None:
        converted = [(column, canonical(column)) for column in table]
        changed = [new for old, new in converted if new is not old]
        self._table = table.with_columns(changed) if changed else table
        self._columns_at: dict[str, int] | None = None
        self._uuids = frozenset(uuids)
        self._mapped = mapped
        self._scattered = not mapped and max(table.n_chunks("all"), default=1) > 1
        # Filled on first use; whether a float column is `int` takes a pass over it.
        self._types: dict[str, ColumnType] = {}
        self._domains: dict[str, list[str]] = {}
        self._facts: dict[str, dict[str, Any]] = {}
        self._sparse = sparse if sparse is not None and sparse.ncol else None
        self._names: list[str] = table.columns if self._sparse is None else list(names)
        # Places of the sparse columns; of a million of them they take a while.
        self._sparse_at: dict[str, int] | None = None if self._sparse is not None else {}

    @classmethod
    def from_columns(cls, columns: Mapping[str, ColumnLike]) -> FrameData:
        """A frame of the given columns: arrays, Polars series, lists or `EnumColumn` s.

        NaN in an array or list is a missing value.
        """
        series = [as_series(name, values) for name, values in columns.items()]
        _check_lengths(None, series)
        return cls(pl.DataFrame(series))

    # -- Shape and types -------------------------------------------------------------------

    @property
    def table(self) -> pl.DataFrame:
        """All columns in full; for the code of `core.frames` only.

        Raises
        ------
        H2OValueError
            If there are sparse columns that would take too much memory in full.
        """
        if self._sparse is None:
            return self.stored
        self.refuse_if_huge()
        return pl.DataFrame([self.column(name) for name in self._names])

    def refuse_if_huge(self) -> None:
        """Raise if there are sparse columns that would take too much memory in full.

        Raises
        ------
        H2OValueError
            Says how much.
        """
        cells = 0 if self._sparse is None else self._sparse.nrow * self._sparse.ncol
        if cells > _MOST_CELLS:
            raise H2OValueError(
                f"The frame has {self.nrow:,} rows and {self.ncol:,} columns, most of which are "
                "stored sparsely; this operation needs all of them in full, which would take "
                f"{cells * 8 / 2**30:,.0f} GB. Select some of the columns first."
            )

    @property
    def stored(self) -> pl.DataFrame:
        """The columns that are stored in full; for the code of `core.frames` only."""
        if self._scattered:
            self.join_pieces()
        return self._table

    def each_column(self) -> Iterator[pl.Series]:
        """All columns in order, each in full for as long as it is looked at."""
        return (self.column(name) for name in self._names)

    @property
    def sparse(self) -> SparseColumns | None:
        """The columns that are stored sparsely, in the order of their names; None if there are
        none."""
        return self._sparse

    @property
    def _places(self) -> dict[str, int]:
        if self._sparse_at is None:
            there = set(self._table.columns)
            mine = (name for name in self._names if name not in there)
            self._sparse_at = {name: at for at, name in enumerate(mine)}
        return self._sparse_at

    def sparse_positions(self, names: Iterable[str]) -> npt.NDArray[np.int64]:
        """Places in `sparse` of columns, -1 for those that are stored in full."""
        at = self._places
        return np.array([at.get(name, -1) for name in names], dtype=np.int64)

    @property
    def nrow(self) -> int:
        """Number of rows."""
        return self._table.height if self._sparse is None else self._sparse.nrow

    @property
    def ncol(self) -> int:
        """Number of columns."""
        return len(self._names)

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self._names)

    def has(self, name: str) -> bool:
        """Whether there is a column of that name."""
        return name in self._places or name in self._table

    def name_at(self, position: int) -> str:
        """The name of the column at a position from 0 on."""
        return self._names[position]

    @property
    def nbytes(self) -> int:
        """Memory that the columns take, in bytes."""
        sparse = 0 if self._sparse is None else self._sparse.nbytes
        return int(self._table.estimated_size()) + sparse

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

    def holds_numbers(self, name: str) -> bool:
        """Whether a column holds numbers or times; unlike `type_of` it looks at no cell."""
        if self._sparse is not None and name in self._places:
            return True
        dtype = self.column(name).dtype
        return dtype.is_numeric() or isinstance(dtype, pl.Datetime)

    def _find_type(self, name: str) -> ColumnType:
        if self._sparse is not None and name in self._places:
            return self._find_sparse_types()[name]
        column = self.column(name)
        if isinstance(column.dtype, pl.Enum):
            return "enum"
        if isinstance(column.dtype, pl.Datetime):
            return "time"
        if column.dtype == pl.String:
            return "uuid" if name in self._uuids else "string"
        return "int" if all_integers(column) else "real"

    def _find_sparse_types(self) -> dict[str, ColumnType]:
        """Types of all sparse columns, which take one pass together."""
        assert self._sparse is not None
        whole = self._sparse.whole.tolist()
        for name, at in self._places.items():
            self._types[name] = "int" if whole[at] else "real"
        return self._types

    def domain(self, name: str) -> list[str] | None:
        """The levels of a categorical column; None for the other types."""
        if name in self._places:
            return None
        dtype = self.column(name).dtype
        if not isinstance(dtype, pl.Enum):
            return None
        if name not in self._domains:
            self._domains[name] = dtype.categories.to_list()
        return list(self._domains[name])

    def facts(self, topic: str) -> dict[str, Any]:
        """What is known of a topic, by column; whoever finds something out adds it.

        Columns never change, so that a fact, such as a mean, holds as long as there is the column,
        here and in frames of the same columns.
        """
        return self._facts.setdefault(topic, {})

    # -- Values ----------------------------------------------------------------------------

    def column(self, name: str) -> pl.Series:
        """One column in full; for the code of `core.frames` only."""
        if self._sparse is not None and name in self._places:
            values = self._sparse.dense(self._places[name])
            return pl.Series(name, values, nan_to_null=True)
        at = self._stored_at.get(name)
        if at is None:
            raise H2OColumnError.unknown(name, self.names)
        if self._scattered:
            self._join_chunks([at])
        return self._table.to_series(at)

    @property
    def _stored_at(self) -> dict[str, int]:
        """Places of columns in the table, which looks through all names for one."""
        if self._columns_at is None:
            self._columns_at = {name: at for at, name in enumerate(self._table.columns)}
        return self._columns_at

    def _join_chunks(self, places: Iterable[int]) -> None:
        """Bring columns into one piece, and with short ones their neighbours: most are used.

        Each takes the place of its pieces before the next one is copied.
        """
        together = max(1, _CELLS_TOGETHER // max(1, self.nrow))
        for at in places:
            if self._table.to_series(at).n_chunks() > 1:
                first = at - at % together
                # Other frames may share the table.
                table = self._table.clone()
                for place in range(first, min(first + together, table.width)):
                    table.replace_column(place, table.to_series(place).rechunk())
                self._table = table

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

    def narrow_type(self, names: Sequence[str]) -> np.dtype[Any] | None:
        """The type of at most 16 bits that holds the columns `names` as they are.

        None if there is none, or if some value is missing or a column is stored sparsely.
        """
        if (self.sparse_positions(names) >= 0).any():
            return None
        columns = [self.column(name) for name in names]
        kinds = {column.dtype for column in columns}
        if not kinds or any(column.null_count() for column in columns):
            return None
        if kinds == {pl.UInt8}:
            return np.dtype(np.uint8)
        return np.dtype(np.int16) if kinds <= {pl.UInt8, pl.Int8, pl.Int16} else None

    def matrix(
        self,
        names: Sequence[str],
        dtype: npt.DTypeLike = np.float32,
        finish: Finish | None = None,
    ) -> npt.NDArray[np.floating]:
        """The numeric columns `names` as the columns of one C-ordered array, NaN where missing.

        Parameters
        ----------
        names
            The columns.
        dtype
            Of the array. Numbers that it cannot hold become infinite.
        finish
            Called with each range of rows and that part of the array, to change it in place: on
            all cores, and while it is in the cache.
        """
        out: npt.NDArray[np.floating] = np.empty((self.nrow, len(names)), dtype=dtype)
        if not names:
            return out
        # Polars transposes well, in the narrow type; by blocks, so that no second copy of the
        # whole is ever held.
        places = self.sparse_positions(names)
        stored = np.flatnonzero(places < 0)
        table = pl.DataFrame([self._numbers(names[i]).alias(f"{i}") for i in stored.tolist()])

        full = stored.size == len(names)
        step = _BLOCK_ROWS if finish is None else max(1, _CELLS_AT_ONCE // len(names))

        def fill(start: int) -> None:
            block = table.slice(start, _BLOCK_ROWS).to_numpy(order="c")
            for at in range(0, len(block), step):
                rows = slice(start + at, min(start + at + step, start + len(block)))
                with np.errstate(over="ignore"):
                    if full:
                        out[rows] = block[at : at + step]
                    else:
                        out[rows, stored] = block[at : at + step]
                if full and finish is not None:
                    finish(rows, out[rows])

        side_by_side(fill, range(0, self.nrow if stored.size else 0, _BLOCK_ROWS))
        if full:
            return out
        if self._sparse is not None:
            for i in np.flatnonzero(places >= 0):
                out[:, i] = self._sparse.dense(int(places[i]))
        if finish is not None:
            parts = (slice(at, min(at + step, self.nrow)) for at in range(0, self.nrow, step))
            side_by_side(lambda rows: finish(rows, out[rows]), parts)
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

    def select(self, names: Iterable[str]) -> FrameData:
        """The frame of the columns `names`, in that order."""
        names = list(names)
        known = set(self._names)
        for name in names:
            if name not in known:
                raise H2OColumnError.unknown(name, self.names)
        if self._sparse is None:
            if self._scattered:
                self._join_chunks([self._stored_at[name] for name in names])
            return self._derived(self._table.select(names))
        places = self.sparse_positions(names)
        dense = [name for name, place in zip(names, places.tolist(), strict=True) if place < 0]
        chosen = self._sparse.take_columns(places[places >= 0])
        return self._derived(self._table.select(dense), chosen, names)

    def with_columns(self, columns: Mapping[str, ColumnLike]) -> FrameData:
        """The frame with columns replaced (where the name is known) or added at the end."""
        series = [as_series(name, values) for name, values in columns.items()]
        _check_lengths(self.nrow if self._names else None, series)
        known = set(self._table.columns)
        new = [c.name for c in series if c.name not in known and c.name not in self._places]
        kept = self
        if any(column.name in self._places for column in series):
            kept = self.select([name for name in self._names if name not in columns])
        # Polars takes a table without columns for one without rows.
        table = kept._table.with_columns(series) if kept._table.width else pl.DataFrame(series)
        uuids = self._uuids - set(columns)
        names = self._names + new
        replaced = FrameData(table, uuids=uuids, sparse=kept._sparse, names=names)
        if kept is self:
            replaced._sparse_at = self._sparse_at
        replaced._remember(self, but=columns)
        return replaced

    def take(self, rows: npt.NDArray[np.integer]) -> FrameData:
        """The frame of the rows at the positions `rows`, in that order, repeats included."""
        positions = np.asarray(rows)
        if positions.size and (positions.min() < 0 or positions.max() >= self.nrow):
            raise H2OValueError(
                f"Rows must lie between 0 and {self.nrow - 1}; "
                f"got {positions.min()} to {positions.max()}."
            )
        self.join_pieces()
        table = self._table[positions.astype(np.uint32)] if self._table.width else self._table
        sparse = None if self._sparse is None else self._sparse.take_rows(positions)
        taken = FrameData(table, uuids=self.uuids, sparse=sparse, names=self._names)
        taken._sparse_at = self._sparse_at
        return taken

    def where(self, there: npt.NDArray[np.bool_]) -> FrameData:
        """The frame of the rows for which `there` holds, which has one Boolean for each row."""
        if self._sparse is not None or not self._table.width:
            return self.take(np.flatnonzero(there))
        return FrameData(self._table.filter(pl.Series(values=there)), uuids=self.uuids)

    def join_pieces(self) -> None:
        """Hold each column in one piece: from several, rows are looked up many times slower."""
        if max(self._table.n_chunks("all"), default=1) > 1:
            self._join_chunks(range(self._table.width))
        self._scattered = False

    def rows(self, part: slice) -> FrameData:
        """The frame of a range of rows."""
        if self._sparse is None:
            return FrameData(self.stored[part], uuids=self.uuids)
        return self.take(np.arange(self.nrow)[part])

    def as_real(self, names: Iterable[str]) -> FrameData:
        """The frame with columns of numbers that are ``real`` even where all of them are whole."""
        frame = self._derived(self._table, self._sparse, self._names)
        for name in names:
            if frame._table[name].dtype.is_numeric():
                frame._types[name] = "real"
        return frame

    def rename(self, names: Sequence[str]) -> FrameData:
        """The frame with all its columns renamed, in order."""
        new = dict(zip(self._names, names, strict=True))
        uuids = [new[name] for name in self.uuids]
        table = self._table.rename({name: new[name] for name in self._table.columns})
        return FrameData(table, uuids=uuids, sparse=self._sparse, names=names)

    def _derived(
        self,
        table: pl.DataFrame,
        sparse: SparseColumns | None = None,
        names: Sequence[str] = (),
    ) -> FrameData:
        """A frame of some of this frame's whole columns."""
        mapped = self._mapped
        frame = FrameData(table, uuids=self._uuids, sparse=sparse, names=names, mapped=mapped)
        frame._uuids &= set(frame._names)
        frame._remember(self)
        return frame

    def _remember(self, source: FrameData, but: Iterable[str] = ()) -> None:
        """Take over what `source` already found out about columns that are its own, `but` some."""
        if not source._types and not source._domains and not source._facts:
            return
        names = set(self._names).difference(but)
        for topic, known in source._facts.items():
            mine = {name: fact for name, fact in known.items() if name in names}
            self._facts[topic] = self._facts.get(topic, {}) | mine
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


def _check_lengths(rows: int | None, columns: Sequence[pl.Series]) -> None:
    """Raise unless all columns have so many rows, or as many as the first one."""
    if not columns:
        return
    rows, first = (len(columns[0]), repr(columns[0].name)) if rows is None else (rows, "the frame")
    for column in columns:
        if len(column) != rows:
            raise H2OValueError(
                f"All columns must be of one length: {first} has {rows} rows, "
                f"{column.name!r} has {len(column)}."
            )
