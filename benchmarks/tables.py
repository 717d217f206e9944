"""Tables as text and as Markdown, and the part of a page that a benchmark keeps up to date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from processes import MissingError

__all__ = ["MarkersError", "as_markdown", "as_text", "between_markers", "update"]

Cells = Sequence[str]


class MarkersError(MissingError):
    """A page without the comments between which the table goes."""


def as_text(header: Cells, rows: Iterable[Cells]) -> str:
    """Columns aligned with spaces, the first one to the left."""
    lines = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(_aligned(line, widths) for line in [lines[0], rule, *lines[1:]])


def _aligned(line: Cells, widths: Sequence[int]) -> str:
    first = line[0].ljust(widths[0])
    others = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
    return "  ".join([first, *others])


def as_markdown(header: Cells, rows: Iterable[Cells]) -> str:
    """A table of GitHub's Markdown."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in [header, rule, *rows])


def between_markers(page: str, name: str, content: str) -> str:
    """The page with other content between ``<!-- name:begin -->`` and ``<!-- name:end -->``.

    Raises
    ------
    MarkersError
        If the page does not have both, in this order.
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = page.partition(begin)
    _, also_found, after = rest.partition(end)
    if not (found and also_found):
        raise MarkersError(f"The page needs the lines {begin} and {end}, in this order.")
    return f"{before}{begin}\n{content}\n{end}{after}"


def update(path: Path, name: str, content: str) -> None:
    """Put content between the markers of a file."""
    page = path.read_text(encoding="utf-8")
    path.write_text(between_markers(page, name, content), encoding="utf-8")
