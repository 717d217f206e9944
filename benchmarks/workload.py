"""The script that H2O-3 and Heavywater both run for `compare_h2o.py`, each in its own process.

It reads as a script for H2O-3 would; only the name of the imported module differs. All times
are by the wall clock, around the call that a user makes.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from library import LIBRARIES, Recorder, estimator, grid_search, start, stopwatch, use_cores
from settings import CARS_PREDICTORS, DEFAULTS, DIGITS_SNIPPET, GRID, MINI_BATCH, QUICKEST

PIXELS = list(range(784))
LABEL = 784

#: Rows to train on before anything is timed: Java compiles what runs often, Numba loads.
WARM_UP_ROWS = 1000


@dataclass(frozen=True)
class Plan:
    """How much to measure.

    Attributes
    ----------
    epochs
        Of the trainings whose rate and error are compared.
    ladder
        Epochs to try, in this order, until the test error is low enough.
    targets
        Test errors to reach, falling.
    budget
        Seconds that the attempts with the same settings may take together.
    predictions
        Calls of predict.
    """

    epochs: float
    ladder: tuple[float, ...]
    targets: tuple[float, ...]
    budget: float
    predictions: int


FULL = Plan(1.0, (0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0), (0.14, 0.12), 240.0, 3)
QUICK = Plan(0.2, (), (), 0.0, 1)


@dataclass(frozen=True)
class Trained:
    """A training that is over."""

    model: Any
    seconds: float
    samples: float
    own_rate: float
    error: float


class Workload:
    """The measurements, on one library."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._record = Recorder(options.out)
        self._plan = QUICK if options.quick else FULL

    def run(self) -> None:
        """Measure everything, in an order in which nothing is timed cold that is not meant to."""
        self._start()
        self._cars()
        self._images()
        self._warm_up()
        defaults = self._time_to_errors() or self._train(DEFAULTS, self._plan.epochs)
        self._report("defaults", defaults)
        self._report("digits", self._train(DIGITS_SNIPPET, self._plan.epochs, self._test))
        self._report("mini_batch", self._train(MINI_BATCH, self._plan.epochs))
        self._predict(defaults.model)
        self._h2o.cluster().shutdown()

    def _start(self) -> None:
        options = self._options
        cores = use_cores(options.cores)
        with stopwatch() as watch:
            self._h2o = start(options.name, cores, options.port, options.memory)
        self._record("start", watch.seconds)
        self._estimator = estimator(options.name)
        self._h2o.no_progress()

    def _cars(self) -> None:
        cars = self._h2o.import_file(str(self._options.cars))
        for what in ("cars_first", "cars"):
            model = self._estimator(seed=self._options.seed)
            with stopwatch() as watch:
                model.train(x=CARS_PREDICTORS, y="cylinders", training_frame=cars)
            self._record(what, watch.seconds)
        many = {"x": CARS_PREDICTORS, "y": "cylinders", "training_frame": cars}
        with stopwatch() as watch:
            self._estimator(seed=self._options.seed, nfolds=5).train(**many)
        self._record("folds", watch.seconds)
        search = grid_search(self._options.name)
        with stopwatch() as watch:
            # 0: as many models side by side as the library thinks right.
            search(self._estimator(seed=self._options.seed), GRID, parallelism=0).train(**many)
        self._record("grid", watch.seconds)

    def _images(self) -> None:
        with stopwatch() as watch:
            self._train_frame = self._h2o.import_file(str(self._options.train))
        self._record("import", watch.seconds)
        self._test = self._h2o.import_file(str(self._options.test))
        for frame in (self._train_frame, self._test):
            frame[LABEL] = frame[LABEL].asfactor()

    def _warm_up(self) -> None:
        few = self._train_frame[0:WARM_UP_ROWS, :]
        for settings in (DEFAULTS, DIGITS_SNIPPET, MINI_BATCH):
            model = self._estimator(epochs=1, **settings)
            model.train(x=PIXELS, y=LABEL, training_frame=few)

    def _train(self, settings: dict[str, Any], epochs: float, validation: Any = None) -> Trained:
        model = self._estimator(seed=self._options.seed, epochs=epochs, **settings)
        with stopwatch() as watch:
            model.train(
                x=PIXELS,
                y=LABEL,
                training_frame=self._train_frame,
                validation_frame=validation,
            )
        history = model.scoring_history()
        return Trained(
            model=model,
            seconds=watch.seconds,
            samples=float(history["samples"].max()),
            own_rate=_number(list(history["training_speed"])[-1]),
            error=_error(model.model_performance(test_data=self._test)),
        )

    def _time_to_errors(self) -> Trained | None:
        """Note how soon a call of train returns a model whose test error is low enough.

        The defaults climb to the first target; the settings that are the quickest here to all of
        them. The training of `Plan.epochs` with the defaults is one of the attempts, and returned.
        """
        if not self._plan.ladder:
            return None
        quickest, targets = QUICKEST[self._options.name], self._plan.targets
        same = quickest == DEFAULTS
        attempts = self._climb(DEFAULTS, targets[-1] if same else targets[0])
        self._note_first(attempts, "to", targets[:1])
        self._note_first(
            attempts if same else self._climb(quickest, targets[-1]), "quickest", targets
        )
        return attempts.get(self._plan.epochs)

    def _climb(self, settings: dict[str, Any], target: float) -> dict[float, Trained]:
        """Train anew with more and more epochs until the error is low enough, or time is up."""
        plan, rows = self._plan, self._train_frame.nrow
        attempts: dict[float, Trained] = {}
        spent, pace = 0.0, 0.0
        for epochs in plan.ladder:
            if epochs > plan.epochs and spent + pace * epochs > plan.budget:
                break
            last = self._train(settings, epochs)
            spent += last.seconds
            pace = last.seconds / last.samples * rows
            self._record("attempt", last.seconds, epochs=epochs, error=last.error)
            attempts[epochs] = last
            # The defaults' own attempt of so many epochs is reported beside.
            if last.error <= target and epochs >= plan.epochs:
                break
        return attempts

    def _note_first(
        self, attempts: dict[float, Trained], name: str, targets: Sequence[float]
    ) -> None:
        """The wall time of the first attempt at each target; of the last one, as a bound."""
        for target in targets:
            good = [tried for tried in attempts.values() if tried.error <= target]
            tried = good[0] if good else list(attempts.values())[-1]
            self._record(f"{name}_{target:.0%}", tried.seconds, at_least=not good)

    def _report(self, name: str, trained: Trained) -> None:
        self._record(f"{name}_rate", trained.samples / trained.seconds)
        self._record(f"{name}_rows", trained.samples)
        self._record(f"{name}_own_rate", trained.own_rate)
        self._record(f"{name}_error", trained.error)

    def _predict(self, model: Any) -> None:
        seconds = []
        for _ in range(self._plan.predictions):
            with stopwatch() as watch:
                predictions = model.predict(self._train_frame)
            seconds.append(watch.seconds)
        self._record("predict_rate", predictions.nrow / statistics.median(seconds))


def _error(performance: Any) -> float:
    """The share of wrong classes: from the last row of the confusion matrix, the totals."""
    return float(performance.confusion_matrix().cell_values[-1][-2])


def _number(speed: Any) -> float:
    """The number in a text such as ``1335 obs/sec``; 0 if there is none."""
    text = str(speed).split()[0].replace(",", "")
    try:
        return float(text)
    except ValueError:
        return 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the workload as the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", dest="name", choices=LIBRARIES, required=True)
    parser.add_argument("--train", type=Path, required=True, help="CSV file, no header, label last")
    parser.add_argument("--test", type=Path, required=True, help="CSV file of the same columns")
    parser.add_argument("--cars", type=Path, required=True, help="CSV file of the cars")
    parser.add_argument("--out", type=Path, required=True, help="file to add the results to")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, help="of H2O-3's server")
    parser.add_argument("--memory", help="of H2O-3's server")
    parser.add_argument("--quick", action="store_true", help="measure less")
    Workload(parser.parse_args(arguments)).run()


if __name__ == "__main__":
    main()
