"""Frames as HTML for notebooks.

Colours come from the page, so that a dark theme stays readable; nothing is loaded, no script is
run, and everything that is not markup is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.describe import ColumnSummary, summarize
from heavywater.core.frames.verbs.distribution import distribution
from heavywater.core.frames.verbs.preview import Preview, PreviewColumn, preview, time_texts
from heavywater.display.frames import (
    ELLIPSIS,
    cell_texts,
    dimensions,
    looks_numeric,
    names_to_show,
    number_text,
    plain_text,
)
from heavywater.display.histograms import histogram_svg

__all__ = ["description_html", "frame_html"]

MAX_COLUMNS = 60
MAX_DESCRIBED = 100

SCROLL = '<div style="overflow-x: auto; max-width: 100%; margin: 0.5em 0;">'
TABLE = (
    '<table style="border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0; '
    'width: auto;">'
)
CELL = "padding: 0.2em 0.6em; white-space: nowrap;"
HEAD = f"{CELL} vertical-align: bottom; border-bottom: 1px solid currentColor;"
FAINT = "opacity: 0.6; font-weight: normal; font-size: smaller;"
FOOTER = '<div style="font-size: smaller; opacity: 0.8; margin-top: 0.3em;">'


def html_row(cells: Sequence[str], sides: Sequence[str], tag: str = "td") -> str:
    """One row of a table; the cells are HTML already."""
    style = HEAD if tag == "th" else CELL
    inner = "".join(
        f'<{tag} style="{style} text-align: {side};">{cell}</{tag}>'
        for cell, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{inner}</tr>"


def html_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], sides: Sequence[str], footer: str
) -> str:
    """A table that scrolls sideways when it is too wide; headers and cells are HTML already."""
    head = html_row(headers, sides, "th")
    body = "".join(html_row(row, sides) for row in rows)
    foot = f"{FOOTER}{escape(footer)}</div>" if footer else ""
    return f"{SCROLL}{TABLE}<thead>{head}</thead><tbody>{body}</tbody></table></div>{foot}"


def frame_html(data: FrameData, rows: int = 10, columns: int | None = None) -> str:
    """The first rows and columns as an HTML table, with types above and the size below.

    Parameters
    ----------
    data
        The frame.
    rows, columns
        How much of it to show, from the top left; by default up to 60 columns, from both ends.
    """
    shown: Preview = preview(data, rows, names_to_show(data, columns, MAX_COLUMNS // 2))
    texts = [cell_texts(column) for column in shown.columns]
    cells = [cells_html(column, text) for column, text in zip(shown.columns, texts, strict=True)]
    sides = [
        "right" if looks_numeric(column, column_texts) else "left"
        for column, column_texts in zip(shown.columns, texts, strict=True)
    ]
    headers = [header_html(column.name, column.type) for column in shown.columns]
    if columns is None and len(headers) < shown.ncol:
        middle = len(headers) // 2
        headers.insert(middle, ELLIPSIS)
        cells.insert(middle, [ELLIPSIS] * len(cells[0]))
        sides.insert(middle, "left")
    body = list(zip(*cells, strict=True))
    return html_table(headers, body, sides, dimensions(shown.nrow, shown.ncol))


def cells_html(column: PreviewColumn, texts: Sequence[str]) -> list[str]:
    """The cells of a column; missing ones are faint."""
    return [
        f'<span style="{FAINT}">{escape(text)}</span>' if value is None and text else escape(text)
        for value, text in zip(column.values, texts, strict=True)
    ]


def header_html(name: str, kind: str) -> str:
    """A column's name above its type."""
    return f'{escape(plain_text(name))}<div style="{FAINT}">{escape(kind)}</div>'


# -- Descriptions --------------------------------------------------------------------------

DESCRIBED = ("column", "type", "missing", "distribution", "min", "mean", "max", "sigma", "zeros")
DESCRIBED_SIDES = ("left", "left", "right", "left", *["right"] * 5)


def description_html(data: FrameData, rows: int = 10) -> str:
    """What `describe` shows in a notebook: a row for each column, then the first rows.

    Parameters
    ----------
    data
        The frame; of more than 100 columns those at both ends are described.
    rows
        First rows to show; 0 for none.
    """
    names = names_to_show(data, None, MAX_DESCRIBED // 2)
    described = [described_row(data, summary) for summary in summarize(data.select(names))]
    if len(names) < data.ncol:
        described.insert(len(names) // 2, [ELLIPSIS] * len(DESCRIBED))
    footer = dimensions(data.nrow, data.ncol)
    table = html_table(DESCRIBED, described, DESCRIBED_SIDES, "" if rows else footer)
    return table + frame_html(data, rows) if rows else table


def described_row(data: FrameData, summary: ColumnSummary) -> list[str]:
    """The cells of one column's row, as HTML."""
    return [
        f"<strong>{escape(plain_text(summary.name))}</strong>",
        type_html(summary),
        missing_html(summary.missing, data.nrow),
        distribution_html(data, summary),
        *(escape(text) for text in numbers_of(summary)),
    ]


def type_html(summary: ColumnSummary) -> str:
    """The type, with the number of levels."""
    if summary.domain is None:
        return escape(summary.type)
    count = len(summary.domain)
    levels = "1 level" if count == 1 else f"{count:,} levels"
    return f'{escape(summary.type)} <span style="{FAINT}">{levels}</span>'


def missing_html(missing: int, rows: int) -> str:
    """How many values are missing, and which share of all."""
    if not missing:
        return f'<span style="{FAINT}">0</span>'
    share = 100 * missing / rows
    percent = "&lt;0.1" if share < 0.1 else f"{share:.3g}"
    return f'{missing:,} <span style="{FAINT}">{percent} %</span>'


def distribution_html(data: FrameData, summary: ColumnSummary) -> str:
    """A small histogram, or nothing for text."""
    found = distribution(data, summary.name)
    if found is None:
        return ""
    name = plain_text(summary.name)
    labels = [plain_text(label) for label in found.labels]
    title = f"Distribution of {name}: {len(labels)} bars"
    if found.others:
        title += f"; {found.others:,} values of other levels are not shown"
    return histogram_svg(labels, found.counts, title)


def numbers_of(summary: ColumnSummary) -> list[str]:
    """Smallest value, mean, largest value, deviation and zeros, as far as the type has them."""
    if summary.type in ("enum", "string", "uuid"):
        return [""] * 5
    if summary.type == "time":
        first, last = time_texts([summary.mins[0], summary.maxs[0]])
        return [first, "", last, "", ""]
    facts = (summary.mins[0], summary.mean, summary.maxs[0], summary.sigma)
    texts = ["" if math.isnan(fact) else number_text(fact) for fact in facts]
    return [*texts, f"{summary.zeros:,}"]
