"""One pass of Polars' reader over a text, and the rewriting of text that it does not take.

Polars does not know H2O's comments, blank lines and runs of blanks, and wants UTF-8. Text with any
of these is brought into the plainest form first, in memory.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from heavywater.core.frames.importing.rows import COMMENT, Dialect, rewritten
from heavywater.exceptions import H2OFileError

__all__ = ["Misfit", "Text", "scan"]

_UNPARSED: Final = re.compile(
    r"could not parse `(.*?)` as dtype `(\w+)`.*?column number (\d+)", re.DOTALL
)


@dataclass
class Text:
    """A text in the state in which Polars reads it.

    Parameters
    ----------
    name
        What messages call it.
    content
        The bytes, or the file that holds them.
    dialect
        Separator and quote.
    width
        Fields a record has.
    header
        Whether the first record holds names.
    skip_lines
        Lines in front of the data.
    """

    name: str
    content: Path | bytes
    dialect: Dialect
    width: int
    header: bool
    skip_lines: int
    as_given: bool = True
    rewritten: bool = False
    was_utf8: bool = True

    def to_bytes(self) -> bytes:
        """The whole text."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content

    def simplify(self) -> None:
        """Bring the text nearer to what Polars takes: without idle lines, then record by record."""
        if self.as_given and self.dialect.quote.encode() not in (content := self.to_bytes()):
            self.content = _without_idle_lines(content)
            self.skip_lines = int(self.header)
            self.as_given = False
        else:
            self.rewrite()

    def rewrite(self) -> None:
        """Bring the text into the plainest form, record by record."""
        self.content = rewritten(self.to_bytes(), self.dialect, self.name, self.width)
        self.dialect = Dialect(",", '"')
        self.skip_lines = _lines_of_first_record(self.content) if self.header else 0
        self.as_given, self.rewritten = False, True

    def make_utf8(self) -> None:
        """Write bytes that are not UTF-8 in hexadecimal, as H2O shows them in categories."""
        self.content = _NON_ASCII.sub(_hexadecimal, self.to_bytes())
        self.was_utf8 = False

    def with_odd_characters(self, column: pl.Series) -> pl.Series:
        """A column of strings, in which H2O shows bytes that are not UTF-8 as U+FFFD."""
        if self.was_utf8:
            return column
        return column.map_elements(_replaced, return_dtype=pl.String)

    def without_leading_blanks(self, column: pl.Series) -> pl.Series:
        """The texts without the blanks in front; H2O keeps those behind, and those in quotes."""
        if self.rewritten or column.dtype != pl.String:
            return column
        if isinstance(self.content, bytes) and self.dialect.quote.encode() in self.content:
            return column
        return column.str.strip_chars_start(" \t")


class Misfit(Exception):  # noqa: N818 - not an error: the reader declares the column wider
    """A cell that its column's declared type does not take."""

    def __init__(self, position: int, value: str) -> None:
        super().__init__(position, value)
        self.position = position
        self.value = value


class _MalformedError(Exception):
    """Text that Polars cannot split into fields."""


class _NotUtf8Error(Exception):
    """Text with bytes that are not UTF-8."""


def scan(
    text: Text, dtypes: Mapping[int, type[pl.DataType]], absent: Mapping[int, str]
) -> pl.DataFrame:
    """Read the columns at the positions of `dtypes`; the answer names them by position.

    Text that turns out not to be plain is simplified, and read again.

    Raises
    ------
    Misfit
        If a cell is not of its column's type.
    """
    while True:
        try:
            table = _scanned(text, dtypes, absent)
        except _NotUtf8Error:
            text.make_utf8()
            continue
        except _MalformedError as error:
            if text.rewritten:
                raise H2OFileError(
                    f"Cannot import {text.name!r}: {error}. Check the separator and the quotes."
                ) from None
        else:
            if not text.as_given or not _holds_more_than_data(table):
                return table
        # Outside of the handler: what it finds out is not shown as an error about an error.
        text.simplify()


def _scanned(
    text: Text, dtypes: Mapping[int, type[pl.DataType]], absent: Mapping[int, str]
) -> pl.DataFrame:
    schema = {str(i): dtypes.get(i, pl.String) for i in range(text.width)}
    wanted = sorted(dtypes)
    try:
        table = pl.read_csv(
            text.content,
            has_header=False,
            columns=wanted if len(wanted) < text.width else None,
            schema=schema,
            separator=text.dialect.separator,
            quote_char=text.dialect.quote,
            skip_lines=text.skip_lines,
            null_values={str(i): word for i, word in absent.items()} or None,
        )
    except pl.exceptions.NoDataError:
        table = pl.DataFrame(schema=schema)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _understood(error) from None
    return table.select([str(i) for i in wanted])


def _understood(error: Exception) -> Exception:
    message = str(error)
    match = _UNPARSED.search(message)
    if match and match[2] != "str":
        is_comment = match[1].startswith(COMMENT)
        return _MalformedError(message) if is_comment else Misfit(int(match[3]) - 1, match[1])
    if "utf-8" in message.lower() or "utf8" in message.lower():
        return _NotUtf8Error()
    return _MalformedError(message.partition("\n")[0])


def _holds_more_than_data(table: pl.DataFrame) -> bool:
    """Whether there may be blank lines or comments among the rows."""
    if table.width == 0 or table.height == 0:
        return False
    first = table.to_series(0)
    if first.name == "0" and first.dtype == pl.String and first.str.starts_with(COMMENT).any():
        return True
    if any(column.null_count() == 0 for column in table):
        return False
    return bool(table.select(pl.all_horizontal(pl.all().is_null()).any()).item())


def _without_idle_lines(content: bytes) -> bytes:
    """The text without comments and blank lines; it must not hold quotes."""
    comment = COMMENT.encode()
    lines = io.BytesIO(content.removeprefix(codecs.BOM_UTF8))
    return b"".join(line for line in lines if not line.isspace() and not line.startswith(comment))


def _lines_of_first_record(content: bytes) -> int:
    end = content.find(b"\n")
    while end >= 0 and content[:end].count(b'"') % 2:
        end = content.find(b"\n", end + 1)
    return content[: end + 1].count(b"\n")


_NON_ASCII: Final = re.compile(rb"[\x80-\xff]+")


def _hexadecimal(run: re.Match[bytes]) -> bytes:
    try:
        run[0].decode("utf-8")
    except UnicodeDecodeError:
        return b"<0x" + run[0].hex().upper().encode() + b">"
    return run[0]


_HEXADECIMAL: Final = re.compile(r"<0x((?:[0-9A-F]{2})+)>")


def _replaced(value: str) -> str:
    return _HEXADECIMAL.sub(lambda m: bytes.fromhex(m[1]).decode("utf-8", "replace"), value)
