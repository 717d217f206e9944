"""What stands in for H2O's cluster: this process."""

from __future__ import annotations

from heavywater.backend.cluster import H2OCluster

__all__ = ["H2OCluster"]
