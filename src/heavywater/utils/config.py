"""The file ``.h2oconfig``, in which H2O's users keep settings of its client."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

__all__ = ["H2OConfigReader", "get_config_value", "wants_frames"]

FILE_NAME = ".h2oconfig"

#: Sums and means by column as frames of one row, instead of a number and a list.
FRAMES = "general.allow_breaking_changes"

_SECTION = re.compile(r"\[(\w+)\]")
_ENTRY = re.compile(r"(?:(\w+):)?([\w.]+)\s*=(.*)")


class H2OConfigReader:
    """Reads the first ``.h2oconfig`` among a folder, those above it and the user's own.

    Lines are ``key = value``, ``[section]`` or ``# comment``. Of H2O's keys,
    ``general.allow_breaking_changes`` has a meaning here; those about a server have none.

    Parameters
    ----------
    root
        The folder to begin with; the current one by default.
    """

    KEYS: ClassVar = frozenset(
        {
            "init.check_version",
            "init.proxy",
            "init.url",
            "init.verify_ssl_certificates",
            "init.cookies",
            "init.username",
            "init.password",
            FRAMES,
            "general.telemetry",
        }
    )
    _settings: ClassVar[dict[str, str] | None] = None

    def __init__(self, root: str = "") -> None:
        self._root = Path(root).absolute()

    @classmethod
    def get_config(cls) -> dict[str, str]:
        """The settings, which are read once."""
        if cls._settings is None:
            cls._settings = cls().read_config()
        return cls._settings

    def read_config(self) -> dict[str, str]:
        """The settings of the first file found; mistakes in it are logged and passed over."""
        for path in self._candidates():
            if path.is_file():
                return self._parsed(path.read_text("utf-8"))
        return {}

    def _candidates(self) -> Iterator[Path]:
        for folder in (self._root, *self._root.parents):
            yield folder / FILE_NAME
        yield Path("~").expanduser() / FILE_NAME

    def _parsed(self, text: str) -> dict[str, str]:
        log = logging.getLogger("h2o")
        settings: dict[str, str] = {}
        section = ""
        for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
            if not line or line.startswith("#"):
                continue
            if found := _SECTION.fullmatch(line):
                section = f"{found[1]}."
            elif (found := _ENTRY.fullmatch(line)) is None:
                log.error("Syntax error in line %d of %s: %s", number, FILE_NAME, line)
            elif found[1] is None or found[1].lower() == "py":
                key = section + found[2]
                if key in self.KEYS:
                    settings[key] = found[3].strip()
                else:
                    log.error("%s in %s is not a key that is known.", key, FILE_NAME)
        return settings


def get_config_value(key: str, default: str | None = None) -> str | None:
    """A setting of the file, or the default.

    Parameters
    ----------
    key
        Such as ``general.allow_breaking_changes``.
    default
        What to give if the file does not set it.
    """
    return H2OConfigReader.get_config().get(key, default)


def wants_frames() -> bool:
    """Whether sums and means are to be frames, by the user's file.

    As in H2O, any value but an empty one says so.
    """
    return bool(get_config_value(FRAMES))
