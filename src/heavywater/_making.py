"""Frames that are made, not imported: `create_frame`, `interaction`."""

from __future__ import annotations

import numbers
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater._frame.base import as_flag, as_frame_data, as_key, as_seed, as_whole
from heavywater.core.frames.data import FrameData
from heavywater.core.frames.synthetic import Shares, Synthetic, synthesize
from heavywater.core.frames.verbs import interaction as verb
from heavywater.core.frames.verbs.select import column_name
from heavywater.core.store import unique_key
from heavywater.exceptions import H2OTypeError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["create_frame", "interaction"]


def create_frame(
    frame_id: str | None = None,
    rows: int = 10000,
    cols: int = 10,
    randomize: bool = True,
    real_fraction: float | None = None,
    categorical_fraction: float | None = None,
    integer_fraction: float | None = None,
    binary_fraction: float | None = None,
    time_fraction: float | None = None,
    string_fraction: float | None = None,
    value: float = 0,
    real_range: float = 100,
    factors: int = 100,
    integer_range: int = 100,
    binary_ones_fraction: float = 0.02,
    missing_fraction: float = 0.01,
    has_response: bool = False,
    response_factors: int = 2,
    positive_response: bool = False,
    seed: int | None = None,
    seed_for_column_types: int | None = None,
) -> H2OFrame:
    """A frame of random values.

    Parameters
    ----------
    frame_id
        Its key; made up if missing.
    rows, cols
        Its size; a response comes on top.
    randomize
        False fills all columns with `value`.
    real_fraction, categorical_fraction, integer_fraction, binary_fraction, time_fraction, \
string_fraction
        Share of the columns of each kind, from 0 to 1. What is left over goes to real,
        categorical, integer and binary ones that are not given, as 5 : 2 : 2 : 1. Each kind gets
        its share rounded down, reals the rest.
    value
        See `randomize`.
    real_range, integer_range
        Numbers lie between minus this and this.
    factors
        Levels of a categorical column, called ``c2.l0``, ``c2.l1``, ...
    binary_ones_fraction
        Share of ones in a binary column.
    missing_fraction
        Share of missing cells, those of the response included.
    has_response
        Put a column ``response`` in front.
    response_factors
        Its number of levels; 1 makes it real.
    positive_response
        Whether a real response has no negative values.
    seed, seed_for_column_types
        Of the values, and of the order of the kinds; random if missing or -1, where the order
        goes by `seed`. They give the same frame as in H2O-3.

    Returns
    -------
    H2OFrame
        Columns ``C1``, ``C2``, ... in random order of kinds.

    Examples
    --------
    >>> create_frame(rows=5, cols=3, real_fraction=1, seed=1).types
    {'C1': 'real', 'C2': 'real', 'C3': 'real'}
    """
    from heavywater.frame import H2OFrame

    shares = {
        "real": real_fraction,
        "categorical": categorical_fraction,
        "integer": integer_fraction,
        "binary": binary_fraction,
        "time": time_fraction,
        "string": string_fraction,
    }
    counts = Shares(**{k: _share(v, f"{k}_fraction") for k, v in shares.items()}).counts(
        as_whole(cols, "cols", 1)
    )
    height = as_whole(rows, "rows", 1)
    if as_flag(randomize, "randomize"):
        if value:
            raise H2OValueError(
                f"value={value!r} fills columns that are not random; pass randomize=False as well.",
                "value",
            )
        like = Synthetic(
            real_range=_positive(real_range, "real_range"),
            factors=as_whole(factors, "factors", 1),
            integer_range=as_whole(integer_range, "integer_range", 1),
            binary_ones=_share(binary_ones_fraction, "binary_ones_fraction") or 0.0,
            missing=_share(missing_fraction, "missing_fraction") or 0.0,
            response_factors=as_whole(response_factors, "response_factors", 1)
            if as_flag(has_response, "has_response")
            else None,
            positive_response=as_flag(positive_response, "positive_response"),
        )
        drawn = _seed_or(seed, secrets.randbits(63))
        data = synthesize(height, counts, like, drawn, _seed_or(seed_for_column_types, drawn))
    else:
        data = _filled(height, cols, counts, _positive(abs(value), "value") * (-1) ** (value < 0))
    key = None if frame_id is None else as_key(frame_id, "frame_id")
    return H2OFrame._from_data(data, key or unique_key("Key_Frame_create"))


def _filled(rows: int, cols: int, counts: dict[str, int], value: float) -> FrameData:
    varied = [kind for kind in ("categorical", "integer", "time") if counts[kind]]
    if varied:
        raise H2OValueError(
            f"randomize=False fills all columns with one value, but columns are {varied[0]} by "
            f"their fractions; pass real_fraction=1."
        )
    return FrameData.from_columns({f"C{n + 1}": np.full(rows, float(value)) for n in range(cols)})


def _seed_or(seed: Any, otherwise: int) -> int:
    whole = as_seed(seed)
    return otherwise if whole is None or whole == -1 else whole


def _positive(value: Any, argument: str) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise H2OTypeError(f"{argument} must be a number, not {value!r}.", argument, value)
    number = float(value)
    if not 0 <= number < float("inf"):
        raise H2OValueError(f"{argument} must be at least 0 and finite, not {value!r}.", argument)
    return number


def _share(value: Any, argument: str) -> float | None:
    if value is None:
        return None
    share = _positive(value, argument)
    if share > 1:
        raise H2OValueError(f"{argument} must be between 0 and 1, not {value!r}.", argument)
    return share


def interaction(
    data: H2OFrame,
    factors: Sequence[str | int],
    pairwise: bool,
    max_factors: int,
    min_occurrence: int,
    destination_frame: str | None = None,
) -> H2OFrame:
    """A frame of the combinations of levels of categorical columns.

    Parameters
    ----------
    data
        The frame with the columns.
    factors
        Their names or positions; a single one is combined with itself.
    pairwise
        Whether three and more give a column for each pair, rather than one of all.
    max_factors
        At most so many combinations keep a level of their own, the most frequent ones; the others
        become the level ``other``.
    min_occurrence
        So often a combination must occur to keep a level.
    destination_frame
        Key of the new frame; made up if missing.

    Returns
    -------
    H2OFrame
        Categorical columns such as ``a_b`` with levels such as ``x_y``, in the order of their
        frequency. A missing value counts as a level ``NA``.

    Raises
    ------
    H2OTypeError
        If a column is not categorical.

    Examples
    --------
    >>> from heavywater.frame import H2OFrame
    >>> frame = H2OFrame({"a": ["x", "y", "x"], "b": ["p", "p", "p"]})
    >>> both = interaction(frame, ["a", "b"], False, max_factors=10, min_occurrence=1)
    >>> both.names, both.levels()
    (['a_b'], [['x_p', 'y_p']])
    """
    from heavywater.frame import H2OFrame

    source = as_frame_data(data, "data")
    if isinstance(factors, (str, bytes)) or not isinstance(factors, Sequence) or not factors:
        raise H2OTypeError(
            f"factors must be a list of names or positions, not {factors!r}.", "factors", factors
        )
    made = verb.interaction(
        source,
        [column_name(source, factor) for factor in factors],
        pairwise=as_flag(pairwise, "pairwise"),
        max_factors=as_whole(max_factors, "max_factors", 0),
        min_occurrence=as_whole(min_occurrence, "min_occurrence", 0),
    )
    key = None if destination_frame is None else as_key(destination_frame, "destination_frame")
    return H2OFrame._from_data(made, key or unique_key("Key_Frame_interaction"))
