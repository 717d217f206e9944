"""TF-IDF; the numbers are those of H2O-3 3.46.0.12."""

from __future__ import annotations

import math

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OColumnError, H2OTypeError
from heavywater.frame import H2OFrame
from heavywater.information_retrieval.tf_idf import tf_idf

TEXTS = ["A B C", "A a a Z", "C c B C", "x, y.  x"]


@pytest.fixture
def texts():
    return H2OFrame({"d": [0, 1, 2, 2], "t": TEXTS}, column_types={"t": "string"})


def rows(frame):
    return frame.to_polars().rows()


def test_texts_are_split(texts):
    weighed = tf_idf(texts, "d", "t")
    assert weighed.names == ["DocID", "Word", "TF", "IDF", "TF-IDF"]
    assert list(weighed.types.values()) == ["int", "string", "int", "real", "real"]
    found = rows(weighed)
    assert [f"{row[1]}{row[0]}" for row in found] == (
        ["A0", "A1", "B0", "B2", "C0", "C2", "Z1", "a1", "c2", "x2", "x,2", "y.2"]
    )
    assert [row[2] for row in found] == [1, 1, 1, 1, 1, 2, 1, 2, 1, 1, 1, 1]
    assert found[5][3:] == pytest.approx((0.5108256237659907, 1.0216512475319814))
    assert found[7][3:] == pytest.approx((0.9162907318741551, 1.8325814637483102))


def test_case_may_make_no_difference(texts):
    found = rows(tf_idf(texts, 0, 1, case_sensitive=False))
    assert [row[:3] for row in found][:6] == [
        (0, "a", 1),
        (1, "a", 3),
        (0, "b", 1),
        (2, "b", 1),
        (0, "c", 1),
        (2, "c", 3),
    ]


def test_single_words():
    words = {"t": ["A", "B", "A", "A", None], "d": [5, 5, 7, 7, 9]}
    frame = H2OFrame(words, column_types={"t": "string"})
    found = rows(tf_idf(frame, "d", "t", preprocess=False))
    assert [row[:3] for row in found] == [(5, "A", 1), (7, "A", 2), (5, "B", 1)]
    assert found[0][3] == 0
    assert found[2][4] == pytest.approx(math.log(3 / 2))


def test_columns_of_other_types(texts):
    with pytest.raises(H2OTypeError, match="'t' is of type string"):
        tf_idf(texts, "t", "d")
    with pytest.raises(H2OTypeError, match="'d' is of type int"):
        tf_idf(texts, "d", "d")
    with pytest.raises(H2OColumnError):
        tf_idf(texts, "dd", "t")


def test_as_a_rapids_primitive(texts):
    h2o.assign(texts, "texts_of_rapids")
    assert h2o.rapids("(tf-idf texts_of_rapids 0 1 True True)")["num_rows"] == 12
    h2o.remove("texts_of_rapids")


def test_the_module_and_the_function():
    import heavywater.information_retrieval as room

    assert callable(room.tf_idf)
