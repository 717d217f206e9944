"""Objects of listed classes in files and in bytes."""

from __future__ import annotations

import importlib
import io
import os
from functools import cache
from pathlib import Path
from typing import BinaryIO, Literal, TypeVar

from heavywater.core.artifacts import container
from heavywater.core.artifacts.codec import Decoder, Encoder
from heavywater.core.artifacts.stored import Registry
from heavywater.exceptions import H2OFileError

__all__ = ["Kind", "from_bytes", "load", "registry", "save", "to_bytes"]

Kind = Literal["model", "grid", "frame"]

T = TypeVar("T")

#: Modules whose ``STORED`` lists classes that files may hold. They are imported when the first
#: file is written or read, and import this package; hence by name.
_MODULES = (
    "heavywater.core.artifacts.common",
    "heavywater.core.training.stored",
    "heavywater.core.deeplearning.stored",
    "heavywater.core.isolationforest.stored",
)


@cache
def registry() -> Registry:
    """The classes that files may hold."""
    groups = (importlib.import_module(name).STORED for name in _MODULES)
    return Registry([stored for group in groups for stored in group])


def save(
    content: object,
    kind: Kind,
    folder: str | os.PathLike[str],
    filename: str,
    *,
    replace: bool = False,
) -> Path:
    """Write an object to a file, whole or not at all.

    Parameters
    ----------
    content
        An object of a listed class.
    kind
        What it is to a user; `load` must ask for the same.
    folder
        Where to; made if need be.
    filename
        Name of the file. It may begin with folders, which are made.
    replace
        Whether a file that is there already may be replaced.

    Returns
    -------
    The absolute path of the file.

    Raises
    ------
    H2OFileError
        If the file is there already or cannot be written; what was there stays.
    H2OTypeError
        If the object holds something that files cannot.
    """
    target = Path(os.path.abspath(os.path.join(folder, filename)))
    if target.is_dir():
        raise H2OFileError(f"Cannot write {str(target)!r}: it is a folder; give another filename.")
    contents = _contents(content, kind)
    with container.written_atomically(target, replace=replace) as stream:
        container.write(stream, contents)
    return target


def load(path: str | os.PathLike[str], kind: Kind, cls: type[T]) -> tuple[T, list[str]]:
    """Read an object from a file; no code of the file is run.

    Parameters
    ----------
    path
        The file.
    kind, cls
        What it must hold.

    Returns
    -------
    The object, and the names of its fields whose Python code was not kept.

    Raises
    ------
    H2OFileError
        If there is no such file, or it holds something else, is damaged, or was written by a
        later release; the message says which.
    """
    name = os.fspath(path)
    try:
        if os.path.isdir(path):
            raise H2OFileError(f"Cannot load {name!r}: it is a folder; give the file in it.")
        with open(path, "rb") as stream:
            return _read(stream, name, kind, cls)
    except FileNotFoundError:
        raise H2OFileError(
            f"Cannot load {name!r}: File not found; the current folder is {os.getcwd()!r}."
        ) from None
    except OSError as error:
        if isinstance(error, H2OFileError):
            raise
        raise H2OFileError(f"Cannot load {name!r}: {error.strerror or error}.") from error


def to_bytes(content: object, kind: Kind) -> bytes:
    """The bytes of an object's file."""
    stream = io.BytesIO()
    container.write(stream, _contents(content, kind))
    return stream.getvalue()


def from_bytes(data: bytes, kind: Kind, cls: type[T]) -> tuple[T, list[str]]:
    """An object from the bytes of its file; as `load`."""
    return _read(io.BytesIO(data), "bytes", kind, cls)


def _contents(content: object, kind: Kind) -> container.Contents:
    encoder = Encoder(registry())
    encoded = encoder.encode(content)
    left_out = sorted({path.rpartition(".")[2] for path in encoder.left_out})
    return container.Contents(kind, {"content": encoded, "left_out": left_out}, encoder.arrays)


def _read(stream: BinaryIO, name: str, kind: Kind, cls: type[T]) -> tuple[T, list[str]]:
    contents = container.read(stream, name, kind)
    try:
        return _decoded(contents, cls)
    except (ValueError, TypeError, ArithmeticError, LookupError, MemoryError) as error:
        reason = str(error)[:500].rstrip(".")
        raise H2OFileError(f"Cannot load {name!r}: it is damaged: {reason}.") from error


def _decoded(contents: container.Contents, cls: type[T]) -> tuple[T, list[str]]:
    document = contents.document
    if not isinstance(document, dict) or set(document) != {"content", "left_out"}:
        raise ValueError("its document has other parts than it should")
    left_out = document["left_out"]
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        raise ValueError("its list of what was left out is none")
    content = Decoder(registry(), contents.arrays).decode(document["content"])
    if not isinstance(content, cls):
        raise ValueError(f"its content is a {type(content).__name__}")
    return content, left_out
