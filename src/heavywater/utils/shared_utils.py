"""Small helpers under the names of ``h2o.utils.shared_utils``."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path

from heavywater.exceptions import H2OValueError

__all__ = [
    "can_use_numpy",
    "can_use_pandas",
    "can_use_polars",
    "can_use_pyarrow",
    "is_module_available",
    "locate",
    "temp_ctr",
]

_counter = itertools.count(1)


def temp_ctr() -> int:
    """Another number at each call, for names of temporary things."""
    return next(_counter)


def is_module_available(name: str) -> bool:
    """Whether a module could be imported; it is not."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def can_use_pandas() -> bool:
    """Whether pandas is installed."""
    return is_module_available("pandas")


def can_use_numpy() -> bool:
    """Whether NumPy is installed: always, since Heavywater needs it."""
    return True


def can_use_polars() -> bool:
    """Whether Polars is installed: always, since Heavywater needs it."""
    return True


def can_use_pyarrow() -> bool:
    """Whether pyarrow is installed."""
    return is_module_available("pyarrow")


def locate(path: str) -> str:
    """The absolute path of a file in the working folder or in the nearest folder above it.

    Parameters
    ----------
    path
        Path relative to one of these folders.

    Raises
    ------
    H2OValueError
        If none of them has it.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / path).exists():
            return str(folder / path)
    raise H2OValueError(f"File not found: {path!r}, neither in {here} nor in a folder above it.")


_locate = locate  # scripts of H2O's import it under this name
