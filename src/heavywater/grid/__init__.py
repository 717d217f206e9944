"""Grid search: one estimator, many settings."""

from heavywater.grid.grid_search import H2OGridSearch
from heavywater.grid.metrics import (
    H2OAutoEncoderGridSearch,
    H2OBinomialGridSearch,
    H2OMultinomialGridSearch,
    H2ORegressionGridSearch,
)

__all__ = [
    "H2OAutoEncoderGridSearch",
    "H2OBinomialGridSearch",
    "H2OGridSearch",
    "H2OMultinomialGridSearch",
    "H2ORegressionGridSearch",
]
