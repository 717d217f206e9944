"""Ways through a space of hyper-parameters.

Names come by alphabet, whatever their order in the user's dictionary, as in H2O; with the same
seed a random walk meets the same combinations as there.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from heavywater.core.rng import JavaRandom
from heavywater.exceptions import H2OModelBuildError

__all__ = ["Combination", "Space", "combinations", "walk"]

Combination = dict[str, Any]
Space = Mapping[str, Sequence[Any]]


def combinations(space: Space) -> int:
    """Number of combinations."""
    return math.prod(len(values) for values in space.values())


def walk(space: Space, strategy: str, seed: int = -1) -> tuple[Iterator[Combination], int]:
    """Combinations in the order in which they are tried, and how many there are.

    Parameters
    ----------
    space
        Values of each hyper-parameter.
    strategy
        ``"Cartesian"``: all of them; the first name (by alphabet) changes fastest.
        ``"RandomDiscrete"``: all of them in a random order.
        ``"Sequential"``: the first values of all lists, then the second ones, and so on.
    seed
        Of the random order.

    Examples
    --------
    >>> list(walk({"l2": [0, 1], "l1": [5, 6]}, "Cartesian")[0])[:2]
    [{'l1': 5, 'l2': 0}, {'l1': 6, 'l2': 0}]
    """
    ordered = {name: space[name] for name in sorted(space)}
    if strategy == "Sequential":
        return _in_step(ordered), _common_length(ordered)
    walkers: dict[str, Callable[[], Iterator[Combination]]] = {
        "Cartesian": lambda: _cartesian(ordered),
        "RandomDiscrete": lambda: _random(ordered, seed),
    }
    return walkers[strategy](), combinations(ordered)


def _cartesian(space: Space) -> Iterator[Combination]:
    names = list(space)
    # product() changes its last factor fastest.
    for values in itertools.product(*(space[name] for name in reversed(names))):
        yield dict(zip(names, reversed(values), strict=True))


def _random(space: Space, seed: int) -> Iterator[Combination]:
    source, count = JavaRandom(seed), combinations(space)
    seen: set[tuple[int, ...]] = set()
    while len(seen) < count:
        places = tuple(source.below(len(values)) for values in space.values())
        if places not in seen:
            seen.add(places)
            yield {
                name: values[place]
                for (name, values), place in zip(space.items(), places, strict=True)
            }


def _in_step(space: Space) -> Iterator[Combination]:
    for values in zip(*space.values(), strict=True):
        yield dict(zip(space, values, strict=True))


def _common_length(space: Space) -> int:
    lengths = {name: len(values) for name, values in space.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise H2OModelBuildError.of(
            [
                (
                    "hyper_params",
                    "The strategy 'Sequential' takes the first values of all lists together, then "
                    f"the second ones, and so on; all lists must be of one length, but {told}.",
                )
            ]
        )
    return next(iter(lengths.values()), 1)
