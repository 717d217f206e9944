"""Models that tell how unusual rows are."""

from __future__ import annotations

import warnings
from typing import Any

from heavywater.exceptions import H2OUserWarning
from heavywater.model.model_base import ModelBase
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = ["H2OAnomalyDetectionModel"]


class H2OAnomalyDetectionModel(ModelBase):
    """A model that tells how unusual rows are."""

    def ntrees_actual(self) -> int:  # type: ignore[override]
        """Number of trees that were grown: fewer than `ntrees` after early stopping."""
        return int(self._model().summary.column("number_of_trees")[0])

    def varsplits(self, use_pandas: bool = False) -> Any:
        """How often, how unevenly and how deep the trees split each column.

        Parameters
        ----------
        use_pandas
            A pandas DataFrame instead of a list.

        Returns
        -------
        A row for each column: its name; how many splits it makes; the sum over these of the
        difference between both sides' numbers of rows, divided by the number of rows; and the sum
        of their depths, 1 for a root. None, with a warning, for an extended isolation forest, whose
        splits are not of one column.
        """
        table = split_table_of(self._model())
        if table is None:
            warnings.warn(
                "varsplits() is None: splits of this model are not of one column each.",
                H2OUserWarning,
                stacklevel=2,
            )
            return None
        shown = H2OTwoDimTable.from_table(table)
        return shown.as_data_frame() if use_pandas else shown.cell_values


def split_table_of(trained: Any) -> Any:
    """The table of a model's splits; None if it has none."""
    from heavywater.core.isolationforest.model import IsolationForestModel
    from heavywater.core.isolationforest.tables import split_table

    if not isinstance(trained, IsolationForestModel):
        return None
    return split_table(trained.forest, trained.columns.names)
