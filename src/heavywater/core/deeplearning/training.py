"""The training loop: train some rows, score, note it, decide whether to go on."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.engines import Engine, TrainingRows, make_engine
from heavywater.core.deeplearning.measuring import absolute_errors, measure
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.scoring import Scoring, ScoringClock, description
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.jobs import Job
from heavywater.core.metrics import MetricsRecord
from heavywater.core.metrics.deviance import huber_delta
from heavywater.core.tables import Table
from heavywater.core.training.history import ScoringHistory
from heavywater.core.training.model import Category
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.response import Response
from heavywater.core.training.sampling import RowSampler
from heavywater.core.training.stopping import has_stopped_improving, is_better
from heavywater.exceptions import H2OModelBuildError

__all__ = ["Run", "Training"]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Replicas are averaged at least this often. Between 1,024 and 8,192 rows the test error is
#: that of a single network; averaging itself costs as much as some ten rows.
ROWS_BETWEEN_AVERAGES = 4096

#: A replica needs this many rows of its own to be worth its while.
ROWS_FOR_A_REPLICA = 2000

#: `train_samples_per_iteration=-2` makes this many iterations of a run, of at most so many rows.
AUTOMATIC_ITERATIONS = 10
AUTOMATIC_ROWS = 100_000

#: Rows whose errors place the point where Huber's loss turns linear.
_ROWS_FOR_HUBER = 2000

#: Beyond this size of a parameter a run is lost (H2O's own bound).
_TOO_LARGE = 1e10


@dataclass(slots=True, kw_only=True)
class Run:
    """What a training run found out."""

    samples: int
    history: Table
    training_metrics: MetricsRecord | None
    validation_metrics: MetricsRecord | None
    training_description: str
    validation_description: str | None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Best:
    """The best network so far, by the stopping metric."""

    value: float = math.nan
    network: Network | None = None
    metrics: tuple[MetricsRecord | None, MetricsRecord | None] = (None, None)


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
        Most replicas to train side by side.
    seed
        Decides everything random.
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
        seed: int,
    ) -> None:
        self._parameters = parameters
        self._settings = settings
        self._response = response
        self._network = network
        self._training = training
        self._seed = seed
        self._rng = np.random.default_rng([seed & 0xFFFFFFFFFFFFFFFF, 1])
        self._scored, self._all_scored = training.sample(
            parameters["score_training_samples"], self._rng
        )
        self._stratified = (
            response.domain is not None and parameters["score_validation_sampling"] == "Stratified"
        )
        self._validation: Scoring | None = None
        self._all_validated = True
        if validation is not None:
            self._validation, self._all_validated = validation.sample(
                parameters["score_validation_samples"], self._rng, stratified=self._stratified
            )
        self._replicas = self._number_of_replicas(threads)
        self._total = max(0, round(parameters["epochs"] * training.usable.size))
        self._metric = parameters["stopping_metric"] or _default_metric(category)
        self._history = ScoringHistory(category, training.usable.size, validation is not None)
        self._values: list[float] = []
        self._best = _Best()
        self._iteration = 0
        self._samples = 0
        self._training_seconds = 0.0
        self._latest: tuple[MetricsRecord | None, MetricsRecord | None] = (None, None)

    def run(self, job: Job) -> Run:
        """Train until enough epochs are done, or a reason to stop comes up."""
        started = time.monotonic()
        self._note_start()
        sampler = self._sampler()
        targets = self._response.targets(self._training.values)
        inputs = self._training.inputs
        rows = TrainingRows(inputs.numbers, inputs.slots, targets)
        clock = ScoringClock(self._parameters)
        reason = None
        with make_engine(self._network, self._settings, rows, self._replicas, self._seed) as engine:
            while reason is None:
                self._iteration += 1
                late = self._iterate(engine, sampler, job, started)
                done = self._samples >= self._total
                if late or done or clock.is_due():
                    clock.start()
                    self._score()
                    clock.stop()
                    reason = self._reason_to_stop(done=done, late=late)
        self._restore_best()
        return self._result(reason)

    def _iterate(self, engine: Engine, sampler: RowSampler, job: Job, started: float) -> bool:
        """Train the rows of one iteration; whether the time is up."""
        for size in self._slices():
            job.checkpoint()
            begin = time.monotonic()
            if self._settings.loss == "Huber":
                engine.huber = self._huber_threshold()
            engine.advance(sampler.take(size), self._samples)
            self._samples += size
            self._refuse_instability()
            now = time.monotonic()
            self._training_seconds += now - begin
            job.update(self._progress(), self._message())
            if self._time_is_up(now - started):
                return True
        return False

    def _slices(self) -> Iterator[int]:
        """Rows of this iteration, in the portions after which replicas are averaged."""
        left = min(self._rows_per_iteration(), self._total - self._samples)
        portion = ROWS_BETWEEN_AVERAGES
        if self._settings.batch > 1:
            whole = self._settings.batch * self._replicas
            portion = max(1, portion // whole) * whole
        while left > 0:
            yield min(portion, left)
            left -= portion

    def _rows_per_iteration(self) -> int:
        rows = int(self._training.usable.size)
        given = int(self._parameters["train_samples_per_iteration"])
        if given in (0, -1):
            return rows
        if given > 0:
            return given
        return int(max(1, min(self._total // AUTOMATIC_ITERATIONS, AUTOMATIC_ROWS)))

    def _number_of_replicas(self, threads: int) -> int:
        if self._parameters["reproducible"]:
            return 1
        own = max(ROWS_FOR_A_REPLICA, 4 * self._settings.batch)
        return max(1, min(threads, self._training.usable.size // own))

    def _sampler(self) -> RowSampler:
        weights = self._training.weights
        if weights is not None:
            counted = weights[self._training.usable]
            if (counted == counted[0]).all():
                weights = None
        return RowSampler(self._training.usable, self._replicas, self._rng, weights)

    def _progress(self) -> float:
        return self._samples / self._total if self._total else 1.0

    def _message(self) -> str:
        epochs = self._samples / self._training.usable.size
        return f"Iterations: {self._iteration}, epochs: {epochs:.3g}"

    def _time_is_up(self, seconds: float) -> bool:
        limit = float(self._parameters["max_runtime_secs"])
        return limit > 0 and seconds > limit

    def _refuse_instability(self) -> None:
        largest = float(np.abs(self._network.parameters).max())
        if largest < _TOO_LARGE:
            return
        state = "is not a number" if math.isnan(largest) else f"has reached {largest:.3g}"
        raise H2OModelBuildError(
            f"Training is numerically unstable: after {self._samples:,} rows a weight {state}. "
            f"Try {self._stabilisers()}."
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

    def _huber_threshold(self) -> float:
        """The huber_alpha quantile of the errors of some rows, on the scale of the outputs."""
        rows = self._scored.take(self._scored.usable[:_ROWS_FOR_HUBER])
        errors = absolute_errors(self._network, self._response, rows, self._settings.hidden_dropout)
        delta = huber_delta(errors, np.zeros_like(errors), self._parameters["huber_alpha"])
        return delta if delta > 0 else 1.0

    # -- Scoring ---------------------------------------------------------------------------

    def _measure(self, rows: Scoring) -> MetricsRecord:
        return measure(self._network, self._response, rows, self._settings.hidden_dropout)

    def _note_start(self) -> None:
        """The first entry of the history: empty, but for autoencoders, as in H2O."""
        if self._network.layout.autoencoder:
            validation = None if self._validation is None else self._measure(self._validation)
            self._history.add(0, 0, 0.0, self._measure(self._scored), validation)
        else:
            self._history.add(0, 0, 0.0, None, None)

    def _score(self) -> None:
        training = self._measure(self._scored)
        validation = None if self._validation is None else self._measure(self._validation)
        self._latest = (training, validation)
        self._history.add(
            self._iteration, self._samples, self._training_seconds, training, validation
        )
        value = (validation or training).value(self._metric)
        self._values.append(value)
        if self._parameters["overwrite_with_best_model"] and (
            self._best.network is None or is_better(self._metric, value, self._best.value)
        ):
            self._best = _Best(value, self._network.copy(), self._latest)

    def _reason_to_stop(self, *, done: bool, late: bool) -> str | None:
        values, training = self._parameters, self._latest[0]
        assert training is not None
        if done:
            return "epochs"
        if late:
            return f"max_runtime_secs={values['max_runtime_secs']:g} was reached"
        if self._good_enough(training):
            return "the training error is at or below classification_stop or regression_stop"
        if has_stopped_improving(
            self._metric, self._values, values["stopping_rounds"], values["stopping_tolerance"]
        ):
            return f"{self._metric} has stopped improving"
        return None

    def _good_enough(self, training: MetricsRecord) -> bool:
        if self._response.domain is None:
            limit, error = self._parameters["regression_stop"], training.mse
        else:
            limit = self._parameters["classification_stop"]
            error = training.value("classification_error")
        return bool(limit != -1 and error <= limit)

    def _restore_best(self) -> None:
        """Go back to the best network if the last one is worse, and note its metrics again."""
        best = self._best
        if best.network is None or not is_better(self._metric, best.value, self._values[-1]):
            return
        self._network.assign(best.network)
        self._latest = best.metrics
        self._history.add(self._iteration, self._samples, self._training_seconds, *best.metrics)

    def _result(self, reason: str | None) -> Run:
        notes = []
        if reason is not None and reason.startswith("max_runtime_secs"):
            notes.append(f"Training ended early: {reason}.")
        return Run(
            samples=self._samples,
            history=self._history.table(),
            training_metrics=self._latest[0],
            validation_metrics=self._latest[1],
            training_description=description(
                self._scored, self._all_scored, "training", balanced=self._training.balanced
            ),
            validation_description=None
            if self._validation is None
            else description(
                self._validation, self._all_validated, "validation", stratified=self._stratified
            ),
            notes=notes,
        )


def _default_metric(category: Category) -> str:
    if category == "AutoEncoder":
        return "MSE"
    return "deviance" if category == "Regression" else "logloss"
