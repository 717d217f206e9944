"""What H2O's scripts use of its module ``h2o.display``."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Iterator
from typing import TextIO

from heavywater.display.output import in_notebook
from heavywater.exceptions import H2OUserWarning

__all__ = ["H2OTableDisplay", "capture_output", "in_ipy", "toggle_user_tips", "user_tips_enabled"]


@contextlib.contextmanager
def capture_output(
    out: TextIO | None = None, err: TextIO | None = None
) -> Iterator[tuple[TextIO, TextIO]]:
    """Collect what is printed, instead of showing it.

    Parameters
    ----------
    out, err
        Where to; new text buffers if missing.

    Examples
    --------
    >>> with capture_output() as (out, err):
    ...     print("caught")
    >>> out.getvalue()
    'caught\\n'
    """
    written, complained = out or io.StringIO(), err or io.StringIO()
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(complained):
        yield written, complained


def in_ipy() -> bool:
    """Whether the code runs in IPython, in a terminal or a notebook."""
    ipython = sys.modules.get("IPython")
    return in_notebook() or (ipython is not None and ipython.get_ipython() is not None)


@contextlib.contextmanager
def user_tips_enabled(on: bool = True) -> Iterator[None]:  # noqa: ARG001 - H2O's signature
    """Kept for scripts written for H2O: displays have no tips.

    Parameters
    ----------
    on
        Accepted for compatibility.
    """
    yield


def toggle_user_tips(on: bool | None = None) -> None:
    """Kept for scripts written for H2O: displays have no tips.

    Parameters
    ----------
    on
        Accepted for compatibility.
    """


class H2OTableDisplay:
    """How tables are drawn: never with pandas, whose settings H2O's client can follow."""

    @staticmethod
    def toggle_pandas_rendering(on: bool | None = None) -> None:
        """Kept for scripts written for H2O: tables need no pandas to be drawn.

        Parameters
        ----------
        on
            Anything but False draws a warning.
        """
        if on is not False:
            warnings.warn(
                "No effect: tables are never drawn with pandas. as_data_frame() gives a table that "
                "pandas draws.",
                H2OUserWarning,
                stacklevel=2,
            )

    @staticmethod
    @contextlib.contextmanager
    def pandas_rendering_enabled(value: bool = True) -> Iterator[None]:
        """As `toggle_pandas_rendering`, for a block of code.

        Parameters
        ----------
        value
            True draws a warning.
        """
        if value:
            H2OTableDisplay.toggle_pandas_rendering(value)
        yield

    @staticmethod
    def use_pandas() -> bool:
        """Whether tables are drawn with pandas: never."""
        return False
