"""What a model learned: importances, the course of the training, dependences."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heavywater._renamed import renamed_arguments
from heavywater.exceptions import H2OUserWarning, H2OValueError
from heavywater.explanation import ice_plots, learning_curve, overview, pd_plots, shap_plots
from heavywater.model.scores import ModelScores
from heavywater.two_dim_table import H2OTwoDimTable, can_use_pandas

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Explanations"]


class Explanations(ModelScores):
    """Looks into a trained model."""

    # Functions of a model, which are methods too.
    explain = overview.explain
    explain_row = overview.explain_row
    pd_plot = pd_plots.pd_plot
    ice_plot = ice_plots.ice_plot
    learning_curve_plot = learning_curve.learning_curve_plot
    shap_summary_plot = shap_plots.shap_summary_plot
    shap_explain_row_plot = shap_plots.shap_explain_row_plot

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

    def permutation_importance(
        self,
        frame: H2OFrame,
        metric: str = "AUTO",
        n_samples: int = 10000,
        n_repeats: int = 1,
        features: Sequence[str] | None = None,
        seed: int = -1,
        use_pandas: bool = False,
    ) -> Any:
        """How far a metric moves when the values of a column are put into random order.

        Parameters
        ----------
        frame
            Rows with the response.
        metric
            One of the model's metrics, such as ``"logloss"``, in any case; AUTO takes the AUC of
            two classes, the logloss of more, and the RMSE of numbers.
        n_samples
            Rows to use, drawn at random; -1 for all.
        n_repeats
            How many times each column is shuffled.
        features
            Columns to look at; all predictors by default.
        seed
            For the random orders; -1 for another one at each call.
        use_pandas
            A pandas DataFrame instead of a table, if pandas is installed.

        Returns
        -------
        A table with the variables, the most important first, and as in `varimp` their relative
        and scaled importance and percentage; with several repeats the importances of each run.
        """
        from heavywater.explanation.permutation import importance

        return importance(
            self._model(),
            frame,
            metric,
            n_samples,
            n_repeats,
            features,
            seed,
            use_pandas=use_pandas,
        )

    def permutation_importance_plot(
        self,
        frame: H2OFrame,
        metric: str = "AUTO",
        n_samples: int = 10000,
        n_repeats: int = 1,
        features: Sequence[str] | None = None,
        seed: int = -1,
        num_of_features: int = 10,
        server: bool = False,
        save_plot_path: str | None = None,
    ) -> Any:
        """Bars of `permutation_importance`, or boxes for several repeats.

        Parameters
        ----------
        frame, metric, n_samples, n_repeats, features, seed
            As there.
        num_of_features
            How many variables to show.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.
        save_plot_path
            File to save the figure to.

        Returns
        -------
        A matplotlib figure, whose columns are read as those of the table.
        """
        from heavywater.explanation.permutation import importance, importance_figure

        model = self._model()
        table = importance(
            model, frame, metric, n_samples, n_repeats, features, seed, use_pandas=False
        )
        by = "" if metric.lower() == "auto" else f" ({metric.lower()})"
        title = f"Permutation Variable Importance: {model.algorithm}{by}"
        return importance_figure(
            table, title, num_of_features, server=server, save_plot_path=save_plot_path
        )

    def predicted_vs_actual_by_variable(
        self, frame: H2OFrame, predicted: H2OFrame, variable: str, use_pandas: bool = False
    ) -> Any:
        """Means of predictions and actual values for each level of a column.

        Parameters
        ----------
        frame
            Rows with the response; weights count if the model was trained with them.
        predicted
            ``predict(frame)``.
        variable
            A categorical column; rows where it or the response is missing are left out.
        use_pandas
            A pandas DataFrame instead of a table, if pandas is installed.

        Returns
        -------
        A table with the levels, the mean prediction and the mean actual value; two classes count
        as 0 and 1.
        """
        from heavywater.explanation.by_variable import predicted_vs_actual

        return predicted_vs_actual(self._model(), frame, predicted, variable, use_pandas=use_pandas)

    @renamed_arguments(data="frame", save_to_file="save_plot_path")
    def partial_plot(
        self,
        frame: H2OFrame,
        cols: Sequence[str] | None = None,
        destination_key: str | None = None,
        nbins: int = 20,
        weight_column: str | None = None,
        plot: bool = True,
        plot_stddev: bool = True,
        figsize: tuple[float, float] = (7, 10),
        server: bool = False,
        include_na: bool = False,
        user_splits: Mapping[Any, Sequence[Any]] | None = None,
        col_pairs_2dpdp: Sequence[Sequence[str]] | None = None,
        save_plot_path: str | None = None,
        row_index: int | None = None,
        targets: Sequence[str] | None = None,
    ) -> Any:
        """Partial dependence: mean predictions when columns have the same value in all rows.

        Parameters
        ----------
        frame
            The rows; columns that are not looked at stay as they are.
        cols
            Columns to look at one by one.
        destination_key
            No effect: nothing is kept in the session.
        nbins
            Values of a column of numbers, at equal distances from its smallest to its largest; of
            categories all levels are taken, so there must be no more than `nbins`.
        weight_column
            Column of weights for the means.
        plot
            Draw a figure.
        plot_stddev
            Show the standard deviations of the predictions in it.
        figsize
            Width and height of the figure in inches.
        server
            Leave the figure out of those that ``matplotlib.pyplot.show()`` opens.
        include_na
            Look at a missing value too.
        user_splits
            From columns to lists of the values to look at.
        col_pairs_2dpdp
            Pairs of columns that are set together.
        save_plot_path
            File to save the figure to.
        row_index
            One row instead of all of them (individual conditional expectation).
        targets
            For more than two classes: those whose probabilities are looked at.

        Returns
        -------
        A list of tables: of each column and target, then of each pair; ``figure()`` of the list
        is the figure. A table has the value, mean, standard deviation and standard error of the
        mean of the predictions: numbers, or probabilities of the second class or of the targets.
        """
        from heavywater.explanation.partial_dependence import partial_plots

        return partial_plots(
            self._model(),
            frame,
            cols,
            col_pairs_2dpdp,
            destination_key=destination_key,
            nbins=nbins,
            weight_column=weight_column,
            plot=plot,
            plot_stddev=plot_stddev,
            figsize=figsize,
            server=server,
            include_na=include_na,
            user_splits=user_splits,
            save_plot_path=save_plot_path,
            row_index=row_index,
            targets=targets,
        )

    def predict_contributions(
        self,
        test_data: H2OFrame,
        output_format: str = "Original",
        top_n: int | None = None,
        bottom_n: int | None = None,
        compare_abs: bool = False,
        background_frame: H2OFrame | None = None,
        output_space: bool = False,
        output_per_reference: bool = False,
        target: str | None = None,
    ) -> H2OFrame:
        """How much each column moves the predictions away from those of other rows (SHAP).

        Networks for numbers and two classes are taken apart layer by layer. Any other model is
        asked for its predictions of mixtures of a row and its references, in which some columns
        are the row's: of all mixtures if there are at most eight columns, else of those in 32
        orders in which columns join.

        Parameters
        ----------
        test_data
            The rows to explain.
        output_format
            ``"Original"`` for a column per input of the network, of which each level of a
            categorical column is one; ``"Compact"`` for a column per column of the data. Models
            that are asked for predictions have the latter only.
        top_n, bottom_n
            Only the largest and the smallest contributions of each row, with the names of their
            columns; all if negative.
        compare_abs
            Leave out the sign in comparing them.
        background_frame
            Rows to compare with; needed for networks. The time is proportional to their number.
        output_space
            For a distribution with a log link: scale the contributions so that they add up to
            the prediction. Without it they add up to its logarithm.
        output_per_reference
            A row for each pair of row and reference, with their positions ``RowIdx`` and
            ``BackgroundRowIdx``. Else means over the references.
        target
            For more than two classes: the one whose probability is taken apart.

        Returns
        -------
        A frame. Contributions and ``BiasTerm`` add up to the prediction: the number, or the
        probability of the second class or of the target.
        """
        from heavywater.explanation.contributions import predicted_contributions
        from heavywater.frame import H2OFrame

        return H2OFrame._from_data(
            predicted_contributions(
                self._model(),
                test_data,
                output_format=output_format,
                top_n=top_n,
                bottom_n=bottom_n,
                compare_abs=compare_abs,
                background_frame=background_frame,
                output_space=output_space,
                output_per_reference=output_per_reference,
                target=target,
            )
        )
