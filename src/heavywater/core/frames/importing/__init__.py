"""Import of text files: where the bytes come from, how they are laid out, what the cells mean.

A text in SVMLight's form is told by its first lines, whatever its name.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing import svmlight
from heavywater.core.frames.importing.read import read_frame
from heavywater.core.frames.importing.request import (
    ColumnTypes,
    ImportRequest,
    MissingTexts,
    kinds_asked,
)
from heavywater.core.frames.importing.setup import ColumnSetup, Setup, guess_setup, readable_head
from heavywater.core.frames.importing.sources import Source, open_source
from heavywater.exceptions import H2OParserError

__all__ = [
    "ColumnSetup",
    "ImportRequest",
    "Setup",
    "Source",
    "import_file",
    "import_source",
    "is_svmlight_file",
    "open_source",
    "parse_setup",
    "read_frame",
    "svmlight",
]

#: Enough for the lines that tell SVMLight from other text.
_SVMLIGHT_BYTES = 1 << 20


def import_file(
    source: str | os.PathLike[str],
    *,
    header: int = 0,
    sep: str | None = None,
    col_names: Sequence[str] | None = None,
    col_types: ColumnTypes = None,
    na_strings: MissingTexts = None,
    skipped_columns: Sequence[int | str] | None = None,
    quotechar: str | None = None,
) -> FrameData:
    """Import a text file, guessing as H2O does whatever the caller leaves open.

    Parameters
    ----------
    source
        Path, or a ``file:``, ``http:`` or ``https:`` URL, of text, plain or in gzip or zip.
    header
        1: the first line holds the names, -1: it holds data, 0: guess.
    sep
        The separator; None to guess.
    col_names
        Names of the columns, one each.
    col_types
        Types by position or by name, such as ``{"year": "enum"}``; None to guess.
    na_strings
        Texts that mean missing: a list for all columns, a list of lists with one a column, or a
        dict by column name.
    skipped_columns
        Positions or names of columns to leave out.
    quotechar
        The quote character, ``"`` unless given.

    Returns
    -------
    FrameData
        The columns. Whole numbers are stored in the narrowest type that holds them.

    Raises
    ------
    H2OFileError
        If the file is missing, truncated or malformed; the message names the line where it can.

    Warns
    -----
    H2OUserWarning
        If cells were read as missing because they are not of their column's type.
    """
    request = ImportRequest(
        header, sep, col_names, col_types, na_strings, skipped_columns, quotechar
    )
    return import_source(open_source(source), request)


def parse_setup(source: Source, request: ImportRequest | None = None) -> Setup:
    """Guess the layout of a text and the types of its columns, without importing it."""
    request = request or ImportRequest()
    head = readable_head(source, request.quotechar or '"')
    return guess_setup(_with_newlines(head), request, source.name)


def is_svmlight_file(source: str | os.PathLike[str]) -> bool:
    """Whether a file is in SVMLight's form, as far as its first lines tell."""
    return svmlight.is_svmlight(open_source(source).head(_SVMLIGHT_BYTES))


def import_source(source: Source, request: ImportRequest) -> FrameData:
    """Import a text that was opened already."""
    if svmlight.is_svmlight(source.head(_SVMLIGHT_BYTES)):
        return _import_svmlight(source, request)
    if _uses_carriage_returns(source.head(1 << 20)):
        source = replace(source, path=None, data=_with_newlines(source.read()))
    return read_frame(source, parse_setup(source, request))


def _import_svmlight(source: Source, request: ImportRequest) -> FrameData:
    """An SVMLight file, with what a request can say of one."""
    if request.skipped_columns:
        raise H2OParserError(
            f"Cannot import {source.name!r}: skipped_columns are not supported for SVMLight files. "
            "Import all columns, and leave some out with drop()."
        )
    data = svmlight.read_svmlight(source, request.col_names)
    if request.col_types is None:
        return data
    kinds = kinds_asked(request.col_types, data.names, set())
    changed = {name: kind for name, kind in kinds.items() if kind != "numeric"}
    return data.with_columns(
        {name: svmlight.as_asked(data, name, changed[name]) for name in changed}
    )


def _uses_carriage_returns(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head


def _with_newlines(text: bytes) -> bytes:
    return text.replace(b"\r", b"\n") if _uses_carriage_returns(text) else text
