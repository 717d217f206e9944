"""Pieces of HTML for notebooks.

Colours come from the page, so that a dark theme stays readable; nothing is loaded, no script is
run, and everything that is not markup is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["html_heading", "html_pairs", "html_section", "html_table"]

_SCROLL = "overflow-x: auto; max-width: 100%; margin: 0.4em 0;"
_TABLE = "border-collapse: collapse; font-variant-numeric: tabular-nums;"
_CELL = "padding: 0.2em 0.6em; white-space: nowrap; text-align: left;"
_HEAD = f"{_CELL} border-bottom: 1px solid currentColor;"
_CAPTION = "caption-side: top; text-align: left; font-weight: bold; white-space: nowrap;"
_SUMMARY = "cursor: pointer; font-weight: bold;"
_NOTE = "font-size: smaller; opacity: 0.8;"


def html_table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "", note: str = ""
) -> str:
    """A table that scrolls sideways when it is too wide.

    Examples
    --------
    >>> "<b>" in html_table(["<b>"], [["1"]])
    False
    """
    title = f'<caption style="{_CAPTION}">{escape(caption)}</caption>' if caption else ""
    head = "".join(f'<th style="{_HEAD}">{escape(name)}</th>' for name in headers)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    foot = f'<div style="{_NOTE}">{escape(note)}</div>' if note else ""
    return (
        f'<div style="{_SCROLL}"><table style="{_TABLE}">{title}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}</div>"
    )


def _cells(row: Sequence[str]) -> str:
    return "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row)


def html_pairs(pairs: Sequence[tuple[str, str]]) -> str:
    """Names beside values."""
    body = "".join(
        f'<tr><th scope="row" style="{_CELL}">{escape(name)}</th>'
        f'<td style="{_CELL}">{escape(value)}</td></tr>'
        for name, value in pairs
    )
    return f'<div style="{_SCROLL}"><table style="{_TABLE}"><tbody>{body}</tbody></table></div>'


def html_heading(text: str, note: str = "") -> str:
    """A title with a smaller line below."""
    below = f'<div style="{_NOTE}">{escape(note)}</div>' if note else ""
    return f"<div><strong>{escape(text)}</strong>{below}</div>"


def html_section(title: str, body: str, *, opened: bool) -> str:
    """A part that can be folded away; `body` is HTML already."""
    state = " open" if opened else ""
    return (
        f'<details{state} style="margin: 0.3em 0;">'
        f'<summary style="{_SUMMARY}">{escape(title)}</summary>{body}</details>'
    )
