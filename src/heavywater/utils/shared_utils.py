"""Small helpers under the names of ``h2o.utils.shared_utils``."""

from __future__ import annotations

import importlib.util
import itertools

__all__ = [
    "can_use_numpy",
    "can_use_pandas",
    "can_use_polars",
    "can_use_pyarrow",
    "is_module_available",
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
