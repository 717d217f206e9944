"""The walkthrough in a notebook: a real kernel runs it, and the outputs are what they should be."""

from __future__ import annotations

import re

import pytest

from walkthrough import blocks, data

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")

# Cells that a reader would add: a bare model, and its figures.
ADDED = ["model", "model.plot()", "classifier.varimp_plot()", "classifier.show()"]


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    data.write_digits(folder)
    train, test = (str(folder / f"{name}.csv.gz") for name in ("train", "test"))
    code = blocks.runnable(data.CARS.as_uri(), train, test, magic=True)
    code = ["import heavywater\nheavywater.install_as_h2o()", *code, *ADDED]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in code])
    with pytest.MonkeyPatch.context() as patch:
        # Nothing of the user's settings is read, nothing is left behind.
        for variable in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
            patch.setenv(variable, str(folder / variable))
        nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return notebook.cells


def of(cells, beginning: str):
    """The outputs of the cell that begins so, as (kind, content by type)."""
    (cell,) = [cell for cell in cells if cell.source.startswith(beginning)]
    return cell.outputs


def shown(outputs, mime: str) -> str:
    return "\n".join(o.data[mime] for o in outputs if "data" in o and mime in o.data)


def printed(outputs) -> str:
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")


def visible(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_facts_are_a_table(cells):
    assert "H2O_cluster_version" in visible(shown(of(cells, "import h2o"), "text/html"))


def test_bare_cars_are_an_html_table(cells):
    outputs = of(cells, "#Import the dataset")
    html = shown(outputs, "text/html")
    assert html.count("<tr") >= 11
    assert "acceleration" in visible(html)
    assert "406 rows x 9 columns" in visible(html)
    # The one result of the cell, not a print beside it.
    assert [o.output_type for o in outputs if o.output_type != "stream"].count(
        "execute_result"
    ) == 1
    assert "acceleration" not in printed(outputs)


def test_progress_is_shown_to_its_end(cells):
    for cell in cells:
        if ".train(" in cell.source or "import_file(" in cell.source:
            progress = printed(cell.outputs) + shown(cell.outputs, "text/plain")
            assert "(done) 100%" in progress, cell.source


def test_errors_are_results(cells):
    for cell in cells:
        if cell.source.rstrip().endswith("cars_dl.mse()"):
            (result,) = [o for o in cell.outputs if o.output_type == "execute_result"]
            assert 0 < float(result.data["text/plain"]) < 1


def test_metrics_are_html(cells):
    (cell,) = [
        cell for cell in cells if cell.source.rstrip().endswith("model_performance(valid=True)")
    ]
    html = shown(cell.outputs, "text/html")
    assert "Confusion Matrix" in visible(html)
    assert "<table" in html


def test_a_bare_model_is_a_page(cells):
    html = shown(cells[-4].outputs, "text/html")
    for words in ("Model Key: DeepLearning_model_python_", "Layers", "Scoring History"):
        assert words in visible(html)


def test_show_displays_the_page_once(cells):
    outputs = cells[-1].outputs
    assert [o.output_type for o in outputs] == ["display_data"]
    assert "Variable Importances" in visible(shown(outputs, "text/html"))


def test_figures_are_shown_once(cells):
    assert shown(of(cells, "%matplotlib inline"), "image/png")
    for cell in cells[-3:-1]:
        assert len([o for o in cell.outputs if "image/png" in o.get("data", {})]) == 1


def test_nothing_is_complained_of(cells):
    for cell in cells:
        texts = [o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr"]
        allowed = ("is ignored because adaptive_rate is on", "Dropped bad and constant columns")
        for text in texts:
            assert any(words in text for words in allowed), text
