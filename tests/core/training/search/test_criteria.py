from __future__ import annotations

import pytest

from heavywater.core.training.search.criteria import checked_criteria
from heavywater.exceptions import H2OModelBuildError


def test_all_is_cartesian_by_default():
    criteria = checked_criteria(None)
    assert criteria["strategy"] == "Cartesian"
    assert criteria["max_models"] == 0


def test_words_may_be_spelled_loosely():
    criteria = checked_criteria({"strategy": "random_discrete", "stopping_metric": "auc"})
    assert (criteria["strategy"], criteria["stopping_metric"]) == ("RandomDiscrete", "AUC")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"strategy": "Random"}, "Did you mean 'RandomDiscrete'"),
        ({"strategy": "RandomDiscrete", "max_model": 1}, "Did you mean 'max_models'"),
        ({"strategy": "RandomDiscrete", "max_models": -1}, "at least 0"),
        ({"strategy": "RandomDiscrete", "max_models": [1, 3]}, "it must be an integer"),
        ({"strategy": "RandomDiscrete", "stopping_metric": "foo"}, "allowed are"),
        ({"strategy": "Cartesian", "max_models": 1}, "belongs to 'RandomDiscrete'"),
        ({"strategy": "Sequential", "seed": 1}, "belongs to 'RandomDiscrete'"),
        ({"max_models": 1}, "no 'strategy' among them"),
    ],
)
def test_what_is_refused(given, words):
    with pytest.raises(H2OModelBuildError, match=words) as error:
        checked_criteria(given)
    assert "Can't parse the search_criteria dictionary" in str(error.value)
