"""What a training measures on its way: history, the best network, reasons to stop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.measuring import absolute_errors, measure
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.scoring import Scoring, description
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.metrics import MetricsRecord
from heavywater.core.metrics.deviance import huber_delta
from heavywater.core.tables import Table
from heavywater.core.training.history import ScoringHistory
from heavywater.core.training.model import Category
from heavywater.core.training.progress import Progress
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.response import Response
from heavywater.core.training.stopping import has_stopped_improving, is_better

__all__ = ["Scorekeeper"]

Measured = tuple[MetricsRecord, MetricsRecord | None]

#: Rows whose errors place the point where Huber's loss turns linear.
_ROWS_FOR_HUBER = 2000


@dataclass(slots=True)
class _Best:
    """The best network so far, by the stopping metric."""

    value: float
    network: Network
    metrics: Measured


class Scorekeeper:
    """Measures a network again and again while it is trained.

    Parameters
    ----------
    parameters
        Effective values of all parameters.
    settings, response, category
        What the network learns, and how.
    network
        The network; `restore_best` changes it.
    training, validation
        Rows, of which `score_training_samples` and `score_validation_samples` are measured.
    progress
        Counters of the training; the values of the stopping metric are added to them.
    earlier
        Scoring history of the checkpoint, if the training continues one.
    rng
        Chooses the rows to measure.
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
        progress: Progress,
        earlier: Table | None,
        rng: np.random.Generator,
    ) -> None:
        self._parameters = parameters
        self._settings = settings
        self._response = response
        self._network = network
        self._progress = progress
        self._balanced = training.balanced
        self._stratified = (
            response.domain is not None and parameters["score_validation_sampling"] == "Stratified"
        )
        size = parameters["score_training_samples"]
        self._training, self._all_trained = training.sample(size, rng)
        self._validation: Scoring | None = None
        self._all_validated = True
        if validation is not None:
            size = parameters["score_validation_samples"]
            self._validation, self._all_validated = validation.sample(
                size, rng, stratified=self._stratified
            )
        self._metric = parameters["stopping_metric"] or _default_metric(category)
        if progress.metric != self._metric:
            progress.metric, progress.values = self._metric, []
        validated = validation is not None
        custom = isinstance(response, Response) and response.custom_metric is not None
        self.history = ScoringHistory(category, validated, custom, progress.run_seconds, earlier)
        self._continued = earlier is not None
        self._best: _Best | None = None
        self._latest: Measured | None = None
        self.stopped_improving = False

    def begin(self) -> None:
        """Make the first entry of the history; of a checkpoint, take the first network to beat."""
        if not self._continued:
            # H2O measures the initial network of autoencoders only.
            known = self._measure() if self._network.layout.autoencoder else (None, None)
            self.history.add(self._progress, *known)
        elif self._parameters["overwrite_with_best_model"]:
            # Measured anew: the rows may be others than those of the checkpoint's training.
            measured = self._measure()
            self._best = _Best(self._value_of(measured), self._network.copy(), measured)

    def score(self) -> None:
        """Measure the network, note it, and keep the network if it is the best so far."""
        self._latest = measured = self._measure()
        self.history.add(self._progress, *measured)
        value = self._value_of(measured)
        self._progress.values.append(value)
        if self._parameters["overwrite_with_best_model"] and (
            self._best is None or is_better(self._metric, value, self._best.value)
        ):
            self._best = _Best(value, self._kept_network(), measured)

    def _kept_network(self) -> Network:
        """A copy of the network, in the memory of the one that was the best before."""
        if self._best is None:
            return self._network.copy()
        self._best.network.assign(self._network)
        return self._best.network

    def reason_to_stop(self) -> str | None:
        """Why the last scoring should end the training, if it should."""
        values = self._parameters
        if self._good_enough():
            return "the training error is at or below classification_stop or regression_stop"
        if has_stopped_improving(
            self._metric,
            self._progress.values,
            values["stopping_rounds"],
            values["stopping_tolerance"],
        ):
            self.stopped_improving = True
            return f"{self._metric} has stopped improving"
        return None

    def restore_best(self) -> None:
        """Go back to the best network if the last one is worse, and note its metrics again."""
        best = self._best
        if best is None or not is_better(self._metric, best.value, self._progress.values[-1]):
            return
        self._network.assign(best.network)
        self._latest = best.metrics
        self.history.add(self._progress, *best.metrics)

    @property
    def latest(self) -> tuple[MetricsRecord | None, MetricsRecord | None]:
        """Metrics of the network as it is, on training and validation rows."""
        return self._latest or (None, None)

    @property
    def descriptions(self) -> tuple[str, str | None]:
        """What they were computed on."""
        training = description(
            self._training, self._all_trained, "training", balanced=self._balanced
        )
        if self._validation is None:
            return training, None
        return training, description(
            self._validation, self._all_validated, "validation", stratified=self._stratified
        )

    def huber_threshold(self) -> float:
        """The huber_alpha quantile of the errors of some rows, on the scale of the outputs."""
        rows = self._training.take(_evenly_spread(self._training.usable, _ROWS_FOR_HUBER))
        errors = absolute_errors(self._network, self._response, rows, self._settings)
        weights = rows.weights
        if weights is not None:
            # An autoencoder has as many errors a row as it has inputs.
            weights = np.repeat(weights, errors.size // weights.size)
        delta = huber_delta(errors, np.zeros_like(errors), self._parameters["huber_alpha"], weights)
        return delta if delta > 0 else 1.0

    def _measure(self) -> Measured:
        validation = None if self._validation is None else self._of(self._validation)
        return self._of(self._training), validation

    def _of(self, rows: Scoring) -> MetricsRecord:
        return measure(self._network, self._response, rows, self._settings)

    def _value_of(self, measured: Measured) -> float:
        """The stopping metric, of the validation rows if there are any."""
        value = (measured[1] or measured[0]).value(self._metric)
        return math.nan if value is None else float(value)

    def _good_enough(self) -> bool:
        training = self.latest[0]
        assert training is not None
        if self._response.domain is None:
            limit, error = self._parameters["regression_stop"], training.mse
        else:
            limit = self._parameters["classification_stop"]
            error = training.value("classification_error")
        return bool(limit != -1 and error <= limit)


def _default_metric(category: Category) -> str:
    if category == "AutoEncoder":
        return "MSE"
    return "deviance" if category == "Regression" else "logloss"


def _evenly_spread(rows: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.int64]:
    """At most so many of the rows, from all over the frame, which may be sorted."""
    if rows.size <= most:
        return rows
    return rows[np.linspace(0, rows.size - 1, most).astype(np.int64)]
