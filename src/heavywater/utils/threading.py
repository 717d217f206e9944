"""Settings for the length of a block, under the names of ``h2o.utils.threading``."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any

__all__ = ["local_context", "local_env"]

_values: contextvars.ContextVar[dict[str, Any]] = contextvars.ContextVar("values")


@contextlib.contextmanager
def local_context(**values: Any) -> Iterator[None]:
    """Set values that `local_env` gives inside the block, in this thread or task only."""
    token = _values.set(_values.get({}) | values)
    try:
        yield
    finally:
        _values.reset(token)


def local_env(key: str, default: Any = None) -> Any:
    """A value that an enclosing `local_context` has set, or the default."""
    return _values.get({}).get(key, default)
