"""Files that users may take for models of ours: what they are, and what to do with them."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO

__all__ = ["what_it_is"]

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (
        b"\x1c\xed",
        "it is a binary model or grid of H2O-3, which only the release of H2O-3 that wrote it can "
        "read; train the model again",
    ),
    (b"\x80\x02", "it is a pickle, which could run code; save models with save_model()"),
    (b"\x80\x03", "it is a pickle, which could run code; save models with save_model()"),
    (b"\x80\x04", "it is a pickle, which could run code; save models with save_model()"),
    (b"\x80\x05", "it is a pickle, which could run code; save models with save_model()"),
    (b"\x1f\x8b", "it is compressed with gzip; decompress it first"),
    (b"PAR1", "it is a Parquet file; read it with import_file()"),
    (b"\x93NUMPY", "it is a NumPy array; pass it to H2OFrame() after numpy.load()"),
    (b"\x89HDF", "it is an HDF5 file, not a model of Heavywater"),
)

_ZIP = b"PK"


def what_it_is(stream: BinaryIO) -> str:
    """What a file is that is no archive of ours, as a clause; empty if it may be one."""
    stream.seek(0)
    start = stream.read(512)
    if not start:
        return "it is empty"
    for magic, what in _OTHERS:
        if start.startswith(magic):
            return what
    if start.startswith(_ZIP):
        return _zip(stream)
    return _text(start)


def _zip(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return ""
    if "model.ini" in names:
        return (
            "it is a MOJO of H2O-3, which this release cannot read; use H2O-3's h2o-genmodel, or "
            "train the model again"
        )
    return ""


def _text(start: bytes) -> str:
    try:
        text = io.TextIOWrapper(io.BytesIO(start), "utf-8", errors="ignore").read()
    except ValueError:
        return ""
    if not all(character.isprintable() or character.isspace() for character in text) or not text:
        return "it is not a model of Heavywater"
    if "GenModel" in text or "package " in text or text.lstrip().startswith(("import ", "/*")):
        return "it is program text, such as a POJO of H2O-3, and not a model of Heavywater"
    if text.lstrip().startswith("{"):
        return "it is JSON, such as the details of a model, and not the model itself"
    return "it is text and not a model of Heavywater; data are read with import_file()"
