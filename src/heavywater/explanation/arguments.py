"""Arguments that several explanations have in common, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean, listed

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData
    from heavywater.core.training.model import TrainedModel

__all__ = [
    "checked_choice",
    "checked_count",
    "checked_row",
    "checked_targets",
    "colours",
    "known_column",
    "named_columns",
    "single_target",
]


def known_column(data: FrameData, name: str, argument: str) -> str:
    """The name of a column that can be set to values: numbers, times, categories."""
    if name not in data.names:
        raise H2OValueError(
            f"{argument} has {name!r}, which is no column of the frame."
            + did_you_mean(str(name), data.names),
            argument,
        )
    if data.type_of(name) in ("string", "uuid"):
        raise H2OValueError(
            f"{argument} has {name!r}, which is of type {data.type_of(name)}; partial dependence "
            "is for numbers, times and categories.",
            argument,
        )
    return name


def named_columns(data: FrameData, columns: Sequence[int | str] | str, argument: str) -> list[str]:
    """Names of columns that are given by name or by position."""
    if isinstance(columns, str) or not isinstance(columns, Sequence):
        raise H2OTypeError(
            f"{argument} must be a list of names or positions of columns, not {columns!r}.",
            argument,
            columns,
        )
    found = []
    for column in columns:
        place = isinstance(column, int) and not isinstance(column, bool)
        if place and not -data.ncol <= int(column) < data.ncol:
            raise H2OValueError(
                f"{argument} has {column}; the frame has columns 0 to {data.ncol - 1}.", argument
            )
        found.append(data.names[int(column)] if place else str(column))
    return found


def checked_targets(
    model: TrainedModel, targets: Sequence[str] | None, *, pairs: bool
) -> tuple[str, ...]:
    """Classes whose probabilities are looked at; none but for models of several classes."""
    if model.category == "AutoEncoder":
        raise H2OValueError("An autoencoder has no response that could depend on a column.")
    several = model.category == "Multinomial"
    if not several:
        if targets:
            raise H2OValueError(
                f"targets={targets!r} is for models of more than two classes; leave it out.",
                "targets",
            )
        return ()
    domain = model.domain or []
    if isinstance(targets, str) or not targets:
        raise H2OValueError(
            f"targets is {targets!r}; list the classes whose probabilities are to be averaged: "
            f"{listed(domain)}.",
            "targets",
        )
    strange = [target for target in targets if target not in domain]
    if strange:
        raise H2OValueError(
            f"targets has {listed(strange)}; the classes are {listed(domain)}."
            + did_you_mean(strange[0], domain),
            "targets",
        )
    if pairs and len(targets) > 1:
        raise H2OValueError(
            "With col_pairs_2dpdp there can be one target only; call once for each.", "targets"
        )
    return tuple(targets)


def single_target(model: TrainedModel, target: str | Sequence[str] | None) -> tuple[str, ...]:
    """The one class that a plot shows, given alone or in a list; none but for several classes."""
    wanted = [target] if isinstance(target, str) else list(target or ())
    if len(wanted) > 1:
        raise H2OValueError(
            f"target is {target!r}; a plot shows one class only, call once for each.", "target"
        )
    return checked_targets(model, wanted, pairs=False)


def checked_row(data: FrameData, index: object) -> int | None:
    """Position of a row; None, for which -1 stands too, means all."""
    if index is None or index == -1:
        return None
    if isinstance(index, bool) or not isinstance(index, int):
        raise H2OValueError(f"row_index must be a whole number, not {index!r}.", "row_index")
    if not 0 <= index < data.nrow:
        raise H2OValueError(
            f"row_index is {index}; the frame has rows 0 to {data.nrow - 1}.", "row_index"
        )
    return index


def checked_count(number: object, argument: str, at_least: int = 1) -> int:
    """A whole number that must not be too small."""
    if isinstance(number, bool) or not isinstance(number, int) or number < at_least:
        raise H2OValueError(
            f"{argument} must be a whole number of {at_least} or more, not {number!r}.", argument
        )
    return number


def checked_choice(value: object, allowed: Sequence[str], argument: str) -> str:
    """One of some words."""
    if value not in allowed:
        raise H2OValueError(
            f"{argument} is {value!r}; it must be {listed(allowed)}."
            + did_you_mean(str(value), allowed),
            argument,
        )
    return str(value)


def colours(name: str | None, count: int | None = None) -> Any:
    """A colour map of matplotlib's, or so many colours from all over it.

    Parameters
    ----------
    name
        Of the map.
    count
        How many colours; None for the map itself.
    """
    import matplotlib as mpl

    if name is None or name not in mpl.colormaps:
        raise H2OValueError(
            f"colormap is {name!r}, which matplotlib does not have."
            + did_you_mean(str(name), list(mpl.colormaps)),
            "colormap",
        )
    found = mpl.colormaps[name]
    return found if count is None else list(found.resampled(max(1, count))(range(count)))
