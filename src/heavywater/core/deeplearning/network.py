"""What a network is: sizes, one flat vector of parameters, one of each optimiser state.

Everything an engine may change lies in flat arrays of one length (`Network.parameters` and
the states beside it), so that averaging replicas, keeping the best model or checking for
instability is one operation on one array. `Layout` says where each layer's weights lie;
`Network.weights(layer)` and friends are views, never copies.

Categorical predictors do not become columns of a matrix: each known level has a row of
weights of its own (`Network.level_weights`), so a row of data costs time by the number of its
columns, not by the number of their levels.
"""

from __future__ import annotations

import contextlib
import math
import mmap
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["ALIGNMENT", "Activation", "Layout", "Network", "aligned_zeros"]

Activation = Literal["Tanh", "Rectifier", "Maxout", "ExpRectifier"]

#: Weights of one unit start on a multiple of this many numbers: one cache line of float32.
ALIGNMENT = 16

#: Maxout units take the larger of two linear pieces (Goodfellow et al. 2013, section 3).
MAXOUT_CHANNELS = 2

CACHE_LINE = 64
HUGE_PAGE = 1 << 21

#: Rows of weights that are drawn at once: in double precision, all of a wide network are many.
_ROWS_AT_ONCE = 4096


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def aligned_zeros(size: int, dtype: npt.DTypeLike = np.float32) -> npt.NDArray[Any]:
    """Zeros that start on a cache line."""
    item = np.dtype(dtype).itemsize
    buffer = np.zeros(size * item + CACHE_LINE, dtype=np.uint8)
    start = -buffer.ctypes.data % CACHE_LINE
    return buffer[start : start + size * item].view(dtype)


def walked_together(count: int, size: int, dtype: npt.DTypeLike) -> list[npt.NDArray[Any]]:
    """Several vectors of zeros, placed for a loop that reads and writes all of them at once.

    They lie in one block of huge pages where the system has them: a network's state just
    about fills the second-level cache, and small pages scattered over memory collide there.
    Each vector starts a little further into its page than the one before, because the
    processor takes a load for dependent on a store 4096 bytes apart, and waits.
    """
    item = np.dtype(dtype).itemsize
    skew = 21 * CACHE_LINE
    pitch = -(-size * item // 4096) * 4096 + skew
    block = mmap.mmap(-1, -(-count * pitch // HUGE_PAGE) * HUGE_PAGE + HUGE_PAGE)
    if hasattr(block, "madvise") and hasattr(mmap, "MADV_HUGEPAGE"):
        # A kernel without huge pages refuses; small ones do as well, only slower.
        with contextlib.suppress(OSError):
            block.madvise(mmap.MADV_HUGEPAGE)
    buffer = np.frombuffer(block, dtype=np.uint8)
    start = -buffer.ctypes.data % HUGE_PAGE
    return [
        buffer[start + k * pitch : start + k * pitch + size * item].view(dtype)
        for k in range(count)
    ]


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of a network and where its parameters lie in the flat vector.

    Parameters
    ----------
    numeric
        Number of numeric inputs.
    levels
        Number of indicator inputs: the levels of all categorical predictors together.
    hidden
        Units of each hidden layer; may be empty.
    outputs
        Units of the output layer: classes, 1 for regression, the inputs for an autoencoder.
    activation
        Of all hidden layers.
    autoencoder
        Whether the outputs are the inputs again. Then they have the hidden layers' activation,
        and the vector ends with the running average of each hidden unit's value: not a
        parameter, but averaged over replicas, kept and restored with them.
    """

    numeric: int
    levels: int
    hidden: tuple[int, ...]
    outputs: int
    activation: Activation = "Rectifier"
    autoencoder: bool = False

    @property
    def classes(self) -> bool:
        """Whether the outputs are probabilities of classes."""
        return self.outputs > 1 and not self.autoencoder

    @property
    def layers(self) -> int:
        """Number of layers with weights: the hidden ones and the output."""
        return len(self.hidden) + 1

    @property
    def inputs(self) -> int:
        """Width of the expanded input: indicators, then numbers."""
        return self.levels + self.numeric

    def units(self, layer: int) -> int:
        """Units of the layer that the weights of `layer` lead to (0 is the first hidden)."""
        return self.outputs if layer == len(self.hidden) else self.hidden[layer]

    def channels(self, layer: int) -> int:
        """Linear pieces per unit: 2 in hidden Maxout layers, else 1."""
        maxout = self.activation == "Maxout" and layer < len(self.hidden)
        return MAXOUT_CHANNELS if maxout else 1

    def rows(self, layer: int) -> int:
        """Rows of the layer's weight matrix; row ``u * channels + k`` is piece k of unit u."""
        return self.units(layer) * self.channels(layer)

    def fan_in(self, layer: int) -> int:
        """Dense inputs of a layer: the numeric predictors, or the units of the layer below."""
        return self.numeric if layer == 0 else self.hidden[layer - 1]

    def stride(self, layer: int) -> int:
        """Numbers from one row of the weight matrix to the next; the surplus stays zero."""
        return _padded(self.fan_in(layer))

    @property
    def level_stride(self) -> int:
        """Numbers from one level's weights to the next level's."""
        return _padded(self.rows(0))

    def weight_offset(self, layer: int) -> int:
        """Where the weight matrix of `layer` begins."""
        return sum(self.rows(lower) * self.stride(lower) for lower in range(layer))

    @property
    def level_offset(self) -> int:
        """Where the levels' weights begin."""
        return self.weight_offset(self.layers)

    def bias_offset(self, layer: int) -> int:
        """Where the biases of `layer` begin."""
        start = self.level_offset + self.levels * self.level_stride
        return start + sum(_padded(self.rows(lower)) for lower in range(layer))

    def average_offset(self, layer: int) -> int:
        """Where the running averages of hidden layer `layer` begin."""
        lower = sum(_padded(units) for units in self.hidden[:layer])
        return self.bias_offset(self.layers) + lower

    @property
    def size(self) -> int:
        """Length of the flat vector."""
        return self.average_offset(len(self.hidden) if self.autoencoder else 0)

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases, padding not counted."""
        dense = sum(self.rows(layer) * (self.fan_in(layer) + 1) for layer in range(self.layers))
        return dense + self.levels * self.rows(0)


@dataclass(slots=True)
class Network:
    """A layout, its parameters, and the optimiser's memory of each parameter.

    Parameters
    ----------
    layout
        Sizes and offsets.
    parameters
        All weights and biases, flat.
    states
        Arrays shaped like `parameters`: for ADADELTA the accumulated squared gradients and
        squared updates, for momentum the velocity and one unused array.
    """

    layout: Layout
    parameters: npt.NDArray[Any]
    states: tuple[npt.NDArray[Any], npt.NDArray[Any]] = field(repr=False)

    @classmethod
    def zeros(cls, layout: Layout, dtype: npt.DTypeLike = np.float32) -> Network:
        """A network of zeros, its arrays placed for speed."""
        vectors = walked_together(3, layout.size, dtype)
        return cls(layout, vectors[0], (vectors[1], vectors[2]))

    def copy(self) -> Network:
        """An independent network of the same values."""
        twin = Network.zeros(self.layout, self.parameters.dtype)
        twin.assign(self)
        return twin

    def assign(self, other: Network) -> None:
        """Take over the values of another network of the same layout."""
        self.parameters[:] = other.parameters
        for mine, theirs in zip(self.states, other.states, strict=True):
            mine[:] = theirs

    def weights(self, layer: int, vector: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """Dense weights of a layer, shape (rows, fan_in), as a view."""
        layout = self.layout
        vector = self.parameters if vector is None else vector
        start, rows, stride = layout.weight_offset(layer), layout.rows(layer), layout.stride(layer)
        block = vector[start : start + rows * stride].reshape(rows, stride)
        return block[:, : layout.fan_in(layer)]

    def level_weights(self, vector: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """Weights of the categorical levels, shape (levels, rows of layer 0), as a view."""
        return self.level_rows(vector)[:, : self.layout.rows(0)]

    def level_rows(self, vector: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """Those weights with the zeros that pad each row, as one view without gaps."""
        layout = self.layout
        vector = self.parameters if vector is None else vector
        start, stride = layout.level_offset, layout.level_stride
        return vector[start : start + layout.levels * stride].reshape(layout.levels, stride)

    def biases(self, layer: int, vector: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """Biases of a layer, shape (rows,), as a view."""
        vector = self.parameters if vector is None else vector
        start = self.layout.bias_offset(layer)
        return vector[start : start + self.layout.rows(layer)]

    def averages(self, layer: int, vector: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        """Running averages of an autoencoder's hidden units, shape (units,), as a view."""
        vector = self.parameters if vector is None else vector
        start = self.layout.average_offset(layer)
        return vector[start : start + self.layout.hidden[layer]]

    def with_numbers(self, numeric: int) -> Network:
        """The same network, its last `numeric` levels as numeric inputs; without states."""
        if numeric == 0:
            return self
        layout = replace(self.layout, numeric=numeric, levels=self.layout.levels - numeric)
        twin = Network.zeros(layout, self.parameters.dtype)
        twin.level_weights()[:] = self.level_weights()[: layout.levels]
        twin.weights(0)[:] = self.level_weights()[layout.levels :].T
        for layer in range(layout.layers):
            twin.biases(layer)[:] = self.biases(layer)
            if layer > 0:
                twin.weights(layer)[:] = self.weights(layer)
        return twin

    def initialise(
        self,
        rng: np.random.Generator,
        distribution: str = "UniformAdaptive",
        scale: float = 1.0,
        *,
        classification: bool = False,
    ) -> None:
        """Draw the initial weights and set the initial biases, as H2O defines them.

        Parameters
        ----------
        rng
            Source of randomness.
        distribution
            ``"UniformAdaptive"``: uniform within ±sqrt(6 / (fan_in + units)), of Glorot and
            Bengio 2010, equation 16, four times that in the output layer of a classifier.
            ``"Uniform"``: within ±`scale`. ``"Normal"``: standard deviation `scale`.
        scale
            See `distribution`.
        classification
            Whether the outputs are classes.
        """
        layout = self.layout
        for layer in range(layout.layers):
            fan_in = layout.inputs if layer == 0 else layout.fan_in(layer)
            limit = math.sqrt(6.0 / (fan_in + layout.units(layer)))
            if classification and layer == layout.layers - 1:
                limit *= 4.0
            blocks = [self.weights(layer)]
            if layer == 0 and layout.levels:
                blocks.insert(0, self.level_weights())
            for block in blocks:
                for begin in range(0, len(block), _ROWS_AT_ONCE):
                    part = block[begin : begin + _ROWS_AT_ONCE]
                    part[:] = _draw(rng, part.shape, distribution, limit, scale)
            self.biases(layer)[:] = _initial_bias(layout, layer)


def _draw(
    rng: np.random.Generator,
    shape: tuple[int, ...],
    distribution: str,
    limit: float,
    scale: float,
) -> npt.NDArray[np.float64]:
    if distribution == "Normal":
        return rng.normal(0.0, 1.0, shape) * scale
    if distribution == "Uniform":
        limit = abs(scale)
    return rng.uniform(-limit, limit, shape)


def _initial_bias(layout: Layout, layer: int) -> float:
    """Rectifying units start on their linear side."""
    if layer == layout.layers - 1 or layout.activation in ("Tanh", "ExpRectifier"):
        return 0.0
    return 0.5 if layer == 0 else 1.0
