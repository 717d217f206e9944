"""Everything about a training that depends on the data, resolved and checked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from heavywater.core.isolationforest.columns import Columns
from heavywater.core.isolationforest.measuring import Sample
from heavywater.core.isolationforest.model import (
    ExtendedIsolationForestModel,
    ForestModel,
    IsolationForestModel,
)
from heavywater.core.isolationforest.parameters import (
    check_labels,
    effective,
    fixed_by_checkpoint,
    sample_size,
)
from heavywater.core.training.predictors import refuse_nothing_to_learn_from, usable_predictors
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OModelBuildError, H2OValueError, listed

__all__ = ["Problem", "depth_limit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What to train.

    Attributes
    ----------
    request
        What was asked for.
    extended
        Whether trees split by planes.
    parameters
        Effective values.
    columns
        What trees look at.
    sample
        The rows of each tree.
    notes
        What the user should know.
    label_domain
        Levels of the column that tells which rows of the validation frame are anomalies.
    checkpoint
        Model whose trees are kept.
    """

    request: TrainingRequest
    extended: bool
    parameters: dict[str, Any]
    columns: Columns
    sample: Sample
    notes: list[str]
    label_domain: list[str] | None
    checkpoint: ForestModel | None

    @classmethod
    def of(cls, request: TrainingRequest, *, extended: bool) -> Problem:
        """Resolve a request.

        Raises
        ------
        H2OModelBuildError
            If parameters and data do not fit together.
        """
        given, data = request.parameters, request.training
        _refuse(_too_few_rows(given, data.nrow))
        domain = None
        if not extended:
            check_labels(given, request.validation is not None)
            domain = _label_domain(request)
        checkpoint = _checkpoint(request, extended)
        wanted, notes = _without_labels(request)
        if checkpoint is None:
            ignore = given["ignore_const_cols"]
            usable, dropped = usable_predictors(data, wanted, ignore_constant=ignore)
            refuse_nothing_to_learn_from(usable, dropped)
            if dropped:
                notes.append(f"Dropped bad and constant columns: {listed(dropped, limit=20)}.")
        else:
            usable = list(checkpoint.columns.sources)
        seed = _seed(given["seed"], checkpoint)
        values = effective(given, len(usable), seed)
        columns = (
            Columns.learn(data, usable, values["categorical_encoding"])
            if checkpoint is None
            else checkpoint.columns
        )
        _refuse(_too_many(values, len(columns.names)))
        return cls(
            request=request,
            extended=extended,
            parameters=values,
            columns=columns,
            sample=Sample(data.nrow, sample_size(given, data.nrow), seed),
            notes=[*request.warnings, *notes],
            label_domain=domain,
            checkpoint=checkpoint,
        )


def _refuse(problems: Iterator[tuple[str, str]]) -> None:
    found = list(problems)
    if found:
        raise H2OModelBuildError.of(found)


def _too_few_rows(values: dict[str, Any], rows: int) -> Iterator[tuple[str, str]]:
    least = values.get("min_rows", 1.0)
    if rows < 2 * least:
        yield (
            "min_rows",
            f"The dataset size is too small to split for min_rows={least}: must have at least "
            f"{2 * least} (weighted) rows, but have only {float(rows)}.",
        )


def _too_many(values: dict[str, Any], columns: int) -> Iterator[tuple[str, str]]:
    mtries, level = values.get("mtries", 1), values.get("extension_level", 0)
    if mtries > columns:
        yield (
            "mtries",
            f"mtries is {mtries}, but there are {columns} columns to learn from; it must be -1, -2 "
            f"or between 1 and {columns}.",
        )
    if level > columns - 1:
        yield (
            "extension_level",
            f"Parameter extension_level must be in interval [0, {columns - 1}] but it is {level}: "
            f"there are {columns} columns to learn from.",
        )


def _without_labels(request: TrainingRequest) -> tuple[list[str], list[str]]:
    """The predictors, the labels not among them; and a note if they were."""
    labels = request.parameters.get("validation_response_column")
    if labels is None or labels not in request.predictors:
        return list(request.predictors), []
    kept = [name for name in request.predictors if name != labels]
    return kept, [
        f"Column {labels!r} is not learned from: it is the validation_response_column, which tells "
        "anomalies from other rows."
    ]


def _label_domain(request: TrainingRequest) -> list[str] | None:
    labels, validation = request.parameters["validation_response_column"], request.validation
    if labels is None or validation is None:
        return None
    if not validation.has(labels):
        raise H2OModelBuildError.of(
            [
                (
                    "validation_response_column",
                    f"Validation frame is missing response column {labels!r}; it has "
                    f"{listed(validation.names)}.",
                )
            ]
        )
    domain = validation.domain(labels)
    if domain is None or len(domain) != 2:
        what = validation.type_of(labels) if domain is None else f"of {len(domain)} levels"
        raise H2OModelBuildError.of(
            [
                (
                    "validation_response_column",
                    "The response column of the validation frame needs to have a binary "
                    f"categorical domain (not anomaly/anomaly), but {labels!r} is {what}. "
                    "asfactor() makes a column categorical.",
                )
            ]
        )
    return domain


def _seed(given: int, checkpoint: ForestModel | None) -> int:
    """The seed to work with: without one, that of the checkpoint, or a random one."""
    if given != -1:
        return given
    if checkpoint is not None:
        return int(checkpoint.parameters["seed"])
    return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> 1)


def _checkpoint(request: TrainingRequest, extended: bool) -> ForestModel | None:
    model = request.models.get("checkpoint")
    if model is None:
        return None
    kind = ExtendedIsolationForestModel if extended else IsolationForestModel
    if not isinstance(model, kind):
        raise H2OModelBuildError.of(
            [
                (
                    "checkpoint",
                    f"checkpoint {model.key!r} is a {model.algorithm_title} model; only a model of "
                    "the same algorithm can be continued.",
                )
            ]
        )
    problems = [*_changed(request, model, extended), *_other_columns(request, model)]
    trees, wanted = model.trees.trees, request.parameters["ntrees"]
    if wanted <= trees:
        problems.append(
            (
                "ntrees",
                f"ntrees is {wanted}, but the checkpoint has {trees} trees already, which count; "
                "ask for more.",
            )
        )
    if problems:
        raise H2OModelBuildError.of(problems)
    return model


def _changed(
    request: TrainingRequest, model: ForestModel, extended: bool
) -> Iterator[tuple[str, str]]:
    now = effective(request.parameters, len(model.columns.sources), 0)
    for name in fixed_by_checkpoint(extended):
        if now[name] != model.parameters[name]:
            yield (
                name,
                f"{name} is {now[name]!r}, but the checkpoint was trained with "
                f"{model.parameters[name]!r}, and all trees must grow alike.",
            )


def _other_columns(request: TrainingRequest, model: ForestModel) -> Iterator[tuple[str, str]]:
    sources = model.columns.sources
    chosen = set(_without_labels(request)[0])
    missing = [name for name in sources if name not in chosen]
    if missing:
        yield (
            "checkpoint",
            f"The checkpoint's trees look at the columns {listed(missing)}, which are not among "
            "the predictors.",
        )
        return
    try:
        _, notes = model.columns.cells(request.training)
    except H2OValueError as error:
        yield "checkpoint", str(error)
    else:
        for note in notes:
            yield "checkpoint", f"The training frame is not like the checkpoint's: {note}"


def depth_limit(problem: Problem) -> int:
    """Most splits on a path, 0 for no limit.

    That of the papers is the logarithm of the number of rows: paths that are longer than on average
    need not be told apart. H2O's default is the one for 256 rows.
    """
    usual = max(1, math.ceil(math.log2(max(problem.sample.size, 2))))
    if problem.extended:
        return usual
    limit = int(problem.parameters["max_depth"])
    return limit if "max_depth" in problem.request.given else min(limit, usual)
