"""JupyterLab on this machine, with an end and a status line."""

from __future__ import annotations

import math
import os
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

from heavywater.lab.catalogue import INDEX

__all__ = ["Settings", "serve"]

NOTICES: Final = (600.0, 60.0, 10.0)
"""How many seconds before the end it is announced."""

EXTENSIONS: Final = Path(__file__).parent / "labextensions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to start.

    Attributes
    ----------
    folder
        With the notebooks; the browser sees nothing outside it.
    port
        To listen on; the next free one if it is taken, any free one if it is 0.
    browser
        Whether to open one.
    time_limit
        Seconds until the server stops; None for no limit.
    """

    folder: str | os.PathLike[str]
    port: int = 8888
    browser: bool = True
    time_limit: float | None = None


def _say(line: str) -> None:
    # At once, also into a pipe: the server runs for hours.
    print(line, flush=True)


def serve(settings: Settings, say: Callable[[str], None] = _say) -> None:
    """Run JupyterLab until Ctrl-C, a shutdown in the browser, or the time limit.

    It listens on 127.0.0.1 only, and asks for Jupyter's token. Kernels are closed at the end.

    Parameters
    ----------
    settings
        How to start.
    say
        Called with each line for the user.
    """
    from jupyterlab.labapp import LabApp

    # Packages around Jupyter warn each other of what will be; it is nothing to a learner.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", message="date_default is deprecated")
    server = LabApp.initialize_server(argv=_arguments(settings))
    say(f"The labs are in {settings.folder}")
    # Said by the loop: only then does the server listen.
    server.io_loop.add_callback(say, "The labs are open. Ctrl-C ends the server and its kernels.")
    if _is_root():
        say("This is root's account: what a notebook runs may change anything on this machine.")
    if settings.time_limit is not None:
        _limit(server, settings.time_limit, say)
    _stop_on_signals(server)
    server.start()
    say("The labs have ended.")


def _stop_on_signals(server: Any) -> None:
    """Ctrl-C ends the server and its kernels at once; Jupyter asks, and only in a terminal."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.stop(from_signal=True)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _arguments(settings: Settings) -> list[str]:
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": settings.port,
        "ServerApp.root_dir": settings.folder,
        "ServerApp.open_browser": settings.browser,
        "ServerApp.allow_remote_access": False,
        # Jupyter refuses to run as root unless told, which is the rule in containers.
        "ServerApp.allow_root": _is_root(),
        "LabApp.default_url": f"/lab/tree/{INDEX}",
        "LabApp.extra_labextensions_path": str(EXTENSIONS),
        # Which tabs were open belongs to this folder, not to the user's other work.
        "LabApp.workspaces_dir": str(Path(settings.folder) / ".lab" / "workspaces"),
        # No requests for news and updates.
        "LabApp.news_url": "None",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "KernelManager.transport_encryption": _encryption(),
        "Application.log_level": "ERROR",
    }
    return [f"--{name}={value}" for name, value in options.items()]


def _encryption() -> str:
    """Between server and kernels: kernels warn of its absence, and ZeroMQ may not have it."""
    import zmq

    return "auto" if zmq.has("curve") else "disabled"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _limit(server: Any, seconds: float, say: Callable[[str], None]) -> None:
    """Stop the server after so many seconds, with notices here and in the browser before."""
    loop = server.io_loop
    for notice in NOTICES:
        if notice < seconds:
            loop.call_later(seconds - notice, say, f"The labs end in {words(notice)}.")
    loop.call_later(seconds, _stop, server, say)
    # The status line counts down to this; see labextensions/heavywater-lab.
    page = server.web_app.settings.setdefault("page_config_data", {})
    page["heavywaterEnds"] = str(math.floor((time.time() + seconds) * 1000))
    say(f"Time limit: {words(seconds)}.")


def _stop(server: Any, say: Callable[[str], None]) -> None:
    say("The time limit is reached.")
    server.stop()


def words(seconds: float) -> str:
    """A length of time as people say it.

    Examples
    --------
    >>> words(5400), words(60), words(10)
    ('1 h 30 min', '1 min', '10 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"
