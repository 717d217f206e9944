"""Links between the pages of the repository lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import pages
from heavywater.lab import LABS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *(DOCS / page for page in pages.PAGES)]
#: Made when the site is built.
LAB_PAGES = {DOCS / "labs" / lab.notebook for lab in LABS}
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page):
    targets = [t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t]
    there = [(page.parent / target).resolve() for target in targets]
    assert [path for path in there if not (path.exists() or path in LAB_PAGES)] == []
