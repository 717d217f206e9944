"""The labs in real kernels: they run, and what they show is right."""

from __future__ import annotations

import re

import pytest

from heavywater.lab import LABS

nbclient = pytest.importorskip("nbclient")
jupytext = pytest.importorskip("jupytext")

#: How many figures a lab shows.
FIGURES = {
    "1-getting-started": 2,
    "2-cars": 4,
    "3-advanced-settings": 11,
    "4-digits": 6,
    "5-isolation-forest": 7,
}


class Executed:
    """A notebook after its run."""

    def __init__(self, notebook):
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.outputs = [output for cell in self.cells for output in cell.outputs]

    @property
    def printed(self) -> str:
        return "".join(o.text for o in self.outputs if o.get("name") == "stdout")

    def numbers(self, words: str, *, count: int = 2) -> list[list[float]]:
        """The numbers on each line that begins with these words."""
        lines = re.findall(rf"^{words}\s+(\S.*)$", self.printed, re.MULTILINE)
        return [[float(text.strip(":,")) for text in line.split()[:count]] for line in lines]

    def number(self, words: str, *, count: int = 1) -> float | list[float]:
        """The number, or numbers, on the one line that begins with these words."""
        found = self.numbers(words, count=count)
        assert len(found) == 1, (words, self.printed)
        return found[0][0] if count == 1 else found[0]

    def shown(self, beginning: str, mime: str = "text/plain") -> str:
        """What the cell that begins so shows."""
        (cell,) = [cell for cell in self.cells if cell.source.startswith(beginning)]
        return "\n".join(o.data[mime] for o in cell.outputs if mime in o.get("data", {}))


def run(name: str, folder) -> Executed:
    (lab,) = [lab for lab in LABS if lab.name == name]
    notebook = jupytext.read(lab.source)
    resources = {"metadata": {"path": str(folder)}}
    private = ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "XDG_CACHE_HOME")
    with pytest.MonkeyPatch.context() as patch:
        # Nothing of the user's is read, nothing is left behind, nobody is asked.
        for variable in private:
            patch.setenv(variable, str(folder / variable))
        patch.setenv("HEAVYWATER_OFFLINE", "1")
        patch.delenv("HEAVYWATER_DATA", raising=False)
        nbclient.NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources=resources
        ).execute()
    return Executed(notebook)


@pytest.fixture(scope="module")
def labs(tmp_path_factory):
    """Runs each lab once, when it is first asked for."""
    done: dict[str, Executed] = {}

    def executed(name: str) -> Executed:
        if name not in done:
            done[name] = run(name, tmp_path_factory.mktemp(name))
        return done[name]

    return executed


@pytest.mark.parametrize("name", [lab.name for lab in LABS])
def test_figures_are_shown_and_nothing_is_complained_of(labs, name):
    lab = labs(name)
    assert len([o for o in lab.outputs if "image/png" in o.get("data", {})]) == FIGURES[name]
    complaints = "".join(o.text for o in lab.outputs if o.get("name") == "stderr")
    assert complaints == ""


def test_getting_started(labs):
    lab = labs("1-getting-started")
    assert "H2O_cluster_version" in lab.shown("import heavywater", "text/html")
    assert "(406, 9)" in lab.printed
    assert "67 cars weigh more than 4,000 pounds" in lab.printed
    assert lab.shown("by_year").split()[2] == "73"
    all_columns, three = (
        lab.number(f"AUC {words}:") for words in ("of rows never seen", "with three columns")
    )
    assert 0.9 < three < all_columns <= 1
    assert "the same AUC: True" in lab.printed


def test_cars(labs):
    lab = labs("2-cars")
    assert 0.02 < float(lab.shown("cars_dl = H2ODeepLearningEstimator(activation=None")) < 0.4
    assert lab.number("variance") == pytest.approx(2.931, abs=1e-3)
    assert 0.85 < float(lab.printed.split("R² = ")[1].split()[0]) < 1
    for activation in ("Tanh", "Rectifier", "ExpRectifier", "Maxout"):
        trained, unseen = lab.number(activation, count=2)
        assert 0.01 < trained < 0.4
        assert 0.01 < unseen < 0.5
    assert 0.8 < lab.number("within half a cylinder:") <= 1
    assert 0 <= lab.number("share of mistakes:") < 0.1


def test_advanced_settings(labs):
    lab = labs("3-advanced-settings")
    # The mileage of few cars is learned by heart; stopping and dropout are remedies.
    at_best, at_last = (lab.number(f"the {which} error:") for which in ("smallest", "last"))
    assert at_last > 1.3 * at_best
    assert 5 < lab.number("epochs trained:") < 200
    assert lab.number("error never seen:") < 0.8 * at_last
    without, inputs = (lab.number(w, count=2) for w in ("no dropout", "20% of inputs"))
    assert without[0] < inputs[0] < inputs[1] < without[1]

    # A tiny rate has not got there; the largest has.
    slow, fast = (lab.number(f"rate {rate}") for rate in ("1e-05", "0.01"))
    assert fast < 0.3 < slow
    # L1 leaves weights at 0; L2 has no large ones.
    close = {label: lab.number(rf"{label}\s+close to 0:") for label in ("none", "l1=0.001")}
    assert close["none"] < 0.1 < 0.5 < close["l1=0.001"]

    # The exercises.
    assert lab.number("Normal, 3") > 100 * lab.number("UniformAdaptive")
    folds = lab.number("folds:", count=5)
    assert all(0.02 < error < 0.5 for error in folds)
    pooled = lab.number("all rows, each by the network that has not seen it:")
    assert min(folds) < pooled < max(folds)
    assert "cv_5_valid" in lab.shown("crossed.cross_validation_metrics_summary")
    assert lab.number("best of the grid:") < 0.1
    assert lab.number("10, and 20 more") == pytest.approx(lab.number("30 at once"), abs=0.002)


def test_digits(labs):
    lab = labs("4-digits")
    assert "The 1,797 digits of scikit-learn" in lab.printed
    assert "train: (1500, 785) test: (297, 785)" in lab.printed
    assert lab.number("classes:") == 10
    assert "Confusion Matrix" in lab.shown("starting_point", "text/html")
    # 0.9 by chance.
    assert 0.01 < lab.number("share of mistakes:") < 0.12
    assert 3 < lab.number("mistakes shown:") <= 16
    for change in ("starting point", "adaptive rate", "no dropout", "strong l1"):
        assert 0.02 < lab.number(change) < 0.3
    smallest, largest = lab.number("smallest and largest error:", count=2)
    assert 0 < 5 * smallest < largest


def test_isolation_forest(labs):
    lab = labs("5-isolation-forest")
    assert "A synthetic table of 284,807 transactions, 492 of them frauds." in lab.printed
    assert "isolationforest" in lab.shown("forest = ")
    honest, fraud = (lab.number(f"mean length, {kind}:") for kind in ("honest", "fraud"))
    assert fraud < honest - 3
    # The highest five in a thousand of 284,807.
    assert lab.number("called:") == pytest.approx(1424, abs=3)
    assert lab.number("frauds among them:") > 100

    (first, again), extended = lab.numbers("forest"), lab.number("extended", count=2)
    assert first == again
    assert 0.93 < first[0] < 0.97
    # Guessing: 0.0017.
    assert first[1] > 0.05
    assert 0.93 < extended[0] < 0.98
    # What scikit-learn's curves say, make_metrics says too.
    assert lab.number("by make_metrics:", count=2) == pytest.approx(first, abs=2e-3)
    luck = [float(lab.printed.split(f"{n} trees: mean")[1].split()[2]) for n in (10, 100)]
    assert luck[1] < luck[0]
