"""Where data of the user's own is looked for, and whether the network may be used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

__all__ = ["FOLDER_VARIABLE", "OFFLINE_VARIABLE", "cache_folder", "found", "offline"]

FOLDER_VARIABLE: Final = "HEAVYWATER_DATA"
"""Names a folder with ``creditcard.csv``, ``train.csv.gz`` and ``test.csv.gz``, or some of them."""

OFFLINE_VARIABLE: Final = "HEAVYWATER_OFFLINE"
"""Anything but an empty text or 0 keeps this package from using the network."""


def found(name: str) -> Path | None:
    """The file of that name in the working folder, its ``data``, or the user's data folder."""
    folders = [Path(), Path("data")]
    if named := os.environ.get(FOLDER_VARIABLE):
        folders.append(Path(named).expanduser())
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def offline() -> bool:
    """Whether the user wants no network."""
    return os.environ.get(OFFLINE_VARIABLE, "0") not in ("", "0")


def cache_folder() -> Path:
    """Where downloads are kept: below ``XDG_CACHE_HOME``, or ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "heavywater"
