"""How what all algorithms know of columns and responses is stored in files, and checked there.

Positions in files are used as indices, so every one is checked when a file is read.
"""

from __future__ import annotations

import os

import numpy as np
import numpy.typing as npt

from heavywater.core.artifacts.stored import Stored, require
from heavywater.core.training.data_info import Categorical, DataInfo
from heavywater.core.training.encoding import FewerLevels, NumbersOfLevels
from heavywater.core.training.hashing import HashedLevels
from heavywater.core.training.model import CrossValidation
from heavywater.core.training.response import Response
from heavywater.core.training.search.grid import Grid, GridFailure, GridModel, GridPlan

__all__ = ["STORED"]


def _all_within(positions: npt.NDArray[np.integer], low: int, high: int) -> bool:
    return positions.size == 0 or bool(positions.min() >= low and positions.max() < high)


def _check_numbers_of_levels(column: NumbersOfLevels) -> None:
    require(
        column.values.shape == (len(column.domain) + 1, len(column.columns)),
        f"the levels of its predictor {column.name[:80]!r} have no numbers each",
    )


def _check_fewer_levels(column: FewerLevels) -> None:
    levels = len(column.levels)
    require(
        len(column.columns) == 1
        and len(set(column.levels)) == levels
        and column.codes.shape == (len(column.domain),)
        and _all_within(column.codes, -1, levels)
        and -1 <= column.other < levels,
        f"the levels of its predictor {column.name[:80]!r} become none that there are",
    )


def _check_hashed_levels(hashed: HashedLevels) -> None:
    require(
        hashed.slots.ndim == 1 and _all_within(hashed.slots, 0, hashed.inputs),
        "its levels are hashed to inputs that it does not have",
    )


def _check_data_info(info: DataInfo) -> None:
    shape = (len(info.numerics),)
    require(
        info.shift.shape == info.scale.shape == info.fill.shape == shape,
        "its numeric predictors lack their statistics",
    )
    offset = 0
    for column in info.categoricals:
        require(
            column.offset == offset and column.skipped in (0, 1) and column.indicators > 0,
            f"the levels of its predictor {column.name[:80]!r} are out of place",
        )
        offset += column.indicators
    require(
        info.hashed is None or info.hashed.slots.size == offset,
        "its levels and their hashed inputs do not fit together",
    )


def _check_grid(grid: Grid) -> None:
    # Keys are names of files in the grid's folder.
    keys = [grid.key, *(model.key for model in grid.models), *grid.plan.saved_models]
    require(
        all(key and key == os.path.basename(key) and key not in (".", "..") for key in keys),
        "its models are not in its own folder",
    )


def _check_response(response: Response) -> None:
    shares = (response.prior, response.trained)
    classes = None if response.domain is None else len(response.domain)
    require(
        shares == (None, None) or all(s is not None and len(s) == classes for s in shares),
        "its response has not the shares of all classes",
    )


STORED = (
    Stored(cls=CrossValidation, name="CrossValidation"),
    Stored(cls=Grid, name="Grid", check=_check_grid),
    Stored(cls=GridFailure, name="GridFailure"),
    Stored(cls=GridModel, name="GridModel"),
    Stored(cls=GridPlan, name="GridPlan"),
    Stored(cls=Categorical, name="Categorical"),
    Stored(cls=NumbersOfLevels, name="NumbersOfLevels", check=_check_numbers_of_levels),
    Stored(cls=FewerLevels, name="FewerLevels", check=_check_fewer_levels),
    Stored(cls=HashedLevels, name="HashedLevels", check=_check_hashed_levels),
    Stored(cls=Response, name="Response", check=_check_response),
    Stored(cls=DataInfo, name="DataInfo", check=_check_data_info),
)
