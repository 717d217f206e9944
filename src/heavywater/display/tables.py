"""Tables of a few columns as text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

__all__ = ["cell_text", "column_texts", "shorten", "text_table"]

_GAP = "  "


def cell_text(cell: object) -> str:
    """One cell: at most six digits of a float, other numbers in full, nothing if missing.

    Examples
    --------
    >>> cell_text(2.0), cell_text(1 / 3), cell_text(None), cell_text(1234567)
    ('2', '0.333333', '', '1234567')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):  # numpy's float64 too
        return "nan" if math.isnan(cell) else f"{cell:g}"
    return str(cell).strip()


def shorten(rows: Sequence[Sequence[Any]], limit: int, gap: str) -> list[list[str]]:
    """Rows as texts; of more than `limit` rows the first and the last, a row of `gap` between.

    A negative limit means all rows.
    """
    texts = [[cell_text(cell) for cell in row] for row in rows]
    if limit < 0 or len(texts) <= limit:
        return texts
    first = max(limit // 2, 1)
    dots = [[gap] * len(texts[0])]
    return texts[:first] + dots + texts[len(texts) - first :]


def text_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned on the left under a dashed line.

    Examples
    --------
    >>> print(text_table(["k", "hit_ratio"], [["1", "0.5"], ["2", "1"]]))
    k    hit_ratio
    ---  -----------
    1    0.5
    2    1
    """
    # Two more than the header, so that the headers of neighbours stand apart.
    widths = [
        max([len(header) + 2, *(len(row[index]) for row in rows)])
        for index, header in enumerate(headers)
    ]
    lines = [headers, ["-" * width for width in widths], *rows]
    return "\n".join(
        _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def column_texts(names: Sequence[str], limit: int = 60) -> list[str]:
    """Headers of moderate length, on one line."""
    flat = [" ".join(str(name).split()) for name in names]
    return [name if len(name) <= limit else name[: limit - 3] + "..." for name in flat]
