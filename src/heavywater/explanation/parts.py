"""The parts of an explanation, each of them a table or figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from heavywater.explanation.contributions import can_contribute
from heavywater.explanation.ice_plots import ice_plot
from heavywater.explanation.many_models import model_correlation_heatmap, varimp_heatmap
from heavywater.explanation.models import with_importances
from heavywater.explanation.pd_plots import pd_multi_plot, pd_plot
from heavywater.explanation.results import H2OExplanation, Header
from heavywater.explanation.shap_plots import shap_explain_row_plot, shap_summary_plot
from heavywater.explanation.task import Style, Task

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = ["Maker", "PartsOfARow", "PartsOfModels"]

_MOST_LISTED = 20

Maker = Callable[[], H2OExplanation | None]


class Parts:
    """Makes parts; a method for each, which gives None where the part does not apply."""

    def __init__(self, task: Task, style: Style, background: H2OFrame | None) -> None:
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


class PartsOfModels(Parts):
    """Parts of `explain`."""

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


class PartsOfARow(Parts):
    """Parts of `explain_row`."""

    def __init__(self, task: Task, style: Style, background: H2OFrame | None, row: int) -> None:
        super().__init__(task, style, background)
        self._row = row

    def leaderboard(self) -> H2OExplanation | None:
        if not self._task.several:
            return None
        from heavywater import _objects

        table = self._leaderboard()
        row = self._task.frame[self._row, :]
        keys = [cells[0] for cells in table["model_id"].as_data_frame(False, False)]
        predictions = [_objects.get_model(key).predict(row) for key in keys]
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
