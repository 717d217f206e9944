"""Tables and queries of databases."""

import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OFileError, H2OTypeError, H2OValueError

ROWS = [
    (1, "a b", 1.5, "2020-01-01", None),
    (2, None, None, "2020-01-02 03:04:05", "x"),
    (3, "c", 2.0, None, 7),
]


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "things of mine.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            'CREATE TABLE things (id INTEGER, "a name" TEXT, size REAL, day DATE, mixed)'
        )
        connection.executemany("INSERT INTO things VALUES (?, ?, ?, ?, ?)", ROWS)
    connection.close()
    return path


def rows(frame):
    return frame.as_data_frame(use_pandas=False)[1:]


@pytest.mark.parametrize("form", ["jdbc:sqlite:{}", "sqlite:///{}", "sqlite:{}", "{}"])
def test_a_table_of_sqlite(database, form):
    """Types are those that H2O gives to columns of databases."""
    frame = h2o.import_sql_table(form.format(database), "things", "", "")
    assert frame.types == {
        "id": "int",
        "a name": "string",
        "size": "real",
        "day": "time",
        "mixed": "string",
    }
    assert rows(frame)[1] == ["2", "", "", "1577934245000", "x"]
    assert rows(frame)[2] == ["3", "c", "2.0", "", "7"]
    assert frame.frame_id.startswith("things_")


def test_some_columns(database):
    frame = h2o.import_sql_table(
        str(database), "things", "", "", columns=["size", "id"], fetch_mode="SINGLE"
    )
    assert frame.names == ["size", "id"]


def test_a_query(database):
    query = "SELECT id + 1 AS next, size FROM things WHERE id > 1"
    frame = h2o.import_sql_select(f"jdbc:sqlite:{database}", query, "", "", use_temp_table=True)
    assert rows(frame) == [["3", ""], ["4", "2"]]
    empty = h2o.import_sql_select(str(database), "SELECT id FROM things WHERE id > 9", "", "")
    assert empty.shape == (0, 1)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda u: h2o.import_sql_table(u, "thing", "", ""), H2OFileError, "Did you mean 'things'"),
        (
            lambda u: h2o.import_sql_table(u, "things", "", "", columns=["sice"]),
            H2OFileError,
            "no column 'sice'.*Did you mean 'size'",
        ),
        (lambda u: h2o.import_sql_select(u, "SELEC 1", "", ""), H2OFileError, "syntax error"),
        (lambda u: h2o.import_sql_select(u, "DROP TABLE things", "", ""), H2OFileError, "readonly"),
        (lambda u: h2o.import_sql_select(u, "SELECT 1 AS a, 2 AS a", "", ""), H2OFileError, "AS"),
        (lambda u: h2o.import_sql_table(u + "x", "things", "", ""), H2OFileError, "no file"),
        (lambda u: h2o.import_sql_table(u, 5, "", ""), H2OTypeError, "table must be"),
        (
            lambda u: h2o.import_sql_table(u, "things", "", "", fetch_mode="FAST"),
            H2OValueError,
            "fetch_mode",
        ),
        (
            lambda u: h2o.import_sql_table("jdbc:nosuch://host/x", "things", "", ""),
            H2OValueError,
            "postgresql:",
        ),
    ],
)
def test_mistakes_are_explained_and_change_nothing(database, call, error, words):
    before = database.read_bytes(), h2o.session.current().store.keys()
    with pytest.raises(error, match=words):
        call(str(database))
    assert (database.read_bytes(), h2o.session.current().store.keys()) == before
    assert not Path(f"{database}x").exists()


def test_a_server_that_cannot_be_reached_is_named_without_the_password():
    pytest.importorskip("connectorx")
    url = "jdbc:postgresql://127.0.0.1:1/none?connect_timeout=1"
    with pytest.raises(H2OFileError, match=r"127\.0\.0\.1:1/none") as caught:
        h2o.import_sql_table(url, "things", "me", "se/cret")
    assert "cret" not in str(caught.value)


# -- PostgreSQL, where it is installed -------------------------------------------------------


def programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


@pytest.fixture
def postgres():
    """A server of the tests' own, reached through a port of this machine."""
    pytest.importorskip("connectorx")
    bin = programs()
    if bin is None or shutil.which("runuser") is None:
        pytest.skip("PostgreSQL is not installed")
    # Not in pytest's folders, which nobody but their owner may enter.
    folder = Path(tempfile.mkdtemp())
    shutil.chown(folder, "postgres")

    def run(*command):
        subprocess.run(
            ["runuser", "-u", "postgres", "--", *command], check=True, capture_output=True
        )

    data, port = folder / "data", "54329"
    run(bin / "initdb", "-D", data, "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    run(bin / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
    try:
        statements = (
            "CREATE TABLE things (id integer, name text, size double precision, ok boolean, "
            "day date, at timestamp);"
            "INSERT INTO things VALUES (1, 'a b', 1.5, true, '2020-01-01', '2020-01-02 03:04:05'),"
            "(2, NULL, NULL, false, NULL, NULL)"
        )
        run("psql", "-h", folder, "-p", port, "-c", statements)
        yield f"jdbc:postgresql://127.0.0.1:{port}/postgres"
    finally:
        run(bin / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_postgresql(postgres):
    frame = h2o.import_sql_table(postgres, "things", "postgres", "any")
    assert frame.types == {
        "id": "int",
        "name": "string",
        "size": "real",
        "ok": "int",
        "day": "time",
        "at": "time",
    }
    assert rows(frame)[0] == ["1", "a b", "1.5", "1", "1577836800000", "1577934245000"]
    some = h2o.import_sql_table(postgres, "things", "postgres", "", columns=["size", "id"])
    assert some.names == ["size", "id"]
    query = "SELECT count(*) AS n FROM things"
    assert rows(h2o.import_sql_select(postgres, query, "postgres", "")) == [["2"]]
    with pytest.raises(H2OFileError, match="nothings"):
        h2o.import_sql_table(postgres, "nothings", "postgres", "")
