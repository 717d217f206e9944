"""Where output goes: a terminal, a notebook, or a file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

from heavywater.exceptions import H2OValueError

__all__ = ["in_notebook", "page_width", "present"]


def in_notebook() -> bool:
    """Whether the code runs in a notebook that renders HTML."""
    # Looked up, not imported: without IPython loaded there is no notebook.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and type(shell).__name__ == "ZMQInteractiveShell"


def page_width() -> int | None:
    """Characters on a line of the terminal; None where nothing limits them."""
    stdout = sys.stdout
    if stdout is not None and stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def present(text: Callable[[], str], html: Callable[[], str], fmt: str | None) -> None:
    """Print the text, or show the HTML where it is rendered.

    Parameters
    ----------
    text, html
        Functions that make the two forms; only one of them is called.
    fmt
        ``"plain"``, ``"html"`` or None to choose by the place of printing.
    """
    if fmt not in (None, "plain", "html"):
        raise H2OValueError(f"fmt must be 'plain' or 'html', not {fmt!r}.", "fmt")
    if fmt is None and in_notebook():
        from IPython.display import HTML, display

        display(HTML(html()))  # type: ignore[no-untyped-call]
        return
    print(html() if fmt == "html" else text())
