"""What the session holds, in the form of H2O's answers: `frame`, `frames`, `models`."""

from __future__ import annotations

from heavywater._frame.base import as_text
from heavywater.backend.response import H2OResponse, frame_answer, frame_synopsis
from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OMissingKeyError, did_you_mean

__all__ = ["find_frame", "frame", "frames", "models"]


def frame(frame_id: str) -> H2OResponse:
    """Facts about a frame, as H2O's server would send them.

    Parameters
    ----------
    frame_id
        The frame's key.

    Returns
    -------
    H2OResponse
        A dict; ``["frames"][0]`` has the size, and under ``"columns"`` a summary of each column
        and its first 100 values. `get_frame` gives the frame itself.

    Raises
    ------
    H2OMissingKeyError
        If there is no such frame.

    Examples
    --------
    >>> from heavywater.frame import H2OFrame
    >>> made = H2OFrame({"x": [1, 2, 4]}, destination_frame="facts")
    >>> [(c["label"], c["type"], c["maxs"][0]) for c in frame("facts")["frames"][0]["columns"]]
    [('x', 'int', 4.0)]
    """
    key = as_text(frame_id, "frame_id")
    return H2OResponse(frames=[frame_answer(key, find_frame(key))], compatible_models=None)


def find_frame(key: str) -> FrameData:
    """The data of a frame that has a key, of an unnamed one too.

    Raises
    ------
    H2OMissingKeyError
        If there is none.
    """
    from heavywater.frame import H2OFrame

    found = H2OFrame.get_frame(key)
    if found is None:
        hint = did_you_mean(key, _frame_keys())
        raise H2OMissingKeyError(f"The session has no frame named {key!r}.{hint}", "frame_id")
    return found._data


def frames() -> H2OResponse:
    """The frames of the session with their sizes.

    Returns
    -------
    H2OResponse
        A dict; ``"frames"`` is a list with ``frame_id``, ``rows``, ``columns`` and ``byte_size``
        of each frame that has a name.
    """
    from heavywater import session

    store = session.current().store
    return H2OResponse(frames=[frame_synopsis(key, store.get(key)) for key in _frame_keys()])


def _frame_keys() -> list[str]:
    from heavywater import session

    return [k for k, found in session.current().store.items() if isinstance(found, FrameData)]


def models() -> list[str]:
    """Keys of the models of the session, oldest first; the models of folds are among them."""
    from heavywater import session
    from heavywater.core.training.model import TrainedModel

    items = session.current().store.items()
    return [key for key, found in items if isinstance(found, TrainedModel)]
