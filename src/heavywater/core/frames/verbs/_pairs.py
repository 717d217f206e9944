"""Which rows of two tables have equal keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.verbs._codes import Codes, Span, as_codes, span_of, spread
from heavywater.core.frames.verbs._order import MOST_ROWS, Rows, sorted_codes, stable_order

__all__ = ["Kept", "Pairs", "all_pairs", "pairs"]

Kept = Literal["inner", "left"]

_FIRST, _SECOND, _KEY = "\0first row", "\0second row", "\0key"

#: Codes of keys have a table of rows where there are at most so many codes for each row.
_CODES_PER_ROW = 4

_NOBODY = np.uint32(2**32 - 1)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of two tables, pair by pair.

    Attributes
    ----------
    first, second
        Their numbers; missing where there is no partner.
    keys
        The keys of the pairs, where they are known.
    """

    first: pl.Series
    second: pl.Series
    keys: list[pl.Series] | None = None


def pairs(keys: Sequence[tuple[pl.Series, pl.Series]], kept: Kept) -> Pairs:
    """The pairs in the order of the keys, the first row and the second.

    Parameters
    ----------
    keys
        Columns of both tables that are to be equal, in the same types; missing values are equal
        to nothing, and come first.
    kept
        Whether rows of the first table without a partner stay.
    """
    coded = _coded(keys)
    if coded is None:
        return _by_comparing(keys, kept)
    if coded.second_there is not None:
        there = np.flatnonzero(coded.second_there).astype(np.uint32)
        found = _by_codes(replace(coded, second=coded.second[there]), kept)
        return replace(found, second=pl.Series(values=there).gather(found.second))
    return _by_codes(coded, kept)


def all_pairs(keys: Sequence[tuple[pl.Series, pl.Series]]) -> Pairs:
    """The pairs and the rows of both tables that have no partner, in the order of the keys."""
    first, second, names = _tables(keys)
    joined = first.join(second, on=names, how="full", coalesce=True, maintain_order="left_right")
    joined = joined[stable_order(joined, names)]
    return Pairs(
        joined.get_column(_FIRST),
        joined.get_column(_SECOND),
        [joined.get_column(name) for name in names],
    )


def _tables(
    keys: Sequence[tuple[pl.Series, pl.Series]],
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    names = [f"{_KEY} {number}" for number in range(len(keys))]
    first, second = (
        pl.DataFrame([pair[side].alias(name) for pair, name in zip(keys, names, strict=True)])
        for side in (0, 1)
    )
    return first.with_row_index(_FIRST), second.with_row_index(_SECOND), names


def _by_comparing(keys: Sequence[tuple[pl.Series, pl.Series]], kept: Kept) -> Pairs:
    """For text, and keys of too many bits."""
    first, second, names = _tables(keys)
    # Keys are put in order before they are paired, since there are often more pairs.
    first, second = first.rechunk(), second.drop_nulls(names)
    first = first[stable_order(first, names)]
    joined = first.join(second, on=names, how=kept, maintain_order="left_right")
    return Pairs(joined.get_column(_FIRST), joined.get_column(_SECOND))


@dataclass(frozen=True, slots=True)
class _Coded:
    """Keys of both tables as one number for each row.

    Attributes
    ----------
    first, second
        The numbers.
    count
        How many numbers there could be.
    second_there
        Which rows of the second table have all keys; None if all have.
    decode
        Of a single key of whole numbers, its span and type, if no row of the first lacks it.
    """

    first: Codes
    second: Codes
    count: int
    second_there: npt.NDArray[np.bool_] | None
    decode: tuple[Span, pl.DataType] | None


def _coded(keys: Sequence[tuple[pl.Series, pl.Series]]) -> _Coded | None:
    """The keys as numbers in the same order; None if they do not fit into 64 bits."""
    if max(map(len, keys[0])) >= MOST_ROWS:
        return None
    spans = []
    count = 1
    for first, second in keys:
        mine, theirs = span_of(first), span_of(second)
        if mine is None or theirs is None:
            return None
        spans.append(_common(mine, theirs, len(first), len(second)))
        count *= spans[-1].missing
    if count > 2**64:
        return None
    there: npt.NDArray[np.bool_] | None = None
    for _, second in keys:
        if second.null_count():
            known = second.is_not_null().to_numpy()
            there = known if there is None else there & known
    return _Coded(
        _as_one([first for first, _ in keys], spans),
        _as_one([second for _, second in keys], spans),
        count,
        there,
        _decoding(keys[0][0], spans[0]) if len(keys) == 1 else None,
    )


def _common(mine: Span, theirs: Span, my_rows: int, their_rows: int) -> Span:
    if my_rows and their_rows:
        return mine | theirs
    return mine if my_rows else theirs


def _decoding(column: pl.Series, span: Span) -> tuple[Span, pl.DataType] | None:
    if not column.dtype.is_integer() or column.null_count():
        return None
    return span, column.dtype


def _as_one(columns: Sequence[pl.Series], spans: Sequence[Span]) -> Codes:
    """One number for the codes of several columns, the first one the most important."""
    codes = as_codes(columns[0], spans[0])
    for column, span in zip(columns[1:], spans[1:], strict=True):
        codes *= np.uint64(span.missing)
        codes += as_codes(column, span)
    return codes


def _by_codes(coded: _Coded, kept: Kept) -> Pairs:
    bits = (coded.count - 1).bit_length()
    partners = _partner_of_code(coded)
    order, codes = sorted_codes(coded.first, bits)
    if partners is None:
        return _side_by_side(coded, order, codes, bits, kept)
    second = partners[codes]
    alone = second == _NOBODY
    if not alone.any():
        return Pairs(pl.Series(values=order), pl.Series(values=second), _decoded(coded, codes))
    if kept == "inner":
        there = np.flatnonzero(~alone)
        first, second, codes = order[there], second[there], codes[there]
        return Pairs(pl.Series(values=first), pl.Series(values=second), _decoded(coded, codes))
    found = pl.Series(values=second).set(pl.Series(values=alone), None)
    return Pairs(pl.Series(values=order), found, _decoded(coded, codes))


def _partner_of_code(coded: _Coded) -> Rows | None:
    """The row of the second table with each code, if none has two and the codes are dense."""
    rows = coded.second.shape[0]
    if coded.count > _CODES_PER_ROW * (rows + coded.first.shape[0]) or rows >= _NOBODY:
        return None
    partners = np.full(coded.count, _NOBODY, dtype=np.uint32)
    numbers = np.arange(rows, dtype=np.uint32)
    partners[coded.second] = numbers
    return partners if np.array_equal(partners[coded.second], numbers) else None


def _side_by_side(coded: _Coded, order: Rows, codes: Codes, bits: int, kept: Kept) -> Pairs:
    """Both tables in the order of the codes: Polars walks along them."""
    second_order, second_codes = sorted_codes(coded.second, bits)
    joined = _in_order(codes, _FIRST, order).join(
        _in_order(second_codes, _SECOND, second_order),
        on=_KEY,
        how=kept,
        maintain_order="left_right",
    )
    keys = _decoded(coded, joined.get_column(_KEY).to_numpy())
    return Pairs(joined.get_column(_FIRST), joined.get_column(_SECOND), keys)


def _in_order(codes: Codes, name: str, rows: Rows) -> pl.DataFrame:
    return pl.DataFrame([pl.Series(_KEY, codes).set_sorted(), pl.Series(name, rows)])


def _decoded(coded: _Coded, codes: Codes) -> list[pl.Series] | None:
    """The keys themselves, which is quicker than to look them up."""
    if coded.decode is None:
        return None
    span, dtype = coded.decode
    values = np.empty(codes.shape[0], dtype=np.int64)

    def decode(part: slice) -> None:
        np.add(codes[part], np.uint64((span.low - 1) % 2**64), out=values.view(np.uint64)[part])

    spread(decode, codes.shape[0])
    if dtype == pl.UInt64:
        return [pl.Series(values=values.view(np.uint64))]
    return [pl.Series(values=values).cast(dtype)]
