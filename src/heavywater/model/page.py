"""A model's page: what it is, its layers, metrics, history and importances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heavywater.display.html import html_heading, html_section
from heavywater.model.metrics_base import MetricsBase
from heavywater.two_dim_table import H2OTwoDimTable

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel

__all__ = ["html", "message", "text"]


def _summary(model: TrainedModel) -> H2OTwoDimTable:
    return H2OTwoDimTable.from_table(model.summary, row_header=True)


def _closing_tables(model: TrainedModel) -> list[H2OTwoDimTable]:
    tables = []
    if model.scoring_history.rows:
        tables.append(H2OTwoDimTable.from_table(model.scoring_history, row_header=True))
    if model.cross_validation is not None:
        tables.insert(0, H2OTwoDimTable.from_table(model.cross_validation.summary))
    if model.variable_importances is not None:
        tables.append(H2OTwoDimTable.from_table(model.variable_importances))
    return tables


def text(owner: str, model: TrainedModel, views: list[MetricsBase], verbosity: str) -> str:
    """The page as text.

    Parameters
    ----------
    owner
        Name of the estimator's class.
    model
        The trained model.
    views
        Its metrics.
    verbosity
        ``"short"``, ``"medium"`` or ``"full"``.
    """
    name = f"{owner} : {model.algorithm_title}\nModel Key: {model.key}"
    if verbosity == "short":
        return name
    opening = f"{name}\n\n\n{_summary(model)}"
    if verbosity == "medium":
        return opening
    headline = "Model Details"
    blocks = [f"{headline}\n{'=' * len(headline)}\n{opening}"]
    blocks += [str(view) for view in views]
    blocks += [str(table) for table in _closing_tables(model)]
    return "\n\n".join(blocks)


def html(owner: str, model: TrainedModel, views: list[MetricsBase], verbosity: str) -> str:
    """The page as HTML; parameters as for `text`."""
    heading = html_heading(f"{owner} : {model.algorithm_title}", f"Model Key: {model.key}")
    if verbosity == "short":
        return heading
    summary = _summary(model).html()
    if verbosity == "medium":
        return heading + summary
    sections = [html_section(_model_parts(model), summary, opened=True)]
    sections += [html_section(view._origin, view._repr_html_(), opened=True) for view in views]
    sections += [
        html_section(table.table_header, table.html(header=False), opened=False)
        for table in _closing_tables(model)
    ]
    return heading + "".join(sections)


def _model_parts(model: TrainedModel) -> str:
    return "Trees" if model.category == "AnomalyDetection" else "Layers"


def message(sentence: str) -> str:
    """HTML of one sentence."""
    return html_heading(sentence)
