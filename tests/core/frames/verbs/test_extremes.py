"""The five smallest and largest values that a description lists."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.describe import summarize


@pytest.mark.parametrize(
    "values",
    [
        np.arange(5000.0)[::-1],
        np.repeat(np.arange(4.0), 2000),
        np.r_[np.zeros(3000), np.arange(3000.0)],
        np.r_[np.full(2000, -1.0), [3.0, 1.0, 2.0]],
        np.array([2.0, np.inf, -np.inf, 2.0]),
        np.array([7.0]),
    ],
    ids=["all different", "few", "many zeros", "one value often", "infinite", "one"],
)
def test_extremes_are_the_values_at_both_ends(values):
    # In H2O 3.46.0.12, too, a value that repeats is listed as often.
    values = np.random.default_rng(1).permutation(values)
    (summary,) = summarize(FrameData.from_columns({"x": values}))
    ordered = np.sort(values)
    for found, expected in ((summary.mins, ordered), (summary.maxs, ordered[::-1])):
        shown = expected[:5]
        np.testing.assert_array_equal(found, np.r_[shown, np.full(5 - shown.size, np.nan)])
