"""The time zone of times that name none: of text that is read, and of the parts of a time.

Times are stored in UTC. The zone is a setting of the whole process, as it is in H2O.
"""

from __future__ import annotations

import datetime
import zoneinfo

import polars as pl

from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean

__all__ = ["described", "set_zone", "to_local", "to_utc", "zone", "zones"]

_UTC = "UTC"
_zone = _UTC


def zone() -> str:
    """Name of the zone, ``UTC`` at the beginning."""
    return _zone


def set_zone(name: str) -> None:
    """Read times in another zone from now on.

    Parameters
    ----------
    name
        A name such as ``Europe/Berlin``.

    Raises
    ------
    H2OValueError
        If there is no such zone.
    """
    global _zone
    if not isinstance(name, str):
        raise H2OTypeError(f"A time zone is named by a string, not by {name!r}.", "timezone", name)
    if name not in zones():
        raise H2OValueError(
            f"There is no time zone {name!r}.{did_you_mean(name, zones())} list_timezones() lists "
            "all of them.",
            "timezone",
        )
    _zone = name


def zones() -> list[str]:
    """Names of the time zones that the machine knows."""
    return sorted(zoneinfo.available_timezones())


def described() -> list[str]:
    """The zones as H2O lists them: the distance from UTC that they usually have, and the name."""
    return [f"{_distance(name)} {name}" for name in zones()]


def _distance(name: str) -> str:
    winter = datetime.datetime(2000, 1, 1, tzinfo=zoneinfo.ZoneInfo(name))
    passed = (winter.utcoffset() or datetime.timedelta()) - (winter.dst() or datetime.timedelta())
    minutes = round(passed.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def to_utc(local: pl.Series) -> pl.Series:
    """Times as clocks of the zone show them, as times in UTC.

    Of two times that a clock shows twice it is the first; one that it leaves out is missing.
    """
    if _zone == _UTC:
        return local
    there = local.dt.replace_time_zone(_zone, ambiguous="earliest", non_existent="null")
    return there.dt.convert_time_zone(_UTC).dt.replace_time_zone(None)


def to_local(utc: pl.Series) -> pl.Series:
    """Times in UTC, as clocks of the zone show them."""
    if _zone == _UTC:
        return utc
    there = utc.dt.replace_time_zone(_UTC).dt.convert_time_zone(_zone)
    return there.dt.replace_time_zone(None)
