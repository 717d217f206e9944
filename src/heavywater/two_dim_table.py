"""Tables with headers, as results show them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any, overload

from heavywater.core.tables import Column, Table
from heavywater.display.html import html_table
from heavywater.display.output import present
from heavywater.display.shown import Shown, checked_verbosity
from heavywater.display.tables import shorten, text_table
from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean, listed

__all__ = ["H2OTwoDimTable", "can_use_pandas"]

_ROWS = 20
_NUMERIC = frozenset({"int", "long", "float", "double", "integer"})


def can_use_pandas() -> bool:
    """Whether pandas is installed; asking does not import it."""
    return "pandas" in sys.modules or find_spec("pandas") is not None


class H2OTwoDimTable(Shown):
    """A table with a title, headers and rows.

    Parameters
    ----------
    table_header
        Title.
    table_description
        What stands after the title.
    col_header
        Names of the columns.
    col_types
        Types of the columns, such as ``"double"``; guessed from the cells by default.
    col_formats, row_header
        Accepted for compatibility; H2O does not read them either.
    cell_values
        The rows.
    raw_cell_values
        The columns, if there are no rows.

    Examples
    --------
    >>> table = H2OTwoDimTable("Hits", "best classes", ["k", "ratio"], cell_values=[[1, 0.5]])
    >>> table["ratio"]
    [0.5]
    >>> print(table)
    Hits: best classes
    k    ratio
    ---  -------
    1    0.5
    """

    def __init__(
        self,
        table_header: str | None = None,
        table_description: str | None = None,
        col_header: Sequence[str] | None = None,
        col_types: Sequence[str] | None = None,
        col_formats: Any = None,  # noqa: ARG002 - H2O's signature
        row_header: Any = None,  # noqa: ARG002
        cell_values: Sequence[Sequence[Any]] | None = None,
        raw_cell_values: Sequence[Sequence[Any]] | None = None,
    ) -> None:
        rows = tuple(tuple(row) for row in cell_values or _turned(raw_cell_values or []))
        width = len(rows[0]) if rows else 0
        names = [f"C{at + 1}" for at in range(width)] if col_header is None else list(col_header)
        if any(len(row) != len(names) for row in rows):
            raise H2OTypeError(
                f"Every row of a table needs {len(names)} cells, one per column.",
                "cell_values",
                cell_values,
            )
        types = list(
            col_types or ["string" if _has_text(rows, i) else "double" for i in range(len(names))]
        )
        columns = tuple(Column(n, t) for n, t in zip(names, types, strict=True))
        self._table = Table(table_header or "", table_description or "", columns, rows)

    @classmethod
    def from_table(cls, table: Table, *, row_header: bool = False) -> H2OTwoDimTable:
        """The face of a plain table record.

        Parameters
        ----------
        table
            The record.
        row_header
            Put an empty first column before the others, as H2O has it in some tables.
        """
        face = cls.__new__(cls)
        face._table = _with_row_header(table) if row_header else table
        return face

    @property
    def col_header(self) -> list[str]:
        """Names of the columns."""
        return self._table.names

    @property
    def col_types(self) -> list[str]:
        """Types of the columns."""
        return [column.type for column in self._table.columns]

    @property
    def cell_values(self) -> list[list[Any]]:
        """The rows; a number that is missing is an empty string."""
        numeric = [column.type in _NUMERIC for column in self._table.columns]
        return [
            [
                "" if cell is None and number else cell
                for cell, number in zip(row, numeric, strict=True)
            ]
            for row in self._table.rows
        ]

    @property
    def table_header(self) -> str:
        """The title."""
        return self._table.title

    @property
    def table_description(self) -> str:
        """What stands after the title."""
        return self._table.description

    def as_data_frame(self) -> Any:
        """A pandas DataFrame; the table itself where pandas is not installed.

        Numbers that are missing are NaN, so that numeric columns stay numeric.
        """
        if not can_use_pandas():
            return self
        import pandas as pd

        data = {
            index: pd.Series(
                [row[index] for row in self._table.rows],
                dtype="float64" if self._has_gaps(index) else None,
            )
            for index in range(len(self._table.columns))
        }
        frame = pd.DataFrame(data)
        frame.columns = pd.Index(self.col_header)
        return frame

    def _has_gaps(self, index: int) -> bool:
        numeric = self._table.columns[index].type in _NUMERIC
        return numeric and any(row[index] is None for row in self._table.rows)

    def __len__(self) -> int:
        return len(self._table.rows)

    def __iter__(self) -> Iterator[list[Any]]:
        return (self[index] for index in range(len(self._table.columns)))

    @overload
    def __getitem__(self, item: int | str) -> list[Any]: ...

    @overload
    def __getitem__(self, item: slice) -> H2OTwoDimTable: ...

    @overload
    def __getitem__(self, item: list[Any]) -> list[list[Any]]: ...

    def __getitem__(self, item: object) -> object:
        """One column by name or position, several by a list, or rows by a slice.

        Examples
        --------
        >>> table = H2OTwoDimTable("t", "", ["a", "b"], cell_values=[[1, 2], [3, 4]])
        >>> table[["a", -1]]
        [[1, 3], [2, 4]]
        >>> table[1:].cell_values
        [[3, 4]]
        """
        if isinstance(item, slice):
            table = self._table
            return self.from_table(
                Table(table.title, table.description, table.columns, table.rows[item])
            )
        if isinstance(item, list):
            return [self[one] for one in item]
        index = self._position(item)
        return [row[index] for row in self.cell_values]

    def _position(self, item: object) -> int:
        names = self.col_header
        if isinstance(item, str):
            if item not in names:
                hint = did_you_mean(item, names)
                raise H2OValueError(
                    f"The table has no column {item!r}.{hint} Its columns are {listed(names)}."
                )
            return names.index(item)
        if isinstance(item, bool) or not isinstance(item, int):
            raise H2OTypeError(
                "A table is indexed by a column's name or position, a list of these, or a slice "
                f"of rows; not by {item!r}."
            )
        if not -len(names) <= item < len(names):
            raise H2OValueError(
                f"The table has {len(names)} columns, at positions 0 to {len(names) - 1}; "
                f"there is none at {item}."
            )
        return item % len(names)

    # Scripts of H2O's look at these, which are private there.

    @property
    def _table_header(self) -> str:
        return self.table_header

    @property
    def _table_description(self) -> str:
        return self.table_description

    @property
    def _col_header(self) -> list[str]:
        return self.col_header

    @property
    def _cell_values(self) -> list[list[Any]]:
        return self.cell_values

    @property
    def caption(self) -> str:
        """Title and description on one line."""
        table = self._table
        return f"{table.title}: {table.description}"

    def text(self, header: bool = True, rows: int = _ROWS) -> str:
        """The table as text.

        Parameters
        ----------
        header
            Whether the title stands above it.
        rows
            At most so many rows, the first and the last; all if negative.
        """
        body = text_table(self.col_header, shorten(self._table.rows, rows, "---"))
        lines = [self.caption] if header and self._table.title else []
        lines.append(body)
        if self._is_cut(rows):
            lines += [self._size(), "", "(show(rows=-1) prints all rows)"]
        return "\n".join(lines)

    def html(self, header: bool = True, rows: int = _ROWS) -> str:
        """The table as HTML; parameters as for `text`."""
        note = f"{self._size()} show(rows=-1) shows all rows" if self._is_cut(rows) else ""
        caption = self.caption.rstrip(" :") if header else ""
        return html_table(self.col_header, shorten(self._table.rows, rows, "⋮"), caption, note)

    def _is_cut(self, rows: int) -> bool:
        return 0 <= rows < len(self)

    def _size(self) -> str:
        return f"[{len(self)} rows x {len(self._table.columns)} columns]"

    def _text(self) -> str:
        return self.text()

    def _html(self) -> str:
        return self.html()

    def show(  # type: ignore[override]
        self,
        header: bool = True,
        rows: int = _ROWS,
        prefer_pandas: bool | None = None,  # noqa: ARG002 - H2O's, see the docstring
        verbosity: str | None = None,
        fmt: str | None = None,
    ) -> None:
        """Print the table; in a notebook, display it.

        Parameters
        ----------
        header
            Whether the title stands above it.
        rows
            At most so many rows, the first and the last; all if negative.
        prefer_pandas
            Accepted for compatibility: the table looks the same with pandas and without.
        verbosity
            ``"short"``, ``"medium"`` or ``"full"``. As in H2O, only the pages of models differ.
        fmt
            ``"plain"`` for text or ``"html"``; by default what suits the place.
        """
        checked_verbosity(verbosity)
        present(lambda: self.text(header, rows), lambda: self.html(header, rows), fmt)


def _turned(columns: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Columns as rows."""
    if len({len(column) for column in columns}) > 1:
        raise H2OTypeError("All columns of a table need as many cells.", "raw_cell_values", columns)
    return list(zip(*columns, strict=True))


def _has_text(rows: Sequence[Sequence[Any]], index: int) -> bool:
    return any(isinstance(row[index], str) for row in rows)


def _with_row_header(table: Table) -> Table:
    if table.columns and table.columns[0].name == "":
        return table
    rows = tuple(("", *row) for row in table.rows)
    return Table(table.title, table.description, (Column("", "string"), *table.columns), rows)
