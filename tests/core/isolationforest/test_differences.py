"""Where isolation forests differ from H2O-3 on purpose, as docs/differences-from-h2o.md says."""

from __future__ import annotations

import numpy as np
import pytest

from every_model import grow, model
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.isolationforest import builder, parameters
from heavywater.core.isolationforest.engines import mean_search_length
from heavywater.core.jobs import Job
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OModelBuildError


def trained(columns, *, extended=False, **given):
    given = {"seed": 1, "ntrees": 20, **given}
    validate = parameters.validate_extended if extended else parameters.validate
    data = FrameData.from_columns(columns)
    request = TrainingRequest(
        model_key="m",
        parameters=validate(given),
        given=given,
        predictors=data.names,
        response=None,
        training=data,
        warnings=[] if extended else parameters.warnings_for(validate(given)),
    )
    build = builder.build_extended if extended else builder.build
    return build(request, Job("j", "test")).model, data


def normal(rows=400, columns=3, seed=0):
    rng = np.random.default_rng(seed)
    return {f"x{i}": rng.normal(size=rows) for i in range(columns)}


def test_paths_have_the_correction_for_rows_left_in_a_leaf():
    forest = grow().forest
    leaves = forest.leaves
    expected = forest.node_depths[leaves] + [
        mean_search_length(int(n)) for n in forest.rows[leaves]
    ]
    assert forest.length[leaves] == pytest.approx(expected)


def test_a_split_is_one_draw_between_the_extremes():
    """The roots of many trees split all columns equally often, at values spread evenly."""
    found, _ = trained(normal(), ntrees=2000, sample_size=400)
    forest = found.forest
    roots = forest.start[:-1]
    assert np.bincount(forest.column[roots]) / 2000 == pytest.approx(np.full(3, 1 / 3), abs=0.04)
    x = normal()["x0"]
    cuts = forest.threshold[roots][forest.column[roots] == 0]
    share = np.quantile((cuts - x.min()) / (x.max() - x.min()), [0.25, 0.5, 0.75])
    assert share == pytest.approx([0.25, 0.5, 0.75], abs=0.06)


def test_a_sample_has_as_many_rows_as_asked_for():
    found, _ = trained(normal(), sample_size=37)
    assert (found.forest.rows[found.forest.start[:-1]] == 37).all()
    found, _ = trained(normal(), sample_rate=0.25)
    assert (found.forest.rows[found.forest.start[:-1]] == 100).all()


def test_the_default_depth_is_that_of_the_papers():
    found, _ = trained(normal(), sample_size=20)
    assert found.forest.depths.max() <= 5
    found, _ = trained(normal(), sample_size=20, max_depth=12)
    assert found.forest.depths.max() > 5


@pytest.mark.parametrize(
    "given", [{"sample_rate": 1.5}, {"sample_rate": 0.0}, {"sample_rate": -0.5}, {"ntrees": 0}]
)
def test_what_makes_no_forest_is_refused(given):
    with pytest.raises(H2OModelBuildError, match=next(iter(given))):
        parameters.validate(given)


@pytest.mark.parametrize("given", [{"mtries": 2}, {"col_sample_rate_change_per_level": 1.5}])
def test_candidates_of_a_split_change_nothing_and_it_is_said(given):
    found, _ = trained(normal(), **given)
    plain, _ = trained(normal())
    assert np.array_equal(found.forest.threshold, plain.forest.threshold)
    assert any("has no effect" in warning for warning in found.warnings)


def differences_of_levels(**given):
    """How far the mean lengths of eight equally frequent levels are apart."""
    codes = np.arange(400) % 8
    found, data = trained({"c": EnumColumn(codes, list("abcdefgh"))}, ntrees=400, **given)
    lengths = found.predict(data).numeric("mean_length")
    by_level = [lengths[codes == level].mean() for level in range(8)]
    return max(by_level) - min(by_level)


def test_the_order_of_levels_has_no_say():
    # H2O cuts the order of the levels, which sets the first and the last apart.
    assert differences_of_levels() < 0.5
    assert differences_of_levels(categorical_encoding="label_encoder") > 0.7


def test_metrics_of_forests_that_use_every_row_are_of_all_rows():
    found, data = trained(normal(100), sample_size=100)
    assert found.training_metrics.nobs == 100
    lengths = found.predict(data).numeric("mean_length")
    assert found.training_metrics.mean_score == pytest.approx(lengths.mean())


def test_the_history_does_not_depend_on_the_clock():
    assert [row[2] for row in grow(ntrees=7).scoring_history.rows] == [0, 7]
    table = grow(ntrees=7, score_tree_interval=3).scoring_history
    assert [row[2] for row in table.rows] == [0, 3, 6, 7]


def test_new_data_have_anomaly_metrics():
    found, data = trained(normal())
    record = found.score(data)
    assert record.mean_score == pytest.approx(found.predict(data).numeric("mean_length").mean())


def test_slope_and_place_of_a_plane_are_independent():
    found, _ = trained(normal(300, 2), extended=True, extension_level=1, ntrees=500)
    forest = found.forest
    roots = forest.start[:-1]
    # The point's coordinates in the order of the columns, and the slope's.
    order = np.argsort(forest.column[roots], axis=1)
    points = np.take_along_axis(forest.point[roots], order, axis=1)
    slopes = np.take_along_axis(forest.coefficient[roots], order, axis=1)
    for column in range(2):
        assert abs(np.corrcoef(points[:, column], slopes[:, column])[0, 1]) < 0.15


def test_planes_leave_out_columns_with_one_value():
    found, _ = trained(
        {"x": np.arange(50.0), "same": np.zeros(50)}, extended=True, ignore_const_cols=False
    )
    assert set(np.unique(found.forest.column)) == {-1, 0}


def test_levels_are_no_numbers_for_planes():
    assert differences_of_levels(extended=True) < 0.5
    assert differences_of_levels(extended=True, categorical_encoding="label_encoder") > 0.7


def test_small_frames_are_sampled_whole():
    found, _ = trained(normal(30), extended=True)
    assert found.sample.size == 30


def test_large_numbers_are_learned_from():
    x = np.arange(100.0)
    x[7], x[8] = 1e300, np.inf
    found, data = trained({"x": x}, ntrees=50)
    lengths = found.predict(data).numeric("mean_length")
    assert set(np.argsort(lengths)[:2]) == {7, 8}


def test_forests_can_be_continued():
    assert model("continued forest").forest.trees == 8


def test_validation_labels_are_not_learned_from():
    labelled = model("labelled")
    assert "two" not in labelled.predictors
    rows = {**normal(60), "y": EnumColumn(np.arange(60) % 2, ["no", "yes"])}
    data = FrameData.from_columns(rows)
    given = {"validation_response_column": "y", "ntrees": 3}
    request = TrainingRequest(
        model_key="m",
        parameters=parameters.validate(given),
        given=given,
        predictors=data.names,
        response=None,
        training=data,
        validation=data,
    )
    found = builder.build(request, Job("j", "test")).model
    assert found.predictors == ["x0", "x1", "x2"]
    assert any("'y' is not learned from" in warning for warning in found.warnings)
