"""From a frame's columns to the cells that trees look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.blocks import Blocks
from heavywater.core.frames.data import FrameData
from heavywater.core.training.encoding import Encoder, learn_encoder
from heavywater.exceptions import H2OValueError, listed

__all__ = ["Columns"]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns that trees look at, in order.

    Attributes
    ----------
    names
        Their names.
    domains
        Levels of each; None for numbers.
    encoder
        What makes them of a frame's columns; None if they are the frame's own.
    """

    names: tuple[str, ...]
    domains: tuple[tuple[str, ...] | None, ...]
    encoder: Encoder | None = None

    @classmethod
    def learn(cls, data: FrameData, predictors: Sequence[str], encoding: str) -> Columns:
        """Find out from the training frame.

        Parameters
        ----------
        data
            The frame.
        predictors
            Usable columns.
        encoding
            What becomes of categorical ones (see `learn_encoder`); with ``"Enum"`` they stay.
        """
        encoder = None
        if encoding != "Enum":
            encoder = learn_encoder(encoding, data, predictors)
        if encoder is not None:
            # The domains of what an encoder makes do not depend on the rows.
            data, predictors = encoder.encode(data.rows(slice(0, 1))).data, encoder.names
        domains = (data.domain(name) for name in predictors)
        return cls(
            tuple(predictors), tuple(None if d is None else tuple(d) for d in domains), encoder
        )

    @property
    def categorical(self) -> npt.NDArray[np.bool_]:
        """Whether each is."""
        return np.array([domain is not None for domain in self.domains], dtype=np.bool_)

    @property
    def sources(self) -> tuple[str, ...]:
        """Columns that a frame is expected to have."""
        return self.names if self.encoder is None else self.encoder.predictors

    def cells(self, data: FrameData) -> tuple[Blocks, list[str]]:
        """The cells of a frame, to be read block by block, and what had to be assumed.

        Columns are found by name; one that is not there counts as missing in every row, and so do
        levels that training has not seen.

        Raises
        ------
        H2OValueError
            If no predictor is in the frame, or a column is categorical or text where training had
            numbers.
        """
        self._refuse_strangers(data)
        notes: list[str] = []
        if self.encoder is not None:
            encoded = self.encoder.encode(data)
            data, notes = encoded.data, list(encoded.notes)
        absent = [name for name in self.names if not data.has(name)]
        if self.encoder is not None:
            # The encoder has told of its own columns.
            made = {name for column in self.encoder.columns for name in column.columns}
            absent = [name for name in absent if name not in made]
        if absent:
            notes.append(f"Columns that are not in the frame count as missing: {listed(absent)}.")
        domains = {
            name: domain
            for name, domain in zip(self.names, self.domains, strict=True)
            if domain is not None
        }
        self._refuse_other_types(data, domains)
        blocks = Blocks(data, self.names, domains)
        notes += [
            f"Column {name!r} has levels that training has not seen ({listed(strangers)}): they "
            "count as missing."
            for name, strangers in blocks.unseen.items()
        ]
        return blocks, notes

    def _refuse_strangers(self, data: FrameData) -> None:
        if not any(data.has(name) for name in self.sources):
            raise H2OValueError(
                f"The frame has none of the model's {len(self.sources)} predictors "
                f"({listed(self.sources)}); its columns are {listed(data.names)}."
            )

    def _refuse_other_types(self, data: FrameData, domains: dict[str, tuple[str, ...]]) -> None:
        for name in self.names:
            if name not in domains and data.has(name) and not data.holds_numbers(name):
                raise H2OValueError(
                    f"Column {name!r} is of type {data.type_of(name)}, but the model was trained "
                    "with numbers there. Convert it with asnumeric()."
                )
