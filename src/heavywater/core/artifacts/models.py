"""Trained models in files and in bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from heavywater.core.artifacts import files
from heavywater.core.artifacts.common import ModelFile
from heavywater.core.frames.arrays import frame_from_arrays, frame_to_arrays
from heavywater.core.frames.data import FrameData
from heavywater.core.training.model import TrainedModel

__all__ = [
    "load_model_and_frames",
    "load_trained_model",
    "model_from_bytes",
    "model_to_bytes",
    "save_trained_model",
]


def save_trained_model(
    trained: TrainedModel,
    folder: str | os.PathLike[str],
    filename: str | None = None,
    *,
    replace: bool = False,
    frames: Mapping[str, FrameData] | None = None,
) -> Path:
    """Write a model to a file, whole or not at all.

    Parameters
    ----------
    trained
        The model.
    folder
        Where to; made if need be.
    filename
        Name of the file, the model's key by default. It may begin with folders, which are made.
    replace
        Whether a file that is there already may be replaced.
    frames
        Frames that go along, by key; such as the holdout predictions of a cross-validation.

    Returns
    -------
    The absolute path of the file.

    Raises
    ------
    H2OFileError
        If the file is there already or cannot be written; what was there stays.
    """
    content = _model_file(trained, frames or {})
    return files.save(content, "model", folder, filename or trained.key, replace=replace)


def load_trained_model(path: str | os.PathLike[str]) -> TrainedModel:
    """Read a model from a file; no code of the file is run.

    Raises
    ------
    H2OFileError
        If there is no such file, or it is no model, is damaged, or was written by a later
        release; the message says which.
    """
    return load_model_and_frames(path)[0]


def load_model_and_frames(
    path: str | os.PathLike[str],
) -> tuple[TrainedModel, dict[str, FrameData]]:
    """Read a model and the frames that were saved with it, by key; as `load_trained_model`."""
    content, left_out = files.load(path, "model", ModelFile)
    frames = {key: frame_from_arrays(arrays) for key, arrays in content.frames.items()}
    return _with_notes(content, left_out), frames


def model_to_bytes(trained: TrainedModel) -> bytes:
    """The bytes of a model's file."""
    return files.to_bytes(_model_file(trained, {}), "model")


def model_from_bytes(data: bytes) -> TrainedModel:
    """A model from the bytes of its file; as `load_trained_model`."""
    content, left_out = files.from_bytes(data, "model", ModelFile)
    return _with_notes(content, left_out)


def _model_file(trained: TrainedModel, frames: Mapping[str, FrameData]) -> ModelFile:
    return ModelFile(trained, {key: frame_to_arrays(data) for key, data in frames.items()})


def _with_notes(content: ModelFile, left_out: list[str]) -> TrainedModel:
    content.model.warnings.extend(
        f"{name} is Python code, which model files do not keep; give it again where it is needed."
        for name in left_out
    )
    return content.model
