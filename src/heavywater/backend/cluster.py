"""H2O's cluster object, for a session that lives in this process."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from heavywater._version import API_VERSION, __version__
from heavywater.display.facts import show_facts
from heavywater.exceptions import H2ONotImplementedError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.session import Session
    from heavywater.two_dim_table import H2OTwoDimTable

__all__ = ["H2OCluster"]

_UNITS = ("bytes", "Kb", "Mb", "Gb", "Tb")


class H2OCluster:
    """Facts about the session, under the names of H2O's cluster.

    Not made by users: `heavywater.cluster` returns it.

    Examples
    --------
    >>> import heavywater as h2o
    >>> h2o.cluster().cloud_size
    1
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def version(self) -> str:
        """Version of H2O-3 whose API this is; ``heavywater.__version__`` is the package's own."""
        return API_VERSION

    @property
    def cloud_name(self) -> str:
        """Name of the session."""
        return self._session.name

    @property
    def cloud_size(self) -> int:
        """Number of processes: one."""
        return 1

    @property
    def cloud_healthy(self) -> bool:
        """Whether the session works; it does as long as the process lives."""
        return True

    @property
    def cloud_uptime_millis(self) -> int:
        """Milliseconds since the session began."""
        return int(1000 * (time.time() - self._session.started))

    @property
    def cloud_internal_timezone(self) -> str:
        """Time zone of the machine."""
        return time.tzname[0]

    @property
    def timezone(self) -> str:
        """Time zone in which times without one are read, and the parts of times are told.

        ``UTC`` unless it is set to another one, such as ``Europe/Berlin``.
        """
        from heavywater.core.frames import zones

        return zones.zone()

    @timezone.setter
    def timezone(self, name: str) -> None:
        from heavywater.core.frames import zones

        zones.set_zone(name)

    @property
    def bad_nodes(self) -> int:
        """Number of processes that have failed: none."""
        return 0

    @property
    def consensus(self) -> bool:
        """Whether all processes agree on who takes part; one always does."""
        return True

    @property
    def locked(self) -> bool:
        """Whether no more processes can join."""
        return True

    @property
    def is_client(self) -> bool:
        """Whether this process only talks to others; it does not."""
        return False

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """Facts about the one process."""
        return [
            {
                "h2o": "this process",
                "healthy": True,
                "num_cpus": os.cpu_count() or 1,
                "cpus_allowed": self._session.nthreads,
                "nthreads": self._session.nthreads,
                "free_mem": free_memory(),
                "pid": os.getpid(),
                "num_keys": len(self._session.store),
            }
        ]

    def is_running(self) -> bool:
        """Whether the session can be used; always."""
        return True

    def show_status(self, detailed: bool = False) -> None:
        """Show the session's facts as a table.

        Parameters
        ----------
        detailed
            Add facts about the process.
        """
        show_facts(self._facts())
        if detailed:
            show_facts([("Nodes info:", "Node 1"), *self.nodes[0].items()])

    def get_status(self) -> H2OTwoDimTable:
        """The facts that `show_status` shows, as a table of one row."""
        from heavywater.two_dim_table import H2OTwoDimTable

        labels = [label.rstrip(":") for label, _ in self._facts()]
        return H2OTwoDimTable(
            col_header=labels, cell_values=[[value for _, value in self._facts()]]
        )

    def node(self, node_idx: int) -> dict[str, Any]:
        """Facts about one process.

        Parameters
        ----------
        node_idx
            Its position; there is only 0.
        """
        return self.nodes[node_idx]

    def get_status_details(self) -> H2OTwoDimTable:
        """Facts about the process, as a table with a row for each."""
        from heavywater.two_dim_table import H2OTwoDimTable

        header = ["node", *self.nodes[0]]
        rows = [[f"Node {at + 1}", *node.values()] for at, node in enumerate(self.nodes)]
        return H2OTwoDimTable(cell_values=rows, col_header=header)

    def network_test(self) -> None:
        """Say what the network between processes can do: there is none to test."""
        print("Network Test: everything runs in this process; nothing goes over a network.")

    def list_jobs(self) -> None:
        """Refuse: jobs are forgotten when they end, and what they made is in the session.

        Raises
        ------
        H2ONotImplementedError
            Always; it names what to use instead.
        """
        raise H2ONotImplementedError(
            "No list of jobs is kept: a call waits for its job, or, after start() of an estimator "
            "or a grid, join() does. What jobs have made is listed by h2o.ls()."
        )

    def list_all_extensions(self) -> list[str]:
        """Names of the extensions of the server: none, because there is no server."""
        return []

    list_core_extensions = list_all_extensions
    list_api_extensions = list_all_extensions

    def check_version(self, strict: bool = False) -> None:
        """Kept for scripts written for H2O: client and server cannot differ here.

        Parameters
        ----------
        strict
            Accepted for compatibility.
        """

    def list_timezones(self) -> H2OFrame:
        """The time zones that the machine knows.

        Returns
        -------
        H2OFrame
            One column of text, ``Timezones``; each row has the hours that the zone's clocks are
            ahead of UTC in winter, and its name.
        """
        from heavywater.core.frames import zones
        from heavywater.frame import H2OFrame

        return H2OFrame({"Timezones": zones.described()}, column_types=["string"])

    def shutdown(self, prompt: bool = False) -> None:
        """End the session and forget its objects; the next call begins another one.

        Parameters
        ----------
        prompt
            Ask first.
        """
        if prompt and not _confirmed():
            return
        from heavywater import session

        session.end(self._session)

    def _facts(self) -> list[tuple[str, str]]:
        session = self._session
        return [
            ("H2O_cluster_uptime:", uptime(time.time() - session.started)),
            ("H2O_cluster_timezone:", self.cloud_internal_timezone),
            ("H2O_data_parsing_timezone:", self.timezone),
            ("H2O_cluster_version:", f"{API_VERSION} (its API; no server, no Java)"),
            ("Heavywater_version:", __version__),
            ("H2O_cluster_name:", self.cloud_name),
            ("H2O_cluster_total_nodes:", str(self.cloud_size)),
            ("H2O_cluster_free_memory:", memory_text(free_memory())),
            ("H2O_cluster_total_cores:", str(os.cpu_count() or 1)),
            ("H2O_cluster_allowed_cores:", str(session.nthreads)),
            ("H2O_cluster_status:", "locked, healthy"),
            ("H2O_connection_url:", "none: everything runs in this process"),
            ("Python_version:", python_version()),
        ]


def _confirmed() -> bool:
    answer = input("End the session and forget its frames and models? (y/N) ")
    return answer.strip().lower() in ("y", "yes")


def python_version() -> str:
    """Version of Python as H2O writes it, such as ``"3.11.7 final"``."""
    info = sys.version_info
    return f"{info.major}.{info.minor}.{info.micro} {info.releaselevel}"


def uptime(seconds: float) -> str:
    """A time span in words of two parts.

    Examples
    --------
    >>> uptime(3.2), uptime(65), uptime(90061)
    ('03 secs', '1 min 05 secs', '1 day 1 hour')
    """
    whole = int(seconds)
    days, hours, minutes = whole // 86400, whole // 3600 % 24, whole // 60 % 60
    if days:
        return f"{_plural(days, 'day')} {_plural(hours, 'hour')}"
    if hours:
        return f"{_plural(hours, 'hour')} {_plural(minutes, 'min')}"
    if minutes:
        return f"{_plural(minutes, 'min')} {whole % 60:02d} secs"
    return f"{whole:02d} secs"


def _plural(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def memory_text(size: int) -> str:
    """A number of bytes in the unit that suits it.

    Examples
    --------
    >>> memory_text(3 * 2**30)
    '3 Gb'
    """
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.4g} {_UNITS[unit]}"


def free_memory() -> int:
    """Bytes of memory that the machine could still give; 0 where the system does not tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
        return 0
    except (OSError, ValueError):
        return _free_pages()


def _free_pages() -> int:
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0
