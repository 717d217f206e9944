"""Objects as JSON and arrays, and back.

None, booleans, integers, finite numbers, strings and lists are what JSON calls so. Everything
else is an object of one tag:

    {"tuple": [...]}            {"set": [...]}          {"dict": {...}}
    {"float": "nan"}            {"array": "name"}       {"code": "module.function"}
    {"object": "Name", "fields": {...}}

Code is never stored: a function, or an object of a user's class, that a parameter holds is written
as its name, for the reader's eyes, and reads back as None.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.artifacts.hints import annotations_of, fits
from heavywater.core.artifacts.stored import Registry, Stored, require
from heavywater.exceptions import H2OTypeError

__all__ = ["Decoder", "Encoder"]

_DEEPEST = 60


class Encoder:
    """Takes objects apart.

    Parameters
    ----------
    registry
        The classes that may occur.

    Attributes
    ----------
    arrays
        The arrays found, by the path of the field that holds them.
    left_out
        Paths of the functions that are not stored.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.arrays: dict[str, npt.NDArray[Any]] = {}
        self.left_out: list[str] = []

    def encode(self, value: Any, path: str = "") -> Any:
        """A value as plain JSON.

        Raises
        ------
        H2OTypeError
            If it holds something that files cannot.
        """
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, np.ndarray):
            return self._array(value, path)
        if isinstance(value, np.generic):
            return self.encode(value.item(), path)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"float": repr(float(value))}
        return self._composite(value, path)

    def _composite(self, value: Any, path: str) -> Any:
        if isinstance(value, list):
            return self._items(value, path)
        if isinstance(value, tuple):
            return {"tuple": self._items(value, path)}
        if isinstance(value, (set, frozenset)):
            return {"set": self._items(sorted(value), path)}
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
            return {"dict": {key: self.encode(v, _join(path, key)) for key, v in value.items()}}
        stored = self._registry.of(value)
        if stored is not None:
            fields = stored.pack(value)
            encoded = {name: self.encode(v, _join(path, name)) for name, v in fields.items()}
            return {"object": stored.name, "fields": encoded}
        return self._reference(value, path)

    def _items(self, values: Any, path: str) -> list[Any]:
        return [self.encode(value, _join(path, str(i))) for i, value in enumerate(values)]

    def _array(self, array: npt.NDArray[Any], path: str) -> dict[str, str]:
        if array.dtype.kind not in "biuf":
            raise _unsupported(array.dtype, path)
        name = path
        while name in self.arrays:
            name += "_"
        self.arrays[name] = array
        return {"array": name}

    def _reference(self, value: Any, path: str) -> Any:
        # A parameter may be a frame or a model of the session: its key says which.
        for attribute in ("frame_id", "model_id"):
            key = getattr(value, attribute, None)
            if isinstance(key, str):
                return key
        if callable(value) or _is_users(type(value)):
            self.left_out.append(path)
            name = getattr(value, "__qualname__", type(value).__qualname__)
            return {"code": f"{getattr(value, '__module__', '')}.{name}"}
        raise _unsupported(type(value), path)


def _is_users(cls: type) -> bool:
    """Whether a class is of the user's own, such as that of a metric."""
    return cls.__module__.partition(".")[0] not in ("builtins", "heavywater", "numpy")


def _join(path: str, name: str) -> str:
    # Keys of parameters are identifiers; anything else would not make the name of an entry.
    safe = "".join(c if c.isalnum() or c in "_-" else "_" for c in name)
    return f"{path}.{safe}" if path else safe


def _unsupported(kind: Any, path: str) -> H2OTypeError:
    return H2OTypeError(f"A file cannot hold {path!r}, which is of the type {kind}.")


class Decoder:
    """Puts objects together.

    Parameters
    ----------
    registry
        The classes that may be built.
    arrays
        Arrays by name.
    """

    def __init__(self, registry: Registry, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self._registry = registry
        self._arrays = arrays

    def decode(self, value: Any, depth: int = 0) -> Any:
        """The value that plain JSON stands for.

        Raises
        ------
        ValueError
            If it is malformed, names a class that is not listed, or has a field of a wrong type;
            the message says which, as a clause.
        """
        require(depth < _DEEPEST, "it is nested too deeply")
        if isinstance(value, list):
            return [self.decode(item, depth + 1) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"object", "fields"}:
            return self._object(value["object"], value["fields"], depth)
        require(len(value) == 1, f"it has an object with the tags {_words(value)}")
        ((tag, content),) = value.items()
        return self._tagged(tag, content, depth)

    def _tagged(self, tag: str, content: Any, depth: int) -> Any:
        if tag in ("tuple", "set"):
            require(isinstance(content, list), f"a {tag} in it is no list")
            items = [self.decode(item, depth + 1) for item in content]
            if tag == "set":
                require(all(isinstance(i, (str, int, float)) for i in items), "it has a wrong set")
                return frozenset(items)
            return tuple(items)
        if tag == "dict":
            require(isinstance(content, dict), "a dict in it is none")
            return {key: self.decode(item, depth + 1) for key, item in content.items()}
        require(isinstance(content, str), f"the content of {tag!r} in it is no string")
        if tag == "float":
            require(content in ("nan", "inf", "-inf"), f"it has the number {content[:40]!r}")
            return float(content)
        if tag == "array":
            require(content in self._arrays, f"its array {content[:80]!r} is missing")
            return self._arrays[content]
        require(tag == "code", f"it has the unknown tag {tag[:40]!r}")
        return None

    def _object(self, name: Any, fields: Any, depth: int) -> Any:
        require(isinstance(name, str) and isinstance(fields, dict), "an object in it is none")
        require(
            name in self._registry,
            f"it has an object of the class {name[:80]!r}, which is not among those that files "
            "may hold; if a later release has it, install that one",
        )
        stored = self._registry[name]
        values = {key: self.decode(item, depth + 1) for key, item in fields.items()}
        if stored.unpack is not None:
            values = stored.unpack(values)
        _check_fields(stored, values)
        obj = stored.cls(**values)
        if stored.check is not None:
            stored.check(obj)
        return obj


def _check_fields(stored: Stored, values: dict[str, Any]) -> None:
    declared = {field.name: field for field in dataclasses.fields(stored.cls)}
    unknown = [name for name in values if name not in declared]
    require(
        not unknown,
        f"{stored.name} has the field {_words(unknown)}, which this release does not know; if a "
        "later one has it, install that one",
    )
    missing = [n for n, f in declared.items() if n not in values and _has_no_default(f)]
    require(not missing, f"{stored.name} lacks the field {_words(missing)}")
    hints = annotations_of(stored.cls)
    for name, value in values.items():
        require(
            fits(value, hints[name]),
            f"the field {name!r} of {stored.name} is not of its type ({type(value).__name__})",
        )


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _words(names: Any) -> str:
    return ", ".join(repr(str(name)[:40]) for name in list(names)[:5])
