"""Handwritten digits: MNIST from its address, or scikit-learn's smaller ones in its layout."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from heavywater.datasets._places import OFFLINE_VARIABLE, cache_folder, found, offline

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["ADDRESS", "bundled_digits", "mnist", "write_bundled_digits"]

ADDRESS: Final = "https://h2o-public-test-data.s3.amazonaws.com/bigdata/laptop/mnist"
"""Where the walkthrough has its files from."""

NAMES: Final = ("train.csv.gz", "test.csv.gz")

_PATIENCE_SECONDS: Final = 10.0
_TRAIN_ROWS: Final = 1500

Table = npt.NDArray[np.int64]


def mnist(*, download: bool = True, verbose: bool = True) -> tuple[H2OFrame, H2OFrame]:
    """Images of handwritten digits: a column for each pixel, the digit in the last one.

    Looked for, in this order: ``train.csv.gz`` and ``test.csv.gz`` in the working folder, in its
    folder ``data`` and in the folder that the environment variable ``HEAVYWATER_DATA`` names; an
    earlier download; the address that the walkthrough uses. Without a network, they are the 1,797
    digits that come with scikit-learn, in the same layout.

    Parameters
    ----------
    download
        False keeps to what is on this machine, as the environment variable
        ``HEAVYWATER_OFFLINE=1`` does.
    verbose
        Whether to print which digits they are.

    Returns
    -------
    train, test : H2OFrame
        785 columns ``C1`` to ``C785``: 28 x 28 pixels from 0 to 255, row by row from the top left
        corner, then the digit. 60,000 and 10,000 rows of MNIST, or 1,500 and 297 of
        scikit-learn's, whose 8 x 8 pixels are blown up.
    """
    import heavywater as h2o

    files = _local() or (_downloaded(verbose) if download and not offline() else None)
    if files is not None:
        if verbose:
            print(f"Digits from {files[0].parent.resolve()}.")
        train, test = (h2o.import_file(str(file)) for file in files)
        return train, test
    if verbose:
        print("The 1,797 digits of scikit-learn, in the layout of MNIST.")
    names = [f"C{number}" for number in range(1, 786)]
    train, test = (h2o.H2OFrame(table, column_names=names) for table in bundled_digits())
    return train, test


def bundled_digits() -> tuple[Table, Table]:
    """Scikit-learn's digits with 784 pixels and the digit: 1,500 rows to train on, 297 to test.

    Each of the 8 x 8 pixels of 0 to 16 becomes 3 x 3 pixels of 0 to 255, in a margin of two.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ImportError(
            "Digits without a network come from scikit-learn. Install it: "
            "pip install 'heavywater[sklearn]'"
        ) from error
    digits = load_digits()
    large = np.kron(digits.images, np.ones((1, 3, 3))) * (255 / 16)
    pixels = np.pad(large, ((0, 0), (2, 2), (2, 2))).round().astype(np.int64).reshape(-1, 784)
    table = np.column_stack([pixels, digits.target])
    return table[:_TRAIN_ROWS], table[_TRAIN_ROWS:]


def write_bundled_digits(folder: Path) -> None:
    """Write `bundled_digits` as ``train.csv.gz`` and ``test.csv.gz``, without header."""
    for name, table in zip(NAMES, bundled_digits(), strict=True):
        text = "".join(",".join(map(str, row)) + "\n" for row in table.tolist())
        (folder / name).write_bytes(gzip.compress(text.encode(), 1, mtime=0))


def _local() -> tuple[Path, Path] | None:
    train, test = map(found, NAMES)
    if train and test:
        return train, test
    kept = [cache_folder() / "mnist" / name for name in NAMES]
    return (kept[0], kept[1]) if all(file.is_file() for file in kept) else None


def _downloaded(verbose: bool) -> tuple[Path, Path] | None:
    """The files from the walkthrough's address, or None if it cannot be reached."""
    folder = cache_folder() / "mnist"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            _fetch(f"{ADDRESS}/{name}", folder / name)
    except (OSError, urllib.error.URLError) as error:
        if verbose:
            print(f"{ADDRESS} cannot be reached ({error}); {OFFLINE_VARIABLE}=1 skips the attempt.")
        return None
    return folder / NAMES[0], folder / NAMES[1]


def _fetch(address: str, target: Path) -> None:
    """Download to a file that has its name only when it is whole."""
    with urllib.request.urlopen(address, timeout=_PATIENCE_SECONDS) as answer:
        handle, part = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(answer, file)
            os.replace(part, target)
        except BaseException:
            os.unlink(part)
            raise
