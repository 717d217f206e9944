"""SVMLight files: on each line a target, then ``index:value`` for what is not 0.

The target becomes the column C1, feature i the column C(i + 1); what a line does not name is 0.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing.convert import as_kind, narrowest
from heavywater.core.frames.importing.sources import Source
from heavywater.core.frames.sparse import SparseColumns
from heavywater.core.frames.types import ColumnKind
from heavywater.exceptions import H2OFileError, H2OUserWarning

__all__ = ["as_asked", "is_svmlight", "join", "read_svmlight"]

Floats = npt.NDArray[np.float64]

_LINES_LOOKED_AT = 10
_BLOCK: Final = 1 << 22
_MOST_COLUMNS: Final = 1 << 26

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_VALUE = rf"(?:{_NUMBER}|[+-]?(?:nan|NaN|NA|inf))"
_LINE = re.compile(rf"\s*{_NUMBER}(?:\s+qid\s*:\s*\d+)?((?:\s+\d+\s*:\s*{_VALUE})*)\s*")
_PAIR = re.compile(rf"(\d+)\s*:\s*({_VALUE})")
# The same without comments and other rarities. Nothing here goes back, so it takes long texts.
_QUICK = rb"[+-]?+(?>\d++\.?+\d*+|\.\d++)(?>[eE][+-]?+\d++)?+"
_PLAIN = re.compile(
    rb"(?>[ \t]*+" + _QUICK + rb"(?>[ \t]++\d{1,15}+:" + _QUICK + rb")*+[ \t\r]*+(?>\n|\Z))*+"
)
_BLANK_LINES = re.compile(rb"(?m)^[ \t\r]*+\n")


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """What some lines hold: targets, and of each the number of pairs; then all pairs."""

    targets: Floats
    counts: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int64]
    values: Floats


def is_svmlight(head: bytes) -> bool:
    """Whether the first lines of a text are SVMLight's, with a pair on one of them at least."""
    lines = [line for line in map(_content, head.splitlines()[: 10 * _LINES_LOOKED_AT]) if line]
    matches = [_LINE.fullmatch(line) for line in lines[:_LINES_LOOKED_AT]]
    return all(matches) and any(match and match[1] for match in matches)


def _content(line: bytes) -> str:
    """A line without its comment and the blanks around it."""
    return line.partition(b"#")[0].decode("utf-8", "replace").strip()


def read_svmlight(source: Source, names: Sequence[str] | None = None) -> FrameData:
    """Import an SVMLight file.

    Parameters
    ----------
    source
        The text.
    names
        Names of the columns, that of the target first; ``C1``, ``C2`` and so on by default.

    Returns
    -------
    FrameData
        The features are stored sparsely, unless more than an eighth of them is not 0.

    Raises
    ------
    H2OFileError
        If a line is no SVMLight, or names a feature twice; the message says which.

    Warns
    -----
    H2OUserWarning
        If features are counted from 0; the standard counts from 1.
    """
    lines = _joined(list(_parsed(source)))
    smallest = int(lines.indices.min(initial=1))
    if smallest == 0:
        warnings.warn(
            f"{source.name!r} counts its features from 0, where SVMLight counts from 1: feature 0 "
            "became the column C2, and so on.",
            H2OUserWarning,
            stacklevel=2,
        )
    width = int(lines.indices.max(initial=smallest - 1)) - smallest + 1
    if width > _MOST_COLUMNS:
        raise H2OFileError(
            f"Cannot import {source.name!r}: it names the feature {width:,}; a frame can have at "
            f"most {_MOST_COLUMNS:,} columns. Number the features from 1 on without large gaps."
        )
    features = _columns(lines, smallest, width, source)
    return _frame(lines.targets, features, names, source)


def _frame(
    targets: Floats, features: SparseColumns, names: Sequence[str] | None, source: Source
) -> FrameData:
    found = [f"C{i}" for i in range(1, features.ncol + 2)]
    if names is not None and len(names) != len(found):
        raise H2OFileError(
            f"Cannot import {source.name!r}: col_names has {len(names)} names, but the file has "
            f"{len(found)} columns, the target's among them. Give one name a column.",
            "col_names",
        )
    target = pl.Series("C1", targets, nan_to_null=True)
    frame = FrameData(_as_whole(target).to_frame(), sparse=features, names=found)
    if not features.pays:
        table = [_as_whole(column) for column in frame.each_column()]
        frame = FrameData(pl.DataFrame(table))
    return frame if names is None else frame.rename(names)


def _as_whole(column: pl.Series) -> pl.Series:
    """Whole numbers in the narrowest type, others as they are."""
    whole = column.cast(pl.Int64, strict=False)
    same = whole.null_count() == column.null_count() and bool((whole == column).all())
    return narrowest(whole) if same else column


def as_asked(data: FrameData, name: str, kind: ColumnKind) -> pl.Series:
    """A column of such a file in a type that is not its own."""
    return as_kind(_as_whole(data.column(name)).cast(pl.String), kind)


def join(parts: Sequence[FrameData]) -> list[FrameData]:
    """Frames of several files, with columns of zeros for the features that only others name."""
    widest = max(parts, key=lambda part: part.ncol)
    return [_widened(part, widest.names) for part in parts]


def _widened(part: FrameData, names: Sequence[str]) -> FrameData:
    more = len(names) - part.ncol
    if more == 0:
        return part
    old = part.sparse or SparseColumns(
        part.nrow, np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0)
    )
    start = np.concatenate([old.start, np.full(more, old.start[-1])])
    return FrameData(part.stored, sparse=replace(old, start=start), names=names)


def _joined(blocks: Sequence[_Lines]) -> _Lines:
    return _Lines(
        np.concatenate([np.zeros(0), *(block.targets for block in blocks)]),
        np.concatenate([np.zeros(0, np.int64), *(block.counts for block in blocks)]),
        np.concatenate([np.zeros(0, np.int64), *(block.indices for block in blocks)]),
        np.concatenate([np.zeros(0), *(block.values for block in blocks)]),
    )


def _columns(lines: _Lines, smallest: int, width: int, source: Source) -> SparseColumns:
    """Cells by row to cells by column."""
    count = lines.targets.size
    rows = np.repeat(np.arange(count, dtype=np.int32), lines.counts)
    columns = lines.indices - smallest
    # Cells come row by row, and the sort keeps their order: rows rise within each column.
    order = np.argsort(columns, kind="stable")
    columns, rows, values = columns[order], rows[order], lines.values[order]
    twice = np.flatnonzero((columns[1:] == columns[:-1]) & (rows[1:] == rows[:-1]))
    if twice.size:
        row, feature = int(rows[twice[0]]), int(columns[twice[0]]) + smallest
        raise H2OFileError(
            f"Cannot import {source.name!r}: its row {row + 1:,} names the feature {feature} "
            "twice. Remove one of the two values."
        )
    there = values != 0
    start = np.zeros(width + 1, dtype=np.int64)
    np.cumsum(np.bincount(columns[there], minlength=width), out=start[1:])
    return SparseColumns(count, start, rows[there], values[there])


# -- Lines to numbers ------------------------------------------------------------------------


def _parsed(source: Source) -> Iterator[_Lines]:
    text = source.read()
    begin, line = 0, 1
    while begin < len(text):
        end = text.rfind(b"\n", begin, begin + _BLOCK) + 1
        if end <= begin or begin + _BLOCK >= len(text):
            end = len(text) if begin + _BLOCK >= len(text) else text.find(b"\n", begin) + 1
        end = end or len(text)
        block = text[begin:end]
        yield _quickly(block) or _carefully(block, line, source)
        begin, line = end, line + block.count(b"\n")


def _quickly(block: bytes) -> _Lines | None:
    """Lines in plain form, all at once; None if one of them has something else in it."""
    block = _BLANK_LINES.sub(b"", block)
    if not _PLAIN.fullmatch(block):
        return None
    codes = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(codes == ord("\n"))
    if block and not block.endswith(b"\n"):
        ends = np.append(ends, len(block))
    colons = np.flatnonzero(codes == ord(":"))
    counts = np.diff(np.searchsorted(colons, ends), prepend=0)
    numbers = np.fromstring(block.replace(b":", b" ").decode("ascii"), sep=" ")
    first = np.cumsum(1 + 2 * counts) - (1 + 2 * counts)
    paired = np.ones(numbers.size, dtype=np.bool_)
    paired[first] = False
    pairs = numbers[paired].reshape(-1, 2)
    return _Lines(numbers[first], counts, pairs[:, 0].astype(np.int64), pairs[:, 1].copy())


def _carefully(block: bytes, first_line: int, source: Source) -> _Lines:
    """Lines one by one: with comments, query numbers, blanks around colons; or an error."""
    targets: list[float] = []
    counts: list[int] = []
    indices: list[int] = []
    values: list[float] = []
    for number, line in enumerate(block.splitlines(), start=first_line):
        content = _content(line)
        if not content:
            continue
        match = _LINE.fullmatch(content)
        if match is None:
            raise H2OFileError(
                f"Cannot import {source.name!r}: line {number:,} is no SVMLight, which is a "
                f"target and then index:value for each feature that is not 0: "
                f"{content[:60]!r}. Correct the line."
            )
        pairs = _PAIR.findall(match[1])
        targets.append(float(content.split(None, 1)[0]))
        counts.append(len(pairs))
        indices.extend(int(index) for index, _ in pairs)
        values.extend(np.nan if value == "NA" else float(value) for _, value in pairs)
    return _Lines(
        np.array(targets, dtype=np.float64),
        np.array(counts, dtype=np.int64),
        np.array(indices, dtype=np.int64),
        np.array(values, dtype=np.float64),
    )
