"""H2O's connection object, for a session that lives in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater.backend.cluster import H2OCluster
from heavywater.backend.response import H2OResponse
from heavywater.exceptions import H2ONotImplementedError

if TYPE_CHECKING:
    from heavywater.session import Session

__all__ = ["H2OConnection", "H2OResponse"]


class H2OConnection:
    """Facts about the session, under the names of H2O's connection to its server.

    Not made by users: `heavywater.connection` returns it.

    Examples
    --------
    >>> import heavywater as h2o
    >>> h2o.connection().connected
    True
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def connected(self) -> bool:
        """Whether the session can be used; one in the same process always can."""
        return True

    @property
    def session_id(self) -> str:
        """Name of the session."""
        return self._session.name

    @property
    def name(self) -> str:
        """Name of the session."""
        return self._session.name

    @property
    def cluster(self) -> H2OCluster:
        """What stands in for the cluster."""
        return H2OCluster(self._session)

    @property
    def base_url(self) -> str:
        """Where the session is: in this process, so there is no address to open."""
        return "in-process"

    @property
    def local_server(self) -> None:
        """The server that was started: none."""
        return None

    @property
    def proxy(self) -> None:
        """Address of a proxy: none."""
        return None

    @property
    def requests_count(self) -> int:
        """Number of requests sent to a server: none."""
        return 0

    def request(
        self,
        endpoint: str,
        data: dict[str, Any] | None = None,
        json: dict[str, Any] | None = None,
        filename: str | None = None,
        save_to: Any = None,
    ) -> H2OResponse:
        """Answer a request to H2O's server, as far as that takes none.

        Parameters
        ----------
        endpoint
            Method and path, such as ``"GET /3/Frames"``. There are answers about frames, models
            and the session, and to Rapids expressions.
        data, json
            Parameters of the request; one of the two.
        filename, save_to
            Files to send or to write: not available.

        Returns
        -------
        H2OResponse
            A dict of what H2O's JSON would hold.

        Raises
        ------
        H2ONotImplementedError
            For all other requests.
        """
        from heavywater.backend.requests import answer

        if filename is not None or save_to is not None:
            raise H2ONotImplementedError(
                "There is no server to exchange files with: use import_file(), export_file(), "
                "save_model() and load_model(), which read and write them."
            )
        return answer(endpoint, json if data is None else data)

    def close(self) -> None:
        """Nothing to close; `heavywater.shutdown` ends the session."""

    def start_logging(self, dest: Any = None) -> None:
        """Nothing to log: no requests are sent. Python's `logging` shows what is reported."""

    def stop_logging(self) -> None:
        """Nothing to stop, see `start_logging`."""
