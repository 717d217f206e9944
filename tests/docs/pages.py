"""The pages of the documentation, their code, and what it prints."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"

#: Pages as paths below docs/. The labs are made from notebooks, which have tests of their own.
PAGES = sorted(
    str(path.relative_to(DOCS))
    for path in DOCS.rglob("*.md")
    if not path.relative_to(DOCS).parts[0].startswith("_")
)

BLOCK = re.compile(r"^```python\n(.*?)^```$(?:\n+```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Python, and what the page says that it prints, if it says so."""

    code: str
    printed: str | None


def blocks(page: str) -> list[Block]:
    """The Python blocks of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Block(code, printed or None) for code, printed in BLOCK.findall(text)]


def run(code: str, names: dict[str, Any]) -> str:
    """What a block prints; the value of a last expression is shown, as an interpreter does."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<page>", "exec"), names)
        if last is not None:
            exec(compile(ast.Interactive([last]), "<page>", "single"), names)
    return printed.getvalue()


def lines(text: str) -> list[str]:
    """Lines as they are compared: blanks are no matter, progress bars are none of the page."""
    return [
        re.sub(r"\s+", " ", line).strip()
        for line in text.splitlines()
        if line.strip() and " progress: |" not in line
    ]
