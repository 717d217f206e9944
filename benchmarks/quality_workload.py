"""Trains what `quality.py` lists, on H2O-3 or Heavywater, and notes the metrics of test rows.

The list is a JSON file of jobs; each names the files of its training and test rows, the
response, the predictors, the kind of problem, the parameters and the seed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from library import LIBRARIES, Recorder, estimator, start, stopwatch, use_cores

Metrics = dict[str, float]


def _regression(performance: Any) -> Metrics:
    return {"RMSE": performance.rmse(), "MAE": performance.mae()}


def _binomial(performance: Any) -> Metrics:
    return {"AUC": performance.auc(), "logloss": performance.logloss()}


def _multinomial(performance: Any) -> Metrics:
    error = performance.confusion_matrix().cell_values[-1][-2]
    return {"error": float(error), "logloss": performance.logloss()}


METRICS: dict[str, Callable[[Any], Metrics]] = {
    "regression": _regression,
    "binomial": _binomial,
    "multinomial": _multinomial,
}


def _run(job: dict[str, Any], h2o: Any, make: Any, record: Recorder) -> None:
    train, test = (_frame(h2o, job[part], job) for part in ("train", "test"))
    model = make(seed=job["seed"], **job["parameters"])
    with stopwatch() as watch:
        model.train(x=job["x"], y=job["y"], training_frame=train)
    metrics = METRICS[job["kind"]](model.model_performance(test_data=test))
    record(job["key"], watch.seconds, metrics=metrics)
    h2o.remove_all()


def _frame(h2o: Any, path: str, job: dict[str, Any]) -> Any:
    frame = h2o.import_file(path)
    if job["kind"] != "regression":
        frame[job["y"]] = frame[job["y"]].asfactor()
    return frame


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all jobs of the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", dest="name", choices=LIBRARIES, required=True)
    parser.add_argument("--jobs", type=Path, required=True, help="JSON file, a list of jobs")
    parser.add_argument("--out", type=Path, required=True, help="file to add the results to")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--port", type=int, help="of H2O-3's server")
    options = parser.parse_args(arguments)
    h2o = start(options.name, use_cores(options.cores), options.port, None)
    h2o.no_progress()
    make, record = estimator(options.name), Recorder(options.out)
    for job in json.loads(options.jobs.read_text(encoding="utf-8")):
        _run(job, h2o, make, record)
    h2o.cluster().shutdown()


if __name__ == "__main__":
    main()
