"""At the interpreter's prompt: what bare names show. And the README's code, as if typed there."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import heavywater

ROOT = Path(__file__).parents[1]
CARS = Path(heavywater.__file__).parent / "data" / "cars_20mpg.csv"


def typed(lines: str, *options: str, folder: Path | None = None) -> list[str]:
    """What an interpreter answers to each line, without the prompts."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-q", "-i", *options],
        # The prompt is printed after each answer; a mark of our own is easier to find.
        input=f"import sys; sys.ps1 = '{MARK}'; sys.ps2 = ''\n{lines}",
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"MPLBACKEND": "Agg", "PYTHONSTARTUP": ""},
        check=False,
    )
    told = done.stderr.replace(MARK, "").replace(">>> ", "").strip()
    assert told == "", told
    assert done.returncode == 0
    return done.stdout.split(END)


MARK, END = "<ready>", "<end>\n"

SESSION = f"""
import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
h2o.no_progress()
cars = h2o.import_file({str(CARS)!r})
print("<end>")
cars
print("<end>")
cars["year"]
print("<end>")
model = H2ODeepLearningEstimator(hidden=[5], epochs=1, seed=1)
model
print("<end>")
_ = model.train(x=["power", "weight"], y="cylinders", training_frame=cars)
model
print("<end>")
model.show()
print("<end>")
cars[["power", "weight"]].describe()
print("<end>")
model.model_performance()
print("<end>")
h2o.ls()
"""


@pytest.fixture(scope="module")
def answers():
    return typed(SESSION)


def test_a_bare_frame_is_a_table(answers):
    lines = answers[1].splitlines()
    assert lines[0].split() == CARS.read_text().splitlines()[0].split(",")
    assert len(lines) == 12
    assert lines[-1] == "[406 rows x 9 columns]"


def test_a_bare_column_is_a_table(answers):
    lines = answers[2].splitlines()
    assert lines[0].split() == ["year"]
    assert lines[-1] == "[406 rows x 1 column]"


def test_an_untrained_model_says_so(answers):
    assert answers[3] == (
        "H2ODeepLearningEstimator has no model yet: train it first, with train(...).\n"
    )


def test_a_bare_model_is_its_page(answers):
    for page in answers[4:6]:
        for words in (
            "Model Details",
            "Model Key: DeepLearning_model_python_",
            "Status of Neuron Layers",
            "ModelMetricsRegression: deeplearning",
            "\nMSE: ",
            "Scoring History",
            "Variable Importances",
        ):
            assert page.count(words) == 1
    assert answers[4] == answers[5]


def test_a_description_lists_the_statistics(answers):
    for words in ("type", "mins", "mean", "maxs", "sigma", "zeros", "missing"):
        assert re.search(rf"^{words} ", answers[6], re.MULTILINE)


def test_metrics_and_keys_show_themselves(answers):
    assert "** Reported on train data. **" in answers[7]
    assert "cars_20mpg.hex" in answers[8]


# -- The README ----------------------------------------------------------------------------

README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = list(re.finditer(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))
BLOCKS = [fence[2] for fence in FENCES if fence[1] == "python"]
# Blocks whose output is shown: in the next fence (by `scripts/readme_output.py`).
SHOWN = [
    (block[2], output[2])
    for block, output in itertools.pairwise(FENCES)
    if (block[1], output[1]) == ("python", "text")
]
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


def run(code: str, folder: Path) -> str:
    script = folder / "block.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", script.name],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"MPLBACKEND": "Agg"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_first_block_can_be_typed(tmp_path):
    # At a prompt an indented block ends with an empty line; brackets may go over lines.
    typed(BLOCKS[0], folder=tmp_path)


@pytest.mark.parametrize("block", BLOCKS[1:], ids=range(1, len(BLOCKS)))
def test_further_blocks_run(block, tmp_path):
    run(block, tmp_path)


@pytest.mark.parametrize(("block", "expected"), SHOWN, ids=range(len(SHOWN)))
def test_blocks_print_what_is_shown(block, expected, tmp_path):
    printed = run(block, tmp_path)
    lines = [line for line in printed.splitlines() if "progress: |" not in line]
    tail = lines[-len(expected.splitlines()) :]
    # The last digits depend on the processor.
    assert shape(tail) == shape(expected.splitlines())
    first, known = float(tail[0]), float(expected.splitlines()[0])
    assert first == pytest.approx(known, abs=0.03)


def shape(lines: list[str]) -> list[list[str]]:
    """Words of each line, with numbers and rules alike whatever their length."""
    return [re.sub(r"-{3,}", "---", NUMBER.sub("0", line)).split() for line in lines]


def test_there_is_something_to_run():
    assert BLOCKS
    assert SHOWN
