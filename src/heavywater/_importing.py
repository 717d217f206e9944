"""Import of files: what it adds to that of one file is folders, lists, names of frames."""

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

__all__ = ["import_file", "imported", "key_for", "opened", "raw_key", "sources", "upload_file"]

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


_NOT_OPTIONS = ("path", "destination_frame", "parse", "pattern")

_RAW = "nfs:/"
"""In front of the path of a file in H2O's keys of files that were not read yet."""


def import_file(
    path: str | os.PathLike[str] | Sequence[str] | None = None,
    destination_frame: str | None = None,
    parse: bool = True,
    header: int = 0,
    sep: str | None = None,
    col_names: Sequence[str] | None = None,
    col_types: Any = None,
    na_strings: Any = None,
    pattern: str | None = None,
    skipped_columns: Sequence[int] | None = None,
    force_col_types: bool = False,
    custom_non_data_line_markers: str | None = None,
    partition_by: Any = None,
    quotechar: str | None = None,
    escapechar: str | None = None,
    tz_adjust_to_local: bool = False,
) -> H2OFrame:
    """Read files into a frame.

    Separator, header and types of the columns are guessed as H2O does, unless they are given.

    Parameters
    ----------
    path
        A file, a folder (with the folders inside), a pattern such as ``data/*.csv``, an address
        (``file:``, ``http:``, ``https:``, ``s3:``, ``gs:``, ``az:``), or a list of them; the rows
        of several files, which must have the same columns, go below each other.
    destination_frame
        Key of the frame; made from the name of the file when it is not given.
    parse
        False to look for the files only, and get their keys for `parse_setup`.
    header
        1 if the first line has the names, -1 if it is data, 0 to guess.
    sep
        Separator of the fields; guessed when it is not given.
    col_names
        Names of the columns.
    col_types
        Types of the columns: a list, or a dict from name to type.
    na_strings
        Texts that mean a missing value: a list, a list of lists, or a dict from name to list.
    pattern
        Regular expression for the files of a folder.
    skipped_columns
        Positions of columns to leave out.
    quotechar
        Character around quoted fields.
    force_col_types
        Whether types of numbers hold to the letter: ``int`` rounds, and ``real`` stays real where
        all numbers are whole; of a Parquet file, its own types.
    custom_non_data_line_markers
        Characters; a line that begins with one of them is left out. ``#`` by default, and none if
        the text is empty.
    escapechar
        One character in front of those that are meant literally.
    partition_by
        Columns whose level is in the path, such as ``year=1987/part.csv``; they come last.
    tz_adjust_to_local
        Turn times of Parquet and other binary files, which are in UTC, into what clocks of the
        session's time zone show.

    Returns
    -------
    H2OFrame
        The frame.
    """
    options = {name: value for name, value in locals().items() if name not in _NOT_OPTIONS}
    if path is None:
        raise H2OValueError("import_file() needs the path of a file.", "path")
    if not parse:
        from heavywater._parsing import lazy_import

        return lazy_import(path, pattern)  # type: ignore[arg-type, return-value]
    return imported(path, pattern, destination_frame, options)


def upload_file(
    path: str | os.PathLike[str],
    destination_frame: str | None = None,
    header: int = 0,
    sep: str | None = None,
    col_names: Sequence[str] | None = None,
    col_types: Any = None,
    na_strings: Any = None,
    skipped_columns: Sequence[int] | None = None,
    force_col_types: bool = False,
    quotechar: str | None = None,
    escapechar: str | None = None,
) -> H2OFrame:
    """Read one local file into a frame; `import_file` explains the arguments.

    Parameters
    ----------
    path
        The file.
    """
    options = {name: value for name, value in locals().items() if name not in _NOT_OPTIONS}
    if not os.path.isfile(os.path.expanduser(path)):
        raise H2OFileError(f"There is no file {os.fspath(path)!r}.", "path")
    return imported(path, None, destination_frame, options)


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
