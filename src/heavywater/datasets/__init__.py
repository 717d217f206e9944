"""The walkthrough's data as frames, with or without a network.

Examples
--------
>>> import heavywater as h2o
>>> from heavywater import datasets
>>> h2o.init(verbose=False)
>>> h2o.no_progress()
>>> datasets.cars().shape
(406, 9)
>>> datasets.credit_card(rows=1000, frauds=20).shape
(1000, 31)
"""

from __future__ import annotations

from heavywater.datasets._cars import CARS, cars
from heavywater.datasets._credit_card import credit_card
from heavywater.datasets._mnist import mnist

__all__ = ["CARS", "cars", "credit_card", "mnist"]
