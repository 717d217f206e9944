"""Trained models without training: what the faces need, and nothing behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.metrics import (
    MetricsRecord,
    RegressionMetrics,
    binomial_metrics,
    multinomial_metrics,
    regression_metrics,
)
from heavywater.core.tables import Column, Table
from heavywater.core.training.model import TrainedModel
from heavywater.exceptions import H2OValueError
from heavywater.model import ModelBase

IMPORTANCES = Table(
    "Variable Importances",
    "",
    (
        Column("variable", "string"),
        Column("relative_importance"),
        Column("scaled_importance"),
        Column("percentage"),
    ),
    (("power", 1.0, 1.0, 0.8), ("<year>", 0.25, 0.25, 0.2)),
)


HISTORY = Table(
    "Scoring History",
    "",
    (
        Column("duration", "string"),
        Column("training_speed", "string"),
        Column("epochs", "double"),
        Column("training_rmse", "double"),
        Column("training_logloss", "double"),
        Column("training_classification_error", "double"),
        Column("validation_rmse", "double"),
    ),
    (
        (" 0.000 sec", None, 0.0, float("nan"), float("nan"), float("nan"), float("nan")),
        (" 1 min 0.500 sec", "10 obs/sec", 1.5, 0.5, 0.75, 0.25, 0.625),
    ),
)


SUMMARY = Table(
    "Status of Neuron Layers",
    "predicting y",
    (Column("layer", "int"), Column("type", "string"), Column("l1", "double")),
    ((1, "Input", None), (2, "Linear", 0.0)),
)


class Estimator(ModelBase):
    """An estimator that never trains."""


@dataclass(kw_only=True)
class FakeModel(TrainedModel):
    """A trained model with fixed results."""

    key: str = "model_1"
    algorithm: str = "deeplearning"
    algorithm_title: str = "Deep Learning"
    parameters: dict[str, Any] = field(default_factory=lambda: {"epochs": 3.0})
    given_parameters: dict[str, Any] = field(default_factory=lambda: {"epochs": 3})
    predictors: list[str] = field(default_factory=lambda: ["power", "<year>"])
    response: str = "y"
    domain: list[str] | None = None
    validation_metrics: MetricsRecord | None = None
    training_metrics_description: str | None = None
    validation_metrics_description: str | None = None
    summary: Table = SUMMARY
    scoring_history: Table = HISTORY
    variable_importances: Table | None = IMPORTANCES
    default_threshold: float | None = None
    start_time: float = 1_700_000_000.25
    run_time_ms: int = 150
    training_frame_key: str = "train"
    validation_frame_key: str | None = None

    def predict(self, data: FrameData) -> FrameData:
        return FrameData.from_columns({"predict": np.zeros(data.nrow)})

    def score(self, data: FrameData, auc_type: str | None = None) -> MetricsRecord:
        if self.response not in data.names:
            raise H2OValueError("The frame has no response 'y'.")
        return regression_metrics(data.numeric("y"), np.zeros(data.nrow))


@dataclass(kw_only=True)
class FormulaModel(FakeModel):
    """A model whose predictions are a formula: numbers, or (rows, classes) of probabilities."""

    formula: Callable[[FrameData], np.ndarray]
    category: str = "Regression"
    training_metrics: MetricsRecord | None = None

    def predict(self, data: FrameData) -> FrameData:
        values = self.formula(data)
        if self.domain is None:
            return FrameData.from_columns({"predict": values})
        labels = EnumColumn(values.argmax(axis=1).astype(np.int32), self.domain)
        columns = {level: values[:, place] for place, level in enumerate(self.domain)}
        return FrameData.from_columns({"predict": labels, **columns})

    def score(self, data: FrameData, auc_type: str | None = None) -> MetricsRecord:
        values = self.formula(data)
        if self.domain is None:
            return regression_metrics(data.numeric(self.response), values)
        codes = data.codes(self.response)
        if len(self.domain) == 2:
            return binomial_metrics(codes, values[:, 1], self.domain)
        return multinomial_metrics(codes, values, self.domain)


def formula_model(formula: Callable[[FrameData], np.ndarray], data: FrameData, **options: Any):
    """An estimator with a model that calculates its predictions; scored on `data`."""
    domain = data.domain(options.get("response", "y"))
    category = "Regression" if domain is None else "Binomial"
    if domain is not None and len(domain) > 2:
        category = "Multinomial"
    model = FormulaModel(formula=formula, domain=domain, category=category, **options)
    model.training_metrics = model.score(data)
    estimator = Estimator()
    estimator._attach(model)
    return estimator


ACTUAL = [0, 1, 0, 1, 1, 0, 1, 0, 0, 1]
P1 = [0.1, 0.8, 0.3, 0.6, 0.6, 0.6, 0.9, 0.2, 0.8, 0.05]


def regression_record() -> RegressionMetrics:
    return regression_metrics([1.0, 2.0, 4.0], [1.0, 3.0, 4.0])


def binomial_record() -> MetricsRecord:
    return binomial_metrics(ACTUAL, P1, ["no", "yes"])


def multinomial_record() -> MetricsRecord:
    probabilities = [[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]
    return multinomial_metrics([0, 1, 2], probabilities, ["a", "b", "c"])


RECORDS = {
    "Regression": regression_record,
    "Binomial": binomial_record,
    "Multinomial": multinomial_record,
}


def trained(category: str, *, valid: bool = False, **changes: Any) -> Estimator:
    """An estimator with a model of a category."""
    record = RECORDS[category]
    model = FakeModel(
        category=category,
        training_metrics=record(),
        validation_metrics=record() if valid else None,
        **changes,
    )
    estimator = Estimator()
    estimator._attach(model)
    return estimator
