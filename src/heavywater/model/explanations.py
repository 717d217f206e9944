"""What a model learned: importances, the course of the training, dependences."""

from __future__ import annotations

import warnings
from typing import Any

from heavywater.exceptions import H2OUserWarning, H2OValueError
from heavywater.model.scores import ModelScores
from heavywater.two_dim_table import H2OTwoDimTable, can_use_pandas

__all__ = ["Explanations"]


class Explanations(ModelScores):
    """Looks into a trained model."""

    def varimp(self, use_pandas: bool = False) -> Any:
        """Importance of the variables, the largest first.

        Parameters
        ----------
        use_pandas
            A pandas DataFrame instead of a list, if pandas is installed.

        Returns
        -------
        Tuples of variable, relative importance, scaled importance and percentage; None if the
        importances were not computed.
        """
        table = self._model().variable_importances
        if table is None:
            warnings.warn(
                "This model has no variable importances; train with variable_importances=True.",
                H2OUserWarning,
                stacklevel=2,
            )
            return None
        if use_pandas and can_use_pandas():
            return H2OTwoDimTable.from_table(table).as_data_frame()
        return [tuple(row) for row in table.rows]

    def varimp_plot(
        self,
        num_of_features: int | None = None,
        server: bool = False,
        save_plot_path: str | None = None,
    ) -> Any:
        """Bars of the most important variables.

        Parameters
        ----------
        num_of_features
            How many variables, 10 by default.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.
        save_plot_path
            File to save the figure to.

        Returns
        -------
        A matplotlib figure.
        """
        from heavywater.model import plots

        table = self._model().variable_importances
        if table is None:
            raise H2OValueError(
                "This model has no variable importances; train with variable_importances=True."
            )
        count = 10 if num_of_features is None else num_of_features
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise H2OValueError(
                f"num_of_features must be a whole number above 0, not {num_of_features!r}.",
                "num_of_features",
            )
        return plots.importance_figure(
            table, count, type(self).__name__, server=server, save_plot_path=save_plot_path
        )

    def plot(
        self,
        timestep: str = "AUTO",
        metric: str = "AUTO",
        save_plot_path: str | None = None,
        server: bool = False,
    ) -> Any:
        """The scoring history as curves.

        Parameters
        ----------
        timestep
            The horizontal axis: ``"epochs"`` (AUTO), ``"samples"`` or ``"duration"``.
        metric
            The vertical axis: a metric of the scoring history such as ``"logloss"``; AUTO takes
            the one that suits the response.
        save_plot_path
            File to save the figure to.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.

        Returns
        -------
        A matplotlib figure.
        """
        from heavywater.model import plots

        model = self._model()
        return plots.history_figure(
            model.scoring_history,
            model.category,
            timestep,
            metric,
            server=server,
            save_plot_path=save_plot_path,
        )

    def scoring_history_plot(
        self,
        timestep: str = "AUTO",
        metric: str = "AUTO",
        server: bool = False,
        save_plot_path: str | None = None,
    ) -> Any:
        """Another name of `plot`, with other places of the arguments."""
        return Explanations.plot(self, timestep, metric, save_plot_path, server)
