"""Paths of files that are written to, or read from, this machine."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from heavywater.exceptions import H2ONotImplementedError, H2OTypeError

__all__ = ["local_path"]

# A scheme has at least two letters; one is the drive of a path in Windows.
_ADDRESS = re.compile(r"^([a-z][a-z0-9+.-]+):/", re.IGNORECASE)


def local_path(path: Any, argument: str) -> Path:
    """A path of this machine; ``file:`` may stand before it.

    Taken for a path, an address such as ``hdfs://host/data`` would make folders of that name here.

    Raises
    ------
    H2ONotImplementedError
        If it is an address of another kind.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise H2OTypeError(f"{argument} must be a path, not {path!r}.", argument, path)
    text = os.fspath(path)
    address = _ADDRESS.match(text)
    if address is not None and address[1].lower() == "file":
        text = re.sub(r"^file:(//)?", "", text, flags=re.IGNORECASE)
    elif address is not None:
        raise H2ONotImplementedError(
            f"{argument}={text!r}: Heavywater writes and reads files of this machine only. "
            f"Save to a folder and copy the file with a tool for {address[1]}."
        )
    return Path(text).expanduser()
