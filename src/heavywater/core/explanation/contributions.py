"""Contributions of columns to predictions of any model, compared with rows of a background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heavywater.core.explanation.shapley import drawn_orders, shapley_values
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.modelling import codes_in_domain

__all__ = ["sampled_contributions"]

Floats = npt.NDArray[np.float64]

#: Rows that are predicted at once: rows to explain, times references, times coalitions.
_ROWS_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the rows and of the background."""

    own: npt.NDArray[np.generic]
    theirs: npt.NDArray[np.generic]
    domain: list[str] | None

    def mixed(
        self, part: npt.NDArray[np.bool_], rows: slice, references: int
    ) -> npt.NDArray[np.generic] | EnumColumn:
        """The column for all coalitions, rows and references, the last one changing fastest."""
        own = self.own[rows][None, :, None]
        cells = np.where(part[:, None, None], own, self.theirs[None, None, :references]).ravel()
        return cells if self.domain is None else EnumColumn(cells.astype(np.int32), self.domain)


def sampled_contributions(
    predict: Callable[[FrameData], Floats],
    data: FrameData,
    background: FrameData,
    names: Sequence[str],
    *,
    kept: Sequence[str] = (),
    per_reference: bool,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Shapley values of columns; a column that does not take part has a reference's value.

    Parameters
    ----------
    predict
        Predictions of rows, (rows,).
    data, background
        The rows, and those to compare with, at least one.
    names
        The columns; one that a frame does not have is missing there.
    kept
        Further columns that predictions need; they are always the row's.
    per_reference
        Values for each pair of row and reference, the reference changing fastest; else means
        over the references.
    rng
        Draws the orders in which columns join, where there are more than eight.

    Returns
    -------
    Contributions, (rows, columns) or (pairs, columns), and the predictions of the references,
    (rows,) or (pairs,). Both together add up to the prediction.
    """
    columns = {name: _column(data, background, name) for name in names}
    fixed = {name: data.numeric(name) for name in kept}
    count = background.nrow
    orders = drawn_orders(len(names), rng)
    found: list[Floats] = []
    bias: list[Floats] = []
    step = max(1, _ROWS_AT_ONCE // (count * (len(names) + 1)))
    for start in range(0, data.nrow, step):
        rows = slice(start, min(start + step, data.nrow))
        size = rows.stop - rows.start

        def value(masks: npt.NDArray[np.bool_], rows: slice = rows, size: int = size) -> Floats:
            worth = [
                predictions.reshape(len(part), size, count)
                for part in _parts(masks, size * count)
                for predictions in [predict(_frame(columns, fixed, part, rows, count))]
            ]
            whole = np.concatenate(worth)
            kind = whole if per_reference else whole.mean(axis=2, keepdims=True)
            return kind.reshape(len(masks), -1)

        found.append(shapley_values(value, len(names), orders))
        bias.append(value(np.zeros((1, len(names)), dtype=np.bool_))[0])
    if not found:
        return np.zeros((0, len(names))), np.zeros(0)
    return np.concatenate(found), np.concatenate(bias)


def _parts(masks: npt.NDArray[np.bool_], rows: int) -> list[npt.NDArray[np.bool_]]:
    """Coalitions in portions of which all predictions are made at once."""
    step = max(1, _ROWS_AT_ONCE // max(1, rows))
    return [masks[start : start + step] for start in range(0, len(masks), step)]


def _frame(
    columns: dict[str, _Column],
    fixed: dict[str, Floats],
    masks: npt.NDArray[np.bool_],
    rows: slice,
    references: int,
) -> FrameData:
    cells = {
        name: column.mixed(masks[:, place], rows, references)
        for place, (name, column) in enumerate(columns.items())
    }
    repeated = {
        name: np.tile(np.repeat(values[rows], references), len(masks))
        for name, values in fixed.items()
    }
    return FrameData.from_columns({**cells, **repeated})


def _column(data: FrameData, background: FrameData, name: str) -> _Column:
    domains = [frame.domain(name) for frame in (data, background) if frame.has(name)]
    if any(domain is not None for domain in domains):
        levels = list(dict.fromkeys(level for domain in domains for level in domain or ()))
        own, theirs = (_codes(frame, name, levels) for frame in (data, background))
        return _Column(own, theirs, levels)
    own_numbers, their_numbers = (
        frame.numeric(name) if frame.has(name) else np.full(frame.nrow, np.nan)
        for frame in (data, background)
    )
    return _Column(own_numbers, their_numbers, None)


def _codes(frame: FrameData, name: str, levels: list[str]) -> npt.NDArray[np.int32]:
    if not frame.has(name):
        return np.full(frame.nrow, -1, dtype=np.int32)
    return codes_in_domain(frame, name, levels)[0]
