"""What every object with a page of its own shares: text in terminals, HTML in notebooks."""

from __future__ import annotations

from heavywater.display.output import present
from heavywater.exceptions import H2OValueError

__all__ = ["VERBOSITIES", "Shown", "checked_verbosity"]

VERBOSITIES = ("short", "medium", "full")


class Shown:
    """Printing, from two methods: `_text` and `_html`."""

    def _text(self) -> str:
        raise NotImplementedError

    def _html(self) -> str:
        raise NotImplementedError

    def show(self, verbosity: str | None = None, fmt: str | None = None) -> None:
        """Print it; in a notebook, display it.

        Parameters
        ----------
        verbosity
            ``"short"``, ``"medium"`` or ``"full"``. As in H2O, only the pages of models differ.
        fmt
            ``"plain"`` for text or ``"html"``; by default what suits the place.
        """
        checked_verbosity(verbosity)
        present(self._text, self._html, fmt)

    def to_str(
        self,
        verbosity: str | None = None,
        fmt: str | None = None,  # noqa: ARG002 - H2O's, see the docstring
    ) -> str:
        """The page as text.

        Parameters
        ----------
        verbosity
            As for `show`.
        fmt
            Accepted for compatibility: this is the text, `to_html` the page for a notebook.
        """
        checked_verbosity(verbosity)
        return self._text()

    def to_pretty_str(self, verbosity: str | None = None) -> str:
        """The page as text; H2O has both names."""
        return self.to_str(verbosity)

    def to_html(self, verbosity: str | None = None) -> str:
        """The page as HTML."""
        checked_verbosity(verbosity)
        return self._html()

    def __str__(self) -> str:
        return self._text()

    def __repr__(self) -> str:
        return self._text()

    def _repr_html_(self) -> str:
        return self._html()


def checked_verbosity(verbosity: str | None) -> str:
    """The level, ``"full"`` by default."""
    if verbosity is None:
        return "full"
    if verbosity not in VERBOSITIES:
        raise H2OValueError(
            f"verbosity must be one of {', '.join(map(repr, VERBOSITIES))}, not {verbosity!r}.",
            "verbosity",
        )
    return verbosity
