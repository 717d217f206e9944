"""Titles of the parts of an explanation, and what each part shows."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["OF_A_ROW", "OF_GROUPS", "OF_MODELS", "Text"]


class Text(NamedTuple):
    """Title and description of a part."""

    title: str
    description: str


_LEADERBOARD = (
    "Metrics of the models on the frame, the best model first. Twenty models are listed at most."
)

#: Parts of `explain`, in their order.
OF_MODELS: dict[str, Text] = {
    "leaderboard": Text("Leaderboard", _LEADERBOARD),
    "confusion_matrix": Text(
        "Confusion Matrix",
        "How many rows of each class, one to a line, were predicted as which class, one to a "
        "column.",
    ),
    "residual_analysis": Text(
        "Residual Analysis",
        "What was observed less what was predicted, over the prediction. A good model leaves "
        "noise: a slope, a bend, or a spread that changes says that something systematic is "
        "missing. A response of whole numbers makes parallel stripes, which mean nothing.",
    ),
    "learning_curve": Text(
        "Learning Curve Plot",
        "A metric in the course of the training. Where the curve of the training data goes on "
        "falling while that of other data rises again, the model begins to overfit.",
    ),
    "varimp": Text(
        "Variable Importance",
        "How much the model uses each of its inputs, relative to the one that it uses most.",
    ),
    "varimp_heatmap": Text(
        "Variable Importance Heatmap",
        "Shares of the columns in the importance of all inputs, for each model. Importances of "
        "the levels of a categorical column are added up. Models, and columns, that are alike "
        "stand side by side.",
    ),
    "model_correlation_heatmap": Text(
        "Model Correlation",
        "How alike the predictions of the models are: the correlation of numbers, or the share "
        "of rows for which two models predict the same class. Models that are alike stand side "
        "by side.",
    ),
    "shap_summary": Text(
        "SHAP Summary",
        "How much each column moves predictions away from the average one. A point is a row, "
        "its place the contribution, its colour the column's value in that row. Contributions "
        "and bias of a row add up to its prediction, before the inverse of a link function.",
    ),
    "pdp": Text(
        "Partial Dependence Plots",
        "The mean prediction when a column has the same value in all rows. That is what the "
        "column does by itself only as far as the other columns do not depend on it.",
    ),
    "ice": Text(
        "Individual Conditional Expectation",
        "Predictions of single rows for other values of a column: of eleven rows, from that "
        "with the smallest to that with the largest response. Lines that are not parallel tell "
        "that the column's effect depends on others, which the mean does not show.",
    ),
}

#: Parts of `explain_row`, in their order.
OF_A_ROW: dict[str, Text] = {
    "leaderboard": Text("Leaderboard", f"{_LEADERBOARD} Predictions are those for the row."),
    "shap_explain_row": Text(
        "SHAP Explanation",
        "How much each column moves the prediction of the row away from the average one. "
        "Contributions and bias add up to the prediction, before the inverse of a link function. "
        "Columns that depend on each other share what they have in common.",
    ),
    "ice": Text(
        "Individual Conditional Expectation",
        "The prediction of the row for other values of a column; a dotted line marks its own.",
    ),
}

#: Parts of `inspect_model_fairness`, in their order.
OF_GROUPS: dict[str, Text] = {
    "overview": Text(
        "Overview",
        "Metrics of the groups that the protected columns make together. AIR, the adverse impact "
        "ratio, is a metric relative to that of the reference group; between the dashed lines, at "
        "0.8 and 1.25, the four-fifths rule sees no adverse impact. The p-value tells how likely "
        "as different shares of favourable predictions are by chance alone (Fisher's exact test, "
        "or the G-test for many rows). The reference group has a colour of its own.",
    ),
    "ROC": Text(
        "ROC",
        "True and false positive rates of each group at all thresholds. Where curves differ, other "
        "thresholds for the groups would make their rates equal (Hardt, Price and Srebro 2016, "
        '"Equality of opportunity in supervised learning").',
    ),
    "PR": Text("Precision-Recall Curve", "Precision over recall of each group at all thresholds."),
    "permutation_importance": Text(
        "Permutation Variable Importance",
        "How far a metric moves when the values of one column are put into random order.",
    ),
    "pdp": Text(
        "Partial Dependence Plots for Individual Protected Groups",
        "The mean prediction in each group when a column has the same value in all of its rows: "
        "whether the column does the same for all groups.",
    ),
    "shap": Text(
        "SHAP for Individual Protected Groups",
        "How much a column moves the predictions of the rows of each group.",
    ),
}
