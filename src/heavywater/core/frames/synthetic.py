"""Frames of random values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData, as_series
from heavywater.exceptions import H2OValueError

__all__ = ["Shares", "Synthetic", "synthesize"]

#: Moments of random times lie between 1970 and 2020.
_LAST_TIME = 50 * 365 * 86_400_000

_LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz0123456789"))
_TEXT_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Which share of the columns is of which kind; None shares what is left over.

    What is left over goes to the kinds that are not given, in proportion 5 : 2 : 2 : 1 for reals,
    levels, whole numbers and binary ones; to times and text only what is asked for.
    """

    real: float | None = None
    categorical: float | None = None
    integer: float | None = None
    binary: float | None = None
    time: float | None = None
    string: float | None = None

    def counts(self, columns: int) -> dict[str, int]:
        """How many of so many columns are of each kind."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        total = sum(share for share in given.values() if share is not None)
        if total > 1 + 1e-8:
            raise H2OValueError(
                f"The fractions of the columns add up to {total:g}; they must not exceed 1."
            )
        open_kinds = {k: w for k, w in _LEFT_OVER.items() if given[k] is None}
        weight = sum(open_kinds.values())
        if not weight and total < 1 - 1e-8:
            raise H2OValueError(
                f"The fractions of the columns add up to {total:g}; all are given, so they must "
                "add up to 1."
            )
        shares = {
            kind: (1 - total) * open_kinds[kind] / weight if kind in open_kinds else (share or 0.0)
            for kind, share in given.items()
        }
        return _whole(shares, columns)


_LEFT_OVER = {"real": 5, "categorical": 2, "integer": 2, "binary": 1}


def _whole(shares: dict[str, float], columns: int) -> dict[str, int]:
    """Whole numbers that add up to `columns`, each its share rounded up or down."""
    exact = {kind: share * columns for kind, share in shares.items()}
    counts = {kind: int(value + 1e-9) for kind, value in exact.items()}
    rest = columns - sum(counts.values())
    largest = sorted(exact, key=lambda kind: counts[kind] - exact[kind])
    for kind in largest[:rest]:
        counts[kind] += 1
    return counts


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
        Share of missing cells; the response has none.
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
    rows: int, counts: dict[str, int], like: Synthetic, rng: np.random.Generator, kinds_seed: int
) -> FrameData:
    """A frame of random columns ``C1``, ``C2``, ..., behind the ``response`` if there is one.

    Parameters
    ----------
    rows
        Number of rows.
    counts
        Number of columns of each kind.
    like
        What they are like.
    rng
        Source of the values.
    kinds_seed
        Decides the order of the kinds.
    """
    kinds = np.repeat(list(counts), list(counts.values()))
    np.random.default_rng(kinds_seed).shuffle(kinds)
    columns = {}
    if like.response_factors is not None:
        columns["response"] = _response(rows, like, rng)
    for number, kind in enumerate(kinds, start=1):
        values = _KINDS[str(kind)](rows, like, number, rng)
        gone = pl.Series(rng.random(rows) < like.missing)
        columns[f"C{number}"] = values.set(gone, None) if gone.any() else values
    return FrameData(pl.DataFrame([column.alias(name) for name, column in columns.items()]))


def _response(rows: int, like: Synthetic, rng: np.random.Generator) -> pl.Series:
    assert like.response_factors is not None
    if like.response_factors == 1:
        low = 0.0 if like.positive_response else -like.real_range
        return pl.Series(values=rng.uniform(low, like.real_range, rows))
    levels = [str(level) for level in range(like.response_factors)]
    codes = rng.integers(0, like.response_factors, rows)
    return as_series("response", EnumColumn(codes, sorted(levels)))


Maker = Callable[[int, Synthetic, int, np.random.Generator], pl.Series]


def _real(rows: int, like: Synthetic, _: int, rng: np.random.Generator) -> pl.Series:
    return pl.Series(values=rng.uniform(-like.real_range, like.real_range, rows))


def _integer(rows: int, like: Synthetic, _: int, rng: np.random.Generator) -> pl.Series:
    return pl.Series(values=rng.integers(-like.integer_range, like.integer_range + 1, rows))


def _binary(rows: int, like: Synthetic, _: int, rng: np.random.Generator) -> pl.Series:
    return pl.Series(values=(rng.random(rows) < like.binary_ones).astype(np.int8))


def _categorical(rows: int, like: Synthetic, number: int, rng: np.random.Generator) -> pl.Series:
    levels = [f"c{number}.l{level}" for level in range(like.factors)]
    return as_series("c", EnumColumn(rng.integers(0, like.factors, rows), levels))


def _time(rows: int, _: Synthetic, __: int, rng: np.random.Generator) -> pl.Series:
    return pl.Series(values=rng.integers(0, _LAST_TIME, rows)).cast(pl.Datetime("ms"))


def _string(rows: int, _: Synthetic, __: int, rng: np.random.Generator) -> pl.Series:
    drawn = _LETTERS[rng.integers(0, _LETTERS.size, (rows, _TEXT_LENGTH))]
    return pl.Series(values=["".join(letters) for letters in drawn], dtype=pl.String)


_KINDS: dict[str, Maker] = {
    "real": _real,
    "categorical": _categorical,
    "integer": _integer,
    "binary": _binary,
    "time": _time,
    "string": _string,
}
