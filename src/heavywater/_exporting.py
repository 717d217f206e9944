"""`export_file` and `download_csv`: frames into files of this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from heavywater._frame.base import as_flag, as_frame_data
from heavywater.core.frames import export
from heavywater.exceptions import (
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
    did_you_mean,
)

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["download_csv", "export_file"]

_FORMATS = ("csv", "parquet")
_COMPRESSIONS = ("none", "gzip")


def export_file(
    frame: H2OFrame,
    path: str | os.PathLike[str],
    force: bool = False,
    sep: str = ",",
    compression: str | None = None,
    parts: int = 1,
    header: bool = True,
    quote_header: bool = True,
    parallel: bool = False,  # noqa: ARG001 - H2O's signature
    format: str = "csv",
    write_checksum: bool = True,  # noqa: ARG001 - H2O's signature
    tz_adjust_from_local: bool = False,
) -> None:
    """Write a frame to a file.

    Parameters
    ----------
    frame
        What to write.
    path
        Where to.
    force
        Replace a file that is there already.
    sep
        One character between the cells of a CSV file.
    compression
        ``"gzip"`` or ``"none"`` (the default) for a CSV file; Parquet is always compressed.
    parts
        Only 1: one file.
    header, quote_header
        Whether the names stand on the first line, and in quotes.
    parallel, write_checksum
        Accepted for compatibility with H2O; they do not change what is in the file.
    format
        ``"csv"`` or ``"parquet"``.
    tz_adjust_from_local
        Only False: times are written as they are.

    Raises
    ------
    H2OFileError
        If the file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib, heavywater as h2o
    >>> path = pathlib.Path(tempfile.mkdtemp(), "frame.csv")
    >>> h2o.export_file(h2o.H2OFrame({"x": [1, 2]}), path)
    >>> path.read_text()
    '"x"\\n1\\n2\\n'
    """
    data = as_frame_data(frame, "frame")
    if parts != 1:
        raise H2ONotImplementedError(f"parts={parts!r}: a frame is written to one file only.")
    if tz_adjust_from_local:
        raise H2ONotImplementedError("tz_adjust_from_local: times are written as they are.")
    _check_word(format, "format", _FORMATS)
    _check_word(compression or "none", "compression", _COMPRESSIONS)
    if not isinstance(sep, str) or len(sep) != 1 or not sep.isascii():
        raise H2OValueError(f"sep must be one ASCII character, not {sep!r}.", "sep")
    target = _target(path, as_flag(force, "force"))
    try:
        if format == "parquet":
            export.write_parquet(data, target)
            return
        export.write_csv(
            data,
            target,
            separator=sep,
            header=as_flag(header, "header"),
            quote_header=as_flag(quote_header, "quote_header"),
            compress=compression == "gzip",
        )
    except OSError as error:
        raise H2OFileError(f"Cannot write {str(target)!r}: {error.strerror or error}.") from error


def download_csv(data: H2OFrame, filename: str | os.PathLike[str]) -> str:
    """Write a frame to a CSV file, replacing one that is there.

    Parameters
    ----------
    data
        What to write.
    filename
        Where to.

    Returns
    -------
    The path of the file.
    """
    export_file(data, filename, force=True)
    return str(_target(filename, force=True))


def _check_word(word: object, argument: str, allowed: tuple[str, ...]) -> None:
    if word not in allowed:
        raise H2OValueError(
            f"{argument} must be {' or '.join(map(repr, allowed))}, not {word!r}."
            + did_you_mean(word, allowed),
            argument,
        )


def _target(path: object, force: bool) -> Path:
    if not isinstance(path, (str, os.PathLike)):
        raise H2OTypeError(f"path must be the path of a file, not {path!r}.", "path", path)
    target = Path(path).expanduser()
    if target.exists() and not force:
        raise H2OFileError(f"{str(target)!r} is there already; give force=True to replace it.")
    return target
