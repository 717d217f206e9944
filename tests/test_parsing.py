"""Import in two steps, folders, patterns, partitions, and what import_file may be told."""

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OFileError, H2OTypeError, H2OUserWarning, H2OValueError


@pytest.fixture
def write(tmp_path):
    def write(text, name="data.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def rows(frame):
    return frame.as_data_frame(use_pandas=False)[1:]


# -- parse_setup, parse_raw ------------------------------------------------------------------

#: Of H2O-3 3.46.0.12, for a file of comma-separated values.
KEYS = {
    "__meta",
    "_exclude_fields",
    "check_header",
    "chunk_size",
    "column_count",
    "column_name_filter",
    "column_names",
    "column_offset",
    "column_types",
    "custom_non_data_line_markers",
    "data",
    "decrypt_tool",
    "destination_frame",
    "escapechar",
    "force_col_types",
    "header_lines",
    "na_strings",
    "number_columns",
    "parse_type",
    "partition_by",
    "separator",
    "single_quotes",
    "skipped_columns",
    "source_frames",
    "total_filtered_column_count",
    "tz_adjust_to_local",
    "warnings",
}


def test_a_setup_is_that_of_h2o(write):
    path = write("a,b\nx,1\nx,2\n0,3\ny,4\ny,5\nx,6\n")
    raw = h2o.lazy_import(path)
    assert raw == [f"nfs:/{path}"]
    setup = h2o.parse_setup(raw, destination_frame="two.steps")
    assert set(setup) == KEYS
    expected = {
        "parse_type": "CSV",
        "separator": 44,
        "single_quotes": False,
        "check_header": 1,
        "column_names": ['"a"', '"b"'],
        "column_types": ['"Enum"', '"Numeric"'],
        "na_strings": [['"0"'], None],
        "destination_frame": "two.steps",
        "number_columns": 2,
        "skipped_columns": None,
        "escapechar": 0,
        "header_lines": 0,
    }
    assert {name: setup[name] for name in expected} == expected
    assert setup["data"][:2] == [["x", "1"], ["x", "2"]]
    assert setup["source_frames"][0]["name"] == raw[0]
    frame = h2o.parse_raw(setup)
    assert frame.frame_id == "two.steps"
    assert frame.types == {"a": "enum", "b": "int"}
    assert frame["a"].isna().sum() == 1


def test_no_header_means_no_names(write):
    setup = h2o.parse_setup(write("1,x\n2,y\n"))
    assert (setup["column_names"], setup["check_header"]) == (None, -1)
    assert h2o.parse_raw(setup, id="without.names").names == ["C1", "C2"]


def test_a_setup_can_be_changed(write):
    setup = h2o.parse_setup(write("a;b\n1;x\n2;y\n"), separator=";")
    setup["column_types"][0] = "enum"
    setup["column_names"] = ["p", '"q"']
    setup["skipped_columns"] = [1]
    frame = h2o.parse_raw(setup, id="changed", first_line_is_header=1)
    assert (frame.frame_id, frame.types, frame.nrow) == ("changed", {"p": "enum"}, 2)


def test_the_header_of_a_setup_is_no_row(write):
    """H2O reads the line with the names as data, unless it is told again that it is none."""
    path = write("a,b\n1,x\n2,y\n")
    assert h2o.parse_raw(h2o.parse_setup(path), id="a.header").nrow == 2
    setup = h2o.parse_setup(path)
    with pytest.warns(H2OUserWarning, match="line 1, column 'a': 'a' is not a number"):
        assert h2o.parse_raw(setup, id="a.row", first_line_is_header=-1).nrow == 3


@pytest.mark.parametrize(
    ("text", "word", "separator", "names"),
    [
        ("@relation r\n@attribute x real\n@data\n1\n", "ARFF", 32, ['"x"']),
        ("1 1:2 3:4\n0 2:1\n", "SVMLight", -1, None),
        ('{"x": 1}\n{"x": 2}\n', "JSON", 124, ['"x"']),
    ],
)
def test_setups_of_other_formats(write, text, word, separator, names):
    path = write(text)
    setup = h2o.parse_setup(path)
    assert (setup["parse_type"], setup["separator"]) == (word, separator)
    assert setup["column_names"] == names
    assert h2o.parse_raw(setup, id="other.format").types == h2o.import_file(path).types


def test_raw_files_of_import_file(write, tmp_path):
    path = write("a\n1\n", "one.csv")
    write("a\n1\n", "two.txt")
    assert h2o.import_file(str(tmp_path), parse=False, pattern="csv$") == [f"nfs:/{path}"]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: h2o.lazy_import("/nowhere/x.csv"), H2OFileError, "no folder"),
        (lambda: h2o.parse_setup(5), H2OTypeError, "path"),
        (lambda: h2o.parse_raw("x.csv"), H2OTypeError, "parse_setup"),
        (lambda: h2o.parse_raw({"source_frames": []}, first_line_is_header=3), H2OValueError, "3"),
    ],
)
def test_two_steps_explain_what_they_refuse(call, error, words):
    with pytest.raises(error, match=words):
        call()


# -- Several files ---------------------------------------------------------------------------


def test_a_folder_with_folders_and_hidden_files(write, tmp_path):
    write("a,b\n1,x\n", "in/1.csv")
    write("a,b\n2,x\n", "in/deeper/2.csv")
    write("nothing of it", "in/.hidden")
    assert rows(h2o.import_file(str(tmp_path / "in"))) == [["1", "x"], ["2", "x"]]
    assert rows(h2o.import_file(str(tmp_path / "in/*.csv"))) == [["1", "x"]]
    assert rows(h2o.import_file(str(tmp_path / "**/*.csv"))) == [["1", "x"], ["2", "x"]]


def test_a_header_in_some_of_the_files(write, tmp_path):
    """As in H2O: the names are those of the file that has them."""
    write("1,x\n2,y\n", "1.csv")
    write("a,b\n3,z\n4,x\n", "2.csv")
    write("7,z\n8,x\n", "3.csv")
    frame = h2o.import_file(str(tmp_path))
    assert frame.names == ["a", "b"]
    assert frame["a"].sum() == 25
    assert frame["b"].levels() == [["x", "y", "z"]]


def test_types_are_guessed_from_all_files_together(write, tmp_path):
    write("a,b\n1,x\n2,y\n2,y\n", "1.csv")
    write("a,b\nq,1\nr,2\nq,3\nq,4\n", "2.csv")
    with pytest.warns(H2OUserWarning, match=r"1\.csv', line 2, column 'b': 'x' is not a number"):
        frame = h2o.import_file(str(tmp_path))
    assert frame.types == {"a": "enum", "b": "int"}
    assert frame["a"].levels() == [["1", "2", "q", "r"]]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("a,c\n3,z\n4,x\n", "'a', 'b', those of the other 'a', 'c'"),
        ("b,a\nz,3\nx,4\n", "'a', 'b', those of the other 'b', 'a'"),
        ("a,b,c\n3,z,1\n4,x,1\n", "2 columns, the other 3"),
        ("a;b\n3;z\n4;x\n", "separator of the one is ',', that of the other ';'"),
        ('{"a": 1, "b": "x"}\n', "format of the one is text, that of the other json lines"),
    ],
)
def test_files_that_do_not_match_are_both_named(write, tmp_path, other, words):
    before = h2o.session.current().store.keys()
    write("a,b\n1,x\n2,y\n", "1.csv")
    write(other, "2.csv")
    with pytest.raises(H2OFileError, match=words) as caught:
        h2o.import_file(str(tmp_path))
    assert "1.csv" in str(caught.value)
    assert "2.csv" in str(caught.value)
    assert h2o.session.current().store.keys() == before


def test_empty_files_are_passed_over_and_said(write, tmp_path):
    write("a,b\n1,x\n2,y\n", "1.csv")
    write("", "2.csv")
    write("a,b\n", "3.csv")
    with pytest.warns(H2OUserWarning, match=r"2\.csv', which holds no data"):
        assert h2o.import_file(str(tmp_path)).nrow == 2


def test_partitions(write, tmp_path):
    for folder in ("Year=1987/Late=YES", "Year=1987/Late=NO", "Year=1990/Late=NO"):
        write("a,b\n1,x\n2,y\n", f"{folder}/part.csv")
    frame = h2o.import_file(str(tmp_path), partition_by=["Year", "Late"])
    assert frame.types == {"a": "int", "b": "enum", "Year": "enum", "Late": "enum"}
    assert rows(frame)[3] == ["2", "y", "1987", "YES"]
    assert frame["Year"].levels() == [["1987", "1990"]]
    assert h2o.import_file(str(tmp_path), partition_by="Year").ncol == 3
    with pytest.raises(H2OFileError, match="no folder in its path names a level of 'Nope'"):
        h2o.import_file(str(tmp_path), partition_by="Nope")


# -- What import_file may be told ------------------------------------------------------------


def test_lines_that_hold_no_data(write):
    path = write("@x,b\n!1,2\n3,4\n#5,6\n")
    with pytest.warns(H2OUserWarning, match="'!1' is not a number"):
        assert rows(h2o.import_file(path)) == [["", "2"], ["3", "4"]]
    with pytest.warns(H2OUserWarning, match="'#5' is not a number"):
        frame = h2o.import_file(path, custom_non_data_line_markers="!")
    assert rows(frame) == [["3", "4"], ["", "6"]]
    assert h2o.import_file(path, custom_non_data_line_markers="").nrow == 3


def test_characters_that_are_escaped(write):
    path = write('a,b\n1,x\\,y\n2,z\n3,"q\\"r"\n4,z\n')
    frame = h2o.import_file(path, escapechar="\\")
    assert frame["b"].levels() == [['q"r', "x,y", "z"]]


def test_types_to_the_letter(write):
    """As documented; H2O-3 has the same numbers."""
    path = write("a,b,c\n1,0.4,x\n2,1.5,y\n3,-2.5,x\n")
    types = {"a": "real", "b": "int"}
    plain = h2o.import_file(path, col_types=types)
    assert plain.types == {"a": "int", "b": "real", "c": "enum"}
    frame = h2o.import_file(path, col_types=types, force_col_types=True)
    assert frame.types == {"a": "real", "b": "int", "c": "enum"}
    assert frame["b"].as_data_frame(use_pandas=False)[1:] == [["0"], ["2"], ["-2"]]


def test_types_of_a_parquet_file_to_the_letter(tmp_path):
    path = str(tmp_path / "numbers.parquet")
    h2o.H2OFrame({"whole": [1.0, 2.0], "mixed": [1.5, 2.0]}).to_polars().write_parquet(path)
    pandas = pytest.importorskip("pandas")
    pandas.DataFrame({"whole": [1.0, 2.0], "mixed": [1.5, 2.0]}).to_parquet(path)
    assert h2o.import_file(path).types == {"whole": "int", "mixed": "real"}
    assert h2o.import_file(path, force_col_types=True).types["whole"] == "real"


# -- Time zones ------------------------------------------------------------------------------


@pytest.fixture
def berlin():
    h2o.cluster().timezone = "Europe/Berlin"
    yield
    h2o.cluster().timezone = "UTC"


def test_times_are_read_and_told_in_the_zone_of_the_session(write, berlin):
    """The numbers are those of H2O-3 3.46.0.12."""
    text = "a,b\n2020-01-01 12:00:00,1\n2020-07-01 12:00:00,2\n2020-03-29 02:30:00,3\n"
    path = write(text + "2020-10-25 02:30:00,4\n2020-02-01,5\n")
    with pytest.warns(H2OUserWarning, match="line 4, column 'a': '2020-03-29 02:30:00' is not"):
        frame = h2o.import_file(path)
    cells = [row[0] for row in rows(frame)]
    assert cells == ["1577876400000", "1593597600000", "", "1603585800000", "1580511600000"]
    assert ["".join(row) for row in rows(frame["a"].hour())] == ["12", "12", "", "2", "0"]
    assert ["".join(row) for row in rows(frame["a"].day())] == ["1", "1", "", "25", "1"]


def test_the_zone_can_be_asked_and_set():
    assert h2o.get_timezone() == h2o.cluster().timezone == "UTC"
    h2o.set_timezone("America/Chicago")
    try:
        assert h2o.get_timezone() == "America/Chicago"
        with pytest.raises(H2OValueError, match="Did you mean 'Europe/Berlin'"):
            h2o.set_timezone("Europe/Berlim")
        assert h2o.get_timezone() == "America/Chicago"
    finally:
        h2o.set_timezone("UTC")
    zones = h2o.list_timezones()
    assert zones.names == ["Timezones"]
    assert ["+01:00 Europe/Berlin"] in rows(zones)


def test_times_in_utc_become_local_ones(tmp_path, berlin):
    path = str(tmp_path / "times.parquet")
    h2o.H2OFrame({"t": ["2020-07-01 12:00:00"]}).to_polars().write_parquet(path)
    plain, local = (h2o.import_file(path, tz_adjust_to_local=flag)["t"] for flag in (False, True))
    assert float(rows(local)[0][0]) - float(rows(plain)[0][0]) == 2 * 3600 * 1000


# -- Far files -------------------------------------------------------------------------------


def test_files_of_an_object_store():
    """fsspec's store in memory stands for all of them."""
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    store.pipe({"/far/1.csv": b"a,b\n1,x\n", "/far/2.csv": b"a,b\n2,x\n"})
    try:
        assert rows(h2o.import_file("memory://far/1.csv")) == [["1", "x"]]
        for place in ("memory://far", "memory://far/*.csv"):
            assert rows(h2o.import_file(place)) == [["1", "x"], ["2", "x"]]
        with pytest.raises(H2OFileError, match="no such file"):
            h2o.import_file("memory://far/3.csv")
    finally:
        store.rm("/far", recursive=True)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense://bucket/x.csv", "'nonsense' is not supported"),
        ("s3://bucket/x.csv", r"heavywater\[cloud\]|Check the address"),
    ],
)
def test_far_places_that_cannot_be_reached(url, words, monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(H2OFileError, match=words) as caught:
        h2o.import_file(url)
    assert url in str(caught.value)
