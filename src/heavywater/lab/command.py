"""The command ``heavywater lab``: its options, and what they start."""

from __future__ import annotations

import argparse
import importlib.util
import re
from typing import Final

from heavywater.exceptions import H2OFileError
from heavywater.lab.catalogue import list_text

__all__ = ["add_options", "run", "seconds"]

_NEEDED: Final = ("jupyterlab", "jupytext", "matplotlib", "pandas", "sklearn")
_TIME: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--list", action="store_true", help="list the labs, and end")
    parser.add_argument(
        "--folder", metavar="PATH", help="where to work (default: heavywater-lab, here)"
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="begin anew in a folder beside the one that exists, which stays as it is",
    )
    parser.add_argument(
        "--time-limit",
        metavar="TIME",
        type=seconds,
        help="stop after this time, with a notice before: 2h, 90m, 1h30m, 45s",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    parser.add_argument(
        "--port", type=_port, default=8888, help="where to listen; the next free one if it is taken"
    )


def seconds(text: str) -> int:
    """A length of time in seconds.

    Examples
    --------
    >>> seconds("1h30m"), seconds("45s")
    (5400, 45)
    """
    match = _TIME.fullmatch(text.strip().lower())
    total = sum(
        int(count or 0) * unit
        for count, unit in zip(match.groups() if match else (), (3600, 60, 1), strict=False)
    )
    if not total:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no length of time; write 2h, 90m, 1h30m or 45s"
        )
    return total


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; ports are from 0 to 65535")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Do what the options say.

    Returns
    -------
    int
        Exit status: 1 if something is missing or the folder cannot be used.
    """
    if options.list:
        print(list_text())
        return 0
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(f"The labs need {', '.join(missing)}: pip install 'heavywater[lab]'")
        return 1
    from heavywater.lab.folder import prepare
    from heavywater.lab.server import Settings, serve

    try:
        folder = prepare(options.folder, fresh=options.fresh)
    except H2OFileError as error:
        print(error)
        return 1
    serve(
        Settings(
            folder=folder,
            port=options.port,
            browser=not options.no_browser,
            time_limit=options.time_limit,
        )
    )
    return 0
