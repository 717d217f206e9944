"""Words, entropy and known substrings; values as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

from pathlib import Path

import pytest

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs import tokens
from heavywater.exceptions import H2OValueError

TEXT = FrameData.from_columns({"a": ["a b", " lead", ""], "b": ["c  d", "x,y", "z "]})


def values(data: FrameData) -> list[object]:
    return data.column("C1").to_list()


def test_words_of_a_row_follow_one_another() -> None:
    assert values(tokens.tokenize(TEXT, " ")) == [
        *("a", "b", "c", "", "d", None),
        *("", "lead", "x,y", None),
        *("", "z", None),
    ]
    assert values(tokens.tokenize(TEXT, "[ ,]+")) == [
        *("a", "b", "c", "d", None),
        *("", "lead", "x", "y", None),
        *("", "z", None),
    ]


def test_missing_text_has_no_words() -> None:
    data = FrameData.from_columns({"a": [None, "q", "  "]})
    assert values(tokens.tokenize(data, " ")) == [None, "q", None, None]


def test_entropy() -> None:
    data = FrameData.from_columns({"a": ["hello world", "abc", "", None, "Martha"]})
    assert values(tokens.entropy(data)) == [
        pytest.approx(2.845351, abs=1e-6),
        pytest.approx(1.584963, abs=1e-6),
        0.0,
        None,
        pytest.approx(2.251629, abs=1e-6),
    ]


def test_known_substrings(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("hello\nell\nlo\nabc\nb\n\nab\nello\n")
    data = FrameData.from_columns({"a": ["hello", "abc", "", "kitten", None]})
    found = tokens.known_substrings(data, tokens.read_words(str(path)))
    assert values(found) == [4, 2, 0, 0, None]


def test_errors(tmp_path: Path) -> None:
    with pytest.raises(H2OValueError, match="cannot be read"):
        tokens.read_words(str(tmp_path / "nothing"))
    with pytest.raises(H2OValueError, match="ascharacter"):
        tokens.tokenize(FrameData.from_columns({"n": [1]}), " ")
