"""How a network learns: the settings that an engine reads, with no frame or task in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Loss", "Settings"]

Loss = Literal[
    "CrossEntropy", "Quadratic", "Absolute", "Huber", "Quantile", "Poisson", "Gamma", "Tweedie"
]


@dataclass(frozen=True, slots=True)
class Settings:
    """Optimisation and regularisation of one training run.

    Parameters
    ----------
    loss
        Error that is descended; ``"CrossEntropy"`` for classes only, all others but
        ``"Quadratic"`` for regression only. ``"Poisson"``, ``"Gamma"`` and ``"Tweedie"`` are
        deviances under a log link: the exponential of the output is the prediction.
    adaptive
        ADADELTA (Zeiler 2012) if true, else gradient descent with momentum.
    rho, epsilon
        ADADELTA's decay and conditioning constant.
    rate, rate_annealing, rate_decay
        Step of layer l after n rows: ``rate * rate_decay**l / (1 + rate_annealing * n)``.
    momentum_start, momentum_ramp, momentum_stable
        Momentum grows linearly from start to stable over `momentum_ramp` rows. The step is
        multiplied by one minus the momentum, so momentum does not change its overall length.
    nesterov
        Take the gradient's step ahead of the velocity (Sutskever et al. 2013, section 2).
    input_dropout, hidden_dropout
        Share of inputs, and of the units of each hidden layer, left out of a row. Scoring
        multiplies what there is by the share that is kept.
    l1, l2
        Weight penalties; biases are not penalised.
    max_w2
        Largest sum of squared weights into one unit (Srivastava et al. 2014, section 5.1).
    sparsity, average_activation
        Pull of a sparse autoencoder's hidden units, and the average value they are pulled to.
        Each unit has ½ `sparsity` (average - `average_activation`)² added to the loss, where the
        average is a running one over training rows, of which a row is 1/1000 (Ng 2011, "Sparse
        autoencoder", with squared distance in place of divergence, so that values may be
        negative).
    batch
        Rows whose gradients make one update. Descent takes their mean. ADADELTA, which adapts to
        the length of gradients, takes their sum, with a constant of `batch` times `epsilon`:
        its first steps grow by that constant alone, and so become as long after as many rows,
        whatever the batch; and a sum's mean square is that of a single row `batch` times.
    fast
        Let weights rest whose input is 0, and units without a derivative; otherwise penalties,
        the optimiser's averages and momentum act on them too.
    elastic, moving_rate, elastic_pull
        Tie replicas together elastically (see `engines.averaging`).
    quantile_alpha
        Which quantile ``"Quantile"`` looks for.
    tweedie_power
        Power of the variance under ``"Tweedie"``.
    """

    loss: Loss
    adaptive: bool = True
    rho: float = 0.99
    epsilon: float = 1e-8
    rate: float = 0.005
    rate_annealing: float = 1e-6
    rate_decay: float = 1.0
    momentum_start: float = 0.0
    momentum_ramp: float = 1e6
    momentum_stable: float = 0.0
    nesterov: bool = True
    input_dropout: float = 0.0
    hidden_dropout: tuple[float, ...] = ()
    l1: float = 0.0
    l2: float = 0.0
    max_w2: float = float("inf")
    sparsity: float = 0.0
    average_activation: float = 0.0
    batch: int = 1
    fast: bool = True
    elastic: bool = False
    moving_rate: float = 0.9
    elastic_pull: float = 1e-3
    quantile_alpha: float = 0.5
    tweedie_power: float = 1.5

    def momentum(self, rows: float) -> float:
        """Momentum after `rows` rows."""
        if self.adaptive:
            return 0.0
        if self.momentum_ramp <= 0 or rows >= self.momentum_ramp:
            return self.momentum_stable
        share = rows / self.momentum_ramp
        return self.momentum_start + (self.momentum_stable - self.momentum_start) * share

    def learning_rate(self, layer: int, rows: float) -> float:
        """Learning rate of one layer after `rows` rows, before the factor for momentum."""
        return self.rate * self.rate_decay**layer / (1.0 + self.rate_annealing * rows)

    @property
    def summed(self) -> int:
        """Rows whose gradients are added up for an update; 1 where their mean is taken."""
        return self.batch if self.adaptive else 1

    @property
    def scaled_epsilon(self) -> float:
        """ADADELTA's constant as its accumulators are kept: divided by 1 - rho."""
        return self.epsilon * self.summed / (1.0 - self.rho)

    @property
    def capped(self) -> bool:
        """Whether `max_w2` bounds anything: its default is the largest number there is."""
        return self.max_w2 < 1e38

    @property
    def has_momentum(self) -> bool:
        """Whether a velocity is kept."""
        return not self.adaptive and (self.momentum_start != 0.0 or self.momentum_stable != 0.0)
