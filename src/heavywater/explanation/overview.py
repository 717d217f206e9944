"""Everything that can be said about models, or about their predictions of a row, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import as_frame_data
from heavywater.exceptions import H2OValueError, did_you_mean, listed
from heavywater.explanation import texts
from heavywater.explanation.arguments import checked_row
from heavywater.explanation.parts import Maker, PartsOfARow, PartsOfModels
from heavywater.explanation.results import Description, H2OExplanation, Header
from heavywater.explanation.task import Style, Task
from heavywater.explanation.texts import Text
from heavywater.plot import figures_kept_aside

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["explain", "explain_row"]


def explain(
    models: Any,
    frame: H2OFrame,
    columns: Sequence[int | str] | None = None,
    top_n_features: int = 5,
    include_explanations: str | Sequence[str] = "ALL",
    exclude_explanations: str | Sequence[str] = (),
    plot_overrides: Mapping[str, Mapping[str, Any]] | None = None,
    figsize: tuple[float, float] = (16, 9),
    render: bool = True,
    qualitative_colormap: str = "Dark2",
    sequential_colormap: str = "RdYlBu_r",
    background_frame: H2OFrame | None = None,
) -> H2OExplanation:
    """Explain a model, or several.

    Parameters
    ----------
    models
        A model, a list of models, a grid, or a leaderboard, of which the first model is looked
        at more closely.
    frame
        The rows to explain the models on, with the response.
    columns
        Columns to look at, by name or position; by default the most important ones.
    top_n_features
        How many by default; all if negative.
    include_explanations
        Parts to make, of ``"leaderboard"``, ``"confusion_matrix"``, ``"residual_analysis"``,
        ``"learning_curve"``, ``"varimp"``, ``"varimp_heatmap"``,
        ``"model_correlation_heatmap"``, ``"shap_summary"``, ``"pdp"`` and ``"ice"``; or
        ``"ALL"``. Those that do not apply to the models are left out: there is a leaderboard of
        several models, a confusion matrix of classes, and so on.
    exclude_explanations
        Parts to leave out of all.
    plot_overrides
        Arguments for the functions that draw, by part; those of importances, SHAP and ICE are
        called ``"varimp_plot"``, ``"shap_summary_plot"`` and ``"ice_plot"``.
    figsize
        Width and height of figures in inches.
    render
        Show everything at once: in a notebook with its figures, elsewhere as text.
    qualitative_colormap, sequential_colormap
        Names of matplotlib colour maps: for models, and for numbers.
    background_frame
        Rows to compare with in SHAP; without it SHAP is left out for models that need one.

    Returns
    -------
    Parts by name. Figures are not open in matplotlib; ``show()`` does not show them.

    Raises
    ------
    H2OValueError
        If a part is unknown, or parts are both included and excluded.
    """
    wanted = _wanted(include_explanations, exclude_explanations, texts.OF_MODELS)
    task = Task.of(models, frame, columns, top_n_features, plot_overrides, texts.OF_MODELS)
    style = Style(figsize, qualitative_colormap, sequential_colormap)
    parts = PartsOfModels(task, style, background_frame)
    return _made(wanted, texts.OF_MODELS, parts.maker, render=render)


def explain_row(
    models: Any,
    frame: H2OFrame,
    row_index: int,
    columns: Sequence[int | str] | None = None,
    top_n_features: int = 5,
    include_explanations: str | Sequence[str] = "ALL",
    exclude_explanations: str | Sequence[str] = (),
    plot_overrides: Mapping[str, Mapping[str, Any]] | None = None,
    qualitative_colormap: str = "Dark2",
    figsize: tuple[float, float] = (16, 9),
    render: bool = True,
    background_frame: H2OFrame | None = None,
) -> H2OExplanation:
    """Explain the predictions of a model, or of several, for one row.

    Parameters
    ----------
    models
        As for `explain`.
    frame
        Rows with the one to look at.
    row_index
        Its position.
    columns, top_n_features
        As for `explain`.
    include_explanations
        Parts to make, of ``"leaderboard"``, ``"shap_explain_row"`` and ``"ice"``; or ``"ALL"``.
    exclude_explanations
        Parts to leave out of all.
    plot_overrides
        Arguments for the functions that draw, by part.
    qualitative_colormap
        Name of a matplotlib colour map.
    figsize, render, background_frame
        As for `explain`.

    Returns
    -------
    Parts by name, as from `explain`.
    """
    wanted = _wanted(include_explanations, exclude_explanations, texts.OF_A_ROW)
    task = Task.of(models, frame, columns, top_n_features, plot_overrides, texts.OF_A_ROW)
    row = checked_row(as_frame_data(frame, "frame"), row_index)
    if row is None:
        raise H2OValueError("row_index must be the position of a row.", "row_index")
    style = Style(figsize, qualitative_colormap, "")
    parts = PartsOfARow(task, style, background_frame, row)
    return _made(wanted, texts.OF_A_ROW, parts.maker, render=render)


def _made(
    wanted: Iterable[str],
    known: Mapping[str, Text],
    maker: Callable[[str], Maker],
    *,
    render: bool,
) -> H2OExplanation:
    result = H2OExplanation()
    with figures_kept_aside():
        for name in wanted:
            content = maker(name)()
            if content is None:
                continue
            title, description = known[name]
            part = H2OExplanation(header=Header(title), description=Description(description))
            part.update(content)
            result[name] = part
    if render:
        result.render()
    return result


# -- Arguments -----------------------------------------------------------------------------


def _wanted(
    include: str | Sequence[str], exclude: str | Sequence[str], known: Mapping[str, Text]
) -> list[str]:
    included, excluded = _words(include), _words(exclude)
    for word in [*included, *excluded]:
        if word != "all" and word not in known:
            raise H2OValueError(
                f"There is no explanation {word!r}; there are {listed(known)}."
                + did_you_mean(word, known),
                "include_explanations",
            )
    if not excluded:
        return [name for name in known if "all" in included or name in included]
    if "all" not in included:
        raise H2OValueError(
            "Give either include_explanations or exclude_explanations, not both.",
            "exclude_explanations",
        )
    return [name for name in known if name not in excluded]


def _words(given: str | Sequence[str]) -> list[str]:
    return [word.lower() for word in ([given] if isinstance(given, str) else given)]
