"""Import in two steps, as H2O has them: `lazy_import`, `parse_setup`, `parse_raw`.

Nothing is held between the steps: the key of a raw file is its address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heavywater import _importing
from heavywater.backend.response import H2OResponse
from heavywater.core.store import unique_key
from heavywater.exceptions import (
    H2OTypeError,
    H2OValueError,
)

if TYPE_CHECKING:
    from heavywater.core.frames.importing.description import Description
    from heavywater.frame import H2OFrame

__all__ = ["lazy_import", "parse_raw", "parse_setup"]

_TYPE_WORDS = {
    "numeric": "Numeric",
    "enum": "Enum",
    "string": "String",
    "time": "Time",
    "uuid": "UUID",
}
_FORMAT_WORDS = {
    "text": "CSV",
    "svmlight": "SVMLight",
    "arff": "ARFF",
    "parquet": "PARQUET",
    "orc": "ORC",
    "avro": "AVRO",
    "excel": "XLS",
    "arrow": "ARROW",
    "arrow stream": "ARROW",
    "json lines": "JSON",
    "json": "JSON",
}
_TABLE_SEPARATOR = "|"
"""What H2O says of files that have none."""

_CHUNK = 4 << 20


def lazy_import(path: str | Sequence[str], pattern: str | None = None) -> list[str]:
    """Look for files to import; `parse_setup` and `parse_raw` read them.

    Parameters
    ----------
    path
        A file, a folder, an address, a pattern such as ``data/*.csv``, or a list of them.
    pattern
        Regular expression for the files of a folder.

    Returns
    -------
    list of str
        A key for each file.

    Raises
    ------
    H2OFileError
        If there are no such files.

    Examples
    --------
    >>> import tempfile, pathlib, heavywater as h2o
    >>> path = pathlib.Path(tempfile.mkdtemp(), "cars.csv")
    >>> _ = path.write_text("name,year\\na,70\\nb,71\\n")
    >>> raw = h2o.lazy_import(str(path))
    >>> setup = h2o.parse_setup(raw, column_types={"year": "enum"})
    >>> h2o.parse_raw(setup, id="cars").types
    {'name': 'string', 'year': 'enum'}
    """
    return [_importing.raw_key(file) for file in _importing.sources(path, pattern, exist=True)]


def parse_setup(
    raw_frames: str | Sequence[str],
    destination_frame: str | None = None,
    header: int = 0,
    separator: str | None = None,
    column_names: Sequence[str] | None = None,
    column_types: Any = None,
    na_strings: Any = None,
    skipped_columns: Sequence[int] | None = None,
    force_col_types: bool = False,
    custom_non_data_line_markers: str | None = None,
    partition_by: str | Sequence[str] | None = None,
    quotechar: str | None = None,
    escapechar: str | None = None,
    tz_adjust_to_local: bool = False,
) -> dict[str, Any]:
    """How files would be imported; the answer may be changed, and goes to `parse_raw`.

    Parameters
    ----------
    raw_frames
        Keys from `lazy_import` or ``import_file(parse=False)``, or paths.
    destination_frame
        Key of the frame to be made.
    header
        1 if the first line has the names, -1 if it is data, 0 to guess.
    separator, column_names, column_types, na_strings, skipped_columns, force_col_types
        As ``sep``, ``col_names``, ``col_types``, ... of `import_file`.
    custom_non_data_line_markers, partition_by, quotechar, escapechar, tz_adjust_to_local
        As there.

    Returns
    -------
    dict
        Under H2O's names; those of columns and types are in double quotes, as H2O's client has
        them. ``separator`` is the code of the character.

    Raises
    ------
    H2OFileError
        If a file cannot be imported.
    """
    from heavywater.core.frames.importing import ImportRequest, describe

    files = _importing.sources(raw_frames)
    request = ImportRequest(
        header,
        separator,
        column_names,
        column_types,
        na_strings,
        skipped_columns,
        quotechar,
        escapechar,
        custom_non_data_line_markers,
        force_col_types,
    )
    found = describe(_importing.opened(files, partition_by), request)
    partitions = [partition_by] if isinstance(partition_by, str) else partition_by
    asked = {
        "skipped_columns": None if skipped_columns is None else list(skipped_columns),
        "force_col_types": force_col_types,
        "custom_non_data_line_markers": custom_non_data_line_markers,
        "partition_by": None if partitions is None else list(partitions),
        "single_quotes": quotechar == "'",
        "escapechar": ord(escapechar) if escapechar else 0,
        "tz_adjust_to_local": tz_adjust_to_local,
    }
    return H2OResponse(_described(found, files, destination_frame) | asked)


def _described(found: Description, files: Sequence[str], key: str | None) -> dict[str, Any]:
    separator = found.separator or _TABLE_SEPARATOR
    missing = [[f'"{text}"' for text in texts] or None for texts in found.missing]
    return {
        "__meta": _meta("ParseSetupV3", "ParseSetup"),
        "_exclude_fields": "",
        "source_frames": [_source(file) for file in files],
        "parse_type": _FORMAT_WORDS[found.format],
        "separator": -1 if found.format == "svmlight" else ord(separator),
        "check_header": 1 if found.header or (found.separator is None and found.named) else -1,
        "column_names": [f'"{name}"' for name in found.names] if found.named else None,
        "column_types": [f'"{_TYPE_WORDS[kind]}"' for kind in found.kinds],
        "na_strings": missing if any(missing) else None,
        "column_name_filter": None,
        "column_offset": 0,
        "column_count": 0,
        "destination_frame": key or _importing.key_for(files[0]),
        "header_lines": 0,
        "number_columns": len(found.names),
        "data": found.preview,
        "warnings": None,
        "chunk_size": _CHUNK,
        "total_filtered_column_count": len(found.names),
        "decrypt_tool": None,
    }


def _meta(name: str, kind: str) -> dict[str, Any]:
    return {"schema_version": 3, "schema_name": name, "schema_type": kind}


def _source(file: str) -> dict[str, Any]:
    key = _importing.raw_key(file)
    return {
        "__meta": _meta("FrameKeyV3", "Key<Frame>"),
        "name": key,
        "type": "Key<Frame>",
        "URL": f"/3/Frames/{key}",
    }


def parse_raw(
    setup: Mapping[str, Any], id: str | None = None, first_line_is_header: int = 0
) -> H2OFrame:
    """Import files as a setup says.

    Parameters
    ----------
    setup
        The answer of `parse_setup`, changed or not.
    id
        Key of the frame; the setup's unless it is given.
    first_line_is_header
        1 if the first line has names, -1 if it is data, 0 for what the setup says.

    Returns
    -------
    H2OFrame
        The frame.

    Raises
    ------
    H2OFileError
        If a file cannot be imported; nothing is kept then.
    """
    if not isinstance(setup, Mapping) or "source_frames" not in setup:
        raise H2OTypeError("setup must be the answer of parse_setup().", "setup", setup)
    if first_line_is_header not in (-1, 0, 1):
        raise H2OValueError(
            f"first_line_is_header must be -1, 0 or 1, not {first_line_is_header!r}.",
            "first_line_is_header",
        )
    files = [source["name"] for source in setup["source_frames"]]
    options = _options(setup)
    if options["sep"] is not None:
        # Of text; other files say themselves where their names are.
        options["header"] = first_line_is_header or setup.get("check_header", 0)
    key = id or _plain(setup.get("destination_frame")) or unique_key("frame")
    return _importing.imported(files, None, key, options)


def _options(setup: Mapping[str, Any]) -> dict[str, Any]:
    """What `import_file` would be told."""
    is_text = setup.get("parse_type", "CSV") == "CSV"
    names, types = setup.get("column_names"), setup.get("column_types")
    missing = setup.get("na_strings")
    if setup.get("parse_type") == "SVMLight":
        names = types = missing = None
    separator, escape = setup.get("separator"), setup.get("escapechar")
    return {
        "sep": _character(separator) if is_text and separator else None,
        "col_names": None if not names else [_plain(name) for name in names],
        "col_types": None if not types else [_type_word(word) for word in types],
        "na_strings": [[_plain(t) for t in texts or ()] for texts in missing] if missing else None,
        "skipped_columns": setup.get("skipped_columns"),
        "force_col_types": bool(setup.get("force_col_types")),
        "custom_non_data_line_markers": setup.get("custom_non_data_line_markers"),
        "quotechar": "'" if is_text and setup.get("single_quotes") else None,
        "escapechar": _character(escape) if escape else None,
        "partition_by": setup.get("partition_by"),
        "tz_adjust_to_local": bool(setup.get("tz_adjust_to_local")),
    }


def _character(code: Any) -> str:
    return code if isinstance(code, str) else chr(code)


def _plain(text: Any) -> Any:
    """A text without the double quotes that the setup has around it."""
    quoted = isinstance(text, str) and len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1] if quoted else text


def _type_word(word: Any) -> str | None:
    plain = _plain(word)
    return None if plain is None or str(plain).casefold() in ("unknown", "bad") else str(plain)
