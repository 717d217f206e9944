"""Answers in the form of H2O's server: dicts of what its JSON holds."""

from __future__ import annotations

import math
from typing import Any

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.describe import ColumnSummary, summarize
from heavywater.core.frames.verbs.preview import preview

__all__ = ["H2OResponse", "frame_answer", "frame_synopsis", "key_answer"]

#: Values of each column that an answer holds, as in H2O.
SHOWN_ROWS = 100


class H2OResponse(dict[str, Any]):
    """An answer in the form of H2O's server: a dict."""


def key_answer(key: str, kind: str = "Frame") -> H2OResponse:
    """A key as H2O's answers hold it.

    Examples
    --------
    >>> key_answer("cars.hex")["name"]
    'cars.hex'
    """
    return H2OResponse(name=key, type=f"Key<{kind}>", URL=f"/3/{kind}s/{key}")


def frame_synopsis(key: str, data: FrameData) -> H2OResponse:
    """A frame in the list of all frames: its size."""
    return H2OResponse(
        frame_id=key_answer(key),
        byte_size=data.nbytes,
        is_text=False,
        rows=data.nrow,
        columns=data.ncol,
    )


def frame_answer(key: str, data: FrameData) -> H2OResponse:
    """A frame with a summary and the first values of each column.

    Missing numbers are NaN, as are facts that a column does not have.
    """
    columns = [_column(data, summary) for summary in summarize(data)]
    return H2OResponse(
        frame_id=key_answer(key),
        byte_size=data.nbytes,
        is_text=False,
        row_offset=0,
        row_count=min(data.nrow, SHOWN_ROWS),
        column_offset=0,
        column_count=data.ncol,
        full_column_count=data.ncol,
        total_column_count=data.ncol,
        rows=data.nrow,
        num_columns=data.ncol,
        columns=columns,
    )


def _column(data: FrameData, summary: ColumnSummary) -> H2OResponse:
    """One column under H2O's names."""
    shown = data.select([summary.name]).rows(slice(0, SHOWN_ROWS))
    text = summary.type in ("string", "uuid")
    return H2OResponse(
        label=summary.name,
        missing_count=summary.missing,
        zero_count=summary.zeros,
        positive_infinity_count=summary.positive_infinities,
        negative_infinity_count=summary.negative_infinities,
        mins=summary.mins,
        maxs=summary.maxs,
        mean=summary.mean,
        sigma=summary.sigma,
        type=summary.type,
        domain=summary.domain,
        domain_cardinality=len(summary.domain or ()),
        data=None if text else _numbers(shown, summary),
        string_data=preview(shown, SHOWN_ROWS).columns[0].values if text else None,
    )


def _numbers(shown: FrameData, summary: ColumnSummary) -> list[float]:
    """Values as H2O sends them: numbers, places of levels, milliseconds; NaN for missing."""
    if summary.type != "enum":
        return [float(value) for value in shown.numeric(summary.name)]
    return [math.nan if code < 0 else float(code) for code in shown.codes(summary.name)]
