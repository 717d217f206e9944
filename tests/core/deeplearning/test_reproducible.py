"""The same bits, whatever the number of cores and whatever else they do: real processes."""

from __future__ import annotations

import json
import subprocess
import sys

SETTINGS = {
    "row by row": {"reproducible": True},
    "in batches": {"reproducible": True, "mini_batch_size": 32},
    "by replicas": {"score_duty_cycle": 0},
}

SCRIPT = """
import hashlib, json, sys, threading
import numpy as np
import heavywater as h2o
from heavywater.core.deeplearning import training
from heavywater.estimators import H2ODeepLearningEstimator

# so that this short run has several replicas
training.REPRODUCIBLE_ROWS = training.ROWS_FOR_A_REPLICA = 2000
training.ROWS_TO_TRAIN = 1
threads, load, settings = json.loads(sys.argv[1])
if load:
    threading.Thread(target=lambda: all(iter(int, 1)), daemon=True).start()
h2o.init(nthreads=threads, verbose=False)
h2o.no_progress()
rng = np.random.default_rng(1)
columns = {f"x{k}": rng.normal(size=8500) for k in range(8)}
columns["y"] = np.where(sum(columns.values()) > rng.normal(size=8500), "yes", "no").tolist()
frame = h2o.H2OFrame(columns, column_types={"y": "enum"})
found = {}
for name, given in settings.items():
    model = H2ODeepLearningEstimator(hidden=[16, 8], epochs=1.5, seed=7, **given)
    model.train(y="y", training_frame=frame)
    answers = model.predict(frame)["yes"].to_numpy()
    found[name] = hashlib.sha256(answers.tobytes()).hexdigest(), model.logloss()
print(json.dumps(found))
"""


def answers_of(*runs):
    """Digests of predictions, by setting, for each (threads, load); all at the same time."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, json.dumps([threads, load, SETTINGS])],
            stdout=subprocess.PIPE,
            text=True,
        )
        for threads, load in runs
    ]
    outputs = [process.communicate()[0] for process in running]
    assert not any(process.returncode for process in running)
    return map(json.loads, outputs)


def test_models_are_the_same_to_the_last_bit():
    one, two, loaded = answers_of((1, False), (2, False), (2, True))
    for name in ("row by row", "in batches"):
        assert one[name] == two[name] == loaded[name]
    assert two["by replicas"] == loaded["by replicas"]
    # Without reproducible=True there are as many replicas as cores, and they do count.
    assert one["by replicas"] != two["by replicas"]
