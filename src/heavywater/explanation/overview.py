"""Everything that can be said about models, or about their predictions of a row, at once."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import as_frame_data
from heavywater.exceptions import H2OUserWarning, H2OValueError, did_you_mean, listed
from heavywater.explanation import texts
from heavywater.explanation.arguments import checked_row, named_columns
from heavywater.explanation.contributions import can_contribute
from heavywater.explanation.ice_plots import ice_plot
from heavywater.explanation.many_models import model_correlation_heatmap, varimp_heatmap
from heavywater.explanation.models import (
    importances_by_column,
    is_leaderboard,
    models_of,
    predictors_of,
    with_importances,
)
from heavywater.explanation.pd_plots import pd_multi_plot, pd_plot
from heavywater.explanation.results import Description, H2OExplanation, Header
from heavywater.explanation.shap_plots import shap_explain_row_plot, shap_summary_plot
from heavywater.explanation.texts import Text
from heavywater.plot import figures_kept_aside

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = ["explain", "explain_row"]

_MOST_LISTED = 20

#: Names in plot_overrides, each with the arguments of one part; the others are called as it is.
_OVERRIDES = {"varimp": "varimp_plot", "shap_summary": "shap_summary_plot", "ice": "ice_plot"}


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
    task = _Task.of(models, frame, columns, top_n_features, plot_overrides, texts.OF_MODELS)
    style = _Style(figsize, qualitative_colormap, sequential_colormap)
    parts = _PartsOfModels(task, style, background_frame)
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
    task = _Task.of(models, frame, columns, top_n_features, plot_overrides, texts.OF_A_ROW)
    row = checked_row(as_frame_data(frame, "frame"), row_index)
    if row is None:
        raise H2OValueError("row_index must be the position of a row.", "row_index")
    style = _Style(figsize, qualitative_colormap, "")
    parts = _PartsOfARow(task, style, background_frame, row)
    return _made(wanted, texts.OF_A_ROW, parts.maker, render=render)


Maker = Callable[[], H2OExplanation | None]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What is explained.

    Attributes
    ----------
    models
        All models.
    shown
        Those that are looked at closely.
    frame, columns
        The rows, and the columns to look at.
    overrides
        Arguments by part.
    """

    models: list[ModelBase]
    shown: list[ModelBase]
    frame: H2OFrame
    columns: list[str]
    overrides: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(
        cls,
        given: Any,
        frame: H2OFrame,
        columns: Sequence[int | str] | None,
        top_n: int,
        overrides: Mapping[str, Mapping[str, Any]] | None,
        parts: Mapping[str, Text],
    ) -> _Task:
        """The checked arguments."""
        data = as_frame_data(frame, "frame")
        models = models_of(given)
        shown = models[:1] if is_leaderboard(given) else models
        names = (
            _most_important(models, top_n)
            if columns is None
            else named_columns(data, columns, "columns")
        )
        strings = [n for n in names if n in data.names and data.type_of(n) in ("string", "uuid")]
        if strings:
            warnings.warn(
                f"Columns of text are not explained: {listed(strings)}.",
                H2OUserWarning,
                stacklevel=4,
            )
        chosen = [name for name in names if name not in strings]
        _check_overrides(overrides or {}, parts)
        return cls(
            models=models, shown=shown, frame=frame, columns=chosen, overrides=overrides or {}
        )

    @property
    def several(self) -> bool:
        """Whether there are several models."""
        return len(self.models) > 1

    @property
    def targets(self) -> list[str | None]:
        """The classes that plots are about, one by one; None where there is only one view."""
        model = self.shown[0]._model()
        return list(model.domain or []) if model.category == "Multinomial" else [None]

    @property
    def predicts(self) -> bool:
        """Whether predictions are numbers or classes, which columns can change."""
        return all(model._model().category != "AutoEncoder" for model in self.shown)

    def options(self, part: str, **usual: Any) -> dict[str, Any]:
        """Arguments of a part: the usual ones, and those that were given."""
        return {**usual, **self.overrides.get(_OVERRIDES.get(part, part), {})}

    def for_each_column(self, draw: Callable[[str, str | None], Any]) -> H2OExplanation:
        """A figure for each column, or for each column and class."""
        plots = H2OExplanation()
        for column in self.columns:
            if self.targets == [None]:
                plots[column] = draw(column, None)
            else:
                plots[column] = H2OExplanation(
                    {str(target): draw(column, target) for target in self.targets}
                )
        return plots


def _most_important(models: list[ModelBase], top_n: int) -> list[str]:
    known = with_importances(models)
    if not known:
        return predictors_of(models[0]._model())
    shares = importances_by_column(known[0]._model())
    names = sorted(shares, key=lambda name: -shares[name])
    return names if top_n < 0 else names[:top_n]


def _check_overrides(overrides: Mapping[str, Mapping[str, Any]], parts: Mapping[str, Text]) -> None:
    known = [_OVERRIDES.get(part, part) for part in parts] + ["ice"]
    strange = [name for name in overrides if name not in known]
    if strange:
        raise H2OValueError(
            f"plot_overrides has {listed(strange)}; there are {listed(known)}."
            + did_you_mean(strange[0], known),
            "plot_overrides",
        )


@dataclass(frozen=True, slots=True)
class _Style:
    figsize: tuple[float, float]
    qualitative: str
    sequential: str


# -- Parts ---------------------------------------------------------------------------------


class _Parts:
    """Makes parts; a method for each, which gives None where the part does not apply."""

    def __init__(self, task: _Task, style: _Style, background: H2OFrame | None) -> None:
        self._task = task
        self._style = style
        self._background = background

    def maker(self, name: str) -> Maker:
        """The method that makes a part."""
        made: Maker = getattr(self, name)
        return made

    def _leaderboard(self) -> H2OFrame:
        from heavywater.scoring import make_leaderboard

        table = make_leaderboard(self._task.models, self._task.frame, extra_columns="ALL")
        return table.head(min(table.nrow, _MOST_LISTED))

    def _contributing(self) -> list[ModelBase]:
        background = self._background is not None
        return [m for m in self._task.shown if can_contribute(m._model(), background=background)]

    def _by_model(self, models: Iterable[ModelBase], draw: Callable[[ModelBase], Any]) -> Any:
        return H2OExplanation({str(model.model_id): draw(model) for model in models})


class _PartsOfModels(_Parts):
    def leaderboard(self) -> H2OExplanation | None:
        if not self._task.several:
            return None
        return H2OExplanation(data=self._leaderboard())

    def confusion_matrix(self) -> H2OExplanation | None:
        task = self._task
        models = [model for model in task.shown if model._model().domain is not None]
        if not models:
            return None
        options = task.options("confusion_matrix", test_data=task.frame)

        def matrix(model: ModelBase) -> H2OExplanation:
            name = str(model.model_id)
            found = model.model_performance(**options).confusion_matrix()
            return H2OExplanation(header=Header(name, 2), plots=H2OExplanation({name: found}))

        return H2OExplanation(subexplanations=self._by_model(models, matrix))

    def residual_analysis(self) -> H2OExplanation | None:
        models = [m for m in self._task.shown if m._model().category == "Regression"]
        if not models:
            return None
        options = self._task.options("residual_analysis", figsize=self._style.figsize)
        return H2OExplanation(
            plots=self._by_model(
                models,
                lambda m: m.residual_analysis_plot(self._task.frame, **options),  # type: ignore[attr-defined]
            )
        )

    def learning_curve(self) -> H2OExplanation | None:
        models = [m for m in self._task.shown if m._model().scoring_history.rows]
        if not models:
            return None
        options = self._task.options("learning_curve", figsize=self._style.figsize)
        return H2OExplanation(
            plots=self._by_model(models, lambda m: m.learning_curve_plot(**options))
        )

    def varimp(self) -> H2OExplanation | None:
        models = with_importances(self._task.shown)
        if not models:
            return None
        options = self._task.options("varimp")
        return H2OExplanation(plots=self._by_model(models, lambda m: m.varimp_plot(**options)))

    def varimp_heatmap(self) -> H2OExplanation | None:
        if not self._task.several or not with_importances(self._task.models):
            return None
        style = self._style
        options = self._task.options(
            "varimp_heatmap", colormap=style.sequential, figsize=style.figsize
        )
        return H2OExplanation(plots=varimp_heatmap(self._task.models, **options))

    def model_correlation_heatmap(self) -> H2OExplanation | None:
        if not self._task.several or not self._task.predicts:
            return None
        style = self._style
        options = self._task.options(
            "model_correlation_heatmap",
            frame=self._task.frame,
            colormap=style.sequential,
            figsize=style.figsize,
        )
        return H2OExplanation(plots=model_correlation_heatmap(self._task.models, **options))

    def shap_summary(self) -> H2OExplanation | None:
        models = self._contributing()
        if not models:
            return None
        options = self._task.options(
            "shap_summary",
            frame=self._task.frame,
            figsize=self._style.figsize,
            background_frame=self._background,
        )
        return H2OExplanation(
            plots=self._by_model(models, lambda m: shap_summary_plot(m, **options))
        )

    def pdp(self) -> H2OExplanation | None:
        task, style = self._task, self._style
        if not task.predicts:
            return None
        options = task.options(
            "pdp", frame=task.frame, figsize=style.figsize, colormap=style.qualitative
        )
        if task.several:
            return H2OExplanation(
                plots=task.for_each_column(
                    lambda column, target: pd_multi_plot(
                        task.models, column=column, target=target, **options
                    )
                )
            )
        return H2OExplanation(
            plots=task.for_each_column(
                lambda column, target: pd_plot(
                    task.shown[0], column=column, target=target, **options
                )
            )
        )

    def ice(self) -> H2OExplanation | None:
        task, style = self._task, self._style
        kinds = ("Regression", "AnomalyDetection")
        models = [model for model in task.shown if model._model().category in kinds]
        if not models:
            return None
        options = task.options(
            "ice", frame=task.frame, figsize=style.figsize, colormap=style.sequential
        )
        return H2OExplanation(
            plots=task.for_each_column(
                lambda column, target: self._by_model(
                    models, lambda m: ice_plot(m, column=column, target=target, **options)
                )
            )
        )


class _PartsOfARow(_Parts):
    def __init__(self, task: _Task, style: _Style, background: H2OFrame | None, row: int) -> None:
        super().__init__(task, style, background)
        self._row = row

    def leaderboard(self) -> H2OExplanation | None:
        if not self._task.several:
            return None
        from heavywater import session

        table = self._leaderboard()
        row = self._task.frame[self._row, :]
        keys = [cells[0] for cells in table["model_id"].as_data_frame(False, False)]
        predictions = [session.get_model(key).predict(row) for key in keys]
        first, rest = predictions[0], predictions[1:]
        return H2OExplanation(data=table.cbind(first.rbind(rest) if rest else first))

    def shap_explain_row(self) -> H2OExplanation | None:
        models = self._contributing()
        if not models:
            return None
        options = self._task.options(
            "shap_explain_row",
            frame=self._task.frame,
            figsize=self._style.figsize,
            background_frame=self._background,
        )
        return H2OExplanation(
            plots=self._by_model(
                models, lambda m: shap_explain_row_plot(m, row_index=self._row, **options)
            )
        )

    def ice(self) -> H2OExplanation | None:
        task, style = self._task, self._style
        if task.several or not task.predicts:
            return None
        usual = {
            "frame": task.frame,
            "figsize": style.figsize,
            "colormap": style.qualitative,
        }
        options = {**usual, **task.overrides.get("ice", {})}
        return H2OExplanation(
            plots=task.for_each_column(
                lambda column, target: pd_plot(
                    task.shown[0], column=column, target=target, row_index=self._row, **options
                )
            )
        )
