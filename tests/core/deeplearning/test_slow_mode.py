"""fast_mode=False: every weight takes part in every row."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.frames.data import EnumColumn
from runs import classes_frame, numbers_frame, train


def dotted(rows=200):
    """An input that is 0 in all rows but the first, and a level that only the first one has."""
    data = numbers_frame(rows)
    spike = np.zeros(rows)
    spike[0] = 1.0
    words = EnumColumn((np.arange(rows) > 0).astype(np.int32), ["rare", "common"])
    return data.with_columns({"spike": spike, "k": words})


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_penalties_reach_weights_of_inputs_that_are_0(penalty):
    def sizes(**options):
        model = train(dotted(), standardize=False, epochs=20, **{penalty: 0.05}, **options)
        rare, spike = model.network.level_weights()[0], model.network.weights(0)[:, -1]
        return np.abs(rare).mean(), np.abs(spike).mean()

    for fast, slow in zip(sizes(), sizes(fast_mode=False), strict=True):
        assert slow < 0.5 * fast


def test_it_learns_as_well():
    data = classes_frame(500)
    fast, slow = (train(data, epochs=20, fast_mode=mode) for mode in (True, False))
    assert slow.training_metrics.logloss == pytest.approx(fast.training_metrics.logloss, rel=0.3)
    assert not np.array_equal(fast.network.parameters, slow.network.parameters)
