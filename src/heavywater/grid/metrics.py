"""What grids answer that hold models of one kind of response."""

from __future__ import annotations

from heavywater.grid.over_models import over_models

__all__ = [
    "KINDS",
    "H2OAnomalyDetectionGridSearch",
    "H2OAutoEncoderGridSearch",
    "H2OBinomialGridSearch",
    "H2OMultinomialGridSearch",
    "H2ORegressionGridSearch",
]


class H2OBinomialGridSearch:
    """Of responses with two classes."""

    F1 = over_models("F1")
    F2 = over_models("F2")
    F0point5 = over_models("F0point5")
    accuracy = over_models("accuracy")
    error = over_models("error")
    precision = over_models("precision")
    tpr = over_models("tpr")
    tnr = over_models("tnr")
    fnr = over_models("fnr")
    fpr = over_models("fpr")
    recall = over_models("recall")
    sensitivity = over_models("sensitivity")
    fallout = over_models("fallout")
    missrate = over_models("missrate")
    specificity = over_models("specificity")
    mcc = over_models("mcc")
    max_per_class_error = over_models("max_per_class_error")
    mean_per_class_error = over_models("mean_per_class_error")
    metric = over_models("metric")
    roc = over_models("roc")
    confusion_matrix = over_models("confusion_matrix")
    find_threshold_by_max_metric = over_models("find_threshold_by_max_metric")
    find_idx_by_threshold = over_models("find_idx_by_threshold")


class H2OMultinomialGridSearch:
    """Of responses with several classes."""

    confusion_matrix = over_models("confusion_matrix")
    hit_ratio_table = over_models("hit_ratio_table")
    mean_per_class_error = over_models("mean_per_class_error")


class H2ORegressionGridSearch:
    """Of numeric responses."""


class H2OAutoEncoderGridSearch:
    """Of autoencoders."""

    anomaly = over_models("anomaly")


class H2OAnomalyDetectionGridSearch:
    """Of models that tell how unusual rows are."""

    varsplits = over_models("varsplits")


#: The class for each kind of models.
KINDS: dict[str, type] = {
    "AnomalyDetection": H2OAnomalyDetectionGridSearch,
    "AutoEncoder": H2OAutoEncoderGridSearch,
    "Binomial": H2OBinomialGridSearch,
    "Multinomial": H2OMultinomialGridSearch,
    "Regression": H2ORegressionGridSearch,
}
