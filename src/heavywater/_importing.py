"""What `import_file` adds to the import of one file: folders, lists, names of frames."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heavywater.exceptions import (
    H2OColumnError,
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
    listed,
)

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.jobs import Job

__all__ = ["key_for", "known_options", "read", "sources"]

_KNOWN = ("header", "sep", "col_names", "col_types", "na_strings", "skipped_columns", "quotechar")

# What H2O's import can do and this one cannot yet, and what to do instead.
_NOT_YET = {
    "custom_non_data_line_markers": "delete the lines from the file first",
    "partition_by": "import the files one by one and add the column",
    "escapechar": "write quotes inside quoted fields twice",
    "tz_adjust_to_local": "write the time zone into the times",
}

# Whole numbers in one file may be fractions in the next.
_WIDE = {"int": "numeric", "real": "numeric"}

_EXTENSIONS = (
    ".gz",
    ".zip",
    ".bz2",
    ".csv",
    ".tsv",
    ".txt",
    ".data",
    ".dat",
    ".svm",
    ".svmlight",
    ".parquet",
)


def known_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that the import takes; one that it lacks is an error."""
    for name, instead in _NOT_YET.items():
        if options.get(name) not in (None, False):
            raise H2ONotImplementedError(
                f"import_file({name}=...) is not available in this release of Heavywater; "
                f"{instead}."
            )
    return {name: options[name] for name in _KNOWN if name in options}


def sources(path: Any, pattern: str | None = None) -> list[str]:
    """The files that a path, or a list of them, stands for.

    Parameters
    ----------
    path
        Files, folders or addresses.
    pattern
        Regular expression for the names of a folder's files.
    """
    several = path if isinstance(path, Sequence) and not isinstance(path, str) else [path]
    found = [file for one in several for file in _files(_location(one), pattern)]
    if not found:
        which = f" that match the pattern {pattern!r}" if pattern else ""
        raise H2OFileError(f"There are no files in {path!r}{which}.", "path")
    return found


def _location(path: Any) -> str:
    if not isinstance(path, (str, os.PathLike)):
        raise H2OTypeError(
            "A file to import is named by its path or URL, or by a list of them, not by "
            f"{path!r} (of type {type(path).__name__}).",
            "path",
            path,
        )
    return os.fspath(path)


def _files(path: str, pattern: str | None) -> list[str]:
    folder = os.path.expanduser(path)
    if not os.path.isdir(folder):
        return [path]
    matches = _matcher(pattern)
    names = sorted(name for name in os.listdir(folder) if matches(name))
    files = [os.path.join(folder, name) for name in names if not name.startswith(".")]
    return [file for file in files if os.path.isfile(file)]


def _matcher(pattern: str | None) -> Any:
    try:
        return re.compile(pattern or "").search
    except re.error as error:
        raise H2OValueError(
            f"pattern is {pattern!r}, which is no regular expression: {error}.", "pattern"
        ) from None


def read(files: Sequence[str], options: Mapping[str, Any], job: Job) -> FrameData:
    """The rows of all files, below each other.

    The types that the first file's columns have hold for all files, unless types are given.
    """
    from heavywater.core.frames.importing import import_file, is_svmlight_file, svmlight
    from heavywater.core.frames.verbs.combine import rbind

    if len(files) > 1 and is_svmlight_file(files[0]):
        # Each file has as many columns as it names features.
        parts = svmlight.join([import_file(file, **options) for file in files])
        return rbind(parts[0], parts[1:])
    parts = [import_file(files[0], **options)]
    alike = dict(options)
    if alike.get("col_types") is None:
        # Guessed from each file alone, a column could be text in one and levels in another.
        alike["col_types"] = {name: _WIDE.get(t, t) for name, t in parts[0].types.items()}
    for count, file in enumerate(files[1:], start=1):
        job.update(count / len(files))
        job.checkpoint()
        try:
            parts.append(import_file(file, **alike))
        except H2OColumnError:
            # Not all of the first file's columns are in this one: to be said of both files.
            if options.get("col_types") is not None:
                raise
            parts.append(import_file(file, **options))
        _refuse_other_columns(files[0], parts[0], file, parts[-1])
    return parts[0] if len(parts) == 1 else rbind(parts[0], parts[1:])


def _refuse_other_columns(first: str, expected: FrameData, file: str, found: FrameData) -> None:
    if found.names != expected.names:
        raise H2OFileError(
            f"Cannot import {first!r} and {file!r} into one frame: the columns of the one are "
            f"{listed(expected.names)}, those of the other {listed(found.names)}. Import them one "
            "by one, make the columns alike, and join them with rbind()."
        )


def key_for(source: str, taken: Collection[str] = ()) -> str:
    """The key of a frame that comes from a file, as H2O makes it.

    Examples
    --------
    >>> key_for("data/cars_20mpg.csv"), key_for("file:///tmp/2024 train.csv.gz")
    ('cars_20mpg.hex', 'X2024_train.hex')
    >>> key_for("cars.csv", taken=["cars.hex"])
    'cars1.hex'
    """
    name = os.path.basename(source.rstrip("/").partition("?")[0])
    while (extension := os.path.splitext(name)[1]).lower() in _EXTENSIONS and extension:
        name = name[: -len(extension)]
    name = re.sub(r"\W", "_", name, flags=re.ASCII) or "frame"
    if name[0].isdigit():
        name = f"X{name}"
    key, count = f"{name}.hex", 0
    while key in taken:
        count += 1
        key = f"{name}{count}.hex"
    return key
