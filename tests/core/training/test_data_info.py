"""From columns to inputs."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.training import data_info
from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.predictors import usable_predictors
from heavywater.exceptions import H2OValueError


@pytest.fixture
def data():
    return FrameData.from_columns(
        {
            "x": [1.0, 2.0, None, 5.0],
            "few": EnumColumn(np.array([0, 1, -1, 1]), ["a", "b"]),
            "many": EnumColumn(np.array([0, 1, 2, 2]), ["p", "q", "r"]),
            "n": [10, 20, 30, 40],
        }
    )


def learn(data, **options):
    return DataInfo.learn(data, data.names, **options)


def test_categoricals_come_first_by_falling_cardinality(data):
    assert learn(data).predictors == ["many", "few", "x", "n"]


def test_names_of_expanded_inputs(data):
    assert learn(data).input_names == [
        "many.p", "many.q", "many.r", "many.missing(NA)",
        "few.a", "few.b", "few.missing(NA)", "x", "n",
    ]  # fmt: skip


def test_without_the_first_level(data):
    info = learn(data, use_all_factor_levels=False)
    assert info.input_names[:5] == ["many.q", "many.r", "many.missing(NA)", "few.b",
                                    "few.missing(NA)"]  # fmt: skip
    slots = info.transform(data)[0].slots
    assert slots.tolist() == [[-1, -1], [0, 3], [1, 4], [1, 3]]


def test_positions_of_levels(data):
    assert learn(data).transform(data)[0].slots.tolist() == [[0, 4], [1, 5], [2, 6], [2, 5]]


def test_numbers_are_standardised_with_n_minus_1_and_missing_is_the_mean(data):
    numbers = learn(data).transform(data)[0].numbers
    known = np.array([1.0, 2.0, 5.0])
    expected = (known - known.mean()) / known.std(ddof=1)
    np.testing.assert_allclose(numbers[[0, 1, 3], 0], expected, rtol=1e-6)
    assert numbers[2, 0] == pytest.approx(0.0, abs=1e-7)


def test_unstandardised_missing_is_the_mean_in_training_and_scoring(data):
    info = learn(data, standardize=False)
    assert info.transform(data)[0].numbers[2, 0] == pytest.approx(8 / 3)
    other = FrameData.from_columns({"x": [None], "n": [1]})
    assert info.transform(other)[0].numbers[0, 0] == pytest.approx(8 / 3)


def test_rows_with_a_missing_predictor_are_marked(data):
    assert learn(data).transform(data)[0].complete.tolist() == [True, True, False, True]


def test_weighted_statistics_equal_those_of_repeated_rows():
    data = FrameData.from_columns({"x": [1.0, 2.0, 5.0]})
    repeated = FrameData.from_columns({"x": [1.0, 5.0, 5.0]})
    weighted = DataInfo.learn(data, ["x"], weights=np.array([1.0, 0.0, 2.0]))
    assert weighted.shift[0] == pytest.approx(DataInfo.learn(repeated, ["x"]).shift[0])


def test_unseen_levels_and_absent_columns_count_as_missing(data):
    other = FrameData.from_columns({"n": [10], "few": ["z"], "x": [2.0]})
    inputs, notes = learn(data).transform(other)
    assert inputs.slots.tolist() == [[3, 6]]
    assert any("'many'" in note for note in notes)
    assert any("'z'" in note for note in notes)


def test_levels_are_matched_by_label_not_by_position(data):
    other = FrameData.from_columns(
        {"few": EnumColumn(np.array([0]), ["b"]), "many": ["q"], "x": [1.0], "n": [1]}
    )
    assert learn(data).transform(other)[0].slots.tolist() == [[1, 5]]


def test_a_frame_of_strangers_is_refused(data):
    with pytest.raises(H2OValueError, match="none of the model's 4 predictors"):
        learn(data).transform(FrameData.from_columns({"other": [1]}))


def test_classes_where_numbers_were_are_refused(data):
    other = FrameData.from_columns({"x": EnumColumn(np.array([0]), ["u"]), "n": [1]})
    with pytest.raises(H2OValueError, match="'x' is of type enum"):
        learn(data).transform(other)


def test_large_means_keep_the_digits_that_differ():
    start = 1.7e12  # milliseconds: float32 cannot tell them apart
    data = FrameData.from_columns({"t": [start, start + 1, start + 2]})
    numbers = DataInfo.learn(data, ["t"]).transform(data)[0].numbers
    np.testing.assert_allclose(numbers[:, 0], [-1.0, 0.0, 1.0], atol=1e-6)


def test_constant_and_text_columns_cannot_be_used():
    data = FrameData.from_columns(
        {"same": [1.0, None, 1.0], "text": ["u v", "w x", "y z"], "x": [1, 2, 3]}
    )
    kinds = data.types["text"]
    usable, dropped = usable_predictors(data, data.names, ignore_constant=True)
    assert "x" in usable
    assert "same" in dropped
    assert ("text" in dropped) == (kinds == "string")
    assert "same" in usable_predictors(data, data.names, ignore_constant=False)[0]


def test_ranges_leave_missing_and_infinite_values_out():
    data = FrameData.from_columns(
        {"x": [np.inf, 2.0, None, 5.0], "none": [None, None, None, 1.0], "n": [10, 20, 30, 40]}
    )
    info = learn(data, spread="range")
    assert (1 / info.scale).tolist() == [3.0, 1.0, 30.0]


# --- long rows of small whole numbers -------------------------------------------------------


def pixels(rows=50, kind=np.uint8):
    rng = np.random.default_rng(2)
    columns = {name: rng.integers(0, 100, rows).astype(kind) for name in "abc"}
    return FrameData.from_columns(columns)


@pytest.fixture
def long(monkeypatch):
    """Takes any row for a long one."""
    monkeypatch.setattr(data_info, "_NARROW_FROM", 1)


@pytest.mark.parametrize(("kind", "kept"), [(np.uint8, np.uint8), (np.int8, np.int16)])
@pytest.mark.parametrize("standardize", [True, False])
def test_small_whole_numbers_of_long_rows_stay_narrow(long, kind, kept, standardize):
    data = pixels(kind=kind)
    info = learn(data, standardize=standardize)
    numbers = info.transform(data)[0].numbers
    assert numbers.base.dtype == kept
    wide = np.column_stack([data.numeric(name) for name in "abc"])
    expected = (wide - info.shift) * info.scale
    some = np.array([3, 1, 1])
    for rows in (slice(None), slice(2, 5), some):
        assert numbers[rows].dtype == np.float32
        assert np.allclose(numbers[rows], expected[rows], atol=1e-6)
    assert np.allclose(numbers.pick(some)[1:], expected[some[1:]], atol=1e-6)
    assert np.array_equal(numbers.base, wide)


def test_short_rows_and_those_with_other_numbers_are_standardised_at_once(monkeypatch):
    data = pixels()
    assert isinstance(learn(data).transform(data)[0].numbers, np.ndarray)
    monkeypatch.setattr(data_info, "_NARROW_FROM", 1)
    for other in ([0.5] * 50, [None, *range(49)], np.arange(50) * 100_000):
        mixed = data.with_columns({"c": other})
        assert isinstance(learn(mixed).transform(mixed)[0].numbers, np.ndarray)


def test_a_narrow_frame_that_lacks_a_column_is_read_with_gaps(long):
    data = pixels()
    inputs, _ = learn(data).transform(data.select(["a", "b"]))
    assert isinstance(inputs.numbers, np.ndarray)
    assert not inputs.complete.any()
