"""A model for each part of a frame."""

from __future__ import annotations

import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator, H2OIsolationForestEstimator
from heavywater.exceptions import (
    H2OColumnError,
    H2OFrameError,
    H2OMissingKeyError,
    H2OTypeError,
    H2OValueError,
)
from heavywater.model.segment_models import H2OSegmentModels

pytestmark = pytest.mark.usefixtures("silent_session")


@pytest.fixture
def frame():
    rows = 60
    return h2o.H2OFrame(
        {
            "kind": [None if row in (7, 8, 9) else "abc"[row % 3] for row in range(rows)],
            "half": [row % 2 for row in range(rows)],
            "x": [(row * 37) % rows / rows for row in range(rows)],
            "y": [(row * 11) % rows / rows for row in range(rows)],
        },
        column_types={"kind": "enum"},
    )


def forest(**parameters):
    return H2OIsolationForestEstimator(ntrees=3, seed=1, **parameters)


def network(**parameters):
    return H2ODeepLearningEstimator(hidden=[2], epochs=1, seed=1, **parameters)


def cells(table):
    return table.as_data_frame(use_pandas=False, header=False)


def test_each_part_has_the_model_of_its_rows(frame):
    found = forest(sample_size=8).train_segments(training_frame=frame, segments=["half"]).as_frame()
    assert found.types == {
        "half": "int", "model": "string", "status": "enum", "errors": "string",
        "warnings": "string",
    }  # fmt: skip
    assert [row[2] for row in cells(found)] == ["SUCCEEDED", "SUCCEEDED"]
    part = frame[frame["half"] == 1]
    alone = forest(sample_size=8)
    alone.train(["kind", "x", "y"], training_frame=part)
    model = h2o.get_model(found[1, "model"])
    assert cells(model.predict(part)) == cells(alone.predict(part))


def test_missing_values_make_a_part_of_their_own(frame):
    models = network().train_segments(y="y", training_frame=frame, segments=["kind"])
    rows = cells(models.as_frame())
    assert [row[0] for row in rows] == ["", "a", "b", "c"]
    assert {row[2] for row in rows} == {"SUCCEEDED"}
    assert [h2o.get_model(row[1]).model_performance().nobs() for row in rows] == [3, 19, 19, 19]
    assert "kind" not in [name for name, *_ in h2o.get_model(rows[1][1]).varimp()]


def test_what_is_wrong_is_listed_by_parameter(frame):
    # H2O-3 3.46.0.12 lists "ERRR on field: _min_rows: ..." for such a part, too.
    models = forest(min_rows=25).train_segments(training_frame=frame, segments=["half"])
    assert cells(models.as_frame())[0][3].startswith("ERRR on field: _min_rows: ")


def test_parts_can_be_given(frame):
    wanted = h2o.H2OFrame(
        {"kind": ["c", "a", "c", "z"], "half": [0, 1, 0, 1]}, column_types={"kind": "enum"}
    )
    models = forest().train_segments(training_frame=frame, segments=wanted)
    rows = cells(models.as_frame())
    assert [row[:2] for row in rows] == [["c", "0"], ["a", "1"], ["z", "1"]]
    assert [row[3] for row in rows] == ["SUCCEEDED", "SUCCEEDED", "FAILED"]


def test_parts_of_another_type_are_refused(frame):
    with pytest.raises(H2OFrameError, match="'half' is of type enum among the segments, but int"):
        forest().train_segments(
            training_frame=frame, segments=h2o.H2OFrame({"half": ["0"]}, column_types=["enum"])
        )


def test_validation_rows_are_those_of_the_part(frame):
    models = network().train_segments(
        ["x"], "y", frame, validation_frame=frame[:40, :], segments=["half"]
    )
    model = h2o.get_model(models.as_frame()[0, "model"])
    assert model.model_performance(valid=True).nobs() == 20
    assert model.model_performance().nobs() == 30


def test_models_side_by_side_are_the_same(frame):
    def trained(parallelism):
        found = network(reproducible=True).train_segments(
            ["x"], "y", frame, segments=["half"], parallelism=parallelism
        )
        return [h2o.get_model(key).mse() for (key,) in cells(found.as_frame()["model"])]

    assert trained(1) == trained(2)


def test_a_collection_is_found_by_its_key(frame, capsys):
    models = forest().train_segments(
        training_frame=frame, segments=["half"], segment_models_id="halves", verbose=True
    )
    assert "SUCCEEDED" in capsys.readouterr().out
    assert models.key == "halves"
    assert H2OSegmentModels("halves").as_frame()[1, "model"] == "halves_1"
    h2o.remove(models)
    assert h2o.get_frame("halves") is None
    with pytest.raises(H2OMissingKeyError, match="halves"):
        models.as_frame()
    models.detach()
    with pytest.raises(H2OValueError, match="no key"):
        models.as_frame()


def test_models_go_to_the_folder_of_checkpoints(frame, tmp_path):
    forest(export_checkpoints_dir=str(tmp_path)).train_segments(
        training_frame=frame, segments=["half"], segment_models_id="kept"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"kept_0", "kept_1"}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({}, H2OValueError, "needs segments"),
        ({"segments": []}, H2OValueError, "names no column"),
        ({"segments": "half"}, H2OTypeError, "list of names"),
        ({"segments": ["hlaf"]}, H2OColumnError, "no column 'hlaf'"),
        ({"segments": ["half"], "parallelism": 0}, H2OValueError, "parallelism is 0"),
        ({"segments": ["half"], "segment_models_id": 3}, H2OTypeError, "segment_models_id is 3"),
        ({"segments": ["half"], "training_frame": None}, H2OValueError, "needs training_frame"),
    ],
)
def test_mistakes_in_the_call(frame, arguments, error, message):
    with pytest.raises(error, match=message):
        forest().train_segments(**{"training_frame": frame} | arguments)
