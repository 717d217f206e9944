"""What `import_file` adds to the import of one file: folders, lists, names of frames."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import as_key
from heavywater._shipped import SCHEME, shipped_file
from heavywater.exceptions import H2OFileError, H2OTypeError, H2OValueError, listed

if TYPE_CHECKING:
    from heavywater.core.frames.importing import Source
    from heavywater.frame import H2OFrame

__all__ = ["imported", "key_for", "opened", "raw_key", "sources"]

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


_RAW = "nfs:/"
"""In front of the path of a file in H2O's keys of files that were not read yet."""


def sources(path: Any, pattern: str | None = None, *, exist: bool = False) -> list[str]:
    """The files that a path, or a list of them, stands for.

    Parameters
    ----------
    path
        Files, folders, patterns such as ``data/*.csv``, addresses, or keys of raw files.
    pattern
        Regular expression for the names of a folder's files.
    exist
        Whether to look at once for files that are named one by one.

    Raises
    ------
    H2OFileError
        If there are none.
    """
    several = path if isinstance(path, Sequence) and not isinstance(path, str) else [path]
    found = [file for one in several for file in _files(_location(one), pattern)]
    if not found:
        which = f" that match the pattern {pattern!r}" if pattern else ""
        raise H2OFileError(f"There are no files in {path!r}{which}.", "path")
    if exist:
        from heavywater.core.frames.importing import open_source

        for file in found:
            open_source(file)
    return found


def raw_key(file: str) -> str:
    """H2O's key of a file that was not read yet.

    Examples
    --------
    >>> raw_key("/data/cars.csv"), raw_key("https://example.org/cars.csv")
    ('nfs://data/cars.csv', 'https://example.org/cars.csv')
    """
    if "://" in file:
        return file
    return _RAW + os.path.abspath(os.path.expanduser(file))


def _location(path: Any) -> str:
    if not isinstance(path, (str, os.PathLike)):
        raise H2OTypeError(
            "A file to import is named by its path or URL, or by a list of them, not by "
            f"{path!r} (of type {type(path).__name__}).",
            "path",
            path,
        )
    text = os.fspath(path)
    return text.removeprefix(_RAW) if text.startswith(f"{_RAW}/") else text


def _files(path: str, pattern: str | None) -> list[str]:
    if path.startswith(SCHEME):
        return [shipped_file(path)]
    if "://" in path and not path.startswith("file:"):
        from heavywater.core.frames.importing import remote_files

        return remote_files(path)
    local = os.path.expanduser(path)
    if os.path.isdir(local):
        matches = _matcher(pattern)
        return [file for file in _inside(local) if matches(os.path.basename(file))]
    if glob.has_magic(local) and not os.path.exists(local):
        found = sorted(glob.glob(local, recursive=True))
        return [file for file in found if os.path.isfile(file)]
    return [path]


def _inside(folder: str) -> Iterator[str]:
    """All files in a folder and the folders in it, but hidden ones."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(place, name) for name in sorted(names) if name[0] != ".")


def _matcher(pattern: str | None) -> Any:
    try:
        return re.compile(pattern or "").search
    except re.error as error:
        raise H2OValueError(
            f"pattern is {pattern!r}, which is no regular expression: {error}.", "pattern"
        ) from None


def opened(files: Sequence[str], partition_by: str | Sequence[str] | None = None) -> list[Source]:
    """The files, opened, each with the levels that its folders name.

    Parameters
    ----------
    files
        Their addresses.
    partition_by
        Columns whose level is in the path, such as ``year=1987/part.csv``.

    Raises
    ------
    H2OFileError
        If a file is not there, or a path lacks such a folder.
    """
    from heavywater.core.frames.importing import open_sources

    columns = [partition_by] if isinstance(partition_by, str) else list(partition_by or ())
    found = []
    for file in files:
        levels = dict(re.findall(r"([^/\\=]+)=([^/\\]*)[/\\]", file))
        lacking = [column for column in columns if column not in levels]
        if lacking:
            raise H2OFileError(
                f"Cannot import {file!r}: no folder in its path names a level of "
                f"{listed(lacking)}, as {lacking[0]}=... would. Check partition_by.",
                "partition_by",
            )
        constants = tuple((column, levels[column]) for column in columns)
        found += [replace(source, constants=constants) for source in open_sources(file)]
    return found


def imported(
    path: Any, pattern: str | None, destination_frame: str | None, options: Mapping[str, Any]
) -> H2OFrame:
    """Import files as a job that shows its progress.

    Parameters
    ----------
    path, pattern
        As for `sources`.
    destination_frame
        Key of the frame.
    options
        What `import_file` was told about the files.
    """
    from heavywater.core.frames.importing import ImportRequest, import_sources
    from heavywater.core.jobs import Job
    from heavywater.core.store import unique_key
    from heavywater.display.progress import run_shown
    from heavywater.frame import H2OFrame
    from heavywater.session import current

    if destination_frame is not None:
        as_key(destination_frame, "destination_frame")
    files = sources(path, pattern)
    given = {_FIELDS.get(name, name): value for name, value in options.items()}
    partition_by = given.pop("partition_by", None)
    request = ImportRequest(**given)

    def work(job: Job) -> Any:
        def tick(share: float) -> None:
            job.update(share)
            job.checkpoint()

        return import_sources(opened(files, partition_by), request, tick)

    data = run_shown(Job(unique_key("job"), "Parse"), work)
    key = destination_frame or key_for(files[0], current().store.keys())
    return H2OFrame._from_data(data, key)


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
