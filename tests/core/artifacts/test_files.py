"""Where files go, and what happens to what was there."""

from __future__ import annotations

import os
import stat

import pytest

from every_model import model
from heavywater.core.artifacts import container
from heavywater.core.artifacts.models import (
    load_trained_model,
    model_to_bytes,
    save_trained_model,
)
from heavywater.exceptions import H2OFileError


def test_the_file_has_the_models_key_and_an_absolute_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = save_trained_model(model("regression"), "")
    assert path == tmp_path / "every_number"
    assert path.read_bytes() == model_to_bytes(model("regression"))


def test_folders_are_made(tmp_path):
    path = save_trained_model(model("binomial"), tmp_path / "a", "b/c.model")
    assert path == tmp_path / "a" / "b" / "c.model"
    assert load_trained_model(path).key == "every_two"


def test_an_existing_file_is_kept_unless_replaced(tmp_path):
    path = save_trained_model(model("regression"), tmp_path, "m")
    before = path.read_bytes()
    with pytest.raises(H2OFileError, match=r"there already; give force=True"):
        save_trained_model(model("binomial"), tmp_path, "m")
    assert path.read_bytes() == before
    assert save_trained_model(model("binomial"), tmp_path, "m", replace=True) == path
    assert load_trained_model(path).key == "every_two"
    assert os.listdir(tmp_path) == ["m"]


def test_a_folder_is_not_replaced(tmp_path):
    (tmp_path / "m").mkdir()
    with pytest.raises(H2OFileError, match="it is a folder"):
        save_trained_model(model("regression"), tmp_path, "m", replace=True)


def test_a_file_where_a_folder_is_needed(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(H2OFileError, match="Cannot write"):
        save_trained_model(model("regression"), tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "x"


def test_a_failure_while_writing_leaves_what_was_there(tmp_path, monkeypatch):
    path = save_trained_model(model("regression"), tmp_path)
    before = path.read_bytes()

    def full(stream, contents):
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(container, "write", full)
    with pytest.raises(H2OFileError, match="No space left"):
        save_trained_model(model("regression"), tmp_path, replace=True)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


def test_a_new_file_has_the_usual_permissions(tmp_path):
    path = save_trained_model(model("regression"), tmp_path)
    plain = tmp_path / "plain"
    plain.write_text("")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_model_whose_content_cannot_be_stored_leaves_no_file(tmp_path):
    import dataclasses

    from heavywater.exceptions import H2OTypeError

    odd = dataclasses.replace(model("regression"), parameters={"rate": 1j})
    with pytest.raises(H2OTypeError, match=r"'model\.parameters\.rate'"):
        save_trained_model(odd, tmp_path)
    assert os.listdir(tmp_path) == []
