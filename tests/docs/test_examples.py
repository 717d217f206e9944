"""The Python of the pages runs, and prints what the pages say."""

from __future__ import annotations

import sys
import warnings

import pytest

import heavywater as h2o
from docs import pages
from heavywater.exceptions import H2OUserWarning

#: What readers of a page have at hand that the page does not show.
BEFORE = {
    "model-files.md": """
import heavywater as h2o
from heavywater.estimators import H2OAutoEncoderEstimator
h2o.init(verbose=False)
h2o.no_progress()
model = H2OAutoEncoderEstimator(hidden=[2], epochs=1, seed=1)
model.train(training_frame=h2o.H2OFrame({"x": [1, 2, 3], "y": [1, 3, 2]}))
""",
    "scikit-learn.md": """
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
X, y = load_iris(return_X_y=True)
""",
}

WITH_CODE = [page for page in pages.PAGES if pages.blocks(page)]


@pytest.fixture(autouse=True)
def _somewhere(tmp_path, monkeypatch):
    import matplotlib

    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEAVYWATER_OFFLINE", "1")
    monkeypatch.delenv("HEAVYWATER_DATA", raising=False)
    yield
    if "h2o" in sys.modules:
        h2o.uninstall_as_h2o()
    h2o.show_progress()
    h2o.remove_all()


@pytest.mark.parametrize("page", WITH_CODE)
def test_examples_run_and_print_what_is_said(page):
    names = {"__name__": "__main__"}
    pages.run(BEFORE.get(page, ""), names)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("default", H2OUserWarning)
        for block in pages.blocks(page):
            printed = pages.run(block.code, names)
            if block.printed is not None:
                assert pages.lines(printed) == pages.lines(block.printed), block.code


def test_most_pages_of_the_guide_have_code():
    assert len([page for page in WITH_CODE if page.startswith("guide/")]) >= 9
    assert set(BEFORE) <= set(WITH_CODE)


def test_a_page_that_lies_is_found_out():
    assert pages.lines("a  b\n") == pages.lines(" a b") != pages.lines("a c")
