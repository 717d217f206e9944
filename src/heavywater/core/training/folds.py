"""Which rows each fold of a cross-validation holds out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.rng import fold_numbers, stratified_fold_numbers
from heavywater.exceptions import H2OModelBuildError

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["Folds", "assign_folds", "fold_problems", "has_folds", "resolved_assignment"]

Problem = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """A fold for each row.

    Attributes
    ----------
    numbers
        Position of each row's fold, from 0, (rows,).
    count
        Number of folds.
    """

    numbers: npt.NDArray[np.int64]
    count: int

    def held_out(self, fold: int) -> npt.NDArray[np.bool_]:
        """Mask of the rows that a fold's model does not see."""
        return np.equal(self.numbers, fold)


def has_folds(values: Mapping[str, Any], fold_column: str | None) -> bool:
    """Whether a cross-validation is asked for."""
    return values.get("nfolds", 0) != 0 or fold_column is not None


def resolved_assignment(values: Mapping[str, Any]) -> str | None:
    """The assignment that is used: AUTO is Random; None without a number of folds."""
    if not values["nfolds"]:
        return None
    given = str(values["fold_assignment"])
    return "Random" if given == "AUTO" else given


def fold_problems(
    values: Mapping[str, Any], fold_column: str | None, data: FrameData
) -> Iterator[Problem]:
    """What is wrong with the parameters of a cross-validation, as pairs of name and message.

    Parameters
    ----------
    values
        All parameters, converted.
    fold_column
        Name of the column of folds, if there is one.
    data
        The training frame.
    """
    if "nfolds" not in values:
        return
    if "nfolds" not in values:
        return
    nfolds, assignment = values["nfolds"], values["fold_assignment"]
    if nfolds == 1:
        yield "nfolds", "nfolds is 1; it must be 0 for no cross-validation, or at least 2."
    elif nfolds > data.nrow:
        yield (
            "nfolds",
            f"nfolds is {nfolds}, but the training frame has {data.nrow} rows; use at most as "
            "many folds as rows.",
        )
    if nfolds and fold_column is not None:
        yield (
            "nfolds",
            f"nfolds is {nfolds} and fold_column is {fold_column!r}; the column says how many "
            "folds there are: leave nfolds out.",
        )
    if assignment != "AUTO" and fold_column is not None:
        yield (
            "fold_assignment",
            f"fold_assignment is {assignment!r} and fold_column is {fold_column!r}; the column "
            "assigns the folds: leave fold_assignment out.",
        )
    elif assignment != "AUTO" and not nfolds:
        yield (
            "fold_assignment",
            f"fold_assignment is {assignment!r}, but there is no cross-validation; set nfolds to "
            "at least 2, or leave fold_assignment out.",
        )
    if values.get("checkpoint") is not None and has_folds(values, fold_column):
        yield (
            "checkpoint",
            "checkpoint and cross-validation do not go together, because the checkpoint has seen "
            "rows that folds hold out; leave out nfolds and fold_column, or the checkpoint.",
        )
    if values.get("autoencoder") and has_folds(values, fold_column):
        yield (
            "nfolds",
            "Autoencoders cannot be cross-validated; leave out nfolds and fold_column, and look "
            "at the reconstruction error on a frame of your own.",
        )
    if fold_column is not None:
        yield from _column_problems(data, fold_column)


def _column_problems(data: FrameData, name: str) -> Iterator[Problem]:
    kind = data.type_of(name)
    if kind == "enum":
        codes = data.codes(name)
        if (codes < 0).any():
            yield "fold_column", _missing(name, int((codes < 0).sum()))
        if np.unique(codes[codes >= 0]).size < 2:
            yield (
                "fold_column",
                f"The fold column {name!r} is constant; it needs two folds or more.",
            )
        return
    if kind not in ("int", "real"):
        yield (
            "fold_column",
            f"The fold column {name!r} is of type {kind}; it must be categorical or hold whole "
            "numbers. Convert it with asfactor().",
        )
        return
    numbers = data.numeric(name)
    known = numbers[~np.isnan(numbers)]
    if known.size < numbers.size:
        yield "fold_column", _missing(name, numbers.size - known.size)
    found = np.unique(known)
    if (found != np.floor(found)).any() or np.isinf(found).any():
        yield (
            "fold_column",
            f"The fold column {name!r} holds numbers with fractions; it must be categorical or "
            "hold whole numbers. Convert it with asfactor().",
        )
    elif found.size < 2:
        yield "fold_column", f"The fold column {name!r} is constant; it needs two folds or more."
    elif found[0] not in (0, 1) or found[-1] - found[0] != found.size - 1:
        shown = ", ".join(f"{number:g}" for number in found[:10])
        yield (
            "fold_column",
            f"The fold column {name!r} has the values {shown}{', ...' * (found.size > 10)}; whole "
            "numbers must count from 0 or from 1 without a gap. Convert it with asfactor() to "
            "take its values as they are.",
        )


def _missing(name: str, count: int) -> str:
    return (
        f"The fold column {name!r} has {count} missing value{'s' * (count != 1)}; every row needs "
        "a fold. Leave these rows out, or fill them."
    )


def assign_folds(
    data: FrameData,
    response: npt.NDArray[np.float64],
    *,
    nfolds: int,
    assignment: str | None,
    fold_column: str | None,
    seed: int,
) -> Folds:
    """Deal the rows to folds, as H2O does for the same seed.

    Parameters
    ----------
    data
        The training frame.
    response
        Of each row: positions of levels or numbers, NaN where missing.
    nfolds, assignment
        Number of folds, and ``"Random"``, ``"Modulo"`` or ``"Stratified"``.
    fold_column
        Column that assigns the folds instead: its levels in the order of the domain, or its
        numbers in their order. Levels that do not occur make no fold.
    seed
        Of the random assignments.

    Raises
    ------
    H2OModelBuildError
        If a fold has no row, or a stratified assignment is asked for fractions.
    """
    rows = data.nrow
    if fold_column is not None:
        values = (
            data.codes(fold_column)
            if data.type_of(fold_column) == "enum"
            else data.numeric(fold_column)
        )
        found, numbers = np.unique(values, return_inverse=True)
        return Folds(numbers.astype(np.int64), int(found.size))
    if assignment == "Modulo":
        return Folds(np.arange(rows, dtype=np.int64) % nfolds, nfolds)
    if assignment == "Stratified":
        numbers = stratified_fold_numbers(_classes(response), nfolds, seed)
    else:
        numbers = fold_numbers(rows, nfolds, seed)
    empty = np.flatnonzero(np.bincount(numbers, minlength=nfolds) == 0)
    if empty.size:
        raise H2OModelBuildError(
            f"Of {nfolds} folds drawn for {rows} rows {empty.size} would have no row. Use fewer "
            "folds, another seed, or fold_assignment='Modulo'."
        )
    return Folds(numbers, nfolds)


def _classes(response: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Strata: levels, or whole numbers."""
    known = ~np.isnan(response)
    if (response[known] != np.floor(response[known])).any():
        raise H2OModelBuildError.of(
            [
                (
                    "fold_assignment",
                    "fold_assignment is 'Stratified', which needs classes or whole numbers, but "
                    "the response has fractions; use 'Random' or 'Modulo'.",
                )
            ]
        )
    classes = np.full(response.size, -1, dtype=np.int64)
    # Negative numbers are classes too; only missing ones are dealt in turn.
    lowest = min(0.0, float(response[known].min())) if known.any() else 0.0
    classes[known] = (response[known] - lowest).astype(np.int64)
    return classes
