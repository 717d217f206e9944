"""What every part of H2OFrame relies on: the data behind a frame, and checked arguments."""

from __future__ import annotations

import datetime
import numbers
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = [
    "FrameBase",
    "as_flag",
    "as_frame_data",
    "as_key",
    "as_operand",
    "as_plain",
    "as_seed",
    "as_text",
    "as_whole",
]

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class FrameBase:
    """A frame's data, and how results become frames."""

    _data: FrameData

    def _replace(self, data: FrameData) -> None:
        """Hold other data from now on."""
        self._data = data

    @staticmethod
    def _wrap(data: FrameData) -> H2OFrame:
        """A new, unnamed frame around the result of a verb."""
        from heavywater.frame import H2OFrame

        return H2OFrame._from_data(data)


def as_frame_data(value: object, argument: str) -> FrameData:
    """The data of a frame given as an argument."""
    if isinstance(value, FrameBase):
        return value._data
    raise H2OTypeError(
        f"{argument} must be an H2OFrame, not {_brief(value)}; make one with H2OFrame(...).",
        argument,
        value,
    )


def _brief(value: object) -> str:
    """A value on one line: its type, and what it is if that is short."""
    text = repr(value)
    return type(value).__name__ + (f" {text}" if len(text) <= 60 and "\n" not in text else "")


def as_operand(value: Any, argument: str = "rhs") -> FrameData | float | str:
    """One side of an operator: a frame's data, a number, a text, or a time in milliseconds."""
    if isinstance(value, FrameBase):
        return value._data
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float, np.bool_, np.integer, np.floating)):
        return float(value)
    if isinstance(value, (datetime.date, np.datetime64)):
        return milliseconds(value)
    raise H2OTypeError(
        f"{argument} must be a number, a text, a date or an H2OFrame, not "
        f"{type(value).__name__} {value!r}.",
        argument,
        value,
    )


def as_plain(value: Any, argument: str = "item") -> float | str | None:
    """A value that cells are compared with; None for missing."""
    operand = None if value is None else as_operand(value, argument)
    if isinstance(operand, FrameData):
        raise H2OTypeError(f"{argument} must be plain values, not frames.", argument, value)
    return operand


def milliseconds(moment: datetime.date | np.datetime64) -> float:
    """A moment as time columns hold it: milliseconds since 1970, UTC."""
    if isinstance(moment, np.datetime64):
        return float(moment.astype("datetime64[ms]").astype(np.int64))
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime(moment.year, moment.month, moment.day)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return (aware - EPOCH) / datetime.timedelta(milliseconds=1)


def as_flag(value: Any, argument: str) -> bool:
    """An argument that must be True or False."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    raise H2OTypeError(f"{argument} must be True or False, not {value!r}.", argument, value)


def as_whole(value: Any, argument: str, at_least: int | None = None) -> int:
    """An argument that must be a whole number."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise H2OTypeError(f"{argument} must be a whole number, not {value!r}.", argument, value)
    if at_least is not None and value < at_least:
        raise H2OValueError(f"{argument} must be at least {at_least}, not {value!r}.", argument)
    return int(value)


def as_numbers(value: Any, argument: str, otherwise: str = "") -> list[float]:
    """A list of numbers; `otherwise` says what else is allowed."""
    listed = isinstance(value, (list, tuple, np.ndarray))
    if not listed or not all(isinstance(v, (numbers.Real, np.bool_)) for v in value):
        raise H2OTypeError(
            f"{argument} must be a list of numbers{otherwise}, not {value!r}.", argument, value
        )
    return [float(number) for number in value]


def as_text(value: Any, argument: str) -> str:
    """An argument that must be a string."""
    if isinstance(value, str):
        return value
    raise H2OTypeError(f"{argument} must be a string, not {value!r}.", argument, value)


_KEY = re.compile(r"(?!-?[0-9])[A-Za-z0-9._~-]+")


def as_key(value: Any, argument: str) -> str:
    """A key for a frame, of the characters that H2O allows."""
    key = as_text(value, argument)
    if _KEY.fullmatch(key):
        return key
    tidy = re.sub(r"[^A-Za-z0-9._~-]+", "_", key).strip("_")
    tidy = f"frame_{tidy}" if re.match(r"-?[0-9]", tidy) or not tidy else tidy
    raise H2OValueError(
        f"{argument} is {key!r}, but a frame's key consists of the letters A to Z and a to z, of "
        f"digits and of - . _ ~, and begins with no number; {tidy!r} would do.",
        argument,
    )


def as_seed(value: Any) -> int | None:
    """A seed: a whole number, or None for a random one."""
    return None if value is None else as_whole(value, "seed")
