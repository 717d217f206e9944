"""H2OFrame from outside: identity, selection and writing, display, conversion, mistakes."""

from __future__ import annotations

import copy
import datetime
import gc
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest

from heavywater import session
from heavywater.exceptions import (
    H2OColumnError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
)
from heavywater.frame import H2OFrame


@pytest.fixture
def frame() -> H2OFrame:
    return H2OFrame(
        {"x": [1, 2, None], "y": [0.5, 1.5, 2.5], "s": ["a", "b", "a"]},
        column_types={"s": "string"},
    )


@pytest.fixture
def key(request: pytest.FixtureRequest) -> Iterator[str]:
    """A key that no other test uses, forgotten afterwards."""
    name = f"key_of_{request.node.name}"
    yield name
    session.current().store.remove(name)


# -- Identity ------------------------------------------------------------------------------


def test_named_frames_are_found_by_their_key(key: str) -> None:
    made = H2OFrame({"x": [1]}, destination_frame=key)
    assert made.frame_id == made.key == key
    found = H2OFrame.get_frame(key)
    assert found is not None
    assert found.names == ["x"]
    session.current().store.remove(key)
    assert H2OFrame.get_frame(key) is None


def test_unnamed_frames_are_found_while_in_use(frame: H2OFrame) -> None:
    part = frame["x"]
    assert H2OFrame.get_frame(part.frame_id) is part
    old = part.frame_id
    del part
    gc.collect()
    assert H2OFrame.get_frame(old) is None


def test_writing_gives_the_frame_a_new_key_and_leaves_the_stored_one(key: str) -> None:
    frame = H2OFrame({"x": [1]}, destination_frame=key)
    frame["y"] = 2
    assert frame.frame_id != key
    assert H2OFrame.get_frame(key).names == ["x"]  # type: ignore[union-attr]


def test_frame_id_can_be_set(frame: H2OFrame, key: str) -> None:
    old = frame.frame_id
    frame.frame_id = key
    assert H2OFrame.get_frame(key) is not None
    assert H2OFrame.get_frame(old) is None
    with pytest.raises(H2OTypeError, match="frame_id must be a string"):
        frame.frame_id = 3  # type: ignore[assignment]


def test_models_are_no_frames(key: str) -> None:
    session.current().store.put(key, object())
    assert H2OFrame.get_frame(key) is None


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, H2OFrame.copy, H2OFrame])
def test_copies_change_apart(frame: H2OFrame, make: Any) -> None:
    other = make(frame)
    other["x"] = 9
    assert frame[0, "x"] == 1.0
    assert other[0, "x"] == 9.0


def test_size(frame: H2OFrame) -> None:
    assert (frame.nrow, frame.nrows, frame.ncol, frame.ncols, len(frame)) == (3, 3, 3, 3, 3)
    assert (frame.shape, frame.dim) == ((3, 3), [3, 3])
    assert H2OFrame().shape == (0, 0)


# -- Names and types -----------------------------------------------------------------------


@pytest.mark.parametrize("attribute", ["names", "columns", "col_names"])
def test_names_can_be_set(frame: H2OFrame, attribute: str) -> None:
    setattr(frame, attribute, ["a", "b", "c"])
    assert frame.names == frame.columns == frame.col_names == ["a", "b", "c"]


def test_returned_names_can_be_changed_without_harm(frame: H2OFrame) -> None:
    frame.names.append("z")
    assert frame.names == ["x", "y", "s"]


def test_renaming_works_in_place(frame: H2OFrame) -> None:
    assert frame.rename({"x": "a"}) is frame
    frame.set_name(1, "b")
    frame.set_name("s", "c")
    assert frame.names == ["a", "b", "c"]
    assert frame.set_names(["d", "e", "f"]) is frame
    with pytest.raises(H2OValueError, match="3 columns; say with col"):
        frame.set_name(name="z")
    with pytest.raises(H2OColumnError, match="no column 'zz'"):
        frame.set_name("zz", "a")


def test_types(frame: H2OFrame) -> None:
    assert frame.types == {"x": "int", "y": "real", "s": "string"}
    assert (frame.type("y"), frame.type(-1), frame["x"].dtype) == ("real", "string", "int")
    with pytest.raises(H2OValueError, match="frames of one column"):
        _ = frame.dtype


# -- Selection and writing -----------------------------------------------------------------


def test_pairs_of_selectors(frame: H2OFrame) -> None:
    assert frame[0, "y"] == 0.5
    assert frame[2, "s"] == "a"
    assert isinstance(frame[0, ["y"]], H2OFrame)
    assert frame[frame["s"] == "a", ["x", "y"]].shape == (2, 2)
    assert frame[:, :].shape == (3, 3)


def test_columns_in_place_of_rows_are_explained(frame: H2OFrame) -> None:
    with pytest.raises(H2OTypeError, match=r"frame\[\['x', 'y'\]\]"):
        frame["x", "y"]
    with pytest.raises(H2OValueError, match="3 selectors"):
        frame[0, 1, 2]


def test_misspelt_column(frame: H2OFrame) -> None:
    wide = H2OFrame({"displacement": [1], "power": [2]})
    with pytest.raises(H2OColumnError, match="Did you mean 'displacement'"):
        wide["displacment"]
    with pytest.raises(KeyError):
        wide["displacment"]


def test_columns_without_names_by_name_and_position() -> None:
    digits = H2OFrame([[0, 255, 7], [3, 1, 2]])
    assert digits.names == ["C1", "C2", "C3"]
    digits[2] = digits[2].asfactor()
    assert digits["C3"].levels() == [["2", "7"]]
    assert digits[2].nlevels() == [2]
    assert digits.types == {"C1": "int", "C2": "int", "C3": "enum"}


def test_missing_cells_can_be_filled(frame: H2OFrame) -> None:
    frame[frame["x"].isna(), "x"] = 0
    assert frame["x"].sum() == 3.0
    frame[frame["y"] > 1, ["x", "y"]] = -1
    assert frame["y"].as_data_frame(use_pandas=False) == [["y"], ["0.5"], ["-1.0"], ["-1.0"]]


def test_writing_does_not_reach_frames_made_before(frame: H2OFrame) -> None:
    column, same = frame["x"], frame
    frame["x"] = 7
    assert column[0, 0] == 1.0
    assert same[0, "x"] == 7.0


def test_pop_drop_head_tail(frame: H2OFrame) -> None:
    assert frame.pop("x").names == ["x"]
    assert frame.names == ["y", "s"]
    assert frame.drop("y").names == ["s"]
    assert frame.drop([0], axis=0).nrow == 2
    assert frame.head(2, cols=1).shape == (2, 1)
    assert frame.tail(1)[0, "y"] == 2.5
    with pytest.raises(H2OValueError, match="rows must be at least 0, not -1"):
        frame.head(-1)
    with pytest.raises(H2OTypeError, match=r"whole number, not 2\.5"):
        frame.head(2.5)  # type: ignore[arg-type]


def test_iteration_gives_columns(frame: H2OFrame) -> None:
    assert [column.names for column in frame] == [["x"], ["y"], ["s"]]


def test_in_asks_for_values_as_in_h2o(frame: H2OFrame) -> None:
    assert 2 in frame
    assert "b" in frame
    assert "x" not in frame
    assert "x" in frame.names


def test_single_cells_are_numbers(frame: H2OFrame) -> None:
    assert float(frame[0:1, "y"]) == 0.5
    assert int(frame[1:2, "x"]) == 2
    assert frame[0, :].getrow()[:2] == [1.0, 0.5]
    with pytest.raises(H2OValueError, match="this one is 3 x 3"):
        frame.flatten()


# -- Operators -----------------------------------------------------------------------------


def test_numbers_on_either_side() -> None:
    x = H2OFrame({"x": [1, 2]})
    results = [x + 1, 1 + x, x - 1, 1 - x, 2 * x, x / 2, 2 / x, x // 2, x % 2, x**2, 2**x, -x, +x]
    values = [[row[0] for row in r.as_data_frame(False, header=False)] for r in results]
    assert [float(first) for first, _ in values] == [2, 2, 0, 0, 2, 0.5, 2, 0, 1, 1, 2, -1, 1]


def test_numpy_numbers_on_the_left_leave_the_frame_whole() -> None:
    assert (np.float64(2) * H2OFrame({"x": [1, 2]})).sum() == 6.0
    assert (np.int64(1) < H2OFrame({"x": [1, 2]})).sum() == 1.0


def test_dates() -> None:
    times = H2OFrame({"t": [datetime.datetime(2020, 1, 2), datetime.datetime(2021, 3, 4)]})
    assert times.types == {"t": "time"}
    for moment in (datetime.date(2020, 6, 1), np.datetime64("2020-06-01")):
        assert (times > moment).sum() == 1.0
    assert (times == datetime.datetime(2021, 3, 4)).sum() == 1.0


def test_strange_operands_are_named() -> None:
    with pytest.raises(H2OTypeError, match="not list"):
        H2OFrame({"x": [1]}) * [1]  # type: ignore[operator]
    with pytest.raises(H2OTypeError, match="not NoneType"):
        H2OFrame({"x": [1]}) + None


def test_frames_cannot_be_keys(frame: H2OFrame) -> None:
    with pytest.raises(TypeError):
        hash(frame)


# -- Reducers' arguments -------------------------------------------------------------------


def test_reducers_take_h2os_arguments() -> None:
    frame = H2OFrame({"x": [1, None], "y": [3, 5]})
    assert frame.mean() == frame.mean(na_rm=True) == [1.0, 4.0]
    assert str(frame.mean(skipna=False)) == "[nan, 4.0]"
    assert frame.mean(return_frame=True).shape == (1, 2)
    assert frame.sum() == 9.0
    assert frame.sum(axis=1, return_frame=True).names == ["sum"]
    with pytest.raises(H2OTypeError, match=r"no argument 'return_frames'\..*Did you mean"):
        frame.mean(return_frames=True)
    with pytest.raises(H2OTypeError, match="skipna must be True or False"):
        frame.mean(skipna="yes")  # type: ignore[arg-type]
    with pytest.raises(H2OValueError, match="axis must be 0"):
        frame.sum(axis=3)


def test_quantile_of_one_probability_and_weights() -> None:
    frame = H2OFrame({"x": [1, 2], "w": [1, 3]})
    assert frame["x"].quantile(0.5)[0, "xQuantiles"] == 1.5
    assert frame.quantile([0.5], weights_column="w").names == ["Probs", "xQuantiles"]
    assert frame["x"].quantile([0.5], weights_column=frame["w"])[0, "xQuantiles"] == 2.0
    with pytest.raises(H2OTypeError, match="prob must be a list of numbers"):
        frame.quantile("half")  # type: ignore[arg-type]


def test_split_frame(key: str) -> None:
    frame = H2OFrame({"x": list(range(100))})
    first, second = frame.split_frame([0.5], [f"{key}", f"{key}_rest"], seed=1)
    assert H2OFrame.get_frame(key).nrow == first.nrow  # type: ignore[union-attr]
    assert second.frame_id == f"{key}_rest"
    session.current().store.remove(second.frame_id)
    assert len(frame.split_frame()) == 2
    with pytest.raises(H2OValueError, match="list of 2 names"):
        frame.split_frame([0.5], ["one"])
    with pytest.raises(H2OTypeError, match="seed must be a whole number"):
        frame.split_frame([0.5], seed="x")  # type: ignore[arg-type]


# -- Display -------------------------------------------------------------------------------


def test_repr_is_the_table(frame: H2OFrame) -> None:
    assert repr(frame) == str(frame)
    assert repr(frame).splitlines()[0].split() == ["x", "y", "s"]
    assert frame._repr_html_().startswith("<div")


def test_show_prints(frame: H2OFrame, capsys: pytest.CaptureFixture[str]) -> None:
    frame.show(rows=1, cols=2)
    assert capsys.readouterr().out == "  x    y\n  1  0.5\n[3 rows x 3 columns]\n\n"
    frame.show(fmt="html")
    assert "<table" in capsys.readouterr().out
    with pytest.raises(H2OValueError, match="fmt must be"):
        frame.show(fmt="latex")


def test_describe_and_summary(frame: H2OFrame, capsys: pytest.CaptureFixture[str]) -> None:
    frame.describe()
    described = capsys.readouterr().out
    assert described.startswith("Rows:3\nCols:3\n\n")
    frame.summary()
    assert capsys.readouterr().out == described.split("\n\n", 1)[1]
    frame.structure()
    assert "3 obs. of 3 variables" in capsys.readouterr().out
    found = frame.summary(return_data=True)
    assert found is not None
    assert found["x"]["missing_count"] == 1
    assert found["y"]["mean"] == 1.5


# -- Export --------------------------------------------------------------------------------


def test_lists_of_text(frame: H2OFrame) -> None:
    assert frame.as_data_frame(use_pandas=False) == [
        ["x", "y", "s"],
        ["1", "0.5", "a"],
        ["2", "1.5", "b"],
        ["", "2.5", "a"],
    ]
    assert len(frame.as_data_frame(use_pandas=False, header=False)) == 3
    assert frame["x"].as_data_frame(use_pandas=False) == [["x"], ["1"], ["2"], []]


def test_data_frames(frame: H2OFrame) -> None:
    polars_frame = frame.as_data_frame(library="polars")
    assert isinstance(polars_frame, pl.DataFrame)
    assert polars_frame["y"].to_list() == [0.5, 1.5, 2.5]
    with pytest.raises(H2OValueError, match="Did you mean 'polars'"):
        frame.as_data_frame(library="polar")


def test_arrow_stream_goes_there_and_back() -> None:
    data = {"x": [1, 2, None], "y": [0.5, 1.5, 2.5], "e": ["b", "a", "b"]}
    frame = H2OFrame(data, column_types={"e": "enum"})
    back = H2OFrame(pl.DataFrame(frame))
    assert back.types == frame.types
    assert back.levels() == frame.levels()
    assert back.as_data_frame(use_pandas=False) == frame.as_data_frame(use_pandas=False)


# -- What is not there ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["convert_with_polars", "save_to_hive"])
def test_methods_to_come_say_what_to_use(frame: H2OFrame, name: str) -> None:
    with pytest.raises(H2ONotImplementedError, match=rf"H2OFrame\.{name}\(\).*use "):
        getattr(frame, name)("x")


def test_unknown_attributes_get_a_hint(frame: H2OFrame) -> None:
    with pytest.raises(AttributeError, match="Did you mean 'describe'"):
        _ = frame.descripe
    with pytest.raises(AttributeError, match=r"frame\['y'\]"):
        _ = frame.y
    assert not hasattr(frame, "_unknown")


def test_every_method_of_h2o_is_there() -> None:
    # The public names of H2OFrame in h2o-py 3.46.0.12.
    for name in H2O_NAMES.split():
        assert hasattr(H2OFrame, name), name


H2O_NAMES = """
abs acos acosh all any any_na_rm anyfactor append_levels apply as_data_frame as_date ascharacter
asfactor asin asinh asnumeric atan atanh bottomN categories cbind ceil col_names columns
columns_by_type concat convert_H2OFrame_2_DMatrix convert_with_polars cor cos cosh cospi
countmatches cummax cummin cumprod cumsum cut day dayOfWeek describe detach difflag1 digamma dim
distance drop drop_duplicates dtype entropy exp expm1 fillna filter_na_cols flatten floor frame_id
from_python gamma get_frame get_frame_data get_summary getrow grep group_by gsub head hist hour
idxmax idxmin ifelse impute insert_missing_values interaction isax ischaracter isfactor isin isna
isnumeric isstring key kfold_column kurtosis levels lgamma log log10 log1p log2 logical_negation
lstrip match max mean median melt merge min minute mktime modulo_kfold_column moment month mult
na_omit nacnt names nchar ncol ncols nlevels nrow nrows num_valid_substrings pivot pop prod
quantile rank_within_group_by rbind refresh relevel relevel_by_frequency rename rep_len round
rstrip runif save save_to_hive scale sd second set_level set_levels set_name set_names shape show
show_summary sign signif sin sinh sinpi skewness sort split_frame sqrt stratified_kfold_column
stratified_split strdistance strsplit structure sub substring sum summary table tail tan tanh
tanpi tokenize tolower topN topNBottomN toupper transpose trigamma trim trunc type types unique
var week which year
"""
