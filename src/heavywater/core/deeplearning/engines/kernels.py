"""Building blocks of the compiled engines, on arrays and scalars.

The functions are generic in their precision: they compute in the type of the arrays they are
given, float32 in production and float64 where a test wants every digit.

Letters follow the papers: W weights, a activations, e errors, d the derivative of the loss
by a unit's input. ADADELTA's two accumulators are kept divided by (1 - rho), which takes two
multiplications out of the inner loop: G = E[g²] / (1 - rho), D = E[dx²] / (1 - rho).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from heavywater.core import compiled
from heavywater.core.compiled.hints import fused, no_alias, wide_vectors
from heavywater.core.deeplearning.masks import GOLDEN, MIX_1, MIX_2, threshold
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings

__all__ = [
    "COMPILE",
    "COMPILE_ENTRY",
    "COMPILE_VIEW",
    "Rules",
    "Shape",
    "follow_averages",
    "make_rules",
    "make_shape",
    "pull_to_average",
    "reconstruction_derivative",
    "source_fingerprint",
]

#: How kernels are compiled. NaN keeps its meaning (a run gone wrong must show), so "nnan" and
#: "ninf" are left out.
#:
#: Nothing in the kernels owns an array: Python holds them all until the entry point returns. Numba
#: would count references to each array that a function is handed or slices, with atomic
#: instructions, a sixth of the time of training by rows. Functions that return a view must be
#: compiled with the counts; arrays from an entry point without them have no counter.
COMPILE: dict[str, Any] = compiled.COMPILE | {
    "fastmath": {"reassoc", "contract", "arcp", "nsz", "afn"},
    "_nrt": False,
}
COMPILE_VIEW = COMPILE | {"_nrt": True}
COMPILE_ENTRY = COMPILE | compiled.ENTRY


def source_fingerprint() -> str:
    """A digest of the engines' sources; a part of the key of compiled code."""
    return compiled.source_fingerprint(Path(__file__).parent)


TANH, RECTIFIER, MAXOUT, EXP_RECTIFIER = range(4)
_ACTIVATIONS = {"Tanh": TANH, "Rectifier": RECTIFIER, "Maxout": MAXOUT,
                "ExpRectifier": EXP_RECTIFIER}  # fmt: skip

CROSS_ENTROPY, CLASS_QUADRATIC, QUADRATIC, ABSOLUTE, HUBER, QUANTILE, POISSON, GAMMA, TWEEDIE = (
    range(9)
)
_NUMBER_LOSSES = {
    "Quadratic": QUADRATIC,
    "Absolute": ABSOLUTE,
    "Huber": HUBER,
    "Quantile": QUANTILE,
    "Poisson": POISSON,
    "Gamma": GAMMA,
    "Tweedie": TWEEDIE,
}

#: exp(x) is at most 1e19 (H2O's bound), here put on x; and the slopes that come of it are so
#: bounded that ADADELTA's squares of them stay finite in single precision.
_LARGEST_EXPONENT = math.log(1e19)
_LARGEST_SLOPE = 1e12


class Shape(NamedTuple):
    """`Layout`, and what the settings say of each layer, as arrays: one entry a layer.

    Kept apart from `Rules`: each touch of an array inside a tuple counts a reference up and
    down, so inner loops get scalars, or arrays that were taken out before.
    """

    units: npt.NDArray[np.int64]
    channels: npt.NDArray[np.int64]
    stride: npt.NDArray[np.int64]
    weight: npt.NDArray[np.int64]
    bias: npt.NDArray[np.int64]
    average: npt.NDArray[np.int64]
    rate: npt.NDArray[Any]
    drop: npt.NDArray[np.int64]
    levels: int
    level: int
    level_stride: int
    activation: int


class Rules(NamedTuple):
    """`Settings` as numbers of the arrays' type."""

    loss: int
    reconstruct: bool
    adaptive: bool
    fast: bool
    moving: bool
    nesterov: bool
    rho: Any
    epsilon: Any
    l1: Any
    l2: Any
    max_w2: Any
    capped: bool
    huber: float
    quantile: float
    power: float
    annealing: float
    momentum_start: float
    momentum_ramp: float
    momentum_stable: float
    sparse: bool
    sparsity: Any
    average: Any


def make_shape(network: Network, settings: Settings) -> Shape:
    """Translate what concerns single layers for the kernels."""
    layout = network.layout
    drop = np.zeros(layout.layers, dtype=np.int64)
    for layer, ratio in enumerate((settings.input_dropout, *settings.hidden_dropout)):
        drop[layer] = threshold(ratio)

    def each(get: Any) -> npt.NDArray[np.int64]:
        return np.array([get(layer) for layer in range(layout.layers)], dtype=np.int64)

    return Shape(
        units=each(layout.units),
        channels=each(layout.channels),
        stride=each(layout.stride),
        weight=each(layout.weight_offset),
        bias=each(layout.bias_offset),
        average=each(layout.average_offset),
        rate=np.array(
            [settings.learning_rate(layer, 0) for layer in range(layout.layers)],
            dtype=network.parameters.dtype,
        ),
        drop=drop,
        levels=layout.levels,
        level=layout.level_offset,
        level_stride=layout.level_stride,
        activation=_ACTIVATIONS[layout.activation],
    )


def make_rules(settings: Settings, network: Network, huber: float = 1.0) -> Rules:
    """Translate the settings for the kernels.

    Parameters
    ----------
    settings
        What to translate.
    network
        Gives the precision, the number of layers and whether the outputs are classes.
    huber
        Where Huber's loss turns linear, on the scale of the outputs.
    """
    number = network.parameters.dtype.type
    # Of a sum of gradients, which is what ADADELTA takes, penalties are a part as often.
    times = settings.summed
    return Rules(
        loss=_loss_code(settings.loss, classes=network.layout.classes),
        reconstruct=network.layout.autoencoder,
        adaptive=settings.adaptive,
        fast=settings.fast,
        moving=settings.has_momentum,
        nesterov=settings.nesterov,
        rho=number(settings.rho),
        epsilon=number(settings.scaled_epsilon) if settings.adaptive else number(1),
        l1=number(times * settings.l1),
        l2=number(times * settings.l2),
        max_w2=number(min(settings.max_w2, float(np.finfo(number).max))),
        capped=settings.capped,
        huber=float(huber),
        quantile=settings.quantile_alpha,
        power=settings.tweedie_power,
        annealing=settings.rate_annealing,
        momentum_start=settings.momentum_start,
        momentum_ramp=settings.momentum_ramp,
        momentum_stable=settings.momentum_stable,
        sparse=settings.sparsity != 0.0,
        sparsity=number(settings.sparsity),
        average=number(settings.average_activation),
    )


def _loss_code(loss: str, *, classes: bool) -> int:
    if loss == "CrossEntropy":
        return CROSS_ENTROPY
    if loss == "Quadratic" and classes:
        return CLASS_QUADRATIC
    return _NUMBER_LOSSES[loss]


# --- randomness ---------------------------------------------------------------------------


@njit(**COMPILE)
def mix(value):
    """Finaliser of MurmurHash3 over 32 bits; `heavywater.core.deeplearning.masks` in NumPy."""
    value = np.uint32((value ^ (value >> np.uint32(16))) * np.uint32(MIX_1))
    value = np.uint32((value ^ (value >> np.uint32(13))) * np.uint32(MIX_2))
    return np.uint32(value ^ (value >> np.uint32(16)))


@njit(**COMPILE)
def mask_stream(seed, row, layer):
    """Starting point of one layer's masks in one row."""
    start = np.uint32((seed ^ (seed >> 32)) & 0xFFFFFFFF)
    start = mix(np.uint32(start + np.uint32(GOLDEN) * np.uint32((row & 0xFFFFFFFF) + 1)))
    start = mix(np.uint32(start + np.uint32(GOLDEN) * np.uint32((row >> 32) + 1)))
    return mix(np.uint32(start + np.uint32(GOLDEN) * np.uint32(layer + 1)))


@njit(**COMPILE)
def draw_mask(start, limit, keep):
    """Fill `keep` with 1 for the units that take part and 0 for the others."""
    wide_vectors()
    limit = np.uint32(limit)
    for unit in range(keep.size):
        draw = mix(np.uint32(start + np.uint32(GOLDEN) * np.uint32(unit)))
        keep[unit] = draw >= limit


# --- schedules ----------------------------------------------------------------------------


@njit(**COMPILE)
def momentum_at(rules, rows):
    """Momentum after `rows` rows (`Settings.momentum`)."""
    if not rules.moving:
        return 0.0
    if rules.momentum_ramp <= 0 or rows >= rules.momentum_ramp:
        return rules.momentum_stable
    share = rows / rules.momentum_ramp
    return rules.momentum_start + (rules.momentum_stable - rules.momentum_start) * share


# --- one unit's weights -------------------------------------------------------------------


@njit(**COMPILE)
def dot(W, r, a):
    """Row r of W times a."""
    wide_vectors()
    total = W.dtype.type(0)
    for c in range(W.shape[1]):
        total += W[r, c] * a[c]
    return total


@njit(**COMPILE)
def dots(W, rows, a, z):
    """Some rows of W times a, into z; four at a time, whose sums do not wait for each other."""
    wide_vectors()
    whole = rows.size - rows.size % 4
    for j in range(0, whole, 4):
        r0 = rows[j]
        r1 = rows[j + 1]
        r2 = rows[j + 2]
        r3 = rows[j + 3]
        t0 = t1 = t2 = t3 = W.dtype.type(0)
        for c in range(W.shape[1]):
            x = a[c]
            t0 += W[r0, c] * x
            t1 += W[r1, c] * x
            t2 += W[r2, c] * x
            t3 += W[r3, c] * x
        z[r0] = t0
        z[r1] = t1
        z[r2] = t2
        z[r3] = t3
    for j in range(whole, rows.size):
        z[rows[j]] = dot(W, rows[j], a)


@njit(**COMPILE)
def propagate(W, r, d, e):
    """Send a unit's error down to its inputs: e += d W[r]."""
    wide_vectors()
    for c in range(W.shape[1]):
        e[c] += d * W[r, c]


@njit(**COMPILE)
def penalty(w, l1, l2, zero):
    """Gradient of the weight penalties; the one of |w| at 0 is 0."""
    return l2 * w + (l1 if w > zero else zero) - (l1 if w < zero else zero)


@njit(**COMPILE)
def adadelta(w, G, D, g, decay, epsilon, one):
    """One parameter's step (Zeiler 2012, algorithm 1): the new w, G and D.

    RMS[dx] / RMS[g] is taken with one reciprocal root: sqrt(p / q) = p / sqrt(p q).
    """
    G = fused(g, g, decay * G)
    p = D + epsilon
    step = (p * g) * (one / math.sqrt(p * (G + epsilon)))
    return w - step, G, fused(step, step, decay * D)


@njit(**COMPILE)
def adadelta_row(W, G, D, r, a, d, rho, epsilon, l1, l2):
    """Update row r of W for inputs a and derivative d; weights of zero inputs rest."""
    no_alias()
    wide_vectors()
    zero = W.dtype.type(0)
    one = W.dtype.type(1)
    penalised = l1 != zero or l2 != zero
    for c in range(W.shape[1]):
        on = a[c] != zero
        w = W[r, c]
        g = d * a[c]
        if penalised:
            g = fused(d, a[c], penalty(w, l1, l2, zero) if on else zero)
        decay = rho if on else one
        W[r, c], G[r, c], D[r, c] = adadelta(w, G[r, c], D[r, c], g, decay, epsilon, one)


@njit(**COMPILE)
def descend_row(W, r, a, d, rate, l1, l2):
    """Plain gradient descent on row r; weights of zero inputs rest."""
    no_alias()
    wide_vectors()
    zero = W.dtype.type(0)
    for c in range(W.shape[1]):
        w = W[r, c]
        step = rate * fused(d, a[c], penalty(w, l1, l2, zero))
        W[r, c] = w - (step if a[c] != zero else zero)


@njit(**COMPILE)
def momentum_row(W, V, r, a, d, rate, m, nesterov, l1, l2):
    """Gradient descent with velocity V on row r; weights of zero inputs rest.

    v <- m v - rate g; then w <- w + v, or w <- w + m v - rate g for Nesterov's step, which
    looks one velocity ahead (Sutskever et al. 2013; written as in Bengio et al. 2013).
    """
    no_alias()
    wide_vectors()
    zero = W.dtype.type(0)
    for c in range(W.shape[1]):
        on = a[c] != zero
        w = W[r, c]
        step = rate * fused(d, a[c], penalty(w, l1, l2, zero))
        v = fused(m, V[r, c], -step)
        move = fused(m, v, -step) if nesterov else v
        V[r, c] = v if on else V[r, c]
        W[r, c] = w + (move if on else zero)


@njit(**COMPILE)
def adadelta_vector(w, G, D, g, rho, epsilon, l1, l2):
    """ADADELTA on parameters w with the gradient g."""
    no_alias()
    wide_vectors()
    zero = w.dtype.type(0)
    one = w.dtype.type(1)
    penalised = l1 != zero or l2 != zero
    for k in range(w.size):
        slope = g[k] + penalty(w[k], l1, l2, zero) if penalised else g[k]
        w[k], G[k], D[k] = adadelta(w[k], G[k], D[k], slope, rho, epsilon, one)


@njit(**COMPILE)
def descend_vector(w, g, rate, l1, l2):
    """Plain gradient descent on parameters w with the gradient g."""
    no_alias()
    wide_vectors()
    zero = w.dtype.type(0)
    for k in range(w.size):
        w[k] -= rate * (g[k] + penalty(w[k], l1, l2, zero))


@njit(**COMPILE)
def momentum_vector(w, V, g, rate, m, nesterov, l1, l2):
    """Gradient descent with velocity V (see `momentum_row`) on parameters w."""
    no_alias()
    wide_vectors()
    zero = w.dtype.type(0)
    for k in range(w.size):
        step = rate * (g[k] + penalty(w[k], l1, l2, zero))
        v = fused(m, V[k], -step)
        V[k] = v
        w[k] += fused(m, v, -step) if nesterov else v


@njit(**COMPILE)
def cap_row(W, r, limit):
    """Scale row r so that its sum of squares is at most `limit`."""
    wide_vectors()
    total = W.dtype.type(0)
    for c in range(W.shape[1]):
        total += W[r, c] * W[r, c]
    if total > limit:
        factor = math.sqrt(limit / total)
        for c in range(W.shape[1]):
            W[r, c] *= factor


# --- activations and losses ---------------------------------------------------------------


@njit(**COMPILE)
def activate(kind, z):
    """Replace the inputs z of hidden units by their values.

    Maxout's value, the larger of its pieces, is what it is given.
    """
    zero = z.dtype.type(0)
    if kind == RECTIFIER:
        for u in range(z.size):
            z[u] = max(z[u], zero)
    elif kind == TANH:
        for u in range(z.size):
            z[u] = math.tanh(z[u])
    elif kind == EXP_RECTIFIER:
        for u in range(z.size):
            if z[u] < zero:
                z[u] = math.expm1(z[u])


@njit(**COMPILE)
def multiply_by_slope(kind, a, e):
    """Multiply errors e by the derivative of the units' values a by their inputs."""
    zero = a.dtype.type(0)
    one = a.dtype.type(1)
    if kind == RECTIFIER:
        for u in range(a.size):
            e[u] = e[u] if a[u] > zero else zero
    elif kind == TANH:
        for u in range(a.size):
            e[u] *= one - a[u] * a[u]
    elif kind == EXP_RECTIFIER:
        for u in range(a.size):
            e[u] *= one + min(a[u], zero)


@njit(**COMPILE)
def softmax(z):
    """Replace z by exp(z) / sum exp(z)."""
    top = z[0]
    for k in range(1, z.size):
        top = max(top, z[k])
    total = z.dtype.type(0)
    for k in range(z.size):
        z[k] = math.exp(z[k] - top)
        total += z[k]
    for k in range(z.size):
        z[k] /= total


@njit(**COMPILE)
def bounded_exp(x):
    """min(1e19, exp(x))."""
    return math.exp(min(x, _LARGEST_EXPONENT))


@njit(**COMPILE)
def log_link_slope(rules, f, t):
    """Derivative of the deviance of a number t by an output f, whose exponential predicts t."""
    if rules.loss == POISSON:
        half = bounded_exp(f) - t
    elif rules.loss == GAMMA:
        half = 1.0 - t * bounded_exp(-f)
    else:
        half = bounded_exp((2.0 - rules.power) * f) - t * bounded_exp((1.0 - rules.power) * f)
    return min(max(2.0 * half, -_LARGEST_SLOPE), _LARGEST_SLOPE)


@njit(**COMPILE)
def number_slope(rules, output, target):
    """Derivative of the loss of a number by an output; in double precision, as it is but one."""
    f = np.float64(output)
    t = np.float64(target)
    residual = f - t
    if rules.loss == QUADRATIC:
        return 2.0 * residual
    if rules.loss == ABSOLUTE:
        return 1.0 if residual > 0.0 else (-1.0 if residual < 0.0 else 0.0)
    if rules.loss == HUBER:
        return 2.0 * min(max(residual, -rules.huber), rules.huber)
    if rules.loss == QUANTILE:
        return (
            1.0 - rules.quantile if residual > 0.0 else (-rules.quantile if residual < 0.0 else 0.0)
        )
    return log_link_slope(rules, f, t)


@njit(**COMPILE)
def output_derivative(rules, y, target, d):
    """Derivative of the loss by the inputs of the output layer.

    Parameters
    ----------
    rules
        Names the loss and its constants.
    y
        Outputs: probabilities, or one number.
    target
        Index of the class, or the number to reach.
    d
        Receives the derivative.

    Notes
    -----
    Losses: cross entropy; ½ Σ (y - t)² for probabilities. For numbers: (y - t)²; |y - t|;
    Huber's (y - t)² up to `huber`, 2 huber |y - t| - huber² beyond; the pinball loss of a
    quantile; and the deviances of Poisson, gamma and Tweedie responses with a log link.
    """
    if rules.loss > CLASS_QUADRATIC:
        d[0] = number_slope(rules, y[0], target)
        return
    zero = y.dtype.type(0)
    one = y.dtype.type(1)
    for k in range(y.size):
        d[k] = y[k] - (one if k == int(target) else zero)
    if rules.loss == CLASS_QUADRATIC:
        mean = zero
        for k in range(y.size):
            mean += d[k] * y[k]
        for k in range(y.size):
            d[k] = y[k] * (d[k] - mean)


# --- autoencoders -------------------------------------------------------------------------


@njit(**COMPILE)
def reconstruction_derivative(rules, y, slots, amounts, levels, d):
    """Derivative of an autoencoder's loss by its outputs: the sum of all units' losses.

    Parameters
    ----------
    rules
        See `Rules`; the loss is one for numbers.
    y
        Outputs: those of the levels, then those of the numbers.
    slots, amounts
        The inputs with a row of weights each that the row to reproduce names (-1 for none), and
        their values; `amounts` is empty if those are 1. Such inputs that it does not name are 0.
    levels
        Number of indicators.
    d
        Holds the row's numbers, after a place for each indicator; receives the derivative.
    """
    zero = y.dtype.type(0)
    one = y.dtype.type(1)
    for k in range(levels):
        d[k] = zero
    for j in range(slots.size):
        if slots[j] >= 0:
            d[slots[j]] += amounts[j] if amounts.size > 0 else one
    for k in range(y.size):
        d[k] = number_slope(rules, y[k], d[k])


@njit(**COMPILE)
def follow_averages(average, values, keep):
    """Move the running averages of the units that take part towards their values."""
    kept = average.dtype.type(0.999)
    new = average.dtype.type(0.001)
    for u in range(values.size):
        if keep[u]:
            average[u] = kept * average[u] + new * values[u]


@njit(**COMPILE)
def pull_to_average(average, sparsity, target, e):
    """Add the slope of ½ sparsity (average - target)² by the units' values to their errors.

    The average moves as far as all rows' values together do: its derivative by one row's value
    counts as 1.
    """
    for u in range(average.size):
        e[u] += sparsity * (average[u] - target)
