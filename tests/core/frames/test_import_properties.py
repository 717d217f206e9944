"""What is written as CSV comes back from the import."""

import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from heavywater.core.frames.importing import ImportRequest, Source, import_source
from heavywater.exceptions import H2OFileError, H2OUserWarning

WHOLE = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))
FRACTION = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
).filter(lambda text: text == text.lstrip())


def imported(rows, types, separator=",", **options):
    lines = [separator.join(f"c{i}" for i in range(len(types)))]
    lines += [separator.join(map(written, row)) for row in rows]
    request = ImportRequest(header=1, sep=separator, col_types=types, **options)
    return import_source(Source("text", data="\n".join(lines).encode()), request)


def written(value):
    if value is None:
        return ""
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.tuples(WHOLE, FRACTION, TEXT, TEXT), min_size=1, max_size=30),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_values_survive(rows, separator):
    data = imported(rows, ["int", "real", "enum", "string"], separator)
    assert data.table.rows() == rows
    assert data.domain("c2") == sorted({row[2] for row in rows})


@settings(deadline=None, max_examples=40)
@given(values=st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=50))
def test_whole_numbers_are_guessed_and_stored_narrowly(values):
    text = "x,y\n" + "".join(f"{value},0\n" for value in values)
    data = import_source(Source("text", data=text.encode()), ImportRequest())
    assert data.types == {"x": "int", "y": "int"}
    assert data.column("x").to_list() == values
    assert data.column("y").dtype.to_python() is int


@settings(deadline=None, max_examples=100)
@given(st.binary(min_size=1, max_size=80))
def test_no_bytes_break_the_import(content):
    """Any bytes become a frame or a friendly error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", H2OUserWarning)
        try:
            data = import_source(Source("bytes", data=content), ImportRequest())
        except H2OFileError:
            return
    assert len(data.types) == data.ncol
