"""save_model, load_model and the like, as users call them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import (
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
)


@pytest.fixture(scope="module")
def frame():
    x = np.linspace(-1, 1, 60)
    return h2o.H2OFrame({"x": x, "y": np.where(x > 0.2, "b", "a")}, column_types={"y": "enum"})


@pytest.fixture
def model(frame, request):
    h2o.no_progress()
    name = "".join(c if c.isalnum() else "_" for c in request.node.name)
    trained = H2ODeepLearningEstimator(hidden=[3], epochs=2, seed=1, model_id=f"files_{name}")
    yield trained.train(y="y", training_frame=frame)
    h2o.remove(trained)


def predictions(model, frame):
    return model.predict(frame).as_data_frame()["b"].tolist()


@pytest.mark.parametrize("save", [h2o.save_model, h2o.download_model])
@pytest.mark.parametrize("load", [h2o.load_model, h2o.upload_model])
def test_a_saved_model_comes_back(save, load, model, frame, tmp_path):
    before = predictions(model, frame)
    path = save(model, str(tmp_path))
    assert path == str(tmp_path / model.model_id)
    h2o.remove(model.model_id)
    loaded = load(path)
    assert isinstance(loaded, H2ODeepLearningEstimator)
    assert predictions(loaded, frame) == before
    assert loaded.model_id == model.model_id
    assert predictions(h2o.get_model(model.model_id), frame) == before
    assert loaded.auc() == model.auc()
    assert loaded.params == model.params
    assert loaded.epochs == 2
    assert str(loaded) == str(model)


def test_the_current_folder_is_the_default(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert h2o.save_model(model) == str(tmp_path / model.model_id)
    assert model.download_model(filename="other.model") == str(tmp_path / "other.model")
    assert h2o.save_model(model, "below", filename="a/b") == str(tmp_path / "below" / "a" / "b")
    assert h2o.load_model("below/a/b").model_id == model.model_id


def test_paths_of_other_forms(model, tmp_path, monkeypatch):
    path = h2o.save_model(model, Path(tmp_path), filename="m")
    assert h2o.load_model(Path(path)).model_id == model.model_id
    assert h2o.load_model(f"file://{path}").model_id == model.model_id
    monkeypatch.setenv("HOME", str(tmp_path))
    assert h2o.load_model("~/m").model_id == model.model_id


def test_an_existing_file_is_kept_without_force(model, tmp_path):
    path = h2o.save_model(model, str(tmp_path))
    before = Path(path).read_bytes()
    with pytest.raises(H2OFileError, match="give force=True to replace it"):
        h2o.save_model(model, str(tmp_path))
    assert Path(path).read_bytes() == before
    assert h2o.save_model(model, str(tmp_path), force=True) == path
    # As in H2O, a download replaces what is there.
    assert model.download_model(str(tmp_path)) == path


@pytest.mark.parametrize("path", ["s3://bucket/models", "hdfs://node/models", "https://x/y"])
def test_other_machines_are_refused(path, model):
    with pytest.raises(H2ONotImplementedError, match="files of this machine only"):
        h2o.save_model(model, path)
    with pytest.raises(H2ONotImplementedError, match="files of this machine only"):
        h2o.load_model(path)


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"model": "key"}, "get_model"),
        ({"model": 3}, "not a int"),
        ({"path": None}, "path must be a path"),
        ({"filename": ""}, "filename must be"),
        ({"filename": 3}, "filename must be"),
        ({"force": "yes"}, "force must be True or False"),
        ({"export_cross_validation_predictions": 2}, "must be True or False"),
    ],
)
def test_wrong_arguments(arguments, argument, model, tmp_path):
    with pytest.raises(H2OTypeError, match=argument):
        h2o.save_model(**{"model": model, "path": str(tmp_path), **arguments})
    assert os.listdir(tmp_path) == []


def test_an_untrained_model_cannot_be_saved(tmp_path):
    with pytest.raises(H2OValueError, match="has no model yet"):
        h2o.save_model(H2ODeepLearningEstimator(), str(tmp_path))


def test_loading_replaces_the_model_of_that_key(model, frame, tmp_path):
    path = h2o.save_model(model, str(tmp_path))
    before = predictions(model, frame)
    again = H2ODeepLearningEstimator(hidden=[5], epochs=1, seed=2, model_id=model.model_id)
    again.train(y="y", training_frame=frame)
    assert predictions(h2o.get_model(model.model_id), frame) != before
    h2o.load_model(path)
    assert predictions(h2o.get_model(model.model_id), frame) == before
    assert list(h2o.ls()["key"]).count(model.model_id) == 1


def test_a_frame_of_that_key_is_not_replaced(model, tmp_path):
    path = h2o.save_model(model, str(tmp_path))
    key = model.model_id
    h2o.remove(key)
    kept = h2o.H2OFrame([1, 2], destination_frame=key)
    with pytest.raises(H2OFileError, match="the session has a frame or something else"):
        h2o.load_model(path)
    assert h2o.get_frame(key).shape == kept.shape


def test_a_bad_file_leaves_the_session_as_it_was(model, tmp_path):
    path = Path(h2o.save_model(model, str(tmp_path)))
    path.write_bytes(path.read_bytes()[:-100])
    before = list(h2o.ls()["key"])
    with pytest.raises(H2OFileError, match="incomplete or damaged"):
        h2o.load_model(str(path))
    assert list(h2o.ls()["key"]) == before
    with pytest.raises(OSError, match="File not found"):
        h2o.load_model(str(tmp_path / "nowhere"))


def test_details_are_json(model, tmp_path):
    path = model.save_model_details(str(tmp_path))
    assert path == str(tmp_path / f"{model.model_id}.json")
    details = json.loads(Path(path).read_text())
    assert details["model_id"]["name"] == model.model_id
    assert details["algo"] == "deeplearning"
    output = details["output"]
    assert output["training_metrics"]["AUC"] == model.auc()
    assert output["model_summary"]["rowcount"] == 3
    assert output["model_summary"]["data"][1] == [1, 2, 3]
    epochs = [column["name"] for column in output["scoring_history"]["columns"]].index("epochs")
    assert output["scoring_history"]["data"][epochs][-1] == 2.0
    parameters = {parameter["name"]: parameter for parameter in details["parameters"]}
    assert parameters["epochs"]["actual_value"] == 2.0
    with pytest.raises(H2OFileError, match="give force=True"):
        model.save_model_details(str(tmp_path))
    assert model.save_model_details(str(tmp_path), force=True, filename="d/e") == str(
        tmp_path / "d" / "e"
    )


@pytest.mark.parametrize("name", ["save_mojo", "download_mojo", "download_pojo"])
def test_java_formats_are_not_there_and_say_what_is(name, model):
    assert not hasattr(model, name)
    with pytest.raises(H2ONotImplementedError, match=r"save_model\(\)"):
        getattr(model, name)


@pytest.mark.parametrize("name", ["import_mojo", "upload_mojo", "print_mojo", "download_pojo"])
def test_java_formats_of_the_module(name):
    with pytest.raises(H2ONotImplementedError, match=r"save_model\(\)"):
        getattr(h2o, name)


def test_a_model_can_be_renamed(model, frame, tmp_path):
    old = model.model_id
    before = predictions(model, frame)
    copied = h2o.get_model(old)
    model.model_id = f"{old}_new"
    assert model.model_id == f"{old}_new"
    assert old not in list(h2o.ls()["key"])
    assert predictions(h2o.get_model(f"{old}_new"), frame) == before
    assert copied.model_id == old
    assert h2o.save_model(model, str(tmp_path)).endswith(f"{old}_new")


def test_training_goes_on_from_a_loaded_model_as_from_the_model_itself(model, frame, tmp_path):
    loaded = h2o.load_model(h2o.save_model(model, str(tmp_path)))
    on = [
        H2ODeepLearningEstimator(hidden=[3], epochs=5, seed=1, checkpoint=start)
        for start in (model, loaded, loaded.model_id)
    ]
    for continued in on:
        continued.train(y="y", training_frame=frame)
    assert predictions(on[0], frame) != predictions(model, frame)
    assert predictions(on[0], frame) == predictions(on[1], frame) == predictions(on[2], frame)
    h2o.remove(on)


def test_the_predictions_of_folds_go_along(frame, tmp_path):
    folded = H2ODeepLearningEstimator(
        hidden=[2], epochs=1, seed=1, nfolds=2, keep_cross_validation_predictions=True
    ).train(y="y", training_frame=frame)
    paths = [
        h2o.save_model(folded, str(tmp_path), filename="without"),
        h2o.save_model(folded, str(tmp_path), False, True, "with"),
    ]
    before = folded.cross_validation_holdout_predictions().as_data_frame()
    h2o.remove(folded)
    without = h2o.load_model(paths[0])
    assert without.auc(xval=True) == folded.auc(xval=True)
    with pytest.raises(H2OValueError, match=r"no object named|not in the session|removed"):
        without.cross_validation_holdout_predictions()
    loaded = h2o.load_model(paths[1])
    assert loaded.cross_validation_holdout_predictions().as_data_frame().equals(before)
    h2o.remove(loaded)
