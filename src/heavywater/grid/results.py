"""What a grid says about its models: order, tables, hyper-parameters, failures."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from heavywater.core.training.search.grid import Grid, sort_models, summary_table
from heavywater.core.training.search.walkers import combinations
from heavywater.display.shown import Shown, checked_verbosity
from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean
from heavywater.explanation.pareto import pareto_front_of_grid
from heavywater.grid.over_models import EveryModel
from heavywater.two_dim_table import H2OTwoDimTable, can_use_pandas

if TYPE_CHECKING:
    from heavywater.core.tables import Table
    from heavywater.core.training.model import TrainedModel
    from heavywater.estimators.estimator_base import H2OEstimator

__all__ = ["GridResults"]

# Combinations that a grid lists before it is trained.
_LISTED = 20


class GridResults(EveryModel, Shown):
    """The part of a grid that looks at what was built."""

    model: H2OEstimator
    hyper_params: dict[str, Any]
    _grid: Grid | None = None
    _sort_by: str | None = None
    _decreasing: bool = False
    _faces: dict[str, H2OEstimator]

    # -- Models ----------------------------------------------------------------------------

    def _sorted(self) -> tuple[list[TrainedModel], str, list[float]]:
        """Models that are in the session, in the order of the grid, with the metric's values."""
        from heavywater import session
        from heavywater.core.training.model import TrainedModel

        store = session.current().store
        found = [] if self._grid is None else [entry.key for entry in list(self._grid.models)]
        models = [store.get(key) for key in found if key in store]
        models = [model for model in models if isinstance(model, TrainedModel)]
        return sort_models(models, self._sort_by, decreasing=self._decreasing)

    @property
    def models(self) -> list[H2OEstimator]:
        """The models, sorted: from the smallest to the largest logloss, residual deviance or MSE.

        The metric is that of the cross-validation, else of the validation frame, else of the
        training frame. `get_grid` sorts otherwise.
        """
        from heavywater.estimators.estimator_base import wrap_model

        faces = []
        for trained in self._sorted()[0]:
            known = self._faces.get(trained.key)
            if known is None or known._trained is not trained:
                known = self._faces[trained.key] = wrap_model(trained)
            faces.append(known)
        return faces

    @property
    def model_ids(self) -> list[str]:
        """Keys of the models, in the order of `models`."""
        return [model.key for model in self._sorted()[0]]

    def __getitem__(self, item: Any) -> Any:
        return self.models[item]

    def __iter__(self) -> Any:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self._sorted()[0])

    @property
    def hyper_names(self) -> list[str]:
        """Names of the hyper-parameters, by alphabet."""
        return sorted(self.hyper_params) if self._grid is None else list(self._grid.hyper_names)

    def _position(self, id: int | str) -> int:
        ids = self.model_ids
        if isinstance(id, bool) or not isinstance(id, (int, str)):
            raise H2OTypeError(f"id must be a model's key or position, not {id!r}.", "id", id)
        if isinstance(id, str):
            if id not in ids:
                raise H2OValueError(f"The grid has no model {id!r}.{did_you_mean(id, ids)}", "id")
            return ids.index(id)
        if not -len(ids) <= id < len(ids):
            raise H2OValueError(f"The grid has {len(ids)} models; there is none at {id}.", "id")
        return id % len(ids)

    def get_hyperparams(self, id: int | str, display: bool = True) -> list[Any]:
        """Hyper-parameters of one model, in the order of `hyper_params`.

        Parameters
        ----------
        id
            Key of the model, or its position in `models`.
        display
            Print the names.
        """
        values = self.get_hyperparams_dict(id, display)
        return [values[name] for name in self.hyper_params if name in values]

    def get_hyperparams_dict(self, id: int | str, display: bool = True) -> dict[str, Any]:
        """Hyper-parameters of one model by name; parameters as for `get_hyperparams`."""
        trained = self._sorted()[0][self._position(id)]
        if display:
            print(f"Hyperparameters: [{', '.join(self.hyper_params)}]")
        return {name: trained.parameters.get(name) for name in self.hyper_names}

    # -- Failures --------------------------------------------------------------------------

    @property
    def failed_params(self) -> list[dict[str, Any] | None]:
        """Parameters from which no model could be built; None where one could not even be set."""
        return [failure.parameters for failure in self._failures()]

    @property
    def failed_raw_params(self) -> list[list[str]]:
        """Hyper-parameters, as text, where one could not even be set."""
        return [
            [str(value) for value in failure.hyper.values()]
            for failure in self._failures()
            if failure.parameters is None
        ]

    @property
    def failure_details(self) -> list[str]:
        """Why models could not be built."""
        return [failure.message for failure in self._failures()]

    @property
    def failure_stack_traces(self) -> list[str]:
        """Kind and message of each error; there is no server whose stack could be shown."""
        return [f"{failure.kind}: {failure.message}" for failure in self._failures()]

    def _failures(self) -> list[Any]:
        return [] if self._grid is None else list(self._grid.failures)

    # A function of a grid, which is a method too.
    pareto_front = pareto_front_of_grid

    # -- Tables ----------------------------------------------------------------------------

    def _summary(self) -> Table:
        assert self._grid is not None
        models, metric, values = self._sorted()
        return summary_table(self._grid, models, metric, values, decreasing=self._decreasing)

    def sorted_metric_table(self, use_pandas: bool = True) -> Any:
        """Hyper-parameters and the sorting metric of all models.

        Parameters
        ----------
        use_pandas
            A pandas DataFrame, if pandas is installed; else an `H2OTwoDimTable`.
        """
        if self._grid is None or not len(self):
            print("No sorted metric table for this grid search")
            return None
        table = H2OTwoDimTable.from_table(self._summary())
        if not (use_pandas and can_use_pandas()):
            return table
        # The first column has neither a name nor cells.
        return table.as_data_frame().iloc[:, 1:]

    def get_summary(self) -> H2OTwoDimTable:
        """The layers of all models, one below the other."""
        header: list[str] = []
        rows: list[list[Any]] = []
        for trained in self._sorted()[0]:
            header = trained.summary.names
            rows += [[trained.key, *row] for row in trained.summary.rows]
        return H2OTwoDimTable("Grid Summary", "", ["Model Id", *header], cell_values=rows)

    def show_summary(self) -> None:
        """Print `get_summary`."""
        self.get_summary().show(rows=-1)

    def summary(self) -> None:
        """Deprecated name of `show_summary`."""
        self.show_summary()

    @property
    def _grid_json(self) -> dict[str, Any] | None:
        """The grid under the names of H2O's JSON, for scripts that look there."""
        if self._grid is None:
            return None
        metric = self._sorted()[1]
        return {
            "grid_id": {"name": self._grid.key, "type": "Key<Grid>"},
            "sort_by": metric,
            "decreasing": self._decreasing,
            "model_ids": [{"name": key, "type": "Key<Model>"} for key in self.model_ids],
            "hyper_names": self.hyper_names,
            "failed_params": self.failed_params,
            "failed_raw_params": self.failed_raw_params,
            "failure_details": self.failure_details,
            "failure_stack_traces": self.failure_stack_traces,
            "warning_details": [],
            "export_checkpoints_dir": self._grid.plan.export_dir,
            "summary_table": self.sorted_metric_table(use_pandas=False) if len(self) else None,
        }

    # -- Display ---------------------------------------------------------------------------

    def _table(self) -> H2OTwoDimTable:
        if self._grid is not None and len(self):
            return H2OTwoDimTable.from_table(self._summary())
        lists = [
            list(values) if isinstance(values, (list, tuple, range)) else [values]
            for values in self.hyper_params.values()
        ]
        count = combinations(dict(zip(self.hyper_params, lists, strict=True)))
        shown = itertools.islice(itertools.product(*lists), _LISTED)
        rows = [[str(number), str(list(values))] for number, values in enumerate(shown, start=1)]
        if count > _LISTED:
            rows.append(["...", f"{count - _LISTED:,} more"])
        names = ", ".join(self.hyper_params)
        return H2OTwoDimTable(
            f"Grid Search of Model {type(self.model).__name__}",
            "",
            ["Model", f"Hyperparameters: [{names}]"],
            cell_values=rows,
        )

    def _text(self) -> str:
        return self._table().text(rows=-1)

    def _html(self) -> str:
        return self._table().html(rows=-1)

    def show(self, verbosity: str | None = None, fmt: str | None = None) -> None:
        """Print all models with their hyper-parameters and the sorting metric.

        Parameters
        ----------
        verbosity
            ``"short"``, ``"medium"`` or ``"full"``; the page is the same.
        fmt
            ``"plain"`` for text or ``"html"``; by default what suits the place.
        """
        checked_verbosity(verbosity)
        self._table().show(rows=-1, fmt=fmt)
