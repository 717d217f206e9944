"""What an import would find, without importing: the answer to `parse_setup`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing import svmlight
from heavywater.core.frames.importing.arff import arff_setup
from heavywater.core.frames.importing.formats import Format, format_of
from heavywater.core.frames.importing.request import ImportRequest
from heavywater.core.frames.importing.setup import Setup
from heavywater.core.frames.importing.several import agreed_setup
from heavywater.core.frames.importing.sources import Source
from heavywater.core.frames.importing.tables import frame_of, read_table
from heavywater.core.frames.types import ColumnKind, column_kind

__all__ = ["Description", "describe"]

_ROWS_LOOKED_AT: Final = 1000
_ROWS_SHOWN: Final = 10


@dataclass(frozen=True)
class Description:
    """How files would be read.

    Parameters
    ----------
    format
        What they are.
    separator
        Between the fields of text; None where there is none.
    header
        Whether the first line holds names.
    names
        Names of all columns, those that are left out included.
    named
        Whether the names come from the files or the caller.
    kinds
        Types of the columns.
    missing
        Texts that mean missing, by column.
    preview
        Some of the first rows, as text.
    """

    format: Format
    separator: str | None
    header: bool
    names: list[str]
    named: bool
    kinds: list[ColumnKind]
    missing: list[tuple[str, ...]]
    preview: list[list[str | None]]


def describe(sources: Sequence[Source], request: ImportRequest) -> Description:
    """How files would be imported.

    Raises
    ------
    H2OFileError
        If they cannot be imported, or not into one frame.
    """
    kind = format_of(sources[0])
    if kind == "text":
        return _of_text(agreed_setup(sources, request)[0], kind, request)
    if kind == "arff":
        setup, _ = arff_setup(sources[0], request)
        return _of_text(setup, kind, request)
    if kind == "svmlight":
        return _of_frame(svmlight.read_svmlight(sources[0], request.col_names), kind, False)
    table = read_table(sources[0], kind, request, _ROWS_LOOKED_AT)
    return _of_frame(frame_of(table, kind, request), kind, True)


def _of_text(setup: Setup, kind: Format, request: ImportRequest) -> Description:
    return Description(
        kind,
        setup.dialect.separator,
        setup.header,
        setup.names,
        setup.header or kind == "arff" or request.col_names is not None,
        [column.kind for column in setup.columns],
        [column.missing for column in setup.columns],
        [list(row) for row in setup.preview],
    )


def _of_frame(data: FrameData, kind: Format, named: bool) -> Description:
    kinds: list[ColumnKind] = [column_kind(word) or "numeric" for word in data.types.values()]
    head = data.rows(slice(0, _ROWS_SHOWN)).table
    preview = [[None if cell is None else str(cell) for cell in row] for row in head.rows()]
    return Description(kind, None, False, data.names, named, kinds, [()] * data.ncol, preview)
