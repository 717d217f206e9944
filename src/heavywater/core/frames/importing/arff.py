"""ARFF: text whose head declares the columns, as Weka writes it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from heavywater.core.frames.importing import request as requests
from heavywater.core.frames.importing.guess import Cells
from heavywater.core.frames.importing.request import ImportRequest
from heavywater.core.frames.importing.rows import Dialect
from heavywater.core.frames.importing.setup import ColumnSetup, Setup
from heavywater.core.frames.importing.sources import Source
from heavywater.core.frames.types import ColumnKind
from heavywater.exceptions import H2OFileError

__all__ = ["arff_setup"]

_HEAD_BYTES: Final = 1 << 24
_ATTRIBUTE: Final = re.compile(
    r"""@attribute\s+(?:'((?:\\.|[^'])*)'|"((?:\\.|[^"])*)"|(\S+))\s+(\S.*)""", re.IGNORECASE
)
_KINDS: Final[dict[str, ColumnKind]] = {
    "numeric": "numeric",
    "real": "numeric",
    "integer": "numeric",
    "int": "numeric",
    "string": "string",
    "enum": "enum",  # this, int, time and uuid are H2O's words
    "date": "time",
    "time": "time",
    "uuid": "uuid",
}
_MISSING: Final = "?"


def arff_setup(source: Source, request: ImportRequest) -> tuple[Setup, int]:
    """How an ARFF file is read, and the number of lines in front of its data.

    The declared types hold; levels are those that occur, sorted, as in H2O.

    Raises
    ------
    H2OFileError
        If the declarations cannot be understood, with the line; or if the data are sparse.
    """
    declared: list[tuple[str, ColumnKind]] = []
    first_data, lines = "", iter(source.head(_HEAD_BYTES).decode("utf-8", "replace").split("\n"))
    count = 0
    for count, line in enumerate(lines, start=1):
        stripped = line.strip()
        if stripped.lower().startswith("@data"):
            first_data = _first_data(lines)
            break
        if stripped.lower().startswith("@attribute"):
            declared.append(_declaration(stripped, count, source.name))
    if not declared:
        raise H2OFileError(
            f"Cannot import {source.name!r}: it begins as ARFF, but declares no attributes."
        )
    if first_data.startswith("{"):
        raise H2OFileError(
            f"Cannot import {source.name!r}: its data are in ARFF's sparse form. Write them in "
            "the dense form, or as SVMLight."
        )
    names = requests.checked_names(
        request.col_names, [name for name, _ in declared], skipped=request.skipped_columns
    )
    skipped = requests.skipped_names(request.skipped_columns, names)
    asked = requests.kinds_asked(request.col_types, names, skipped)
    missing = requests.missing_texts(request.na_strings, names)
    columns = tuple(
        ColumnSetup(name, asked.get(name, kind), (_MISSING, *missing.get(name, ())), Cells())
        for name, (_, kind) in zip(names, declared, strict=True)
    )
    dialect = _dialect(first_data, request)
    return Setup(dialect, False, count, len(columns), columns, frozenset(skipped)), count


def _first_data(lines: Iterator[str]) -> str:
    data = (line.strip() for line in itertools.islice(lines, 1000))
    return "\n".join(line for line in data if line and line[0] != "%")


def _declaration(line: str, number: int, name: str) -> tuple[str, ColumnKind]:
    match = _ATTRIBUTE.fullmatch(line)
    if match is None:
        raise H2OFileError(
            f"Cannot import {name!r}: line {number:,} declares no attribute that can be "
            f"understood: {line[:60]!r}. It needs a name and a type."
        )
    column = re.sub(r"\\(.)", r"\1", match[1] or match[2] or match[3] or "")
    kind = match[4].split()[0].lower()
    if match[4].startswith("{"):
        return column, "enum"
    if kind not in _KINDS:
        raise H2OFileError(
            f"Cannot import {name!r}: line {number:,} declares {column!r} as {kind!r}. A type is "
            "one of numeric, real, integer, string, date, enum, uuid or the levels in braces."
        )
    return column, _KINDS[kind]


def _fields_in(quote: str, data: str) -> int:
    """How many fields of the data begin with the quote."""
    return len(re.findall(rf"(?m)(?:^|[,\t ]){quote}", data))


def _dialect(first_data: str, request: ImportRequest) -> Dialect:
    first = first_data.partition("\n")[0]
    separator = "," if "," in first else "\t" if "\t" in first else " "
    comments = "%" if request.comments is None else request.comments
    quote = request.quotechar or max("'\"", key=lambda mark: _fields_in(mark, first_data))
    dialect = Dialect(request.sep or separator, quote, comments)
    return replace(dialect, escape=request.escapechar)
