"""Expressions as trees."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater._rapids.parser import Call, Function, Name, NumberList, Span, TextList, parse
from heavywater.exceptions import H2OExpressionError, H2OResponseError


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("5", 5.0),
        ("-2.5e3", -2500.0),
        ("TRUE", 1.0),
        ("'it\\'s \\n'", "it's \n"),
        ('"\\u00e9 \\x41"', "é A"),
        ("frame.hex", Name("frame.hex")),
        ("1_000", Name("1_000")),
        ("[]", NumberList(())),
        ("[1 2:3, 4:2:5]", NumberList((Span(1), Span(2, 3), Span(4, 2, 5)))),
        ("[ 0 : nan ]", NumberList((Span(0, math.inf),))),
        ("['a' \"b\"]", TextList(("a", "b"))),
        ("(+ 1 (f x))", Call((Name("+"), 1.0, Call((Name("f"), Name("x")))))),
        ("{x y . (g x y)}", Function(("x", "y"), Call((Name("g"), Name("x"), Name("y"))))),
        ("(f 1)->kept", Call((Name("tmp="), Name("kept"), Call((Name("f"), 1.0))))),
        ("  5\n", 5.0),
    ],
)
def test_trees(text, tree):
    assert parse(text) == tree


def test_a_missing_number():
    found = parse("NA")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("(+ 1", "something is missing, at its end"),
        ("(+ 1 2))", "there is more after the end"),
        ("()", "calls nothing"),
        ("'abc", "a quote is not closed, at character 1"),
        (")", "closes nothing, at character 1"),
        ("[1 'a']", "either numbers or texts"),
        ("[1 (f)]", "a list holds numbers or texts"),
        ("[x]", "'x' is no number"),
        ("[1:0]", "must be a whole number from 1 on"),
        ("[1:2:-1]", "must not be negative"),
        ("{x y}", "must be names, and a dot follows"),
        ("{x . 1 2}", "one expression after the dot"),
        ("(f 1)->", "something is missing"),
        ("(" * 5000, "more than 200 levels deep"),
    ],
)
def test_what_is_wrong_and_where(text, says):
    with pytest.raises(H2OExpressionError, match=r"cannot be read") as caught:
        parse(text)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 400
    assert isinstance(caught.value, (H2OResponseError, ValueError))


numbers = st.floats(allow_nan=False, allow_infinity=False)
names = st.from_regex(r"[a-z][a-z0-9._]{0,8}", fullmatch=True).filter(
    lambda word: word not in ("nan", "na", "true", "false", "inf")
)
texts = st.text(st.characters(codec="utf-8"), max_size=6)


def written(tree):
    """A tree as text again."""
    if isinstance(tree, float):
        return repr(tree)
    if isinstance(tree, str):
        return "'" + tree.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(tree, Name):
        return tree.name
    if isinstance(tree, NumberList):
        return "[" + " ".join(f"{s.start!r}:{int(s.count)}:{s.stride!r}" for s in tree.spans) + "]"
    if isinstance(tree, TextList):
        return "[" + " ".join(map(written, tree.texts)) + "]"
    if isinstance(tree, Function):
        return "{" + " ".join(tree.names) + " . " + written(tree.body) + "}"
    return "(" + " ".join(map(written, tree.parts)) + ")"


spans = st.builds(Span, numbers, st.integers(1, 9).map(float), st.floats(0, 5))
leaves = st.one_of(
    numbers,
    texts,
    names.map(Name),
    st.lists(spans, max_size=3).map(lambda s: NumberList(tuple(s))),
    st.lists(texts, min_size=1, max_size=3).map(lambda t: TextList(tuple(t))),
)
variables = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: Call(tuple(parts))),
        st.builds(Function, st.lists(variables, max_size=2).map(tuple), inner),
    ),
    max_leaves=8,
)


@given(trees)
def test_a_tree_written_down_is_read_again(tree):
    assert parse(written(tree)) == tree


@given(st.text(alphabet="(){}[]'\"\\ .:-+aA1,>_\n", max_size=25))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(H2OExpressionError):
        parse(text)
