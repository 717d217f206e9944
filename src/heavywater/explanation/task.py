"""What is explained: models, rows, columns, and arguments of single parts."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heavywater._frame.base import as_frame_data
from heavywater.exceptions import H2OUserWarning, H2OValueError, did_you_mean, listed
from heavywater.explanation.arguments import named_columns
from heavywater.explanation.models import (
    importances_by_column,
    is_leaderboard,
    models_of,
    predictors_of,
    with_importances,
)
from heavywater.explanation.results import H2OExplanation
from heavywater.explanation.texts import Text

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame
    from heavywater.model.model_base import ModelBase

__all__ = ["Style", "Task"]

#: Names in plot_overrides, each with the arguments of one part; the others are called as it is.
_OVERRIDES = {"varimp": "varimp_plot", "shap_summary": "shap_summary_plot", "ice": "ice_plot"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
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
    ) -> Task:
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
class Style:
    """Size of figures, and colour maps for models and for numbers."""

    figsize: tuple[float, float]
    qualitative: str
    sequential: str
