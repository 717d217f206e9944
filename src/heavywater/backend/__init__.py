"""What stands in for H2O's cluster: this process."""

from __future__ import annotations

from heavywater._stand_ins import stand_in
from heavywater.backend.cluster import H2OCluster
from heavywater.backend.connection import H2OConnection

__all__ = ["H2OCluster", "H2OConnection", "H2OConnectionConf", "H2OLocalServer"]

_NO_SERVER = "there is no server; init() sets up the session in this process"

H2OConnectionConf = stand_in("H2OConnectionConf", _NO_SERVER)
H2OLocalServer = stand_in("H2OLocalServer", _NO_SERVER)
