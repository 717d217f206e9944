"""Random columns and random splits, the same rows as H2O for the same seed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import from_series
from heavywater.core.rng import cell_doubles, fold_numbers, row_uniforms
from heavywater.exceptions import H2OValueError

__all__ = ["insert_missing", "kfold", "modulo_kfold", "runif", "split"]


def drawn_seed(seed: int | None) -> int:
    """The seed given, or a fresh one for None and -1."""
    return secrets.randbits(63) if seed is None or seed == -1 else seed


def runif(data: FrameData, seed: int | None) -> FrameData:
    """A column ``rnd`` of numbers from [0, 1), one for each row."""
    return from_series({"rnd": pl.Series(values=row_uniforms(data.nrow, drawn_seed(seed)))})


def split(data: FrameData, ratios: Sequence[float], seed: int | None) -> list[FrameData]:
    """The frame in one part for each ratio and one for the rest, rows in their order.

    A row goes to the first part whose ratio, added to those before it, reaches the row's random
    number; parts are about as large as asked for, not exactly.
    """
    check_ratios(ratios)
    drawn = row_uniforms(data.nrow, drawn_seed(seed))
    part = np.searchsorted(np.cumsum(ratios), drawn, side="left")
    return [data.take(np.flatnonzero(part == index)) for index in range(len(ratios) + 1)]


def check_ratios(ratios: Sequence[float]) -> None:
    """Raise unless the ratios leave something for the last part."""
    if not ratios:
        raise H2OValueError("At least one ratio is needed, such as ratios=[0.75].", "ratios")
    if any(ratio < 0 for ratio in ratios):
        raise H2OValueError(f"Ratios must not be negative, as in {list(ratios)!r}.", "ratios")
    if sum(ratios) >= 1.0:
        raise H2OValueError(
            f"Ratios must add up to less than 1.0, but {list(ratios)!r} add up to {sum(ratios):g}; "
            "the last part takes what is left over.",
            "ratios",
        )


def insert_missing(data: FrameData, fraction: float, seed: int | None) -> FrameData:
    """The frame with each cell made missing with the probability `fraction`."""
    if not 0 <= fraction <= 1:
        raise H2OValueError(f"fraction must be between 0 and 1, not {fraction!r}.", "fraction")
    data.refuse_if_huge()
    drawn = drawn_seed(seed)
    columns = {}
    for position, column in enumerate(data.each_column()):
        gone = np.flatnonzero(cell_doubles(data.nrow, position, drawn) < fraction)
        columns[column.name] = column.clone().scatter(gone, None)
    return data.with_columns(columns)


def kfold(data: FrameData, folds: int, seed: int | None) -> FrameData:
    """A column ``C1`` with a random fold for each row."""
    check_folds(folds)
    return from_series({"C1": pl.Series(values=fold_numbers(data.nrow, folds, drawn_seed(seed)))})


def modulo_kfold(data: FrameData, folds: int) -> FrameData:
    """A column ``C1`` with folds 0, 1, ... in turn."""
    check_folds(folds)
    return from_series({"C1": pl.Series(values=np.arange(data.nrow) % folds)})


def check_folds(folds: int) -> None:
    """Raise for fewer than two folds."""
    if folds < 2:
        raise H2OValueError(f"At least 2 folds are needed, not {folds}.", "n_folds")
