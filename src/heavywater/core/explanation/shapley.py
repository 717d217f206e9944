"""Shapley values of columns, for any model: exact for few columns, else from random orders.

Strumbelj and Kononenko 2014, "Explaining prediction models and individual predictions with
feature contributions"; orders come in pairs of an order and its reverse, after Mitchell et al.
2022, "Sampling permutations for Shapley value estimation". In either way the values of a row add
up to the difference of its prediction from that of its reference, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial

import numpy as np
import numpy.typing as npt

__all__ = ["drawn_orders", "shapley_values"]

Floats = npt.NDArray[np.float64]
Masks = npt.NDArray[np.bool_]
Order = npt.NDArray[np.int64]

#: All coalitions of so many columns are asked for; they are 256.
_FEW = 8


def drawn_orders(players: int, rng: np.random.Generator, pairs: int = 16) -> list[Order]:
    """Orders in which players join: so many drawn ones, and their reverses.

    None for eight players or fewer, of whom all coalitions are looked at.
    """
    if players <= _FEW:
        return []
    drawn = [rng.permutation(players) for _ in range(pairs)]
    return [order for pair in drawn for order in (pair, pair[::-1])]


def shapley_values(
    value: Callable[[Masks], Floats], players: int, orders: Sequence[Order] = ()
) -> Floats:
    """How much each player adds to what all of them have together.

    Parameters
    ----------
    value
        What coalitions are worth: from (coalitions, players), True for those who take part, to
        (coalitions, games).
    players
        How many there are.
    orders
        Orders in which players join, over which the values are means (`drawn_orders`). Without
        any the values are exact, from all 2 to the power of `players` coalitions.

    Returns
    -------
    ndarray of shape (games, players)
        Their sum over the players is what all are worth, less what none is worth.

    Examples
    --------
    >>> shapley_values(lambda masks: masks.all(axis=1)[:, None] * 6.0, 3)
    array([[2., 2., 2.]])
    """
    if players == 0:
        return np.zeros((value(np.zeros((1, 0), dtype=np.bool_)).shape[1], 0))
    return _of_orders(value, players, orders) if orders else _of_all_coalitions(value, players)


def _of_all_coalitions(value: Callable[[Masks], Floats], players: int) -> Floats:
    numbers = np.arange(1 << players)
    masks = (numbers[:, None] >> np.arange(players)) & 1 == 1
    worth = value(masks)
    size = masks.sum(axis=1)
    # How likely a coalition is to be there when a player joins, over all orders.
    share = np.array(
        [
            factorial(count) * factorial(players - count - 1) / factorial(players)
            for count in range(players)
        ]
    )
    found = np.empty((worth.shape[1], players))
    for player in range(players):
        without = np.flatnonzero(~masks[:, player])
        gains = worth[without | (1 << player)] - worth[without]
        found[:, player] = share[size[without]] @ gains
    return found


def _of_orders(value: Callable[[Masks], Floats], players: int, orders: Sequence[Order]) -> Floats:
    found: Floats | None = None
    for order in orders:
        # Nobody, then one more at a time.
        masks = np.zeros((players + 1, players), dtype=np.bool_)
        masks[:, order] = np.tri(players + 1, players, -1, dtype=np.bool_)
        gains = np.diff(value(masks), axis=0).T
        if found is None:
            found = np.zeros_like(gains)
        found[:, order] += gains
    assert found is not None
    return found / len(orders)
