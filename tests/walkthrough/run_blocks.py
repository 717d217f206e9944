"""Runs blocks of code one after the other, as cells: ``python run_blocks.py JOB RESULT``.

JOB is a JSON file: ``setup`` is run first, then each of ``blocks`` in one and the same namespace;
the value of a block's last line is shown, as an interpreter does. After block i the expressions
``probes[i]`` are evaluated. RESULT gets what each block printed, its probes, and the warnings.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
import warnings
from pathlib import Path
from typing import Any


def run_cell(source: str, names: dict[str, Any]) -> None:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is not None:
        exec(compile(ast.Interactive([last]), "<cell>", "single"), names)


def main(job_path: str, result_path: str) -> None:
    job = json.loads(Path(job_path).read_text())
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(job["setup"], names)
    from heavywater.exceptions import H2OUserWarning

    warnings.simplefilter("error")
    warnings.simplefilter("always", H2OUserWarning)
    results = []
    for i, block in enumerate(job["blocks"]):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
            run_cell(block, names)
        results.append(
            {
                "output": printed.getvalue(),
                "warnings": [str(warning.message) for warning in caught],
                "values": [eval(probe, names) for probe in job["probes"].get(str(i), [])],
            }
        )
    Path(result_path).write_text(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
