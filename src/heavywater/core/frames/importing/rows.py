"""Reading delimited text record by record: slow, exact, and with line numbers.

The import looks at the first records this way. It also comes back here for text that Polars' fast
reader does not take as H2O does, and to find the line of a mistake.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from heavywater.exceptions import H2OFileError

__all__ = ["Dialect", "iterate_records", "located_rows", "rewritten"]


@dataclass(frozen=True)
class Dialect:
    """How fields are told apart.

    Parameters
    ----------
    separator
        Between the fields.
    quote
        Around fields that hold separators, line ends or quotes.
    comments
        Characters; a line that begins with one of them holds no data.
    escape
        In front of a character that is meant literally; None if there is no such thing.
    """

    separator: str
    quote: str = '"'
    comments: str = "#"
    escape: str | None = None

    @property
    def merges_separators(self) -> bool:
        """Whether a run of separators counts as one; only blanks do that."""
        return self.separator == " "


class _Lines:
    """The lines of a text as `csv.reader` asks for them, less comments and blank ones.

    Inside quotes every line counts, so it must be told when a record begins.
    """

    def __init__(self, text: io.TextIOBase, dialect: Dialect, first_line: int) -> None:
        self._text = text
        self._strip = dialect.merges_separators
        self._comments = tuple(dialect.comments)
        self.number = first_line - 1
        self.first = 0
        self.at_start = True

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        for line in self._text:
            self.number += 1
            if self.at_start and (line.startswith(self._comments) or not line.strip()):
                continue
            if self.at_start:
                self.first, self.at_start = self.number, False
            return line.strip() + "\n" if self._strip else line
        raise StopIteration


def iterate_records(
    data: bytes, dialect: Dialect, name: str, first_line: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line; comments and blank lines are left out."""
    # The module's limit is for one field; a long one is none of its errors.
    csv.field_size_limit(max(csv.field_size_limit(), len(data)))
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", errors="replace", newline="")
    lines = _Lines(text, dialect, first_line)
    reader = csv.reader(
        lines,
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        skipinitialspace=True,
        strict=True,
    )
    while True:
        lines.at_start = True
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise H2OFileError(_quoting_message(name, dialect, lines, error)) from None
        yield lines.first, fields


def _quoting_message(name: str, dialect: Dialect, lines: _Lines, error: csv.Error) -> str:
    if "expected after" in str(error):
        what = f"a field goes on after its closing quote {dialect.quote}"
    elif "unexpected end" in str(error):
        what = f"a quote {dialect.quote} is opened and never closed"
    else:
        what = str(error)
    return (
        f"Cannot import {name!r}: in the record that begins on line {lines.first:,}, {what}. "
        "Write a quote inside a quoted field twice, or tell the quote character with quotechar=."
    )


def rewritten(data: bytes, dialect: Dialect, name: str, columns: int, first_line: int = 1) -> bytes:
    """The text in the plainest form: one record a line, every record with all its `columns`.

    Raises
    ------
    H2OFileError
        If a record has more fields than there are columns.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=",", quotechar='"', lineterminator="\n")
    for line, fields in iterate_records(data, dialect, name, first_line):
        if len(fields) > columns:
            _check_surplus(name, line, fields, columns)
        row = [*fields[:columns], *[""] * (columns - len(fields))]
        # A line of one empty field would be skipped as blank; csv writes it as "".
        writer.writerow(row)
    return out.getvalue().encode()


def _check_surplus(name: str, line: int, fields: list[str], columns: int) -> None:
    surplus = [field for field in fields[columns:] if field.strip()]
    if surplus:
        raise H2OFileError(
            f"Cannot import {name!r}: line {line:,} has {len(fields)} fields where "
            f"{columns} are expected; the first one too many, in column {columns + 1}, is "
            f"{_shortened(surplus[0])!r}. Correct the line, quote the field that holds a "
            "separator, or say which separator is meant with sep=."
        )


def _shortened(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def located_rows(
    data: bytes, dialect: Dialect, name: str, rows: set[int], first_line: int = 1
) -> dict[int, tuple[int, list[str]]]:
    """Line number and fields of the `rows`, which are counted from 0."""
    found: dict[int, tuple[int, list[str]]] = {}
    for index, record in enumerate(iterate_records(data, dialect, name, first_line)):
        if index in rows:
            found[index] = record
            if len(found) == len(rows):
                break
    return found
