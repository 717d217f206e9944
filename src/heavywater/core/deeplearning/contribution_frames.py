"""Contributions as frames: a column per input or per column of the data, and the bias."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.contributions import Contributions, contributions
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.frames.data import FrameData
from heavywater.core.training.data_info import DataInfo, Inputs
from heavywater.core.training.response import Response

__all__ = ["Explained", "contribution_frame"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A model and the rows to explain.

    Attributes
    ----------
    network, response, info, settings
        The model.
    inputs, offsets
        The rows.
    background
        The references.
    """

    network: Network
    response: Response
    info: DataInfo
    settings: Settings
    inputs: Inputs
    offsets: Floats | None
    background: Inputs


def contribution_frame(
    explained: Explained, *, compact: bool, output_space: bool, per_reference: bool
) -> FrameData:
    """Contributions and ``BiasTerm``, which add up to the prediction.

    Parameters
    ----------
    explained
        Model and rows.
    compact
        A column for each column of the data; else one for each input of the network.
    output_space
        Under a log link, scale the contributions so that they add up to the prediction instead
        of to its logarithm.
    per_reference
        A row for each pair of row and reference, with both positions; else means over the
        references.
    """
    info = explained.info
    if info.sparse:
        explained = replace(
            explained,
            network=explained.network.with_numbers(len(info.numerics)),
            inputs=info.in_full(explained.inputs),
            background=info.in_full(explained.background),
        )
    names = info.columns if compact else info.input_names
    groups = _groups(info)
    blocks: list[Floats] = []
    for part, found in contributions(
        explained.network,
        explained.response,
        explained.settings,
        explained.inputs,
        explained.background,
    ):
        rows = explained.inputs.take(np.arange(part.start, part.stop))
        offsets = None if explained.offsets is None else explained.offsets[part]
        found = _offset(explained, found, offsets, output_space=output_space)
        cells = groups.sums(found) if compact else _spread(explained, rows, found)
        block = np.column_stack([cells, found.bias])
        references = explained.background.rows
        blocks.append(block if per_reference else _means(block, references))
    table = np.concatenate(blocks) if blocks else np.empty((0, len(names) + 1))
    columns = {name: table[:, place] for place, name in enumerate([*names, "BiasTerm"])}
    if per_reference:
        row, reference = np.divmod(np.arange(len(table)), explained.background.rows)
        columns |= {"RowIdx": row, "BackgroundRowIdx": reference}
    return FrameData.from_columns(columns)


def _means(block: Floats, references: int) -> Floats:
    return np.asarray(block.reshape(-1, references, block.shape[1]).mean(axis=1))


def _offset(
    explained: Explained, found: Contributions, offsets: Floats | None, *, output_space: bool
) -> Contributions:
    """The same with the rows' offsets in the bias, and on the scale that is asked for."""
    response = explained.response
    if response.domain is not None:
        return found
    repeated = 0.0 if offsets is None else np.repeat(offsets, explained.background.rows)
    bias = found.bias + repeated
    if not (output_space and response.family.has_log_link):
        return Contributions(found.numbers, found.own, found.reference, bias)
    change = found.numbers.sum(axis=1) + found.own.sum(axis=1) + found.reference.sum(axis=1)
    start, end = response.family.mean(bias), response.family.mean(bias + change)
    same = np.abs(change) < 1e-9
    factor = np.where(same, start, (end - start) / np.where(same, 1.0, change))[:, None]
    return Contributions(
        found.numbers * factor, found.own * factor, found.reference * factor, start
    )


def _spread(explained: Explained, rows: Inputs, found: Contributions) -> Floats:
    """A column for each input of the network."""
    background = explained.background
    cells = np.zeros((len(found.bias), explained.network.layout.levels))
    pair = np.arange(len(found.bias))
    own = np.repeat(np.asarray(rows.slots), background.rows, axis=0)
    theirs = np.tile(np.asarray(background.slots), (rows.rows, 1))
    for slots, values in ((own, found.own), (theirs, found.reference)):
        for column in range(slots.shape[1]):
            known = slots[:, column] >= 0
            # Pairs differ, so that no cell is written twice.
            cells[pair[known], slots[known, column]] += values[known, column]
    return np.column_stack([cells, found.numbers])


@dataclass(frozen=True, slots=True)
class _Groups:
    """To which column of the data each predictor of the model belongs."""

    of_levels: list[int]
    of_numbers: list[int]
    columns: int

    def sums(self, found: Contributions) -> Floats:
        """A column for each column of the data."""
        cells = np.zeros((len(found.bias), self.columns))
        for place, column in enumerate(self.of_levels):
            cells[:, column] += found.own[:, place] + found.reference[:, place]
        for place, column in enumerate(self.of_numbers):
            cells[:, column] += found.numbers[:, place]
        return cells


def _groups(info: DataInfo) -> _Groups:
    place = {name: index for index, name in enumerate(info.columns)}
    source = {name: name for name in info.predictors}
    if info.encoder is not None:
        for column in info.encoder.columns:
            source |= dict.fromkeys(column.columns, column.name)
    return _Groups(
        [place[source[column.name]] for column in info.categoricals],
        [place[source[name]] for name in info.numerics],
        len(place),
    )
