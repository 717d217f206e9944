"""What a file is, told by its first bytes; only where these leave it open, by its name."""

from __future__ import annotations

import json
from typing import Final, Literal

from heavywater.core.frames.importing.sources import Source
from heavywater.core.frames.importing.svmlight import is_svmlight
from heavywater.exceptions import H2OFileError

__all__ = ["Format", "format_of"]

Format = Literal[
    "text",
    "svmlight",
    "arff",
    "parquet",
    "arrow",
    "arrow stream",
    "orc",
    "avro",
    "excel",
    "json lines",
    "json",
]

_HEAD_BYTES: Final = 1 << 20
"""Enough for the lines that tell SVMLight and JSON from other text."""

_TABLES: Final[dict[bytes, Format]] = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xff\xff\xff\xff": "arrow stream",
    b"ORC": "orc",
    b"Obj\x01": "avro",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "excel",
    b"PK\x03\x04": "excel",  # other zip archives were unpacked
}
_FOREIGN: Final = {
    b"FEA1": "Feather in its first version; write it with a current release of its program",
    b"SQLite format 3\0": "an SQLite database; import_sql_table() reads it",
    b"\x89HDF": "HDF5",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"%PDF-": "a PDF document",
    b"\x7fELF": "a program",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"PK\x05\x06": "an empty zip archive",
    b"\x1f\x8b": "packed twice",
    b"BZh": "packed twice",
    b"\xfd7zXZ\x00": "packed twice",
    b"(\xb5/\xfd": "packed twice",
}


def format_of(source: Source) -> Format:
    """The format of a file.

    Raises
    ------
    H2OFileError
        If it is one that cannot be imported; the message says which.
    """
    head = source.head(_HEAD_BYTES)
    for magic, table in _TABLES.items():
        if head.startswith(magic) and (table != "orc" or b"\0" in head):
            return table
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise H2OFileError(
                f"Cannot import {source.name!r}: its content is {what}, not a table. Import text, "
                "Parquet, Arrow, ORC, Avro, ARFF, SVMLight, JSON lines or a spreadsheet, packed or "
                "not."
            )
    return _format_of_text(head)


def _format_of_text(head: bytes) -> Format:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _is_arff(text):
        return "arff"
    if text.startswith(b"{") and _is_object(text.partition(b"\n")[0]):
        return "json lines"
    if text.startswith(b"[") and text[1:].lstrip().startswith(b"{"):
        return "json"
    return "svmlight" if is_svmlight(head) else "text"


def _is_arff(text: bytes) -> bool:
    """Whether the first line that is no comment names a relation."""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith(b"%"):
            return stripped[:9].lower() == b"@relation"
    return False


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
