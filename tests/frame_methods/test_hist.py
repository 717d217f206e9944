"""hist() and what else looks at whole columns."""

from __future__ import annotations

from pathlib import Path

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame


@pytest.fixture
def frame() -> H2OFrame:
    return H2OFrame({"x": [1, 2, 3, 4, 5, 9]})


def rows(frame: H2OFrame) -> list[list[str]]:
    return frame.as_data_frame(use_pandas=False)


def test_table(frame: H2OFrame) -> None:
    assert rows(frame.hist([1, 5, 9], plot=False)) == [
        ["breaks", "counts", "mids_true", "mids", "density"],
        ["1", "", "", "", ""],
        ["5", "5", "3", "3", "0.20833333333333334"],
        ["9", "1", "9", "7", "0.041666666666666664"],
    ]


def test_figure(frame: H2OFrame, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / "hist.png"
    result = frame.hist(3, save_plot_path=str(path), server=True)
    assert path.stat().st_size > 0
    assert result["counts"].sum() == 6
    assert "widths" in result.names
    figure = result.figure()
    assert [bar.get_height() for bar in figure.axes[0].patches] == [4, 2]
    assert figure.axes[0].get_xlabel() == "x"


def test_errors_of_hist(frame: H2OFrame) -> None:
    with pytest.raises(H2OTypeError, match="breaks"):
        frame.hist(breaks=[1, "a"], plot=False)
    with pytest.raises(H2OValueError, match="no argument 'bins'"):
        frame.hist(bins=3)


def test_interaction_can_be_named() -> None:
    frame = H2OFrame({"a": ["x", "y"], "b": ["u", "u"]}, column_types=["enum", "enum"])
    frame.interaction([0, "b"], False, 9, 1, destination_frame="combined_levels")
    found = h2o.get_frame("combined_levels")
    assert found is not None
    assert rows(found) == [["a_b"], ["x_u"], ["y_u"]]
    h2o.remove("combined_levels")


def test_detached_frames_leave_the_session_as_it_is() -> None:
    frame = H2OFrame({"a": [1]}, destination_frame="kept_when_detached")
    frame.detach()
    assert frame.frame_id != "kept_when_detached"
    kept = h2o.get_frame("kept_when_detached")
    assert kept is not None
    assert kept.shape == (1, 1)
    h2o.remove("kept_when_detached")


def test_equal_values_share_the_smallest_of_their_ranks() -> None:
    # As recorded from H2O-3 3.46.0.12.
    frame = H2OFrame({"a": [1, 2, 2, 5, 3, 3], "b": [4, 4, 1, 9, 2, 7]})
    found = frame.cor(method="Spearman")
    assert isinstance(found, H2OFrame)
    assert found[0, "b"] == pytest.approx(0.683, abs=5e-4)
