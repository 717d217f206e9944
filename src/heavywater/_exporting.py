"""`export_file` and `download_csv`: frames into files of this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from heavywater._frame.base import as_flag, as_frame_data
from heavywater._local_paths import local_path
from heavywater.core.frames import export
from heavywater.exceptions import (
    H2OFileError,
    H2OTypeError,
    H2OValueError,
    did_you_mean,
)

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["download_csv", "export_file", "load_frame", "save_frame"]

_FORMATS = ("csv", "parquet", "arrow")
_COMPRESSIONS = {
    "csv": ("none", "gzip", "bzip2", "zstd"),
    "parquet": ("none", "gzip", "snappy", "zstd", "lz4"),
    "arrow": ("none", "zstd", "lz4"),
}


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
    """Write a frame to a file, or to several.

    A file appears under its name when it is whole; if anything fails, what was there before is
    as it was.

    Parameters
    ----------
    frame
        What to write.
    path
        Where to: a file, or with `parts` a folder that is empty or not there. An empty folder
        gets its only part even without `parts`.
    force
        Replace a file that is there already.
    sep
        One character between the cells of a CSV file.
    compression
        Of CSV: ``"none"`` (the default), ``"gzip"``, ``"bzip2"`` or ``"zstd"``; of Parquet:
        ``"zstd"`` (the default), ``"snappy"``, ``"gzip"``, ``"lz4"`` or ``"none"``; of Arrow:
        ``"none"`` (the default), ``"zstd"`` or ``"lz4"``.
    parts
        1 for one file; more for at most so many files in a folder, which `import_file` reads
        together again; -1 for as many as the rows call for.
    header, quote_header
        Whether the names stand on the first line, and in quotes.
    parallel, write_checksum
        Accepted for compatibility with H2O; they do not change what is in the file.
    format
        ``"csv"``, ``"parquet"`` or ``"arrow"``.
    tz_adjust_from_local
        Whether times of Parquet and Arrow files become times in UTC, where they are what clocks
        of the session's time zone show: the way back from ``tz_adjust_to_local`` of `import_file`.

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
    _check_word(format, "format", _FORMATS)
    packing = None if compression is None else str(compression).lower()
    _check_word(packing or "none", "compression", _COMPRESSIONS[format])
    _check_parts(parts)
    if format == "csv":
        writer = export.csv_writer(
            separator=_checked_separator(sep),
            header=as_flag(header, "header"),
            quote_header=as_flag(quote_header, "quote_header"),
            compression=packing or "none",
        )
    else:
        writer = export.table_writer(
            format,
            compression="uncompressed" if packing == "none" else packing,
            to_utc_first=as_flag(tz_adjust_from_local, "tz_adjust_from_local"),
        )
    target = _target(path, force=True)
    if parts == 1 and not target.is_dir():
        target = _target(path, as_flag(force, "force"))
        export.write_file(data, target, writer, replace=force)
    else:
        export.write_parts(data, target, writer, parts)


def _check_parts(parts: object) -> None:
    if isinstance(parts, bool) or not isinstance(parts, int):
        raise H2OTypeError(f"parts must be an integer, not {parts!r}.", "parts", parts)
    if parts < 1 and parts != -1:
        raise H2OValueError(
            f"parts is {parts}; it must be at least 1, or -1 to be found by the number of rows.",
            "parts",
        )


def _checked_separator(sep: object) -> str:
    if not isinstance(sep, str) or len(sep) != 1 or not sep.isascii():
        raise H2OValueError(f"sep must be one ASCII character, not {sep!r}.", "sep")
    return sep


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
    target = local_path(path, "path")
    if target.exists() and not force:
        raise H2OFileError(f"{str(target)!r} is there already; give force=True to replace it.")
    return target


# -- In Heavywater's own form ------------------------------------------------------------------


def save_frame(frame: H2OFrame, path: str | os.PathLike[str], force: bool = True) -> None:
    """Write a frame to a folder in Heavywater's own form; `load_frame` reads it.

    Parameters
    ----------
    frame
        What to write. The file has the name of its key.
    path
        The folder, made if need be.
    force
        Replace a file that is there already.

    Raises
    ------
    H2OFileError
        If the file is there already, or cannot be written.
    """
    from heavywater.core.artifacts import files
    from heavywater.core.frames.arrays import frame_to_arrays

    arrays = frame_to_arrays(as_frame_data(frame, "frame"))
    replace = as_flag(force, "force")
    files.save(arrays, "frame", local_path(path, "path"), _name_of(frame.frame_id), replace=replace)


def load_frame(frame_id: str, path: str | os.PathLike[str], force: bool = True) -> H2OFrame:
    """Read a frame that `H2OFrame.save` wrote.

    Parameters
    ----------
    frame_id
        Its key, which is the name of the file.
    path
        The folder that it was written to.
    force
        Replace a frame of the session that has the key.

    Returns
    -------
    H2OFrame
        The frame.

    Raises
    ------
    H2OFileError
        If there is no such file, or it is damaged.
    H2OValueError
        If the session has something under the key and `force` is false.
    """
    from heavywater.core.artifacts import files
    from heavywater.core.frames.arrays import FrameArrays, frame_from_arrays
    from heavywater.frame import H2OFrame
    from heavywater.session import current

    if not isinstance(frame_id, str):
        raise H2OTypeError(f"frame_id must be a key, not {frame_id!r}.", "frame_id", frame_id)
    if not as_flag(force, "force") and frame_id in current().store:
        raise H2OValueError(
            f"The session has a {frame_id!r} already; give force=True to replace it.", "frame_id"
        )
    file = os.path.join(local_path(path, "path"), _name_of(frame_id))
    arrays, _ = files.load(file, "frame", FrameArrays)
    return H2OFrame._from_data(frame_from_arrays(arrays), frame_id)


def _name_of(key: str) -> str:
    """The name of a frame's file; a key may have characters that names of files cannot have."""
    return quote(key, safe=" ")
