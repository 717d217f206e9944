"""Means of predictions and of what was observed, for each level of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["means_by_level"]

Floats = npt.NDArray[np.float64]


def means_by_level(
    data: FrameData, variable: str, values: list[Floats], weights: Floats | None = None
) -> list[tuple[str, list[float]]]:
    """Weighted means of several columns of numbers, for each level that occurs.

    Parameters
    ----------
    data
        Rows with the categorical column `variable`; those where it is missing are left out.
    variable
        Its name.
    values
        Of the same rows, such as predictions and actual values; rows where one is missing are
        left out.
    weights
        Weight of each row; all 1 by default.
    """
    codes = data.codes(variable)
    weight = np.ones(data.nrow) if weights is None else weights
    kept = (codes >= 0) & (weight > 0) & ~np.isnan(np.column_stack(values)).any(axis=1)
    domain = data.domain(variable) or []

    def totals(numbers: Floats) -> list[float]:
        return list(np.bincount(codes[kept], numbers[kept], minlength=len(domain)))

    rows = totals(weight)
    sums = [totals(weight * numbers) for numbers in values]
    return [
        (level, [float(column[index] / rows[index]) for column in sums])
        for index, level in enumerate(domain)
        if rows[index] > 0
    ]
