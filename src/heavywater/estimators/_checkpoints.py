"""`export_checkpoints_dir`: every model that a training makes goes into a folder, too."""

from __future__ import annotations

import os
import re
from pathlib import Path

from heavywater.core.training.model import Built, TrainedModel
from heavywater.exceptions import H2OModelBuildError

__all__ = ["checkpoints_folder", "write_checkpoints"]

# A scheme has at least two letters; one is the drive of a path in Windows.
_ADDRESS = re.compile(r"^(?!file:)[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


def checkpoints_folder(path: str) -> Path:
    """The folder of a path, made if need be.

    Raises
    ------
    H2OModelBuildError
        If it cannot be made or written to; before a training rather than after it.
    """
    if _ADDRESS.match(path):
        raise _refusal(path, "models are written to folders of this machine only")
    folder = Path(re.sub(r"^file:(//)?", "", path, flags=re.IGNORECASE)).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(path, f"the folder cannot be made: {error.strerror or error}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _refusal(path, "the folder cannot be written to")
    return folder.absolute()


def write_checkpoints(built: Built) -> None:
    """Write a model and those of its folds into the folder that it asks for, if it does.

    Each goes to a file of its key; older ones are replaced.

    Raises
    ------
    H2OFileError
        If a file cannot be written.
    """
    from heavywater.core.artifacts.models import save_trained_model

    path = built.model.parameters.get("export_checkpoints_dir")
    if path is None:
        return
    folder = checkpoints_folder(path)
    folds = [part for part in built.parts.values() if isinstance(part, TrainedModel)]
    for model in (*folds, built.model):
        save_trained_model(model, folder, replace=True)


def _refusal(path: str, why: str) -> H2OModelBuildError:
    return H2OModelBuildError.of(
        [("export_checkpoints_dir", f"export_checkpoints_dir is {path!r}, but {why}.")]
    )
