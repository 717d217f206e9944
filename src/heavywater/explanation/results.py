"""What explanations of many parts return: headers, descriptions, figures and tables by name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from html import escape
from typing import Any

from heavywater.display.output import in_notebook

__all__ = ["Description", "H2OExplanation", "Header"]


class Header:
    """Title of a part.

    Parameters
    ----------
    content
        The title.
    level
        1 for a part, 2 for a part of it.
    """

    def __init__(self, content: str, level: int = 1) -> None:
        self.content = content
        self.level = level

    def _repr_html_(self) -> str:
        return f"<h{self.level}>{escape(self.content)}</h{self.level}>"

    def _repr_markdown_(self) -> str:
        return f"\n\n{'#' * self.level} {self.content}"

    def __str__(self) -> str:
        return self._repr_markdown_()

    def __repr__(self) -> str:
        return f"Header({self.content!r}, {self.level})"


class Description:
    """What a part shows, in a few sentences."""

    def __init__(self, content: str) -> None:
        self.content = content

    def _repr_html_(self) -> str:
        return f"<blockquote>{escape(self.content)}</blockquote>"

    def _repr_markdown_(self) -> str:
        return f"\n> {self.content}"

    def __str__(self) -> str:
        return self._repr_markdown_()

    def __repr__(self) -> str:
        return f"Description({self.content!r})"


class H2OExplanation(OrderedDict[str, Any]):
    """Parts of an explanation by name, in the order in which they are shown.

    A part is one of the same kind, with ``"header"``, ``"description"`` and ``"plots"``,
    ``"data"`` or ``"subexplanations"``. A notebook shows all of them.
    """

    _shown = False

    def parts(self) -> Iterator[Any]:
        """Headers, descriptions, tables and figures one after the other."""
        for part in self.values():
            if isinstance(part, H2OExplanation):
                yield from part.parts()
            else:
                yield part

    def render(self) -> None:
        """Show everything: in a notebook as it is, elsewhere as text without the figures.

        Figures are in the parts; no window is opened for them.
        """
        self._shown = True
        if in_notebook():
            from IPython.display import display

            for part in self.parts():
                display(part)  # type: ignore[no-untyped-call]
            return
        for part in self.parts():
            if not _is_figure(part):
                print(part)

    def _ipython_display_(self) -> None:
        # What explain() has shown just now is not shown again as the cell's result.
        if self._shown:
            self._shown = False
            return
        self.render()
        self._shown = False


def _is_figure(part: Any) -> bool:
    return hasattr(part, "savefig")
