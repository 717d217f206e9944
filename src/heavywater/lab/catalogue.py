"""Which labs there are, and the page that leads to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["INDEX", "LABS", "Lab", "index_text", "list_text"]

INDEX: Final = "index.ipynb"

_SOURCES: Final = Path(__file__).parent / "notebooks"


@dataclass(frozen=True, slots=True)
class Lab:
    """One notebook.

    Attributes
    ----------
    name
        Of its file, without ending.
    title, says
        What it is called, and what it is about.
    data
        What it works on.
    minutes
        How long a reader takes, about.
    """

    name: str
    title: str
    says: str
    data: str
    minutes: int

    @property
    def notebook(self) -> str:
        """Name of its notebook."""
        return f"{self.name}.ipynb"

    @property
    def source(self) -> Path:
        """Its source: Python with cells, in the percent format."""
        return _SOURCES / f"{self.name}.py"


LABS: Final = (
    Lab(
        "1-getting-started",
        "Getting started",
        "A session, a table, questions to it, a first model, and keeping it.",
        "cars",
        15,
    ),
    Lab(
        "2-cars",
        "A neural network for cars",
        "Units, layers, activations, errors, and rows that were never seen.",
        "cars",
        20,
    ),
    Lab(
        "3-advanced-settings",
        "Every knob of the network",
        "Epochs, sizes, dropout, mini-batches, rates, penalties; starts, folds, checkpoints.",
        "cars",
        40,
    ),
    Lab(
        "4-digits",
        "Handwritten digits",
        "Images as a table, ten classes, mistakes to look at, knobs to turn.",
        "MNIST, or scikit-learn's digits without a network",
        30,
    ),
    Lab(
        "5-isolation-forest",
        "Isolation forests, and how to judge them",
        "Rows unlike the rest, scores and thresholds, AUC and AUCPR, slanted cuts.",
        "transactions with credit cards: your file, or a synthetic table",
        30,
    ),
)


def list_text() -> str:
    """The labs as lines to print."""
    lines = []
    for number, lab in enumerate(LABS, start=1):
        lines.append(f"{number}. {lab.title} ({lab.data}; about {lab.minutes} minutes)")
        lines.append(f"   {lab.says}")
    return "\n".join(lines)


def index_text() -> str:
    """The page with a link to each lab, as Markdown."""
    rows = [
        f"| [{number}. {lab.title}]({lab.notebook}) | {lab.says} | {lab.data} | {lab.minutes} min |"
        for number, lab in enumerate(LABS, start=1)
    ]
    return _INDEX.format(rows="\n".join(rows))


_INDEX: Final = """\
# Labs

| Lab | What it is about | Data | Takes |
| --- | --- | --- | --- |
{rows}

Click on a lab to open it. <kbd>Shift</kbd>+<kbd>Enter</kbd> runs a cell and goes on to the next.
Everything is on this machine: the notebooks and what you change in them stay in this folder, and
nothing is sent anywhere. The line at the bottom of the window shows how much memory the lab takes,
and how much time there is, if it was started with a time limit.

`heavywater lab` opens this folder again; `heavywater lab --fresh` begins anew beside it.
"""
