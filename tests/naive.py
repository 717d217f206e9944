"""The naive twin: training as the textbook has it, in float64, one plain step after another.

Slow and obvious on purpose. The compiled engines are compared with it, and its gradients with
finite differences of its loss.
"""

from __future__ import annotations

import numpy as np

from heavywater.core.deeplearning.masks import keep_mask, stream
from heavywater.core.deeplearning.network import Network
from heavywater.core.deeplearning.settings import Settings


def activation(kind, z):
    if kind == "Tanh":
        return np.tanh(z)
    if kind == "Rectifier":
        return np.maximum(z, 0.0)
    if kind == "ExpRectifier":
        return np.where(z < 0, np.expm1(np.minimum(z, 0)), z)
    return z


def derivative(kind, a):
    if kind == "Tanh":
        return 1 - a**2
    if kind == "Rectifier":
        return (a > 0).astype(float)
    if kind == "ExpRectifier":
        return np.where(a < 0, a + 1, 1.0)
    return np.ones_like(a)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def loss(settings, outputs, target, huber=1.0):
    """Error of one row, the function whose gradient is descended.

    An autoencoder's target is the row itself, a vector; its error is the sum of its units'.
    """
    if np.ndim(target):
        pairs = zip(outputs, target, strict=True)
        return sum(number_loss(settings, *pair, huber) for pair in pairs)
    if settings.loss == "CrossEntropy":
        return -np.log(softmax(outputs)[int(target)])
    if outputs.size > 1:
        return 0.5 * np.sum((softmax(outputs) - np.eye(outputs.size)[int(target)]) ** 2)
    return number_loss(settings, outputs[0], target, huber)


def number_loss(settings, f, t, huber):
    """Error of one number t for an output f; constants that f does not change are left out."""
    residual = abs(f - t)
    if settings.loss == "Absolute":
        return residual
    if settings.loss == "Huber" and residual > huber:
        return 2 * huber * residual - huber**2
    if settings.loss == "Quantile":
        return residual * (settings.quantile_alpha if t > f else 1 - settings.quantile_alpha)
    if settings.loss == "Poisson":
        return 2 * (np.exp(f) - t * f)
    if settings.loss == "Gamma":
        return 2 * (f + t * np.exp(-f))
    if settings.loss == "Tweedie":
        p = settings.tweedie_power
        return 2 * (np.exp((2 - p) * f) / (2 - p) - t * np.exp((1 - p) * f) / (1 - p))
    return residual**2


def loss_derivative(settings, outputs, target, huber=1.0):
    if np.ndim(target):
        pairs = zip(outputs, target, strict=True)
        return np.array([number_slope(settings, *pair, huber) for pair in pairs])
    if outputs.size > 1:
        y = softmax(outputs)
        difference = y - np.eye(outputs.size)[int(target)]
        if settings.loss == "CrossEntropy":
            return difference
        return y * (difference - np.sum(difference * y))
    return np.array([number_slope(settings, outputs[0], target, huber)])


#: Exponentials are bounded as in H2O, and slopes so that their squares fit into float32.
EXP_CEILING = 1e19
SLOPE_CEILING = 1e12


def bounded_exp(x):
    return min(EXP_CEILING, np.exp(min(x, 100.0)))


def number_slope(settings, f, t, huber):
    """Derivative of `number_loss` by f."""
    residual = f - t
    if settings.loss == "Absolute":
        return np.sign(residual)
    if settings.loss == "Huber":
        return 2 * np.clip(residual, -huber, huber)
    if settings.loss == "Quantile":
        alpha = settings.quantile_alpha
        return -alpha if t > f else (1 - alpha if t < f else 0.0)
    if settings.loss == "Poisson":
        slope = 2 * (bounded_exp(f) - t)
    elif settings.loss == "Gamma":
        slope = 2 * (1 - t * bounded_exp(-f))
    elif settings.loss == "Tweedie":
        p = settings.tweedie_power
        slope = 2 * (bounded_exp((2 - p) * f) - t * bounded_exp((1 - p) * f))
    else:
        return 2 * residual
    return np.clip(slope, -SLOPE_CEILING, SLOPE_CEILING)


def reconstruction_target(layout, numbers, slots, values=None):
    """A row as an autoencoder's outputs should be: indicators of levels, then numbers."""
    indicators = np.zeros(layout.levels)
    values = np.ones(len(slots)) if values is None else values
    for slot, value in zip(slots, values, strict=True):
        if slot >= 0:
            indicators[slot] += value
    return np.concatenate([indicators, np.asarray(numbers, dtype=float)])


class Pass:
    """One row's way forward: what each layer was given and gave."""

    def __init__(
        self,
        network: Network,
        settings: Settings,
        numbers,
        slots,
        seed=0,
        row=0,
        offset=0.0,
        values=None,
    ):
        layout = network.layout
        x = np.asarray(numbers, dtype=float)
        ratio = settings.input_dropout
        keep = keep_mask(stream(seed, row, 0), layout.numeric + layout.levels, ratio)
        x = x * keep[: x.size]
        values = np.ones(len(slots)) if values is None else values
        #: inputs that have a row of weights each, and their values; a level's is 1
        self.named = {
            slot: value
            for slot, value in zip(slots, values, strict=True)
            if slot >= 0 and keep[x.size + slot]
        }
        self.inputs, self.winners, self.values, self.kept = [], [], [], []
        for layer in range(layout.layers):
            self.inputs.append(x)
            z = network.weights(layer).astype(float) @ x + network.biases(layer)
            if layer == 0:
                for slot, value in self.named.items():
                    z = z + value * network.level_weights()[slot]
            units, channels = layout.units(layer), layout.channels(layer)
            pieces = z.reshape(units, channels)
            best = pieces.argmax(axis=1)
            winner = np.arange(units) * channels + best
            x = z[winner]
            taking_part = np.ones(units, dtype=bool)
            if layer == layout.layers - 1 and layout.autoencoder:
                x = activation(layout.activation, x)
            if layer < layout.layers - 1:
                x = activation(layout.activation, x)
                ratio = settings.hidden_dropout[layer] if settings.hidden_dropout else 0.0
                if ratio:
                    taking_part = keep_mask(stream(seed, row, layer + 1), units, ratio)
                    # Left out going forward; going back, the slope is that of a value of 0.
                    x = np.where(taking_part, x, 0.0)
                    winner = np.where(taking_part | (channels == 1), winner, -1)
            self.kept.append(taking_part)
            self.winners.append(winner)
            self.values.append(x)
        self.outputs = x + offset


def unit_derivatives(network, settings, forward, target, huber=1.0):
    """Derivative of the loss by the linear pieces of each layer."""
    layout = network.layout
    result = [None] * layout.layers
    d = loss_derivative(settings, forward.outputs, target, huber)
    for layer in range(layout.layers - 1, -1, -1):
        if layer < layout.layers - 1 and settings.sparsity:
            # ½ β (average - target)², whose derivative by one row's value counts as 1
            d = d + settings.sparsity * (network.averages(layer) - settings.average_activation)
        if layer < layout.layers - 1 or layout.autoencoder:
            d = d * derivative(layout.activation, forward.values[layer])
        pieces = np.zeros(layout.rows(layer))
        taking_part = forward.winners[layer] >= 0
        pieces[forward.winners[layer][taking_part]] = d[taking_part]
        result[layer] = pieces
        d = network.weights(layer).astype(float).T @ pieces
    return result


def gradient(
    network, settings, numbers, slots, target, seed=0, row=0, huber=1.0, offset=0.0, values=None
):
    """Gradient of one row's loss as a flat vector, and which parameters it is about.

    The second vector is true where the unit has a derivative and its input is not zero: what
    one-row-at-a-time training updates.
    """
    layout = network.layout
    forward = Pass(network, settings, numbers, slots, seed, row, offset, values)
    if layout.autoencoder:
        target = reconstruction_target(layout, numbers, slots, values)
    flat = np.zeros(layout.size)
    about = np.zeros(layout.size)
    for layer, d in enumerate(unit_derivatives(network, settings, forward, target, huber)):
        network.weights(layer, flat)[:] = np.outer(d, forward.inputs[layer])
        network.weights(layer, about)[:] = np.outer(d != 0, forward.inputs[layer] != 0)
        network.biases(layer, flat)[:] = d
        network.biases(layer, about)[:] = d != 0
        if layer == 0:
            for slot, value in forward.named.items():
                network.level_weights(flat)[slot] = value * d
                network.level_weights(about)[slot] = d != 0
    return flat, about.astype(bool)


def follow_averages(network, settings, data, index, seed, row):
    """Move the running average of each hidden unit that takes part in a row."""
    slots, values = named_by(data, index)
    forward = Pass(network, settings, data.numbers[index], slots, seed, row, values=values)
    for layer in range(network.layout.layers - 1):
        average, kept = network.averages(layer), forward.kept[layer]
        average[kept] = 0.999 * average[kept] + 0.001 * forward.values[layer][kept]


def penalties(network, settings):
    flat = np.zeros(network.layout.size)
    blocks = [(network.weights(k), network.weights(k, flat)) for k in range(network.layout.layers)]
    blocks.append((network.level_weights(), network.level_weights(flat)))
    for w, out in blocks:
        out[:] = settings.l2 * w + settings.l1 * np.sign(w)
    return flat


def rates(network, settings, row):
    """Learning rate of each parameter."""
    flat = np.zeros(network.layout.size)
    for layer in range(network.layout.layers):
        rate = settings.learning_rate(layer, row) * (1 - settings.momentum(row))
        network.weights(layer, flat)[:] = rate
        network.biases(layer, flat)[:] = rate
        if layer == 0:
            network.level_weights(flat)[:] = rate
    return flat


def step(network, settings, g, about, row):
    """Update the parameters that `about` selects."""
    theta, (first, second) = network.parameters, network.states
    if settings.adaptive:
        # the network keeps the accumulators divided by 1 - rho
        eg, ex = first * (1 - settings.rho), second * (1 - settings.rho)
        eg = settings.rho * eg + (1 - settings.rho) * g**2
        # of a sum of gradients, the constant is that of as many rows
        epsilon = settings.epsilon * settings.batch
        dx = np.sqrt(ex + epsilon) / np.sqrt(eg + epsilon) * g
        ex = settings.rho * ex + (1 - settings.rho) * dx**2
        first[about] = eg[about] / (1 - settings.rho)
        second[about] = ex[about] / (1 - settings.rho)
        theta[about] -= dx[about]
        return
    move = rates(network, settings, row) * g
    if settings.has_momentum:
        m = settings.momentum(row)
        v = m * first - move
        first[about] = v[about]
        theta[about] += (m * v - move if settings.nesterov else v)[about]
    else:
        theta[about] -= move[about]


def cap(network, settings, about):
    """Shorten the weights of the units that were updated."""
    layout = network.layout
    for layer in range(layout.layers):
        w = network.weights(layer)
        squares = (w**2).sum(axis=1)
        if layer == 0:
            squares = squares + (network.level_weights() ** 2).sum(axis=0)
        factor = np.sqrt(np.minimum(1.0, settings.max_w2 / np.maximum(squares, 1e-300)))
        factor[~network.biases(layer, about)] = 1.0
        w *= factor[:, None]
        if layer == 0:
            network.level_weights()[:] *= factor


def train(network, settings, data, order, seed=0, row=0, every=1, huber=1.0):
    """Train on the rows of `order`; `every` is the number of replicas."""
    for begin in range(0, len(order), settings.batch):
        batch = order[begin : begin + settings.batch]
        total = np.zeros(network.layout.size)
        about = np.zeros(network.layout.size, dtype=bool)
        present = set()
        if settings.sparsity:
            for i, index in enumerate(batch):
                follow_averages(network, settings, data, index, seed, row + i * every)
        for i, index in enumerate(batch):
            slots, values = named_by(data, index)
            flat, touched = gradient(
                network, settings, data.numbers[index], slots, data.target[index],
                seed, row + i * every, huber, 0.0 if data.offset is None else data.offset[index],
                values,
            )  # fmt: skip
            total += flat if settings.adaptive else flat / len(batch)
            about |= touched
            present.update(levels_of(network, settings, data, index, seed, row + i * every))
        if settings.batch > 1 or not settings.fast:
            slots = range(network.layout.levels) if not settings.fast else present
            about = everything_but_absent_levels(network, slots)
        step(network, settings, total + penalties_where(network, settings), about, row)
        if np.isfinite(settings.max_w2):
            cap(network, settings, about)
        row += len(batch) * every


def penalties_where(network, settings):
    if not (settings.l1 or settings.l2):
        return 0.0
    return penalties(network, settings) * (settings.batch if settings.adaptive else 1)


def levels_of(network, settings, data, index, seed, row):
    """Levels of one row that input dropout leaves in."""
    slots, _ = named_by(data, index)
    return Pass(network, settings, data.numbers[index], slots, seed, row).named


def named_by(data, index):
    """Inputs with a row of weights each that a row of data names, and their values."""
    if data.sparse is None:
        return data.slots[index], np.ones(data.slots.shape[1])
    start, slots, values = data.sparse
    row = slice(start[index], start[index + 1])
    return slots[row], values[row]


def everything_but_absent_levels(network, present):
    about = np.zeros(network.layout.size)
    for layer in range(network.layout.layers):
        network.weights(layer, about)[:] = 1
        network.biases(layer, about)[:] = 1
    network.level_weights(about)[sorted(present)] = 1
    return about.astype(bool)
