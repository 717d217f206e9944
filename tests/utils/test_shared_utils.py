from pathlib import Path

import pytest

from heavywater.exceptions import H2OValueError
from heavywater.utils.shared_utils import locate


def test_locate_looks_in_the_folders_above(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("x\n1\n")
    below = tmp_path / "one" / "two"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert Path(locate("data/a.csv")) == tmp_path / "data" / "a.csv"


def test_locate_names_what_it_did_not_find(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(H2OValueError, match=r"nowhere\.csv"):
        locate("nowhere.csv")
