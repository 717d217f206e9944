"""Values of the parameters against each other, and what becomes of automatic ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from heavywater.core.isolationforest.declarations import EXTENDED, PLAIN
from heavywater.core.params import ParameterSet
from heavywater.exceptions import H2OModelBuildError

__all__ = [
    "EXTENDED_PARAMETERS",
    "PLAIN_PARAMETERS",
    "check_labels",
    "effective",
    "fixed_by_checkpoint",
    "sample_size",
    "validate",
    "validate_extended",
    "warnings_for",
]

Values = Mapping[str, Any]
Problem = tuple[str, str]

PLAIN_PARAMETERS = ParameterSet("H2OIsolationForestEstimator", PLAIN)
EXTENDED_PARAMETERS = ParameterSet("H2OExtendedIsolationForestEstimator", EXTENDED)

#: Metrics that binomial predictions do not have.
_OF_NUMBERS = ("deviance", "MAE", "RMSLE")

#: Stopping metrics that need no labels.
_WITHOUT_LABELS = ("AUTO", "anomaly_score")


def validate(given: Values) -> dict[str, Any]:
    """Converted values of an isolation forest, checked one by one and against each other.

    Examples
    --------
    >>> validate({"ntrees": 10})["sample_size"]
    256
    """
    values = PLAIN_PARAMETERS.validate(given)
    _refuse(_problems(values))
    return values


def validate_extended(given: Values) -> dict[str, Any]:
    """The same for an extended one."""
    values = EXTENDED_PARAMETERS.validate(given)
    _refuse(_encoding_problems(values))
    return values


def _refuse(problems: Iterator[Problem]) -> None:
    found = list(problems)
    if found:
        raise H2OModelBuildError.of(found)


def _problems(values: Values) -> Iterator[Problem]:
    if values["mtries"] == 0:
        yield (
            "mtries",
            "mtries is 0; it must be -1 (a third of the columns), -2 (all columns), or at least 1.",
        )
    rate, share = values["sample_rate"], values["contamination"]
    if rate != -1 and not 0 < rate <= 1:
        yield (
            "sample_rate",
            f"sample_rate is {rate}; it must be more than 0 and at most 1, or -1 for sample_size "
            "rows.",
        )
    if share != -1 and not 0 < share <= 0.5:
        yield (
            "contamination",
            f"contamination is {share}; it must be more than 0 and at most 0.5, or -1 if it is not "
            "known.",
        )
    if values["categorical_encoding"] == "OneHotInternal":
        yield (
            "categorical_encoding",
            "categorical_encoding is 'OneHotInternal', which is not for trees; 'OneHotExplicit' "
            "makes a column for each level.",
        )
    yield from _encoding_problems(values)
    metric = values["stopping_metric"]
    if values["stopping_rounds"] > 0 and metric in _OF_NUMBERS:
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, which is for numeric responses; use 'anomaly_score', "
            "or with a labelled validation frame for instance 'AUC'.",
        )


def _encoding_problems(values: Values) -> Iterator[Problem]:
    if values["categorical_encoding"] == "SortByResponse":
        yield (
            "categorical_encoding",
            "categorical_encoding is 'SortByResponse', but an isolation forest has no response to "
            "sort levels by; use 'Enum' or 'LabelEncoder'.",
        )


def check_labels(values: Values, validated: bool) -> None:
    """Refuse what does not go together with a validation frame, or without one.

    Parameters
    ----------
    values
        Converted values of an isolation forest.
    validated
        Whether there is a validation frame.

    Raises
    ------
    H2OModelBuildError
        One error that names all problems.
    """
    _refuse(_label_problems(values, validated))


def _label_problems(values: Values, validated: bool) -> Iterator[Problem]:
    labels, metric = values["validation_response_column"], values["stopping_metric"]
    if validated and labels is None:
        yield (
            "validation_response_column",
            "There is a validation frame, but validation_response_column is not given; it must "
            "name the column that tells which rows are anomalies.",
        )
    if validated and values["contamination"] != -1:
        yield (
            "contamination",
            "contamination cannot be used together with a validation frame, whose labels decide "
            "what is an anomaly; leave one of them out.",
        )
    if not validated and values["stopping_rounds"] > 0 and metric not in _WITHOUT_LABELS:
        yield (
            "stopping_metric",
            f"stopping_metric is {metric!r}, which needs a labelled validation frame; give "
            "validation_frame and validation_response_column, or use 'anomaly_score'.",
        )


def warnings_for(values: Values) -> list[str]:
    """What a user probably did not mean: values that are ignored, and why.

    Examples
    --------
    >>> warnings_for(validate({"sample_rate": 0.5, "sample_size": 10}))
    ['sample_size=10 is ignored because sample_rate is given.']
    """
    ignored = []
    if values["sample_rate"] != -1 and values["sample_size"] != 256:
        ignored.append(
            f"sample_size={values['sample_size']} is ignored because sample_rate is given."
        )
    if values["stopping_rounds"] == 0:
        ignored += [
            f"{name}={values[name]!r} is ignored because stopping_rounds is 0; set "
            "stopping_rounds to at least 1 to use it."
            for name in ("stopping_metric", "stopping_tolerance")
            if not PLAIN_PARAMETERS[name].is_default(values[name])
        ]
    return ignored + PLAIN_PARAMETERS.without_effect(values)


def effective(values: Values, columns: int, seed: int) -> dict[str, Any]:
    """The values that a training works with: everything automatic is resolved.

    Parameters
    ----------
    values
        Converted values of either kind of forest.
    columns
        Number of usable columns.
    seed
        Of the forest.
    """
    resolved = dict(values) | {"seed": seed}
    encoding = values["categorical_encoding"]
    resolved["categorical_encoding"] = {
        "AUTO": "Enum",
        "OneHotInternal": "OneHotExplicit",
    }.get(encoding, encoding)
    if "stopping_rounds" in values:
        if values["stopping_rounds"] == 0:
            resolved["stopping_metric"] = None
        elif values["stopping_metric"] == "AUTO":
            resolved["stopping_metric"] = "anomaly_score"
        if values["mtries"] < 0:
            resolved["mtries"] = columns if values["mtries"] == -2 else max(1, columns // 3)
    return resolved


def sample_size(values: Values, rows: int) -> int:
    """Rows of a tree.

    Examples
    --------
    >>> sample_size(validate({"sample_rate": 0.5}), 7)
    4
    """
    rate = values.get("sample_rate", -1.0)
    if rate == -1:
        return min(int(values["sample_size"]), rows)
    return min(max(1, math.floor(float(rate) * rows + 0.5)), rows)


def fixed_by_checkpoint(extended: bool) -> tuple[str, ...]:
    """Parameters that must be the checkpoint's: they decide how a tree grows."""
    if extended:
        return ("sample_size", "extension_level", "categorical_encoding")
    return (
        *("sample_size", "sample_rate", "max_depth", "min_rows", "col_sample_rate_per_tree"),
        "categorical_encoding",
    )
