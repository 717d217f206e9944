"""Rapids, H2O's language of expressions, as trees.

``(op argument ...)`` calls a primitive or a function, ``{x y . body}`` is a function, ``[1 4:3]``
a list of numbers (``start:count`` or ``start:count:stride`` for several), ``['a' 'b']`` one of
texts; everything else is a number, a text in quotes or a name.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from heavywater.exceptions import H2OExpressionError

__all__ = ["Call", "Function", "Name", "Node", "NumberList", "Span", "TextList", "parse"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name: of a frame, a primitive or a function's argument."""

    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from a start on; as many as there are if `count` is infinite."""

    start: float
    count: float = 1
    stride: float = 1


@dataclass(frozen=True, slots=True)
class NumberList:
    """A list of numbers; the empty list too."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TextList:
    """A list of texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of one's own."""

    names: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Call:
    """What is called, and the arguments."""

    parts: tuple[Node, ...]


Node: TypeAlias = "float | str | Name | NumberList | TextList | Function | Call"
"""A part of an expression; plain numbers and texts stand for themselves."""

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<mark>[(){}\[\]])
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<word>[^\s(){}\[\]"']+)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "b": "\b"}

#: Nesting that is left to Python's own stack.
_DEEPEST = 200


def parse(expression: str) -> Node:
    """The tree of an expression.

    Raises
    ------
    H2OExpressionError
        If it is not well formed; the message says where.

    Examples
    --------
    >>> parse("(+ 1 'a')")
    Call(parts=(Name(name='+'), 1.0, 'a'))
    """
    reader = _Reader(expression)
    node = reader.node()
    if reader.more():
        reader.fail("there is more after the end of the expression")
    return node


class _Reader:
    """The tokens of an expression, and how far it is read."""

    def __init__(self, expression: str) -> None:
        self._text = expression
        self._at = 0
        self._depth = 0

    def fail(self, what: str) -> NoReturn:
        """Raise, with the place."""
        near = self._text[self._at : self._at + 20].strip()
        where = f"at character {self._at + 1}, before {near!r}" if near else "at its end"
        raise H2OExpressionError(
            f"The Rapids expression {_shortened(self._text)!r} cannot be read: {what}, {where}. "
            "An expression is a number, a text in quotes, the name of a frame, or a call such as "
            "(+ 1 2)."
        )

    def _match(self) -> re.Match[str] | None:
        return _TOKEN.match(self._text, self._at)

    def more(self) -> bool:
        """Whether something is left."""
        return bool(self._text[self._at :].strip())

    def _next(self) -> re.Match[str]:
        found = self._match()
        if found is None:
            self.fail("a quote is not closed" if self.more() else "something is missing")
        self._at = found.end()
        return found

    def _closes(self, mark: str) -> bool:
        """Whether the next token is `mark`, which is read then."""
        found = self._match()
        if found is None or found["mark"] != mark:
            return False
        self._at = found.end()
        return True

    def node(self) -> Node:
        """The next part."""
        before = self._at
        token = self._next()
        if token["text"]:
            return _unquoted(token["text"])
        if token["word"]:
            return _number_or_name(token["word"])
        self._depth += 1
        if self._depth > _DEEPEST:
            self.fail(f"it is nested more than {_DEEPEST} levels deep")
        readers = {"(": self._call, "[": self._list, "{": self._function}
        if token["mark"] not in readers:
            self._at = before
            self.fail(f"{token['mark']!r} closes nothing")
        node = readers[token["mark"]]()
        self._depth -= 1
        return node

    def _call(self) -> Node:
        parts: list[Node] = []
        while not self._closes(")"):
            parts.append(self.node())
        if not parts:
            self.fail("() calls nothing")
        return self._named(Call(tuple(parts)))

    def _named(self, call: Call) -> Call:
        """``(...)->name`` keeps the result under a name."""
        if not self._text.startswith("->", self._at):
            return call
        self._at += 2
        word = self._next()["word"]
        if not word:
            self.fail("a name must follow ->")
        return Call((Name("tmp="), Name(word), call))

    def _function(self) -> Node:
        names = []
        while (word := self._next()["word"]) != ".":
            if not word or not word.isidentifier():
                self.fail("the arguments of a function must be names, and a dot follows them")
            names.append(word)
        body = self.node()
        if not self._closes("}"):
            self.fail("a function has one expression after the dot")
        return Function(tuple(names), body)

    def _list(self) -> Node:
        texts: list[str] = []
        words: list[str] = []
        while not self._closes("]"):
            token = self._next()
            if token["mark"]:
                self.fail("a list holds numbers or texts")
            if token["text"]:
                texts.append(_unquoted(token["text"]))
            else:
                words.append(token["word"])
        joined = re.sub(r"\s*:\s*", ":", " ".join(words)).replace(",", " ").split()
        if texts and joined:
            self.fail("a list holds either numbers or texts")
        return TextList(tuple(texts)) if texts else NumberList(tuple(map(self._span, joined)))

    def _span(self, word: str) -> Span:
        parts = [_number(part) for part in word.split(":")]
        numbers = [part for part in parts if part is not None]
        if len(numbers) != len(parts) or len(parts) > 3:
            self.fail(f"{word!r} is no number and no start:count:stride")
        start, count, stride = [*numbers, *[1.0, 1.0][len(numbers) - 1 :]]
        if math.isnan(count):
            count = math.inf
        if count < 1 or (math.isfinite(count) and count != int(count)):
            self.fail(f"the count in {word!r} must be a whole number from 1 on")
        if not stride >= 0:
            self.fail(f"the stride in {word!r} must not be negative")
        return Span(start, count, stride)


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def _unquoted(quoted: str) -> str:
    def meaning(found: re.Match[str]) -> str:
        code = found[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES.get(code, code)

    return _ESCAPE.sub(meaning, quoted[1:-1])


_WORDS = {"nan": math.nan, "na": math.nan, "true": 1.0, "false": 0.0, "inf": math.inf}


def _number(word: str) -> float | None:
    if word.casefold() in _WORDS:
        return _WORDS[word.casefold()]
    try:
        # Python would also take 1_000.
        return None if "_" in word else float(word)
    except ValueError:
        return None


def _number_or_name(word: str) -> Node:
    number = _number(word)
    return Name(word) if number is None else number
