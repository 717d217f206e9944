"""Functions of H2O's module that are about its server, as far as they make sense without one."""

from __future__ import annotations

import math
import warnings
from typing import Any, NoReturn

from heavywater._frame.base import as_flag, as_whole
from heavywater.backend.response import H2OResponse
from heavywater.exceptions import H2ONotImplementedError, H2OUserWarning, H2OValueError

__all__ = [
    "api",
    "download_all_logs",
    "enable_expr_optimizations",
    "estimate_cluster_mem",
    "flow",
    "is_expr_optimizations_enabled",
    "network_test",
    "resume",
    "set_telemetry",
    "telemetry_enabled",
]


def api(
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
        Method and path, such as ``"GET /3/Frames"``. There are answers about frames, models and
        the session, and to Rapids expressions.
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

    Examples
    --------
    >>> api("GET /3/Ping")["cloud_healthy"]
    True
    """
    from heavywater import session

    return session.connection().request(endpoint, data, json, filename, save_to)


def network_test() -> None:
    """Say what the network between processes can do: there is none to test."""
    from heavywater import session

    session.cluster().network_test()


def flow() -> NoReturn:
    """Not available: the web page of H2O's server.

    Raises
    ------
    H2ONotImplementedError
        Always; frames and models show themselves in notebooks.
    """
    raise H2ONotImplementedError(
        "flow() is not available: there is no server with a web page. In a notebook, frames and "
        "models show themselves; frame.describe() and model.show() show more."
    )


def resume(recovery_dir: str | None = None) -> NoReturn:
    """Not available: trainings that a server goes on with after it was stopped.

    Parameters
    ----------
    recovery_dir
        Where H2O's server keeps them.

    Raises
    ------
    H2ONotImplementedError
        Always; grids are saved and loaded, and models continued from a checkpoint.
    """
    raise H2ONotImplementedError(
        f"resume({recovery_dir!r}) is not available: there is no server that kept unfinished "
        "work. Load a grid with load_grid() and train it again to go on; continue a model with "
        "the parameter checkpoint."
    )


def download_all_logs(
    dirname: str = ".", filename: str | None = None, container: str | None = None
) -> NoReturn:
    """Not available: log files of a server.

    Parameters
    ----------
    dirname, filename, container
        Where H2O writes them, and as what.

    Raises
    ------
    H2ONotImplementedError
        Always; Python's `logging` shows and writes what is reported.
    """
    raise H2ONotImplementedError(
        f"download_all_logs({dirname!r}, {filename!r}, {container!r}) is not available: there is "
        "no server that writes logs. Add a handler to logging.getLogger('heavywater') to have "
        "what is reported in a file."
    )


_OPTIMIZATIONS = "client.expr_optimizations"


def enable_expr_optimizations(flag: bool) -> None:
    """Kept for scripts written for H2O: operations on frames run at once.

    Parameters
    ----------
    flag
        Whether H2O's client simplifies expressions before it sends them. It is remembered for
        `is_expr_optimizations_enabled` and has no other effect, of which False warns.
    """
    from heavywater import session

    if not as_flag(flag, "flag"):
        warnings.warn(
            "No effect: operations on frames run at once, and there is nothing to optimize.",
            H2OUserWarning,
            stacklevel=2,
        )
    session.current().properties[_OPTIMIZATIONS] = str(flag)


def is_expr_optimizations_enabled() -> bool:
    """What `enable_expr_optimizations` was told last, at first True."""
    from heavywater import session

    return session.current().properties.get(_OPTIMIZATIONS, "True") == "True"


def set_telemetry(enabled: bool) -> bool:
    """Say whether reports about the use of the package may be sent. None ever are.

    Parameters
    ----------
    enabled
        True warns that there is nothing to enable.

    Returns
    -------
    bool
        Whether it is now as was asked: only for False.
    """
    if not as_flag(enabled, "enabled"):
        return True
    warnings.warn(
        "No effect: Heavywater never sends anything about its use.", H2OUserWarning, stacklevel=2
    )
    return False


def telemetry_enabled() -> bool:
    """Whether reports about the use of the package are sent: never."""
    return False


_WIDTHS = {"num_cols": 8, "string_cols": 128, "cat_cols": 2, "time_cols": 8, "uuid_cols": 16}


def estimate_cluster_mem(
    ncols: int,
    nrows: int,
    num_cols: int = 0,
    string_cols: int = 0,
    cat_cols: int = 0,
    time_cols: int = 0,
    uuid_cols: int = 0,
) -> int:
    """H2O's rule of thumb for the memory that work on a table takes.

    It is four times the table, of 8 bytes for a number or a time, 2 for a level, 128 for a text
    and 16 for a UUID, plus 128 MB. Heavywater usually takes less.

    Parameters
    ----------
    ncols, nrows
        Size of the table.
    num_cols, string_cols, cat_cols, time_cols, uuid_cols
        How many of the columns are of a kind; the others count as numbers.

    Returns
    -------
    int
        Gigabytes, rounded up.

    Examples
    --------
    >>> estimate_cluster_mem(18, 2000000)
    2
    """
    counts = {
        "num_cols": num_cols,
        "string_cols": string_cols,
        "cat_cols": cat_cols,
        "time_cols": time_cols,
        "uuid_cols": uuid_cols,
    }
    for name, count in {"ncols": ncols, "nrows": nrows, **counts}.items():
        if as_whole(count, name) < 0:
            raise H2OValueError(f"{name} can't be a negative number", name)
    others = ncols - sum(counts.values())
    if others < 0:
        # H2O's words, which its scripts compare.
        raise H2OValueError("There can not be more specific columns then columns in total", "ncols")
    row = 8 * others + sum(_WIDTHS[name] * count for name, count in counts.items())
    return math.ceil(4 * (32 * 2**20 + row * nrows) / 2**30)
