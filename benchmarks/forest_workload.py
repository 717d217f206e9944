"""Isolation forests of one library on one machine: seconds to train, rows scored a second, AUCs.

`forests.py` runs it, in the interpreter of the library.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from library import Recorder, start, use_cores

TREES, SAMPLE = 100, 256

#: Of more rows than that the scores stay in the frame that predict() gives.
_MOST_HANDED_OUT = 20_000

#: Trains on what a `Make` has made ready; a seed. Then: scores all rows, as an array.
Train = Callable[[Any, int], Callable[[], Any]]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", dest="name", required=True, choices=LIBRARIES)
    parser.add_argument("--cores", type=int, required=True)
    parser.add_argument("--port", type=int)
    parser.add_argument("--data", nargs="*", default=[], metavar="NAME=FILE")
    parser.add_argument("--quality", type=Path, help="archive of arrays X and y by name")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=2.0, help="least time for each figure")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    cores = use_cores(options.cores)
    make, train = LIBRARIES[options.name](cores, options.port)
    record = Recorder(options.out)
    for entry in options.data:
        name, _, path = entry.partition("=")
        _speed(name, make(np.load(path)), train, record, options.seconds)
    if options.quality is not None:
        with np.load(options.quality) as arrays:
            for name in sorted({key.rpartition(" ")[0] for key in arrays}):
                data, truth = make(arrays[f"{name} X"]), arrays[f"{name} y"] > 0
                for seed in range(options.seeds):
                    scores = train(data, seed)()
                    record("auc", auc(truth, scores), data=name, seed=seed)


def _speed(name: str, data: Any, train: Train, record: Recorder, least: float) -> None:
    """The best of some trainings and scorings: other programs only ever add to the time."""
    train(data, 0)()  # compiles
    seconds = []
    while sum(seconds) < least or len(seconds) < 2:
        begin = time.perf_counter()
        score = train(data, len(seconds))
        seconds.append(time.perf_counter() - begin)
    record(f"{name} train", min(seconds))
    begin = time.perf_counter()
    rows = score().size
    record(f"{name} first", seconds[-1] + time.perf_counter() - begin)
    seconds = []
    while sum(seconds) < least or len(seconds) < 2:
        begin = time.perf_counter()
        score()
        seconds.append(time.perf_counter() - begin)
    record(f"{name} score", rows / min(seconds))


def auc(truth: Any, scores: Any) -> float:
    """Area under the ROC curve: the mean rank of the anomalies, equal scores sharing theirs."""
    values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    del values
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positive = int(truth.sum())
    wins = ranks[truth].sum() - positive * (positive + 1) / 2
    return float(wins / (positive * (truth.size - positive)))


def _of_h2o(name: str, cores: int, port: int | None) -> tuple[Callable[[Any], Any], Train]:
    h2o = start(name, cores, port, "3g" if name == "h2o" else None)
    h2o.no_progress()
    from importlib import import_module

    estimator = import_module(f"{name}.estimators").H2OIsolationForestEstimator

    def make(X: Any) -> Any:
        if name == "heavywater":
            return h2o.H2OFrame(X)
        import pandas

        return h2o.H2OFrame(pandas.DataFrame(X, columns=[f"C{i}" for i in range(X.shape[1])]))

    def train(frame: Any, seed: int) -> Callable[[], Any]:
        model = estimator(ntrees=TREES, sample_size=SAMPLE, seed=seed + 1)
        model.train(training_frame=frame)

        def score() -> Any:
            predictions = model.predict(frame)
            if frame.nrow > _MOST_HANDED_OUT:
                return np.empty(predictions.nrow)
            return predictions.as_data_frame()["predict"].to_numpy()

        return score

    return make, train


def _of_sklearn(cores: int, _port: int | None) -> tuple[Callable[[Any], Any], Train]:
    from sklearn.ensemble import IsolationForest

    def train(X: Any, seed: int) -> Callable[[], Any]:
        forest = IsolationForest(
            n_estimators=TREES, max_samples=min(SAMPLE, len(X)), random_state=seed, n_jobs=cores
        ).fit(X)
        return lambda: -forest.score_samples(X)

    return lambda X: X, train


def _of_isotree(cores: int, _port: int | None) -> tuple[Callable[[Any], Any], Train]:
    from isotree import IsolationForest

    def train(X: Any, seed: int) -> Callable[[], Any]:
        forest = IsolationForest(
            ntrees=TREES,
            sample_size=min(SAMPLE, len(X)),
            ndim=1,
            missing_action="fail",
            random_seed=seed,
            nthreads=cores,
        ).fit(X)
        return lambda: forest.predict(X)

    # The layout that it reads without a copy.
    return np.asfortranarray, train


LIBRARIES: dict[str, Any] = {
    "heavywater": lambda cores, port: _of_h2o("heavywater", cores, port),
    "sklearn": _of_sklearn,
    "isotree": _of_isotree,
    "h2o": lambda cores, port: _of_h2o("h2o", cores, port),
}


if __name__ == "__main__":
    main()
