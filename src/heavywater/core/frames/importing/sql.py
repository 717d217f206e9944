"""Tables and queries of databases: SQLite by Python's own library, others through connectorx."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing.request import ImportRequest
from heavywater.core.frames.importing.tables import as_frame
from heavywater.exceptions import H2OFileError, H2OValueError, did_you_mean

__all__ = ["import_query", "import_table"]

#: Names of databases in addresses, and what connectorx calls them.
_SERVERS: Final = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "redshift": "redshift",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlserver": "mssql",
    "mssql": "mssql",
    "oracle": "oracle",
}
_SQLITE_FILE: Final = re.compile(r"(?:jdbc:)?sqlite:(?://)?(.*)", re.DOTALL)
_TIMES: Final = re.compile(r"date|time", re.IGNORECASE)


def import_table(
    url: str, table: str, user: str, password: str, columns: Sequence[str] | None
) -> FrameData:
    """All rows of a database's table.

    Parameters
    ----------
    url
        Address of the database: ``sqlite:///path``, ``postgresql://host:port/name``, or the same
        behind ``jdbc:``.
    table
        Name of the table, with its schema in front if need be.
    user, password
        Who asks; empty for nobody. A file of SQLite asks for none.
    columns
        Names of the columns; None for all.

    Returns
    -------
    FrameData
        Text is text, truth values are numbers, dates and time stamps are times.

    Raises
    ------
    H2OFileError
        If the database cannot be reached, or has no such table or column.
    """
    path = _sqlite_path(url)
    if path is None:
        wanted = ", ".join(columns) if columns else "*"
        return import_query(url, f"SELECT {wanted} FROM {table}", user, password)
    with closing(_connected(path, url)) as database:
        declared = _declared(database, table, url)
        names = list(columns or declared)
        for name in names:
            if name not in declared:
                raise H2OFileError(
                    f"Cannot import from {url!r}: the table {table!r} has no column {name!r}."
                    f"{did_you_mean(name, list(declared))}",
                    "columns",
                )
        query = f"SELECT {', '.join(map(_quoted, names))} FROM {_quoted(table)}"
        found = _queried(database, query, url)
    times = [name for name in names if _TIMES.search(declared[name])]
    told: dict[str | int, str | None] = {n: "time" for n in times if found.schema[n] == pl.String}
    return as_frame(found, ImportRequest(col_types=told), guess_text=False)


def import_query(url: str, query: str, user: str, password: str) -> FrameData:
    """The rows that a query answers; `import_table` explains the rest.

    Nothing is written to the database: a temporary table is not needed.
    """
    path = _sqlite_path(url)
    if path is not None:
        with closing(_connected(path, url)) as database:
            return as_frame(_queried(database, query, url), ImportRequest(), guess_text=False)
    return as_frame(_fetched(url, query, user, password), ImportRequest(), guess_text=False)


# -- SQLite ----------------------------------------------------------------------------------


def _sqlite_path(url: str) -> Path | None:
    """The file of an SQLite database; None for another database."""
    match = _SQLITE_FILE.fullmatch(url)
    if match:
        rest = match[1].partition("?")[0]
        # Three slashes are a relative path in some places and an absolute one in others.
        relative = Path(unquote(rest.removeprefix("/"))).expanduser()
        return relative if relative.exists() else Path(unquote(rest)).expanduser()
    if "://" not in url and not url.startswith("jdbc:"):
        return Path(url).expanduser()
    return None


def _connected(path: Path, url: str) -> sqlite3.Connection:
    """A connection that only reads, so that a wrong path makes no database."""
    if not path.is_file():
        raise H2OFileError(f"Cannot import from {url!r}: there is no file {str(path)!r}.")
    try:
        return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise _refused(url, error) from None


def _declared(database: sqlite3.Connection, table: str, url: str) -> dict[str, str]:
    """The columns of a table, and their types as they were declared."""
    try:
        rows = database.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        ).fetchall()
    except sqlite3.Error as error:
        raise _refused(url, error) from None
    if not rows:
        hint = did_you_mean(table, [name for (name,) in names])
        raise H2OFileError(f"Cannot import from {url!r}: there is no table {table!r}.{hint}")
    return {row[1]: row[2] for row in rows}


def _queried(database: sqlite3.Connection, query: str, url: str) -> pl.DataFrame:
    try:
        cursor = database.execute(query)
        rows = cursor.fetchall()
    except sqlite3.Error as error:
        raise _refused(url, error) from None
    if cursor.description is None:
        raise H2OValueError(f"The query answers no rows: {query[:100]!r}. Use SELECT.", "query")
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(cursor.description)
    names = [column[0] for column in cursor.description]
    if len(set(names)) < len(names):
        raise H2OFileError(
            f"Cannot import from {url!r}: several columns of the query have one name. Give each a "
            "name of its own with AS."
        )
    return pl.DataFrame([_column(name, part) for name, part in zip(names, cells, strict=True)])


def _column(name: str, cells: Sequence[Any]) -> pl.Series:
    """Cells of SQLite, which are of any type: text if one of them is."""
    kinds = {type(cell) for cell in cells} - {type(None)}
    if kinds <= {int, float}:
        dtype = pl.Float64 if float in kinds or not kinds else pl.Int64
        return pl.Series(name, cells, dtype=dtype, strict=False)
    texts = [cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell for cell in cells]
    words = [None if text is None else str(text) for text in texts]
    return pl.Series(name, words, dtype=pl.String)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# -- Servers ---------------------------------------------------------------------------------


def _fetched(url: str, query: str, user: str, password: str) -> pl.DataFrame:
    address = _address(url, user, password)
    try:
        import connectorx  # noqa: F401 - Polars uses it
    except ImportError:
        raise H2OFileError(
            f"Cannot import from {_shown(url)!r}: databases other than SQLite need the package "
            'connectorx, which is not installed. Install it with: pip install "heavywater[sql]"'
        ) from None
    try:
        return pl.read_database_uri(query, address, engine="connectorx")
    except Exception as error:  # connectorx raises RuntimeError, and panics with its own
        raise _refused(_shown(url), error, secret=password) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _refused(_shown(url), error, secret=password) from None


def _address(url: str, user: str, password: str) -> str:
    """The address as connectorx takes it, with who asks."""
    parts = urlsplit(url.removeprefix("jdbc:"))
    if parts.scheme not in _SERVERS:
        raise H2OValueError(
            f"{_shown(url)!r} is no address of a database that can be read; the beginnings are "
            f"sqlite:, {', '.join(f'{name}:' for name in _SERVERS)}, each with jdbc: or without.",
            "connection_url",
        )
    host = parts.netloc.rpartition("@")[2]
    who = parts.netloc.rpartition("@")[0]
    if user:
        who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    netloc = f"{who}@{host}" if who else host
    return urlunsplit((_SERVERS[parts.scheme], netloc, parts.path, parts.query, ""))


def _shown(url: str) -> str:
    """The address without a password."""
    return re.sub(r"(//[^/@:]*):[^/@]*@", r"\1:***@", url)


def _refused(url: str, error: BaseException, secret: str = "") -> H2OFileError:
    reason = " ".join(str(error).split()) or type(error).__name__
    if secret:
        reason = reason.replace(secret, "***")
    return H2OFileError(f"Cannot import from {url!r}: {reason}. Check the address and the query.")
