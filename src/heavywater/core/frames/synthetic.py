"""Frames of random values, the same as in H2O for the same seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData, as_series
from heavywater.core.frames.verbs.random import insert_missing
from heavywater.core.rng import CellSource, shuffled
from heavywater.exceptions import H2OValueError

__all__ = ["Shares", "Synthetic", "synthesize"]

#: Moments of random times lie between 1970 and 2020.
_LAST_TIME = 50 * 365 * 86_400_000

_LETTERS = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXY"))
_TEXT_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Which share of the columns is of which kind; None shares what is left over.

    What is left over goes to the kinds that are not given, in proportion 5 : 2 : 2 : 1 for reals,
    levels, whole numbers and binary ones; to times and text only if all others are given.
    """

    real: float | None = None
    categorical: float | None = None
    integer: float | None = None
    binary: float | None = None
    time: float | None = None
    string: float | None = None

    def counts(self, columns: int) -> dict[str, int]:
        """How many of so many columns are of each kind, in the order in which they are dealt.

        Shares are rounded down, and what is left goes to columns of reals.
        """
        shares = self._all()
        counts = {kind: int(shares[kind] * columns + _TOLERANCE) for kind in _DEALT}
        # Shares of which each is just not rounded down may be a column too many.
        for kind in _DEALT:
            if sum(counts.values()) > columns and counts[kind]:
                counts[kind] -= 1
        counts["real"] = columns - sum(counts.values())
        return {kind: counts[kind] for kind in ("categorical", "integer", "real", *_DEALT[2:])}

    def _all(self) -> dict[str, float]:
        """The share of each kind; they add up to 1."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        total = sum(share for share in given.values() if share is not None)
        if total > 1 + 1e-8:
            raise H2OValueError(
                f"The fractions of the columns add up to {total:g}; they must not exceed 1."
            )
        rest = max(1 - total, 0.0)
        left_open = {kind: weight for kind, weight in _LEFT_OVER.items() if given[kind] is None}
        if not left_open and rest > 1e-8:
            raise H2OValueError(
                f"The fractions of the columns add up to {total:g}; all are given, so they must "
                "add up to 1."
            )
        weight = sum(left_open.values())
        if left_open and not weight:
            left_open[next(iter(left_open))] = weight = 1
        return {
            kind: rest * left_open[kind] / weight if share is None else share
            for kind, share in given.items()
        }


_LEFT_OVER = {"real": 5, "categorical": 2, "integer": 2, "binary": 1, "time": 0, "string": 0}

#: Kinds whose shares are rounded down, in the order in which they give up a column.
_DEALT = ("categorical", "integer", "binary", "time", "string")

#: Added before rounding down, so that 0.299999 of 10 columns are 3.
_TOLERANCE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthetic:
    """What random columns are like.

    Attributes
    ----------
    real_range, integer_range
        Numbers lie between minus this and this.
    factors
        Levels of a categorical column.
    binary_ones
        Share of ones in a binary column.
    missing
        Share of missing cells, those of the response included.
    response_factors
        None for no response; 1 for a real one, else its number of levels.
    positive_response
        Whether a real response has no negative values.
    """

    real_range: float = 100.0
    factors: int = 100
    integer_range: int = 100
    binary_ones: float = 0.02
    missing: float = 0.01
    response_factors: int | None = None
    positive_response: bool = False


def synthesize(
    rows: int, counts: dict[str, int], like: Synthetic, seed: int, kinds_seed: int
) -> FrameData:
    """A frame of random columns ``C1``, ``C2``, ..., behind the ``response`` if there is one.

    A seed gives the same cells as in H2O, whose generators are made anew for each of them.

    Parameters
    ----------
    rows
        Number of rows.
    counts
        Number of columns of each kind.
    like
        What they are like.
    seed
        Decides the values, and which are missing.
    kinds_seed
        Decides the order of the kinds.
    """
    width = sum(counts.values())
    answered = like.response_factors is not None
    kinds = np.repeat(list(counts), list(counts.values()))
    kind_of = dict(zip(shuffled(width, kinds_seed), kinds.tolist(), strict=True))
    columns = {}
    if answered:
        columns["response"] = _response(CellSource(rows, 0, width, seed), like)
    for number in range(width):
        # Levels and seeds count the response as a column, names do not.
        position = number + answered
        cells = CellSource(rows, position, width, seed)
        columns[f"C{number + 1}"] = _KINDS[kind_of[number]](cells, like, position)
    made = FrameData(pl.DataFrame([column.alias(name) for name, column in columns.items()]))
    return insert_missing(made, like.missing, seed) if like.missing else made


def _response(cells: CellSource, like: Synthetic) -> pl.Series:
    assert like.response_factors is not None
    if like.response_factors > 1:
        levels = [str(level) for level in range(like.response_factors)]
        return _of_levels(cells, levels)
    if like.positive_response:
        return pl.Series(values=like.real_range * cells.doubles())
    return _real(cells, like, 0)


def _of_levels(cells: CellSource, levels: list[str]) -> pl.Series:
    codes = (cells.doubles() * len(levels)).astype(np.int64)
    return as_series("levels", EnumColumn(codes, levels))


Maker = Callable[[CellSource, Synthetic, int], pl.Series]


def _real(cells: CellSource, like: Synthetic, _: int) -> pl.Series:
    return pl.Series(values=like.real_range * (1 - 2 * cells.doubles()))


def _integer(cells: CellSource, like: Synthetic, _: int) -> pl.Series:
    drawn = cells.doubles() * (2 * like.integer_range + 1)
    return pl.Series(values=drawn.astype(np.int64) - like.integer_range)


def _binary(cells: CellSource, like: Synthetic, _: int) -> pl.Series:
    return pl.Series(values=(cells.floats() <= like.binary_ones).astype(np.int8))


def _categorical(cells: CellSource, like: Synthetic, position: int) -> pl.Series:
    return _of_levels(cells, [f"c{position}.l{level}" for level in range(like.factors)])


def _time(cells: CellSource, _: Synthetic, __: int) -> pl.Series:
    moments = np.abs(np.fmod(cells.longs().view(np.int64), _LAST_TIME))
    return pl.Series(values=moments).cast(pl.Datetime("ms"))


def _string(cells: CellSource, _: Synthetic, __: int) -> pl.Series:
    drawn = [_LETTERS[cells.outputs() % _LETTERS.size] for _ in range(_TEXT_LENGTH)]
    return pl.Series(
        values=["".join(letters) for letters in zip(*drawn, strict=True)], dtype=pl.String
    )


_KINDS: dict[str, Maker] = {
    "real": _real,
    "categorical": _categorical,
    "integer": _integer,
    "binary": _binary,
    "time": _time,
    "string": _string,
}
