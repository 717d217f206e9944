"""Text of string columns, and of the levels of categorical ones.

Levels are changed once each, and levels that become equal become one. Result columns are called
``C1``, ``C2``, ..., as in H2O, but keep their names where only the first match is replaced.
Patterns are regular expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import domain_of, from_series, one_column
from heavywater.exceptions import H2OFrameError

__all__ = [
    "MARK",
    "count_matches",
    "grep",
    "is_text",
    "length",
    "lower",
    "measured",
    "regex",
    "replace",
    "split_text",
    "strip",
    "substring",
    "upper",
]

Change = Callable[[pl.Series], pl.Series]

#: Marks places to split at, since Polars splits at plain text only; data does not hold it.
MARK = "\x00"


def is_text(column: pl.Series) -> bool:
    """Whether the column holds text or levels."""
    return column.dtype == pl.String or isinstance(column.dtype, pl.Enum)


def check_text(data: FrameData, verb: str) -> None:
    """Raise for a column that is neither text nor categorical."""
    for column in data.table:
        if not is_text(column):
            raise H2OFrameError(
                f"{verb} takes text or categorical columns, but {column.name!r} is of type "
                f"{data.type_of(column.name)}. Convert it with ascharacter() first."
            )


def change_text(data: FrameData, verb: str, change: Change) -> FrameData:
    """Every column with its text, or its levels, changed."""
    check_text(data, verb)
    return from_series(
        {f"C{i + 1}": changed(column, change) for i, column in enumerate(data.table)}
    )


def changed(column: pl.Series, change: Change) -> pl.Series:
    """One column of `change_text`."""
    if not isinstance(column.dtype, pl.Enum):
        return change(column)
    labels = change(pl.Series(domain_of(column), dtype=pl.String))
    domain = list(dict.fromkeys(labels))
    return labels.gather(column.to_physical().cast(pl.UInt32)).cast(pl.Enum(domain))


def measured(data: FrameData, verb: str, measure: Change) -> FrameData:
    """Every column replaced by a number for its text."""
    check_text(data, verb)
    return from_series({f"C{i + 1}": measure(c.cast(pl.String)) for i, c in enumerate(data.table)})


def upper(data: FrameData) -> FrameData:
    """Capital letters."""
    return change_text(data, "toupper", lambda text: text.str.to_uppercase())


def lower(data: FrameData) -> FrameData:
    """Small letters."""
    return change_text(data, "tolower", lambda text: text.str.to_lowercase())


def strip(data: FrameData, characters: str | None, left: bool, right: bool) -> FrameData:
    """Text without some characters (None: white space) at one or both ends."""

    def change(text: pl.Series) -> pl.Series:
        text = text.str.strip_chars_start(characters) if left else text
        return text.str.strip_chars_end(characters) if right else text

    return change_text(data, "trim", change)


def substring(data: FrameData, start: int, end: int | None) -> FrameData:
    """The characters from `start` up to and without `end` (None: to the end)."""
    size = None if end is None else max(0, end - start)
    return change_text(data, "substring", lambda text: text.str.slice(start, size))


def regex(pattern: str, ignore_case: bool) -> str:
    """The pattern, after checking that it is a regular expression."""
    full = f"(?i){pattern}" if ignore_case else pattern
    try:
        pl.Series([""]).str.contains(full)
    except pl.exceptions.PolarsError as error:
        raise H2OFrameError(
            f"{pattern!r} is not a regular expression that can be used here: {error}", "pattern"
        ) from None
    return full


def replace(
    data: FrameData, pattern: str, replacement: str, ignore_case: bool, everywhere: bool
) -> FrameData:
    """Text with the first match of a pattern, or every one, replaced."""
    full = regex(pattern, ignore_case)
    if everywhere:
        return change_text(data, "gsub", lambda text: text.str.replace_all(full, replacement))
    replaced = change_text(data, "sub", lambda text: text.str.replace(full, replacement))
    return replaced.rename(data.names)


def length(data: FrameData) -> FrameData:
    """How many characters each text has; missing for missing."""
    return measured(data, "nchar", lambda text: text.str.len_chars())


def count_matches(data: FrameData, patterns: Sequence[str]) -> FrameData:
    """How often the given texts occur in each text; missing for missing."""
    parts = [pl.lit(0, dtype=pl.UInt32)]
    parts += [pl.col("text").str.count_matches(text, literal=True) for text in patterns]
    total = pl.sum_horizontal(parts, ignore_nulls=False)

    def measure(text: pl.Series) -> pl.Series:
        return text.alias("text").to_frame().select(total.alias("n")).to_series()

    return measured(data, "countmatches", measure)


def grep(
    data: FrameData, pattern: str, ignore_case: bool, invert: bool, logical: bool
) -> FrameData:
    """Where the only column matches: positions of rows, or 1 and 0 for each row if `logical`."""
    check_text(data, "grep")
    text = one_column(data, "grep").cast(pl.String)
    found = text.str.contains(regex(pattern, ignore_case)).fill_null(False)
    found = ~found if invert else found
    return from_series({"C1": found.cast(pl.UInt8) if logical else found.arg_true()})


def split_text(data: FrameData, pattern: str) -> FrameData:
    """The only column cut at each match, in columns ``C1``, ``C2``, ...; short rows end missing."""
    check_text(data, "strsplit")
    column = one_column(data, "strsplit")
    marked = column.cast(pl.String).str.replace_all(regex(pattern, False), MARK)
    pieces = marked.str.strip_chars_end(MARK).str.split(MARK)
    width = int(pieces.list.len().max() or 1)  # type: ignore[arg-type]
    parts = [pieces.list.get(i, null_on_oob=True) for i in range(width)]
    return from_series({f"C{i + 1}": relevelled(column, part) for i, part in enumerate(parts)})


def relevelled(source: pl.Series, part: pl.Series) -> pl.Series:
    """Text as levels if the column that it comes from was categorical."""
    if not isinstance(source.dtype, pl.Enum):
        return part
    return part.cast(pl.Enum(part.drop_nulls().unique().sort()))
