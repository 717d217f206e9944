"""How far a training has come: what it takes, beside the network, to go on with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from heavywater.core.training.sampling import Place

__all__ = ["Progress"]


@dataclass(slots=True, kw_only=True)
class Progress:
    """Counters of a training; a model keeps them, and a training that continues it goes on.

    Attributes
    ----------
    columns
        Columns that were to be learned from, those that were then dropped included.
    iteration, samples, epochs
        Iterations, rows and passes over the rows.
    training_seconds, run_seconds
        Time spent on training proper, and altogether.
    metric, values
        Name of the stopping metric, and what was measured of it at each scoring.
    seed, rows
        Seed of the training, and number of rows that it passed.
    places
        How far each replica has come in its rows.
    """

    columns: list[str] = field(default_factory=list)
    iteration: int = 0
    samples: int = 0
    epochs: float = 0.0
    training_seconds: float = 0.0
    run_seconds: float = 0.0
    metric: str = ""
    values: list[float] = field(default_factory=list)
    seed: int = 0
    rows: int = 0
    places: list[Place] = field(default_factory=list)

    def copy(self) -> Progress:
        """The same, to be changed."""
        return replace(self, values=list(self.values), places=list(self.places))
