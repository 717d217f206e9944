"""Grids in folders: saved, loaded, interrupted and continued."""

from __future__ import annotations

import os

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import (
    H2OFileError,
    H2OJobCancelled,
    H2OMissingKeyError,
    H2OValueError,
)
from heavywater.grid import H2OBinomialGridSearch, H2OGridSearch


@pytest.fixture(autouse=True)
def quiet():
    h2o.no_progress()


@pytest.fixture
def name(request):
    return "".join(c if c.isalnum() else "_" for c in request.node.name)


@pytest.fixture
def frame(name):
    x = np.linspace(-1, 1, 40)
    columns = {"x": x, "z": x**2, "y": np.where(x > 0.2, "b", "a")}
    return h2o.H2OFrame(columns, f"frame_of_{name}", column_types={"y": "enum"})


def grid_of(name, frame, space, **options):
    parameters = {"hidden": [3], "epochs": 1, "seed": 1, **options.pop("parameters", {})}
    grid = H2OGridSearch(H2ODeepLearningEstimator(**parameters), space, name, **options)
    return grid.train(["x", "z"], "y", frame)


def losses(grid):
    return {model.model_id: model.logloss() for model in grid}


def forget(grid, *keys):
    h2o.remove([grid.grid_id, *keys])


def test_a_saved_grid_comes_back(name, frame, tmp_path):
    grid = grid_of(name, frame, {"l1": [0.0, 1e-3]})
    before = losses(grid)
    path = h2o.save_grid(str(tmp_path), name)
    assert path == os.path.join(str(tmp_path), name)
    assert set(os.listdir(tmp_path)) == {name, *grid.model_ids}
    forget(grid)
    loaded = h2o.load_grid(path)
    assert isinstance(loaded, H2OBinomialGridSearch)
    assert losses(loaded) == before
    assert loaded.hyper_params == {"l1": [0.0, 1e-3]}
    assert h2o.get_grid(name).model_ids == loaded.model_ids


def test_training_a_loaded_grid_adds_what_is_new(name, frame, tmp_path):
    grid = grid_of(name, frame, {"l1": [0.0, 1e-3]})
    path = h2o.save_grid(tmp_path, name)
    forget(grid)
    loaded = h2o.load_grid(path)
    loaded.train(["x", "z"], "y", frame)
    assert len(loaded) == 2
    loaded.hyper_params = {"l1": [0.0, 1e-3, 1e-2]}
    loaded.train(["x", "z"], "y", frame)
    assert len(loaded) == 3
    assert {model.actual_params["epochs"] for model in loaded} == {1}


def test_folds_and_holdout_predictions_come_along(name, frame, tmp_path):
    grid = grid_of(
        name,
        frame,
        {"l1": [0.0]},
        parameters={"nfolds": 2, "keep_cross_validation_predictions": True},
    )
    holdout = grid[0].cross_validation_holdout_predictions()
    expected, key = holdout.as_data_frame()["b"].tolist(), holdout.frame_id
    summary = grid[0].cross_validation_metrics_summary().cell_values
    path = h2o.save_grid(tmp_path, name, export_cross_validation_predictions=True)
    forget(grid)
    assert h2o.get_frame(key) is None
    loaded = h2o.load_grid(path)
    assert h2o.get_frame(key).as_data_frame()["b"].tolist() == expected
    assert [model.model_id for model in loaded[0].xvals] == loaded[0].xval_keys()
    assert repr(loaded[0].cross_validation_metrics_summary().cell_values) == repr(summary)


def test_a_grid_is_exported_while_it_grows(name, frame, tmp_path):
    grid = grid_of(
        name,
        frame,
        {"l1": [0.0, 1e-3]},
        parameters={"nfolds": 3},
        export_checkpoints_dir=str(tmp_path),
    )
    # A grid, and two models with three folds each.
    assert len(os.listdir(tmp_path)) == 1 + 2 * (1 + 3)
    before = losses(grid)
    forget(grid)
    assert losses(h2o.load_grid(tmp_path / name)) == before


def test_train_takes_the_folder_too(name, frame, tmp_path):
    grid = H2OGridSearch(H2ODeepLearningEstimator(hidden=[2], epochs=1), {"l1": [0.0]}, name)
    grid.train(["x"], "y", frame, export_checkpoints_dir=str(tmp_path))
    assert set(os.listdir(tmp_path)) == {name, grid.model_ids[0]}


@pytest.mark.parametrize("strategy", ["Cartesian", "RandomDiscrete"])
def test_an_interrupted_search_goes_on(name, frame, tmp_path, strategy):
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    space = {"l1": [i * 1e-4 for i in range(8)]}
    whole = grid_of(f"whole_{name}", frame, space)
    grid = H2OGridSearch(
        H2ODeepLearningEstimator(hidden=[3], epochs=1, seed=1),
        space,
        name,
        {"strategy": strategy},
        recovery_dir=first,
    )
    interrupt_after(grid, frame, name, 2)
    count = len(grid)
    assert 2 <= count < 8
    forget(grid, frame)
    assert h2o.get_frame(frame.frame_id) is None

    loaded = h2o.load_grid(os.path.join(first, name), load_params_references=True)
    assert len(loaded) == count
    assert h2o.get_frame(frame.frame_id).dim == frame.dim
    loaded.resume(recovery_dir=second, detach=True)
    loaded.join()
    assert len(loaded) == 8
    expected = sorted(model.logloss() for model in whole)
    assert [model.logloss() for model in loaded] == expected
    assert len({model.model_id for model in loaded}) == 8
    again = h2o.load_grid(os.path.join(second, name), load_params_references=True)
    again.resume()
    assert len(again) == 8


def interrupt_after(grid, frame, name, count):
    """Cancel a search when it has built so many models, at the latest at the next one."""
    from heavywater.grid.building import EstimatorBuilder

    keep = EstimatorBuilder.keep

    def keep_and_cancel(self, built):
        keep(self, built)
        if len(self.grid.models) + 1 >= count:
            grid._running.job.cancel()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EstimatorBuilder, "keep", keep_and_cancel)
        grid.start(["x", "z"], "y", frame)
        with pytest.raises(H2OJobCancelled):
            grid.join()


def test_models_and_frames_that_parameters_name_are_saved_with_the_search(name, frame, tmp_path):
    estimator = H2ODeepLearningEstimator(hidden=[3], export_weights_and_biases=True, epochs=1)
    first = estimator.train(["x", "z"], "y", frame)
    grid = H2OGridSearch(
        H2ODeepLearningEstimator(hidden=[3], seed=1, epochs=1), {"l1": [0.0]}, name
    )
    weights = [first.weights(0), None]
    grid.train(["x", "z"], "y", frame, initial_weights=weights)
    before = losses(grid)
    path = h2o.save_grid(tmp_path, name, save_params_references=True)
    keys = [frame.frame_id, weights[0].frame_id]
    forget(grid, *keys, first)
    loaded = h2o.load_grid(path, load_params_references=True)
    assert all(h2o.get_frame(key) is not None for key in keys)
    h2o.remove(loaded.model_ids)
    assert len(loaded) == 0
    loaded._grid.models.clear()
    loaded.resume()
    assert losses(loaded) == before


def test_what_cannot_be_saved_or_loaded(name, frame, tmp_path):
    grid = grid_of(name, frame, {"l1": [0.0]})
    with pytest.raises(H2OMissingKeyError):
        h2o.save_grid(tmp_path, "no such grid")
    with pytest.raises(H2OFileError, match="File not found"):
        h2o.load_grid(tmp_path / "nothing")
    path = h2o.save_grid(tmp_path, name)
    with pytest.raises(H2OFileError, match="saved without"):
        h2o.load_grid(path, load_params_references=True)
    with pytest.raises(H2OFileError):
        h2o.load_grid(tmp_path / grid.model_ids[0])
    (tmp_path / grid.model_ids[0]).unlink()
    forget(grid)
    with pytest.raises(H2OFileError, match="File not found"):
        h2o.load_grid(path)
    assert name not in set(h2o.ls()["key"])


def test_a_search_without_its_frame_says_so(name, frame, tmp_path):
    grid = grid_of(name, frame, {"l1": [0.0]})
    path = h2o.save_grid(tmp_path, name)
    forget(grid, frame)
    with pytest.raises(H2OValueError, match="not in the session"):
        h2o.load_grid(path).resume()
