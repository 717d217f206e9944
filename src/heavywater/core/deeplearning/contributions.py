"""Contributions of inputs to predictions: DeepSHAP.

Lundberg and Lee 2017, "A unified approach to interpreting model predictions", section 4.2, with
the rescale rule of Shrikumar et al. 2017, "Learning important features through propagating
activation differences": a row is compared with a reference row, and the difference of their
predictions is handed back, layer by layer, in proportion to the differences of what went in. The
contributions of a row add up to that difference exactly. Over several references they are means,
and estimate Shapley values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.training.data_info import Inputs
from heavywater.core.training.response import Response
from heavywater.exceptions import H2OServerError

__all__ = ["Contributions", "contributions"]

Floats = npt.NDArray[np.float64]

#: Numbers in the largest array at once: pairs of row and reference, times the units of a layer.
_CELLS_AT_ONCE = 1 << 21

#: Differences below this, relative to the value, are taken for the limit: the derivative.
_SMALL = 1e-9

#: Largest gap between the sum of the contributions and the difference of the predictions.
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """Contributions of some rows.

    Attributes
    ----------
    numbers
        Of the numeric inputs, (pairs, numeric).
    own, reference
        Of the levels that the rows have and of those that the references have, (pairs,
        categorical); the latter are mostly negative. Together they are the column's.
    bias
        Predictions for the references, (pairs,).
    """

    numbers: Floats
    own: Floats
    reference: Floats
    bias: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Passed:
    """Rows on their way through the network, in double precision.

    Attributes
    ----------
    inputs
        The rows.
    sums
        What enters each layer's units: (rows, units, channels) for hidden ones, and (rows,
        outputs).
    link
        The output on the scale on which contributions add up, before offsets: (rows,).
    """

    inputs: Inputs
    sums: list[Floats]
    link: Floats

    @property
    def rows(self) -> int:
        return self.inputs.rows


class _Explainer:
    """One network with its head: probabilities of the second class, or numbers."""

    def __init__(self, network: Network, response: Response, settings: Settings | None) -> None:
        layout = network.layout
        inputs = 0.0 if settings is None else settings.input_dropout
        hidden = () if settings is None else settings.hidden_dropout
        self._layout = layout
        self._weights = [network.weights(k).astype(np.float64) for k in range(layout.layers)]
        self._biases = [network.biases(k).astype(np.float64) for k in range(layout.layers)]
        self._levels = network.level_weights().astype(np.float64) if layout.levels else None
        # As in scoring: what a layer hands on is multiplied by the share that dropout kept.
        self._weights[0] *= 1.0 - inputs
        if self._levels is not None:
            self._levels *= 1.0 - inputs
        self._kept = [1.0 - ratio for ratio in hidden] or [1.0] * len(layout.hidden)
        self._response = response

    # -- Forward -----------------------------------------------------------------------------

    def forward(self, inputs: Inputs) -> _Passed:
        """Everything that the way back needs to know of some rows."""
        values = np.asarray(inputs.numbers, dtype=np.float64)
        sums = []
        for layer, (weights, biases) in enumerate(zip(self._weights, self._biases, strict=True)):
            entering = values @ weights.T + biases
            if layer == 0 and self._levels is not None:
                for column in np.asarray(inputs.slots).T:
                    entering += self._of_levels(column)
            if layer < len(self._kept):
                entering = entering.reshape(len(entering), -1, self._layout.channels(layer))
                values = self._activate(entering) * self._kept[layer]
            sums.append(entering)
        return _Passed(inputs, sums, self._link(sums[-1]))

    def _of_levels(self, slots: npt.NDArray[np.int32]) -> Floats:
        """Weights of levels by position; 0 for a level without an input."""
        assert self._levels is not None
        return np.where(slots[:, None] >= 0, self._levels[slots], 0.0)

    def _activate(self, sums: Floats) -> Floats:
        kind = self._layout.activation
        if kind == "Maxout":
            return np.asarray(sums.max(axis=2))
        flat = sums[:, :, 0]
        if kind == "Tanh":
            return np.tanh(flat)
        if kind == "Rectifier":
            return np.maximum(flat, 0.0)
        return np.where(flat < 0, np.expm1(np.minimum(flat, 0.0)), flat)

    def _link(self, outputs: Floats) -> Floats:
        """Probabilities of the second class, or numbers before the inverse of the link."""
        if self._response.domain is None:
            return self._response.linear(outputs[:, 0])
        odds = np.exp(-np.abs(_logits(outputs)))
        second = np.where(_logits(outputs) >= 0, 1.0, odds) / (1.0 + odds)
        return self._response.from_outputs(np.column_stack([1.0 - second, second]))[:, 1]

    # -- Backward ----------------------------------------------------------------------------

    def pairs(self, rows: _Passed, references: _Passed) -> Contributions:
        """Contributions of all pairs, the references changing fastest."""
        shape = (rows.rows, references.rows)
        multipliers = self._of_outputs(rows, references)
        for layer in range(len(self._kept), 0, -1):
            multipliers = _product(multipliers, self._weights[layer])
            multipliers *= self._kept[layer - 1]
            multipliers = self._through(
                multipliers, rows.sums[layer - 1], references.sums[layer - 1]
            )
        numbers = _product(multipliers, self._weights[0])
        numbers *= _differences(rows.inputs.numbers, references.inputs.numbers)
        own, reference = self._slots(multipliers, rows, references)
        found = Contributions(
            numbers.reshape(-1, numbers.shape[2]),
            own,
            reference,
            np.broadcast_to(references.link, shape).ravel(),
        )
        _check(found, np.subtract.outer(rows.link, references.link).ravel())
        return found

    def _of_outputs(self, rows: _Passed, references: _Passed) -> Floats:
        """How much of a change of each output arrives at the prediction: (rows, refs, outputs)."""
        shape = (rows.rows, references.rows)
        if self._response.domain is None:
            return np.full((*shape, 1), self._response.linear_scale)
        logits = np.subtract.outer(_logits(rows.sums[-1]), _logits(references.sums[-1]))
        change = np.subtract.outer(rows.link, references.link)
        # The softmax of two outputs sees their difference alone.
        slope = _ratio(change, logits, (rows.link * (1.0 - rows.link))[:, None], 1.0)
        return np.stack([-slope, slope], axis=2)

    def _through(self, multipliers: Floats, rows: Floats, references: Floats) -> Floats:
        """From the values of hidden units back to what entered them."""
        if self._layout.activation == "Maxout":
            pieces = _maxout(rows[:, None], references[None])
            return (multipliers[..., None] * pieces).reshape(*multipliers.shape[:2], -1)
        change = _differences(self._activate(rows), self._activate(references))
        entered = _differences(rows[:, :, 0], references[:, :, 0])
        multipliers *= _ratio(
            change, entered, self._slope(rows)[:, None], np.abs(rows[:, None, :, 0])
        )
        return multipliers

    def _slope(self, sums: Floats) -> Floats:
        flat = sums[:, :, 0]
        if self._layout.activation == "Tanh":
            return np.asarray(1.0 - np.tanh(flat) ** 2)
        if self._layout.activation == "Rectifier":
            return (flat > 0).astype(np.float64)
        return np.exp(np.minimum(flat, 0.0))

    def _slots(
        self, multipliers: Floats, rows: _Passed, references: _Passed
    ) -> tuple[Floats, Floats]:
        own = np.asarray(rows.inputs.slots)
        theirs = np.asarray(references.inputs.slots)
        count = rows.rows * references.rows
        found = np.zeros((2, count, own.shape[1]))
        for column in range(own.shape[1]):
            gained = np.einsum("nru,nu->nr", multipliers, self._of_levels(own[:, column]))
            lost = np.einsum("nru,ru->nr", multipliers, self._of_levels(theirs[:, column]))
            found[0, :, column] = gained.ravel()
            found[1, :, column] = -lost.ravel()
        return found[0], found[1]


def contributions(
    network: Network,
    response: Response,
    settings: Settings | None,
    inputs: Inputs,
    background: Inputs,
) -> Iterator[tuple[slice, Contributions]]:
    """Contributions of rows, compared with each row of a background.

    Parameters
    ----------
    network, response, settings
        The model; two classes, or a number. Settings as for `outputs`.
    inputs
        The rows.
    background
        The references, at least one.

    Yields
    ------
    Some of the rows, and the contributions of their pairs with all references; the references
    change fastest.

    Raises
    ------
    H2OServerError
        If contributions do not add up, which would be a mistake in here.
    """
    explainer = _Explainer(network, response, settings)
    references = explainer.forward(background)
    widest = max(
        network.layout.numeric, *(network.layout.rows(k) for k in range(network.layout.layers))
    )
    step = max(1, _CELLS_AT_ONCE // (references.rows * widest))
    for start in range(0, inputs.rows, step):
        part = np.arange(start, min(start + step, inputs.rows))
        yield (
            slice(start, part[-1] + 1),
            explainer.pairs(explainer.forward(inputs.take(part)), references),
        )


def _product(multipliers: Floats, weights: Floats) -> Floats:
    """Multipliers of all pairs times a matrix: one large product, which is what BLAS is fast at."""
    shape = multipliers.shape
    flat = multipliers.reshape(-1, shape[-1]) @ weights
    return flat.reshape(*shape[:-1], weights.shape[1])


def _logits(outputs: Floats) -> Floats:
    return np.asarray(outputs[:, 1] - outputs[:, 0])


def _differences(rows: object, references: object) -> Floats:
    first = np.asarray(rows, dtype=np.float64)[:, None]
    second = np.asarray(references, dtype=np.float64)[None]
    return np.asarray(first - second)


def _ratio(change: Floats, entered: Floats, slope: Floats, size: Floats | float) -> Floats:
    """change / entered, and the slope where hardly anything entered."""
    small = np.abs(entered) <= _SMALL * np.maximum(1.0, size)
    return np.where(small, slope, change / np.where(small, 1.0, entered))


def _maxout(rows: Floats, references: Floats) -> Floats:
    """Share of a unit's change that each of its two pieces causes, for each unit of change.

    The unit's value is the larger piece. The Shapley value of a piece is the mean of what it
    changes before and after the other one has changed.
    """
    (a, b), (a0, b0) = np.moveaxis(rows, -1, 0), np.moveaxis(references, -1, 0)
    changed, neither = np.maximum(a, b), np.maximum(a0, b0)
    first, second = np.maximum(a, b0), np.maximum(a0, b)
    shapley = np.stack([first - neither + changed - second, second - neither + changed - first], -1)
    entered = rows - references
    return np.asarray(0.5 * shapley / np.where(entered == 0, 1.0, entered))


def _check(found: Contributions, expected: Floats) -> None:
    total = found.numbers.sum(axis=1) + found.own.sum(axis=1) + found.reference.sum(axis=1)
    gap = np.abs(total - expected).max(initial=0.0)
    if not gap <= _TOLERANCE * max(1.0, float(np.abs(expected).max(initial=0.0))):
        raise H2OServerError(
            f"Contributions and bias differ from the prediction by {gap:.3g}. Please report this; "
            "permutation_importance() and partial_plot() explain the model too."
        )
