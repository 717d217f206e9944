"""Where the data comes from, and what is said when it is missing."""

from __future__ import annotations

import gzip

import numpy as np
import pytest


def test_fashion_mnist_becomes_csv_with_the_label_last(load, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    for part in ("train", "t10k"):
        pixels = np.arange(3 * 784, dtype=np.uint8)
        with gzip.open(source / f"{part}-images-idx3-ubyte.gz", "wb") as file:
            file.write(bytes(16) + pixels.tobytes())
        with gzip.open(source / f"{part}-labels-idx1-ubyte.gz", "wb") as file:
            file.write(bytes(8) + bytes([7, 8, 9]))
    files = load("data").images(source, folder=tmp_path / "made")
    rows = np.loadtxt(files.train, delimiter=",", dtype=int)
    assert rows.shape == (3, 785)
    assert rows[:, -1].tolist() == [7, 8, 9]
    assert rows[0, :3].tolist() == [0, 1, 2]
    assert not files.stand_in


def test_missing_images_are_said_how_to_get(load, tmp_path):
    data = load("data")
    with pytest.raises(data.DataError, match="apt-get install dataset-fashion-mnist"):
        data.images(tmp_path / "nowhere", folder=tmp_path)


def test_missing_cars_are_named(load, tmp_path):
    data = load("data")
    with pytest.raises(data.DataError, match="--cars FILE"):
        data.cars(tmp_path / "none.csv")


def test_missing_java_is_said_how_to_get(load, monkeypatch):
    processes = load("processes")
    monkeypatch.setattr(processes.shutil, "which", lambda _: None)
    with pytest.raises(processes.MissingError, match="apt-get install default-jre-headless"):
        processes.h2o_python(None)
