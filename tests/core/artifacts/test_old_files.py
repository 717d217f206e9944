"""Files of earlier releases load; the numbers are those that the writing release predicted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from every_model import data
from heavywater.core.artifacts.models import load_trained_model

HERE = Path(__file__).parent


def test_protocol_1_of_release_0_1():
    model = load_trained_model(HERE / "protocol_1.model")
    assert model.key == "every_two"
    assert model.parameters["activation"] == "Maxout"
    assert model.domain == ["no", "yes"]
    assert model.default_threshold == 0.34501004219055176
    assert model.training_metrics.auc == 0.7447565404283703
    rows = data().take(np.array([0, 3, 5]))  # with a missing number and a missing level
    expected = [0.8215106725692749, 0.9684734344482422, 0.9308733344078064]
    assert model.predict(rows).numeric("yes") == pytest.approx(expected, rel=1e-5)
    assert model.score(data()).nobs == 120
