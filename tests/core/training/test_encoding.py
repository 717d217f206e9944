"""Categorical columns as other columns; names, orders and numbers recorded from H2O 3.46.0.12."""

from __future__ import annotations

import math

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.training.data_info import DataInfo
from heavywater.core.training.encoding import learn_encoder, main_axis
from heavywater.exceptions import H2OValueError

PREDICTORS = ["x", "few", "many", "z", "two"]


def levels(codes, domain, missing=()):
    codes = np.array(codes)
    codes[list(missing)] = -1
    return EnumColumn(codes, domain)


@pytest.fixture(scope="module")
def data():
    i = np.arange(120)
    few = (7 * i // 4) % 3
    return FrameData.from_columns(
        {
            "x": np.round(np.sin(i), 3),
            "few": levels(few, ["a", "b", "c"], [4, 5]),
            "many": levels(
                (13 * ((0.618 * i) % 1) ** 2).astype(int),
                [f"L{k:02d}" for k in range(13)],
                [7, 11, 12],
            ),
            "z": np.round(np.cos(2 * i), 3),
            "two": levels((i // 3) % 2, ["no", "yes"]),
            "y": np.round(np.sin(3 * i) + (few == 0) * 2 + (i % 5) / 3, 3),
        }
    )


def info(data, encoding, **options):
    return DataInfo.learn(
        data, PREDICTORS, encoding=encoding, response=data.numeric("y"), **options
    )


RECORDED = {
    "Binary": (
        ["x", "z", "few:0", "few:1", "many:0", "many:1", "many:2", "many:3", "two:0", "two:1"],
        [1.412025, 1.403958, 2.099707, 2.087816, 2.048186, 2.056966, 2.099707, 2.299758, 1.991649,
         1.991649],
        [-0.001017, 0.005342, 0.658333, 0.65, 0.616667, 0.375, 0.341667, 0.25, 0.5, 0.5],
    ),
    "LabelEncoder": (
        ["x", "few", "many", "z", "two"],
        [1.412025, 1.217034, 0.260261, 1.403958, 1.991649],
        [-0.001017, 0.991525, 3.854701, 0.005342, 0.5],
    ),
    "EnumLimited": (
        ["many.top_10_levels", "few", "two", "x", "z"],
        [1.412025, 1.403958],
        [-0.001017, 0.005342],
    ),
    "SortByResponse": (
        ["many", "few", "two", "x", "z"],
        [1.412025, 1.403958],
        [-0.001017, 0.005342],
    ),
}  # fmt: skip


@pytest.mark.parametrize("encoding", RECORDED)
def test_names_and_standardisation_are_h2os(data, encoding):
    names, scale, shift = RECORDED[encoding]
    learned = info(data, encoding)
    assert learned.predictors == names
    assert learned.columns == PREDICTORS
    np.testing.assert_allclose(learned.scale, scale, atol=1e-6)
    np.testing.assert_allclose(learned.shift, shift, atol=1e-6)


def test_levels_sorted_by_response_are_in_h2os_order(data):
    first, second, third = info(data, "SortByResponse").categoricals
    assert first.domain == (
        "L09", "L01", "L06", "L04", "L11", "L03", "L00", "L08", "L10", "L02", "L05", "L07", "L12",
    )  # fmt: skip
    assert second.domain == ("b", "c", "a")
    assert third.domain == ("yes", "no")


def test_the_most_frequent_levels_are_in_h2os_order(data):
    assert info(data, "EnumLimited").categoricals[0].domain == (
        "L00", "L01", "L02", "L03", "L04", "L06", "L05", "L11", "L07", "L08", "other",
    )  # fmt: skip


def test_rows_without_weight_have_no_say_in_the_order():
    data = FrameData.from_columns({"c": levels([0, 0, 1, 1], ["a", "b"])})
    response = np.array([9.0, 0.0, 5.0, 5.0])
    for weights, order in ((None, ("a", "b")), (np.array([1.0, 0, 1, 1]), ("b", "a"))):
        encoder = learn_encoder("SortByResponse", data, ["c"], response=response, weights=weights)
        assert encoder.columns[0].levels == order


def encoded(data, encoding, columns, **options):
    encoder = learn_encoder(encoding, data, PREDICTORS, response=data.numeric("y"), **options)
    return encoder.encode(FrameData.from_columns(columns))


STRANGE = {
    "x": [0.0, 0.0, 0.0],
    "few": levels([0, 1, -1], ["b", "new"]),
    "many": ["L12", "L99", None],
    "z": [0.0, 0.0, 0.0],
}


def test_binary_digits_begin_with_the_lowest(data):
    result = encoded(data, "Binary", STRANGE)
    assert [result.data.numeric(f"few:{bit}").tolist() for bit in (0, 1)] == [[0, 0, 0], [1, 0, 0]]
    many = [result.data.numeric(f"many:{bit}").tolist() for bit in range(4)]
    assert np.transpose(many).tolist() == [[1, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_unknown_and_missing_labels_count_as_missing_numbers(data):
    result = encoded(data, "LabelEncoder", STRANGE)
    assert result.data.numeric("many")[0] == 12
    assert np.isnan(result.data.numeric("many")[1:]).all()
    assert np.isnan(result.data.numeric("two")).all()
    assert not result.complete.any()
    assert any("'two' is not in the frame" in note for note in result.notes)
    assert any("'new'" in note and "count as missing" in note for note in result.notes)


def test_rare_and_unseen_levels_are_the_other_one_and_missing_stays_missing(data):
    result = encoded(data, "EnumLimited", STRANGE)
    column = "many.top_10_levels"
    domain = result.data.domain(column)
    assert [domain[code] if code >= 0 else None for code in result.data.codes(column)] == [
        "other", "other", None,
    ]  # fmt: skip
    assert any("'L99'" in note and "count as 'other'" in note for note in result.notes)


def test_columns_of_few_levels_are_not_limited():
    codes = np.arange(40) % 5
    data = FrameData.from_columns({"c": levels(codes, [f"v{i}" for i in range(20)])})
    limited = learn_encoder("EnumLimited", data, ["c"])
    assert limited.columns[0].levels == ("v0", "v1", "v2", "v3", "v4")
    ten = FrameData.from_columns({"c": levels(np.arange(40) % 10, list("abcdefghij"))})
    assert learn_encoder("EnumLimited", ten, ["c"]).names == ("c",)


def test_a_level_called_other_keeps_its_name():
    codes = np.repeat(np.arange(12), np.arange(13, 1, -1))
    data = FrameData.from_columns({"c": levels(codes, ["other", *"bcdefghijkl"])})
    assert learn_encoder("EnumLimited", data, ["c"]).columns[0].levels[-1] == "other0"


def test_new_names_do_not_replace_other_columns():
    data = FrameData.from_columns({"c": levels([0, 1], ["a", "b"]), "c:0": [5.0, 6.0]})
    encoder = learn_encoder("Binary", data, ["c", "c:0"])
    assert encoder.names == ("c:0", "c:00", "c:1")
    assert encoder.encode(data).data.numeric("c:0").tolist() == [5.0, 6.0]


@pytest.mark.parametrize(
    "counts",
    [[10, 30], [10, 30, 60], [3, 0, 5, 9], [7, 7, 7], [4, 4, 1], [5], [0, 6], [1, 2, 3, 4]],
)
def test_the_main_axis_is_that_of_the_covariance(counts):
    counts = np.array(counts)
    axis = main_axis(counts)
    p = counts / counts.sum()
    covariance = np.diag(p) - np.outer(p, p)
    largest = np.linalg.eigvalsh(covariance)[-1]
    assert np.linalg.norm(axis) == pytest.approx(1.0)
    np.testing.assert_allclose(covariance @ axis, largest * axis, atol=1e-9)
    assert axis[counts.argmax()] > 0


def test_the_main_axis_tells_levels_apart(data):
    learned = info(data, "Eigen")
    assert learned.predictors == ["x", "few.Eigen", "many.Eigen", "z", "two.Eigen"]
    axis = learned.encoder.columns[1].values[:-1, 0]
    counts = np.bincount(data.codes("many")[data.codes("many") >= 0])
    assert len(set(axis.round(9))) == len(set(counts))


@pytest.mark.parametrize("encoding", ["Binary", "Eigen", "LabelEncoder"])
def test_a_frame_of_categories_alone(encoding):
    data = FrameData.from_columns({"c": levels([0, 1, 2, 0], ["a", "b", "c"])})
    inputs, notes = DataInfo.learn(data, ["c"], encoding=encoding).transform(data)
    assert inputs.numbers.shape == (4, 2 if encoding == "Binary" else 1)
    assert inputs.complete.all()
    assert notes == []


@pytest.mark.parametrize("encoding", [*RECORDED, "Eigen"])
def test_strangers_are_refused_and_some_columns_are_enough(data, encoding):
    learned = info(data, encoding)
    with pytest.raises(H2OValueError, match="none of the model's 5 predictors"):
        learned.transform(FrameData.from_columns({"other": [1]}))
    inputs, notes = learned.transform(FrameData.from_columns({"few": ["b"], "x": [0.5]}))
    assert inputs.rows == 1
    assert np.isfinite(inputs.numbers).all()
    assert {name for name in PREDICTORS if any(repr(name) in note for note in notes)} == {
        "many", "z", "two",
    }  # fmt: skip


@pytest.mark.parametrize("encoding", [*RECORDED, "Eigen"])
def test_levels_are_matched_by_label_not_by_position(data, encoding):
    learned = info(data, encoding)
    row = data.take(np.array([1]))
    turned = row.with_columns({"few": ["b"], "two": levels([0], ["no"])})
    mine, theirs = learned.transform(row)[0], learned.transform(turned)[0]
    assert data.domain("few")[int(row.codes("few")[0])] == "b"
    assert math.isclose(np.abs(mine.numbers - theirs.numbers).max(), 0.0)
    assert mine.slots.tolist() == theirs.slots.tolist()
