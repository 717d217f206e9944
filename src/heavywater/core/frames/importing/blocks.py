"""A text in blocks of whole records, so that memory holds one block and not the text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

from heavywater.core.frames.importing.sources import Source

__all__ = ["BLOCK_BYTES", "Block", "blocks_of", "read_ahead", "uses_carriage_returns"]

BLOCK_BYTES: Final = 1 << 25

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
    rest: list[bytes] = []
    held, wanted, line = 0, size, 1
    ends_alone = False
    for index, piece in enumerate(source.pieces()):
        if index == 0:
            piece = piece.removeprefix(codecs.BOM_UTF8)
            ends_alone = uses_carriage_returns(piece)
        if ends_alone:
            piece = piece.replace(b"\r", b"\n")
        rest.append(piece)
        held += len(piece)
        if held < wanted:
            continue
        data = b"".join(rest)
        end = _end_of_records(data, quote.encode())
        if end:
            yield Block(data[:end], line)
            line += data.count(b"\n", 0, end)
            data = data[end:]
        rest, held = [data], len(data)
        wanted = size if end else 2 * held
    if data := b"".join(rest):
        yield Block(data, line)


def uses_carriage_returns(head: bytes) -> bool:
    """Whether lines end in the manner of old Macintoshes."""
    return b"\r" in head and b"\n" not in head


def _end_of_records(data: bytes, quote: bytes) -> int:
    """Where the last record of `data` ends that is whole; 0 if none is."""
    place = end = len(data)
    quotes = data.count(quote)
    while (newline := data.rfind(b"\n", 0, end)) >= 0:
        quotes -= data.count(quote, newline, place)
        if quotes % 2 == 0:
            return newline + 1
        # Inside quotes: go on in front of the last one.
        place, end = newline, data.rfind(quote, 0, newline)
    return 0


def read_ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items; the next one is fetched while the last one is worked on."""
    nothing = object()
    with ThreadPoolExecutor(1, "heavywater-read") as reader:
        coming = reader.submit(next, items, nothing)
        while (item := coming.result()) is not nothing:
            coming = reader.submit(next, items, nothing)
            yield item  # type: ignore[misc]
