"""Random columns and random splits, the same rows as H2O for the same seed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import from_series, one_column
from heavywater.core.rng import cell_doubles, doubles, fold_numbers, row_uniforms
from heavywater.exceptions import H2OFrameError

__all__ = [
    "insert_missing",
    "kfold",
    "modulo_kfold",
    "runif",
    "split",
    "stratified_kfold",
    "stratified_split",
]


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
    return [data.where(part == index) for index in range(len(ratios) + 1)]


def check_ratios(ratios: Sequence[float]) -> None:
    """Raise unless the ratios leave something for the last part."""
    if not ratios:
        raise H2OFrameError("At least one ratio is needed, such as ratios=[0.75].", "ratios")
    if any(ratio < 0 for ratio in ratios):
        raise H2OFrameError(f"Ratios must not be negative, as in {list(ratios)!r}.", "ratios")
    if sum(ratios) >= 1.0:
        raise H2OFrameError(
            f"Ratios must add up to less than 1.0, but {list(ratios)!r} add up to {sum(ratios):g}; "
            "the last part takes what is left over.",
            "ratios",
        )


def insert_missing(data: FrameData, fraction: float, seed: int | None) -> FrameData:
    """The frame with each cell made missing with the probability `fraction`."""
    if not 0 <= fraction <= 1:
        raise H2OFrameError(f"fraction must be between 0 and 1, not {fraction!r}.", "fraction")
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
        raise H2OFrameError(f"At least 2 folds are needed, not {folds}.", "n_folds")


def stratified_kfold(data: FrameData, folds: int, seed: int | None) -> FrameData:
    """A column ``C1`` with folds in which every value of the only column has the same share.

    The rows of each value are dealt to the folds in a random order, one after another, so that
    their numbers differ by one at most. Missing values are dealt likewise.
    """
    check_folds(folds)
    codes = classes(data)
    drawn = row_uniforms(data.nrow, drawn_seed(seed))
    order = np.lexsort((drawn, codes))
    # Dealing goes on where the value before it ended, so that folds are of one size.
    numbers = np.empty(data.nrow, dtype=np.int64)
    numbers[order] = np.arange(data.nrow) % folds
    return from_series({"C1": pl.Series(values=numbers)})


def stratified_split(data: FrameData, fraction: float, seed: int | None) -> FrameData:
    """A column ``test_train_split`` in which every value of the only column has a share in both.

    Parameters
    ----------
    data
        Levels or whole numbers. Rows without a value are for training.
    fraction
        Share of the rows of each value that are for testing; at least one row is.
    seed
        The same seed gives the same rows as H2O.
    """
    if not 0 <= fraction <= 1:
        raise H2OFrameError(f"test_frac must be between 0 and 1, not {fraction!r}.", "test_frac")
    codes = classes(data)
    places = np.zeros(data.nrow, dtype=np.uint32)
    start = drawn_seed(seed)
    for kind in np.unique(codes[codes >= 0]):
        rows = np.flatnonzero(codes == kind)
        wanted = max(1, int(np.floor(rows.size * fraction + 0.5)))
        places[rows[drawn_places(rows.size, wanted, start)]] = 1
    split = pl.Series("test_train_split", places).cat.to(pl.Enum(["train", "test"]))
    return from_series({"test_train_split": split})


def drawn_places(size: int, wanted: int, seed: int) -> list[int]:
    """So many different places below `size`, each drawn with a seed of its own, counted upwards."""
    chosen: dict[int, None] = {}
    at = 0
    while len(chosen) < wanted:
        block = (doubles(np.arange(at, at + 2 * wanted) + seed) * size).astype(np.int64)
        at += block.size
        for place in block.tolist():
            chosen.setdefault(place)
            if len(chosen) == wanted:
                break
    return list(chosen)


def classes(data: FrameData) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A number for each value of the only column, in order; -1 where it is missing."""
    column = one_column(data, "Stratification")
    if data.type_of(column.name) not in ("enum", "int"):
        raise H2OFrameError(
            f"Stratification takes whole numbers and levels, but {column.name!r} is of type "
            f"{data.type_of(column.name)}. Convert it with asfactor() first."
        )
    places = column.to_physical() if isinstance(column.dtype, pl.Enum) else column
    ranks = places.rank("dense").cast(pl.Int64) - 1
    return ranks.fill_null(-1).to_numpy()
