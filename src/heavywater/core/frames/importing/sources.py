"""Where the bytes of an import come from: a path, a URL, inside gzip or zip or plain."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import urllib.error
import urllib.request
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from heavywater.exceptions import H2OFileError, H2OTypeError, did_you_mean

__all__ = ["Source", "open_source"]

TIMEOUT_SECONDS: Final = 60.0
"""How long a server may stay silent before the import gives up."""

_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZIP_MAGIC: Final = b"PK\x03\x04"
_FOREIGN_MAGIC: Final = {
    b"PAR1": "Parquet",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"(\xb5/\xfd": "Zstandard",
    b"ARROW1": "Arrow",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"Obj\x01": "Avro",
    b"SQLite f": "an SQLite database",
    b"\x89HDF": "HDF5",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"%PDF-": "a PDF document",
    b"\x7fELF": "a program",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"PK\x05\x06": "an empty zip archive",
}
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Source:
    """Plain text to import: a file on disk, or bytes in memory.

    Parameters
    ----------
    name
        What messages call it.
    path
        The file, when it can be read from disk as it is.
    data
        The bytes otherwise.
    packed_size
        Size of the archive that `data` came out of; H2O's sample depends on it.
    """

    name: str
    path: Path | None = None
    data: bytes = b""
    packed_size: int | None = None

    @property
    def size(self) -> int:
        """Number of bytes of text."""
        return self.path.stat().st_size if self.path else len(self.data)

    def head(self, count: int) -> bytes:
        """The first `count` bytes."""
        if self.path is None:
            return self.data[:count]
        with self.path.open("rb") as file:
            return file.read(count)

    def read(self) -> bytes:
        """All bytes."""
        return self.path.read_bytes() if self.path else self.data


def open_source(location: str | os.PathLike[str]) -> Source:
    """The text at a path, a ``file:`` URL or an ``http(s):`` URL, unpacked.

    What is packed is told by its first bytes, not by its name.
    """
    if not isinstance(location, (str, os.PathLike)):
        raise H2OTypeError(
            f"A file to import is named by its path or URL, not by {type(location).__name__} "
            f"{location!r}.",
            "path",
            location,
        )
    text = os.fspath(location)
    parts = urlsplit(text)
    if parts.scheme in ("http", "https"):
        return _unpacked(text, _downloaded(text))
    if parts.scheme == "file":
        path = _path_of_url(parts.netloc, parts.path)
        return _local(text, Path(urllib.request.url2pathname(path)))
    if "://" in text:
        raise H2OFileError(
            f"Cannot import {text!r}: the scheme {parts.scheme!r} is not supported. "
            "Give a local path, or a file:, http: or https: URL."
        )
    return _local(text, Path(text).expanduser())


def _path_of_url(host: str, path: str) -> str:
    """The path of a ``file:`` URL; a relative one such as ``file://x.csv`` keeps its host part."""
    return path if host in ("", "localhost") else unquote(host) + path


def _local(name: str, path: Path) -> Source:
    try:
        with path.open("rb") as file:
            magic = file.read(8)
    except FileNotFoundError:
        raise H2OFileError(_missing(name, path)) from None
    except IsADirectoryError:
        raise H2OFileError(
            f"Cannot import {name!r}: it is a folder. Name one file inside it."
        ) from None
    except OSError as error:
        raise H2OFileError(f"Cannot import {name!r}: {error.strerror or error}.") from None
    if magic.startswith((_GZIP_MAGIC, _ZIP_MAGIC)):
        return _unpacked(name, path.read_bytes())
    if magic.startswith(_UTF16):
        return Source(name, data=_from_utf16(name, path.read_bytes()))
    _refuse_foreign(name, magic)
    return Source(name, path=path)


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


def _unpacked(name: str, data: bytes) -> Source:
    if data.startswith(_GZIP_MAGIC):
        return Source(name, data=_gunzipped(name, data), packed_size=len(data))
    if data.startswith(_ZIP_MAGIC):
        return Source(name, data=_unzipped(name, data), packed_size=len(data))
    if data.startswith(_UTF16):
        return Source(name, data=_from_utf16(name, data))
    _refuse_foreign(name, data[:8])
    return Source(name, data=data)


def _gunzipped(name: str, data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except EOFError:
        raise H2OFileError(
            f"Cannot import {name!r}: the gzip file is truncated; its data end too early, after "
            f"{len(data):,} packed bytes. Nothing was imported; fetch the file again."
        ) from None
    except (OSError, zlib.error) as error:
        raise H2OFileError(
            f"Cannot import {name!r}: the gzip file is damaged ({error}). Nothing was imported; "
            "fetch the file again."
        ) from None


def _unzipped(name: str, data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(_only_member(name, archive))
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise H2OFileError(
            f"Cannot import {name!r}: the zip file is truncated or damaged ({error}). Nothing was "
            "imported; fetch the file again."
        ) from None
    except (RuntimeError, NotImplementedError) as error:
        raise H2OFileError(
            f"Cannot import {name!r}: {error}. Unpack the zip file and import what is inside."
        ) from None


def _only_member(name: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        inside = ", ".join(repr(member.filename) for member in members[:8]) or "nothing"
        raise H2OFileError(
            f"Cannot import {name!r}: a zip file must hold exactly one file, and this one holds "
            f"{inside}. Unpack it and import the file that you mean."
        )
    return members[0]


def _from_utf16(name: str, data: bytes) -> bytes:
    """Spreadsheets save "Unicode text" so; everything after this place works with UTF-8."""
    try:
        return data.decode("utf-16").encode()
    except UnicodeDecodeError as error:
        raise H2OFileError(
            f"Cannot import {name!r}: it begins as UTF-16 text, but cannot be decoded so "
            f"({error.reason} at byte {error.start:,}). Save it as UTF-8."
        ) from None


def _refuse_foreign(name: str, magic: bytes) -> None:
    for start, what in _FOREIGN_MAGIC.items():
        if magic.startswith(start):
            raise H2OFileError(
                f"Cannot import {name!r}: its content is {what}, not text. Import .csv, .csv.gz "
                "or .zip, or open it with Polars or pandas and pass the result to H2OFrame()."
            )
