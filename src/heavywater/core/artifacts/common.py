"""How the records that all models share are stored: tables, metrics, frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heavywater.core.artifacts.stored import Fields, Stored, require
from heavywater.core.frames.arrays import ColumnArrays, FrameArrays, frame_from_arrays
from heavywater.core.metrics import (
    AnomalyMetrics,
    AutoEncoderMetrics,
    BinomialMetrics,
    MetricsRecord,
    MultinomialMetrics,
    RegressionMetrics,
)
from heavywater.core.metrics.custom import CustomMetric
from heavywater.core.metrics.gains_lift import GainsLift
from heavywater.core.metrics.thresholds import Thresholds
from heavywater.core.tables import Column, Table
from heavywater.core.training.model import TrainedModel

__all__ = ["STORED", "ModelFile"]


@dataclass(frozen=True, slots=True, eq=False)
class ModelFile:
    """What the file of a model holds.

    Attributes
    ----------
    model
        The model.
    frames
        Frames that go along, by key.
    """

    model: TrainedModel
    frames: dict[str, FrameArrays]


def _check_frames(frames: FrameArrays) -> None:
    frame_from_arrays(frames)


def _check_table(table: Table) -> None:
    width = len(table.columns)
    require(all(len(row) == width for row in table.rows), "a table in it has ragged rows")
    for position, column in enumerate(table.columns):
        kinds = (str, float, int) if column.type == "string" else (float, int)
        cells = [row[position] for row in table.rows]
        require(
            all(cell is None or isinstance(cell, kinds) for cell in cells),
            f"the column {column.name[:80]!r} of a table in it has cells of another type",
        )


def _check_thresholds(thresholds: Thresholds) -> None:
    shape = thresholds.threshold.shape
    same = thresholds.tps.shape == thresholds.fps.shape == shape
    require(len(shape) == 1 and same, "its thresholds have no counts each")


def _check_groups(groups: GainsLift) -> None:
    shape = groups.lower_threshold.shape
    same = groups.weights.shape == groups.events.shape == groups.scores.shape == shape
    require(len(shape) == 1 and shape[0] > 0 and same, "its gains/lift groups are incomplete")


def _check_record(metrics: MetricsRecord) -> None:
    require(not metrics.mse < 0, "its mean squared error is negative")


def _check_multinomial(metrics: MultinomialMetrics) -> None:
    _check_record(metrics)
    classes = len(metrics.domain)
    counts = metrics.counts
    require(
        counts.shape == (classes, classes) and np.isfinite(counts).all(),
        "its confusion matrix does not count its classes",
    )
    require(metrics.hit_ratios.ndim == 1, "its hit ratios are no list")


def _pack_metric(metric: CustomMetric) -> Fields:
    # Code is not stored; that it is not is said where the parameters hold it too.
    return {"name": metric.name, "function": None}


STORED = (
    Stored(cls=ModelFile, name="ModelFile"),
    Stored(cls=FrameArrays, name="Frame", check=_check_frames),
    Stored(cls=ColumnArrays, name="FrameColumn"),
    Stored(cls=Column, name="Column"),
    Stored(cls=Table, name="Table", check=_check_table),
    Stored(cls=Thresholds, name="Thresholds", check=_check_thresholds),
    Stored(cls=GainsLift, name="GainsLift", check=_check_groups),
    Stored(cls=AnomalyMetrics, name="AnomalyMetrics"),
    Stored(cls=AutoEncoderMetrics, name="AutoEncoderMetrics", check=_check_record),
    Stored(cls=CustomMetric, name="CustomMetric", pack=_pack_metric),
    Stored(cls=RegressionMetrics, name="RegressionMetrics", check=_check_record),
    Stored(cls=BinomialMetrics, name="BinomialMetrics", check=_check_record),
    Stored(cls=MultinomialMetrics, name="MultinomialMetrics", check=_check_multinomial),
)
