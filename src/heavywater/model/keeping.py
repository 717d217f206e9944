"""Models beyond the session: in files, in pickles, as copies."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING, Any, Self

from heavywater.exceptions import H2OValueError

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel

__all__ = ["Keeping"]


class Keeping:
    """Methods of models that write them to files, and how they are copied and pickled.

    A trained model never changes, so copies share it. A pickle holds it in the form of its file,
    which is checked when it is read. Neither enters the session: `save_model` and `load_model`
    are for keeping, pickles for sending models to other processes.
    """

    _trained: TrainedModel | None

    if TYPE_CHECKING:

        def _attach(self, trained: TrainedModel) -> None: ...

    def download_model(self, path: str | os.PathLike[str] = "", filename: str | None = None) -> str:
        """Write the model to a file that `h2o.load_model` reads, replacing one that is there.

        Parameters
        ----------
        path
            Folder, made if need be; the current one by default.
        filename
            Name of the file, the model's key by default.

        Returns
        -------
        The absolute path of the file.
        """
        from heavywater import _model_files

        return _model_files.download_model(self, path, filename=filename)  # type: ignore[arg-type]

    def save_model_details(
        self,
        path: str | os.PathLike[str] = "",
        force: bool = False,
        filename: str | None = None,
    ) -> str:
        """Write what is known about the model (parameters, layers, metrics, ...) as JSON.

        Parameters
        ----------
        path
            Folder, made if need be; the current one by default.
        force
            Replace a file that is there already.
        filename
            Name of the file, the model's key and ``.json`` by default.

        Returns
        -------
        The absolute path of the file.
        """
        from heavywater import _model_files

        return _model_files.save_model_details(self, path, force, filename)  # type: ignore[arg-type]

    # -- Copies and pickles ----------------------------------------------------------------

    def __copy__(self) -> Self:
        state = self._state()
        # Parameters are set in this dictionary; those of the copy must not reach the original.
        state["_parms"] = dict(state.get("_parms", {}))
        return self._twin(state)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self._twin(copy.deepcopy(self._state(), memo))

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        from heavywater.core.artifacts.models import model_to_bytes

        trained = None if self._trained is None else model_to_bytes(self._trained)
        return _restored, (self._own_class(), self._state(), trained)

    def _own_class(self) -> type[Any]:
        """The class that the user knows; that for a kind of response is made at run time."""
        from heavywater.model.models import generic

        return generic(type(self))  # type: ignore[arg-type]

    def _state(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        if state.pop("_running", None) is not None:
            raise H2OValueError(
                "The training of this estimator has not been waited for; call join() before it is "
                "copied or pickled."
            )
        state.pop("_trained", None)
        return state

    def _twin(self, state: dict[str, Any]) -> Self:
        return _with_state(self._own_class(), state, self._trained)  # type: ignore[no-any-return]


def _restored(cls: type[Any], state: dict[str, Any], trained: bytes | None) -> Any:
    from heavywater.core.artifacts.models import model_from_bytes

    return _with_state(cls, state, None if trained is None else model_from_bytes(trained))


def _with_state(cls: type[Any], state: dict[str, Any], trained: TrainedModel | None) -> Any:
    twin = object.__new__(cls)
    twin.__dict__.update(state)
    if trained is not None:
        twin._attach(trained)
    return twin
