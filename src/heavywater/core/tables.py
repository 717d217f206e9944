"""Tables as plain records.

A confusion matrix, a scoring history, a model summary: each is a `Table`. The records know
nothing of how they are shown; `heavywater.two_dim_table` prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Column", "Table"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a `Table`.

    Parameters
    ----------
    name
        Header as H2O names it.
    type
        ``"string"``, ``"int"``, ``"long"``, ``"float"`` or ``"double"``.
    format
        A printf format such as ``"%.5f"``; for displays, never for values.
    """

    name: str
    type: str = "double"
    format: str = "%s"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named, typed columns.

    A missing cell is None; a number that could not be computed is NaN.
    """

    title: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def names(self) -> list[str]:
        """Headers, from left to right."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> list[Any]:
        """All cells of one column, from top to bottom."""
        index = self.names.index(name)
        return [row[index] for row in self.rows]

    def as_dict(self) -> dict[str, list[Any]]:
        """Columns by name."""
        return {name: self.column(name) for name in self.names}
