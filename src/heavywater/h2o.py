"""The package's functions under H2O's second path, as in ``from h2o.h2o import import_file``."""

from __future__ import annotations

from typing import Any

import heavywater

__all__ = list(heavywater.__all__)


def __getattr__(name: str) -> Any:
    return getattr(heavywater, name)
