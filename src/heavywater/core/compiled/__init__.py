"""How kernels of all algorithms are compiled.

Nothing here imports Numba, so that options can be read without it; `hints` does.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

__all__ = ["COMPILE", "ENTRY", "source_fingerprint"]

#: Python calls the entry points only; the others need no wrapper, and are cached as part of what
#: calls them.
COMPILE: dict[str, Any] = {
    "error_model": "numpy",
    "nogil": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}

#: What makes an entry point of a kernel.
ENTRY: dict[str, Any] = {"cache": True, "no_cpython_wrapper": False}


def source_fingerprint(folder: Path) -> str:
    """A digest of the sources of an algorithm's engines, and of what is shared by all.

    Numba keeps compiled code until the file of its entry point changes, and does not look at
    the files of what that calls. Entry points close over this digest, which makes it a part of
    the cache's key.

    Parameters
    ----------
    folder
        Where the engines are.
    """
    digest = hashlib.sha256()
    for place in (folder, Path(__file__).parent):
        for source in sorted(place.glob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()
