"""Tables and the pages that hold them."""

from __future__ import annotations

import pytest


def test_text_aligns_names_left_and_figures_right(load):
    tables = load("tables")
    text = tables.as_text(("what", "H2O-3"), [("start", "7.0 s"), ("a longer name", "12 s")])
    assert text.splitlines() == [
        "what           H2O-3",
        "-------------  -----",
        "start          7.0 s",
        "a longer name   12 s",
    ]


def test_markdown(load):
    tables = load("tables")
    assert tables.as_markdown(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"


def test_update_replaces_only_what_is_between_the_markers(load, tmp_path):
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- x:begin -->\nold\n<!-- x:end -->\nafter\n")
    load("tables").update(page, "x", "new")
    assert page.read_text() == "before\n<!-- x:begin -->\nnew\n<!-- x:end -->\nafter\n"


@pytest.mark.parametrize(
    "page", ["none", "<!-- x:begin -->", "<!-- x:end -->\n<!-- x:begin -->"], ids=str
)
def test_a_page_without_markers_is_left_alone(load, tmp_path, page):
    path = tmp_path / "README.md"
    path.write_text(page)
    tables = load("tables")
    with pytest.raises(tables.MarkersError, match="x:begin"):
        tables.update(path, "x", "new")
    assert path.read_text() == page
