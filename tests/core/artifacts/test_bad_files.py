"""Files that are no models, or no longer: always an error that says what is wrong."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from every_model import data, model
from heavywater.core.artifacts import container
from heavywater.core.artifacts.models import (
    load_trained_model,
    model_from_bytes,
    model_to_bytes,
)
from heavywater.exceptions import H2OError, H2OFileError


@cache
def whole(name="maxout with dropout"):
    """The bytes of a model's file."""
    return model_to_bytes(model(name))


def error_of(content, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(H2OFileError) as caught:
        load_trained_model(path)
    message = str(caught.value)
    assert message.startswith(f"Cannot load {str(path)!r}: ")
    assert "\n" not in message
    return message


def zipped(**entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "."), text)
    return stream.getvalue()


def rewritten(change, name="maxout with dropout", *, compress=zipfile.ZIP_STORED):
    """The model's file after a forger has changed entries and put the checksum right."""
    with zipfile.ZipFile(io.BytesIO(whole(name))) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compress) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        archive.comment = b"sha256:" + b"0" * 64
    digest = container._digest(stream)
    return stream.getvalue()[:-64] + digest


def edited(change, entry="content.json"):
    def apply(entries):
        document = json.loads(entries[entry])
        change(document)
        entries[entry] = json.dumps(document).encode()

    return rewritten(apply)


def fields(document, *path):
    at = document["content"]["fields"]["model"]["fields"]
    for name in path:
        at = at[name]["fields"]
    return at


# -- Files of others -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b"\x1c\xed\n3.46.0.12", "binary model or grid of H2O-3"),
        (zipped(model__ini="[info]"), "it is a MOJO of H2O-3"),
        (zipped(other="x"), "it is a ZIP archive, but not a model"),
        (pickle.dumps({"a": 1}), "it is a pickle, which could run code"),
        (b"\x1f\x8b\x08rest", "compressed with gzip"),
        (b"a,b\n1,2\n", "it is text and not a model"),
        (b'{"model": 1}', "it is JSON"),
        (b"/*\n  Licensed\n*/\nimport java.util.Map;", "such as a POJO"),
        (bytes(range(128, 256)) * 4, "it is not a model"),
        (b"PK\x03\x04rest", "incomplete or damaged"),
        (b"PAR1....", "it is a Parquet file"),
    ],
)
def test_files_of_others_are_named(content, says, tmp_path):
    assert says in error_of(content, tmp_path)


def test_no_such_file(tmp_path):
    with pytest.raises(H2OFileError, match="File not found"):
        load_trained_model(tmp_path / "nowhere")


def test_a_folder(tmp_path):
    with pytest.raises(H2OFileError, match="it is a folder"):
        load_trained_model(tmp_path)


def test_bytes_that_run_code_when_unpickled_are_not(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (open, (str(tmp_path / "exploded"), "w"))

    error_of(pickle.dumps(Bomb()), tmp_path)
    assert not (tmp_path / "exploded").exists()


# -- Damage --------------------------------------------------------------------------------


#: Where in a file, from its begin (0) to its end (1).
PLACE = st.floats(0, 1)


def position(place, size):
    return min(int(place * size), size - 1)


@settings(max_examples=60, deadline=None)
@given(PLACE)
def test_truncated_files_are_refused(place):
    with pytest.raises(H2OFileError, match="Cannot load"):
        model_from_bytes(whole()[: position(place, len(whole()))])


@settings(max_examples=150, deadline=None)
@given(PLACE, st.integers(1, 255))
def test_a_changed_byte_is_found(place, change):
    spoilt = bytearray(whole())
    spoilt[position(place, len(spoilt))] ^= change
    with pytest.raises(H2OFileError, match="Cannot load"):
        model_from_bytes(bytes(spoilt))


@settings(max_examples=60, deadline=None)
@given(PLACE, st.binary(min_size=1, max_size=40))
def test_inserted_bytes_are_found(place, more):
    at = position(place, len(whole()) + 1)
    with pytest.raises(H2OFileError, match="Cannot load"):
        model_from_bytes(whole()[:at] + more + whole()[at:])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content):
    with pytest.raises(H2OFileError, match="Cannot load"):
        model_from_bytes(content)


def test_the_damaged_part_is_named(tmp_path):
    spoilt = bytearray(whole())
    spoilt[spoilt.index(b"Maxout")] ^= 1
    assert "in 'content.json'" in error_of(bytes(spoilt), tmp_path)


def test_a_later_protocol_is_refused_and_says_what_to_do(tmp_path):
    later = edited(lambda m: m.update(protocol=2, written_by="9.0"), "heavywater.json")
    message = error_of(later, tmp_path)
    assert "written by Heavywater 9.0 with file protocol 2" in message
    assert "Install a later release" in message


def test_another_kind_of_content(tmp_path):
    grid = edited(lambda m: m.update(kind="grid"), "heavywater.json")
    assert "it holds a grid, not a model" in error_of(grid, tmp_path)


def test_compressed_entries_are_refused_before_they_are_unpacked(tmp_path):
    bomb = rewritten(lambda e: e.update(bomb=b"0" * 10_000_000), compress=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert "is compressed, which is not allowed" in error_of(bomb, tmp_path)


# -- Forgery -------------------------------------------------------------------------------

CHANGES = {
    "another class": lambda d: d["content"].update(object="os.system"),
    "no model": lambda d: d.update(content={"dict": {}}),
    "an unknown field": lambda d: fields(d).update(command="rm"),
    "a missing field": lambda d: fields(d).pop("response"),
    "a wrong type": lambda d: fields(d).update(predictors="a"),
    "a wrong type in a list": lambda d: fields(d).update(predictors=[1]),
    "an unknown word": lambda d: fields(d).update(category="Clustering"),
    "an unknown tag": lambda d: fields(d).update(key={"eval": "1"}),
    "two tags": lambda d: fields(d).update(key={"tuple": [], "set": []}),
    "a missing array": lambda d: fields(d, "data_info")["shift"].update(array="nowhere"),
    "another array": lambda d: fields(d, "data_info")["shift"].update(
        array="model.network.parameters.weights.0"
    ),
    "huge layers": lambda d: fields(d, "network", "layout").update(hidden={"tuple": [10**15, 3]}),
    "no outputs": lambda d: fields(d, "network", "layout").update(outputs=0),
    "negative inputs": lambda d: fields(d, "network", "layout").update(numeric=-2),
    "an unknown activation": lambda d: fields(d, "network", "layout").update(activation="Sigmoid"),
    "no states": lambda d: fields(d, "network").update(states={"tuple": []}),
    "levels out of place": lambda d: fields(d, "data_info")["categoricals"]["tuple"][0][
        "fields"
    ].update(offset=10**6),
    "a smaller domain": lambda d: fields(d, "response_info").update(domain={"tuple": ["a", "b"]}),
    "shares of other classes": lambda d: fields(d, "response_info").update(prior={"tuple": [1.0]}),
    "ratios of other layers": lambda d: fields(d, "settings").update(
        hidden_dropout={"tuple": [0.5]}
    ),
    "a ragged table": lambda d: fields(d, "summary")["rows"]["tuple"].append({"tuple": [1]}),
    "text among numbers": lambda d: fields(d, "summary")["rows"]["tuple"][0]["tuple"].__setitem__(
        0, "one"
    ),
    "a strange number": lambda d: fields(d).update(start_time={"float": "1e999"}),
    "deep nesting": lambda d: fields(d).update(parameters=nested(100)),
}


def nested(depth):
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_forged_content_is_refused(change, tmp_path):
    error_of(edited(change), tmp_path)


def test_the_forger_of_these_tests_could_have_succeeded():
    harmless = edited(lambda d: fields(d).update(key="another"))
    assert model_from_bytes(harmless).key == "another"


ARRAY = "arrays/model.network.parameters.weights.0.npy"


def npy(array, **options):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, **options)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        npy(np.zeros(3)),
        npy(np.array([{"a": 1}], dtype=object), allow_pickle=True),
        npy(np.array(["text"])),
        npy(np.zeros((8, 2), dtype=complex)),
        npy(np.zeros((8, 2), dtype=np.int32)),
        npy(np.zeros((8, 2), dtype=np.float32))[:-4],
        npy(np.zeros((8, 2), dtype=np.float32)).replace(b"(8, 2)", b"(8, 2("),
        npy(np.zeros((8, 2), dtype=np.float32)).replace(b"(8, 2), }       ", b"(888888888, 2), }"),
        npy(np.zeros((8, 2), dtype=np.float32)).replace(b"(8, 2)", b"(-8,2)"),
        npy(np.zeros((8, 2), dtype=np.float32)).replace(b"(8, 2)", b"exit()"),
        npy(np.asfortranarray(np.zeros((8, 2), dtype=np.float32))),
    ],
)
def test_forged_arrays_are_refused(content, tmp_path):
    def change(entries):
        assert ARRAY in entries
        entries[ARRAY] = content

    error_of(rewritten(change), tmp_path)


@pytest.mark.parametrize(
    ("name", "array", "says"),
    [
        ("hashed", "hashed.slots", "hashed to inputs that it does not have"),
        ("enum limited", "encoder.columns.0.codes", "become none that there are"),
        ("eigen encoding", "encoder.columns.0.values", "have no numbers each"),
    ],
)
def test_forged_positions_are_refused(name, array, says, tmp_path):
    entry = f"arrays/model.data_info.{array}.npy"

    def change(entries):
        values = np.load(io.BytesIO(entries[entry]))
        entries[entry] = npy(values + 100 if values.ndim == 1 else values[:-1])

    assert says in error_of(rewritten(change, name), tmp_path)


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**12),
    st.sampled_from(["", "a", "nan", "Tanh"]),
    st.sampled_from([[], {}, {"tuple": []}, {"dict": {}}, {"float": "nan"}, {"array": "x"}]),
)


def places(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        yield from places(child, (*path, key))


@cache
def all_places():
    with zipfile.ZipFile(io.BytesIO(whole())) as archive:
        return list(places(json.loads(archive.read("content.json"))))[1:]


@pytest.mark.filterwarnings("ignore")  # a forged name of a column is missing in the data
@settings(max_examples=300, deadline=None)
@given(PLACE, LEAVES)
def test_whatever_is_forged_the_model_is_refused_or_works(anywhere, value):
    place = all_places()[position(anywhere, len(all_places()))]

    def change(document):
        at = document
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = value

    try:
        loaded = model_from_bytes(edited(change))
    except H2OFileError:
        return
    try:
        predictions = loaded.predict(data())
    except H2OError:
        return
    assert predictions.nrow == data().nrow
