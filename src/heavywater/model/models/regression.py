"""Models of numeric responses."""

from __future__ import annotations

from heavywater.model.model_base import ModelBase

__all__ = ["H2ORegressionModel"]


class H2ORegressionModel(ModelBase):
    """A model that predicts numbers."""
