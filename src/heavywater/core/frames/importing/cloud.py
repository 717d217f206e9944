"""Files of object stores and other far places, through fsspec."""

from __future__ import annotations

import glob
from typing import Any, Final
from urllib.parse import urlsplit

from heavywater.exceptions import H2OFileError

__all__ = ["fetched", "remote_files"]

_WEB: Final = ("http", "https")
_STORES: Final = ("s3", "s3a", "s3n", "gs", "gcs", "az", "abfs", "abfss", "adl", "hdfs", "hf")
_INSTALL: Final = 'Install it with: pip install "heavywater[cloud]"'


def remote_files(url: str) -> list[str]:
    """The files that an address stands for: one, those of a folder, those of a pattern."""
    scheme = urlsplit(url).scheme
    if scheme in _WEB:
        return [url]
    system, path = _system(url, scheme)
    try:
        if glob.has_magic(path):
            found = sorted(system.glob(path))
        elif system.isdir(path):
            found = sorted(system.find(path))
        else:
            return [url]
    except Exception as error:
        raise _unreachable(url, error) from None
    shown = [name for name in found if not name.rpartition("/")[2].startswith(".")]
    return [f"{scheme}://{name.lstrip('/')}" for name in shown]


def fetched(url: str, scheme: str) -> bytes:
    """The bytes of a far file."""
    system, path = _system(url, scheme)
    try:
        data: bytes = system.cat_file(path)
    except FileNotFoundError:
        raise H2OFileError(
            f"Cannot import {url!r}: there is no such file. Check the address."
        ) from None
    except Exception as error:
        raise _unreachable(url, error) from None
    return data


def _system(url: str, scheme: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        if scheme not in _STORES:
            raise _unknown(url, scheme) from None
        raise H2OFileError(
            f"Cannot import {url!r}: {scheme}:// needs the package fsspec, which is not "
            f"installed. {_INSTALL}"
        ) from None
    known = {"s3n": "s3", "abfss": "abfs"}.get(scheme, scheme)
    if known not in fsspec.available_protocols() or known in ("file", "local"):
        raise _unknown(url, scheme)
    try:
        system, path = fsspec.core.url_to_fs(f"{known}{url.removeprefix(scheme)}")
    except ImportError as error:
        raise H2OFileError(f"Cannot import {url!r}: {str(error).rstrip('.')}. {_INSTALL}") from None
    except Exception as error:
        raise _unreachable(url, error) from None
    return system, path


def _unknown(url: str, scheme: str) -> H2OFileError:
    return H2OFileError(
        f"Cannot import {url!r}: the scheme {scheme!r} is not supported. Give a local path, or a "
        "file:, http:, https:, s3:, gs: or az: URL."
    )


def _unreachable(url: str, error: Exception) -> H2OFileError:
    """Each store's library has errors of its own, so that all of them come here."""
    reason = str(error).strip().partition("\n")[0] or type(error).__name__
    return H2OFileError(
        f"Cannot import {url!r}: {reason}. Check the address, the network and the credentials, "
        "which the store's own library looks for in its usual places."
    )
