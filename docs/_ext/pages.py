"""What the site needs beyond the pages that are also read in the repository.

The labs become notebooks among the pages, and links to files outside ``docs/`` become links to the
pages that show them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from heavywater.lab import LABS
from heavywater.lab.folder import notebook_text

#: Files outside docs/, and the pages that include them.
SHOWN_BY = {"../CHANGELOG.md": "changelog.md", "../benchmarks/README.md": "benchmarking.md"}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", lambda app, _config: write_labs(Path(app.srcdir) / "labs"))
    app.connect("source-read", lambda _app, _page, source: lead_to_pages(source))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_labs(folder: Path) -> None:
    """Write the notebooks; those that have not changed keep their time, and are not read again."""
    folder.mkdir(exist_ok=True)
    for lab in LABS:
        text = notebook_text(lab)
        target = folder / lab.notebook
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")


def lead_to_pages(source: list[str]) -> None:
    """Change the links in a page's text."""
    for file, page in SHOWN_BY.items():
        source[0] = source[0].replace(f"]({file})", f"]({page})")
