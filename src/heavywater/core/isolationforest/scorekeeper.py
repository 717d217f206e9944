"""What is measured of a forest while it grows, and what is put off until it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.isolationforest.engines import Walker
from heavywater.core.isolationforest.measuring import TrainingLengths
from heavywater.core.isolationforest.model import (
    ForestModel,
    IsolationForestModel,
    Measured,
    extended_scores,
    label_metrics,
)
from heavywater.core.isolationforest.paths import add_lengths
from heavywater.core.isolationforest.problem import Problem
from heavywater.core.isolationforest.tables import History
from heavywater.core.metrics import AnomalyMetrics, MetricsRecord
from heavywater.core.training.stopping import has_stopped_improving

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.isolationforest.forest import Trees

__all__ = ["Scorekeeper"]

Floats = npt.NDArray[np.float64]

_NEVER = 1 << 40


class Scorekeeper:
    """Measures a forest as often as its training or its history need it.

    Parameters
    ----------
    problem
        What is trained.
    """

    def __init__(self, problem: Problem) -> None:
        values = problem.parameters
        self._problem = problem
        self._rounds = values.get("stopping_rounds", 0)
        self._metric = str(values.get("stopping_metric"))
        self._every = _interval(values)
        earlier = problem.checkpoint
        self._history = History(None if earlier is None else earlier.scoring_history)
        self._lengths: TrainingLengths | None = None
        self._validation: _Validation | None = None
        if problem.label_domain is not None:
            self._validation = _Validation(problem)
        if self._every < _NEVER:
            self._lengths = _training_lengths(problem)
        self._values: list[float] = []
        self._noted = 0

    def until_next(self, trees: int) -> int:
        """How many trees to grow before the next scoring."""
        return self._every - trees % self._every

    def begin(self, earlier: Trees) -> None:
        """Take the trees of a checkpoint into account."""
        self._add(earlier)
        self._noted = earlier.trees

    def says_stop(self, grown: Trees, trees: int) -> bool:
        """Take new trees into account; whether there should be no more.

        Parameters
        ----------
        grown
            The new ones.
        trees
            Number of all.
        """
        self._add(grown)
        if self._lengths is None or trees % self._every:
            return False
        metrics = self._note(self._lengths, trees)
        if self._rounds == 0:
            return False
        measured: MetricsRecord = metrics
        if self._metric != "anomaly_score":
            assert self._validation is not None
            span = self._lengths.range
            measured = self._validation.metrics(span.scores(self._validation.totals))
        self._values.append(measured.value(self._metric))
        tolerance = self._problem.parameters["stopping_tolerance"]
        return has_stopped_improving(self._metric, self._values, self._rounds, tolerance)

    def finish(self, model: ForestModel) -> None:
        """Let a model know what was measured, or what will measure it."""
        self._history.end()
        pending = _Pending(self._problem, model.trees, self._history, self._lengths, self._noted)
        model.pending = pending
        if self._lengths is not None or self._validation is not None:
            model.measure()
        if self._validation is not None:
            assert isinstance(model, IsolationForestModel)
            metrics = self._validation.metrics(model.scores(self._validation.totals))
            model.validation_metrics = metrics
            model.default_threshold = _threshold(metrics)

    def _add(self, trees: Trees) -> None:
        if self._lengths is not None:
            self._lengths.add(trees)
        if self._validation is not None:
            self._validation.add(trees)

    def _note(self, lengths: TrainingLengths, trees: int) -> AnomalyMetrics:
        metrics = _metrics(self._problem, lengths, trees)
        self._history.add(trees, metrics)
        self._noted = trees
        return metrics


def _interval(values: dict[str, Any]) -> int:
    """Trees between scorings."""
    if values.get("disable_training_metrics", False):
        return _NEVER
    if values["score_each_iteration"]:
        return 1
    if values["score_tree_interval"] > 0:
        return int(values["score_tree_interval"])
    return 1 if values.get("stopping_rounds", 0) > 0 else _NEVER


def _training_lengths(problem: Problem) -> TrainingLengths:
    data = problem.request.training
    return TrainingLengths(problem.columns, data, problem.sample, bagged=not problem.extended)


def _metrics(problem: Problem, lengths: TrainingLengths, trees: int) -> AnomalyMetrics:
    def score(totals: Floats) -> Floats:
        if problem.extended:
            return extended_scores(totals, trees, problem.sample.size)
        return lengths.range.scores(totals)

    return lengths.metrics(score)


def _threshold(metrics: MetricsRecord) -> float:
    threshold = float(metrics.max_f1_threshold)  # type: ignore[attr-defined]
    return 0.5 if np.isnan(threshold) else threshold


class _Validation:
    """Path lengths of the rows of the validation frame."""

    def __init__(self, problem: Problem) -> None:
        data, domain = problem.request.validation, problem.label_domain
        assert data is not None
        assert domain is not None
        self._data, self._domain = data, domain
        self._labels = problem.parameters["validation_response_column"]
        self._categorical = problem.columns.categorical
        self._cells, notes = problem.columns.cells(data)
        problem.notes.extend(f"validation_frame: {note}" for note in notes)
        self.totals: Floats = np.zeros(data.nrow)

    def add(self, trees: Trees) -> None:
        add_lengths(Walker(trees, self._categorical), self._cells, self.totals, 0, trees.trees)

    def metrics(self, scores: Floats) -> MetricsRecord:
        return label_metrics(self._data, self._labels, self._domain, scores)


class _Pending:
    """Measures the training rows of a model when it is called.

    Attributes
    ----------
    data
        The training frame.
    """

    def __init__(
        self,
        problem: Problem,
        trees: Trees,
        history: History,
        lengths: TrainingLengths | None,
        noted: int,
    ) -> None:
        self.data: FrameData = problem.request.training
        self._problem, self._trees, self._history = problem, trees, history
        self._lengths, self._noted = lengths, noted

    def __call__(self) -> Measured:
        problem, lengths, trees = self._problem, self._lengths, self._trees.trees
        if lengths is None:
            lengths = _training_lengths(problem)
            lengths.add(self._trees)
        metrics = _metrics(problem, lengths, trees)
        history = self._history
        if problem.parameters.get("disable_training_metrics", False):
            table = history.none()
        else:
            if self._noted < trees:
                history.add(trees, metrics)
            table = history.table()
        share = problem.parameters.get("contamination", -1.0)
        threshold = None
        if share != -1:
            scores = lengths.range.scores(lengths.totals)
            threshold = float(np.quantile(scores, 1.0 - share))
        return Measured(
            metrics, lengths.description, table, lengths.range, threshold, lengths.totals
        )
