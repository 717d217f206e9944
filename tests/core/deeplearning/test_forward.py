"""Scoring: what a row's outputs depend on."""

from __future__ import annotations

import numpy as np
import pytest

from every_model import MODELS, data, model
from heavywater.core.frames.data import FrameData


def predictions(trained, rows):
    frame = trained.predict(data().take(rows))
    numbers = [name for name in frame.names if frame.type_of(name) != "enum"]
    return frame.matrix(numbers, np.float64)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.filterwarnings("ignore")  # of levels that are missing among few rows
def test_a_row_is_scored_equally_whatever_is_scored_with_it(name):
    trained = model(name)
    every = predictions(trained, np.arange(120))
    order = np.random.default_rng(1).permutation(120)
    assert np.array_equal(predictions(trained, order), every[order])
    for start, count in ((0, 1), (5, 2), (7, 3), (11, 20), (40, 77)):
        rows = np.arange(start, start + count)
        assert np.array_equal(predictions(trained, rows), every[rows])


def test_many_rows_are_scored_as_few_are():
    trained = model("multinomial")
    rows = np.arange(1000) % 120
    assert np.array_equal(predictions(trained, rows), predictions(trained, np.arange(120))[rows])


def test_no_rows():
    empty = data().take(np.zeros(0, dtype=int))
    assert isinstance(model("binomial").predict(empty), FrameData)
    assert model("binomial").predict(empty).nrow == 0
