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
    # The shells of Jupyter, VS Code and Colab have a kernel; that of a terminal has none.
    return getattr(shell, "kernel", None) is not None


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
        Functions that make the two forms. A notebook gets both and shows the one it can.
    fmt
        ``"plain"``, ``"html"`` or None to choose by the place of printing.
    """
    if fmt not in (None, "plain", "html"):
        raise H2OValueError(f"fmt must be 'plain' or 'html', not {fmt!r}.", "fmt")
    if fmt is None and in_notebook():
        from IPython.display import display

        display({"text/plain": text(), "text/html": html()}, raw=True)  # type: ignore[no-untyped-call]
        return
    print(html() if fmt == "html" else text())
