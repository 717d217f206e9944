"""What a caller may say about a file to import, checked against its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from heavywater.core.frames.types import ColumnKind, column_kind
from heavywater.exceptions import (
    H2OColumnError,
    H2OTypeError,
    H2OUnknownValueError,
    H2OValueError,
)

__all__ = [
    "ColumnTypes",
    "ImportRequest",
    "MissingTexts",
    "checked_names",
    "forced_words",
    "kinds_asked",
    "missing_texts",
    "skipped_names",
]

ColumnTypes: TypeAlias = "Sequence[str | None] | Mapping[str | int, str | None] | None"
MissingTexts: TypeAlias = (
    "Sequence[str] | Sequence[Sequence[str] | None] | Mapping[str, str | Sequence[str]] | None"
)


@dataclass(frozen=True)
class ImportRequest:
    """A caller's wishes; None and 0 leave the matter to guessing.

    Parameters
    ----------
    header
        1: the first line holds names, -1: it holds data, 0: guess.
    sep
        Separator, one character.
    col_names
        Names of the columns.
    col_types
        Types by position, or by name.
    na_strings
        Texts that mean missing: for all columns, or a list per column, or by column name.
    skipped_columns
        Positions or names of columns to leave out.
    quotechar
        The quote character, ``"`` or ``'``.
    escapechar
        One character in front of those that are meant literally.
    comments
        Characters; a line that begins with one of them holds no data. None for the format's own.
    force_col_types
        Whether the types of numbers hold to the letter: ``int`` rounds, ``real`` stays real even
        where all numbers are whole.
    tz_adjust_to_local
        Whether times of files that keep them in UTC become what clocks of the zone show.
    """

    header: int = 0
    sep: str | None = None
    col_names: Sequence[str] | None = None
    col_types: ColumnTypes = None
    na_strings: MissingTexts = None
    skipped_columns: Sequence[int | str] | None = None
    quotechar: str | None = None
    escapechar: str | None = None
    comments: str | None = None
    force_col_types: bool = False
    tz_adjust_to_local: bool = False

    def __post_init__(self) -> None:
        if self.header not in (-1, 0, 1):
            raise H2OUnknownValueError(
                f"header must be 1 (names on the first line), -1 (data on it) or 0 (guess), "
                f"not {self.header!r}.",
                "header",
            )
        if self.sep is not None and (not isinstance(self.sep, str) or len(self.sep) != 1):
            raise H2OUnknownValueError(f"sep must be one character, not {self.sep!r}.", "sep")
        if self.sep is not None and not self.sep.isascii():
            raise H2OUnknownValueError(f"sep must be an ASCII character, not {self.sep!r}.", "sep")
        if self.quotechar not in (None, '"', "'"):
            raise H2OUnknownValueError(
                f"quotechar must be '\"' or \"'\", not {self.quotechar!r}.", "quotechar"
            )
        if self.escapechar is not None and not _is_one_ascii_character(self.escapechar):
            raise H2OUnknownValueError(
                f"escapechar must be one ASCII character, not {self.escapechar!r}.", "escapechar"
            )


def _is_one_ascii_character(given: object) -> bool:
    return isinstance(given, str) and len(given) == 1 and given.isascii()


def checked_names(
    given: Sequence[str] | None,
    guessed: list[str],
    argument: str = "col_names",
    skipped: Sequence[int | str] | None = None,
) -> list[str]:
    """The names to use: the given ones, one a column, or else the guessed ones.

    Columns `skipped` by position need no name.
    """
    if given is None:
        return guessed
    if isinstance(given, str) or not all(isinstance(name, str) for name in given):
        raise H2OTypeError(f"{argument} must be a list of strings, not {given!r}.", argument, given)
    nameless = {i for i in skipped or () if not isinstance(i, str) and 0 <= i < len(guessed)}
    if nameless and len(given) == len(guessed) - len(nameless):
        return _names_of_kept(list(given), guessed, nameless)
    if len(given) != len(guessed):
        raise H2OValueError(
            f"{argument} has {len(given)} names, but there are {len(guessed)} columns. "
            "Give one name a column.",
            argument,
        )
    return list(given)


def _names_of_kept(given: list[str], guessed: list[str], nameless: set[int]) -> list[str]:
    kept = iter(given)
    # A skipped column must not have the name of another one, which would be skipped with it.
    return [
        next(kept) if i not in nameless else f"{name} (skipped)" if name in given else name
        for i, name in enumerate(guessed)
    ]


def kinds_asked(
    col_types: ColumnTypes, names: list[str], skipped: set[str], argument: str = "col_types"
) -> dict[str, ColumnKind]:
    """The types that the caller fixed in the `argument`, by column."""
    pairs = _words_asked(col_types, names, skipped, argument)
    kinds = {name: column_kind(word, var_name=argument) for name, word in pairs if word is not None}
    return {name: kind for name, kind in kinds.items() if kind is not None}


def forced_words(request: ImportRequest, names: list[str], skipped: set[str]) -> dict[str, str]:
    """Columns that must be ``int`` or ``real`` to the letter."""
    if not request.force_col_types:
        return {}
    words = {"int": "int", "long": "int", "real": "real", "float": "real", "double": "real"}
    pairs = _words_asked(request.col_types, names, skipped, "col_types")
    return {
        name: words[word.casefold()]
        for name, word in pairs
        if word is not None and word.casefold() in words
    }


def _words_asked(
    col_types: ColumnTypes, names: list[str], skipped: set[str], argument: str
) -> list[tuple[str, str | None]]:
    """Columns and the words for their types, as the caller gave them."""
    if col_types is None:
        return []
    pairs: list[tuple[str, str | None]]
    if isinstance(col_types, Mapping):
        pairs = [(_name_of(key, names, argument), word) for key, word in col_types.items()]
    elif isinstance(col_types, str) or not isinstance(col_types, Sequence):
        raise H2OTypeError(
            f"{argument} must be a list of types or a dict from column to type, not {col_types!r}.",
            argument,
            col_types,
        )
    else:
        pairs = list(
            zip(_typed_columns(len(col_types), names, skipped, argument), col_types, strict=True)
        )
    return pairs


def _typed_columns(count: int, names: list[str], skipped: set[str], argument: str) -> list[str]:
    """The columns that a list of `count` types is about: all, or those that are not skipped."""
    kept = [name for name in names if name not in skipped]
    for columns in (names, kept):
        if count == len(columns):
            return columns
    raise H2OValueError(
        f"{argument} has {count} types, but there are {len(names)} columns. Give one type a "
        "column (None to guess it), or a dict from column name to type.",
        argument,
    )


def missing_texts(na_strings: MissingTexts, names: list[str]) -> dict[str, list[str]]:
    """The texts that mean missing, by column."""
    if not na_strings:
        return {}
    if isinstance(na_strings, str):
        return {name: [na_strings] for name in names}
    if isinstance(na_strings, Mapping):
        return {
            _name_of(key, names, "na_strings"): [texts] if isinstance(texts, str) else list(texts)
            for key, texts in na_strings.items()
        }
    if all(isinstance(text, str) for text in na_strings):
        return {name: list(cast("Sequence[str]", na_strings)) for name in names}
    if any(isinstance(text, str) for text in na_strings) or len(na_strings) != len(names):
        raise H2OValueError(
            "na_strings must be a list of texts for all columns, a list of such lists with one "
            f"a column ({len(names)} columns here), or a dict from column name to texts; "
            f"got {na_strings!r}.",
            "na_strings",
        )
    return {name: list(texts or ()) for name, texts in zip(names, na_strings, strict=True)}


def skipped_names(skipped: Sequence[int | str] | None, names: list[str]) -> set[str]:
    """Names of the columns to leave out."""
    found = {_name_of(column, names, "skipped_columns") for column in skipped or ()}
    if names and len(found) == len(names):
        raise H2OValueError(
            "skipped_columns leaves no column to import. Keep at least one.", "skipped_columns"
        )
    return found


def _name_of(column: int | str, names: list[str], argument: str) -> str:
    if isinstance(column, int) and not isinstance(column, bool):
        if not 0 <= column < len(names):
            raise H2OColumnError.out_of_range(
                column, len(names), frame="The data", var_name=argument
            )
        return names[column]
    if column not in names:
        raise H2OColumnError.unknown(column, names, frame="The data", var_name=argument)
    return column
