"""How the documentation is built: `make docs`. Nothing is fetched from anywhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(ROOT / "docs" / "_ext"))
# The labs are run where no network may be.
os.environ["HEAVYWATER_OFFLINE"] = "1"

from heavywater import __version__  # noqa: E402

project = "Heavywater"
author = "the Heavywater developers"
copyright = "the Heavywater developers"
version = release = __version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "numpydoc",
    "pages",
]

exclude_patterns = ["_build", "**.ipynb_checkpoints"]
master_doc = "index"

# Pages are Markdown; headings down to the third level can be linked to.
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# The labs are executed once and kept until they change.
nb_execution_mode = "cache"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_merge_streams = True

autodoc_member_order = "alphabetical"
autodoc_typehints = "none"  # the docstrings say it in words
autodoc_inherit_docstrings = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "pydata_sphinx_theme"
html_title = "Heavywater"
html_static_path: list[str] = []
html_theme_options = {
    "navigation_with_keys": False,
    "header_links_before_dropdown": 5,
    "show_prev_next": True,
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_show_sourcelink = False
html_copy_source = False
