"""Applies steps to frames of the real H2O-3: a line of JSON in, a line of JSON out.

Runs in an interpreter that has ``h2o``, for `test_frames_like_h2o`; the first argument is the
address of a running server, without which one is started.
"""

from __future__ import annotations

import json
import sys
import warnings

import h2o

from frame_steps import apply_step, made, state


def answer(request: dict) -> list:
    """The states of a frame, before the steps and after each; an error ends them."""
    frame = made(h2o, request["columns"])
    states = [state(frame)]
    for step in request["steps"]:
        try:
            frame = apply_step(frame, step)
            states.append(state(frame))
        except Exception as error:
            states.append({"error": f"{type(error).__name__}: {str(error)[:200]}"})
            break
    return states


def main() -> None:
    """Answer until there are no more requests."""
    warnings.simplefilter("ignore")
    out, sys.stdout = sys.stdout, sys.stderr
    if len(sys.argv) > 1:
        h2o.connect(url=sys.argv[1], verbose=False)
    else:
        h2o.init(nthreads=1)
    h2o.no_progress()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main()
