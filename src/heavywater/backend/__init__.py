"""What stands in for H2O's cluster: this process."""

from __future__ import annotations

from heavywater.backend.cluster import H2OCluster
from heavywater.backend.connection import H2OConnection

__all__ = ["H2OCluster", "H2OConnection"]
