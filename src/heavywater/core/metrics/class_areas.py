"""Areas under the curves of several classes: each against the rest, and each against each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from heavywater.core.metrics.arrays import Floats, Ints
from heavywater.core.metrics.curves import areas
from heavywater.core.metrics.scored_counts import count_sorted
from heavywater.core.tables import Column, Table
from heavywater.exceptions import H2OTypeError, did_you_mean, listed

__all__ = ["AVERAGES", "MOST_CLASSES", "AucType", "ClassAreas", "auc_type_of", "class_areas"]

AucType = Literal["AUTO", "NONE", "MACRO_OVR", "WEIGHTED_OVR", "MACRO_OVO", "WEIGHTED_OVO"]

#: The kinds that name an average; `AUTO` and `NONE` compute nothing.
AVERAGES: tuple[AucType, ...] = ("MACRO_OVR", "WEIGHTED_OVR", "MACRO_OVO", "WEIGHTED_OVO")

_WORDS: dict[str, AucType] = {
    kind.replace("_", "").lower(): kind for kind in ("AUTO", "NONE", *AVERAGES)
}

#: H2O's limit: each class is compared with each.
MOST_CLASSES = 50

_TITLES = {"auc": "Multinomial AUC values", "auc_pr": "Multinomial auc_pr values"}


def auc_type_of(word: object) -> AucType:
    """The kind that a word means, in any case and with or without underscores.

    Raises
    ------
    H2OTypeError
        For any other word or value.

    Examples
    --------
    >>> auc_type_of("macro_ovr")
    'MACRO_OVR'
    """
    known = word.replace("_", "").lower() if isinstance(word, str) else ""
    if known not in _WORDS:
        raise H2OTypeError(
            f"auc_type must be one of {listed(_WORDS.values())}, not {word!r}."
            + did_you_mean(word, _WORDS.values()),
            "auc_type",
            word,
        )
    return _WORDS[known]


@dataclass(frozen=True, eq=False, slots=True)
class ClassAreas:
    """Areas under one kind of curve.

    Attributes
    ----------
    name
        ``"auc"`` or ``"auc_pr"``.
    domain
        Names of the classes.
    rest
        Area of each class against all others.
    pairs
        Area of each pair of classes, in the order (0, 1), (0, 2), ..., (1, 2), ...: the mean of
        the area by the first class's probability and of that by the second's.
    rows
        Σw of each class.
    """

    name: str
    domain: tuple[str, ...]
    rest: Floats
    pairs: Floats
    rows: Floats

    def average(self, auc_type: AucType) -> float:
        """One number for all classes; NaN without rows, or where no average is named.

        Weighted averages weight a class, or a pair of classes, by its rows (Hand and Till 2001,
        "A simple generalisation of the area under the ROC curve", for those of pairs).
        """
        if auc_type not in AVERAGES or not self.rows.sum() > 0:
            return float("nan")
        areas = self.rest if auc_type.endswith("OVR") else self.pairs
        if auc_type.startswith("MACRO"):
            return float(areas.mean())
        weights = self.rows if auc_type.endswith("OVR") else self._rows_of_pairs()
        return float(areas @ weights / weights.sum())

    def _rows_of_pairs(self) -> Floats:
        first, second = np.triu_indices(len(self.domain), 1)
        rows: Floats = self.rows[first] + self.rows[second]
        return rows

    def table(self) -> Table:
        """H2O's ``multinomial_auc_table`` or ``multinomial_aucpr_table``."""
        rows: list[tuple[object, ...]] = [
            (f"{level} vs Rest", level, None, float(area))
            for level, area in zip(self.domain, self.rest, strict=True)
        ]
        rows += [
            ("Macro OVR", None, None, self.average("MACRO_OVR")),
            ("Weighted OVR", None, None, self.average("WEIGHTED_OVR")),
        ]
        rows += [
            (f"Class {first} vs. {second}", first, second, float(area))
            for (first, second), area in zip(combinations(self.domain, 2), self.pairs, strict=True)
        ]
        rows += [
            ("Macro OVO", None, None, self.average("MACRO_OVO")),
            ("Weighted OVO", None, None, self.average("WEIGHTED_OVO")),
        ]
        columns = (
            Column("type", "string", "%s"),
            Column("first_class_domain", "string", "%s"),
            Column("second_class_domain", "string", "%s"),
            Column(self.name, "double", "%f"),
        )
        return Table(_TITLES[self.name], "", columns, tuple(rows))


def class_areas(
    classes: Ints, probabilities: Floats, weights: Floats, domain: tuple[str, ...]
) -> tuple[ClassAreas, ClassAreas]:
    """Areas under the ROC and under the precision-recall curves.

    Parameters
    ----------
    classes
        Class index per row, all within the domain.
    probabilities
        A column per class.
    weights
        Weight of each row, above 0.
    domain
        Names of the classes.
    """
    count = len(domain)
    rest = np.zeros((2, count))
    directed = np.zeros((2, count, count))
    for own in range(count):
        order = np.argsort(probabilities[:, own])
        scores, actual, weight = probabilities[order, own], classes[order], weights[order]
        rest[:, own] = _areas(scores, actual == own, weight)
        for other in range(count):
            if other != own:
                both = (actual == own) | (actual == other)
                directed[:, own, other] = _areas(scores[both], actual[both] == own, weight[both])
    first, second = np.triu_indices(count, 1)
    pairs = 0.5 * (directed[:, first, second] + directed[:, second, first])
    rows = np.bincount(classes, weights, minlength=count).astype(np.float64)
    return (
        ClassAreas("auc", domain, rest[0], pairs[0], rows),
        ClassAreas("auc_pr", domain, rest[1], pairs[1], rows),
    )


def _areas(scores: Floats, positive: np.ndarray, weights: Floats) -> tuple[float, float]:
    """Both areas; scores ascend."""
    if scores.shape[0] == 0:  # two classes without rows: no evidence either way
        return 0.5, 0.5
    found = areas(count_sorted(scores, positive, weights))
    return found.roc, found.smooth
