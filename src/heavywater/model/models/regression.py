"""Models of numeric responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heavywater.model.model_base import ModelBase

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["H2ORegressionModel"]


class H2ORegressionModel(ModelBase):
    """A model that predicts numbers."""

    def residual_analysis_plot(
        self,
        frame: H2OFrame,
        figsize: tuple[float, float] = (16, 9),
        save_plot_path: str | None = None,
    ) -> Any:
        """Errors over predictions, with the line that fits them; ideally it lies at 0.

        Parameters
        ----------
        frame
            Rows with the response; those where it is missing are left out.
        figsize
            Width and height in inches.
        save_plot_path
            File to save the figure to.

        Returns
        -------
        A matplotlib figure.
        """
        from heavywater.explanation.residuals import residual_figure

        return residual_figure(self._model(), frame, figsize, save_plot_path)
