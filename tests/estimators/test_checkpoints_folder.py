"""export_checkpoints_dir: models go into a folder when they are trained."""

from __future__ import annotations

import os

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError

pytestmark = pytest.mark.usefixtures("silent_session")


@pytest.fixture
def frame():
    return h2o.H2OFrame({"x": np.arange(50.0), "y": np.arange(50.0) % 7})


def train(frame, folder, **parameters):
    model = H2ODeepLearningEstimator(
        hidden=[3], epochs=1, seed=1, export_checkpoints_dir=str(folder), **parameters
    )
    return model.train(x=["x"], y="y", training_frame=frame)


def test_a_model_is_written(frame, tmp_path):
    folder = tmp_path / "made" / "on the way"
    model = train(frame, folder)
    assert os.listdir(folder) == [model.model_id]
    expected = model.predict(frame).as_data_frame(use_pandas=False)
    h2o.remove(model.model_id)
    read = h2o.load_model(folder / model.model_id)
    assert read.predict(frame).as_data_frame(use_pandas=False) == expected


def test_models_of_folds_are_written_too(frame, tmp_path):
    model = train(frame, tmp_path, nfolds=2)
    keys = [fold.model_id for fold in model.cross_validation_models()]
    assert sorted(os.listdir(tmp_path)) == sorted([model.model_id, *keys])
    assert len(keys) == 2


def test_a_file_of_the_same_key_is_replaced(frame, tmp_path):
    train(frame, tmp_path, model_id="mine")
    train(frame, tmp_path, model_id="mine", activation="Tanh")
    assert os.listdir(tmp_path) == ["mine"]
    assert h2o.load_model(tmp_path / "mine").activation == "Tanh"


def test_training_can_go_on_from_a_file(frame, tmp_path):
    model = train(frame, tmp_path, model_id="part")
    h2o.remove("part")
    h2o.load_model(tmp_path / "part")
    longer = H2ODeepLearningEstimator(hidden=[3], epochs=3, seed=1, checkpoint="part")
    longer.train(x=["x"], y="y", training_frame=frame)
    assert longer.scoring_history(as_data_frame=False)["epochs"][-1] == 3
    assert model.scoring_history(as_data_frame=False)["epochs"][-1] == 1


def test_folders_that_cannot_be_written_are_refused_before_training(frame, tmp_path):
    file = tmp_path / "a file"
    file.write_text("x")
    before = list(h2o.ls()["key"])
    for path in (file, file / "below", "s3://bucket/models"):
        with pytest.raises(H2OModelBuildError, match="export_checkpoints_dir is"):
            train(frame, path)
    assert list(h2o.ls()["key"]) == before
