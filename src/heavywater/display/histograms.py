"""Small histograms as SVG within a page: in its colours, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["histogram_svg"]

WIDTH, HEIGHT = 120, 28


def histogram_svg(labels: Sequence[str], counts: Sequence[int], title: str) -> str:
    """Bars side by side; whoever points at one is told what it counts.

    Parameters
    ----------
    labels, counts
        What each bar stands for, and how many values it has.
    title
        What the picture shows, for those who cannot see it.

    Examples
    --------
    >>> histogram_svg(["a", "b"], [1, 3], "levels of x").count("<rect")
    2
    """
    most = max(counts, default=0) or 1
    step = WIDTH / max(len(counts), 1)
    gap = 1 if step > 3 else 0
    bars = "".join(
        _bar(at * step, step - gap, HEIGHT * count / most, f"{label}: {count:,}")
        for at, (label, count) in enumerate(zip(labels, counts, strict=True))
    )
    return (
        f'<svg role="img" aria-label="{escape(title)}" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" fill="currentColor" '
        f'style="display: block; opacity: 0.7;">{bars}</svg>'
    )


def _bar(left: float, width: float, height: float, says: str) -> str:
    # A bar of a few among millions is still seen.
    tall = max(height, 1.0) if height else 0.0
    return (
        f'<rect x="{left:.1f}" y="{HEIGHT - tall:.1f}" width="{width:.1f}" height="{tall:.1f}">'
        f"<title>{escape(says)}</title></rect>"
    )
