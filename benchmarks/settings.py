"""Settings of the networks that are compared; for the workloads, so standard library alone."""

from __future__ import annotations

from typing import Any

__all__ = [
    "CARS_PREDICTORS",
    "DEFAULTS",
    "DIGITS_SNIPPET",
    "GRID",
    "MINI_BATCH",
    "QUICKEST",
    "TUNED",
    "WALKTHROUGH",
]

DEFAULTS: dict[str, Any] = {}

#: The snippet with which H2O's deep learning walkthrough starts on the digits.
DIGITS_SNIPPET: dict[str, Any] = {
    "activation": "RectifierWithDropout",
    "adaptive_rate": False,
    "rate": 0.01,
    "rate_decay": 0.9,
    "rate_annealing": 1e-6,
    "momentum_start": 0.95,
    "momentum_ramp": 1e5,
    "momentum_stable": 0.99,
    "nesterov_accelerated_gradient": False,
    "input_dropout_ratio": 0.2,
    "train_samples_per_iteration": 20000,
    "classification_stop": -1,
    "l1": 1e-5,
}

#: H2O-3 accepts a mini-batch and trains row by row all the same.
MINI_BATCH: dict[str, Any] = {"mini_batch_size": 32}

#: What reaches a low error on the images soonest in each library. H2O-3 breaks off with
#: Heavywater's settings: row by row, without mini-batches, its training is unstable.
QUICKEST: dict[str, dict[str, Any]] = {
    "h2o": DEFAULTS,
    "heavywater": {
        "mini_batch_size": 32,
        "adaptive_rate": False,
        "rate": 0.1,
        "rate_annealing": 0.0,
        "momentum_start": 0.9,
        "momentum_stable": 0.9,
    },
}

_DROPOUT: dict[str, Any] = {
    "activation": "tanhwithdropout",
    "epochs": 20,
    "hidden": [200, 200],
    "hidden_dropout_ratios": [0.5, 0.5],
}

#: The walkthrough's steps on the cars; its `rate` has no effect while adaptive_rate is on.
WALKTHROUGH: dict[str, dict[str, Any]] = {
    "tanh, 15 epochs": {"activation": "tanh", "epochs": 15},
    "tanh with dropout, 20 epochs": _DROPOUT,
    "the same, mini-batch 32, l1": _DROPOUT | MINI_BATCH | {"l1": 1e-5},
}

#: What one tries first on a small table: fewer units, more epochs, some dropout, small weights.
TUNED: dict[str, Any] = {
    "activation": "RectifierWithDropout",
    "hidden": [50, 50],
    "hidden_dropout_ratios": [0.1, 0.1],
    "epochs": 50,
    "l1": 1e-5,
    "l2": 1e-4,
}

#: Six models for the grid search.
GRID: dict[str, list[Any]] = {"hidden": [[20], [50], [50, 50]], "l1": [0.0, 1e-4]}

CARS_PREDICTORS = ["displacement", "power", "weight", "acceleration", "year"]
