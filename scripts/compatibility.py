"""How much of H2O-3's Python API is here: a table, counted from the package itself.

python scripts/compatibility.py                # print it
python scripts/compatibility.py README.md      # put it between the page's markers
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import heavywater
from heavywater._absent import ABSENT
from heavywater._frame.not_yet import NOT_YET as FRAME_NOT_YET
from heavywater.core.deeplearning.parameters import PARAMETERS
from heavywater.estimators import (
    H2ODeepLearningEstimator,
    H2OExtendedIsolationForestEstimator,
    H2OIsolationForestEstimator,
)
from heavywater.model.models import specialised
from heavywater.model.not_yet import NOT_YET as MODEL_NOT_YET

ESTIMATORS = (
    H2ODeepLearningEstimator,
    H2OIsolationForestEstimator,
    H2OExtendedIsolationForestEstimator,
)

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- compatibility:begin -->", "<!-- compatibility:end -->"


def main() -> None:
    """Print the table or write it into a page."""
    if len(sys.argv) < 2:
        print(table())
        return
    page = Path(sys.argv[1])
    text = page.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}")


def table() -> str:
    """The table in Markdown."""
    rows = [
        ("functions of `h2o`", *_counts(set(heavywater.__all__), set(ABSENT))),
        ("methods of `H2OFrame`", *_counts(_public(heavywater.H2OFrame), set(FRAME_NOT_YET))),
        ("methods of deep learning models", *_counts(_model_names(), set(MODEL_NOT_YET))),
        *_parameters(),
    ]
    lines = ["| of H2O-3's Python API | works | raises, naming what to use instead |",
             "|---|---:|---:|"]  # fmt: skip
    lines += [f"| {what} | {works} | {raises} |" for what, works, raises in rows]
    return "\n".join([*lines, "", _recordings()])


def _counts(names: set[str], absent: set[str]) -> tuple[int, int]:
    return len(names - absent), len(absent)


def _public(owner: type) -> set[str]:
    return {name for name in dir(owner) if not name.startswith("_")}


def _model_names() -> set[str]:
    """Methods of the trained estimator, without its parameters' properties."""
    kinds = [
        specialised(H2ODeepLearningEstimator, category)
        for category in ("Regression", "Binomial", "Multinomial")
    ]
    parameters = {parameter.name for parameter in PARAMETERS}
    return set().union(*(_public(kind) for kind in kinds)) - parameters


def _parameters() -> Iterator[tuple[str, int, int]]:
    for estimator in ESTIMATORS:
        declared = list(estimator._parameters())
        missing = sum(bool(parameter.missing) for parameter in declared)
        yield f"parameters of `{estimator.__name__}`", len(declared) - missing, missing


def _recordings() -> str:
    recorded = json.loads((ROOT / "tests" / "frame_recordings.json").read_text())
    return (
        f"{len(recorded)} frame expressions recorded from H2O-3 3.46.0.12 are part of the tests: "
        "values, names, types and printed tables are the same."
    )


if __name__ == "__main__":
    main()
