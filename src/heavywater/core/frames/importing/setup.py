"""Guessing how a text file is laid out, as H2O does: separator, header, columns, types."""

from __future__ import annotations

import codecs
import io
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from heavywater.core.frames.importing import request as requests
from heavywater.core.frames.importing.blocks import Block, uses_carriage_returns
from heavywater.core.frames.importing.convert import to_times
from heavywater.core.frames.importing.guess import (
    Cells,
    count_cells,
    guess_kind,
    zero_means_missing,
)
from heavywater.core.frames.importing.request import ImportRequest
from heavywater.core.frames.importing.rows import Dialect, iterate_records
from heavywater.core.frames.importing.scan import Misfit, Text, scan
from heavywater.core.frames.importing.sources import Source
from heavywater.core.frames.types import ColumnKind
from heavywater.exceptions import H2OFileError, listed

__all__ = [
    "ColumnSetup",
    "Setup",
    "column_setup",
    "guess_setup",
    "looks_like_header",
    "no_data",
    "readable_head",
    "without_lines",
]

SAMPLE_BYTES: Final = 4 << 20
"""H2O guesses types from the first 4 MB."""

_FIRST_RECORDS: Final = 10
_SEPARATORS: Final = ("\x01", ",", ";", "|", "\t", " ")
# What Java takes for a number, its suffixes for the type included.
_NUMBER: Final = re.compile(
    r"[ \t]*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?|NaN|Infinity)[ \t]*"
)


@dataclass(frozen=True)
class ColumnSetup:
    """One column of a file.

    Parameters
    ----------
    name
        Its name.
    kind
        Its type.
    missing
        Texts that mean missing.
    cells
        What the sample holds; None when the type was given.
    """

    name: str
    kind: ColumnKind
    missing: tuple[str, ...] = ()
    cells: Cells | None = None


@dataclass(frozen=True)
class Setup:
    """How a text is read.

    Parameters
    ----------
    dialect
        How its fields are told apart.
    header
        Whether the first record holds names.
    skip_lines
        Lines in front of the data: the header, and comments and blank lines around it.
    width
        Fields a record has.
    columns
        The columns, in order.
    skipped
        Names of columns that are left out.
    first
        The fields of the first record.
    preview
        The fields of some of the first records of data.
    forced
        Columns of numbers that are to be ``int`` or ``real`` to the letter.
    """

    dialect: Dialect
    header: bool
    skip_lines: int
    width: int
    columns: tuple[ColumnSetup, ...]
    skipped: frozenset[str] = field(default=frozenset())
    first: tuple[str, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()
    forced: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Names of all columns, those that are left out included."""
        return [column.name for column in self.columns]

    @property
    def kept(self) -> list[ColumnSetup]:
        """The columns to import."""
        return [column for column in self.columns if column.name not in self.skipped]


def readable_head(source: Source, quote: str = '"') -> bytes:
    """The sample: whole lines from the beginning, as many bytes as H2O looks at."""
    wanted = SAMPLE_BYTES
    if source.packed_size is not None:
        # H2O unpacks twice the packed bytes, and doubles until the sample is large enough.
        wanted = max(2 * min(source.packed_size, SAMPLE_BYTES), 1)
        while wanted < SAMPLE_BYTES:
            wanted *= 2
    head = source.head(wanted + 1)
    if len(head) > wanted:
        head = _whole_records(head[:wanted], quote.encode())
    head = head.removeprefix(codecs.BOM_UTF8)
    return head.replace(b"\r", b"\n") if uses_carriage_returns(head) else head


def _whole_records(head: bytes, quote: bytes) -> bytes:
    """The sample without the record that its end cuts through."""
    if head.count(quote) % 2:
        head = head[: head.rfind(quote)]
    return head[: head.rfind(b"\n") + 1] or head


def no_data(name: str) -> str:
    """What to say of a file without a line of data."""
    return (
        f"Cannot import {name!r}: it holds no data; there is no line with anything in it. "
        "Check that the file was written completely."
    )


def guess_setup(head: bytes, request: ImportRequest, name: str) -> Setup:
    """Guess the layout from the sample `head`, as far as the `request` leaves it open."""
    quote = request.quotechar or '"'
    comments = "#" if request.comments is None else request.comments
    separator = request.sep or _guess_separator(head, quote, comments, name)
    dialect = Dialect(separator, quote, comments, request.escapechar)
    records = list(itertools.islice(iterate_records(head, dialect, name), _FIRST_RECORDS + 1))
    if not records:
        raise H2OFileError(no_data(name))
    first = [fields for _, fields in records[:_FIRST_RECORDS]]
    width = _guess_width(first)
    header = request.header == 1 or (request.header == 0 and looks_like_header(first))
    names = _column_names(first[0] if header else [], width)
    names = requests.checked_names(request.col_names, names, skipped=request.skipped_columns)
    _refuse_duplicates(names, name)
    skipped = requests.skipped_names(request.skipped_columns, names)
    data_starts = [line for line, _ in records[1 if header else 0 :][:1]]
    layout = Setup(
        dialect,
        header,
        skip_lines=data_starts[0] - 1 if data_starts else len(head.splitlines()),
        width=width,
        columns=tuple(ColumnSetup(column, "numeric") for column in names),
        skipped=frozenset(skipped),
        first=tuple(first[0]),
        preview=tuple(tuple(fields) for fields in first[header:]),
        forced=requests.forced_words(request, names, skipped),
    )
    return _with_types(layout, head, request, name)


# -- Separator -------------------------------------------------------------------------------


def _guess_separator(head: bytes, quote: str, comments: str, name: str) -> str:
    """The first separator that splits two of the first lines alike; a blank when none does."""
    lines = _first_lines(head, quote, comments, name)
    if len(lines) == 1:
        return next((sep for sep in (",", " ") if sep in lines[0]), ",")
    pairs = [lines[0:2]]
    if len(lines) > 2:
        pairs += [lines[1:3], [lines[0], lines[2]]]
    found = (_separator_of(one, other, quote) for one, other in pairs)
    return next((separator for separator in found if separator), " ")


def _first_lines(head: bytes, quote: str, comments: str, name: str) -> list[str]:
    """The first three lines with data; line ends inside quotes belong to their line."""
    lines: list[str] = []
    open_line = ""
    for line in io.TextIOWrapper(io.BytesIO(head), encoding="utf-8-sig", errors="replace"):
        if not open_line and (line.startswith(tuple(comments)) or not line.strip()):
            continue
        open_line += line
        if open_line.count(quote) % 2 == 0:
            lines.append(open_line.rstrip("\r\n"))
            open_line = ""
        if len(lines) == 3:
            break
    if open_line:
        lines.append(open_line)
    if not lines:
        raise H2OFileError(no_data(name))
    return lines


def _counts(line: str, quote: str) -> dict[str, int]:
    """How often each separator occurs outside quotes; a run of blanks counts once."""
    outside = "".join(line.split(quote)[::2])
    counts = {separator: outside.count(separator) for separator in _SEPARATORS}
    counts[" "] = len(re.findall(" +", outside.strip(" ")))
    return counts


def _separator_of(one: str, other: str, quote: str) -> str | None:
    """The separator that both lines hold equally often, unless another is far more frequent."""
    in_one, in_other = _counts(one, quote), _counts(other, quote)
    most = 0
    for separator in _SEPARATORS:
        count = in_one[separator]
        most = max(most, count)
        if count and count == in_other[separator] and count >= most // 2:
            return separator
    if most == 0:
        return None
    # Not equally often in both lines: the most frequent one, when the first line is the longer.
    return next((sep for sep in _SEPARATORS if in_one[sep] == most and in_other[sep] == most), None)


# -- Header and width ------------------------------------------------------------------------


def _guess_width(records: list[list[str]]) -> int:
    """Columns: as many as the first record has, unless most records have more."""
    widths = [len(fields) for fields in records]
    longest = max(widths)
    return longest if widths.count(longest) * 2 > len(widths) else widths[0]


def looks_like_header(records: list[list[str]]) -> bool:
    """Words on the first line, and not only words on the second."""
    if not _only_words(records[0]) or not records[0][0]:
        return False
    if len(records) == 1:
        return len(records[0]) > 1
    return not _only_words(records[1])


def _only_words(fields: list[str]) -> bool:
    if any(_NUMBER.fullmatch(field) for field in fields):
        return False
    return to_times(pl.Series(fields, dtype=pl.String)).null_count() == len(fields)


def _column_names(header: list[str], width: int) -> list[str]:
    padded = [*header, *[""] * (width - len(header))][:width]
    taken, names = set(padded), []
    for place, name in enumerate(padded, start=1):
        own = f"C{place}"
        while not name and own in taken:
            own = f"C{place}{own}"  # as H2O tells a nameless column from one of that name
        names.append(name or own)
    return names


def _refuse_duplicates(names: list[str], name: str) -> None:
    repeated = (
        sorted({column for column in names if names.count(column) > 1})
        if len(set(names)) < len(names)
        else []
    )
    if repeated:
        raise H2OFileError(
            f"Cannot import {name!r}: several columns are called {listed(repeated)}. Give each "
            "column a name of its own with col_names=, together with header=1."
        )


# -- Types -----------------------------------------------------------------------------------


def _with_types(layout: Setup, head: bytes, request: ImportRequest, name: str) -> Setup:
    asked = requests.kinds_asked(request.col_types, layout.names, set(layout.skipped))
    missing = requests.missing_texts(request.na_strings, layout.names)
    text = Text(name, without_lines(Block(head), layout.skip_lines), layout.dialect, layout.width)
    sample = None if asked or missing else _whole_numbers(layout, text)
    if sample is None:
        sample = _sample(layout, text, pl.String)
    numbers = _clean_numbers(sample)
    columns = []
    for column in layout.columns:
        absent = missing.get(column.name, [])
        if column.name in numbers and not absent:
            kind = asked.get(column.name, "numeric")
            cells = Cells(numbers=sample.height, values=numbers[column.name])
            columns.append(ColumnSetup(column.name, kind, cells=cells))
        elif column.name in sample.columns:
            texts = text.without_leading_blanks(sample.get_column(column.name))
            texts = texts.set(texts.is_in(absent), None) if absent else texts
            kind_asked = asked.get(column.name)
            columns.append(column_setup(column.name, count_cells(texts), kind_asked, absent))
        else:
            columns.append(column)
    return replace(layout, columns=tuple(columns))


def without_lines(block: Block, count: int) -> Block:
    """The block without its first `count` lines."""
    start = 0
    for _ in range(count):
        start = block.data.find(b"\n", start) + 1 or len(block.data)
    return Block(block.data[start:], block.first_line + count)


def _whole_numbers(layout: Setup, text: Text) -> pl.DataFrame | None:
    """The columns of the sample if all of them are whole numbers, which is quick to find out."""
    try:
        return _sample(layout, text, pl.Int64)
    except Misfit:
        return None


def _sample(layout: Setup, text: Text, dtype: type[pl.DataType]) -> pl.DataFrame:
    """The columns of the sample, read as one type."""
    kept = {i: name for i, name in enumerate(layout.names) if name not in layout.skipped}
    table = scan(text, dict.fromkeys(kept, dtype), {})
    table.columns = list(kept.values())
    return table


def _clean_numbers(sample: pl.DataFrame) -> dict[str, pl.Series]:
    """The columns that hold numbers and nothing else; all are tried at once, which is fast."""
    found: dict[str, pl.Series] = {}
    for dtype in (pl.Int64, pl.Float64):
        left = [name for name in sample.columns if name not in found]
        values = sample.select(pl.col(left).cast(dtype, strict=False))
        gaps = zip(values.null_count().row(0), sample.select(left).null_count().row(0), strict=True)
        same = [name for name, (after, before) in zip(left, gaps, strict=True) if after == before]
        odd = _with_words(values.select(same)) if dtype == pl.Float64 else set()
        found |= {name: values.get_column(name) for name in same if name not in odd}
    return found


def _with_words(values: pl.DataFrame) -> set[str]:
    """Columns with the words ``nan`` and ``inf``, which H2O does not take for numbers."""
    if values.width == 0:
        return set()
    finite = values.select((pl.all().is_finite() | pl.all().is_null()).all()).row(0)
    return {name for name, fine in zip(values.columns, finite, strict=True) if not fine}


def column_setup(
    name: str, cells: Cells, asked: ColumnKind | None, absent: Sequence[str]
) -> ColumnSetup:
    """What to do with a column, as far as the caller did not say."""
    kind = asked or guess_kind(cells)
    if asked is None and kind == "enum" and not absent and zero_means_missing(cells):
        absent = ["0"]
    return ColumnSetup(name, kind, tuple(absent), cells)
