"""Trained isolation forests."""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.modelling import codes_in_domain
from heavywater.core.isolationforest.columns import Columns
from heavywater.core.isolationforest.contributions import by_source, path_contributions
from heavywater.core.isolationforest.engines import Walker, mean_search_length
from heavywater.core.isolationforest.forest import Forest, PlaneForest, Trees
from heavywater.core.isolationforest.measuring import PathRange, Sample
from heavywater.core.isolationforest.paths import add_lengths
from heavywater.core.metrics import (
    AnomalyMetrics,
    AucType,
    MetricsRecord,
    anomaly_metrics,
    binomial_metrics,
)
from heavywater.core.tables import Table
from heavywater.core.training.model import TrainedModel
from heavywater.exceptions import H2OUserWarning, H2OValueError

__all__ = ["ExtendedIsolationForestModel", "ForestModel", "IsolationForestModel", "Measured"]

Floats = npt.NDArray[np.float64]

#: One for all models: what it guards takes a moment, once a model.
_MEASURING = threading.Lock()


class Measured(NamedTuple):
    """What is known of the training rows.

    Attributes
    ----------
    metrics, description
        Metrics, and what they were computed on.
    history
        Scoring history.
    span
        Smallest and largest sum of path lengths.
    threshold
        Score from which on a row is an anomaly; None if that is not to be told.
    totals
        Sums of path lengths.
    """

    metrics: AnomalyMetrics
    description: str
    history: Table
    span: PathRange
    threshold: float | None
    totals: Floats


def _measured(name: str) -> Any:
    """A field of `TrainedModel` that is not known before the training rows are measured."""
    slot = getattr(TrainedModel, name)

    def get(self: ForestModel) -> Any:
        self.measure()
        return slot.__get__(self)

    def set_(self: ForestModel, value: Any) -> None:
        slot.__set__(self, value)

    return property(get, set_)


@dataclass(slots=True, kw_only=True)
class ForestModel(TrainedModel):
    """What both kinds of isolation forest have.

    Attributes
    ----------
    columns
        The columns that trees look at.
    sample
        Which rows of the training frame the trees were grown from.
    path_range
        Smallest and largest sum of path lengths over the training rows; None before they are
        measured. See `measure`.
    pending
        Measures them; None afterwards, and never stored.
    """

    columns: Columns = field(repr=False)
    sample: Sample
    path_range: PathRange | None = None
    pending: Any = field(default=None, repr=False)

    @property
    def trees(self) -> Trees:
        """The forest."""
        raise NotImplementedError

    def measure(self) -> Floats | None:
        """Measure the training rows if that was put off; their sums of path lengths then."""
        if self.pending is None:
            return None
        with _MEASURING:
            pending = self.pending
            if pending is None:
                return None
            found: Measured = pending()
            self.path_range = found.span
            self.training_metrics = found.metrics
            self.training_metrics_description = found.description
            self.scoring_history = found.history
            if found.threshold is not None:
                self.default_threshold = found.threshold
            self.pending = None
            return found.totals

    def totals(self, data: FrameData) -> Floats:
        """Sums of the lengths of each row's paths over all trees."""
        pending = self.pending
        if pending is not None and pending.data is data:
            known = self.measure()
            if known is not None:
                return known
        cells, notes = self.columns.cells(data)
        for note in notes:
            # As seen from the caller of the model's predict() or model_performance().
            warnings.warn(note, H2OUserWarning, stacklevel=5)
        totals = np.zeros(data.nrow)
        walker = Walker(self.trees, self.columns.categorical)
        add_lengths(walker, cells, totals, 0, self.trees.trees)
        return totals

    def scores(self, totals: Floats) -> Floats:
        """Scores of sums of path lengths."""
        raise NotImplementedError

    def _metrics(self, totals: Floats) -> AnomalyMetrics:
        return anomaly_metrics(totals / self.trees.trees, self.scores(totals))


# Not in the body: a dataclass with slots drops what has the name of a field there.
for _name in (
    "training_metrics",
    "training_metrics_description",
    "scoring_history",
    "default_threshold",
):
    setattr(ForestModel, _name, _measured(_name))


@dataclass(slots=True, kw_only=True)
class IsolationForestModel(ForestModel):
    """A forest of trees that split one column at a time.

    Attributes
    ----------
    forest
        The trees.
    labels
        Column of a frame that tells which rows are anomalies, and its two levels; None where
        there was no labelled validation frame.
    """

    #: Contributions follow from the trees; no rows to compare with are needed.
    contributes_alone: ClassVar[bool] = True

    forest: Forest = field(repr=False)
    labels: str | None = None
    label_domain: list[str] | None = None

    @property
    def trees(self) -> Forest:
        """The forest."""
        return self.forest

    def scores(self, totals: Floats) -> Floats:
        """1 for the shortest paths of the training rows, 0 for the longest."""
        self.measure()
        assert self.path_range is not None
        return self.path_range.scores(totals)

    def predict(self, data: FrameData) -> FrameData:
        """Scores and mean lengths of paths, and where it is known which rows are anomalies."""
        totals = self.totals(data)
        scores = self.scores(totals)
        lengths = totals / self.forest.trees
        threshold = self.default_threshold
        if threshold is None:
            return FrameData.from_columns({"predict": scores, "mean_length": lengths})
        marked = EnumColumn((scores >= threshold).astype(np.int32), self.label_domain or ["0", "1"])
        return FrameData.from_columns({"predict": marked, "score": scores, "mean_length": lengths})

    def contributions(
        self,
        data: FrameData,
        background: FrameData | None,  # noqa: ARG002 - the trees know their sample
        *,
        compact: bool,
        output_space: bool,  # noqa: ARG002 - scores are what is taken apart
        per_reference: bool,
    ) -> FrameData:
        """How much each column adds to the score: exact Shapley values of the trees.

        Parameters
        ----------
        data
            The rows.
        background, output_space
            Of no use here.
        compact
            A column for each column of the data; else one for each that trees look at.
        per_reference
            Must be False: no reference rows are looked at.
        """
        if per_reference:
            raise H2OValueError(
                "output_per_reference compares with each row of a background_frame; give one.",
                "output_per_reference",
            )
        self.measure()
        assert self.path_range is not None
        cells, notes = self.columns.cells(data)
        for note in notes:
            warnings.warn(note, H2OUserWarning, stacklevel=5)
        found, expected = path_contributions(self.forest, self.columns, cells)
        span = self.path_range.longest - self.path_range.shortest
        # The score is linear in the sum of lengths; all are 1 where that does not vary.
        parts = -found / span if span > 0 else np.zeros_like(found)
        names = self.columns.names
        shown = (
            by_source(self.columns, parts)
            if compact
            else {name: parts[:, place] for place, name in enumerate(names)}
        )
        return FrameData.from_columns({**shown, "BiasTerm": self.scores(expected)})

    def score(self, data: FrameData, auc_type: AucType | None = None) -> MetricsRecord:  # noqa: ARG002
        """Metrics of a frame: binomial ones if it has the labels, else those of the scores."""
        totals = self.totals(data)
        if self.labels is None or not data.has(self.labels):
            return self._metrics(totals)
        return self.label_metrics(data, self.scores(totals))

    def label_metrics(self, data: FrameData, scores: Floats) -> MetricsRecord:
        """How well scores, cut at 0 and 1, tell the anomalies of a frame from other rows."""
        assert self.labels is not None
        assert self.label_domain is not None
        return label_metrics(data, self.labels, self.label_domain, scores)


def label_metrics(data: FrameData, labels: str, domain: list[str], scores: Floats) -> MetricsRecord:
    """Binomial metrics of scores.

    Parameters
    ----------
    data
        A frame with labels.
    labels, domain
        Name of their column, and the two levels.
    scores
        By row; below 0 and above 1 they count as 0 and 1.
    """
    codes, unknown = codes_in_domain(data, labels, domain)
    if unknown:
        raise H2OValueError(
            f"Column {labels!r} has the levels {unknown}, which are not those of the validation "
            f"frame in training: {domain}."
        )
    return binomial_metrics(codes.astype(np.int64), np.clip(scores, 0.0, 1.0), domain)


@dataclass(slots=True, kw_only=True)
class ExtendedIsolationForestModel(ForestModel):
    """A forest of trees that split by planes of any slope.

    Attributes
    ----------
    forest
        The trees.
    """

    forest: PlaneForest = field(repr=False)

    @property
    def trees(self) -> PlaneForest:
        """The forest."""
        return self.forest

    def scores(self, totals: Floats) -> Floats:
        """Between 0 and 1; 0.5 for paths as long as those that would separate a sample's rows."""
        return extended_scores(totals, self.forest.trees, self.sample.size)

    def predict(self, data: FrameData) -> FrameData:
        """Scores and mean lengths of paths."""
        totals = self.totals(data)
        return FrameData.from_columns(
            {"anomaly_score": self.scores(totals), "mean_length": totals / self.forest.trees}
        )

    def score(self, data: FrameData, auc_type: AucType | None = None) -> MetricsRecord:  # noqa: ARG002
        """Metrics of a frame."""
        return self._metrics(self.totals(data))


def extended_scores(totals: Floats, trees: int, sample: int) -> Floats:
    """Scores as in the papers: 2 to the power of minus the mean length over that of a sample.

    Parameters
    ----------
    totals
        Sums of path lengths over all trees.
    trees, sample
        Number of trees, and rows of a tree.
    """
    scale = mean_search_length(sample)
    if scale == 0:
        return np.ones_like(totals)
    return np.asarray(2.0 ** (-totals / (trees * scale)))
