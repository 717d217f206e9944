"""Random frames."""

from __future__ import annotations

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OTypeError, H2OValueError


def test_kinds_go_by_their_shares():
    frame = h2o.create_frame(rows=50, cols=20, seed=1, seed_for_column_types=1)
    kinds = list(frame.types.values())
    assert frame.names == [f"C{i + 1}" for i in range(20)]
    assert kinds.count("real") == 10
    assert kinds.count("enum") == 4
    assert kinds.count("int") == 6
    only = h2o.create_frame(rows=5, cols=4, time_fraction=0.5, string_fraction=0.5)
    assert sorted(only.types.values()) == ["string", "string", "time", "time"]


def test_values_keep_to_their_ranges():
    frame = h2o.create_frame(
        rows=500, cols=6, real_fraction=0.5, integer_fraction=0.5, real_range=2, integer_range=3,
        missing_fraction=0.1, has_response=True, response_factors=1, positive_response=True,
        seed=3,
    )  # fmt: skip
    assert frame.names[0] == "response"
    for name, kind in frame.types.items():
        limit = 2 if kind == "real" else 3
        known = frame[name].na_omit()
        assert (0 if name == "response" else -limit) <= known.min() < known.max() <= limit
    assert 250 < sum(frame.nacnt()) < 450


def test_levels():
    frame = h2o.create_frame(
        rows=200, cols=1, categorical_fraction=1, factors=3, has_response=True, response_factors=4
    )
    assert frame.levels() == [["0", "1", "2", "3"], ["c1.l0", "c1.l1", "c1.l2"]]


def test_a_seed_repeats_the_frame():
    first, second = (h2o.create_frame(rows=9, seed=5, seed_for_column_types=6) for _ in range(2))
    assert first.as_data_frame().equals(second.as_data_frame())


def test_a_seed_gives_the_frame_of_h2o():
    """Recorded of H2O 3.46.0.12."""
    frame = h2o.create_frame(rows=10, missing_fraction=0.5, seed=123)
    assert list(frame.types.values()) == [
        "real", "int", "enum", "real", "enum", "real", "real", "real", "int", "int",
    ]  # fmt: skip
    assert [levels[:1] for levels in frame.levels()[2:5:2]] == [["c2.l0"], ["c4.l0"]]
    assert frame.as_data_frame(use_pandas=False, header=False)[:2] == [
        ["", "", "", "-93.64086923317447", "c4.l56", "", "-93.70998731039253", "", "-39", "96"],
        ["-92.42707982072736", "0", "c2.l7", "", "", "-57.95827926536297", "",
         "-26.901282296543695", "", ""],
    ]  # fmt: skip


def test_seeded_times_text_and_responses_are_those_of_h2o():
    """Recorded of H2O 3.46.0.12."""
    frame = h2o.create_frame(
        rows=4, cols=12, time_fraction=0.25, string_fraction=0.25, has_response=True,
        binary_ones_fraction=0.5, seed=-7,
    )  # fmt: skip
    assert "".join(kind[0] for kind in frame.types.values()) == "eirrtsreststr"
    assert frame.as_data_frame(use_pandas=False, header=False)[0] == [
        "1", "-71", "53.33031309125804", "58.70886850424253", "1121116593580", "YGXDAVLY",
        "9.575887681775598", "c7.l64", "NXBUPVAC", "1079665781971", "PURAKYMA", "799000338423",
        "98.3515763105986",
    ]  # fmt: skip


def test_kinds_that_no_share_is_left_for_go_to_times():
    frame = h2o.create_frame(
        cols=9, real_fraction=0.1, categorical_fraction=0.1, integer_fraction=0.1,
        binary_fraction=0.1, rows=3, seed=1,
    )  # fmt: skip
    assert sorted(frame.types.values()) == sorted([*["time"] * 5, "real", "enum", "int", "int"])


def test_frames_of_one_value():
    frame = h2o.create_frame(rows=2, cols=2, randomize=False, value=-7.5, real_fraction=1)
    assert frame.as_data_frame(use_pandas=False, header=False) == [["-7.5", "-7.5"]] * 2


def test_the_key_is_as_asked():
    assert h2o.create_frame("made_here", rows=1).frame_id == "made_here"
    assert h2o.get_frame("made_here").nrow == 1


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"rows": 0}, H2OValueError, "rows must be at least 1"),
        ({"real_fraction": 1.5}, H2OValueError, "between 0 and 1"),
        ({"real_fraction": 0.8, "string_fraction": 0.4}, H2OValueError, "add up to 1.2"),
        ({"randomize": False}, H2OValueError, "real_fraction=1"),
        ({"value": 3}, H2OValueError, "randomize=False"),
        ({"real_range": "a"}, H2OTypeError, "real_range must be a number"),
    ],
)
def test_mistakes_are_explained(arguments, error, message):
    with pytest.raises(error, match=message):
        h2o.create_frame(**arguments)
