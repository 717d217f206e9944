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
from typing import TYPE_CHECKING, Any

from heavywater.backend.cluster import H2OCluster
from heavywater.backend.connection import H2OConnection
from heavywater.core.store import Store
from heavywater.exceptions import (
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
    did_you_mean,
)

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = [
    "Session",
    "as_list",
    "assign",
    "cluster",
    "cluster_info",
    "cluster_status",
    "connect",
    "connection",
    "current",
    "deep_copy",
    "get_frame",
    "get_model",
    "import_file",
    "init",
    "log_and_echo",
    "ls",
    "no_progress",
    "remove",
    "remove_all",
    "show_progress",
    "shutdown",
    "upload_file",
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


# -- Objects by name -----------------------------------------------------------------------


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
    for attribute in ("frame_id", "model_id", "grid_id"):
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


# -- Import --------------------------------------------------------------------------------


def import_file(
    path: str | os.PathLike[str] | Sequence[str] | None = None,
    destination_frame: str | None = None,
    parse: bool = True,
    header: int = 0,
    sep: str | None = None,
    col_names: Sequence[str] | None = None,
    col_types: Any = None,
    na_strings: Any = None,
    pattern: str | None = None,
    skipped_columns: Sequence[int] | None = None,
    force_col_types: bool = False,
    custom_non_data_line_markers: str | None = None,
    partition_by: Any = None,
    quotechar: str | None = None,
    escapechar: str | None = None,
    tz_adjust_to_local: bool = False,
) -> H2OFrame:
    """Read files into a frame.

    Separator, header and types of the columns are guessed as H2O does, unless they are given.

    Parameters
    ----------
    path
        A file, a folder (with the folders inside), a pattern such as ``data/*.csv``, an address
        (``file:``, ``http:``, ``https:``, ``s3:``, ``gs:``, ``az:``), or a list of them; the rows
        of several files, which must have the same columns, go below each other.
    destination_frame
        Key of the frame; made from the name of the file when it is not given.
    parse
        False to look for the files only, and get their keys for `parse_setup`.
    header
        1 if the first line has the names, -1 if it is data, 0 to guess.
    sep
        Separator of the fields; guessed when it is not given.
    col_names
        Names of the columns.
    col_types
        Types of the columns: a list, or a dict from name to type.
    na_strings
        Texts that mean a missing value: a list, a list of lists, or a dict from name to list.
    pattern
        Regular expression for the files of a folder.
    skipped_columns
        Positions of columns to leave out.
    quotechar
        Character around quoted fields.
    force_col_types
        Whether types of numbers hold to the letter: ``int`` rounds, and ``real`` stays real where
        all numbers are whole; of a Parquet file, its own types.
    custom_non_data_line_markers
        Characters; a line that begins with one of them is left out. ``#`` by default, and none if
        the text is empty.
    escapechar
        One character in front of those that are meant literally.
    partition_by
        Columns whose level is in the path, such as ``year=1987/part.csv``; they come last.
    tz_adjust_to_local
        Turn times of Parquet and other binary files, which are in UTC, into what clocks of the
        session's time zone show.

    Returns
    -------
    H2OFrame
        The frame.
    """
    options = {name: value for name, value in locals().items() if name not in _NOT_OPTIONS}
    if path is None:
        raise H2OValueError("import_file() needs the path of a file.", "path")
    if not parse:
        from heavywater._parsing import lazy_import

        return lazy_import(path, pattern)  # type: ignore[arg-type, return-value]
    from heavywater import _importing

    return _importing.imported(path, pattern, destination_frame, options)


_NOT_OPTIONS = ("path", "destination_frame", "parse", "pattern")


def upload_file(
    path: str | os.PathLike[str],
    destination_frame: str | None = None,
    header: int = 0,
    sep: str | None = None,
    col_names: Sequence[str] | None = None,
    col_types: Any = None,
    na_strings: Any = None,
    skipped_columns: Sequence[int] | None = None,
    force_col_types: bool = False,
    quotechar: str | None = None,
    escapechar: str | None = None,
) -> H2OFrame:
    """Read one local file into a frame; `import_file` explains the arguments.

    Parameters
    ----------
    path
        The file.
    """
    options = {name: value for name, value in locals().items() if name not in _NOT_OPTIONS}
    if not os.path.isfile(os.path.expanduser(path)):
        raise H2OFileError(f"There is no file {os.fspath(path)!r}.", "path")
    from heavywater import _importing

    return _importing.imported(path, None, destination_frame, options)
