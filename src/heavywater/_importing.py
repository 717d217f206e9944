"""What `import_file` adds to the import of one file: folders, lists, names of frames."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heavywater.exceptions import (
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
)

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.jobs import Job

__all__ = ["key_for", "known_options", "read", "sources"]

_KNOWN = (
    "header",
    "sep",
    "col_names",
    "col_types",
    "na_strings",
    "skipped_columns",
    "force_col_types",
    "custom_non_data_line_markers",
    "quotechar",
    "escapechar",
)

# What H2O's import can do and this one cannot yet, and what to do instead.
_NOT_YET = {
    "partition_by": "import the files one by one and add the column",
    "tz_adjust_to_local": "write the time zone into the times",
}

_EXTENSIONS = (
    ".gz",
    ".zip",
    ".csv",
    ".tsv",
    ".txt",
    ".data",
    ".dat",
    ".svm",
    ".svmlight",
    ".xls",
    ".arff",
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
    """The rows of all files, below each other."""
    from heavywater.core.frames.importing import ImportRequest, import_sources, open_sources

    def tick(share: float) -> None:
        job.update(share)
        job.checkpoint()

    given = {_FIELDS.get(name, name): value for name, value in options.items()}
    request = ImportRequest(**given)
    sources = [source for file in files for source in open_sources(file)]
    return import_sources(sources, request, tick)


_FIELDS = {"custom_non_data_line_markers": "comments"}


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
