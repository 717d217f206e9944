"""One small trained model of every kind, for tests of what must hold for all of them.

Whoever adds something to models adds an entry here.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from heavywater.core.deeplearning import parameters as declared
from heavywater.core.deeplearning.builder import build_model
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.isolationforest import builder as forests
from heavywater.core.isolationforest import parameters as forest_parameters
from heavywater.core.jobs import Job, run_job
from heavywater.core.training.request import TrainingRequest


@cache
def data(rows=120):
    rng = np.random.default_rng(7)
    x = rng.normal(size=(rows, 2))
    x[3, 0] = np.nan
    level = rng.integers(-1, 4, rows)
    total = np.nan_to_num(x[:, 0]) + x[:, 1] + 0.5 * level
    return FrameData.from_columns(
        {
            "a": x[:, 0],
            "b": x[:, 1],
            "odd name, ü/\\": EnumColumn(level, ["p", "q", "r", "s"]),
            "weight": rng.integers(1, 4, rows).astype(float),
            "number": total + 0.1 * rng.normal(size=rows),
            "count": rng.poisson(np.exp(0.5 * total.clip(-2, 2))).astype(float),
            "amount": rng.gamma(2.0, np.exp(0.5 * total.clip(-2, 2))),
            "two": EnumColumn((total > 0).astype(int), ["no", "yes"]),
            "three": EnumColumn(np.digitize(total, [-1, 1]), ["0", "1", "2"]),
        }
    )


def train(response, *, validation=False, weights=None, models=None, **given):
    """A model of `data`; arguments are parameters, or columns and objects of a request."""
    columns = {name: given.pop(name) for name in ("offset", "custom_metric") if name in given}
    given = {"hidden": [4, 3], "seed": 1, "epochs": 2, **given}
    request = TrainingRequest(
        model_key=f"every_{response}",
        parameters=declared.validate(given),
        given=given,
        predictors=["a", "b", "odd name, ü/\\"],
        response=response,
        weights=weights,
        models=models or {},
        **columns,
        training=data(),
        training_frame_key="training",
        validation=data() if validation else None,
        validation_frame_key="validation" if validation else None,
    )
    return run_job(Job("j", "test"), lambda job: build_model(request, job))


def grow(*, extended=False, validation=False, models=None, **given):
    """An isolation forest of `data`."""
    given = {"seed": 1, "ntrees": 5, "sample_size": 32, **given}
    validate = forest_parameters.validate_extended if extended else forest_parameters.validate
    build = forests.build_extended if extended else forests.build
    request = TrainingRequest(
        model_key="every_forest",
        parameters=validate(given),
        given=given,
        predictors=["a", "b", "odd name, ü/\\"],
        response=None,
        models=models or {},
        training=data(),
        training_frame_key="training",
        validation=data() if validation else None,
        validation_frame_key="validation" if validation else None,
    )
    return run_job(Job("j", "test"), lambda job: build(request, job)).model


MODELS = {
    "regression": lambda: train("number"),
    "binomial": lambda: train("two"),
    "multinomial": lambda: train("three"),
    "validated": lambda: train("two", validation=True),
    "weighted": lambda: train("number", weights="weight"),
    "momentum": lambda: train("number", adaptive_rate=False, momentum_start=0.5),
    "plain descent": lambda: train("number", adaptive_rate=False),
    "maxout with dropout": lambda: train("three", activation="maxout_with_dropout"),
    "huber": lambda: train("number", distribution="huber"),
    "poisson with offset": lambda: train("count", distribution="poisson", offset="b"),
    "gamma": lambda: train("amount", distribution="gamma"),
    "tweedie": lambda: train("count", distribution="tweedie", tweedie_power=1.3),
    "laplace": lambda: train("number", distribution="laplace"),
    "quantile": lambda: train("number", distribution="quantile", quantile_alpha=0.2),
    "cross-validated": lambda: train("two", nfolds=3),
    "cross-validated classes": lambda: train("three", nfolds=2, fold_assignment="stratified"),
    "continued": lambda: train("two", epochs=4, models={"checkpoint": model("binomial")}),
    "no hidden layer": lambda: train("two", hidden=[], hidden_dropout_ratios=None),
    "reference levels": lambda: train("number", use_all_factor_levels=False),
    "no importances": lambda: train("two", variable_importances=False),
    "autoencoder": lambda: train(None, autoencoder=True, activation="tanh"),
    "sparse autoencoder": lambda: train(
        None,
        autoencoder=True,
        sparsity_beta=0.1,
        average_activation=0.2,
        weights="weight",
        validation=True,
    ),
    "binary encoding": lambda: train("number", categorical_encoding="binary"),
    "eigen encoding": lambda: train("two", categorical_encoding="eigen"),
    "enum limited": lambda: train("number", categorical_encoding="enum_limited"),
    "label encoding": lambda: train("number", categorical_encoding="label_encoder"),
    "sorted by response": lambda: train("two", categorical_encoding="sort_by_response"),
    "hashed": lambda: train("number", max_categorical_features=3),
    "hashed autoencoder": lambda: train(None, autoencoder=True, max_categorical_features=3),
    "sparse in folds": lambda: train("number", sparse=True, nfolds=2),
    "balanced": lambda: train("three", balance_classes=True, max_after_balance_size=2.0),
    "averaged areas": lambda: train("three", auc_type="macro_ovr"),
    "few groups": lambda: train("two", gainslift_bins=4),
    "no groups": lambda: train("two", gainslift_bins=0),
    "sparse": lambda: train("number", sparse=True),
    "sparse classes": lambda: train("three", sparse=True, mini_batch_size=8),
    "skipping": lambda: train("two", missing_values_handling="skip"),
    "mini-batches": lambda: train("three", mini_batch_size=16),
    "isolation forest": grow,
    "contaminated": lambda: grow(contamination=0.1, score_each_iteration=True),
    "labelled": lambda: grow(validation=True, validation_response_column="two"),
    "deep trees": lambda: grow(max_depth=0, min_rows=2, sample_rate=0.5),
    "few columns a tree": lambda: grow(col_sample_rate_per_tree=0.4, stopping_rounds=1),
    "continued forest": lambda: grow(ntrees=8, models={"checkpoint": model("isolation forest")}),
    "forest of one-hot columns": lambda: grow(categorical_encoding="one_hot_explicit"),
    "extended forest": lambda: grow(extended=True, extension_level=2),
    "measured extended forest": lambda: grow(
        extended=True, disable_training_metrics=False, categorical_encoding="enum_limited"
    ),
}


@cache
def model(name):
    """The model of a kind; trained once a process, so leave it as it is."""
    return MODELS[name]()
