"""Growing the trees of a problem, some at a time."""

from __future__ import annotations

import math

from heavywater.core.isolationforest.engines import grow_forest, grow_plane_forest
from heavywater.core.isolationforest.forest import Forest, PlaneForest
from heavywater.core.isolationforest.paths import gathered
from heavywater.core.isolationforest.problem import Problem, depth_limit

__all__ = ["Growth"]

#: Cells that are gathered for some trees at a time.
_CELLS_AT_ONCE = 1 << 24


class Growth:
    """Grows trees of a problem.

    Parameters
    ----------
    problem
        What to grow.

    Attributes
    ----------
    most
        So many trees should be grown at a time at most, for the sake of memory.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        sample, trees = problem.sample, problem.parameters["ntrees"]
        self._cells, notes = problem.columns.cells(problem.request.training)
        problem.notes.extend(notes)
        width = max(1, self._cells.ncol)
        self.most = max(1, _CELLS_AT_ONCE // (width * sample.size))
        # Where trees together have as many rows as the frame, all its cells are read once.
        self._all = self._cells.read(0, sample.rows) if sample.size * trees >= sample.rows else None

    def grow(self, first: int, trees: int) -> Forest | PlaneForest:
        """The trees from number `first` on."""
        problem = self._problem
        rows = problem.sample.of(first, trees)
        X = self._all  # noqa: N806 - the papers' letter
        if X is None:
            X, rows = gathered(self._cells, rows)  # noqa: N806
        values = problem.parameters
        common = {
            "limit": depth_limit(problem),
            "seed": problem.sample.seed,
            "first": first,
            "threads": problem.request.threads,
        }
        categorical = problem.columns.categorical
        if problem.extended:
            terms = values["extension_level"] + 1
            return grow_plane_forest(X, categorical, rows, terms=terms, **common)
        share = values["col_sample_rate_per_tree"]
        return grow_forest(
            X,
            categorical,
            rows,
            chosen=max(1, math.floor(share * categorical.size + 0.5)),
            least=math.ceil(values["min_rows"]),
            **common,
        )
