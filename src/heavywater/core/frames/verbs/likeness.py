"""How alike two texts are: 1 for equal ones, 0 for those that have nothing in common.

H2O calls these numbers distances, and so does the method; they grow with likeness all the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import from_series
from heavywater.core.frames.verbs.text import is_text
from heavywater.exceptions import H2OFrameError, did_you_mean, listed

__all__ = ["MEASURES", "text_likeness"]

Measure = Callable[[str, str], float]

#: Soundex digits of consonants; H and W do not part equal digits, vowels do.
_SOUNDEX = {
    letter: digit
    for digit, letters in {
        "1": "BFPV",
        "2": "CGJKQSXZ",
        "3": "DT",
        "4": "L",
        "5": "MN",
        "6": "R",
    }.items()
    for letter in letters
}
_SHORTEST_COMMON = 2


def edit_likeness(left: str, right: str) -> float:
    """1 less the number of edits (Levenshtein, 1966) as a share of the longer text."""
    before = list(range(len(right) + 1))
    for row, a in enumerate(left, start=1):
        now = [row]
        for column, b in enumerate(right, start=1):
            replaced = before[column - 1] + (a != b)
            now.append(min(replaced, before[column] + 1, now[-1] + 1))
        before = now
    return 1.0 - before[-1] / max(len(left), len(right))


def substring_likeness(left: str, right: str) -> float:
    """The share of the shorter text in common parts of two characters or more.

    The longest common part is taken out of both texts, again and again.
    """
    shorter, total = min(len(left), len(right)), 0
    while True:
        size, at_left, at_right = longest_common(left, right)
        if size < _SHORTEST_COMMON:
            return total / shorter if shorter else 0.0
        total += size
        left = left[:at_left] + left[at_left + size :]
        right = right[:at_right] + right[at_right + size :]


def longest_common(left: str, right: str) -> tuple[int, int, int]:
    """Size and places of the first longest common part."""
    best = (0, 0, 0)
    before = [0] * (len(right) + 1)
    for i, a in enumerate(left):
        now = [0] * (len(right) + 1)
        for j, b in enumerate(right):
            if a == b:
                size = now[j + 1] = before[j] + 1
                if size > best[0]:
                    best = (size, i + 1 - size, j + 1 - size)
        before = now
    return best


def pair_likeness(left: str, right: str) -> float:
    """The share of the pairs of characters of one text, the one with fewer, in the other."""
    mine, theirs = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (left, right))
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def word_likeness(left: str, right: str) -> float:
    """Words in common, as a share of all words of both (Jaccard, 1901)."""
    mine, theirs = set(left.split()), set(right.split())
    union = mine | theirs
    return len(mine & theirs) / len(union) if union else 0.0


def jaro_winkler(left: str, right: str) -> float:
    """Characters in common at similar places, with a bonus for an equal beginning.

    After Jaro (1989) and Winkler (1990), in the variant of H2O: partners are less than half the
    longer text apart, and a partner before the previous one counts as turned around.
    """
    shorter, longer = (left, right) if len(left) <= len(right) else (right, left)
    partners = partners_of(shorter, longer)
    if not partners:
        return 0.0
    common = len(partners)
    turned = sum(a > b for a, b in itertools.pairwise(partners))
    score = common / len(shorter) + common / len(longer) + (common - turned) / common
    score /= 3.0
    prefix = 0
    while prefix < min(4, len(shorter)) and shorter[prefix] == longer[prefix]:
        prefix += 1
    return score + prefix * (1.0 - score) / 10.0


def partners_of(shorter: str, longer: str) -> list[int]:
    """The places in the longer text of the characters of the shorter one that have a partner."""
    reach = len(longer) // 2
    partners: list[int] = []
    for place, character in enumerate(shorter):
        at = longer.find(character, max(0, place - reach), place + reach)
        while at in partners:
            at = longer.find(character, at + 1, place + reach)
        if at >= 0:
            partners.append(at)
    return partners


def sound_likeness(left: str, right: str) -> float:
    """0.9 for texts that sound alike by their Soundex codes (Russell, 1918)."""
    return 0.9 if soundex(left) == soundex(right) else 0.0


def soundex(text: str) -> str:
    """The first character and the digits of three consonants that follow."""
    code, last = text[:1], _SOUNDEX.get(text[:1].upper(), "")
    for letter in text[1:].upper():
        digit = _SOUNDEX.get(letter, "")
        if digit and digit != last:
            code += digit
        if letter not in "HW":
            last = digit
    return (code + "000")[:4]


MEASURES: dict[str, Measure] = {
    "lv": edit_likeness,
    "lcs": substring_likeness,
    "qgram": pair_likeness,
    "jaccard": word_likeness,
    "jw": jaro_winkler,
    "soundex": sound_likeness,
}


def text_likeness(
    left: FrameData, right: FrameData, measure: str, compare_empty: bool
) -> FrameData:
    """The likeness of each cell to the cell at its place in the other frame.

    Parameters
    ----------
    left, right
        Text or levels, of one shape.
    measure
        One of `MEASURES`.
    compare_empty
        Whether empty text is compared; if not, the result is missing.

    Returns
    -------
    FrameData
        Columns ``C1``, ``C2``, ...; missing where a text is.
    """
    if measure not in MEASURES:
        raise H2OFrameError(
            f"measure must be one of {listed(MEASURES)}, not {measure!r}."
            f"{did_you_mean(measure, MEASURES)}",
            "measure",
        )
    if (left.nrow, left.ncol) != (right.nrow, right.ncol):
        raise H2OFrameError(
            "strdistance needs two frames of equal numbers of rows and columns, not "
            f"{left.nrow} x {left.ncol} and {right.nrow} x {right.ncol}.",
            "y",
        )
    for data in (left, right):
        for column in data.table:
            if not is_text(column):
                raise H2OFrameError(
                    f"strdistance takes text and levels, but the column {column.name!r} is of "
                    f"type {data.type_of(column.name)}. Convert it with ascharacter()."
                )
    pairs = zip(left.table, right.table, strict=True)
    return from_series(
        {
            f"C{number}": of_columns(MEASURES[measure], mine, theirs, compare_empty)
            for number, (mine, theirs) in enumerate(pairs, start=1)
        }
    )


def of_columns(
    measure: Measure, left: pl.Series, right: pl.Series, compare_empty: bool
) -> pl.Series:
    """One column of `text_likeness`; equal pairs are compared once."""
    known: dict[tuple[str, str], float | None] = {}

    def compared(pair: tuple[str | None, str | None]) -> float | None:
        a, b = pair
        if a is None or b is None or not (compare_empty or (a and b)):
            return None
        if (a, b) not in known:
            known[a, b] = 1.0 if a == b else measure(a, b)
        return known[a, b]

    texts = zip(left.cast(pl.String), right.cast(pl.String), strict=True)
    return pl.Series([compared(pair) for pair in texts], dtype=pl.Float64)
