"""One pass of Polars' reader over a block of text, and the rewriting of text that it does not take.

Polars does not know H2O's comments, blank lines and runs of blanks, and wants UTF-8. A block with
any of these is brought into the plainest form first, in memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.codes import different_texts
from heavywater.core.frames.importing.blocks import Block
from heavywater.core.frames.importing.rows import Dialect, iterate_records, rewritten
from heavywater.exceptions import H2OFileError

__all__ = ["DType", "Misfit", "Text", "scan"]

DType: TypeAlias = type[pl.DataType] | pl.DataType

_UNPARSED: Final = re.compile(
    r"could not parse `(.*?)` as dtype `(\w+)`.*?column number (\d+)", re.DOTALL
)


@dataclass
class Text:
    """A block of text in the state in which Polars reads it.

    Parameters
    ----------
    name
        What messages call the file.
    block
        The text as it is in the file, without a header.
    dialect
        How its fields are told apart.
    width
        Fields a record has.
    """

    name: str
    block: Block
    dialect: Dialect
    width: int
    as_given: bool = True
    rewritten: bool = False
    was_utf8: bool = True

    def __post_init__(self) -> None:
        self.content = self.block.data
        self.given = self.dialect
        self.strips = False
        self._tidy()

    def _tidy(self) -> None:
        """Simplify what can be seen to need it."""
        if self.dialect.merges_separators and not self._holds_quotes():
            self._squeeze()
        elif self._must_be_rewritten():
            self.rewrite()
        elif _has_idle_lines(self.content, self.dialect.comments):
            self.simplify()
        if self.content and not self.rewritten and self._first_width() != self.width:
            self.rewrite()

    def _holds_quotes(self) -> bool:
        return self.dialect.quote.encode() in self.content

    def _must_be_rewritten(self) -> bool:
        if self.dialect.escape is not None and self.dialect.escape.encode() in self.content:
            return True
        return self.dialect.merges_separators and self._holds_quotes()

    def settle_blanks(self) -> bool:
        """Find out what to do with the blanks with which cells begin; whether to read again.

        H2O drops those in front of a field, and of its quotes, and keeps those inside quotes.
        """
        if not self._holds_quotes():
            self.strips = True
            return False
        inside, before = _blanks_at_quotes(self.content, self.dialect)
        starts = rb"(?:\A|[\n" + re.escape(self.dialect.separator.encode()) + rb"])[ \t]"
        if before or (inside and re.search(starts, self.content)):
            self.rewrite()
            return True
        self.strips = not inside
        return False

    def _first_width(self) -> int:
        for _, fields in iterate_records(
            self.content, self.dialect, self.name, self.block.first_line
        ):
            return len(fields)
        return self.width

    def _squeeze(self) -> None:
        """Make a run of blanks one, and remove those at the ends of lines."""
        lines = re.sub(rb" +", b" ", self.content).replace(b"\n ", b"\n").removeprefix(b" ")
        lines = lines.replace(b" \n", b"\n").replace(b" \r\n", b"\r\n").removesuffix(b" ")
        self.content = _without_idle_lines(lines, self.dialect.comments)
        self.dialect = replace(self.dialect, comments="")
        self.as_given = False

    def simplify(self) -> None:
        """Bring the text nearer to what Polars takes: without idle lines, then record by record."""
        if self.as_given and not self._holds_quotes():
            self.content = _without_idle_lines(self.content, self.dialect.comments)
            self.as_given = False
        else:
            self.rewrite()

    def rewrite(self) -> None:
        """Bring the text into the plainest form, record by record."""
        given = _with_hexadecimals(self.block.data)
        self.was_utf8 = given is self.block.data
        self.content = rewritten(given, self.given, self.name, self.width, self.block.first_line)
        self.dialect = Dialect(",", '"', "")
        self.as_given, self.rewritten = False, True

    def make_utf8(self) -> None:
        """Write bytes that are not UTF-8 in hexadecimal, as H2O shows them in categories."""
        self.content = _with_hexadecimals(self.content)
        self.was_utf8 = False

    def with_odd_characters(self, column: pl.Series) -> pl.Series:
        """A column of strings, in which H2O shows bytes that are not UTF-8 as U+FFFD."""
        if self.was_utf8:
            return column
        return column.map_elements(_replaced, return_dtype=pl.String)

    def without_leading_blanks(self, column: pl.Series) -> pl.Series:
        """The texts without the blanks in front; H2O keeps those behind, and those in quotes."""
        if not self.strips or column.dtype != pl.String:
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


def scan(text: Text, dtypes: Mapping[int, DType], absent: Mapping[int, str]) -> pl.DataFrame:
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
            if text.as_given and _may_hold_blank_lines(table):
                text.simplify()
                continue
            if text.rewritten or text.strips or not _begin_with_blanks(table):
                return table
            if not text.settle_blanks():
                return table
            continue
        # Outside of the handler: what it finds out is not shown as an error about an error.
        text.simplify()


def _scanned(text: Text, dtypes: Mapping[int, DType], absent: Mapping[int, str]) -> pl.DataFrame:
    schema = {str(i): dtypes.get(i, pl.String) for i in range(text.width)}
    wanted = sorted(dtypes)
    if not text.content:
        return pl.DataFrame(schema=schema).select([str(i) for i in wanted])
    try:
        table = pl.read_csv(
            text.content,
            has_header=False,
            columns=wanted if len(wanted) < text.width else None,
            schema=schema,
            separator=text.dialect.separator,
            quote_char=text.dialect.quote,
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
    if match and match[2] not in ("str", "cat"):
        return Misfit(int(match[3]) - 1, match[1])
    if "utf-8" in message.lower() or "utf8" in message.lower():
        return _NotUtf8Error()
    return _MalformedError(message.partition("\n")[0])


def _may_hold_blank_lines(table: pl.DataFrame) -> bool:
    """Whether there is a row of nothing but gaps, which a line of blanks becomes."""
    if table.width == 0 or any(column.null_count() == 0 for column in table):
        return False
    return bool(table.select(pl.all_horizontal(pl.all().is_null()).any()).item())


def _begin_with_blanks(table: pl.DataFrame) -> bool:
    """Whether a text begins with a blank."""
    texts = [different_texts(c) if isinstance(c.dtype, pl.Categorical) else c for c in table]
    return any(_begins_with_blank(column) for column in texts if column.dtype == pl.String)


def _begins_with_blank(texts: pl.Series) -> bool:
    # Blanks come before nearly all other characters, and comparing takes no time.
    low = texts < "!"
    return bool(low.any()) and bool(texts.filter(low).str.contains(r"^[ \t]").any())


# -- Bytes -----------------------------------------------------------------------------------


def _blanks_at_quotes(content: bytes, dialect: Dialect) -> tuple[bool, bool]:
    """Whether there are blanks behind, and in front of, quotes with which a field begins.

    One look at all quotes together; searching for pairs of bytes takes ten times as long.
    """
    codes = np.frombuffer(content, dtype=np.uint8)
    separator, quote = ord(dialect.separator), ord(dialect.quote)
    quotes = _places_of(quote, codes)
    before = np.where(quotes > 0, codes[quotes - 1], _NEWLINE)
    behind = codes[np.minimum(quotes + 1, codes.size - 1)]
    begins = (before == separator) | (before == _NEWLINE)
    inside = begins & ((behind == _BLANK) | (behind == _TAB))
    # `", "` may also be the end of one field and the beginning of the next.
    opens = (before == _BLANK) & ~np.isin(behind, (quote, separator, _NEWLINE, ord("\r")))
    places = quotes[opens & (separator != _BLANK)] - 1
    while (blank := (codes[places] == _BLANK) & (places >= 0)).any():
        places = places - blank
    in_front = (places < 0) | (codes[places] == separator) | (codes[places] == _NEWLINE)
    return bool(inside.any()), bool(in_front.any())


def _places_of(code: int, codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Where a byte is; looked for in pieces that the cache holds."""
    steps = range(0, codes.size, _CACHED)
    found = [np.flatnonzero(codes[start : start + _CACHED] == code) + start for start in steps]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


_CACHED = 1 << 18
_NEWLINE, _BLANK, _TAB = ord("\n"), ord(" "), ord("\t")


def _has_idle_lines(content: bytes, comments: str) -> bool:
    """Whether there are comments, or a blank line in front; other blank lines show in the table."""
    starts = [mark.encode() for mark in comments]
    return content[:1].isspace() or any(
        start in content and (content.startswith(start) or b"\n" + start in content)
        for start in starts
    )


def _without_idle_lines(content: bytes, comments: str) -> bytes:
    """The text without comments and blank lines; it must not hold quotes."""
    marks = tuple(mark.encode() for mark in comments)
    return b"".join(
        line for line in io.BytesIO(content) if not line.isspace() and not line.startswith(marks)
    )


_NON_ASCII: Final = re.compile(rb"[\x80-\xff]+")
_HEXADECIMAL: Final = re.compile(r"<0x((?:[0-9A-F]{2})+)>")


def _with_hexadecimals(content: bytes) -> bytes:
    return content if _is_utf8(content) else _NON_ASCII.sub(_hexadecimal, content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _hexadecimal(run: re.Match[bytes]) -> bytes:
    return run[0] if _is_utf8(run[0]) else b"<0x" + run[0].hex().upper().encode() + b">"


def _replaced(value: str) -> str:
    return _HEXADECIMAL.sub(lambda m: bytes.fromhex(m[1]).decode("utf-8", "replace"), value)
