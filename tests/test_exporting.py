"""Frames into files and back."""

from __future__ import annotations

import gzip

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OFileError, H2ONotImplementedError, H2OTypeError, H2OValueError


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
    with pytest.raises(H2ONotImplementedError, match="one file only"):
        h2o.export_file(frame, path, parts=-1)
