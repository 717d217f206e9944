"""Import of files: where the bytes come from, how they are laid out, what the cells mean.

What a file is, is told by its first bytes, whatever its name.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing import svmlight
from heavywater.core.frames.importing.arff import arff_setup
from heavywater.core.frames.importing.cloud import remote_files
from heavywater.core.frames.importing.description import Description, describe
from heavywater.core.frames.importing.formats import Format, format_of
from heavywater.core.frames.importing.read import Tick, read_frame, unwatched
from heavywater.core.frames.importing.request import (
    ColumnTypes,
    ImportRequest,
    MissingTexts,
    kinds_asked,
)
from heavywater.core.frames.importing.several import agreed_setup
from heavywater.core.frames.importing.sources import Source, open_source, open_sources
from heavywater.core.frames.importing.tables import read_tables
from heavywater.exceptions import H2OFileError, H2OParserError, listed

__all__ = [
    "Description",
    "ImportRequest",
    "Source",
    "describe",
    "import_file",
    "import_source",
    "import_sources",
    "open_source",
    "open_sources",
    "remote_files",
    "svmlight",
]


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
    return import_sources(open_sources(source), request)


def import_source(source: Source, request: ImportRequest) -> FrameData:
    """Import a file that was opened already."""
    return import_sources([source], request)


def import_sources(
    sources: Sequence[Source], request: ImportRequest, tick: Tick = unwatched
) -> FrameData:
    """Import files of one format, the rows of each below those of the one before.

    Parameters
    ----------
    sources
        The files; those without a byte are passed over.
    request
        What the caller says of them.
    tick
        Told which share is done; may raise to stop.
    """
    filled = [source for source in sources if source.head(1)] or list(sources[:1])
    formats = [format_of(source) for source in filled]
    for source, kind in zip(filled, formats, strict=True):
        _refuse_other_format(filled[0], formats[0], source, kind)
    if formats[0] == "text":
        setup, texts = agreed_setup(sources, request)
        return read_frame(texts, setup, tick)
    if formats[0] == "svmlight":
        return _import_svmlight(filled, request)
    if formats[0] == "arff":
        return _import_arff(filled, request)
    return read_tables(filled, formats[0], request, tick)


def _refuse_other_format(first: Source, expected: Format, source: Source, found: Format) -> None:
    if found != expected:
        raise H2OFileError(
            f"Cannot import {first.name!r} and {source.name!r} into one frame: the format of the "
            f"one is {expected}, that of the other {found}. Import them one by one, and join "
            "them with rbind()."
        )


def _import_arff(sources: Sequence[Source], request: ImportRequest) -> FrameData:
    """ARFF files, which must declare the same columns."""
    setups = [arff_setup(source, request) for source in sources]
    first = setups[0][0]
    for source, (setup, _) in zip(sources, setups, strict=True):
        if setup.names != first.names:
            raise H2OFileError(
                f"Cannot import {sources[0].name!r} and {source.name!r} into one frame: the "
                f"columns of the one are {listed(first.names)}, those of the other "
                f"{listed(setup.names)}. Import them one by one, make the columns alike, and join "
                "them with rbind()."
            )
    lines = [lines for _, lines in setups]
    return read_frame(list(zip(sources, lines, strict=True)), first)


def _import_svmlight(sources: Sequence[Source], request: ImportRequest) -> FrameData:
    """SVMLight files, each with as many columns as it names features."""
    from heavywater.core.frames.verbs.combine import rbind

    parts = [_import_one_svmlight(source, request) for source in sources]
    if len(parts) == 1:
        return parts[0]
    first, *others = svmlight.join(parts)
    return rbind(first, others)


def _import_one_svmlight(source: Source, request: ImportRequest) -> FrameData:
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
