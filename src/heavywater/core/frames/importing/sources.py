"""Where the bytes of an import come from: a path, a URL, inside an archive or plain."""

from __future__ import annotations

import codecs
import io
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from urllib.parse import unquote, urlsplit

from heavywater.core.frames.importing.cloud import fetched
from heavywater.core.frames.importing.packing import inflated, members, packing_of
from heavywater.exceptions import H2OFileError, H2OTypeError, did_you_mean

__all__ = ["Reader", "Source", "located", "open_source", "open_sources"]

TIMEOUT_SECONDS: Final = 60.0
"""How long a server may stay silent before the import gives up."""

_READ: Final = 1 << 24
_LINE: Final = 1 << 16
"""More than most lines are long."""

_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Source:
    """A file to import: on disk, or bytes in memory.

    Whatever is read of it is unpacked and in UTF-8, as far as it is text; its bytes `as they are`
    matter only to formats that are no text.

    Parameters
    ----------
    name
        What messages call it.
    path
        The file, when it is on disk.
    data
        The bytes otherwise.
    packing
        How it is packed; None if it is not.
    member
        Which file of a zip archive is meant.
    constants
        Levels that the file's folders name, by column: they are the same in all of its rows.
    """

    name: str
    path: Path | None = None
    data: bytes = b""
    packing: str | None = None
    member: str | None = None
    constants: tuple[tuple[str, str], ...] = ()

    @cached_property
    def raw_size(self) -> int:
        """Number of bytes as they are."""
        return self.path.stat().st_size if self.path else len(self.data)

    @property
    def packed_size(self) -> int | None:
        """Size of what the text is unpacked from, None if it is not; H2O's sample depends on it."""
        return self.raw_size if self.packing else None

    def open_raw(self) -> BinaryIO:
        """The bytes as they are, packed ones packed."""
        try:
            return self.path.open("rb") if self.path else io.BytesIO(self.data)
        except OSError as error:
            raise _unreadable(self.name, error) from None

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """The text to be read on and on: unpacked, in UTF-8."""
        with self.open_raw() as file:
            head = b"" if self.packing else next(_read(file, self.name, 2), b"")
            file.seek(0)
            plain = self.packing is None and head not in _UTF16
            yield _Plain(file, self.name) if plain else _Stream(self._pieces_of(file, _READ))

    def pieces(self, size: int = _READ) -> Iterator[bytes]:
        """The text piece by piece: unpacked, in UTF-8; plain files in pieces of `size` bytes.

        Raises
        ------
        H2OFileError
            If the file cannot be read or unpacked to its end.
        """
        with self.open_raw() as file:
            yield from self._pieces_of(file, size)

    def _pieces_of(self, file: BinaryIO, size: int) -> Iterator[bytes]:
        if self.packing:
            plain = inflated(file, self.packing, self.name, self.member)
        else:
            plain = _read(file, self.name, size)
        return _in_utf8(plain, self.name)

    def head(self, count: int) -> bytes:
        """The first `count` bytes of the text."""
        found, size = [], 0
        for piece in self.pieces(count):
            found.append(piece)
            size += len(piece)
            if size >= count:
                break
        return b"".join(found)[:count]

    def read(self) -> bytes:
        """The whole text."""
        return b"".join(self.pieces())


class Reader(Protocol):
    """Text that is read on and on."""

    def read(self, size: int) -> bytes:
        """About `size` bytes; fewer only at the end of the text.

        Raises
        ------
        H2OFileError
            If they cannot be read or unpacked.
        """
        ...

    def unread(self, rest: bytes) -> None:
        """Give back the end of what was read last, to be read again."""
        ...


class _Plain:
    """A file, from which text is read up to the end of a line, lest much be given back."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name

    def read(self, size: int) -> bytes:
        file = self._file
        try:
            begin = file.tell()
            file.seek(begin + size)
            line_end = file.read(_LINE).find(b"\n")
            file.seek(begin)
            return file.read(size + line_end + 1)
        except OSError as error:
            raise _unreadable(self._name, error) from None

    def unread(self, rest: bytes) -> None:
        self._file.seek(-len(rest), os.SEEK_CUR)


class _Stream:
    """Pieces of unpacked text."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def read(self, size: int) -> bytes:
        found, count = [self._held], len(self._held)
        self._held = b""
        while count < size and (piece := next(self._pieces, None)) is not None:
            found.append(piece)
            count += len(piece)
        return b"".join(found)

    def unread(self, rest: bytes) -> None:
        self._held = rest


def _read(file: BinaryIO, name: str, size: int) -> Iterator[bytes]:
    try:
        while piece := file.read(size):
            yield piece
    except OSError as error:
        raise _unreadable(name, error) from None


def _in_utf8(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Spreadsheets save "Unicode text" as UTF-16; everything behind this place is UTF-8."""
    decoder = None
    for index, piece in enumerate(pieces):
        if index == 0 and piece.startswith(_UTF16):
            decoder = codecs.getincrementaldecoder("utf-16")()
        yield piece if decoder is None else _decoded(decoder, piece, name)
    if decoder is not None:
        yield _decoded(decoder, b"", name, final=True)


def _decoded(
    decoder: codecs.IncrementalDecoder, piece: bytes, name: str, final: bool = False
) -> bytes:
    try:
        return decoder.decode(piece, final).encode("utf-8", "replace")
    except UnicodeDecodeError as error:
        raise H2OFileError(
            f"Cannot import {name!r}: it begins as UTF-16 text, but cannot be decoded so "
            f"({error.reason}). Save it as UTF-8."
        ) from None


def _unreadable(name: str, error: OSError) -> H2OFileError:
    return H2OFileError(f"Cannot import {name!r}: {error.strerror or error}.")


# -- Finding files ---------------------------------------------------------------------------


def open_source(location: str | os.PathLike[str]) -> Source:
    """The file at a path or a URL, as it is: `open_sources` looks into archives."""
    if not isinstance(location, (str, os.PathLike)):
        raise H2OTypeError(
            f"A file to import is named by its path or URL, not by {type(location).__name__} "
            f"{location!r}.",
            "path",
            location,
        )
    text = os.fspath(location)
    scheme = urlsplit(text).scheme if "://" in text or text.startswith("file:") else ""
    if scheme in ("http", "https"):
        return Source(text, data=_downloaded(text))
    if scheme in ("", "file"):
        return _local(text, located(text))
    return Source(text, data=fetched(text, scheme))


def open_sources(location: str | os.PathLike[str]) -> list[Source]:
    """The file at a path or a URL, unpacked; of a zip archive, every file inside."""
    source = open_source(location)
    with source.open_raw() as file:
        packing = packing_of(file.read(8))
        file.seek(0)
        if packing != "zip":
            return [replace(source, packing=packing)]
        inside = members(file, source.name)
    if "[Content_Types].xml" in inside:  # a spreadsheet, which is a zip archive of its own
        return [source]
    packed = replace(source, packing="zip")
    if len(inside) == 1:
        return [replace(packed, member=inside[0])]
    return [replace(packed, name=f"{source.name}/{member}", member=member) for member in inside]


def located(text: str) -> Path:
    """The path that a text means: a path itself, or a ``file:`` URL."""
    parts = urlsplit(text)
    if parts.scheme == "file":
        # A relative one such as ``file://x.csv`` keeps its host part.
        local = parts.netloc in ("", "localhost")
        path = parts.path if local else unquote(parts.netloc) + parts.path
        return Path(urllib.request.url2pathname(path))
    return Path(text).expanduser()


def _local(name: str, path: Path) -> Source:
    try:
        with path.open("rb"):
            return Source(name, path=path)
    except FileNotFoundError:
        raise H2OFileError(_missing(name, path)) from None
    except IsADirectoryError:
        raise H2OFileError(
            f"Cannot import {name!r}: it is a folder. Name one file inside it."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise H2OFileError(f"Cannot import {name!r}: {reason}.") from None


def _missing(name: str, path: Path) -> str:
    if not path.parent.is_dir():
        return f"Cannot import {name!r}: there is no folder {str(path.parent)!r}."
    siblings = [entry.name for entry in path.parent.iterdir()]
    where = str(path.parent.resolve())
    hint = did_you_mean(path.name, siblings)
    return f"Cannot import {name!r}: there is no such file in {where!r}.{hint} Check the path."


def _downloaded(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": "heavywater"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            data: bytes = response.read()
            expected = response.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        with error:
            raise H2OFileError(
                f"Cannot import {url!r}: the server answered {error.code} {error.reason}. "
                "Check the address."
            ) from None
    except OSError as error:
        reason = getattr(error, "reason", None) or error
        raise H2OFileError(
            f"Cannot import {url!r}: {reason}. Check the address and the network."
        ) from None
    except Exception as error:  # http.client's own errors, such as a body cut short
        raise H2OFileError(
            f"Cannot import {url!r}: the server's answer cannot be read ({error}). Try again."
        ) from None
    if expected is not None and expected.isdigit() and len(data) < int(expected):
        raise H2OFileError(
            f"Cannot import {url!r}: the download stopped after {len(data)} of {expected} bytes. "
            "Try again."
        )
    return data
