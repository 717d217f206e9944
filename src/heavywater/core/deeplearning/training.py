"""The training loop: train some rows, score, note it, decide whether to go on."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.averaging import MeanNetwork
from heavywater.core.deeplearning.engines import Engine, SparseRows, TrainingRows, make_engine
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.scorekeeper import Scorekeeper
from heavywater.core.deeplearning.scoring import Scoring, ScoringClock
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.jobs import Job
from heavywater.core.metrics import MetricsRecord
from heavywater.core.parallel import one_blas_thread
from heavywater.core.tables import Table
from heavywater.core.training.inputs import Inputs
from heavywater.core.training.lazy_rows import LazyRows
from heavywater.core.training.model import Category
from heavywater.core.training.progress import Progress
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.response import Response
from heavywater.core.training.sampling import RowSampler
from heavywater.exceptions import H2OModelBuildError

__all__ = ["Run", "Training"]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Replicas are brought together after each has trained so many rows, or updates its batches so
#: many times. It costs as much as a replica needs for 6 rows.
ROWS_BETWEEN_MEETINGS = 256
UPDATES_BETWEEN_MEETINGS = 16

#: After so many rows the states of their optimisers are, too, and other costly things are done.
ROWS_BETWEEN_AVERAGES = 4096

#: An iteration has so many portions: the mean of the networks after those of its second half
#: wants some of them. But a portion trains at least as many rows as pass through this many
#: times all weights: adding to the mean costs as much as 4 such passes.
PORTIONS_OF_AN_ITERATION = 16
LEAST_PASSES = 16

#: A replica needs this many rows of its own: one that sees few learns them by heart.
ROWS_FOR_A_REPLICA = 5000

#: And the run as a whole must train so many, times the square of the number of replicas: they
#: learn less than a single network does from as many rows, most so in the first passes, in which
#: the error falls steeply, and the more the more there are.
ROWS_TO_TRAIN = 12_500

#: Replicas under `reproducible=True`, on however many cores. The average of four learns as
#: well as a single network; from eight on the error grows.
REPRODUCIBLE_REPLICAS = 4

#: With `reproducible=True` each replica must train so many rows: those who ask for it compare
#: short runs, in which a single network learns more than the average of several.
REPRODUCIBLE_ROWS = 100_000

#: `train_samples_per_iteration=-2` makes this many iterations of a run, of at most so many rows.
AUTOMATIC_ITERATIONS = 10
AUTOMATIC_ROWS = 100_000

#: Beyond this size of a parameter a run is lost (H2O's own bound).
_TOO_LARGE = 1e10


@dataclass(slots=True, kw_only=True)
class Run:
    """What a training run found out; early is before its epochs, for want of improvement."""

    progress: Progress
    history: Table
    training_metrics: MetricsRecord | None
    validation_metrics: MetricsRecord | None
    training_description: str
    validation_description: str | None
    stopped_early: bool
    notes: list[str] = field(default_factory=list)


def _engine_rows(
    inputs: Inputs, targets: npt.NDArray[Any], added: npt.NDArray[Any] | None
) -> TrainingRows:
    """Inputs as engines read them: narrow matrices where they are, rescaled row by row."""
    numbers, rescaling, named = inputs.numbers, None, inputs.sparse
    if isinstance(numbers, LazyRows) and numbers.stored is not None:
        numbers, onto = numbers.stored
        rescaling = None if onto is None else (onto.shift, onto.scale)
    sparse = None if named is None else SparseRows(named.start, named.slots, named.values)
    return TrainingRows(numbers, inputs.slots, targets, added, sparse, rescaling)


class Training:
    """One training run.

    Parameters
    ----------
    parameters
        Effective values of all parameters.
    settings
        Those of them that the engine reads.
    response, category
        The kind of problem.
    network
        Trained in place.
    training, validation
        The rows.
    threads
        Cores to use.
    progress
        Where the training begins; those of a checkpoint are counted on.
    earlier
        The checkpoint's scoring history.
    """

    def __init__(
        self,
        parameters: dict[str, Any],
        settings: Settings,
        response: Response | Reconstruction,
        category: Category,
        network: Network,
        training: Scoring,
        validation: Scoring | None,
        *,
        threads: int,
        progress: Progress,
        earlier: Table | None = None,
    ) -> None:
        self._parameters = parameters
        self._settings = settings
        self._response = response
        self._network = network
        self._training = training
        self._progress = progress
        self._start = (progress.samples, progress.epochs)
        self._scores = Scorekeeper(
            parameters,
            settings,
            response,
            category,
            network,
            training,
            validation,
            progress=progress,
            earlier=earlier,
            rng=self._generator(1),
        )
        left = max(0, round((parameters["epochs"] - progress.epochs) * training.usable.size))
        self._total = progress.samples + left
        self._threads = threads
        self._replicas = self._number_of_replicas()
        self._mean = MeanNetwork(network)

    def run(self, job: Job) -> Run:
        """Train until enough epochs are done, or a reason to stop comes up."""
        started = time.monotonic()
        progress, scores = self._progress, self._scores
        scores.begin()
        sampler = self._sampler()
        values, offsets = self._training.values, self._training.offsets
        targets = self._response.targets(values, offsets)
        added = self._response.added_to_outputs(values.size, offsets)
        rows = _engine_rows(self._training.inputs, targets, added)
        clock = ScoringClock(self._parameters)
        late, reason = False, None
        engine = make_engine(
            self._network,
            self._settings,
            rows,
            replicas=self._replicas,
            threads=self._threads,
            seed=progress.seed,
        )
        # Scoring limits the BLAS too, and finds it limited: to do that takes as long as some rows.
        with one_blas_thread(), engine:
            while reason is None:
                progress.iteration += 1
                late = self._iterate(engine, sampler, job, started)
                done = progress.samples >= self._total
                late = late and not done
                if late or done or clock.is_due():
                    clock.start()
                    reason = self._score(ending=late or done)
                    clock.stop()
        scores.restore_best()
        progress.places = sampler.places
        progress.run_seconds = scores.history.duration
        return self._result(late=late)

    def _result(self, *, late: bool) -> Run:
        limit = f"max_runtime_secs={self._parameters['max_runtime_secs']:g}"
        training, validation = self._scores.latest
        described, validation_described = self._scores.descriptions
        return Run(
            progress=self._progress,
            history=self._scores.history.table(),
            training_metrics=training,
            validation_metrics=validation,
            training_description=described,
            validation_description=validation_described,
            stopped_early=self._scores.stopped_improving,
            notes=[f"Training ended early: {limit} was reached."] if late else [],
        )

    def _score(self, *, ending: bool) -> str | None:
        """Measure the network; why the training should end, if it should.

        Where the best network is kept, it is the mean of the iteration that is measured, and
        that is left in place at the end. The training itself goes on from the last network.
        """
        keeping = self._parameters["overwrite_with_best_model"]
        if keeping:
            self._mean.exchange()
        self._scores.score()
        reason = "the end" if ending else self._scores.reason_to_stop()
        if keeping and reason is None:
            self._mean.exchange()
        return reason

    def _iterate(self, engine: Engine, sampler: RowSampler, job: Job, started: float) -> bool:
        """Train the rows of one iteration; whether the time is up."""
        rows, portion = self._rows_and_portion()
        # The rest at the end of a run may be a few rows, of which there is no mean.
        if 2 * rows > self._rows_per_iteration():
            self._mean.begin()
        count = -(-rows // portion)
        # What costs as much as training some rows is not done after each small portion.
        now_and_then = max(1, ROWS_BETWEEN_AVERAGES // portion)
        for number in range(count):
            size = min(portion, rows - number * portion)
            job.checkpoint()
            begin = time.monotonic()
            if self._settings.loss == "Huber" and number % now_and_then == 0:
                engine.huber = self._scores.huber_threshold()
            due = (number + 1) % now_and_then == 0 or number + 1 == count
            engine.advance(sampler.take(size), self._progress.samples, states=due)
            self._count(size)
            if due:
                self._refuse_instability()
            if 2 * (number + 1) > count:
                self._mean.add()
            now = time.monotonic()
            self._progress.training_seconds += now - begin
            job.update(self._share_done(), self._message())
            if self._time_is_up(now - started):
                return True
        return False

    def _count(self, rows: int) -> None:
        progress, (samples, epochs) = self._progress, self._start
        progress.samples += rows
        progress.epochs = epochs + (progress.samples - samples) / self._training.usable.size

    def _rows_and_portion(self) -> tuple[int, int]:
        """Rows of this iteration, and of the portions after which replicas are brought together."""
        rows = min(self._rows_per_iteration(), self._total - self._progress.samples)
        passes = self._rows_that_touch_each_weight()
        batch, replicas = self._settings.batch, self._replicas
        if replicas == 1:
            wanted = max(rows / PORTIONS_OF_AN_ITERATION, LEAST_PASSES * passes)
        else:
            updates = UPDATES_BETWEEN_MEETINGS * batch if batch > 1 else 0
            wanted = replicas * max(ROWS_BETWEEN_MEETINGS * passes, updates)
        whole = batch * replicas if batch > 1 else 1
        return rows, max(1, int(min(wanted, ROWS_BETWEEN_AVERAGES)) // whole) * whole

    def _rows_that_touch_each_weight(self) -> float:
        """How many rows train as many weights as there are; more than 1 if levels have some."""
        layout, inputs = self._network.layout, self._training.inputs
        of_a_row = float(layout.numeric + inputs.slots.shape[1])
        if inputs.sparse is not None:
            of_a_row += inputs.sparse.values.size / max(1, inputs.sparse.start.size - 1)
        first, every = layout.rows(0), layout.parameter_count
        idle = first * max(0.0, layout.inputs - of_a_row)
        return every / (every - idle)

    def _rows_per_iteration(self) -> int:
        rows = int(self._training.usable.size)
        given = int(self._parameters["train_samples_per_iteration"])
        if given in (0, -1):
            return rows
        if given > 0:
            return given
        run = self._total - self._start[0]
        return int(max(1, min(-(-run // AUTOMATIC_ITERATIONS), AUTOMATIC_ROWS)))

    def _number_of_replicas(self) -> int:
        own = max(ROWS_FOR_A_REPLICA, 4 * self._settings.batch)
        # Those of a checkpoint count: a training that goes on has as many replicas as before.
        worthwhile = min(
            self._training.usable.size // own, math.isqrt(self._total // ROWS_TO_TRAIN)
        )
        most: int = self._threads
        if self._parameters["reproducible"]:
            most = min(REPRODUCIBLE_REPLICAS, self._total // REPRODUCIBLE_ROWS)
        return int(max(1, min(most, worthwhile)))

    def _sampler(self) -> RowSampler:
        weights = self._training.weights
        if weights is not None:
            counted = weights[self._training.usable]
            if (counted == counted[0]).all():
                weights = None
        rows, progress = self._training.usable, self._progress
        # The same rows as in the checkpoint's training are visited as if it had not ended.
        same = progress.rows == rows.size and len(progress.places) == self._replicas
        places = progress.places if same else None
        progress.rows = rows.size
        return RowSampler(rows, self._replicas, self._generator(3), weights, places)

    def _generator(self, purpose: int) -> np.random.Generator:
        """Randomness for one purpose, whatever was drawn for others."""
        return np.random.default_rng([self._progress.seed & 0xFFFFFFFFFFFFFFFF, purpose])

    def _share_done(self) -> float:
        start = self._start[0]
        run = self._total - start
        return (self._progress.samples - start) / run if run else 1.0

    def _message(self) -> str:
        return f"Iterations: {self._progress.iteration}, epochs: {self._progress.epochs:.3g}"

    def _time_is_up(self, seconds: float) -> bool:
        limit = float(self._parameters["max_runtime_secs"])
        return limit > 0 and seconds > limit

    def _refuse_instability(self) -> None:
        parameters = self._network.parameters
        # Of wide networks a copy of absolute values would be large.
        largest = float(max(parameters.max(), -parameters.min()))
        if largest < _TOO_LARGE:
            return
        state = "is not a number" if math.isnan(largest) else f"has reached {largest:.3g}"
        raise H2OModelBuildError(
            f"Training is numerically unstable: after {self._progress.samples:,} rows a weight "
            f"{state}. Try {self._stabilisers()}."
        )

    def _stabilisers(self) -> str:
        """Settings that keep weights small, of those that are not in use."""
        settings, values = self._settings, self._parameters
        change = (
            "a larger epsilon, a smaller rho"
            if settings.adaptive
            else f"a smaller rate (it is {settings.rate:g}), adaptive_rate=True"
        )
        tried = {
            change: True,
            "max_w2=10": settings.max_w2 > 10,
            "l1 or l2 of 1e-5": settings.l1 == settings.l2 == 0,
            "activation='Tanh'": not values["activation"].startswith("Tanh"),
            "standardize=True": not values["standardize"],
        }
        return ", ".join(advice for advice, helps in tried.items() if helps)
