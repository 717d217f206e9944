"""What is loaded when, and that modules are where H2O's users look for them."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import pytest

import heavywater

ENGINE, TABLES = ("numba", "llvmlite"), ("pandas", "pyarrow")
HEAVY = (*ENGINE, *TABLES, "matplotlib", "sklearn", "torch", "rich", "IPython")

# Each step names what may be loaded after it, beyond what was before.
STEPS = {
    "import heavywater as h2o": (),
    "h2o.init(); h2o.no_progress()": (),
    "frame = h2o.import_file(sys.argv[1]); str(frame)": (),
    "from heavywater.estimators import H2ODeepLearningEstimator as Estimator": (),
    "model = Estimator(hidden=[3], epochs=1, seed=1)": (),
    "_ = model.train(x=['power'], y='weight', training_frame=frame)": ENGINE,
    "str(model), str(model.predict(frame))": (),
    "_ = frame.as_data_frame()": TABLES,
    "_ = model.plot()": ("matplotlib",),
}


def test_heavy_packages_are_loaded_when_they_are_used():
    code = ["import json, sys", "loaded = []"]
    for step in STEPS:
        code += [step, f"loaded.append([name for name in {HEAVY!r} if name in sys.modules])"]
    code += ["print(json.dumps(loaded))"]
    cars = f"{heavywater.__path__[0]}/data/cars_20mpg.csv"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(code), cars],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    allowed: set[str] = set()
    for (step, new), loaded in zip(
        STEPS.items(), json.loads(done.stdout.splitlines()[-1]), strict=True
    ):
        allowed |= set(new)
        assert set(loaded) <= allowed, step
    assert {"numba", "pandas", "matplotlib"} <= set(loaded)


# H2O's paths to what this release offers.
PATHS = {
    "": ["H2OFrame", "init", "import_file", "ls", "remove", "get_model", "no_progress"],
    "h2o": ["H2OFrame", "init", "import_file", "ls", "cluster"],
    "frame": ["H2OFrame"],
    "two_dim_table": ["H2OTwoDimTable"],
    "exceptions": ["H2OValueError", "H2OTypeError", "H2OResponseError", "H2OServerError"],
    "backend": ["H2OCluster"],
    "backend.cluster": ["H2OCluster"],
    "estimators": ["H2ODeepLearningEstimator", "H2OEstimator"],
    "estimators.deeplearning": ["H2ODeepLearningEstimator"],
    "estimators.estimator_base": ["H2OEstimator"],
    "model": ["ModelBase", "H2OBinomialModel", "H2OMultinomialModel", "H2ORegressionModel"],
    "model.model_base": ["ModelBase"],
    "model.models": ["H2OBinomialModel", "H2OMultinomialModel", "H2ORegressionModel"],
    "model.models.binomial": ["H2OBinomialModel"],
    "model.models.multinomial": ["H2OMultinomialModel"],
    "model.models.regression": ["H2ORegressionModel"],
    "model.metrics_base": ["MetricsBase"],
    "model.metrics": ["H2OBinomialModelMetrics", "H2ORegressionModelMetrics"],
    "model.metrics.binomial": ["H2OBinomialModelMetrics"],
    "model.metrics.multinomial": ["H2OMultinomialModelMetrics"],
    "model.metrics.regression": ["H2ORegressionModelMetrics"],
    "model.confusion_matrix": ["ConfusionMatrix"],
}


@pytest.mark.parametrize("path", PATHS)
def test_names_are_where_h2o_has_them(path):
    module = importlib.import_module(f"heavywater.{path}".rstrip("."))
    for name in PATHS[path]:
        assert hasattr(module, name)


def test_the_same_names_under_h2o():
    lines = [f"from h2o.{path} import {', '.join(names)}" for path, names in PATHS.items() if path]
    lines += ["import h2o, heavywater", "assert H2OFrame is heavywater.H2OFrame"]
    lines += ["assert h2o.estimators.deeplearning is heavywater.estimators.deeplearning"]
    code = "\n".join(["import heavywater", "heavywater.install_as_h2o()", *lines])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_submodules_need_no_import_of_their_own():
    # As after `import h2o`: scripts write h2o.estimators.H2ODeepLearningEstimator.
    code = """
import heavywater as h2o
h2o.estimators.H2ODeepLearningEstimator
h2o.estimators.deeplearning.H2ODeepLearningEstimator
h2o.frame.H2OFrame
h2o.exceptions.H2OValueError
h2o.two_dim_table.H2OTwoDimTable
h2o.model.metrics_base.MetricsBase
h2o.backend.H2OCluster
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
