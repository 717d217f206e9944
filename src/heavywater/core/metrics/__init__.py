"""Arrays in, metric records out.

Nothing here knows of frames, models or printing. The definitions are H2O's; AUC and the area
under the precision-recall curve are exact at any size, and the tables of thresholds hold at most
400 of them.
"""

from heavywater.core.metrics.anomaly import AnomalyMetrics, anomaly_metrics
from heavywater.core.metrics.autoencoder import AutoEncoderMetrics, autoencoder_metrics
from heavywater.core.metrics.binomial import BinomialMetrics, binomial_metrics
from heavywater.core.metrics.class_areas import AucType
from heavywater.core.metrics.multinomial import MultinomialMetrics, multinomial_metrics
from heavywater.core.metrics.ranking import Ranking, ranking
from heavywater.core.metrics.record import MetricsRecord
from heavywater.core.metrics.regression import RegressionMetrics, regression_metrics

__all__ = [
    "AnomalyMetrics",
    "AucType",
    "AutoEncoderMetrics",
    "BinomialMetrics",
    "MetricsRecord",
    "MultinomialMetrics",
    "Ranking",
    "RegressionMetrics",
    "anomaly_metrics",
    "autoencoder_metrics",
    "binomial_metrics",
    "multinomial_metrics",
    "ranking",
    "regression_metrics",
]
