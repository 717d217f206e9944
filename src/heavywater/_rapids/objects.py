"""Primitives of Rapids about the session: frames by name, properties, time zones."""

from __future__ import annotations

import warnings
from typing import Any

from heavywater._rapids import EVALUATE_AUTO
from heavywater._rapids.values import (
    Value,
    column,
    frame,
    is_empty,
    numbers,
    optional,
    text,
)
from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OUserWarning
from heavywater.frame import H2OFrame


def one_cell(value: float) -> FrameData:
    """A frame of one number."""
    return FrameData.from_columns({"C1": [value]})


def keep(key: str, made: H2OFrame) -> H2OFrame:
    """Put a frame into the session under a key."""
    return H2OFrame._from_data(made._data, key)


def remove(key: str) -> float:
    """Forget an object; 1 if there was one."""
    from heavywater import _objects, session

    there = key in session.current().store
    _objects.remove(key)
    return float(there)


def rename(old: Value, new: Value) -> float:
    """Give an object of the session another key."""
    from heavywater import session

    session.current().store.rename(text(old), text(new))
    return 1.0


def ls() -> H2OFrame:
    """The keys of the session in a column ``key``."""
    from heavywater import session

    keys = session.current().store.keys()
    return H2OFrame._from_data(FrameData.from_columns({"key": keys}))


def impute(
    of: Value, col: Value, method: Value, combine: Value, by: Value, groups: Value, values: Value
) -> Any:
    """Fill gaps in place, also in what the session holds under the frame's key."""
    from heavywater import session

    filled = frame(of)
    key = filled.frame_id
    answer = filled.impute(
        column(col),
        text(method),
        text(combine),
        optional(column)(by),
        None if is_empty(groups) else frame(groups),
        optional(numbers)(values),
    )
    store = session.current().store
    if key in store:
        store.put(key, filled._data)
    return answer


def set_property(name: Value, value: Value) -> str:
    """Set a property; of those of H2O one has a meaning here."""
    from heavywater import session

    key = text(name)
    if key != EVALUATE_AUTO:
        warnings.warn(
            f"No effect: the property {key!r} is remembered, but nothing reads it. The one that "
            f"has a meaning here is {EVALUATE_AUTO}.",
            H2OUserWarning,
            stacklevel=2,
        )
    properties = session.current().properties
    old = properties.get(key, "null")
    properties[key] = text(value)
    return f"Old values of {key} (per node): {old}"


def time_zone() -> str:
    """The time zone of times that name none."""
    from heavywater import session

    return session.cluster().timezone


def time_zones() -> H2OFrame:
    """All time zones, one a row."""
    from heavywater import session

    return session.cluster().list_timezones()
