"""The session's objects by their keys: list, find, copy, forget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.session import current

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = [
    "as_list",
    "assign",
    "deep_copy",
    "get_frame",
    "get_model",
    "ls",
    "remove",
    "remove_all",
]


def ls() -> Any:
    """Keys of all frames and models.

    Returns
    -------
    pandas.DataFrame or list
        A column ``key``; where pandas is not installed, a list of rows whose first is the header.
    """
    keys = current().store.keys()
    try:
        import pandas
    except ImportError:
        return [["key"], *([key] for key in keys)]
    return pandas.DataFrame({"key": keys}, dtype=object)


def get_frame(frame_id: str, **kwargs: Any) -> H2OFrame | None:
    """The frame with a key, or None if there is none.

    Parameters
    ----------
    frame_id
        Key of the frame.
    **kwargs
        H2O's settings of the preview (``rows``, ``cols``, ...); they change nothing here, since
        a frame is shown from its data.
    """
    from heavywater.frame import H2OFrame

    return H2OFrame.get_frame(frame_id, **kwargs)


def get_model(model_id: str) -> Any:
    """The model with a key.

    Parameters
    ----------
    model_id
        Key of the model.

    Raises
    ------
    H2OValueError
        If there is no such model.
    """
    from heavywater.estimators.estimator_base import wrap_model

    return wrap_model(current().store.get(_key(model_id)))


def remove(x: Any, cascade: bool = True) -> None:  # noqa: ARG001 - H2O's signature
    """Forget frames or models; keys that are not there are passed over.

    Parameters
    ----------
    x
        A frame, a model, a key, or a list of these.
    cascade
        Accepted for compatibility with H2O: what a frame or a model consists of always goes
        with it.
    """
    from heavywater.core.training.model import forget

    for item in x if isinstance(x, (list, tuple, set)) else [x]:
        forget(current().store, _key(item))


def remove_all(retained: Sequence[Any] | None = None) -> None:
    """Forget everything in the session.

    Parameters
    ----------
    retained
        Frames, models or keys to keep.
    """
    current().store.remove_all({_key(item) for item in retained or ()})


def _key(item: Any) -> str:
    for attribute in ("frame_id", "model_id", "grid_id", "key"):
        key = getattr(item, attribute, None)
        if isinstance(key, str):
            return key
    if isinstance(item, str):
        return item
    raise H2OTypeError(
        f"A {type(item).__name__} is no frame, no model, no grid and no key (a string).", "x", item
    )


def assign(data: H2OFrame, xid: str) -> H2OFrame:
    """Keep a frame under another key.

    As in H2O, what the session holds under the old key stays; setting ``frame.frame_id`` renames.

    Parameters
    ----------
    data
        The frame.
    xid
        Its new key.

    Returns
    -------
    H2OFrame
        The same frame.
    """
    key = _other_key(data, xid)
    data._keep_as(key)
    return data


def deep_copy(data: H2OFrame, xid: str) -> H2OFrame:
    """A copy of a frame under another key; changes of one do not reach the other.

    Parameters
    ----------
    data
        The frame.
    xid
        Key of the copy.
    """
    # Frame data never changes in place, so that the copy can share it.
    key = _other_key(data, xid)
    return type(data)._from_data(data._data, key)


def _other_key(data: H2OFrame, xid: str) -> str:
    from heavywater._frame.base import as_frame_data, as_key

    as_frame_data(data, "data")
    if xid == data.frame_id:
        raise H2OValueError(f"xid needs another key than {xid!r}, which the frame has.", "xid")
    return as_key(xid, "xid")


def as_list(data: H2OFrame, use_pandas: bool = True, header: bool = True) -> Any:
    """The cells of a frame in Python.

    Parameters
    ----------
    data
        The frame.
    use_pandas
        Return a pandas.DataFrame; otherwise a list of rows.
    header
        Begin the list of rows with the names of the columns.
    """
    return data.as_data_frame(use_pandas=use_pandas, header=header)
