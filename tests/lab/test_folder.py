"""The folder that a learner works in."""

from __future__ import annotations

import re

import pytest

from heavywater.exceptions import H2OFileError
from heavywater.lab import LABS
from heavywater.lab.catalogue import INDEX
from heavywater.lab.folder import prepare

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("jupytext")


def test_it_has_the_notebooks_and_their_data(tmp_path):
    folder = prepare(tmp_path / "labs")
    assert {file.name for file in folder.glob("*.ipynb")} == {INDEX, *(x.notebook for x in LABS)}
    assert (folder / "data" / "cars_20mpg.csv").read_text().startswith("name,")


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_notebooks_are_valid_and_have_no_outputs(tmp_path, lab):
    notebook = nbformat.read(prepare(tmp_path) / lab.notebook, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert lab.title in notebook.cells[0].source.splitlines()[0]
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert len([cell for cell in notebook.cells if cell.cell_type == "code"]) > 8
    assert any("Exercise" in cell.source for cell in notebook.cells)


def test_links_lead_from_lab_to_lab(tmp_path):
    folder = prepare(tmp_path)
    for file in folder.glob("*.ipynb"):
        notebook = nbformat.read(file, as_version=4)
        text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        links = [link for link in re.findall(r"\]\(([^)]*)\)", text) if "://" not in link]
        assert all((folder / link).exists() for link in links), (file, links)
        if file.name == INDEX:
            assert links == [lab.notebook for lab in LABS]


def test_what_was_changed_stays(tmp_path):
    changed = prepare(tmp_path) / LABS[0].notebook
    changed.write_text("mine")
    (tmp_path / LABS[1].notebook).unlink()
    assert prepare(tmp_path) == tmp_path
    assert changed.read_text() == "mine"
    assert (tmp_path / LABS[1].notebook).exists()


def test_fresh_takes_a_folder_beside(tmp_path):
    first = prepare(tmp_path / "labs", fresh=True)
    assert first == tmp_path / "labs"
    (first / "mine.txt").write_text("mine")
    second, third = (prepare(tmp_path / "labs", fresh=True) for _ in range(2))
    assert [second.name, third.name] == ["labs-2", "labs-3"]
    assert not (second / "mine.txt").exists()
    assert (first / "mine.txt").exists()


def test_it_is_below_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert prepare() == tmp_path / "heavywater-lab"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(H2OFileError, match="--folder"):
        prepare(tmp_path / "file")
