"""The search itself: build models, one or several at a time, until a reason to stop comes up."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any, Protocol

from heavywater.core.jobs import Job, JobCancelled
from heavywater.core.training.model import Built, TrainedModel
from heavywater.core.training.request import TrainingRequest
from heavywater.core.training.search.grid import (
    Grid,
    GridFailure,
    GridModel,
    default_metric,
    fingerprint,
    metrics_of,
)
from heavywater.core.training.search.walkers import Combination
from heavywater.core.training.stopping import INCREASING, has_stopped_improving

__all__ = ["Builder", "Course", "search"]

#: The sorting metric's names among those of `stopping_metric`.
_STOPPING = {"residual_deviance": "deviance", "logloss": "logloss", "mse": "MSE"}


class Builder(Protocol):
    """What a search needs of the estimator."""

    def request(self, combination: Combination, key: str, position: int) -> TrainingRequest:
        """A checked request; `position` is that in the walk, from 0."""

    def described(self, combination: Combination) -> dict[str, Any] | None:
        """All parameters with a combination's; None if one of these cannot be set at all."""

    def build(self, request: TrainingRequest, job: Job) -> Built:
        """Train a model; called from several threads."""

    def keep(self, built: Built) -> None:
        """Put a finished model into the session."""

    def save(self) -> None:
        """Write the grid as it is, if that was asked for."""

    def earlier(self) -> list[TrainedModel]:
        """Models that the grid had before."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a search leads, and when it ends.

    Attributes
    ----------
    walk, count
        The combinations, and how many there are.
    criteria
        See `criteria.CRITERIA`.
    not_counted
        Models of the grid that `max_models` does not count.
    """

    walk: Iterator[Combination]
    count: int
    criteria: dict[str, Any]
    not_counted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A combination with its place in the walk and the key that its model will have."""

    position: int
    number: int
    key: str
    combination: Combination


def search(grid: Grid, course: Course, builder: Builder, job: Job, *, threads: int) -> None:
    """Build the models of a grid. Combinations that fail become failures of the grid.

    Parameters
    ----------
    grid
        Gets the models and failures; combinations that it has already are passed over.
    course
        What to try.
    builder
        Makes the models.
    job
        Is told of progress; asked whether to stop.
    threads
        Cores to use. Models that train side by side have one each.

    Raises
    ------
    JobCancelled
        If the job was cancelled; what was built by then is in the grid.
    """
    criteria = course.criteria
    abreast = grid.plan.parallelism or threads
    limits = _Limits(grid, course, builder.earlier())
    total = min(course.count, criteria["max_models"] or course.count)
    candidates = _candidates(grid, course.walk)
    each = threads if abreast == 1 else 1
    workshop = _Workshop(grid, builder, limits, job, share=1.0 / max(1, total), threads=each)
    running: list[Future[None]] = []
    with ThreadPoolExecutor(abreast, "heavywater-grid") as pool:
        while True:
            while len(running) < abreast and not limits.reached(len(running)):
                candidate = next(candidates, None)
                if candidate is None:
                    break
                running.append(pool.submit(workshop.make, candidate))
            if not running:
                break
            running = _after_the_next(running, limits, in_order=criteria["stopping_rounds"] > 0)
    job.checkpoint()


def _after_the_next(
    running: list[Future[None]], limits: _Limits, *, in_order: bool
) -> list[Future[None]]:
    """Wait until a model is done; those that are still under way.

    In order, the oldest is waited for, even if others end before it: whether the search goes on
    must not depend on which model happens to be faster.
    """
    if in_order:
        running[0].result()
        limits.horizon += 1
        return running[1:]
    wait(running, return_when=FIRST_COMPLETED)
    for future in running:
        if future.done():
            future.result()
    return [future for future in running if not future.done()]


def _candidates(grid: Grid, walk: Iterator[Combination]) -> Iterator[_Candidate]:
    for position, combination in enumerate(walk):
        number = grid.plan.first_number + position
        grid.numbered = max(grid.numbered, number)
        yield _Candidate(
            position=position,
            number=number,
            key=f"{grid.key}_model_{number}",
            combination=combination,
        )


class _Limits:
    """When no more models are begun."""

    def __init__(self, grid: Grid, course: Course, earlier: list[TrainedModel]) -> None:
        self._criteria = course.criteria
        self._begin = time.monotonic()
        self._had = course.not_counted
        self._grid = grid
        # By their place in the walk; those that were there before it come first.
        self.models: dict[int, TrainedModel] = dict(enumerate(earlier, start=-len(earlier)))
        self.horizon = 0
        self.cancelled = False

    def seconds_left(self) -> float | None:
        """None without a limit."""
        limit = self._criteria["max_runtime_secs"]
        if not limit:
            return None
        return float(max(limit - (time.monotonic() - self._begin), 0.0))

    def reached(self, running: int) -> bool:
        """Whether to begin no more, while so many are under way."""
        most = self._criteria["max_models"]
        built = len(self._grid.models) - self._had
        if self.cancelled or (most and built + running >= most):
            return True
        return self.seconds_left() == 0.0 or self._stopped_improving()

    def _stopped_improving(self) -> bool:
        rounds = self._criteria["stopping_rounds"]
        seen = [model for place, model in self.models.items() if place < self.horizon]
        if not self._criteria["early_stopping"] or not rounds or len(seen) <= 2 * rounds:
            return False
        metric = self._criteria["stopping_metric"]
        if metric == "AUTO":
            default = default_metric(seen[0])
            if not default:  # none of the models is better than another
                return False
            metric = _STOPPING[default]
        numbers = [metrics_of(model).value(metric) for model in seen]
        values = [number for number in numbers if not math.isnan(number)]
        # From the worst to the best: the best so many against the next so many.
        values.sort(reverse=metric not in INCREASING)
        return has_stopped_improving(metric, values, rounds, self._criteria["stopping_tolerance"])


class _Workshop:
    """Makes models of candidates, in any thread."""

    def __init__(
        self,
        grid: Grid,
        builder: Builder,
        limits: _Limits,
        job: Job,
        *,
        share: float,
        threads: int,
    ) -> None:
        self._grid = grid
        self._builder = builder
        self._limits = limits
        self._job = job
        self._share = share
        self._threads = threads
        self._lock = threading.Lock()
        self._known = {model.fingerprint for model in grid.models}

    def make(self, candidate: _Candidate) -> None:
        """Build a model, or note why it cannot be built."""
        part = self._job.part(self._share)
        try:
            part.checkpoint()
            request = self._builder.request(
                candidate.combination, candidate.key, candidate.position
            )
            mark = fingerprint(request)
            with self._lock:
                if mark in self._known:
                    return
                self._known.add(mark)
            built = self._builder.build(self._within_limits(request), part)
        except JobCancelled:
            self._limits.cancelled = True
        except Exception as error:
            self._note(candidate, error)
        else:
            self._keep(candidate, mark, built)
        part.update(1.0)

    def _within_limits(self, request: TrainingRequest) -> TrainingRequest:
        left, values = self._limits.seconds_left(), request.parameters
        if left is not None:
            own = values["max_runtime_secs"]
            # 0 would be no limit at all.
            values = values | {"max_runtime_secs": max(min(own or left, left), 1e-3)}
        return replace(request, threads=self._threads, parameters=values)

    def _keep(self, candidate: _Candidate, mark: str, built: Built) -> None:
        used = built.model.parameters
        entry = GridModel(
            key=built.model.key,
            number=candidate.number,
            hyper={name: used.get(name, given) for name, given in candidate.combination.items()},
            fingerprint=mark,
        )
        self._builder.keep(built)
        with self._lock:
            self._grid.models.append(entry)
            self._grid.models.sort(key=lambda model: model.number)
            self._limits.models[candidate.position] = built.model
            self._builder.save()

    def _note(self, candidate: _Candidate, error: Exception) -> None:
        failure = GridFailure(
            hyper=candidate.combination,
            parameters=self._builder.described(candidate.combination),
            message=str(error) or type(error).__name__,
            kind=type(error).__name__,
        )
        with self._lock:
            self._grid.failures.append(failure)
            self._builder.save()
