"""Frames into files and back."""

from __future__ import annotations

import gzip

import pytest

import heavywater as h2o
from heavywater.exceptions import (
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
)


@pytest.fixture
def frame():
    return h2o.H2OFrame(
        {"a": [1, 2, None] * 4, "b": ["x", "y,z", None] * 4, "c": [1.5, 2, 3] * 4},
        column_types={"b": "enum"},
    )


def test_csv_comes_back_as_it_was(frame, tmp_path):
    path = tmp_path / "frame.csv"
    assert h2o.export_file(frame, str(path)) is None
    assert path.read_text().splitlines()[:3] == ['"a","b","c"', '1,"x",1.5', '2,"y,z",2.0']
    back = h2o.import_file(str(path))
    assert back.types == frame.types
    assert back.as_data_frame(use_pandas=False) == frame.as_data_frame(use_pandas=False)


def test_layout_can_be_chosen(frame, tmp_path):
    path = tmp_path / "frame.csv.gz"
    h2o.export_file(frame, path, sep=";", quote_header=False, compression="gzip")
    assert gzip.decompress(path.read_bytes()).decode().splitlines()[:2] == ["a;b;c", '1;"x";1.5']
    h2o.export_file(frame, path, force=True, header=False)
    assert path.read_text().startswith('1,"x"')


def test_parquet(frame, tmp_path):
    pandas = pytest.importorskip("pandas")
    h2o.export_file(frame, tmp_path / "frame.parquet", format="parquet")
    back = pandas.read_parquet(tmp_path / "frame.parquet")
    assert back["b"].tolist()[:2] == ["x", "y,z"]


def test_download_replaces_and_names_the_file(frame, tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("old")
    assert h2o.download_csv(frame, path) == str(path)
    assert path.read_text().startswith('"a"')


def test_mistakes_are_explained(frame, tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("mine")
    with pytest.raises(H2OFileError, match="give force=True"):
        h2o.export_file(frame, path)
    assert path.read_text() == "mine"
    with pytest.raises(H2OFileError, match="Cannot write"):
        h2o.export_file(frame, tmp_path / "nowhere" / "frame.csv")
    with pytest.raises(H2OValueError, match="Did you mean 'parquet'"):
        h2o.export_file(frame, path, force=True, format="parqet")
    with pytest.raises(H2OValueError, match="sep must be one"):
        h2o.export_file(frame, path, force=True, sep=", ")
    with pytest.raises(H2OTypeError, match="frame must be an H2OFrame"):
        h2o.export_file("frame", path)
    with pytest.raises(H2OValueError, match="parts is 0"):
        h2o.export_file(frame, path, parts=0)
    with pytest.raises(H2OFileError, match="must be an empty folder"):
        h2o.export_file(frame, path, parts=2, force=True)


@pytest.mark.parametrize("compression", [None, "gzip", "bzip2", "zstd"])
def test_compressed_csv_comes_back(frame, tmp_path, compression):
    if compression == "zstd":
        pytest.importorskip("backports.zstd")
    path = tmp_path / "frame.csv"
    h2o.export_file(frame, path, compression=compression)
    assert h2o.import_file(str(path)).types == frame.types


@pytest.mark.parametrize("format", ["csv", "parquet", "arrow"])
def test_parts_come_back_together(frame, tmp_path, format):
    """With H2O's names; the header is in each of them."""
    folder = tmp_path / "parts"
    h2o.export_file(frame, folder, parts=5, format=format)
    names = sorted(file.name for file in folder.iterdir())
    assert names == [f"part-m-0000{i}" for i in range(4)]
    back = h2o.import_file(str(folder))
    assert back.types == frame.types
    assert back.as_data_frame(use_pandas=False) == frame.as_data_frame(use_pandas=False)


@pytest.mark.parametrize("format", ["csv", "parquet", "arrow"])
def test_an_empty_folder_gets_the_only_part(frame, tmp_path, format):
    h2o.export_file(frame, tmp_path, format=format)
    assert [file.name for file in tmp_path.iterdir()] == ["part-m-00000"]
    assert h2o.import_file(str(tmp_path)).shape == frame.shape
    with pytest.raises(H2OFileError, match="it must be an empty folder"):
        h2o.export_file(frame, tmp_path, format=format)


@pytest.mark.parametrize("format", ["csv", "parquet", "arrow"])
@pytest.mark.parametrize("parts", [1, 3])
def test_what_fails_leaves_no_half_file(frame, tmp_path, format, parts, monkeypatch):
    path = tmp_path / "frame"
    if parts == 1:
        path.write_text("old")
    calls = []

    def fail(handle):
        calls.append(handle)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(H2OFileError, match=r"Cannot write .*No space left"):
        h2o.export_file(frame, path, force=True, format=format, parts=parts)
    assert calls
    assert [file.name for file in tmp_path.iterdir()] == (["frame"] if parts == 1 else [])
    assert parts > 1 or path.read_text() == "old"


def test_times_from_local_ones(tmp_path):
    h2o.cluster().timezone = "Europe/Berlin"
    try:
        frame = h2o.H2OFrame({"t": ["2020-07-01 12:00:00"]})
        paths = [str(tmp_path / f"{i}.parquet") for i in range(2)]
        h2o.export_file(frame, paths[0], format="parquet")
        local = h2o.import_file(paths[0], tz_adjust_to_local=True)
        h2o.export_file(local, paths[1], format="parquet", tz_adjust_from_local=True)
        assert h2o.import_file(paths[1])[0, 0] == frame[0, 0] != local[0, 0]
    finally:
        h2o.cluster().timezone = "UTC"


def test_a_frame_in_its_own_form(frame, tmp_path):
    frame["t"] = h2o.H2OFrame({"t": ["2020-07-01"] * 12})
    h2o.assign(frame, "frame_in_its_own_form")
    before = frame.as_data_frame(use_pandas=False), frame.types, frame.frame_id
    frame.save(str(tmp_path / "kept"))
    with pytest.raises(H2OFileError, match="already"):
        frame.save(str(tmp_path / "kept"), force=False)
    with pytest.raises(H2OValueError, match="force=True"):
        h2o.load_frame(frame.frame_id, tmp_path / "kept", force=False)
    key = frame.frame_id
    h2o.remove(frame)
    back = h2o.load_frame(key, str(tmp_path / "kept"))
    assert (back.as_data_frame(use_pandas=False), back.types, back.frame_id) == before
    with pytest.raises(H2OFileError):
        h2o.load_frame("other", tmp_path / "kept")


@pytest.mark.parametrize("address", ["hdfs://namenode/data", "s3://bucket/data"])
def test_addresses_are_no_folders(frame, tmp_path, monkeypatch, address):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(H2ONotImplementedError, match="files of this machine only"):
        h2o.export_file(frame, address)
    with pytest.raises(H2ONotImplementedError, match="files of this machine only"):
        h2o.export_file(frame, address, parts=2)
    with pytest.raises(H2ONotImplementedError, match="files of this machine only"):
        frame.save(address)
    assert not any(tmp_path.iterdir())
