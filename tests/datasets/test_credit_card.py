"""The synthetic transactions are what they are said to be; the user's file comes first."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import heavywater as h2o
from heavywater import datasets
from heavywater.datasets._credit_card import COLUMNS, synthetic
from heavywater.exceptions import H2OFileError, H2OValueError


@pytest.fixture(autouse=True)
def _no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HEAVYWATER_DATA", raising=False)
    h2o.init(verbose=False)
    h2o.no_progress()


@pytest.fixture(scope="module")
def table():
    return synthetic()


def test_schema_and_shares(table):
    assert tuple(table) == COLUMNS
    assert {len(column) for column in table.values()} == {284_807}
    assert table["Class"].sum() == 492
    assert all(np.isfinite(column).all() for column in table.values())


def test_times_ascend_over_two_days(table):
    assert (np.diff(table["Time"]) >= 0).all()
    assert table["Time"][0] == 0
    assert 170_000 < table["Time"][-1] < 172_800


def test_amounts_are_cents_with_a_long_tail(table):
    amount = table["Amount"]
    assert (amount >= 0).all()
    np.testing.assert_allclose(amount * 100, np.round(amount * 100), atol=1e-6)
    assert np.median(amount) < amount.mean() / 2


def test_components_are_correlated_and_heavy_tailed(table):
    components = np.stack([table[f"V{number}"] for number in range(1, 29)])
    correlations = np.corrcoef(components)[np.triu_indices(28, 1)]
    assert 0.2 < np.abs(correlations).max() < 0.6
    assert (stats.kurtosis(components, axis=1) > 2).all()
    assert np.corrcoef(table["V7"], np.log1p(table["Amount"]))[0, 1] > 0.2


def test_frauds_stand_out_but_not_all_of_them(table):
    fraud = table["Class"] == 1
    honest = table["V14"][~fraud]
    assert table["V14"][fraud].mean() < honest.mean() - 3 * honest.std()
    inside = table["V14"][fraud] > np.quantile(honest, 0.05)
    assert 0.02 < inside.mean() < 0.5


def test_a_seed_is_a_table():
    first, again, other = (synthetic(500, 5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first["V1"], again["V1"])
    assert (first["V1"] != other["V1"]).all()


def test_the_frame_says_what_it_is(capsys):
    frame = datasets.credit_card(rows=300, frauds=7)
    assert "synthetic table of 300 transactions, 7 of them frauds" in capsys.readouterr().out
    assert frame.types["Time"] == frame.types["Class"] == "int"
    assert frame.shape == (300, 31)


@pytest.mark.parametrize("place", ["argument", "working folder", "variable"])
def test_the_users_file_comes_first(tmp_path, monkeypatch, place, capsys):
    folder = tmp_path / "elsewhere" if place != "working folder" else tmp_path
    folder.mkdir(exist_ok=True)
    h2o.export_file(datasets.credit_card(rows=50, frauds=3), str(folder / "creditcard.csv"))
    capsys.readouterr()
    if place == "variable":
        monkeypatch.setenv("HEAVYWATER_DATA", str(folder))
    path = folder / "creditcard.csv" if place == "argument" else None
    frame = datasets.credit_card(path)
    assert frame.shape == (50, 31)
    assert "creditcard.csv" in capsys.readouterr().out


def test_a_file_that_is_not_there():
    with pytest.raises(H2OFileError, match=r"no file 'nowhere\.csv'"):
        datasets.credit_card("nowhere.csv")


@pytest.mark.parametrize(("rows", "frauds"), [(0, 0), (10, 11), (10, -1)])
def test_impossible_sizes(rows, frauds):
    with pytest.raises(H2OValueError, match="cannot be made"):
        datasets.credit_card(rows=rows, frauds=frauds)
