"""Digits: the user's files, an earlier download, the address, scikit-learn's; in this order."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater import datasets
from heavywater.datasets import _mnist
from walkthrough import data


@pytest.fixture(autouse=True)
def _somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("HEAVYWATER_DATA", "HEAVYWATER_OFFLINE", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    # No test asks the walkthrough's server: a port that nobody listens on refuses at once.
    monkeypatch.setattr(_mnist, "ADDRESS", "http://127.0.0.1:9")
    h2o.init(verbose=False)
    h2o.no_progress()


def check(train, test):
    assert (train.shape, test.shape) == ((1500, 785), (297, 785))
    assert train.names[0] == "C1"
    pixels = np.asarray(train[:, :784].to_numpy())
    assert (pixels.min(), pixels.max()) == (0, 255)
    assert train[784].unique().nrow == 10


def test_without_a_network_they_are_scikit_learns(capsys):
    check(*datasets.mnist())
    printed = capsys.readouterr().out
    assert "cannot be reached" in printed
    assert "1,797 digits of scikit-learn" in printed


@pytest.mark.parametrize("way", ["argument", "variable"])
def test_the_network_is_left_alone(monkeypatch, capsys, way):
    if way == "variable":
        monkeypatch.setenv("HEAVYWATER_OFFLINE", "1")
    check(*datasets.mnist(download=way == "variable"))
    assert "cannot be reached" not in capsys.readouterr().out


def test_a_download_is_kept(tmp_path, monkeypatch, capsys):
    source = tmp_path / "server"
    source.mkdir()
    data.write_digits(source)
    with data.served(source) as address:
        monkeypatch.setattr(_mnist, "ADDRESS", address)
        check(*datasets.mnist())
    # The server is gone.
    check(*datasets.mnist())
    assert capsys.readouterr().out.count("cache/heavywater/mnist") == 2
    assert len(list((tmp_path / "cache" / "heavywater" / "mnist").iterdir())) == 2


def test_the_users_files_come_first(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, rows in (("train", 3), ("test", 2)):
        line = ",".join(["7"] * 785) + "\n"
        (folder / f"{name}.csv.gz").write_text(line * rows)
    monkeypatch.setenv("HEAVYWATER_DATA", str(folder))
    train, test = datasets.mnist(verbose=False)
    assert (train.shape, test.shape) == ((3, 785), (2, 785))
