"""Methods of H2O's H2OFrame that are not there yet, and what to use meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from heavywater.exceptions import H2ONotImplementedError

__all__ = ["NOT_YET", "announce"]

NOT_YET: dict[str, str] = {
    "convert_H2OFrame_2_DMatrix": "frame.to_numpy()",
    "convert_with_polars": "frame.to_pandas()",
    "save_to_hive": "frame.to_polars() and write_database()",
}


def announce(name: str, instead: str) -> Callable[..., NoReturn]:
    """A method that says what to use instead of it."""

    def method(*_args: Any, **_options: Any) -> NoReturn:
        raise H2ONotImplementedError(
            f"H2OFrame.{name}() is not available yet. Until it is, use {instead}."
        )

    method.__name__ = name
    method.__doc__ = f"Not available yet; use {instead}."
    return method
