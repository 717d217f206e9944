"""Transformers of frames, for H2OAssembly and for scikit-learn's pipelines."""

from __future__ import annotations

from heavywater.transforms.decomposition import H2OPCA, H2OSVD
from heavywater.transforms.preprocessing import H2OBinaryOp, H2OColOp, H2OColSelect, H2OScaler
from heavywater.transforms.transform_base import H2OTransformer

__all__ = [
    "H2OPCA",
    "H2OSVD",
    "H2OBinaryOp",
    "H2OColOp",
    "H2OColSelect",
    "H2OScaler",
    "H2OTransformer",
]
