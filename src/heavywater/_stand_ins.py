"""Stand-ins for classes of H2O-3 that are not here.

The first cell of a notebook often imports more than the notebook uses. An import that failed
would stop all of it, so such names can be imported; whoever uses one is told what to do instead.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, NoReturn

from heavywater.exceptions import H2OAttributeError, H2ONotImplementedError

__all__ = ["instead_of", "stand_in", "stand_in_module"]

_ALGORITHM = "it has H2ODeepLearningEstimator and the isolation forests"
_NO_SERVER = "there is no server; everything runs in this process"
_METHODS = "models have these methods themselves"
_MOJO = (
    "MOJO is H2O's format for Java; H2OAssembly.save() and save_model() write files that "
    "Heavywater reads"
)

_ESTIMATORS = """
    adaboost aggregator anovaglm coxph decision_tree gam gbm generic glm
    glrm hglm infogram isotonicregression kmeans model_selection naive_bayes pca
    psvm random_forest rulefit sdt single_decision_tree stackedensemble svd targetencoder
    uplift_random_forest word2vec xgboost
"""

_EXTENSIONS = """
    contributions fairness feature_interaction h_statistic row_to_tree_assignment scoring_history
    std_coef supervised_trees trees varimp
"""
_METRICS = "clustering coxph dim_reduction generic ordinal uplift"
_MODELS = "clustering coxph dim_reduction ordinal uplift word_embedding"

# Modules of H2O-3, and what to use instead of the classes and functions in them.
_MODULES: dict[str, str] = {
    "automl": "train the models that you want to compare one by one",
    "automl.autoh2o": "train the models that you want to compare one by one",
    "cross_validation": "train with nfolds instead",
    "debug": _ALGORITHM,
    "expr": "frame operations run at once, and there is no expression to look at",
    "astfun": "frame.apply() reads lambdas itself",
    "auth": _NO_SERVER,
    "backend.server": _NO_SERVER,
    "base": "frames, models and grids have their key as frame_id, model_id and grid_id",
    "demos": "run 'heavywater demo' in a terminal, or h2o.demo('deeplearning')",
    "enterprise": "there is nothing to buy",
    "expr_optimizer": "frame operations run at once, and there is no expression to look at",
    "job": "train(), import_file() and their kin return when they are done; start() trains in the "
    "background",
    "model.extensions": _METHODS,
    "model.model_builder": "train estimators",
    "model.model_future": "start() trains in the background, and join() waits for it",
    "pipeline": _MOJO,
    "pipeline.mojo_pipeline": _MOJO,
    "persist.persist": "pass what Polars takes as storage options to its readers",
    "schemas": _NO_SERVER,
    "telemetry": "nothing is ever sent",
    "utils.compatibility": "there is only Python 3; use its own names",
    "utils.csv": "Python has the module csv",
    "utils.debugging": "Python prints the traceback, and its debugger is pdb",
    "utils.metaclass": "it is an inner part of H2O's client",
    "utils.mixin": "it is an inner part of H2O's client",
    "utils.progressbar": "no_progress() and show_progress() switch progress bars",
    **{f"schemas.{name}": _NO_SERVER for name in ("error", "metadata", "schema")},
    **{f"model.extensions.{name}": _METHODS for name in _EXTENSIONS.split()},
    **{f"model.metrics.{name}": _ALGORITHM for name in _METRICS.split()},
    **{f"model.models.{name}": _ALGORITHM for name in _MODELS.split()},
    "sklearn.automl": "train the models that you want to compare one by one",
    "sklearn.transforms": "use scikit-learn's own transformers",
    "persist": "pass what Polars takes as storage options to its readers",
    "tree": _ALGORITHM,
    "tree.tree": _ALGORITHM,
    "utils.distributions": "use one of the built-in distributions",
    **{f"estimators.{name}": _ALGORITHM for name in _ESTIMATORS.split()},
}
_PACKAGES = frozenset(name.rpartition(".")[0] for name in _MODULES) & frozenset(_MODULES)


def instead_of(module: str) -> str | None:
    """What to use instead of a module of H2O-3, given without ``h2o.``; None for any other."""
    return _MODULES.get(module)


class _Refusing(type):
    """The type of classes that can be imported and nothing else."""

    _why: str

    def __call__(cls, *_args: Any, **_options: Any) -> NoReturn:
        raise H2ONotImplementedError(cls._why)

    def __getattr__(cls, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise H2OAttributeError(cls._why)


def stand_in(name: str, instead: str) -> type:
    """A class that says what to use instead, as soon as it is used.

    Parameters
    ----------
    name
        The class's name in H2O-3.
    instead
        The rest of the sentence that begins with its name.

    Examples
    --------
    >>> stand_in("H2OAutoML", "train the models one by one")()
    Traceback (most recent call last):
        ...
    heavywater.exceptions.H2ONotImplementedError: H2OAutoML is not available in this release of \
Heavywater: train the models one by one.
    """
    why = f"{name} is not available in this release of Heavywater: {instead}."
    return _Refusing(name, (), {"_why": why, "__doc__": why})


def stand_in_module(fullname: str, instead: str) -> ModuleType:
    """A module in which every public name is a stand-in.

    Parameters
    ----------
    fullname
        The module's name, such as ``"h2o.estimators.gbm"``.
    instead
        What to use instead of what is in it.
    """
    module = ModuleType(fullname, f"Not available in this release of Heavywater: {instead}.")

    def get(name: str) -> type:
        if name.startswith("_"):
            raise AttributeError(f"module {fullname!r} has no attribute {name!r}")
        found = stand_in(name, instead)
        setattr(module, name, found)
        return found

    setattr(module, "__getattr__", get)  # noqa: B010 - a module's hook, not an attribute
    if fullname.partition(".")[2] in _PACKAGES:
        module.__path__ = []
    return module
