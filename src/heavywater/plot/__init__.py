"""Figures: made without a window, saved where that is asked for, and returned.

Matplotlib is imported when a figure is drawn. Figures are never opened: a notebook shows the one
that ends a cell, a script calls ``matplotlib.pyplot.show()``. What a plot returns serves both
ways of using it: as the figure itself, and as H2O's results, whose ``figure()`` gives the figure
and which otherwise are the data that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from heavywater.display.output import in_notebook
from heavywater.exceptions import H2ONotImplementedError
from heavywater.plot.results import (
    RAISE_ON_FIGURE_ACCESS,
    decorate_plot_result,
    get_matplotlib_pyplot,
    is_decorated_plot_result,
)

__all__ = [
    "RAISE_ON_FIGURE_ACCESS",
    "PlottedList",
    "decorate_plot_result",
    "figures_kept_aside",
    "finish",
    "get_matplotlib_pyplot",
    "is_decorated_plot_result",
    "new_figure",
]

_aside: ContextVar[bool] = ContextVar("aside", default=False)


@contextmanager
def figures_kept_aside() -> Iterator[None]:
    """Leave figures that are drawn meanwhile out of matplotlib's list of open ones.

    For results of many figures: matplotlib warns of more than twenty that are open, and would
    show them all at the next ``show()``.
    """
    before = _aside.set(True)
    try:
        yield
    finally:
        _aside.reset(before)


def new_figure(
    rows: int = 1,
    *,
    size: tuple[float, float] | None = None,
    server: bool = False,
    projections: Iterable[str | None] | None = None,
) -> tuple[Any, list[Any]]:
    """An empty figure and its axes, one below the other.

    Parameters
    ----------
    rows
        Number of axes.
    size
        Width and height in inches; matplotlib's own by default.
    server
        Leave the figure out of matplotlib's list of open ones, so that a later ``show()`` does
        not open it.
    projections
        ``"3d"`` or None for each of the axes.

    Raises
    ------
    H2ONotImplementedError
        If matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise H2ONotImplementedError(
            "Plots need matplotlib: install it with `pip install heavywater[plot]`."
        ) from error
    options: dict[str, Any] = {"figsize": size, "layout": "constrained"}
    if server or _aside.get() or in_notebook():
        # A notebook would show an open figure a second time, beside the cell's result.
        figure = _figure_class()(**options)
    else:
        figure = plt.figure(FigureClass=_figure_class(), **options)
    kinds = list(projections) if projections is not None else [None] * rows
    axes = [
        figure.add_subplot(rows, 1, position, projection=kind)
        for position, kind in enumerate(kinds, start=1)
    ]
    return figure, axes


def finish(figure: Any, save_plot_path: str | None, data: Any = None) -> Any:
    """The figure, saved where a path is given, with the data that it shows.

    Parameters
    ----------
    figure
        From `new_figure`.
    save_plot_path
        File to save to, if any.
    data
        What H2O's result is beside its figure: it answers to iteration, ``len()`` and ``[]``.
    """
    if save_plot_path is not None:
        figure.savefig(save_plot_path)
    figure.data = data
    return figure


@cache
def _figure_class() -> type[Any]:
    from matplotlib.figure import Figure

    class ResultFigure(Figure):
        """A figure that scripts may also use as they use H2O's results."""

        #: What the figure shows: points, a table; None where H2O's result has nothing either.
        data: Any = None

        def __call__(self) -> Figure:
            # `Figure.figure` is the figure itself, so that `result.figure()` calls it.
            return self

        def _repr_png_(self) -> bytes:
            # Notebooks know how to show figures only after %matplotlib, or a figure of pyplot's.
            return _as_png(self)

        def __iter__(self) -> Iterator[Any]:
            return iter(self.data)

        def __getitem__(self, index: Any) -> Any:
            return self.data[index]

        def __len__(self) -> int:
            return len(self.data)

        def __bool__(self) -> bool:
            return True

        def __getattr__(self, name: str) -> Any:
            # Of the data only what a script may ask for: notebooks must find the image.
            if name.startswith("_") or self.data is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            return getattr(self.data, name)

    return ResultFigure


class PlottedList(list[Any]):
    """Results of which there are several, such as tables, with the figure that shows them.

    Parameters
    ----------
    results
        The results.
    figure
        The figure; None where none was drawn.
    """

    def __init__(self, results: Iterable[Any], figure: Any = None) -> None:
        super().__init__(results)
        self._figure = figure

    def figure(self) -> Any:
        """The figure; None where none was drawn."""
        return self._figure

    def _repr_png_(self) -> bytes | None:
        """The figure as an image, for notebooks."""
        return None if self._figure is None else _as_png(self._figure)


def _as_png(figure: Any) -> bytes:
    """An image of the size that notebooks give to figures."""
    from io import BytesIO

    image = BytesIO()
    figure.savefig(image, format="png", dpi=72, bbox_inches="tight")
    return image.getvalue()
