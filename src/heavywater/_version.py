"""Version numbers: this package's, and that of the API that it follows."""

from __future__ import annotations

__all__ = ["API_VERSION", "__version__"]

__version__ = "0.1.0"
API_VERSION = "3.46.0.12"
