"""Trained models in files and in bytes."""

from __future__ import annotations

import importlib
import io
import os
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from heavywater.core.artifacts import container
from heavywater.core.artifacts.codec import Decoder, Encoder
from heavywater.core.artifacts.common import STORED
from heavywater.core.artifacts.stored import Registry
from heavywater.core.training.model import TrainedModel
from heavywater.exceptions import H2OFileError

__all__ = [
    "load_trained_model",
    "model_from_bytes",
    "model_to_bytes",
    "save_trained_model",
]

_KIND = "model"

#: Modules whose ``STORED`` lists the classes of an algorithm. They are imported when the first
#: model is saved or loaded, and import this package; hence by name.
_ALGORITHMS = ("heavywater.core.deeplearning.stored",)


@cache
def registry() -> Registry:
    """The classes that model files may hold."""
    of_algorithms = (importlib.import_module(name).STORED for name in _ALGORITHMS)
    return Registry([*STORED, *(stored for group in of_algorithms for stored in group)])


def save_trained_model(
    trained: TrainedModel,
    folder: str | os.PathLike[str],
    filename: str | None = None,
    *,
    replace: bool = False,
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

    Returns
    -------
    The absolute path of the file.

    Raises
    ------
    H2OFileError
        If the file is there already or cannot be written; what was there stays.
    """
    target = Path(os.path.abspath(os.path.join(folder, filename or trained.key)))
    if target.is_dir():
        raise H2OFileError(f"Cannot write {str(target)!r}: it is a folder; give another filename.")
    contents = _contents(trained)
    with container.written_atomically(target, replace=replace) as stream:
        container.write(stream, contents)
    return target


def load_trained_model(path: str | os.PathLike[str]) -> TrainedModel:
    """Read a model from a file; no code of the file is run.

    Raises
    ------
    H2OFileError
        If there is no such file, or it is no model, is damaged, or was written by a later
        release; the message says which.
    """
    name = os.fspath(path)
    try:
        if os.path.isdir(path):
            raise H2OFileError(f"Cannot load {name!r}: it is a folder; give the file in it.")
        with open(path, "rb") as stream:
            return _read(stream, name)
    except FileNotFoundError:
        raise H2OFileError(
            f"Cannot load {name!r}: there is no such file (from {os.getcwd()!r})."
        ) from None
    except OSError as error:
        if isinstance(error, H2OFileError):
            raise
        raise H2OFileError(f"Cannot load {name!r}: {error.strerror or error}.") from error


def model_to_bytes(trained: TrainedModel) -> bytes:
    """The bytes of a model's file."""
    stream = io.BytesIO()
    container.write(stream, _contents(trained))
    return stream.getvalue()


def model_from_bytes(data: bytes) -> TrainedModel:
    """A model from the bytes of its file.

    Raises
    ------
    H2OFileError
        As for `load_trained_model`.
    """
    return _read(io.BytesIO(data), "bytes")


def _contents(trained: TrainedModel) -> container.Contents:
    encoder = Encoder(registry())
    document = {"model": encoder.encode(trained), "left_out": encoder.left_out}
    return container.Contents(_KIND, document, encoder.arrays)


def _read(stream: BinaryIO, name: str) -> TrainedModel:
    contents = container.read(stream, name, _KIND)
    try:
        return _model(contents)
    except (ValueError, TypeError, ArithmeticError, LookupError, MemoryError) as error:
        reason = str(error)[:500].rstrip(".")
        raise H2OFileError(f"Cannot load {name!r}: {reason}.") from error


def _model(contents: container.Contents) -> TrainedModel:
    document = contents.document
    if not isinstance(document, dict) or "model" not in document:
        raise ValueError("it holds no model")
    trained = Decoder(registry(), contents.arrays).decode(document["model"])
    if not isinstance(trained, TrainedModel):
        raise ValueError("what it holds is no model")
    trained.warnings.extend(_notes(document.get("left_out")))
    return trained


def _notes(left_out: Any) -> list[str]:
    if not isinstance(left_out, list):
        return []
    names = {str(path).rpartition(".")[2] for path in left_out}
    return [
        f"{name} is Python code, which model files do not keep; give it again where it is needed."
        for name in sorted(names)
    ]
