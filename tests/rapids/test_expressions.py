"""Values of expressions; the answers are those of H2O-3 3.46.0.12."""

from __future__ import annotations

import math

import pytest

import heavywater as h2o
from heavywater.exceptions import (
    H2OExpressionError,
    H2OMissingKeyError,
    H2ONotImplementedError,
)


@pytest.fixture(autouse=True)
def frames(own_session):
    h2o.H2OFrame(
        {
            "a": ["x", "y", "x", None, "z", "x", "y"],
            "b": ["p", "p", "q", "q", None, "p", "p"],
            "m": [1.5, None, 2.5, 0, 4, -1, 2],
            "n": [1, 2, 3, 4, 5, 6, 7],
        },
        column_types={"a": "enum", "b": "enum"},
        destination_frame="f",
    )
    h2o.H2OFrame(
        {"a": ["x", "y", "q"], "w": [10, 20, 30]},
        column_types={"a": "enum"},
        destination_frame="g",
    )


def table(expression):
    """Names and cells of a frame."""
    h2o.rapids(f"(tmp= result {expression})")
    names, *rows = h2o.get_frame("result").as_data_frame(use_pandas=False)
    return names, rows


def column(expression):
    """Cells of a frame of one column."""
    names, rows = table(expression)
    assert len(names) == 1
    return [row[0] if row else "" for row in rows]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(+ 1 (* 2 3))", 7),
        ("(^ 2 0.5)", 2**0.5),
        ("(% -7 3)", -1),
        ("(intDiv 7 2)", 3),
        ("(> 3 2)", 1),
        ("(sqrt 4)", 2),
        ("(round 2.567 1)", 2.6),
        ("(ifelse 0 5 6)", 6),
        ("(, 1 2)", 2),
        ("({x y . (* x y)} 3 4)", 12),
        ("(({x . {y . (+ x y)}} 3) 4)", 7),
        ("(nrow f)", 7),
        ("(sum (cols f 3))", 28),
        ("(sumNA (cols f 2))", 9),
        ("(max (cols f 'n'))", 7),
        ("(flatten (rows (cols f 3) 1))", 2),
        ("(any (> (cols f 3) 6))", 1),
        ("(is.factor (cols f [0 3]))", [1, 0]),
        ("(naCnt f)", [1, 1, 1, 0]),
        ("(median (cols f [2 3]) True)", [1.75, 4]),
        ("(columnsByType f 'numeric')", [2, 3]),
        ("[1 2:3]", [1, 2, 3, 4]),
    ],
)
def test_numbers(expression, value):
    assert h2o.rapids(expression)["scalar"] == pytest.approx(value)


def test_missing_numbers():
    assert math.isnan(h2o.rapids("(+ 1 NA)")["scalar"])
    assert math.isnan(h2o.rapids("(sum (cols f 2))")["scalar"])


@pytest.mark.parametrize(
    ("expression", "cells"),
    [
        ("(+ (cols f 3) 1)", "2 3 4 5 6 7 8"),
        ("(- 1 (cols f 3))", "0 -1 -2 -3 -4 -5 -6"),
        ("(rows (cols f 3) [0:3])", "1 2 3"),
        ("(rows (cols f 3) [0 2 5])", "1 3 6"),
        ("(rows (cols f 3) [4:1e12])", "5 6 7"),
        ("(rows (cols_py f 'n') (> (cols f 3) 4))", "5 6 7"),
        ("(cols_py f -1)", "1 2 3 4 5 6 7"),
        ("(cols f [-1 -2 -3])", "1 2 3 4 5 6 7"),
        ("(ifelse (> (cols f 3) 3) 1 0)", "0 0 0 1 1 1 1"),
        ("(which (> (cols f 3) 3))", "3 4 5 6"),
        ("(match (cols f 3) [2 4] nan 0)", " 0  1   "),
        ("(seq 1 9 2)", "1 3 5 7 9"),
        ("(seq_len 3)", "1 2 3"),
        ("(apply (cols f [3]) 1 {x . (+ x 1)})", "2 3 4 5 6 7 8"),
        ("(apply (cols f [3]) 2 {x . (- x (mean x True 0))})", "-3 -2 -1 0 1 2 3"),
        ("(levels (cols f 0))", "x y z"),
    ],
)
def test_columns(expression, cells):
    assert column(expression) == cells.split(" ")


@pytest.mark.parametrize(
    ("expression", "names", "first"),
    [
        ("(append f (* (cols f 3) 10) 'ten' 3 'three')", "a b m n ten three", "x p 1.5 1 10 3"),
        ("(:= f 5 [3] [0 1])", "a b m n", "x p 1.5 5"),
        ("(:= f 5 [3] [])", "a b m n", "x p 1.5 5"),
        ("(colnames= f [0 3] ['A' 'N'])", "A b m N", "x p 1.5 1"),
        ("(cbind (cols f 0) (cols f 3))", "a n", "x 1"),
        ("(quantile (cols f 3) [0.25 0.5] 'interpolate' _)", "Probs nQuantiles", "0.25 2.5"),
        ("(table (cols f 0) True)", "a Count", "x 3"),
        ("(sort f [3] [-1])", "a b m n", "y p 2.0 7"),
        ("(mean (cols f [2 3]) True 0)", "m n", "1.5 4"),
        ("(merge f g True False [0] [0] 'auto')", "a b m n w", None),
        ("(GB g [0] 'nrow' 0 'all' 'mean' 1 'rm')", "a nrow mean_w", "q 1 30"),
        ("(apply (cols f [2 3]) 2 {x . (sumNA x)})", "C1 C10", "9 28"),
    ],
)
def test_tables(expression, names, first):
    found, rows = table(expression)
    assert found == names.split()
    assert first is None or rows[0] == first.split()


def test_names_are_kept_and_forgotten():
    answer = h2o.rapids("(assign copy (cols f [0]))")
    assert (answer["key"]["name"], answer["num_rows"], answer["num_cols"]) == ("copy", 7, 1)
    assert h2o.rapids("(cols f [0])->again")["key"]["name"] == "again"
    assert h2o.rapids("(cols f [0])")["key"]["name"] is None
    assert h2o.get_frame("again").names == ["a"]
    h2o.rapids("(rename 'again' 'other')")
    assert set(column("(ls)")) == {"f", "g", "copy", "other"}
    assert [h2o.rapids(f"(rm {key})")["scalar"] for key in ("copy", "copy")] == [1, 0]
    assert h2o.get_frame("copy") is None


def test_the_frame_itself_stays_as_it_is():
    before = h2o.get_frame("f").as_data_frame(use_pandas=False)
    for change in ("(:= f 5 [3] [])", "(append f 1 'one')", "(colnames= f 0 'A')"):
        h2o.rapids(change)
    assert h2o.get_frame("f").as_data_frame(use_pandas=False) == before


def test_gaps_are_filled_in_place():
    h2o.rapids("(h2o.impute f 2 'mean' 'interpolate' [] _ [])")
    assert h2o.get_frame("f")["m"].nacnt() == [0]


@pytest.mark.parametrize(
    ("expression", "error", "says"),
    [
        ("(+ 1)", H2OExpressionError, "'\\+' expects 2 but was passed 1"),
        ("(round)", H2OExpressionError, "'round' expects 1 to 2 but was passed 0"),
        ("(nosuch f)", H2OMissingKeyError, "Name lookup of 'nosuch' failed"),
        ("(cbnd f f)", H2OMissingKeyError, "Did you mean 'cbind'"),
        ("(nrow 3)", H2OExpressionError, "Expected a frame in the expression, but found 3"),
        ("(cols f [0:1e12])", H2OExpressionError, "more than 10,000,000 numbers"),
        ("(5 f)", H2OExpressionError, "A call begins with the name"),
        ("(tmp= 5 f)", H2OExpressionError, "takes a name and an expression"),
        ("(GB f [0] 'avg' 3 'all')", H2OExpressionError, "no aggregate 'avg'"),
        ("(apply f 3 {x . x})", H2OExpressionError, "margin"),
        ("({x . x} 1 2)", H2OExpressionError, "expects 1 but was passed 2"),
        ("(seq 1 5 -1)", H2OExpressionError, "no sequence"),
        ("(ddply f [0] {x . x})", H2ONotImplementedError, r"'ddply'.*group_by"),
    ],
)
def test_mistakes(expression, error, says):
    with pytest.raises(error, match=says):
        h2o.rapids(expression)
    assert h2o.ls()["key"].tolist() == ["f", "g"]


def test_the_empty_expression():
    assert "scalar" not in h2o.rapids("")
