"""Transactions with credit cards: the user's file, or a synthetic table of its schema."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from heavywater.datasets._places import FOLDER_VARIABLE, found
from heavywater.exceptions import H2OFileError, H2OValueError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["COLUMNS", "credit_card", "synthetic"]

Array = npt.NDArray[np.float64]
Seconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FILE: Final = "creditcard.csv"

COLUMNS: Final = ("Time", *(f"V{number}" for number in range(1, 29)), "Amount", "Class")

_COMPONENTS: Final = 28
_DAYS: Final = 2
_DAY: Final = 86_400

#: Degrees of freedom of Student's distribution: variances are finite, tails heavy.
_FREEDOM: Final = 5.0

#: Strength of what transactions have in common, beside what is each component's own.
_FACTORS: Final = 5
_COMMON_SHARE: Final = 0.35

#: Components by which frauds stand out, and by how many standard deviations on average.
_SHIFTS: Final = {
    1: -2.9, 2: 2.6, 3: -5.7, 4: 4.8, 5: -2.2, 7: -4.4, 9: -2.9, 10: -6.4, 11: 4.8, 12: -7.5,
    14: -9.2, 16: -5.7, 17: -7.9, 18: -2.9, 21: 1.5, 27: 1.1,
}  # fmt: skip

#: Components that go with the logarithm of the amount, and their correlation with it.
_WITH_AMOUNT: Final = {2: -0.45, 5: -0.35, 7: 0.35, 20: 0.35}


def credit_card(
    path: str | os.PathLike[str] | None = None,
    *,
    rows: int = 284_807,
    frauds: int = 492,
    seed: int = 2013,
    verbose: bool = True,
) -> H2OFrame:
    """Transactions with credit cards, a few of them frauds.

    The table that is well known under this schema may not be passed on, and so does not come with
    this package. Who has its ``creditcard.csv`` gets it from here: from `path`, the working
    folder, its folder ``data``, or the folder that the environment variable ``HEAVYWATER_DATA``
    names. Otherwise the table is **synthetic**: drawn at random, of the same shape, and no
    statement about any real transaction.

    Parameters
    ----------
    path
        The file; it must exist. Looked for if missing.
    rows
        Number of rows of the synthetic table.
    frauds
        How many of them are frauds.
    seed
        Of the synthetic table: the same seed gives the same table, on any machine up to rounding.
    verbose
        Whether to print which of the two it is.

    Returns
    -------
    H2OFrame
        ``Time`` (seconds since the first transaction, ascending), ``V1`` to ``V28`` (numbers
        around 0 without a unit), ``Amount`` (at least 0) and ``Class`` (1 for a fraud, else 0).
        The synthetic table has no missing values.

    Raises
    ------
    H2OFileError
        If there is no file at `path`.
    H2OValueError
        If `rows` or `frauds` is not possible.

    Notes
    -----
    In the synthetic table V1 to V28 are linear mixtures of Student's t variables (5 degrees of
    freedom, one scale for each row, so that a row is extreme in several columns at a time) with
    five factors in common; some go with the amount, one with the time. Amounts are lognormal, and
    more is bought by day. Frauds are shifted in sixteen columns, each by a strength of its own:
    some of them cannot be told from honest transactions.

    Examples
    --------
    >>> import heavywater as h2o
    >>> h2o.init(verbose=False)
    >>> frame = credit_card(rows=1000, frauds=20, verbose=False)
    >>> frame["Class"].sum()
    20.0
    """
    import heavywater as h2o

    file = found(FILE) if path is None else Path(path).expanduser()
    if file is not None:
        if not file.is_file():
            raise H2OFileError(
                f"There is no file {os.fspath(file)!r}. Leave `path` out for a synthetic table, or "
                f"put {FILE} into the working folder or the folder that {FOLDER_VARIABLE} names."
            )
        if verbose:
            print(f"Transactions from {file}.")
        return h2o.import_file(str(file))
    table = synthetic(rows, frauds, seed)
    if verbose:
        print(f"A synthetic table of {rows:,} transactions, {frauds:,} of them frauds.")
    return h2o.H2OFrame(table)


def synthetic(
    rows: int = 284_807, frauds: int = 492, seed: int = 2013
) -> dict[str, Array | Seconds]:
    """The synthetic table as arrays by column; see `credit_card`."""
    if not 0 <= frauds <= rows or rows < 1:
        raise H2OValueError(
            f"A table of {rows} rows with {frauds} frauds cannot be made: rows must be at least "
            "1, frauds from 0 to the number of rows.",
            "frauds" if rows >= 1 else "rows",
        )
    rng = np.random.default_rng(seed)
    is_fraud = np.zeros(rows, bool)
    is_fraud[:frauds] = True
    moments = _moments(rng, is_fraud)
    order = np.argsort(moments, kind="stable")
    is_fraud, seconds = is_fraud[order], moments[order] - moments.min()
    amount = _amounts(rng, is_fraud)
    components = _Components.drawn(rng).values(rng, is_fraud, seconds, amount)
    numbers = {f"V{j + 1}": components[:, j] for j in range(_COMPONENTS)}
    return {"Time": seconds, **numbers, "Amount": amount, "Class": is_fraud.astype(np.int64)}


def _moments(rng: np.random.Generator, is_fraud: Flags) -> Seconds:
    """Seconds in any order: honest people sleep at night, frauds happen at any hour."""
    hours = np.arange(24)
    busy = 1.1 + np.cos((hours - 15.5) / 24 * 2 * np.pi) - 0.35 * np.cos(hours / 12 * 2 * np.pi)
    busy = np.maximum(busy, 0.1)
    honest = rng.choice(24, len(is_fraud), p=busy / busy.sum())
    hour = np.where(is_fraud, rng.integers(0, 24, len(is_fraud)), honest)
    day = rng.integers(0, _DAYS, len(is_fraud))
    seconds: Seconds = day * _DAY + hour * 3600 + rng.integers(0, 3600, len(is_fraud))
    return seconds


def _amounts(rng: np.random.Generator, is_fraud: Flags) -> Array:
    """Lognormal amounts in cents; frauds are often tried with a single unit first."""
    amount = np.exp(rng.normal(3.1, 1.6, len(is_fraud)))
    tried = is_fraud & (rng.random(len(is_fraud)) < 0.25)
    amount[tried] = 1.0
    return np.minimum(amount, 25_000).round(2)


@dataclass(frozen=True, slots=True)
class _Components:
    """How V1 to V28 hang together: their sizes, and what they have in common."""

    sizes: Array
    loadings: Array

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> _Components:
        """Sizes that fall from 1.9 to 0.35, and loadings of random directions."""
        sizes = 1.9 * (0.35 / 1.9) ** (np.arange(_COMPONENTS) / (_COMPONENTS - 1))
        loadings = rng.normal(size=(_FACTORS, _COMPONENTS))
        return cls(sizes, loadings / np.linalg.norm(loadings, axis=0))

    def values(
        self,
        rng: np.random.Generator,
        is_fraud: Flags,
        seconds: Seconds,
        amount: Array,
    ) -> Array:
        """The values, rows by components."""
        rows = len(is_fraud)
        values = rng.standard_normal((rows, _COMPONENTS))
        values *= np.sqrt(1 - _COMMON_SHARE)
        values += np.sqrt(_COMMON_SHARE) * (rng.standard_normal((rows, _FACTORS)) @ self.loadings)
        values *= np.sqrt((_FREEDOM - 2) / rng.chisquare(_FREEDOM, rows))[:, None]
        spent = (np.log1p(amount) - np.log1p(amount).mean()) / (np.log1p(amount).std() or 1.0)
        for number, share in _WITH_AMOUNT.items():
            values[:, number - 1] *= np.sqrt(1 - share**2)
            values[:, number - 1] += share * spent
        values[:, 2] -= 0.4 * (seconds / (_DAYS * _DAY) - 0.5) * np.sqrt(12)
        self._mark(rng, values, is_fraud)
        values *= self.sizes
        return values

    @staticmethod
    def _mark(rng: np.random.Generator, values: Array, is_fraud: Flags) -> None:
        """Shift frauds, each by a strength of its own, and spread them."""
        count = int(is_fraud.sum())
        strength = rng.gamma(1.6, 1 / 1.6, count)[:, None]
        shift = np.zeros(_COMPONENTS)
        shift[[number - 1 for number in _SHIFTS]] = list(_SHIFTS.values())
        values[is_fraud] *= 1 + 0.5 * strength
        values[is_fraud] += strength * shift * rng.uniform(0.5, 1.5, (count, _COMPONENTS))
