"""Results that have a figure: ``figure()`` gives it, whatever else the result is."""

from __future__ import annotations

from typing import Any, NoReturn

from heavywater.exceptions import H2ONotImplementedError

__all__ = [
    "RAISE_ON_FIGURE_ACCESS",
    "decorate_plot_result",
    "get_matplotlib_pyplot",
    "is_decorated_plot_result",
]

#: In place of a figure that could not be drawn.
RAISE_ON_FIGURE_ACCESS = object()

#: Types of the same kind whose objects can have a method of their own.
_WITH_ATTRIBUTES: dict[type, Any] = {
    kind: type(f"Plotted{kind.__name__.capitalize()}", (kind,), {"__doc__": "With a figure."})
    for kind in (tuple, list, dict, str)
}

_NO_MATPLOTLIB = "Plots need matplotlib: install it with `pip install heavywater[plot]`."


def decorate_plot_result(res: Any = None, figure: Any = None) -> Any:
    """The result with a method ``figure()``.

    Parameters
    ----------
    res
        A result of any kind. Tuples, lists, dictionaries and texts are copied into a type of the
        same kind; other objects stay what they are. An empty object for None.
    figure
        The figure; `RAISE_ON_FIGURE_ACCESS` for none, which is an error when it is asked for.

    Examples
    --------
    >>> result = decorate_plot_result((1, 2), figure="a figure")
    >>> result, result.figure()
    ((1, 2), 'a figure')
    """
    copied = _WITH_ATTRIBUTES.get(type(res))
    result: Any = res if copied is None else copied(res)
    if res is None:
        result = _Plotted()
    result.figure = _refuse if figure is RAISE_ON_FIGURE_ACCESS else lambda: figure
    result._is_decorated_plot_result = True
    return result


def is_decorated_plot_result(obj: Any) -> bool:
    """Whether a result has a method ``figure()``."""
    return hasattr(obj, "_is_decorated_plot_result")


def get_matplotlib_pyplot(server: bool, raise_if_not_available: bool = False) -> Any:
    """``matplotlib.pyplot``, for functions that draw on their own.

    Parameters
    ----------
    server
        Draw without windows from now on.
    raise_if_not_available
        Raise if matplotlib is not installed, instead of printing so and returning None.
    """
    try:
        import matplotlib as mpl
        from matplotlib import pyplot as plt
    except ImportError as error:
        if raise_if_not_available:
            raise H2ONotImplementedError(_NO_MATPLOTLIB) from error
        print(_NO_MATPLOTLIB)
        return None
    if server and mpl.get_backend().lower() != "agg":
        plt.switch_backend("agg")
    return plt


def _refuse() -> NoReturn:
    raise H2ONotImplementedError(_NO_MATPLOTLIB)


class _Plotted:
    """Nothing but a figure."""
