"""`save_model`, `load_model` and their kin: models in files of this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import as_flag
from heavywater._local_paths import local_path
from heavywater.exceptions import H2OError, H2OFileError, H2OTypeError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel
    from heavywater.estimators.estimator_base import H2OEstimator
    from heavywater.model.model_base import ModelBase

__all__ = ["download_model", "load_model", "save_model", "save_model_details", "upload_model"]


def save_model(
    model: ModelBase,
    path: str | os.PathLike[str] = "",
    force: bool = False,
    export_cross_validation_predictions: bool = False,
    filename: str | None = None,
) -> str:
    """Write a model to a file that `load_model` reads, in this and in later releases.

    The file holds data only: opening it never runs code. It is written whole or not at all.

    Parameters
    ----------
    model
        A trained model.
    path
        Folder of this machine, made if need be; the current one by default.
    force
        Replace a file that is there already.
    export_cross_validation_predictions
        Put the holdout predictions of the cross-validation into the file too, if they were kept.
    filename
        Name of the file, the model's key by default. It may begin with folders, which are made.

    Returns
    -------
    The absolute path of the file.

    Raises
    ------
    H2OFileError
        If the file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile, heavywater as h2o
    >>> from heavywater.estimators import H2ODeepLearningEstimator
    >>> frame = h2o.H2OFrame({"x": [1, 2, 3, 4], "y": [2.0, 4.0, 6.0, 8.0]})
    >>> model = H2ODeepLearningEstimator(hidden=[2], epochs=1, model_id="doubling")
    >>> _ = model.train(y="y", training_frame=frame)
    >>> path = h2o.save_model(model, tempfile.mkdtemp())
    >>> h2o.load_model(path).model_id
    'doubling'
    """
    from heavywater.core.artifacts.models import save_trained_model

    trained = _trained(model)
    folder, name = _folder(path), _filename(filename)
    replace = as_flag(force, "force")
    along = as_flag(export_cross_validation_predictions, "export_cross_validation_predictions")
    frames = _holdout_predictions(model) if along else {}
    return str(save_trained_model(trained, folder, name, replace=replace, frames=frames))


def download_model(
    model: ModelBase,
    path: str | os.PathLike[str] = "",
    export_cross_validation_predictions: bool = False,
    filename: str | None = None,
) -> str:
    """`save_model` with ``force=True``: in H2O the file comes from the server, here there is none.

    Parameters
    ----------
    model
        A trained model.
    path
        Folder of this machine, made if need be; the current one by default.
    export_cross_validation_predictions
        Put the holdout predictions of the cross-validation into the file too, if they were kept.
    filename
        Name of the file, the model's key by default.

    Returns
    -------
    The absolute path of the file.
    """
    return save_model(model, path, True, export_cross_validation_predictions, filename)


def load_model(path: str | os.PathLike[str]) -> H2OEstimator:
    """Read a model that `save_model` has written, and keep it in the session under its key.

    A model that the session has under the same key is replaced. No code of the file is run, so
    that files from anywhere can be opened.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    The model, as the estimator that it was trained with.

    Raises
    ------
    H2OFileError
        If there is no such file, or if it is no model of Heavywater, is damaged, or was written
        by a later release; the message says which. The session is then as before.
    """
    from heavywater import session
    from heavywater.core.artifacts.models import load_model_and_frames
    from heavywater.core.training.model import TrainedModel
    from heavywater.estimators.estimator_base import wrap_model

    target = local_path(path, "path")
    trained, frames = load_model_and_frames(target)
    try:
        model = wrap_model(trained)
    except H2OError as error:
        raise H2OFileError(
            f"Cannot load {str(target)!r}: its parameters are not those of this release ({error})"
        ) from error
    store = session.current().store
    if trained.key in store and not isinstance(store.get(trained.key), TrainedModel):
        raise H2OFileError(
            f"Cannot load {str(target)!r}: its model is named {trained.key!r}, and the session has "
            "a frame or something else of that name. Remove or rename that first."
        )
    store.put(trained.key, trained)
    for key, data in frames.items():
        store.put(key, data)
    return model


def upload_model(path: str | os.PathLike[str]) -> H2OEstimator:
    """The same as `load_model`: there is no server to send the file to.

    Parameters
    ----------
    path
        The file.
    """
    return load_model(path)


def save_model_details(
    model: ModelBase,
    path: str | os.PathLike[str] = "",
    force: bool = False,
    filename: str | None = None,
) -> str:
    """Write what is known about a model as JSON, for people and for other programs.

    Parameters
    ----------
    model
        A trained model.
    path
        Folder of this machine, made if need be; the current one by default.
    force
        Replace a file that is there already.
    filename
        Name of the file, the model's key and ``.json`` by default.

    Returns
    -------
    The absolute path of the file.
    """
    from heavywater.core.artifacts.container import written_atomically
    from heavywater.model.as_json import plain

    name = _filename(filename) or f"{_trained(model).key}.json"
    target = Path(os.path.abspath(_folder(path) / name))
    replace = as_flag(force, "force")
    text = json.dumps(plain(model._model_json), indent=2, allow_nan=False)
    if target.is_dir():
        raise H2OFileError(f"Cannot write {str(target)!r}: it is a folder; give another filename.")
    with written_atomically(target, replace=replace) as stream:
        stream.write(text.encode())
    return str(target)


def _trained(model: Any) -> TrainedModel:
    from heavywater.model.model_base import ModelBase

    if not isinstance(model, ModelBase):
        what = f"the string {model!r}" if isinstance(model, str) else f"a {type(model).__name__}"
        hint = " get_model() gives the model of a key." if isinstance(model, str) else ""
        raise H2OTypeError(f"model must be a trained model, not {what}.{hint}", "model", model)
    return model._model()


def _folder(path: Any) -> Path:
    return Path.cwd() if path == "" else local_path(path, "path")


def _filename(filename: Any) -> str | None:
    if filename is None or (isinstance(filename, str) and filename):
        return filename
    raise H2OTypeError(
        f"filename must be the name of a file, not {filename!r}.", "filename", filename
    )


def _holdout_predictions(model: Any) -> Mapping[str, FrameData]:
    """The frame of a cross-validation's holdout predictions by key, if there is one."""
    holdout = model.cross_validation_holdout_predictions()
    return {} if holdout is None else {holdout.frame_id: holdout._data}
