"""H2O's way to connect when an estimator is first used; here there is nothing to connect to."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

__all__ = ["H2OConnectionMonitorMixin", "h2o_connection"]


class H2OConnectionMonitorMixin:
    """Sets the session up with `init_connection_args`, if it has not begun yet.

    In H2O an estimator connects to a server, and disconnects when it is the last one; scripts use
    ``with estimator:`` to hold the connection. Here the session lives in the process and ends
    with it, so that leaving the block changes nothing.
    """

    init_connection_args: dict[str, Any] | None = None

    @classmethod
    def init_connection(
        cls,
        auto_close: bool = True,  # noqa: ARG003 - H2O's signature
        show_progress: bool = True,
        **init_args: Any,
    ) -> None:
        """Begin the session, unless there is one.

        Parameters
        ----------
        auto_close
            Accepted for compatibility with H2O: there is no connection to close.
        show_progress
            Whether trainings show their progress.
        **init_args
            Arguments of `heavywater.init`.
        """
        from heavywater import session

        if session.begun():
            return
        session.init(**{"verbose": False, **init_args})
        session.current().progress = show_progress

    @classmethod
    def close_connection(cls, force: bool = False) -> None:
        """Nothing: there is no connection to close.

        Parameters
        ----------
        force
            Accepted for compatibility with H2O.
        """

    @classmethod
    def shutdown_cluster(cls) -> None:
        """End the session and forget its objects."""
        from heavywater import session

        session.shutdown()

    def __enter__(self) -> Self:
        self.init_connection(**(self.init_connection_args or {}))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        """The session goes on."""


def h2o_connection(**init_args: Any) -> H2OConnectionMonitorMixin:
    """A block in which the session is set up; for scripts written for H2O.

    Parameters
    ----------
    **init_args
        Arguments of `heavywater.init`, and ``show_progress``. They count if the session has not
        begun yet.

    Examples
    --------
    >>> with h2o_connection():
    ...     pass
    """
    connection = H2OConnectionMonitorMixin()
    connection.init_connection_args = init_args
    return connection
