"""Which of the chosen predictors a model can learn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from heavywater.core.frames.modelling import has_one_value
from heavywater.exceptions import H2OModelBuildError, listed

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["refuse_nothing_to_learn_from", "usable_predictors"]


def usable_predictors(
    data: FrameData, names: Sequence[str], *, ignore_constant: bool
) -> tuple[list[str], list[str]]:
    """The predictors that can be learned from, and those that cannot.

    Text and UUID columns never can. With `ignore_constant`, columns with at most one value
    (missing values not counted) are left out too.
    """
    constant = has_one_value(data, names) if ignore_constant else [False] * len(names)
    dropped = [
        name
        for name, same in zip(names, constant, strict=True)
        if same or not (data.holds_numbers(name) or data.domain(name) is not None)
    ]
    bad = set(dropped)
    return [name for name in names if name not in bad], dropped


def refuse_nothing_to_learn_from(usable: Sequence[str], dropped: Sequence[str]) -> None:
    """Raise if no predictor is left.

    Raises
    ------
    H2OModelBuildError
        With the names of the predictors that had to be dropped.
    """
    if usable:
        return
    why = (
        f"all of the given ones are constant, text or without values ({listed(dropped, limit=5)})"
        if dropped
        else "none was given"
    )
    raise H2OModelBuildError(
        f"There is no predictor to learn from: {why}. Name at least one column with two values "
        "or more in x, or set ignore_const_cols=False."
    )
