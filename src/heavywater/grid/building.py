"""How a grid makes its models: an estimator for each combination."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from heavywater.core.jobs import Job
from heavywater.core.training.model import Built, TrainedModel
from heavywater.core.training.request import TrainingRequest
from heavywater.core.training.search.grid import Grid
from heavywater.core.training.search.walkers import Combination
from heavywater.exceptions import H2OError

if TYPE_CHECKING:
    from heavywater.core.store import Store
    from heavywater.estimators._references import References
    from heavywater.estimators.estimator_base import H2OEstimator
    from heavywater.frame import H2OFrame

__all__ = ["EstimatorBuilder"]


@dataclass(slots=True, kw_only=True)
class EstimatorBuilder:
    """Makes models of one estimator (see `search.Builder`).

    Attributes
    ----------
    grid
        The grid.
    estimator
        Class of the estimator.
    given
        Parameters that all models share.
    x, y, training, validation
        As in the estimator's `train`.
    store
        Where models go.
    walk_seed
        Models without a seed of their own get this one plus their position in the walk; None to
        leave them without.
    warnings
        What the models' parameters gave rise to, each once.
    """

    grid: Grid
    estimator: type[H2OEstimator]
    given: dict[str, Any]
    x: Any
    y: Any
    training: H2OFrame
    validation: H2OFrame | None
    store: Store
    walk_seed: int | None
    warnings: list[str] = field(default_factory=list)

    def prepare(self, references: References) -> None:
        """Write what the folders lack: models of before; to recover, frames and other models."""
        from heavywater import _grid_files

        for folder in self._folders():
            for model in self.earlier():
                if not os.path.exists(os.path.join(folder, model.key)):
                    parts = {key: self.store.get(key) for key in model.parts if key in self.store}
                    _grid_files.write_model(model, parts, folder)
        if self.grid.plan.recovery_dir is not None:
            frames = {self.training.frame_id: self.training._data}
            if self.validation is not None:
                frames[self.validation.frame_id] = self.validation._data
            _grid_files.write_references(self.grid, self.grid.plan.recovery_dir, frames, references)
        self.save()

    def earlier(self) -> list[TrainedModel]:
        """Models of the grid that are in the session."""
        found = (self.store.get(m.key) for m in self.grid.models if m.key in self.store)
        return [model for model in found if isinstance(model, TrainedModel)]

    def _values(self, combination: Combination, position: int = 0) -> dict[str, Any]:
        """The estimator's parameters for one model."""
        values = self.given | combination
        if self.walk_seed is not None and values.get("seed", -1) == -1:
            values["seed"] = self.walk_seed + position
        # Models are exported by the grid, together with itself.
        values.pop("export_checkpoints_dir", None)
        return values

    def described(self, combination: Combination) -> dict[str, Any] | None:
        """All parameters with a combination's; None if one of these cannot be set at all."""
        try:
            return self.estimator._parameters().convert(self._values(combination))
        except H2OError:
            return None

    def request(self, combination: Combination, key: str, position: int) -> TrainingRequest:
        """A checked request for one model."""
        estimator = self.estimator(**self._values(combination, position))
        return estimator._training_request(
            self.x,
            self.y,
            self.training,
            validation_frame=self.validation,
            model_id=key,
        )

    def build(self, request: TrainingRequest, job: Job) -> Built:
        """Train one model."""
        return self.estimator()._build(request, job)

    def keep(self, built: Built) -> None:
        """Put a model into the session, and into the folders that were asked for."""
        from heavywater import _grid_files
        from heavywater.estimators.estimator_base import store_built

        store_built(built, self.store)
        for folder in self._folders():
            _grid_files.write_model(built.model, built.parts, folder)
        for message in built.model.warnings:
            if message not in self.warnings:
                self.warnings.append(message)

    def save(self) -> None:
        """Write the grid into the folders that were asked for."""
        from heavywater import _grid_files

        for folder in self._folders():
            _grid_files.write_grid(self.grid, folder)

    def _folders(self) -> list[str]:
        plan = self.grid.plan
        return list(dict.fromkeys(filter(None, (plan.export_dir, plan.recovery_dir))))
