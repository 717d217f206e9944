"""Frames as HTML: escaped, in the page's colours, with nothing to load."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import heavywater as h2o
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs.distribution import distribution
from heavywater.display.frames_html import description_html, frame_html

DATA = FrameData.from_columns(
    {
        "i": [3, -1, None, 7, 0],
        "r": [1.5, -2.5, 0.25, None, 1e10],
        "e": EnumColumn(np.array([1, 0, 1, -1, 2]), ["a", "b", "c"]),
        "s": ["x", "yy", None, "w", "v"],
    }
)


class Page(HTMLParser):
    """Collects the tags, the text, and what would be loaded."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def enums(data: FrameData) -> FrameData:
    """The same with levels instead of text."""
    return FrameData(data.table.select(pl.all().cast(pl.Categorical)))


def test_html_is_escaped_and_loads_nothing() -> None:
    evil = FrameData.from_columns({"<script>": ['<img src="x">', "a & b"]})
    for page in (frame_html(evil), description_html(evil), description_html(enums(evil))):
        parsed = Page(page)
        assert "&" not in "".join(parsed.texts).replace("a & b", "")
        assert {"script", "img"}.isdisjoint(parsed.tags)
        assert {"src", "href", "onclick"}.isdisjoint(parsed.attributes)
        assert '<img src="x">' in parsed.texts
        assert "a & b" in parsed.texts


def test_html_takes_its_colours_from_the_page() -> None:
    for page in (frame_html(DATA), description_html(DATA)):
        assert "color:" not in page.replace("currentColor", "")
        assert "background" not in page
        assert "url(" not in page


def test_html_of_wide_frames_has_both_ends() -> None:
    texts = Page(frame_html(FrameData.from_columns({f"C{i}": [i] for i in range(785)}))).texts
    assert {"C0", "C784", "..."} <= set(texts)
    assert "C400" not in texts


def test_html_shows_size_and_missing_values() -> None:
    texts = Page(frame_html(DATA)).texts
    assert "[5 rows x 4 columns]" in texts
    assert "nan" in texts


def test_html_has_the_types() -> None:
    texts = Page(frame_html(DATA)).texts
    assert texts[:8] == ["i", "int", "r", "real", "e", "enum", "s", "string"]


def rows_of(page: str) -> list[list[str]]:
    """Texts of the rows of the first table."""
    table = page.split("</table>")[0]
    return [Page(row).texts for row in table.split("<tr>")[1:]]


def test_a_description_has_a_row_for_each_column() -> None:
    header, *rows = rows_of(description_html(DATA))
    assert header[:4] == ["column", "type", "missing", "distribution"]
    assert rows[0][:4] == ["i", "int", "1 ", "20 %"]
    assert rows[0][-5:] == ["-1", "2.25", "7", "3.59398", "1"]
    assert rows[2][:3] == ["e", "enum ", "3 levels"]
    assert rows[3] == ["s", "string", "1 ", "20 %"]
    assert [page.count("<svg") for page in (description_html(DATA),)] == [3]


def test_first_and_last_times_are_described() -> None:
    times = pl.Series("t", [86_400_000, None, 0]).cast(pl.Datetime("ms"))
    row = rows_of(description_html(FrameData(pl.DataFrame([times]))))[1]
    assert row[-2:] == ["1970-01-01 00:00:00", "1970-01-02 00:00:00"]


def test_of_very_many_columns_both_ends_are_described() -> None:
    wide = FrameData.from_columns({f"C{i}": [i] for i in range(300)})
    names = [row[0] for row in rows_of(description_html(wide))[1:]]
    assert (len(names), names[0], names[50], names[-1]) == (101, "C0", "...", "C299")


def test_empty_frames_are_described() -> None:
    for data in (FrameData.from_columns({}), DATA.take(np.array([], dtype=int))):
        assert "[0 rows" in description_html(data)
        assert "[0 rows" in frame_html(data)
    nothing = FrameData.from_columns({"x": np.full(3, np.nan), "y": [np.inf] * 3})
    assert description_html(nothing).count("<svg") == 0


# -- Distributions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "labels", "counts"),
    [
        ([0, 1, 1, None], ["0", "1"], [1, 2]),
        ([3, 5, 5, 4], ["3", "4", "5"], [1, 1, 2]),
        ([7.5, 7.5], ["7.5"], [2]),
        ([1e308, -1e308], None, [1, *[0] * 18, 1]),
        ([1.5, np.inf, 2.0], None, [1, *[0] * 18, 1]),
    ],
)
def test_numbers_in_bars(values, labels, counts) -> None:
    found = distribution(FrameData.from_columns({"x": values}), "x")
    assert found is not None
    assert found.counts == counts
    assert labels is None or found.labels == labels


def test_the_most_frequent_levels_in_the_order_of_the_domain() -> None:
    codes = np.repeat(np.arange(30), np.arange(1, 31))
    data = FrameData.from_columns({"x": EnumColumn(codes, [f"l{i}" for i in range(30)])})
    found = distribution(data, "x", bars=3)
    assert found is not None
    assert (found.labels, found.counts) == (["l27", "l28", "l29"], [28, 29, 30])
    assert found.others == sum(range(1, 28))


def test_text_has_no_distribution() -> None:
    assert distribution(DATA, "s") is None


@given(
    st.lists(
        st.one_of(st.none(), st.floats(allow_nan=False), st.integers(-3, 3).map(float)),
        min_size=1,
        max_size=40,
    )
)
def test_no_finite_value_is_lost(values) -> None:
    data = FrameData.from_columns({"x": pl.Series(values, dtype=pl.Float64)})
    found = distribution(data, "x")
    finite = [v for v in values if v is not None and np.isfinite(v)]
    assert sum(found.counts if found else []) == len(finite)
    if found:
        assert len(found.labels) == len(found.counts) <= 20


def test_a_notebook_gets_both_forms(monkeypatch) -> None:
    import IPython

    shown = []
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    h2o.H2OFrame({"x": [1, 2]}).show()
    assert set(shown[0]) == {"text/plain", "text/html"}
    assert shown[0]["text/plain"].splitlines()[0].strip() == "x"
