"""The time zone of times that name none, under the names of H2O's module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heavywater.session import cluster

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["get_timezone", "list_timezones", "set_timezone"]


def get_timezone() -> str:
    """The time zone in which times without one are read; as ``cluster().timezone``."""
    return cluster().timezone


def set_timezone(value: str) -> None:
    """Read times without a zone in another one from now on; as ``cluster().timezone = value``.

    Parameters
    ----------
    value
        A name such as ``Europe/Berlin``.

    Raises
    ------
    H2OValueError
        If there is no such zone.
    """
    cluster().timezone = value


def list_timezones() -> H2OFrame:
    """All time zones; as ``cluster().list_timezones()``."""
    return cluster().list_timezones()
