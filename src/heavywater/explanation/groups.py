"""Protected groups: which rows are in each, and metrics of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.modelling import codes_in_domain
from heavywater.core.metrics.fairness import (
    FAIRNESS,
    GroupMetrics,
    adverse_impact,
    group_metrics,
    selection_p_values,
)
from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean, listed
from heavywater.explanation.responses import observed

if TYPE_CHECKING:
    from heavywater.core.training.model import TrainedModel
    from heavywater.frame import H2OFrame

__all__ = ["Groups", "fairness", "fairness_frames"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows by the levels of the protected columns.

    Attributes
    ----------
    data
        The rows in which none of these columns is missing.
    columns
        The protected columns.
    levels
        Levels of each group that has rows.
    of_rows
        Number of each row's group.
    """

    data: FrameData
    columns: tuple[str, ...]
    levels: list[tuple[str, ...]]
    of_rows: npt.NDArray[np.int64]

    @classmethod
    def of(cls, frame: H2OFrame, columns: Sequence[str]) -> Groups:
        """The groups of a frame; levels of the first column change fastest."""
        data = as_frame_data(frame, "frame")
        if isinstance(columns, str) or not columns:
            raise H2OTypeError(
                f"protected_columns must be a list of categorical columns, not {columns!r}.",
                "protected_columns",
                columns,
            )
        kinds = [name for name in data.names if data.type_of(name) == "enum"]
        strange = [name for name in columns if name not in kinds]
        if strange:
            raise H2OValueError(
                f"protected_columns has {listed(strange)}; they must be categorical columns of "
                f"the frame.{did_you_mean(strange[0], kinds)}",
                "protected_columns",
            )
        codes = [data.codes(name) for name in columns]
        data = data.take(np.flatnonzero(np.min(codes, axis=0) >= 0))
        domains = [data.domain(name) or [] for name in columns]
        place = np.zeros(data.nrow, dtype=np.int64)
        for name, domain in zip(columns[::-1], domains[::-1], strict=True):
            place = place * len(domain) + data.codes(name)
        every = [group[::-1] for group in product(*domains[::-1])]
        used, numbers = np.unique(place, return_inverse=True)
        return cls(data, tuple(columns), [every[at] for at in used.tolist()], numbers)

    @property
    def names(self) -> list[str]:
        """What figures call the groups."""
        return [", ".join(levels) for levels in self.levels]

    def rows(self, group: int) -> FrameData:
        """The rows of a group."""
        return self.data.take(np.flatnonzero(self.of_rows == group))

    def reference(self, levels: Sequence[str] | None) -> int:
        """Number of the group with some levels; of the largest one for None."""
        if levels is None:
            return int(np.bincount(self.of_rows).argmax())
        wanted = (levels,) if isinstance(levels, str) else tuple(levels)
        if wanted not in self.levels:
            raise H2OValueError(
                f"reference is {levels!r}; it must give a level of each of the columns "
                f"{listed(self.columns)}, and rows must have them. There are "
                f"{listed(self.names)}.",
                "reference",
            )
        return self.levels.index(wanted)


@dataclass(frozen=True, slots=True, eq=False)
class Fairness:
    """Groups and their metrics.

    Attributes
    ----------
    groups, reference
        The groups, and the number of that with which they are compared.
    metrics
        What is known of each.
    p_values
        Of the groups' shares of selected rows.
    """

    groups: Groups
    reference: int
    metrics: GroupMetrics
    p_values: Floats

    def values(self, name: str) -> Floats:
        """A number for each group, by the name of a column of the table."""
        if name == "p.value":
            return self.p_values
        if name.startswith("AIR_"):
            return adverse_impact(self.metrics.values[name[4:]], self.reference)
        return self.metrics.values[name]

    @property
    def names(self) -> list[str]:
        """Columns of the table, behind those of the groups."""
        return [*FAIRNESS, *(f"AIR_{name}" for name in FAIRNESS), "p.value"]

    def overview(self) -> FrameData:
        """The table."""
        cells: dict[str, Any] = {}
        for place, name in enumerate(self.groups.columns):
            domain = self.groups.data.domain(name) or []
            codes = [domain.index(levels[place]) for levels in self.groups.levels]
            cells[name] = EnumColumn(np.array(codes, dtype=np.int32), domain)
        return FrameData.from_columns(cells | {name: self.values(name) for name in self.names})


def fairness(
    model: TrainedModel,
    frame: H2OFrame,
    protected_columns: Sequence[str],
    reference: Sequence[str] | None,
    favorable_class: str,
) -> Fairness:
    """Metrics of groups; arguments as for `fairness_metrics` of models."""
    groups = Groups.of(frame, protected_columns)
    domain = model.domain or []
    if favorable_class not in domain:
        raise H2OValueError(
            f"favorable_class is {favorable_class!r}; it must be a class of the response: "
            f"{listed(domain)}.",
            "favorable_class",
        )
    response = observed(model, groups.data, "Fairness is judged by")
    known = codes_in_domain(groups.data, response, domain)[0] >= 0
    groups = Groups(
        groups.data.take(np.flatnonzero(known)),
        groups.columns,
        groups.levels,
        groups.of_rows[known],
    )
    # Groups of which no row has a response go.
    used, numbers = np.unique(groups.of_rows, return_inverse=True)
    levels = [groups.levels[at] for at in used.tolist()]
    groups = Groups(groups.data, groups.columns, levels, numbers)
    chosen = domain.index(favorable_class)
    predictions = model.predict(groups.data)
    selected = predictions.codes("predict") == chosen
    metrics = group_metrics(
        groups.of_rows,
        len(groups.levels),
        codes_in_domain(groups.data, response, domain)[0] == chosen,
        selected,
        predictions.numeric(predictions.names[1 + chosen]),
        [domain[1 - chosen], favorable_class],
    )
    place = groups.reference(reference)
    p_values = selection_p_values(metrics.values["selected"], metrics.values["total"], place)
    return Fairness(groups, place, metrics, p_values)


def fairness_frames(found: Fairness) -> dict[str, H2OFrame]:
    """The table of all groups, and one of thresholds for each, by H2O's names."""
    from heavywater.frame import H2OFrame as Frame

    frames = {"overview": Frame._from_data(found.overview())}
    for levels, record in zip(found.groups.levels, found.metrics.records, strict=True):
        table = record.thresholds.table()
        names = ["Threshold", *table.names[1:]]
        cells = zip(names, (table.column(name) for name in table.names), strict=True)
        data = FrameData.from_columns({name: np.array(column) for name, column in cells})
        frames[f"thresholds_and_metrics_{','.join(levels)}"] = Frame._from_data(data)
    return frames
