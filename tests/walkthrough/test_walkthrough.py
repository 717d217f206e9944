"""The walkthrough's blocks both ways, each in a fresh process; `blocks.py` says what is adapted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from walkthrough import blocks, data

INIT, CARS, DEFAULT, TANH, DROPOUT, BATCHES, RATE, L1, MNIST, DIGITS, PREDICTIONS, PLOT = range(12)
TRAININGS = (DEFAULT, TANH, DROPOUT, BATCHES, RATE, L1, DIGITS)

PROBES = {
    INIT: ["h2o.__name__"],
    CARS: ["cars.shape", "cars.types"],
    DEFAULT: ["cars_dl.mse()", "cars['economy_20mpg'].isfactor()[0]", "cars_dl.activation"],
    TANH: ["cars_dl.mse()", "[train.shape, valid.shape]", "cars_dl.mse(valid=True)"],
    DROPOUT: ["cars_dl.mse()", "cars_dl.actual_params['activation']"],
    BATCHES: ["cars_dl.mse()", "cars_dl.actual_params['mini_batch_size']"],
    RATE: ["cars_dl.mse()"],
    L1: ["cars_dl.mse()", "cars_dl.actual_params['l1']"],
    MNIST: ["train.names"],
    DIGITS: [
        "model.mean_per_class_error(valid=True)",
        "[nclasses, train[resp].levels()[0]]",
        "train[resp].names",
    ],
    PLOT: ["classifier.auc()", "[axis.get_legend_handles_labels()[1] for axis in axes]"],
}

WAYS = {
    # The setup, what the first block becomes, and how the files are reached.
    "heavywater": ("", blocks.as_heavywater, "{path}/cars_20mpg.csv", "{http}/{name}.csv.gz"),
    "h2o": (
        "import heavywater; heavywater.install_as_h2o()",
        list,
        "{http}/cars_20mpg.csv",
        "{uri}/{name}.csv.gz",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("walkthrough")
    data.write_digits(folder)
    (folder / "cars_20mpg.csv").write_bytes(data.CARS.read_bytes())
    return folder


@pytest.fixture(scope="module", params=WAYS)
def results(request, folder, tmp_path_factory):
    setup, adapt, cars, digits = WAYS[request.param]
    with data.served(folder) as http:
        places = {"path": folder, "uri": folder.as_uri(), "http": http}
        cells = adapt(
            blocks.runnable(
                cars.format(**places),
                digits.format(**places, name="train"),
                digits.format(**places, name="test"),
            )
        )
        return run(setup, cells, tmp_path_factory.mktemp("run"))


def run(setup: str, cells: list[str], folder: Path) -> list[dict]:
    job, result = folder / "job.json", folder / "result.json"
    job.write_text(json.dumps({"setup": setup, "blocks": cells, "probes": PROBES}))
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("run_blocks.py")), str(job), str(result)],
        env=os.environ | {"MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(result.read_text())


def test_the_session_shows_its_facts(results):
    assert "H2O_cluster_version" in results[INIT]["output"]
    assert results[INIT]["values"] == ["heavywater"]


def test_bare_cars_show_as_a_table(results):
    shape, types = results[CARS]["values"]
    assert shape == [406, 9]
    assert types["displacement"] == "real"
    assert types["economy_20mpg"] == "int"
    lines = results[CARS]["output"].splitlines()
    assert "Parse progress" in lines[0]
    assert lines[1].split() == list(types)
    assert len([line for line in lines if line.startswith("amc ")]) == 10
    assert lines[-1] == "[406 rows x 9 columns]"


def test_trainings_show_progress_and_the_error(results):
    for block in TRAININGS:
        assert "deeplearning Model Build progress" in results[block]["output"]
        assert "(done) 100%" in results[block]["output"]
    for block in TRAININGS[:-1]:
        mse = results[block]["values"][0]
        # The variance of the number of cylinders is 2.9.
        assert 0 < mse < 1
        assert results[block]["output"].splitlines()[-1] == repr(mse)


def test_settings_have_their_effect(results):
    assert results[DEFAULT]["values"][1:] == [True, None]
    assert results[TANH]["values"][1] == [[330, 9], [76, 9]]
    assert 0 < results[TANH]["values"][2] < 1
    assert results[DROPOUT]["values"][1] == "TanhWithDropout"
    assert results[BATCHES]["values"][1] == 32
    assert results[L1]["values"][1] == 1e-5
    errors = [results[block]["values"][0] for block in (TANH, DROPOUT, BATCHES, L1)]
    assert len(set(errors)) == 4


def test_a_rate_without_effect_is_told(results):
    # With adaptive_rate on, `rate` changes nothing: the result is that of the block before.
    assert results[RATE]["values"] == results[BATCHES]["values"][:1]
    for block in range(len(results)):
        told = any("rate=0.01 is ignored" in text for text in results[block]["warnings"])
        assert told == (block in (RATE, L1))


def test_digits_have_names_and_classes(results):
    assert results[MNIST]["output"].splitlines()[-1] == "(1500, 785)"
    assert results[MNIST]["values"][0] == [f"C{i}" for i in range(1, 786)]
    assert results[DIGITS]["values"][1:] == [[10, list("0123456789")], ["C785"]]


def test_digits_are_learned_and_evaluated(results):
    # 0.9 by chance.
    assert results[DIGITS]["values"][0] < 0.3
    output = results[DIGITS]["output"]
    for words in ("ModelMetricsMultinomial", "validation data", "Confusion Matrix", "Hit Ratios"):
        assert words in output
    assert any("Dropped bad and constant columns" in text for text in results[DIGITS]["warnings"])


def test_the_evaluation_plots_its_curves(results):
    auc, labels = results[PLOT]["values"]
    assert auc > 0.9
    assert labels[0] == [f"h2o AUC = {auc:.4f}", "baseline AUC = 0.5"]
    assert labels[1][0].startswith("h2o AUCPR = ")


def test_blocks_are_those_of_the_walkthrough():
    verbatim = blocks.verbatim()
    assert len(verbatim) == 11
    assert verbatim[0].splitlines()[0] == "import h2o"
