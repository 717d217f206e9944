"""Whatever a file holds: a frame, or an error of ours that names it; in blocks of any size."""

import functools
import gzip
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heavywater as h2o
from heavywater.core.frames.importing import ImportRequest, Source, import_source, open_sources
from heavywater.core.frames.importing import import_sources as import_all
from heavywater.core.frames.importing import read as reading
from heavywater.core.frames.importing.blocks import blocks_of
from heavywater.exceptions import H2OError, H2OUserWarning

CELLS = st.sampled_from(
    [
        *(
            "1",
            "2.5",
            "-3",
            "1e400",
            "",
            "NA",
            "x",
            "y z",
            '"a, b"',
            '"line\nend"',
            '"q""q"',
            "nan",
        ),
        *("2020-01-01", "0", " 7", "é", "0x1", "70000", "99999999999", '" x"', "#z", "inf"),
    ]
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=25)
)
MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 400), st.sampled_from([b'"', b",", b"\n", b"\xff", b"\0", b"\r", b" "])
    ),
    max_size=3,
)


def as_text(table):
    width = len(table[0])
    rows = [",".join(f"c{i}" for i in range(width)), *(",".join(row) for row in table)]
    return ("\n".join(rows) + "\n").encode()


def imported(source, **options):
    """The frame, or what is said instead; anything but our own error is raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", H2OUserWarning)
        try:
            data = import_source(source, ImportRequest(**options))
        except H2OError as error:
            message = str(error)
        else:
            return data.types, data.table.rows()
    assert "a file" in message
    assert "\n" not in message
    return message


def plain(content):
    return Source("a file", data=bytes(content))


@settings(deadline=None, max_examples=80)
@given(TABLES, MUTATIONS)
def test_changed_files_are_read_or_refused(table, mutations):
    content = bytearray(as_text(table))
    for place, piece in mutations:
        place %= len(content) + 1
        content[place:place] = piece
    imported(plain(content))


@settings(deadline=None, max_examples=60)
@given(
    st.binary(min_size=1, max_size=60), st.sampled_from([b"PAR1", b"ARROW1", b"Obj\x01", b"ORC\0"])
)
def test_what_only_begins_as_a_table_is_refused(content, magic):
    assert isinstance(imported(plain(magic + content)), str)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=60), st.sampled_from([b"{", b"[{", b"@relation r\n@data\n", b"1 1:2\n"]))
def test_what_only_begins_as_a_format_is_read_or_refused(content, beginning):
    imported(plain(beginning + content))


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_damaged_gzip_is_never_half_imported(data):
    packed = bytearray(gzip.compress(b"a,b\n" + b"1,2\n" * 50, mtime=0))
    place = data.draw(st.integers(10, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    found = imported(Source("a file", data=bytes(packed), packing="gzip"))
    # A change of what does not matter, such as the time, changes nothing.
    assert isinstance(found, str) or len(found[1]) == 50


@settings(deadline=None, max_examples=80)
@given(TABLES, st.integers(1, 60))
def test_the_size_of_blocks_does_not_matter(table, size):
    content = as_text(table)
    whole = imported(plain(content), header=1, sep=",")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "blocks_of", functools.partial(blocks_of, size=size))
        in_blocks = imported(plain(content), header=1, sep=",")
    assert in_blocks == whole


def test_a_refused_file_leaves_the_session_as_it_was(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(b"a,b\n1,2\n" * 5 + b"1,2,3\n")
    kept = h2o.H2OFrame({"x": [1]}, destination_frame="kept.through.errors")
    before = list(h2o.ls()["key"])
    for _ in range(2):
        with pytest.raises(H2OError, match="line 11 has 3 fields"):
            h2o.import_file(str(path), destination_frame="kept.through.errors")
    assert list(h2o.ls()["key"]) == before
    assert h2o.get_frame(kept.frame_id)[0, 0] == 1


def test_nul_bytes_stay_in_text(tmp_path):
    """H2O cuts text there, and loses rows."""
    path = tmp_path / "nul.csv"
    path.write_bytes(b"a,b\nx\0y,1\nz,2\nx\0y,3\n\0,4\n")
    data = import_all(open_sources(path), ImportRequest())
    assert data.column("a").to_list() == ["x\0y", "z", "x\0y", "\0"]


def test_many_columns(tmp_path):
    path = tmp_path / "wide.csv"
    width = 20_000
    lines = [",".join(f"n{i}" for i in range(width)), *[",".join(["1"] * width)] * 3]
    path.write_text("\n".join(lines) + "\n")
    assert import_all(open_sources(path), ImportRequest()).ncol == width


def test_a_column_without_a_name_beside_one_of_that_name(tmp_path):
    """H2O's names."""
    path = tmp_path / "names.csv"
    path.write_text("C2,,c\n1,2,3\n4,5,6\n")
    assert import_all(open_sources(path), ImportRequest()).names == ["C2", "C2C2", "c"]
