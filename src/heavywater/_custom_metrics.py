"""Metrics of a user's own: upload_custom_metric(), and what it gave."""

from __future__ import annotations

import math
import sys
from types import ModuleType
from typing import Any

from heavywater.core.metrics.custom import CustomMetric
from heavywater.exceptions import H2OModelBuildError, H2OTypeError, H2OValueError

__all__ = ["custom_metric", "upload_custom_metric"]

_STEPS = ("map", "reduce", "metric")


def upload_custom_metric(
    func: Any,
    func_file: str = "metrics.py",
    func_name: str | None = None,
    class_name: str | None = None,
    source_provider: Any = None,  # noqa: ARG001 - H2O's; a class needs no source here
) -> str:
    """Keep a metric of one's own in the session, for ``custom_metric_func``.

    A plain function can be given as ``custom_metric_func`` without being uploaded.

    Parameters
    ----------
    func
        A class with the methods ``map(self, pred, act, w, o, model)``, ``reduce(self, l, r)`` and
        ``metric(self, l)``, or the source of one. ``map`` is called for each row: ``pred`` is the
        predicted number, or the position of the predicted class and the probabilities of all;
        ``act`` is the actual value, ``w`` the weight, ``o`` the offset, ``model`` is None.
        ``reduce`` joins what two calls gave, ``metric`` makes the number of what is left. A
        function is taken too.
    func_file
        Name that H2O-3 gives to the file of the source; must end in ``.py``.
    func_name
        Key in the session and name in results; made of the class's name by default.
    class_name
        The class's name, if `func` is source.
    source_provider
        Accepted for compatibility with H2O-3.

    Returns
    -------
    What refers to the metric: ``python:<func_name>=<module>.<class>Wrapper``, as in H2O-3.

    Examples
    --------
    >>> class Mae:
    ...     def map(self, pred, act, w, o, model):
    ...         return [w * abs(act[0] - pred[0]), w]
    ...     def reduce(self, l, r):
    ...         return [l[0] + r[0], l[1] + r[1]]
    ...     def metric(self, l):
    ...         return l[0] / l[1]
    >>> upload_custom_metric(Mae, func_name="mae", func_file="mm_mae.py")
    'python:mae=mm_mae.MaeWrapper'
    """
    from heavywater import session

    if not isinstance(func_file, str) or not func_file.endswith(".py"):
        raise H2OTypeError(f"func_file must end with '.py', not be {func_file!r}.", "func_file")
    if isinstance(func, str):
        func = _class_of(func, class_name)
    elif class_name is not None:
        raise H2OValueError("class_name is for source only; leave it out.", "class_name")
    if isinstance(func, type):
        _check_steps(func)
    named = getattr(func, "__name__", type(func).__name__)
    key = func_name or f"metrics_{named}"
    metric = CustomMetric.of(func, key)
    if isinstance(func, type):
        metric = CustomMetric(key, _WithJava(metric.function))
    session.current().store.put(key, metric)
    return f"python:{key}={func_file.removesuffix('.py')}.{named}Wrapper"


def custom_metric(given: Any) -> CustomMetric:
    """The metric that a parameter names, or is.

    Raises
    ------
    H2OModelBuildError
        If nothing was uploaded under that name.
    H2OTypeError
        If it is nothing that can be a metric.
    """
    from heavywater import session

    if not isinstance(given, str):
        return CustomMetric.of(given)
    key = given.partition(":")[2].partition("=")[0] or given
    store = session.current().store
    found = store.get(key) if key in store else None
    if not isinstance(found, CustomMetric):
        raise H2OModelBuildError.of(
            [
                (
                    "custom_metric_func",
                    f"custom_metric_func is {given!r}, but no metric {key!r} was uploaded; give a "
                    "function, or what upload_custom_metric() gave.",
                )
            ]
        )
    return found


def _class_of(source: str, class_name: str | None) -> Any:
    """The class in a piece of source, which is the user's own and runs as any other of theirs."""
    if class_name is None:
        raise H2OTypeError(
            "class_name is missing; it must name the class in the given source.", "class_name"
        )
    names: dict[str, Any] = {"__name__": "metrics"}
    try:
        exec(source, names)
    except Exception as error:
        raise H2OValueError(
            f"The source of the metric cannot be run: {type(error).__name__}: {error}", "func"
        ) from error
    if class_name not in names:
        raise H2OValueError(f"The source defines no class {class_name!r}.", "class_name")
    return names[class_name]


def _check_steps(func: type) -> None:
    missing = [step for step in _STEPS if not callable(getattr(func, step, None))]
    if missing:
        raise H2OTypeError(
            f"The class {func.__name__} needs to define method {missing[0]!r}; a custom metric has "
            "the methods map, reduce and metric.",
            "func",
            func,
        )


class _WithJava:
    """A user's metric class, for which ``import java.lang.Math`` works while it computes.

    H2O-3 runs metrics in Jython, where Java's functions are at hand; those that were written for
    it use them.

    Parameters
    ----------
    steps
        An object with the methods of a metric.
    """

    def __init__(self, steps: Any) -> None:
        self.map, self.reduce, self.metric = steps.map, steps.reduce, steps.metric
        self._added: list[str] = []

    def __enter__(self) -> None:
        self._added = [name for name in _JAVA if name not in sys.modules]
        sys.modules.update({name: _JAVA[name] for name in self._added})

    def __exit__(self, *_: object) -> None:
        for name in self._added:
            sys.modules.pop(name, None)


def _modules(**functions: dict[str, Any]) -> dict[str, ModuleType]:
    """Modules by name, each an attribute of the one that holds it."""
    found: dict[str, ModuleType] = {}
    for path, names in functions.items():
        parts = path.split("_")
        for length in range(1, len(parts) + 1):
            name = ".".join(parts[:length])
            if name not in found:
                found[name] = ModuleType(name)
                found[name].__path__ = []
                if length > 1:
                    setattr(found[".".join(parts[: length - 1])], parts[length - 1], found[name])
        found[".".join(parts)].__dict__.update(names)
    return found


_JAVA = _modules(
    java_lang_Math={
        **{name: getattr(math, name) for name in ("sqrt", "exp", "log", "log10", "log1p", "expm1")},
        **{name: getattr(math, name) for name in ("pow", "floor", "ceil", "hypot", "sin", "cos")},
        "abs": abs,
        "min": min,
        "max": max,
        "PI": math.pi,
        "E": math.e,
    },
    water_util_MathUtils={"logloss": lambda error: -math.log(max(1e-15, 1.0 - error))},
)
