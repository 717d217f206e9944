"""Which classes a file may hold, and how each is taken apart and put together again."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from heavywater.core.artifacts.hints import annotations_of, dataclasses_in

__all__ = ["Fields", "Registry", "Stored", "fields_of", "require"]

Fields = dict[str, Any]


def fields_of(obj: Any) -> Fields:
    """All fields of a dataclass by name."""
    return {field.name: getattr(obj, field.name) for field in dataclasses.fields(obj)}


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A dataclass that files may hold.

    By default all its fields are stored as they are, so that a new field needs nothing here; it
    must have a default, because older files lack it.

    Parameters
    ----------
    cls
        The dataclass.
    name
        Its name in files; stays when the class is renamed.
    check
        Raises ValueError (see `require`) if sizes or indices of a read object do not fit
        together. The types of all fields have been checked before.
    pack
        From an object to the fields that are stored.
    unpack
        From stored fields to those of the class; raises ValueError for what is malformed.
    """

    cls: type
    name: str
    check: Callable[[Any], None] | None = None
    pack: Callable[[Any], Fields] = fields_of
    unpack: Callable[[Fields], Fields] | None = None


class Registry(Mapping[str, Stored]):
    """The classes that files may hold, by their names in files.

    Dataclasses that the fields of a listed class declare are listed thereby, under their own
    name.

    Parameters
    ----------
    listed
        The classes.
    """

    def __init__(self, listed: Iterable[Stored]) -> None:
        self._by_class = {entry.cls: entry for entry in listed}
        waiting = list(self._by_class)
        while waiting:
            for hint in annotations_of(waiting.pop()).values():
                for cls in dataclasses_in(hint):
                    if cls not in self._by_class and not inspect.isabstract(cls):
                        self._by_class[cls] = Stored(cls=cls, name=cls.__name__)
                        waiting.append(cls)
        self._by_name = {entry.name: entry for entry in self._by_class.values()}

    def __getitem__(self, name: str) -> Stored:
        return self._by_name[name]

    def __iter__(self) -> Any:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    @property
    def classes(self) -> frozenset[type]:
        """All classes."""
        return frozenset(self._by_class)

    def of(self, obj: Any) -> Stored | None:
        """How an object's class is stored; None if it is not listed."""
        return self._by_class.get(type(obj))


def require(condition: object, otherwise: str) -> None:
    """Raise ValueError unless a condition holds.

    Parameters
    ----------
    condition
        What must be true.
    otherwise
        What is wrong if it is not, as a clause.
    """
    if not condition:
        raise ValueError(otherwise)
