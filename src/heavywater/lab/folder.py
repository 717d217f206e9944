"""The folder that a learner works in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heavywater.datasets import CARS
from heavywater.exceptions import H2OFileError
from heavywater.lab.catalogue import INDEX, LABS, Lab, index_text

if TYPE_CHECKING:
    import os

__all__ = ["FOLDER", "notebook_text", "prepare"]

FOLDER: Final = "heavywater-lab"
"""Name of the folder, below the working folder, unless another is given."""


def prepare(folder: str | os.PathLike[str] | None = None, *, fresh: bool = False) -> Path:
    """Put the notebooks and their data into a folder.

    What is there already is never replaced, so that a lab goes on where it was left.

    Parameters
    ----------
    folder
        Made if it does not exist; ``heavywater-lab`` in the working folder if missing.
    fresh
        If the folder has anything in it, take a new one beside it, with a number at its end.

    Returns
    -------
    Path
        Absolute path of the folder.

    Raises
    ------
    H2OFileError
        If the folder cannot be made or written to.
    """
    path = Path(FOLDER if folder is None else folder).expanduser().absolute()
    if fresh:
        path = _unused(path)
    try:
        (path / "data").mkdir(parents=True, exist_ok=True)
        _write_missing(path)
    except OSError as error:
        raise H2OFileError(
            f"The labs cannot be put into {path}: {error.strerror or error}. "
            "Name another place with --folder."
        ) from error
    return path


def _unused(path: Path) -> Path:
    """The path, or the first of path-2, path-3, ... that is not there or empty."""
    candidate, number = path, 1
    while candidate.exists() and not (candidate.is_dir() and not any(candidate.iterdir())):
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def _write_missing(folder: Path) -> None:
    cars = folder / "data" / CARS.name
    if not cars.exists():
        shutil.copyfile(CARS, cars)
    for lab in LABS:
        if not (folder / lab.notebook).exists():
            (folder / lab.notebook).write_text(notebook_text(lab), encoding="utf-8")
    if not (folder / INDEX).exists():
        (folder / INDEX).write_text(_index(), encoding="utf-8")


def notebook_text(lab: Lab) -> str:
    """A lab as the content of its notebook, without outputs; the same at every call."""
    import jupytext

    notebook = jupytext.read(lab.source)
    for number, cell in enumerate(notebook.cells):
        # They are made at random otherwise.
        cell["id"] = f"cell-{number}"
    return str(jupytext.writes(notebook, fmt="ipynb"))


def _index() -> str:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cell = {"id": "labs", "cell_type": "markdown", "metadata": {}, "source": index_text()}
    content = {"cells": [cell], "metadata": {"kernelspec": kernel}}
    return json.dumps(content | {"nbformat": 4, "nbformat_minor": 5})
