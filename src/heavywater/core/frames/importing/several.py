"""One layout for several texts, whose rows go below each other."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from heavywater.core.frames.importing import request as requests
from heavywater.core.frames.importing.guess import Cells
from heavywater.core.frames.importing.request import ImportRequest
from heavywater.core.frames.importing.rows import iterate_records
from heavywater.core.frames.importing.setup import (
    ColumnSetup,
    Setup,
    column_setup,
    guess_setup,
    no_data,
    readable_head,
)
from heavywater.core.frames.importing.sources import Source
from heavywater.core.frames.types import ColumnKind
from heavywater.exceptions import H2OFileError, H2OUserWarning, listed

__all__ = ["agreed_setup"]


def agreed_setup(
    sources: Sequence[Source], request: ImportRequest
) -> tuple[Setup, list[tuple[Source, int]]]:
    """Guess the layout of texts, and the lines of each in front of its data.

    As in H2O, types are guessed from all of them together, all must have the same columns, and a
    first line that repeats the names is left out. Texts without data are passed over.

    Raises
    ------
    H2OFileError
        If they have different separators or columns; the message names two of them.
    """
    heads = [(source, readable_head(source, request.quotechar or '"')) for source in sources]
    filled = [(source, head) for source, head in heads if head.strip()]
    if not filled:
        raise H2OFileError(no_data(sources[0].name))
    setups = [(source, guess_setup(head, request, source.name)) for source, head in filled]
    if len(sources) == 1:
        return setups[0][1], [(setups[0][0], setups[0][1].skip_lines)]
    _tell_of_empty([source.name for source, head in heads if not head.strip()])
    setup = _merged(setups, request)
    names = next((one.first for _, one in setups if one.header), ())
    return setup, [(source, _header_lines(head, setup, names)) for source, head in filled]


def _tell_of_empty(names: list[str]) -> None:
    if names:
        warnings.warn(
            f"Nothing was imported from {listed(names)}, which holds no data.",
            H2OUserWarning,
            stacklevel=2,
        )


def _merged(setups: Sequence[tuple[Source, Setup]], request: ImportRequest) -> Setup:
    main_source, main = next(((s, one) for s, one in setups if one.header), setups[0])
    for source, setup in setups:
        _refuse_differences(main_source.name, main, source.name, setup)
    asked = requests.kinds_asked(request.col_types, main.names, set(main.skipped))
    missing = requests.missing_texts(request.na_strings, main.names)
    columns = []
    for place, column in enumerate(main.columns):
        cells = [one.columns[place].cells for _, one in setups]
        columns.append(_column(column, cells, asked, missing))
    return replace(main, columns=tuple(columns))


def _column(
    column: ColumnSetup,
    cells: Sequence[Cells | None],
    asked: dict[str, ColumnKind],
    missing: dict[str, list[str]],
) -> ColumnSetup:
    known = [one for one in cells if one is not None]
    if not known:
        return column
    together = reduce(Cells.__add__, known)
    return column_setup(column.name, together, asked.get(column.name), missing.get(column.name, []))


def _refuse_differences(first: str, expected: Setup, name: str, found: Setup) -> None:
    beginning = f"Cannot import {first!r} and {name!r} into one frame: "
    one, other = expected.dialect.separator, found.dialect.separator
    if one != other and min(expected.width, found.width) > 1:
        raise H2OFileError(
            f"{beginning}the separator of the one is {one!r}, that of the other {other!r}. "
            "Import them one by one, and join them with rbind()."
        )
    if expected.width != found.width:
        raise H2OFileError(
            f"{beginning}the one has {expected.width} columns, the other {found.width}. Import "
            "them one by one, make the columns alike, and join them with rbind()."
        )
    if expected.header and found.header and expected.first != found.first:
        raise H2OFileError(
            f"{beginning}the columns of the one are {listed(list(expected.first))}, those of the "
            f"other {listed(list(found.first))}. Import them one by one, make the columns alike, "
            "and join them with rbind()."
        )


def _header_lines(head: bytes, setup: Setup, names: Sequence[str]) -> int:
    """Lines in front of the data: a header there is one that repeats the names."""
    lines = 0
    for line, fields in iterate_records(head, setup.dialect, ""):
        lines = line - 1
        if tuple(fields) != tuple(names) or not names:
            return lines
        names = ()
    return len(head.splitlines())
