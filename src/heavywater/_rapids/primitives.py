"""The primitives of Rapids, each as a call of a frame's method."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from heavywater._rapids import objects, shapes
from heavywater._rapids.values import (
    Primitive,
    Value,
    column,
    columns,
    flag,
    frame,
    items,
    number,
    numbers,
    optional,
    plain,
    text,
    texts,
    whole,
)
from heavywater.frame import H2OFrame

__all__ = ["INSTEAD", "PRIMITIVES"]

Convert = Callable[[Value], Any]


def _cell(value: Value) -> H2OFrame:
    """A frame, or one of a single cell for a number."""
    return (
        H2OFrame._from_data(objects.one_cell(value)) if isinstance(value, float) else frame(value)
    )


def _operator(name: str, call: Callable[[Any, Any], Any]) -> Primitive:
    """An operator of two sides, of which either may be a frame."""

    def of(left: Value, right: Value) -> Any:
        sides = plain(left), plain(right)
        if any(isinstance(side, H2OFrame) for side in sides):
            return call(*sides)
        return call(_cell(sides[0]), sides[1]).flatten()

    return Primitive(name, of, 2, 2)


def _method(name: str, method: str, *converts: Convert, least: int | None = None) -> Primitive:
    """A method of a frame; of a number it gives a number.

    Parameters
    ----------
    name
        The primitive.
    method
        The frame's method.
    *converts
        What makes the method's arguments of the values after the frame.
    least
        How many of them must be there; all if missing.
    """

    def of(first: Value, *others: Value) -> Any:
        given = [convert(value) for convert, value in zip(converts, others, strict=False)]
        result = getattr(_cell(first), method)(*given)
        if isinstance(first, float) and isinstance(result, H2OFrame) and result.shape == (1, 1):
            return result.flatten()
        return result

    required = len(converts) if least is None else least
    return Primitive(name, of, 1 + required, 1 + len(converts))


def _call(name: str, call: Callable[..., Any], least: int, most: int | None = -1) -> Primitive:
    return Primitive(name, call, least, least if most == -1 else most)


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "%": operator.mod,
    "%%": operator.mod,
    "intDiv": operator.floordiv,
    "%/%": operator.floordiv,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "&": operator.and_,
    "&&": operator.and_,
    "|": operator.or_,
    "||": operator.or_,
}

#: Functions of every cell that are called as the method is.
_CELLWISE = [
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "cos",
    "cosh",
    "cospi",
    "digamma",
    "exp",
    "expm1",
    "floor",
    "gamma",
    "lgamma",
    "log",
    "log10",
    "log1p",
    "log2",
    "sign",
    "sin",
    "sinh",
    "sinpi",
    "sqrt",
    "tan",
    "tanh",
    "tanpi",
    "trigamma",
    "trunc",
    "toupper",
    "tolower",
    "trim",
    "entropy",
    "year",
    "month",
    "week",
    "day",
    "dayOfWeek",
    "hour",
    "minute",
    "second",
    "difflag1",
    "which",
    "min",
    "max",
    "any",
    "all",
]

_RENAMED = {
    "ceiling": "ceil",
    "not": "logical_negation",
    "is.na": "isna",
    "is.factor": "isfactor",
    "is.numeric": "isnumeric",
    "is.character": "isstring",
    "any.factor": "anyfactor",
    "any.na": "any_na_rm",
    "as.factor": "asfactor",
    "as.numeric": "asnumeric",
    "as.character": "ascharacter",
    "na.omit": "na_omit",
    "naCnt": "nacnt",
    "strlen": "nchar",
    "t": "transpose",
    "flatten": "flatten",
    "getrow": "getrow",
    "nlevels": "nlevels",
}

_METHODS = [
    *(_method(name, name) for name in _CELLWISE),
    *(_method(name, method) for name, method in _RENAMED.items()),
    *(_method(name, name, whole) for name in ("cumsum", "cumprod", "cummin", "cummax")),
    *(_method(name, name, flag) for name in ("median", "sd", "skewness", "kurtosis")),
    _method("round", "round", whole, least=0),
    _method("signif", "signif", whole, least=0),
    _method("unique", "unique", flag, least=0),
    _method("which.max", "idxmax", flag, whole, least=0),
    _method("which.min", "idxmin", flag, whole, least=0),
    _method("quantile", "quantile", numbers, text, optional(column), least=1),
    _method("x", "mult", frame),
    _method("scale", "scale", shapes.scaling, shapes.scaling),
    _method("cut", "cut", numbers, optional(texts), flag, flag, whole, least=1),
    _method("match", "match", items, optional(number), whole, least=1),
    _method("hist", "hist", shapes.breaks),
    _method("distance", "distance", frame, text),
    _method("lstrip", "lstrip", text),
    _method("rstrip", "rstrip", text),
    _method("substring", "substring", whole, optional(shapes.end), least=1),
    _method("strsplit", "strsplit", text),
    _method("tokenize", "tokenize", text),
    _method("countmatches", "countmatches", texts),
    _method("replacefirst", "sub", text, text, flag, least=2),
    _method("replaceall", "gsub", text, text, flag, least=2),
    _method("grep", "grep", text, flag, flag, flag, least=1),
    _method("num_valid_substrings", "num_valid_substrings", text),
    _method("strDistance", "strdistance", frame, text, flag, least=2),
    _method("as.Date", "as_date", text),
    _method("setLevel", "set_level", text),
    _method("relevel", "relevel", text),
    _method("relevel.by.freq", "relevel_by_frequency", optional(column), whole, least=0),
    _method("columnsByType", "columns_by_type", text, least=0),
    _method("filterNACols", "filter_na_cols", number),
    _method("h2o.runif", "runif", shapes.seed),
    _method("kfold_column", "kfold_column", whole, shapes.seed),
    _method("modulo_kfold_column", "modulo_kfold_column", whole),
    _method("stratified_kfold_column", "stratified_kfold_column", whole, shapes.seed),
    _method("h2o.random_stratified_split", "stratified_split", number, shapes.seed),
    _method("sort", "sort", columns, shapes.ascending, least=1),
    _method("pivot", "pivot", column, column, column),
    _method("melt", "melt", columns, optional(columns), text, text, flag, least=1),
    _method("dropdup", "drop_duplicates", columns, text),
    _method("rank_within_groupby", "rank_within_group_by", columns, columns, shapes.ascending, text,
            flag),
    _method("topn", "topNBottomN", column, number, whole),
    _method("h2o.fillna", "fillna", text, whole, whole),
    _method("rep_len", "rep_len", whole),
    _method("isax", "isax", whole, whole, flag),
]  # fmt: skip

_CALLS = [
    _call("cols", shapes.cols, 2),
    _call("cols_py", shapes.cols_py, 2),
    _call("rows", shapes.rows_of, 2),
    _call("nrow", lambda f: float(frame(f).nrow), 1),
    _call("ncol", lambda f: float(frame(f).ncol), 1),
    _call("cbind", shapes.cbind, 1, None),
    _call("rbind", shapes.rbind, 1, None),
    _call("append", shapes.append, 3, None),
    _call(":=", shapes.assign_cells, 4),
    _call("colnames=", shapes.rename_columns, 3),
    _call("levels", shapes.levels, 1),
    _call("setDomain", lambda f, _in_place, new: frame(f).set_levels(texts(new)), 3),
    _call("appendLevels", lambda f, _in_place, new: frame(f).append_levels(texts(new)), 3),
    _call("ifelse", shapes.ifelse, 3),
    _call("mean", shapes.mean, 1, 3),
    _call("sum", lambda f: frame(f).sum(skipna=False), 1),
    _call("sumNA", lambda f: frame(f).sum(skipna=True), 1),
    _call("sumaxis", shapes.sums, 3),
    _call("prod", lambda f: frame(f).prod(na_rm=False), 1),
    _call("prod.na", lambda f: frame(f).prod(na_rm=True), 1),
    _call("var", shapes.variance, 1, 4),
    _call("cor", shapes.correlation, 1, 4),
    _call("table", shapes.table, 1, 3),
    _call("merge", shapes.merge, 4, 7),
    _call("GB", shapes.group_by, 2, None),
    _call("h2o.impute", objects.impute, 7),
    _call("apply", shapes.apply, 3),
    _call("moment", lambda *parts: shapes.time_of("moment", parts), 7),
    _call("mktime", lambda *parts: shapes.time_of("mktime", parts), 7),
    _call("tf-idf", shapes.word_weights, 3, 5),
    _call("seq", shapes.sequence, 3),
    _call("seq_len", lambda n: shapes.sequence(1.0, number(n), 1.0), 1),
    _call(",", lambda *values: values[-1], 1, None),
    _call("ls", objects.ls, 0),
    _call("rename", objects.rename, 2),
    _call("setproperty", objects.set_property, 2),
    _call("getTimeZone", objects.time_zone, 0),
    _call("listTimeZones", objects.time_zones, 0),
]

PRIMITIVES: dict[str, Primitive] = {
    **{name: _operator(name, call) for name, call in _OPERATORS.items()},
    **{primitive.name: primitive for primitive in [*_METHODS, *_CALLS]},
}

#: Primitives of H2O that are not here, and what to use.
INSTEAD: dict[str, str] = {
    "ddply": "frame.group_by()",
    "fairnessMetrics": "the metrics of model.model_performance(frame)",
    "grouped_permute": "frame.group_by()",
    "h2o.mad": "frame.median() of the absolute deviations",
    "makeLeaderboard": "model.model_performance(frame) of each model",
    "maxNA": "(max frame)",
    "millis": "frame.asnumeric()",
    "minNA": "(min frame)",
    "mode": "frame.table()",
    "model.reset.threshold": "the threshold arguments of the model's metrics",
    "perfectAUC": "h2o.make_metrics(predicted, actual)",
    "PermutationVarImp": "model.permutation_importance(frame)",
    "result": "model.predict(frame)",
    "run_tool": "the functions of this package",
    "scale_inplace": "frame.scale()",
    "setTimeZone": "h2o.cluster().timezone",
    "transform": "model.predict(frame)",
}
