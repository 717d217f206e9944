"""The site builds without a warning and without a network; the reference is whole."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib

import pytest

import heavywater as h2o
from docs import pages
from heavywater import datasets, estimators, grid, model
from heavywater.lab import LABS

pytest.importorskip("sphinx")
pytest.importorskip("myst_nb")

#: Where a name belongs whose page is that of another.
ELSEWHERE = {"__version__"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the built pages. The labs are not executed: they have tests of their own."""
    folder = tmp_path_factory.mktemp("site")
    build = ["-q", "-W", "--keep-going", "-D", "nb_execution_mode=off"]
    command = [sys.executable, "-m", "sphinx", *build, "-d", str(folder / "read")]
    done = subprocess.run(
        [*command, str(pages.DOCS), str(folder / "html")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_every_page_is_there(site):
    for page in [*pages.PAGES, *(f"labs/{lab.name}.ipynb" for lab in LABS)]:
        assert (site / page).with_suffix(".html").exists(), page


def test_nothing_is_loaded_from_elsewhere(site):
    loads = re.compile(r'<(?:script|img|iframe)[^>]* src="(https?:)?//|<link[^>]* href="https?://')
    found = [page.name for page in site.rglob("*.html") if loads.search(page.read_text("utf-8"))]
    assert found == []


def described(site) -> set[str]:
    """Full names of what the reference describes, from Sphinx's inventory."""
    content = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    lines = zlib.decompress(content).decode().splitlines()
    return {line.split()[0] for line in lines if " py:" in line}


def test_the_reference_describes_what_is_public(site):
    names = described(site)
    missing = []
    for module in (h2o, estimators, grid, model, datasets):
        for name in sorted(set(module.__all__) - ELSEWHERE):
            homes = {module.__name__, getattr(getattr(module, name), "__module__", "")}
            if not any(f"{home}.{name}" in names for home in homes):
                missing.append(f"{module.__name__}.{name}")
    assert missing == [], "Name them in a page of docs/api."


def test_the_reference_describes_the_methods_of_frames(site):
    names = described(site)
    methods = [name for name in vars(h2o.H2OFrame) if not name.startswith("_")]
    missing = [name for name in methods if f"heavywater.H2OFrame.{name}" not in names]
    assert missing == []
