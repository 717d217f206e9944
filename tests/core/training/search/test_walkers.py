"""Searches meet combinations in H2O's order (release 3.46.0.12)."""

from __future__ import annotations

import pytest

from heavywater.core.training.search.walkers import combinations, walk
from heavywater.exceptions import H2OModelBuildError


def steps(space, strategy, seed=-1):
    names = sorted(space)
    found, count = walk(space, strategy, seed)
    steps = [tuple(step[name] for name in names) for step in found]
    assert len(steps) == count
    return steps


def test_cartesian_changes_the_first_name_fastest():
    space = {"l2": [0, 1], "epochs": [0.1, 0.2], "l1": [0, 1]}
    assert steps(space, "Cartesian")[:3] == [(0.1, 0, 0), (0.2, 0, 0), (0.1, 1, 0)]


# What H2O-3 tried, by seed.
RANDOM = [
    (42, {"l1": 3, "l2": 3}, "20 02 01 22 12 00 21 11 10"),
    (1, {"l1": 2, "l2": 2}, "10 00 01 11"),
    (7, {"l1": 5}, "1 4 0 3 2"),
]


@pytest.mark.parametrize(("seed", "sizes", "expected"), RANDOM)
def test_random_walks_are_h2os(seed, sizes, expected):
    space = {name: list(range(size)) for name, size in sizes.items()}
    found = steps(space, "RandomDiscrete", seed)
    assert ["".join(map(str, step)) for step in found] == expected.split()


def test_the_order_in_the_dictionary_has_no_say():
    one = steps({"l1": [0, 1, 2], "l2": [5, 6]}, "RandomDiscrete", 3)
    other = steps({"l2": [5, 6], "l1": [0, 1, 2]}, "RandomDiscrete", 3)
    assert one == other


def test_sequential_takes_the_lists_in_step():
    assert steps({"l2": [7, 8], "l1": [0, 1]}, "Sequential") == [(0, 7), (1, 8)]


def test_sequential_needs_lists_of_one_length():
    with pytest.raises(H2OModelBuildError, match="l1 has 3, l2 has 2"):
        walk({"l1": [0, 1, 2], "l2": [0, 1]}, "Sequential")


def test_an_empty_space_has_one_combination():
    assert combinations({}) == 1
    assert all(list(walk({}, strategy)[0]) == [{}] for strategy in ("Cartesian", "RandomDiscrete"))
