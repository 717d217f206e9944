"""`save_grid` and `load_grid`: grids in folders, with their models and what these refer to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from heavywater._frame.base import as_flag
from heavywater._local_paths import local_path
from heavywater.core.artifacts import files
from heavywater.core.frames.arrays import FrameArrays, frame_from_arrays, frame_to_arrays
from heavywater.core.frames.data import FrameData
from heavywater.core.training.model import TrainedModel
from heavywater.core.training.search.grid import Grid
from heavywater.exceptions import H2OFileError, H2OMissingKeyError, H2OValueError

if TYPE_CHECKING:
    from heavywater.core.store import Store
    from heavywater.estimators._references import References
    from heavywater.grid.grid_search import H2OGridSearch

__all__ = ["get_grid", "load_grid", "save_grid", "write_grid", "write_model", "write_references"]


def get_grid(grid_id: str) -> H2OGridSearch:
    """The grid with a key, also while it is being trained.

    Parameters
    ----------
    grid_id
        Key of the grid.

    Raises
    ------
    H2OMissingKeyError
        If the session has no such grid.
    """
    from heavywater.grid.grid_search import H2OGridSearch

    return H2OGridSearch._of(_known_grid(grid_id))


def save_grid(
    grid_directory: str | os.PathLike[str],
    grid_id: str,
    save_params_references: bool = False,
    export_cross_validation_predictions: bool = False,
) -> str:
    """Write a grid and its models to a folder, replacing files that are there.

    Parameters
    ----------
    grid_directory
        The folder, made if need be.
    grid_id
        Key of the grid.
    save_params_references
        Write the frames too, and the models that parameters refer to, so that the search can be
        continued from the folder alone.
    export_cross_validation_predictions
        Write the holdout predictions of cross-validated models too, if they were kept.

    Returns
    -------
    The path for `load_grid`.

    Raises
    ------
    H2OMissingKeyError
        If the session has no such grid.
    H2OFileError
        If a file cannot be written.
    """
    from heavywater.estimators._references import References
    from heavywater.grid.grid_search import _estimator_of

    grid = _known_grid(grid_id)
    store = _store()
    folder = os.fspath(local_path(grid_directory, "grid_directory"))
    predictions = as_flag(
        export_cross_validation_predictions, "export_cross_validation_predictions"
    )
    for entry in grid.models:
        model = store.get(entry.key) if entry.key in store else None
        if isinstance(model, TrainedModel):
            parts = {key: store.get(key) for key in model.parts if key in store}
            write_model(model, parts, folder, predictions=predictions)
    references = None
    if as_flag(save_params_references, "save_params_references"):
        parameters = type(_estimator_of(grid.algorithm, {}))._parameters()
        references = References.of(parameters, parameters.convert(grid.plan.given))
        keys = (grid.plan.training_frame_key, grid.plan.validation_frame_key)
        frames = {key: _known_frame(key, store) for key in keys if key is not None}
        write_references(grid, folder, frames, references)
    write_grid(grid, folder, with_references=references is not None)
    return os.path.join(folder, grid_id)


def load_grid(
    grid_file_path: str | os.PathLike[str], load_params_references: bool = False
) -> H2OGridSearch:
    """Read a grid that `save_grid` has written, or a search that was interrupted.

    Grid and models enter the session under their keys.

    Parameters
    ----------
    grid_file_path
        File of the grid; those of its models are in the same folder.
    load_params_references
        Read the frames and models too that its parameters refer to.

    Raises
    ------
    H2OFileError
        If a file is missing, damaged or something else, or if the references are asked for but
        were not saved. The session is then as before.
    """
    from heavywater.grid.grid_search import H2OGridSearch

    path = local_path(grid_file_path, "grid_file_path")
    with_references = as_flag(load_params_references, "load_params_references")
    grid, _ = files.load(path, "grid", Grid)
    if with_references and not grid.plan.saved_frames:
        raise H2OFileError(
            f"Cannot load {str(path)!r} with references: the grid was saved without. Save it with "
            "save_params_references=True, or leave load_params_references out."
        )
    found: dict[str, Any] = {}
    for entry in grid.models:
        found |= _read_model(path.parent / entry.key)
    if with_references:
        for key in grid.plan.saved_models:
            found |= _read_model(path.parent / key)
        for key in grid.plan.saved_frames:
            arrays, _ = files.load(path.parent / _filename(key), "frame", FrameArrays)
            found[key] = frame_from_arrays(arrays)
    store = _store()
    for key, thing in found.items():
        store.put(key, thing)
    store.put(grid.key, grid)
    return H2OGridSearch._of(grid)


# -- Parts, which a search writes as it goes on ----------------------------------------------


def write_model(
    model: TrainedModel,
    parts: Mapping[str, Any],
    folder: str,
    *,
    predictions: bool = False,
) -> None:
    """Write a model and the models of its folds; on request its holdout predictions too."""
    from heavywater.core.artifacts.models import save_trained_model

    frames = {}
    if predictions:
        frames = {key: part for key, part in parts.items() if isinstance(part, FrameData)}
    save_trained_model(model, folder, replace=True, frames=frames)
    for part in parts.values():
        if isinstance(part, TrainedModel):
            save_trained_model(part, folder, replace=True)


def write_grid(grid: Grid, folder: str, *, with_references: bool = True) -> None:
    """Write a grid without its models.

    Parameters
    ----------
    with_references
        Whether the frames and models that its parameters refer to are in the folder, as far as
        they are listed in its plan.
    """
    from dataclasses import replace

    if not with_references:
        grid = replace(grid, plan=replace(grid.plan, saved_frames=[], saved_models=[]))
    files.save(grid, "grid", folder, grid.key, replace=True)


def write_references(
    grid: Grid, folder: str, frames: Mapping[str, FrameData], references: References
) -> None:
    """Write what a grid's parameters refer to, and list it in the grid's plan."""
    from heavywater.core.artifacts.models import save_trained_model

    named = dict(frames)
    for parameter, several in references.frames.items():
        pairs = zip(references.keys[parameter], several, strict=True)
        named |= {key: data for key, data in pairs if data is not None}
    for key, data in named.items():
        files.save(frame_to_arrays(data), "frame", folder, _filename(key), replace=True)
    for model in references.models.values():
        save_trained_model(model, folder, replace=True)
    grid.plan.saved_frames = list(named)
    grid.plan.saved_models = [model.key for model in references.models.values()]


def _filename(key: str) -> str:
    """A frame's file; its key may have characters that names of files cannot have."""
    return f"{quote(key, safe=' ')}.frame"


def _read_model(path: Path) -> dict[str, Any]:
    """A model, the frames in its file, and the models of its folds as far as they are there."""
    from heavywater.core.artifacts.models import load_model_and_frames

    model, frames = load_model_and_frames(path)
    found: dict[str, Any] = {model.key: model, **frames}
    folds = model.cross_validation
    for key in (folds.model_keys or ()) if folds is not None else ():
        if (path.parent / key).exists():
            found |= _read_model(path.parent / key)
    return found


def _known_grid(grid_id: Any) -> Grid:
    store = _store()
    if not isinstance(grid_id, str):
        raise H2OValueError(f"grid_id must be the key of a grid, not {grid_id!r}.", "grid_id")
    if grid_id not in store:
        raise H2OMissingKeyError(f"The session has no grid {grid_id!r}.", "grid_id")
    grid = store.get(grid_id)
    if not isinstance(grid, Grid):
        raise H2OValueError(
            f"{grid_id!r} is the key of a {type(grid).__name__}, not of a grid.", "grid_id"
        )
    return grid


def _known_frame(key: str, store: Store) -> FrameData:
    found = store.get(key) if key in store else None
    if not isinstance(found, FrameData):
        raise H2OMissingKeyError(
            f"The frame {key!r} of the grid is not in the session any more; save the grid without "
            "save_params_references.",
            "save_params_references",
        )
    return found


def _store() -> Store:
    from heavywater import session

    return session.current().store
