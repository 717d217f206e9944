"""What texts are made of: their words, characters and known substrings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import from_series
from heavywater.core.frames.verbs.text import MARK, measured, regex
from heavywater.exceptions import H2OFrameError

__all__ = ["entropy", "known_substrings", "read_words", "tokenize"]

_SHORTEST_WORD = 2


def tokenize(data: FrameData, pattern: str) -> FrameData:
    """All texts cut at each match, one word a row in a column ``C1``, a missing one after each row.

    Words of a row come in the order of the columns. A text that begins with a match begins with an
    empty word; empty words at its end are left out, as in Java. Missing text has no words.
    """
    for column in data.table:
        if column.dtype != pl.String:
            raise H2OFrameError(
                f"tokenize takes text, but the column {column.name!r} is of type "
                f"{data.type_of(column.name)}. Convert it with ascharacter() first."
            )
    if not data.ncol:
        return from_series({"C1": pl.Series([], dtype=pl.String)})
    words = [_words(column, regex(pattern, False)) for column in data.table]
    names = [f"{place}" for place in range(len(words))]
    rows = pl.DataFrame([part.alias(name) for part, name in zip(words, names, strict=True)])
    end = pl.lit(pl.Series([[None]], dtype=pl.List(pl.String)))
    joined = rows.select(pl.concat_list(*names, end).alias("C1"))
    return FrameData(joined.explode("C1"))


def _words(column: pl.Series, pattern: str) -> pl.Series:
    """The words of each text as a list, an empty one for missing text."""
    whole = column.str.replace_all(pattern, MARK).str.strip_chars_end(MARK)
    nothing_left = (column != "") & (whole == "")
    parts = whole.str.split(MARK).alias("words")
    empty = pl.lit([], dtype=pl.List(pl.String))
    table = pl.DataFrame([parts, nothing_left.fill_null(True).alias("none")])
    return table.select(pl.when("none").then(empty).otherwise("words")).to_series()


def entropy(data: FrameData) -> FrameData:
    """The entropy of each text's characters in bits (Shannon, 1948); 0 for empty text."""

    def measure(text: pl.Series) -> pl.Series:
        counts = pl.element().unique_counts().entropy(base=2, normalize=True)
        bits = text.str.split("").list.eval(counts).list.first()
        # A text of equal characters, or none, would have -0.0.
        return (bits.fill_null(0.0) + 0.0).set(text.is_null(), None)

    return measured(data, "entropy", measure)


def read_words(path: str) -> frozenset[str]:
    """The lines of a text file.

    Raises
    ------
    H2OValueError
        If it cannot be read.
    """
    try:
        return frozenset(Path(path).expanduser().read_text("utf-8").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise H2OFrameError(
            f"path_to_words={path!r} cannot be read: {error}. It must be a text file with one "
            "word a line.",
            "path_to_words",
        ) from None


def known_substrings(data: FrameData, words: Iterable[str]) -> FrameData:
    """How many substrings of two characters or more of each text are among the words."""
    known = {word.rstrip("\r") for word in words}
    longest = max(map(len, known), default=0)

    def count(text: str) -> int:
        return sum(
            text[start:end] in known
            for start in range(len(text))
            for end in range(start + _SHORTEST_WORD, min(len(text), start + longest) + 1)
        )

    def measure(text: pl.Series) -> pl.Series:
        found = {each: count(each) for each in text.drop_nulls().unique()}
        counts = [None if each is None else found[each] for each in text]
        return pl.Series(counts, dtype=pl.Int64)

    return measured(data, "num_valid_substrings", measure)
