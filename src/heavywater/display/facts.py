"""Labels and values in two columns, such as the facts about a session."""

from __future__ import annotations

import html
from collections.abc import Iterable

from heavywater.display.output import present

__all__ = ["facts_html", "facts_text", "show_facts"]

Facts = list[tuple[str, str]]


def show_facts(facts: Iterable[tuple[str, object]], fmt: str | None = None) -> None:
    """Print pairs of label and value, as HTML in a notebook."""
    pairs = [(label, str(value)) for label, value in facts]
    present(lambda: facts_text(pairs), lambda: facts_html(pairs), fmt)


def facts_text(facts: Facts) -> str:
    """Two columns between rules.

    Examples
    --------
    >>> print(facts_text([("cores:", "2"), ("status:", "healthy")]))
    -------  -------
    cores:   2
    status:  healthy
    -------  -------
    """
    left = max(len(label) for label, _ in facts)
    right = max(len(value) for _, value in facts)
    rule = f"{'-' * left}  {'-' * right}"
    lines = [f"{label:<{left}}  {value}".rstrip() for label, value in facts]
    return "\n".join([rule, *lines, rule])


def facts_html(facts: Facts) -> str:
    """A table whose cells inherit the notebook's colors."""
    rows = "".join(
        f"<tr><td style='text-align:left'>{html.escape(label)}</td>"
        f"<td style='text-align:left'>{html.escape(value)}</td></tr>"
        for label, value in facts
    )
    return f"<table><tbody>{rows}</tbody></table>"
