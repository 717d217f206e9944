"""Where H2OFrame decides otherwise than H2O-3: both sides, one test each."""

from __future__ import annotations

import math

import pytest

from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame


def rows(frame: H2OFrame) -> list[list[str]]:
    return [row or [""] for row in frame.as_data_frame(use_pandas=False, header=False)]


@pytest.fixture
def frame() -> H2OFrame:
    return H2OFrame(
        {"x": [7, -7, 0, None], "y": [3, 3, 1, 1], "e": ["b", "a", None, "b"]},
        column_types={"e": "enum"},
    )


def test_slice_with_step_takes_every_second_column(frame: H2OFrame) -> None:
    # H2O takes the first columns, as many as there should be.
    assert frame[::2].names == ["x", "e"]


def test_rows_may_be_reordered(frame: H2OFrame) -> None:
    # H2O refuses unsorted lists of rows.
    assert rows(frame[[2, 0], "y"]) == [["1"], ["3"]]


def test_single_negative_row_counts_from_the_end(frame: H2OFrame) -> None:
    # H2O fails on the server.
    assert frame[-2, "x"] == 0.0


def test_row_out_of_range_is_an_error(frame: H2OFrame) -> None:
    # H2O gives NaN.
    with pytest.raises(H2OValueError, match="no row at position 9"):
        frame[9, "x"]


def test_mask_of_other_numbers_is_an_error(frame: H2OFrame) -> None:
    # H2O gives no rows.
    with pytest.raises(H2OValueError, match="other values than 0, 1"):
        frame[frame["x"], :]


def test_names_must_differ(frame: H2OFrame) -> None:
    # H2O lets two columns have one name.
    with pytest.raises(H2OValueError, match="'x' occurs twice"):
        frame.names = ["x", "x", "e"]


def test_new_column_under_a_mask_is_missing_elsewhere(frame: H2OFrame) -> None:
    # H2O fills all rows.
    frame[frame["y"] == 1, "new"] = 5
    assert rows(frame["new"]) == [[""], [""], ["5"], ["5"]]


def test_frames_can_be_assigned_under_a_mask(frame: H2OFrame) -> None:
    # H2O has not implemented it.
    mask = frame["y"] == 3
    frame[mask, "x"] = frame[mask, "x"] * 2
    assert rows(frame["x"]) == [["14"], ["-14"], ["0"], [""]]


def test_lists_can_be_assigned(frame: H2OFrame) -> None:
    # H2O takes no lists.
    frame["z"] = [1, 2, 3, 4]
    assert frame["z"].sum() == 10


def test_one_row_is_repeated_on_the_left_too(frame: H2OFrame) -> None:
    # H2O gives one row.
    assert rows(frame[0:1, "y"] + frame["y"]) == [["6"], ["6"], ["4"], ["4"]]


def test_whole_division_of_a_missing_value_is_missing(frame: H2OFrame) -> None:
    # H2O gives 0.
    assert rows(frame["x"] // 2) == [["3"], ["-3"], ["0"], [""]]


def test_or_takes_every_number_but_zero_as_true(frame: H2OFrame) -> None:
    # H2O takes 1 only, though its documentation says "logical or".
    assert rows(frame["x"] | 0) == [["1"], ["1"], ["0"], [""]]


def test_text_plus_number_is_an_error(frame: H2OFrame) -> None:
    # H2O gives 3 in every cell.
    with pytest.raises(H2OTypeError, match="takes a number or a frame"):
        frame[["x", "y"]] + "text"


def test_missing_levels_equal_none(frame: H2OFrame) -> None:
    # H2O gives 0 in every row.
    assert rows(frame["e"] == None) == [["0"], ["0"], ["1"], ["0"]]  # noqa: E711


def test_ifelse_of_two_categorical_columns_is_categorical(frame: H2OFrame) -> None:
    # H2O gives the numbers of the levels.
    chosen = (frame["y"] == 3).ifelse(frame["e"], frame["e"])
    assert chosen.types == {"C1": "enum"}
    assert rows(chosen) == [["b"], ["a"], [""], ["b"]]


def test_ifelse_repeats_a_single_test_column(frame: H2OFrame) -> None:
    # Documented so by H2O, which refuses it.
    chosen = (frame["y"] == 3).ifelse(frame[["x", "y"]], 0)
    assert rows(chosen) == [["7", "3"], ["-7", "3"], ["0", "0"], ["0", "0"]]


def test_round_to_tens() -> None:
    # H2O gives missing values.
    assert rows(H2OFrame({"x": [123, 1250]}).round(-2)) == [["100"], ["1300"]]


def test_mean_by_row_needs_no_further_argument(frame: H2OFrame) -> None:
    # H2O raises an error unless return_frame=True is given.
    assert rows(frame[["x", "y"]].mean(axis=1)) == [["5.0"], ["-2.0"], ["0.5"], ["1.0"]]


def test_unique_leaves_missing_values_out_and_sorts(frame: H2OFrame) -> None:
    # H2O keeps them, against its documentation, and has no order.
    assert rows(frame["x"].unique()) == [["-7"], ["0"], ["7"]]
    assert rows(frame["x"].unique(include_nas=True)) == [["-7"], ["0"], ["7"], [""]]


def test_correlations_keep_the_columns_names() -> None:
    # H2O appends a 0 to the names, or calls them C1, C2.
    frame = H2OFrame({"x": [1, 2, 4], "y": [2, 1, 5]})
    assert frame.cor(use="complete.obs").names == ["x", "y"]
    assert frame.cor(method="Spearman").names == ["x", "y"]


def test_skewness_leaves_missing_values_out_entirely() -> None:
    # H2O still counts their rows.
    with_gap = H2OFrame({"x": [1, 2, 9, None]})
    without = H2OFrame({"x": [1, 2, 9]})
    assert math.isclose(with_gap.skewness(na_rm=True)[0], without.skewness()[0])


def test_comparisons_are_whole_numbers(frame: H2OFrame) -> None:
    # H2O's client calls them bool until it asks the server, which says int.
    assert (frame["x"] > 0).types == {"x": "int"}


def test_division_by_zero_is_real(frame: H2OFrame) -> None:
    # H2O calls the column int and writes the largest whole number.
    divided = frame["x"] / 0
    assert divided.types == {"x": "real"}
    assert rows(divided) == [["Infinity"], ["-Infinity"], [""], [""]]


def test_differences_where_two_frames_meet() -> None:
    # After rbind() H2O subtracts some other row: -14.5.
    frame = H2OFrame({"a": [1.5, 7, 0.25, 8]})
    assert rows(frame.rbind(frame).difflag1())[4] == ["-6.5"]


def test_missing_keys_have_no_partner_among_several_keys_either() -> None:
    # H2O pairs the rows whose first key is missing, since it has fractions.
    keys = {"a": [0.0, None, -0.5], "b": [None, 10, 6]}
    left, right = H2OFrame({**keys, "c": [1, 2, 3]}), H2OFrame({**keys, "z": [5, 6, 7]})
    joined = left.merge(right, all_x=True, by_x=["a", "b"], by_y=["a", "b"])
    assert rows(joined[["c", "z"]]) == [["2", ""], ["3", "7"], ["1", ""]]


def test_gaps_in_levels_are_filled_with_levels() -> None:
    # H2O gives the numbers of the levels.
    frame = H2OFrame({"e": ["b", None, "a"]}, column_types=["enum"])
    assert rows(frame.fillna(method="forward", maxlen=1)) == [["b"], ["b"], ["a"]]


def test_levels_can_be_sorted_down() -> None:
    # H2O sorts them up.
    frame = H2OFrame({"e": ["a", "c", "b"], "n": [1, 2, 3]}, column_types={"e": "enum"})
    assert rows(frame.sort("e", ascending=[False])["n"]) == [["2"], ["3"], ["1"]]


def test_counts_of_one_column_are_always_called_count() -> None:
    # H2O calls them Counts where values have fractions or lie far apart.
    for values in ([1.5, 2.0], [10**12, 1], [1, 2]):
        assert H2OFrame({"x": values}).table().names == ["x", "Count"]
