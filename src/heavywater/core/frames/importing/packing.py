"""Unpacking: gzip, bzip2, xz, Zstandard and zip, as a stream of plain bytes.

What is packed is told by its first bytes, not by its name.
"""

from __future__ import annotations

import bz2
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, Protocol

from heavywater.exceptions import H2OFileError

__all__ = ["inflated", "members", "packing_of"]

_MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"(\xb5/\xfd": "Zstandard",
    b"PK\x03\x04": "zip",
}
_READ: Final = 1 << 20
_MOST_AT_ONCE: Final = 1 << 24
"""Bytes that one piece unpacks to at most, however well it was packed."""


class _Engine(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /, max_length: int = ...) -> bytes: ...


class _Inflate:
    """zlib's decompressor of gzip files in the manner of the others."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(31)  # with gzip's header and checksum
        self._was_full = False

    @property
    def eof(self) -> bool:
        return self._engine.eof

    @property
    def needs_input(self) -> bool:
        return not self._was_full and not self._engine.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._engine.unused_data

    def decompress(self, data: bytes, /, max_length: int = -1) -> bytes:
        piece = self._engine.decompress(self._engine.unconsumed_tail + data, max(0, max_length))
        # It may hold more of what was packed well, without a byte of input left.
        self._was_full = len(piece) == max_length
        return piece


def packing_of(magic: bytes) -> str | None:
    """How a file that begins with `magic` is packed; None if it is not."""
    return next((what for start, what in _MAGIC.items() if magic.startswith(start)), None)


def inflated(file: BinaryIO, packing: str, name: str, member: str | None) -> Iterator[bytes]:
    """The plain bytes of a packed file, piece by piece.

    Raises
    ------
    H2OFileError
        If the file is truncated or damaged.
    """
    try:
        if packing == "zip":
            yield from _unzipped(file, member)
        else:
            yield from _decompressed(file, _engines(packing, name))
    except EOFError:
        raise H2OFileError(
            f"Cannot import {name!r}: the {packing} file is truncated; its data end too early, "
            f"after {file.tell():,} packed bytes. Nothing was imported; fetch the file again."
        ) from None
    except (OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        raise _damaged(name, packing, error) from None
    except (RuntimeError, NotImplementedError) as error:
        if isinstance(error, H2OFileError):
            raise
        raise H2OFileError(
            f"Cannot import {name!r}: {error}. Unpack the file and import what is inside."
        ) from None
    except Exception as error:
        # Zstandard's own error; its library may come from two places.
        if type(error).__name__ != "ZstdError":
            raise
        raise _damaged(name, packing, error) from None


def _damaged(name: str, packing: str, error: Exception) -> H2OFileError:
    return H2OFileError(
        f"Cannot import {name!r}: the {packing} file is truncated or damaged ({error}). Nothing "
        "was imported; fetch the file again."
    )


def _engines(packing: str, name: str) -> Callable[[], _Engine]:
    if packing == "gzip":
        return _Inflate
    if packing == "bzip2":
        return bz2.BZ2Decompressor
    if packing == "xz":
        return lzma.LZMADecompressor
    return _zstandard(name)


def _zstandard(name: str) -> Callable[[], _Engine]:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        try:
            from backports import zstd  # type: ignore[no-redef, unused-ignore]
        except ImportError:
            raise H2OFileError(
                f"Cannot import {name!r}: it is packed with Zstandard, which needs the package "
                'backports.zstd. Install it with: pip install "heavywater[formats]"'
            ) from None
    engine: Callable[[], Any] = zstd.ZstdDecompressor
    return engine


def _decompressed(file: BinaryIO, engines: Callable[[], _Engine]) -> Iterator[bytes]:
    """All streams of the file, one behind the other, as such files may be joined."""
    engine, begun, packed = engines(), False, b""
    while True:
        if not packed and engine.needs_input:
            packed = file.read(_READ)
            # Zeros between streams fill blocks of disks and tapes.
            packed = packed if begun else packed.lstrip(b"\0")
            if not packed:
                break
        begun = True
        yield engine.decompress(packed, _MOST_AT_ONCE)
        packed = b""
        if engine.eof:
            packed, engine, begun = engine.unused_data.lstrip(b"\0"), engines(), False
    if begun:
        raise EOFError


def _unzipped(file: BinaryIO, member: str | None) -> Iterator[bytes]:
    with zipfile.ZipFile(file) as archive, archive.open(member or archive.namelist()[0]) as inside:
        while piece := inside.read(_MOST_AT_ONCE):
            yield piece


def members(file: BinaryIO, name: str) -> list[str]:
    """The files inside a zip archive, in its order, without what operating systems add.

    Raises
    ------
    H2OFileError
        If it is damaged, or holds nothing.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            found = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
        raise _damaged(name, "zip", error) from None
    found = [member for member in found if not _is_clutter(member)]
    if not found:
        raise H2OFileError(
            f"Cannot import {name!r}: the zip file holds no files. Check that it was written "
            "completely."
        )
    return found


def _is_clutter(member: str) -> bool:
    return member.startswith("__MACOSX/") or member.rpartition("/")[2] in (".DS_Store", "Thumbs.db")
