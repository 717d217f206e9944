"""The archive: named JSON documents and arrays in a ZIP file that ends with its checksum.

Nothing in it is compressed, so that reading a file never takes more memory than the file has
bytes. This module knows nothing of what the documents mean.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from heavywater._version import __version__
from heavywater.core.artifacts.foreign import what_it_is
from heavywater.exceptions import H2OFileError

__all__ = ["PROTOCOL", "Contents", "read", "write", "written_atomically"]

#: Raised when older releases could not read, or would misread, what is written now.
PROTOCOL = 1

_FORMAT = "heavywater"
_MANIFEST = "heavywater.json"
_DOCUMENT = "content.json"
_ARRAYS = "arrays/"

_CHECKSUM = re.compile(rb"sha256:([0-9a-f]{64})")
_CHECKSUM_BYTES = 64
_MOST_ENTRIES = 65_000
_BLOCK = 1 << 20

#: The header of an array as NumPy writes it.
_HEADER = re.compile(
    rb"\{'descr': '(?P<dtype>[<|][biuf][1248])', 'fortran_order': False, "
    rb"'shape': \((?P<shape>(?:\d{1,18}, ?)*(?:\d{1,18})?)\), \} *\n"
)

#: Kinds of numbers that arrays may hold; dtypes with references to objects are never built.
_DTYPES = frozenset(np.dtype(code).newbyteorder("<").str for code in "?bBhHiIqQefd")


class Contents:
    """What an archive holds: one document, and the arrays that it refers to by name.

    Parameters
    ----------
    kind
        What the document describes, such as ``"model"``.
    document
        Plain JSON values.
    arrays
        Arrays by name.
    """

    def __init__(self, kind: str, document: Any, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.kind = kind
        self.document = document
        self.arrays = arrays


# -- Writing -------------------------------------------------------------------------------


def write(stream: BinaryIO, contents: Contents) -> None:
    """Write an archive to an empty stream that can be read and searched too.

    The same contents give the same bytes.
    """
    manifest = {
        "format": _FORMAT,
        "protocol": PROTOCOL,
        "kind": contents.kind,
        "written_by": __version__,
    }
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry(_MANIFEST), _json(manifest))
        archive.writestr(_entry(_DOCUMENT), _json(contents.document))
        for name, array in contents.arrays.items():
            with archive.open(_entry(f"{_ARRAYS}{name}.npy"), "w", force_zip64=True) as entry:
                _write_array(entry, array)
        archive.comment = b"sha256:" + b"0" * _CHECKSUM_BYTES
    digest = _digest(stream)
    stream.seek(-_CHECKSUM_BYTES, os.SEEK_END)
    stream.write(digest)


def _entry(name: str) -> zipfile.ZipInfo:
    # A fixed time and mode: the same model is the same file.
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    return entry


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _write_array(stream: Any, array: npt.NDArray[Any]) -> None:
    array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    header = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(stream, header)
    stream.write(array.reshape(-1).view(np.uint8).data)


@contextmanager
def written_atomically(target: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file `target`, whole or not at all.

    It is written under another name in the same folder, which is made if need be. If anything
    fails, `target` is as it was.

    Raises
    ------
    H2OFileError
        If the file is there already and `replace` is false, or if it cannot be written.
    """
    temporary = target.parent / f".{target.name[:100]}.{secrets.token_hex(4)}.tmp"
    try:
        if not replace:
            _refuse_existing(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "x+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if not replace:
            _refuse_existing(target)
        os.replace(temporary, target)
        _sync_folder(target.parent)
    except OSError as error:
        if isinstance(error, H2OFileError):
            raise
        raise H2OFileError(f"Cannot write {str(target)!r}: {error.strerror or error}.") from error
    finally:
        # It is there only if something failed; why is what the user should hear of.
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _refuse_existing(target: Path) -> None:
    if os.path.lexists(target):
        raise H2OFileError(f"{str(target)!r} is there already; give force=True to replace it.")


def _sync_folder(folder: Path) -> None:
    """Make the new name last, where the system lets a folder be synchronised."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    # Some network file systems refuse; the content itself is safe already.
    with suppress(OSError):
        os.fsync(handle)
    os.close(handle)


# -- Reading -------------------------------------------------------------------------------


def read(stream: BinaryIO, name: str, kind: str) -> Contents:
    """The contents of an archive.

    Parameters
    ----------
    stream
        The bytes, searchable.
    name
        What to call the file in errors.
    kind
        What it should hold.

    Raises
    ------
    H2OFileError
        If it is no such archive, was written by a later release, or has been damaged.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            return _read(stream, archive, name, kind)
    except H2OFileError:
        raise
    # zipfile raises RuntimeError for encrypted and NotImplementedError for unusual entries.
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, KeyError, OSError) as error:
        reason = what_it_is(stream) or f"it is incomplete or damaged ({_one_line(error)})"
        raise H2OFileError(f"Cannot load {name!r}: {reason}.") from error


def _read(stream: BinaryIO, archive: zipfile.ZipFile, name: str, kind: str) -> Contents:
    entries = {entry.filename: entry for entry in archive.infolist()}
    if _MANIFEST not in entries:
        reason = what_it_is(stream) or "it is a ZIP archive, but not a model of Heavywater"
        raise H2OFileError(f"Cannot load {name!r}: {reason}.")
    _check_sizes(archive, stream, name)
    _check_manifest(_load_json(archive.read(_MANIFEST), name), name, kind)
    _check_checksum(archive, stream, name)
    document = _load_json(archive.read(_DOCUMENT), name)
    arrays = {
        entry.removeprefix(_ARRAYS).removesuffix(".npy"): _load_array(archive, entry, name)
        for entry in entries
        if entry.startswith(_ARRAYS)
    }
    return Contents(kind, document, arrays)


def _check_sizes(archive: zipfile.ZipFile, stream: BinaryIO, name: str) -> None:
    """Refuse what would need more memory than the file is large."""
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise _damaged(name, f"it has {len(entries)} entries")
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_STORED:
            raise _damaged(
                name, f"its entry {entry.filename!r} is compressed, which is not allowed"
            )
    if sum(entry.file_size for entry in entries) > size:
        raise _damaged(name, "its entries claim to be larger than the file")


def _check_manifest(manifest: Any, name: str, kind: str) -> None:
    known = manifest if isinstance(manifest, dict) else {}
    protocol = known.get("protocol")
    if known.get("format") != _FORMAT or type(protocol) is not int or protocol < 1:
        raise _damaged(name, f"its {_MANIFEST} is not one of Heavywater's")
    if protocol > PROTOCOL:
        raise H2OFileError(
            f"Cannot load {name!r}: it was written by Heavywater {known.get('written_by')!s:.40} "
            f"with file protocol {protocol}, and this release ({__version__}) reads protocols up "
            f"to {PROTOCOL}. Install a later release to load it."
        )
    if known.get("kind") != kind:
        held = str(known.get("kind"))[:40]
        raise H2OFileError(f"Cannot load {name!r}: it holds a {held}, not a {kind}.")


def _check_checksum(archive: zipfile.ZipFile, stream: BinaryIO, name: str) -> None:
    match = _CHECKSUM.fullmatch(archive.comment)
    if match is None:
        raise _damaged(name, "its checksum is missing")
    if _digest(stream) == match[1]:
        return
    spoilt = archive.testzip()
    where = f" (in {spoilt!r})" if spoilt else ""
    raise _damaged(name, f"its bytes have changed since it was written{where}")


def _digest(stream: BinaryIO) -> bytes:
    """Checksum of everything before the checksum itself, in hexadecimal."""
    stream.seek(0, os.SEEK_END)
    left = stream.tell() - _CHECKSUM_BYTES
    stream.seek(0)
    digest = hashlib.sha256()
    while left > 0:
        block = stream.read(min(_BLOCK, left))
        if not block:
            break
        digest.update(block)
        left -= len(block)
    return digest.hexdigest().encode()


def _load_json(text: bytes, name: str) -> Any:
    try:
        return json.loads(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise _damaged(name, f"it has malformed JSON ({_one_line(error)})") from error


def _load_array(archive: zipfile.ZipFile, entry: str, name: str) -> npt.NDArray[Any]:
    with archive.open(entry) as stream:
        # NumPy's reader would evaluate the header, and make an array of the shape that it claims
        # before it looks at how much data there are.
        start = stream.read(10)
        length = int.from_bytes(start[8:], "little")
        header = _HEADER.fullmatch(stream.read(length))
        if start[:8] != b"\x93NUMPY\x01\x00" or header is None:
            raise _damaged(name, f"its array {entry!r} has no valid header")
        data = stream.read()
    dtype = np.dtype(header["dtype"].decode())
    shape = tuple(int(size) for size in header["shape"].replace(b",", b" ").split())
    if dtype.str not in _DTYPES:
        raise _damaged(name, f"its array {entry!r} is of the type {dtype}")
    if math.prod(shape) * dtype.itemsize != len(data):
        raise _damaged(name, f"its array {entry!r} is not of its shape {shape}")
    array = np.frombuffer(data, dtype=dtype).reshape(shape)
    return array.astype(dtype.newbyteorder("="))  # a copy: what was read is read-only


def _damaged(name: str, what: str) -> H2OFileError:
    return H2OFileError(f"Cannot load {name!r}: it is damaged: {what}.")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
