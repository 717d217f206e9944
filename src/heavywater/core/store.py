"""Named objects of a session: frames, models, jobs.

An object enters the store when it is finished, in one step; no other thread ever sees it
half made.
"""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Iterator
from typing import Any

from heavywater.exceptions import H2OMissingKeyError, H2OTypeError, H2OValueError, did_you_mean

__all__ = ["Store", "unique_key"]

# Distinguishes the keys of this process from those in files written by another one.
_PROCESS = secrets.token_hex(2)
_COUNTER = itertools.count(1)


def unique_key(prefix: str) -> str:
    """A name that nothing else in this process has.

    Examples
    --------
    >>> unique_key("py").startswith("py_")
    True
    """
    return f"{prefix}_{_PROCESS}_{next(_COUNTER)}"


class Store:
    """A thread-safe mapping from key to object, in order of insertion.

    Examples
    --------
    >>> store = Store()
    >>> store.put("numbers", [1, 2, 3])
    >>> store.get("numbers")
    [1, 2, 3]
    >>> store.keys()
    ['numbers']
    """

    def __init__(self) -> None:
        self._objects: dict[str, Any] = {}
        self._lock = threading.RLock()

    def put(self, key: str, obj: object) -> None:
        """Keep `obj` under `key`; what was there before is dropped."""
        if not isinstance(key, str):
            raise H2OTypeError(f"A key must be a string, not {key!r}.", "key", key)
        if not key:
            raise H2OValueError("A key must not be empty.", "key")
        with self._lock:
            self._objects[key] = obj

    def get(self, key: str) -> Any:
        """The object under `key`.

        Raises
        ------
        H2OValueError
            If there is none; the message suggests the nearest key.
        """
        with self._lock:
            if key in self._objects:
                return self._objects[key]
            hint = did_you_mean(key, self._objects)
        raise H2OMissingKeyError(f"The session has no object named {key!r}.{hint}", "key")

    def remove(self, key: str) -> None:
        """Forget the object under `key`, if there is one."""
        with self._lock:
            self._objects.pop(key, None)

    def remove_all(self, retained: frozenset[str] | set[str] = frozenset()) -> None:
        """Forget every object except those under the `retained` keys."""
        with self._lock:
            self._objects = {k: v for k, v in self._objects.items() if k in retained}

    def rename(self, old: str, new: str) -> None:
        """Move the object from the key `old` to the key `new`."""
        with self._lock:
            self.put(new, self.get(old))
            if new != old:
                self.remove(old)

    def keys(self) -> list[str]:
        """All keys, oldest first."""
        with self._lock:
            return list(self._objects)

    def items(self) -> list[tuple[str, Any]]:
        """All pairs of key and object, oldest first."""
        with self._lock:
            return list(self._objects.items())

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return key in self._objects

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        with self._lock:
            return len(self._objects)
