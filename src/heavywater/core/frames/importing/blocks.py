"""A text in blocks of whole records, so that memory holds some blocks and not the text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from heavywater.core.frames.importing.sources import Reader, Source

__all__ = ["BLOCK_BYTES", "Block", "blocks_of", "uses_carriage_returns"]

BLOCK_BYTES: Final = 8 << 20
"""Small enough that the C library takes the same pages for the next block, and that some blocks at
a time are little memory."""

_CACHED: Final = 1 << 18


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
    with source.reader() as reader:
        for index, data in enumerate(_whole_records(reader, quote.encode(), size)):
            text = data.removeprefix(codecs.BOM_UTF8) if index == 0 else data
            if uses_carriage_returns(text):
                text = text.replace(b"\r", b"\n")
            yield Block(text, line)
            line += _count(text, b"\n")


def _whole_records(reader: Reader, quote: bytes, size: int) -> Iterator[bytes]:
    wanted = size
    while data := reader.read(wanted):
        end = len(data) if len(data) < wanted else _end_of_records(data, quote)
        if end < len(data):
            reader.unread(data[end:])
        if end:
            yield data[:end]
        # A record that is longer than a block: look again when there is twice as much of it.
        wanted = size if end else 2 * len(data)


def uses_carriage_returns(head: bytes) -> bool:
    """Whether lines end in the manner of old Macintoshes."""
    return b"\n" not in head and b"\r" in head


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
