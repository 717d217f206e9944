"""The session: what H2O's cluster is to its Python client, in this process.

There is always one. `init` describes it and sets what can be set; nothing has to be started, so
a script that forgets to call it works as well.
"""

from __future__ import annotations

import getpass
import logging
import os
import threading
import time
import warnings
from collections.abc import Sequence
from typing import Any

from heavywater.backend.cluster import H2OCluster
from heavywater.backend.connection import H2OConnection
from heavywater.core.store import Store
from heavywater.exceptions import (
    H2ONotImplementedError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
    did_you_mean,
)

__all__ = [
    "Session",
    "cluster",
    "cluster_info",
    "cluster_status",
    "connect",
    "connection",
    "current",
    "init",
    "log_and_echo",
    "no_progress",
    "show_progress",
    "shutdown",
]

_LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


class Session:
    """Objects by name, and the few settings that everything shares.

    Parameters
    ----------
    name
        Shown as the cluster's name.

    Attributes
    ----------
    store
        Frames and models by key.
    nthreads
        Number of replicas of a network that train at the same time.
    progress
        Whether jobs show their progress.
    properties
        What scripts have set with ``rapids()``, by name.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or f"Heavywater_{_user()}_{os.getpid()}"
        self.started = time.time()
        self.store = Store()
        self.nthreads = available_cores()
        self.progress = True
        self.properties: dict[str, str] = {}
        self.told_without_effect = False


_current: Session | None = None
_lock = threading.Lock()


def current() -> Session:
    """The session; it begins at the first call."""
    global _current
    with _lock:
        if _current is None:
            _current = Session()
        return _current


def begun() -> bool:
    """Whether there is a session already."""
    return _current is not None


def end(session: Session) -> None:
    """Forget a session and its objects; the next call of `current` begins another one."""
    global _current
    from heavywater.core.frames import zones

    with _lock:
        session.store.remove_all()
        zones.set_zone("UTC")
        if _current is session:
            _current = None


def available_cores() -> int:
    """Number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return "user"


# What H2O's client takes for its server and the Java virtual machine, with its default. There
# is neither here; a value other than the default is accepted and named in a warning.
_WITHOUT_EFFECT: dict[str, Any] = {
    "https": None,
    "cacert": None,
    "insecure": None,
    "username": None,
    "password": None,
    "cookies": None,
    "proxy": None,
    "port": None,
    "ice_root": None,
    "log_dir": None,
    "log_level": None,
    "max_log_file_size": None,
    "max_mem_size": None,
    "min_mem_size": None,
    "extra_classpath": None,
    "jvm_custom_args": None,
    "bind_to_localhost": True,
}
_OLD_NAMES = ("proxies", "max_mem_size_GB", "min_mem_size_GB", "force_connect", "as_port")


def init(
    url: str | None = None,
    ip: str | None = None,
    port: int | str | None = None,
    name: str | None = None,
    https: bool | None = None,
    cacert: str | None = None,
    insecure: bool | None = None,
    username: str | None = None,
    password: str | None = None,
    cookies: Any = None,
    proxy: str | None = None,
    start_h2o: bool = True,
    nthreads: int = -1,
    ice_root: str | None = None,
    log_dir: str | None = None,
    log_level: str | None = None,
    max_log_file_size: str | None = None,
    enable_assertions: bool = True,
    max_mem_size: str | int | None = None,
    min_mem_size: str | int | None = None,
    strict_version_check: bool | None = None,
    ignore_config: bool = False,
    extra_classpath: Sequence[str] | None = None,
    jvm_custom_args: Sequence[str] | None = None,
    bind_to_localhost: bool = True,
    verbose: bool = True,
    telemetry: bool | None = None,
    **kwargs: Any,
) -> None:
    """Set up the session and show its facts.

    Calling it again keeps all frames and models.

    Parameters
    ----------
    url, ip
        Address of a server of H2O. Only the own machine is accepted, and nothing is started
        there: the session lives in this process.
    name
        Name of the session.
    nthreads
        Number of replicas of a network that train at the same time; -1 for one on each core.
        Polars, which holds the frames, has read its number of threads from the environment
        variable ``POLARS_MAX_THREADS`` when it was imported, and keeps it.
    verbose
        Show the table of facts.
    port, https, cacert, insecure, username, password, cookies, proxy
        For H2O's connection to its server. No effect, because there is no connection.
    ice_root, log_dir, log_level, max_log_file_size, extra_classpath, jvm_custom_args
        For H2O's server and its Java virtual machine. No effect, because there is none.
    max_mem_size, min_mem_size
        Size of that machine's memory. No effect: this process takes what it needs.
    bind_to_localhost
        Who may reach the server. No effect, because nothing listens.
    start_h2o, enable_assertions, strict_version_check, ignore_config, telemetry
        Accepted in silence: there is nothing to start, to check, to read or to send.

    Warns
    -----
    H2OUserWarning
        Once a session, if something without effect is given; it says what.

    Examples
    --------
    >>> import heavywater as h2o
    >>> h2o.init(verbose=False)
    """
    given = dict(locals())
    _check_old_names(kwargs)
    _refuse_other_machines(url, ip)
    session = current()
    session.nthreads = _threads(nthreads)
    if name is not None:
        session.name = name
    _tell_without_effect(session, [*_changed(given), *kwargs])
    if verbose:
        cluster().show_status()


def _check_old_names(kwargs: dict[str, Any]) -> None:
    for name in kwargs:
        if name not in _OLD_NAMES:
            known = [*init.__annotations__, *_OLD_NAMES]
            raise H2OTypeError(f"init() has no argument {name!r}.{did_you_mean(name, known)}", name)


def _refuse_other_machines(url: str | None, ip: str | None) -> None:
    address = url or ip
    if address is None or any(local in address for local in _LOCAL):
        return
    raise H2ONotImplementedError(
        f"init() was given the address {address!r}, but this release of Heavywater does not "
        "connect to servers; leave it out to work in this process."
    )


def _threads(nthreads: int) -> int:
    if isinstance(nthreads, bool) or not isinstance(nthreads, int):
        raise H2OTypeError(f"nthreads is {nthreads!r}; it must be an integer.", "nthreads")
    if nthreads == -1:
        return available_cores()
    if nthreads < 1:
        raise H2OValueError(
            f"nthreads is {nthreads}; it must be at least 1, or -1 for all cores.", "nthreads"
        )
    return nthreads


def _changed(given: dict[str, Any]) -> list[str]:
    return [name for name, default in _WITHOUT_EFFECT.items() if given[name] != default]


def _tell_without_effect(session: Session, names: list[str]) -> None:
    if not names or session.told_without_effect:
        return
    session.told_without_effect = True
    warnings.warn(
        f"No effect in init(): {', '.join(names)}. There is no server and no Java virtual "
        "machine; the session lives in this process and takes the memory that it needs.",
        H2OUserWarning,
        stacklevel=3,
    )


def connect(*_args: Any, **_kwargs: Any) -> None:
    """Not available yet: connecting to a server.

    Raises
    ------
    H2ONotImplementedError
        Always; `init` sets up the session in this process.
    """
    raise H2ONotImplementedError(
        "connect() is not available in this release of Heavywater, which has no server; call "
        "init() to work in this process."
    )


def cluster() -> H2OCluster:
    """Facts about the session, under the names of H2O's cluster."""
    return H2OCluster(current())


def connection() -> H2OConnection:
    """What stands in for the connection to H2O's server."""
    return H2OConnection(current())


def log_and_echo(message: str = "") -> None:
    """Write a message to the log: the logger ``heavywater`` of Python's `logging`.

    Parameters
    ----------
    message
        The text.
    """
    logging.getLogger("heavywater").info("%s", message)


def cluster_info() -> None:
    """Show the session's facts; the same as ``cluster().show_status()``."""
    cluster().show_status()


def cluster_status() -> None:
    """Show the session's facts in detail; the same as ``cluster().show_status(True)``."""
    cluster().show_status(detailed=True)


def shutdown(prompt: bool = False) -> None:
    """End the session and forget its objects; the same as ``cluster().shutdown()``."""
    cluster().shutdown(prompt)


def no_progress() -> None:
    """Show no progress bars from now on."""
    current().progress = False


def show_progress() -> None:
    """Show progress bars again."""
    current().progress = True
