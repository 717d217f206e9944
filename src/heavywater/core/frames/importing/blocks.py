"""A text in blocks of whole records, so that memory holds one block and not the text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from heavywater.core.frames.importing.sources import Source

__all__ = ["BLOCK_BYTES", "Block", "blocks_of", "read_ahead", "uses_carriage_returns"]

BLOCK_BYTES: Final = 1 << 25

_CACHED: Final = 1 << 18

T = TypeVar("T")


@dataclass(frozen=True)
class Block:
    """Whole records of a text.

    Parameters
    ----------
    data
        The records.
    first_line
        The line of the file on which the first of them begins, from 1.
    """

    data: bytes
    first_line: int = 1


def blocks_of(source: Source, quote: str, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The text of a source in blocks of about `size` bytes, without its byte order mark.

    A block ends behind a line with as many quotes before it as make pairs: a line end inside
    quotes is none of a record.
    """
    line = 1
    for index, data in enumerate(_whole_records(source, quote.encode(), size)):
        text = data.removeprefix(codecs.BOM_UTF8) if index == 0 else data
        if uses_carriage_returns(text):
            text = text.replace(b"\r", b"\n")
        yield Block(text, line)
        line += text.count(b"\n")


def _whole_records(source: Source, quote: bytes, size: int) -> Iterator[bytes]:
    held = b""
    wanted = size
    for piece in source.pieces(size):
        held = held + piece if held else piece
        if len(held) < wanted:
            continue
        end = _end_of_records(held, quote)
        if end:
            yield held[:end]
            held = held[end:]
        # A record that is longer than a block: look again when there is twice as much of it.
        wanted = size if end else 2 * len(held)
    if held:
        yield held


def uses_carriage_returns(head: bytes) -> bool:
    """Whether lines end in the manner of old Macintoshes."""
    return b"\r" in head and b"\n" not in head


def _end_of_records(data: bytes, quote: bytes) -> int:
    """Where the last record of `data` ends that is whole; 0 if none is."""
    line_end = b"\r" if uses_carriage_returns(data) else b"\n"
    place = end = len(data)
    quotes = _count(data, quote)
    while (newline := data.rfind(line_end, 0, end)) >= 0:
        quotes -= data.count(quote, newline, place)
        if quotes % 2 == 0:
            return newline + 1
        # Inside quotes: go on in front of the last one.
        place, end = newline, data.rfind(quote, 0, newline)
    return 0


def _count(data: bytes, byte: bytes) -> int:
    """How often a byte is there; where it is frequent, faster than Python's own."""
    if byte not in data:
        return 0
    codes = np.frombuffer(data, dtype=np.uint8)
    pieces = (codes[start : start + _CACHED] for start in range(0, codes.size, _CACHED))
    return int(sum(np.count_nonzero(piece == byte[0]) for piece in pieces))


def read_ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items; the next one is fetched while the last one is worked on."""
    nothing = object()
    with ThreadPoolExecutor(1, "heavywater-read") as reader:
        coming = reader.submit(next, items, nothing)
        while (item := coming.result()) is not nothing:
            coming = reader.submit(next, items, nothing)
            yield item  # type: ignore[misc]
