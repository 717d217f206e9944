"""Makes the data of the benchmarks under `benchmarks/data/`, which git ignores.

Run it to make everything at once and see where it is::

    python benchmarks/data.py
"""

from __future__ import annotations

import argparse
import gzip
import importlib.resources
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from processes import MissingError

__all__ = ["DATA", "FASHION_MNIST", "DataError", "Images", "cars", "digits", "images"]

DATA = Path(__file__).parent / "data"

#: Where Debian's package of that name puts its files.
FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")

_PIXELS = 784
_SIDE = 28
_TRAIN_ROWS, _TEST_ROWS = 60_000, 10_000

_INSTALL = (
    "Fashion-MNIST is not at {folder}. On Debian and Ubuntu install it with\n"
    "    sudo apt-get install dataset-fashion-mnist\n"
    "or name the folder of its four .gz files with --fashion-mnist FOLDER, or pass --stand-in to\n"
    "measure on scikit-learn's digits, blown up to the same shape: times are comparable, test\n"
    "errors are not."
)

_SKLEARN = "scikit-learn, where {what} would come from, is missing: pip install scikit-learn"

Bytes = npt.NDArray[np.uint8]
_Maker = Callable[[], Bytes]


class DataError(MissingError):
    """Data that cannot be had; the message says what to do."""


@dataclass(frozen=True)
class Images:
    """Two CSV files in MNIST's layout: 784 pixels, then the label, no header.

    Attributes
    ----------
    name
        What they show.
    train, test
        The files, of 60,000 and 10,000 rows.
    stand_in
        Whether they only have the shape of the real thing.
    """

    name: str
    train: Path
    test: Path
    stand_in: bool = False


def images(source: Path = FASHION_MNIST, *, stand_in: bool = False, folder: Path = DATA) -> Images:
    """Fashion-MNIST as CSV, made at the first call.

    Parameters
    ----------
    source
        Folder of the original files.
    stand_in
        Make something of the same shape from scikit-learn's digits where it is missing.
    folder
        Where to put the files.

    Raises
    ------
    DataError
        If the original files are missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (source / "train-images-idx3-ubyte.gz").exists():
        files = Images("Fashion-MNIST", folder / "fashion_train.csv", folder / "fashion_test.csv")
        _write_once(files.train, lambda: _fashion(source, "train"))
        _write_once(files.test, lambda: _fashion(source, "t10k"))
        return files
    if not stand_in:
        raise DataError(_INSTALL.format(folder=source))
    files = Images(
        "scikit-learn's digits, blown up (not Fashion-MNIST)",
        folder / "stand_in_train.csv",
        folder / "stand_in_test.csv",
        stand_in=True,
    )
    _write_once(files.train, lambda: _blown_up_digits(slice(0, 1500), _TRAIN_ROWS))
    _write_once(files.test, lambda: _blown_up_digits(slice(1500, None), _TEST_ROWS))
    return files


def cars(given: Path | None = None) -> Path:
    """The cars: the file given, else the one inside the package.

    Raises
    ------
    DataError
        If there is none.
    """
    path = given or Path(str(importlib.resources.files("heavywater"))) / "data" / "cars_20mpg.csv"
    if not path.exists():
        raise DataError(f"There is no file {path}; name the cars' CSV file with --cars FILE.")
    return path


def digits(folder: Path = DATA) -> Path:
    """scikit-learn's 1,797 digits of 8 x 8 pixels as CSV: pixels, then the label, no header."""
    path = folder / "digits.csv"
    folder.mkdir(parents=True, exist_ok=True)
    _write_once(path, lambda: np.column_stack(_digits()))
    return path


def _write_once(path: Path, make: _Maker) -> None:
    """Write a table without header unless the file is there; never leaves half a file."""
    if path.exists():
        return
    part = path.with_suffix(".part")
    pl.DataFrame(make()).write_csv(part, include_header=False)
    shutil.move(part, path)


def _fashion(source: Path, part: str) -> Bytes:
    pixels = _idx(source / f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, _PIXELS)
    labels = _idx(source / f"{part}-labels-idx1-ubyte.gz", 8)
    return np.column_stack([pixels, labels])


def _idx(path: Path, header: int) -> Bytes:
    """The bytes of a file in MNIST's own format, after its header."""
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def _digits() -> tuple[Bytes, Bytes]:
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise DataError(_SKLEARN.format(what="the digits")) from None
    pixels, labels = load_digits(return_X_y=True)
    return pixels.astype(np.uint8), labels.astype(np.uint8)


def _blown_up_digits(chosen: slice, rows: int) -> Bytes:
    """Digits at 28 x 28 pixels, repeated with noise until there are enough."""
    pixels, labels = (part[chosen] for part in _digits())
    rng = np.random.default_rng(1)
    picks = rng.integers(len(labels), size=rows)
    near = np.arange(_SIDE) * 8 // _SIDE
    large = pixels.reshape(-1, 8, 8)[:, near][:, :, near].reshape(-1, _PIXELS)[picks]
    noisy = large * 15.0 + rng.normal(0, 12, large.shape)
    # As in real images, most of the background is exactly zero.
    values = np.where(large > 0, noisy.clip(0, 255), 0).astype(np.uint8)
    return np.column_stack([values, labels[picks]])


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all data and print where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    options = parser.parse_args(arguments)
    try:
        made = images(options.fashion_mnist, stand_in=options.stand_in)
        paths = [made.train, made.test, cars(options.cars), digits()]
    except DataError as error:
        parser.exit(1, f"{error}\n")
    for path in paths:
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path}")
    return 0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options that say where the original data is."""
    parser.add_argument(
        "--fashion-mnist",
        type=Path,
        default=FASHION_MNIST,
        metavar="FOLDER",
        help="folder of Fashion-MNIST's four .gz files (default: %(default)s)",
    )
    parser.add_argument(
        "--stand-in",
        action="store_true",
        help="measure on blown-up digits if Fashion-MNIST is missing",
    )
    parser.add_argument(
        "--cars", type=Path, metavar="FILE", help="the cars (default: the package's file)"
    )


if __name__ == "__main__":
    raise SystemExit(main())
