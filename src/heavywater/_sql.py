"""`import_sql_table` and `import_sql_select`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from heavywater.core.store import unique_key
from heavywater.exceptions import H2OTypeError, H2OUnknownValueError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.frame import H2OFrame

__all__ = ["import_sql_select", "import_sql_table"]

_FETCH_MODES = (None, "DISTRIBUTED", "SINGLE")


def import_sql_table(
    connection_url: str,
    table: str,
    username: str,
    password: str,
    columns: Sequence[str] | None = None,
    optimize: bool = True,  # noqa: ARG001 - H2O's signature
    fetch_mode: str | None = None,
    num_chunks_hint: int | None = None,  # noqa: ARG001 - H2O's signature
) -> H2OFrame:
    """Read a table of a database into a frame.

    Parameters
    ----------
    connection_url
        Address of the database, with ``jdbc:`` in front or without: ``sqlite:///path/of/file``
        (SQLite is built in), ``postgresql://host:5432/name``, and those of MySQL, MariaDB, SQL
        Server, Oracle and Redshift, which need ``pip install "heavywater[sql]"``.
    table
        Name of the table.
    username, password
        Who asks; a file of SQLite asks for neither.
    columns
        Names of the columns; all of them by default.
    optimize, fetch_mode, num_chunks_hint
        How H2O's cluster shares the work. Accepted; rows are fetched in one query.

    Returns
    -------
    H2OFrame
        Text is of type string, truth values are 0 and 1, dates and time stamps are times.

    Raises
    ------
    H2OFileError
        If the database cannot be reached, or has no such table or column.

    Examples
    --------
    >>> import pathlib, sqlite3, tempfile, heavywater as h2o
    >>> path = pathlib.Path(tempfile.mkdtemp(), "bikes.db")
    >>> with sqlite3.connect(path) as database:
    ...     _ = database.execute("CREATE TABLE trips AS SELECT 1 AS id, 'x' AS name")
    >>> h2o.import_sql_table(f"jdbc:sqlite:{path}", "trips", "", "").types
    {'id': 'int', 'name': 'string'}
    """
    _check(connection_url=connection_url, table=table, username=username, password=password)
    _check_fetch_mode(fetch_mode)
    if columns is not None:
        _check_columns(columns)
    from heavywater.core.frames.importing import sql

    return _imported(
        table, lambda: sql.import_table(connection_url, table, username, password, columns)
    )


def import_sql_select(
    connection_url: str,
    select_query: str,
    username: str,
    password: str,
    optimize: bool = True,  # noqa: ARG001 - H2O's signature
    use_temp_table: bool | None = None,  # noqa: ARG001 - H2O's signature
    temp_table_name: str | None = None,  # noqa: ARG001 - H2O's signature
    fetch_mode: str | None = None,
    num_chunks_hint: int | None = None,  # noqa: ARG001 - H2O's signature
) -> H2OFrame:
    """Read the rows that a query answers into a frame.

    Parameters
    ----------
    connection_url, username, password
        As for `import_sql_table`.
    select_query
        The query, which begins with SELECT.
    use_temp_table, temp_table_name
        The table into which H2O writes the rows first. Accepted; none is needed, and nothing is
        written to the database.
    optimize, fetch_mode, num_chunks_hint
        As for `import_sql_table`.

    Returns
    -------
    H2OFrame
        The rows.

    Raises
    ------
    H2OFileError
        If the database cannot be reached, or refuses the query.
    """
    _check(connection_url=connection_url, select_query=select_query)
    _check(username=username, password=password)
    _check_fetch_mode(fetch_mode)
    from heavywater.core.frames.importing import sql

    return _imported(
        "query", lambda: sql.import_query(connection_url, select_query, username, password)
    )


def _check(**texts: object) -> None:
    for name, text in texts.items():
        if not isinstance(text, str):
            raise H2OTypeError(f"{name} must be a string, not {text!r}.", name, text)


def _check_columns(columns: object) -> None:
    if not isinstance(columns, (list, tuple)) or not all(isinstance(c, str) for c in columns):
        raise H2OTypeError(f"columns must be a list of names, not {columns!r}.", "columns", columns)


def _check_fetch_mode(mode: object) -> None:
    if mode not in _FETCH_MODES:
        raise H2OUnknownValueError(
            f"fetch_mode must be 'DISTRIBUTED', 'SINGLE' or None, not {mode!r}.", "fetch_mode"
        )


def _imported(name: str, work: Callable[[], FrameData]) -> H2OFrame:
    from heavywater.core.jobs import Job
    from heavywater.display.progress import run_shown
    from heavywater.frame import H2OFrame

    data = run_shown(Job(unique_key("job"), "Import SQL Table"), lambda _: work())
    return H2OFrame._from_data(
        data, f"{unique_key(re.sub(r'[^A-Za-z0-9_]', '_', name))}_sql_to_hex"
    )
