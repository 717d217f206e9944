"""Combinations of levels; the answers are those of H2O-3 3.46.0.12."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OValueError


@pytest.fixture
def frame():
    return h2o.H2OFrame(
        {
            "a": ["x", "y", "x", None, "z", "x", "y"],
            "b": ["p", "p", "q", "q", None, "p", "p"],
            "c": ["1", "2", "1", "2", "1", "1", "2"],
            "n": [1, 2, 3, 4, 5, 6, 7],
        },
        column_types={"a": "enum", "b": "enum", "c": "enum"},
    )


def joined(frame, factors, pairwise=False, most=100, least=1):
    return h2o.interaction(frame, factors, pairwise, most, least)


@pytest.mark.parametrize(
    ("factors", "options", "domain"),
    [
        (["a", "b"], {}, ["x_p", "y_p", "x_q", "NA_q", "z_NA"]),
        (["a", "b"], {"least": 2}, ["x_p", "y_p", "other"]),
        (["a", "b"], {"most": 2}, ["x_p", "y_p", "other"]),
        (["a", "b"], {"most": 0}, ["other"]),
        (["a", "b"], {"least": 50}, ["other"]),
        (["a", "b", "c"], {}, ["x_p_1", "y_p_2", "x_q_1", "NA_q_2", "z_NA_1"]),
        (["a", "b", "c"], {"most": 2}, ["x_p_1", "y_p_2", "other"]),
        (["a"], {}, ["x", "y", "z"]),
        (["a"], {"most": 1}, ["x", "other"]),
    ],
)
def test_levels_are_those_of_h2o(frame, factors, options, domain):
    assert joined(frame, factors, **options).levels() == [domain]


def test_pairs(frame):
    pairs = joined(frame, [0, "b", "c"], pairwise=True)
    assert pairs.names == ["a_b", "a_c", "b_c"]
    # b_c: all four combinations of a hash table that is filled in the order of the rows
    assert pairs.levels()[1:] == [
        ["x_1", "y_2", "z_1", "NA_2"],
        ["p_1", "p_2", "q_1", "q_2", "NA_1"],
    ]
    assert pairs.as_data_frame(use_pandas=False, header=False)[3] == ["NA_q", "NA_2", "q_2"]


def test_a_column_with_itself_keeps_its_missing_values(frame):
    itself = joined(frame, ["a"], most=1)
    assert itself.names == ["a_a"]
    assert ["".join(row) for row in itself.as_data_frame(use_pandas=False, header=False)] == (
        ["x", "other", "x", "", "other", "x", "other"]
    )


def test_levels_of_equal_frequency_of_irises():
    iris = h2o.load_dataset("iris")
    iris = iris.cbind((iris["Species"] == "Iris-setosa").asfactor())
    iris = iris.cbind((iris["Species"] == "Iris-virginica").asfactor())
    iris.set_name(5, "C6")
    iris.set_name(6, "C7")
    assert joined(iris, [4, 5, 6], pairwise=True).levels() == [
        ["Iris-setosa_1", "Iris-versicolor_0", "Iris-virginica_0"],
        ["Iris-setosa_0", "Iris-versicolor_0", "Iris-virginica_1"],
        ["0_0", "1_0", "0_1"],
    ]


def test_the_key_of_the_frame(frame):
    made = h2o.interaction(frame, ["a", "b"], False, 9, 1, destination_frame="both")
    assert made.frame_id == "both"
    assert h2o.get_frame("both").names == ["a_b"]


def test_bad_input(frame):
    with pytest.raises(H2OTypeError, match=r"'n' is of type int, not categorical.*asfactor"):
        joined(frame, ["a", "n"])
    with pytest.raises(H2OColumnError):
        joined(frame, ["a", "q"])
    for factors in ([], "a", None):
        with pytest.raises(H2OTypeError, match="list of names"):
            joined(frame, factors)
    with pytest.raises(H2OValueError):
        joined(frame, ["a", "b"], least=-1)
    with pytest.raises(H2OValueError, match="name each factor once"):
        joined(frame, ["a", "a", "a"], pairwise=True)


@pytest.mark.parametrize("levels", [3, 300])
def test_every_row_has_the_label_of_its_levels(levels):
    rng = np.random.default_rng(levels)
    names = np.array([f"l{i}" for i in range(levels)], dtype=object)
    columns = {name: names[rng.integers(0, levels, 500)] for name in "ab"}
    frame = h2o.H2OFrame(columns, column_types={"a": "enum", "b": "enum"})
    both = joined(frame, ["a", "b"], most=100_000)
    labels = [row[0] for row in both.as_data_frame(use_pandas=False, header=False)]
    assert labels == [f"{a}_{b}" for a, b in zip(columns["a"], columns["b"], strict=True)]
    counts = [labels.count(level) for level in both.levels()[0]]
    assert counts == sorted(counts, reverse=True)
