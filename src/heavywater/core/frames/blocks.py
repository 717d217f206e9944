"""Cells of some columns as blocks of plain numbers, a range of rows at a time.

Scoring reads a frame block by block, so that no second copy of the whole is ever made; a sample of
rows costs as much as the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.modelling import codes_in_domain

__all__ = ["Blocks"]

Cells = npt.NDArray[np.float32]
Gather = Callable[[npt.NDArray[Any], npt.NDArray[np.int64], Cells], None]

_LARGEST = np.finfo(np.float32).max


class Blocks:
    """Numbers, and positions of levels, as rows of arrays in single precision.

    Missing values are NaN, and so are columns that the frame lacks and levels that are not in the
    domain. Infinite numbers, and those that are too large, are the largest that there is.

    Parameters
    ----------
    data
        The frame.
    names
        The columns.
    domains
        Levels of the categorical ones among them.

    Attributes
    ----------
    unseen
        By column, the frame's levels that are not in its domain.

    Examples
    --------
    >>> data = FrameData.from_columns({"x": [1.5, None, 2.0]})
    >>> Blocks(data, ["x"], {}).read(1, 3)
    array([[nan,  2.]], dtype=float32)
    """

    def __init__(
        self, data: FrameData, names: Sequence[str], domains: Mapping[str, Sequence[str]]
    ) -> None:
        data.refuse_if_huge()
        self.nrow, self.ncol = data.nrow, len(names)
        self.unseen: dict[str, list[str]] = {}
        self._columns: list[pl.Series | None] = [
            self._series(data, name, domains.get(name)) if data.has(name) else None
            for name in names
        ]

    def read(self, begin: int, end: int) -> npt.NDArray[np.float32]:
        """The cells of the rows from `begin` on and before `end`, (columns, rows)."""

        def copy(column: pl.Series, out: Cells) -> None:
            out[:] = column.slice(begin, end - begin).to_numpy()

        return self._cells(end - begin, copy)

    def take(self, rows: npt.NDArray[np.int64], gather: Gather) -> npt.NDArray[np.float32]:
        """The cells of the rows at some positions, (columns, rows).

        Parameters
        ----------
        rows
            The positions.
        gather
            Copies some positions of a column, if none of its values is missing.
        """

        def copy(column: pl.Series, out: Cells) -> None:
            if column.null_count() == 0:
                gather(column.to_numpy(), rows, out)
            else:
                out[:] = column.gather(pl.Series(rows.astype(np.uint32))).to_numpy()

        return self._cells(rows.size, copy)

    def _cells(
        self, count: int, copy: Callable[[pl.Series, Cells], None]
    ) -> npt.NDArray[np.float32]:
        cells = np.empty((len(self._columns), count), dtype=np.float32)
        # What is too large for single precision becomes infinite first.
        with np.errstate(over="ignore"):
            for position, column in enumerate(self._columns):
                if column is None:
                    cells[position] = np.nan
                else:
                    copy(column, cells[position])
        return np.clip(cells, -_LARGEST, _LARGEST, out=cells)

    def _series(self, data: FrameData, name: str, domain: Sequence[str] | None) -> pl.Series:
        column = data.column(name)
        if domain is None:
            # A query of Polars that most columns do not need.
            return column if column.dtype.is_numeric() else column.to_physical()
        if data.domain(name) == list(domain):
            return column.to_physical()
        codes, strangers = codes_in_domain(data, name, domain)
        if strangers:
            self.unseen[name] = strangers
        return pl.Series(codes).set(pl.Series(codes < 0), None)
